import { writeFile } from 'node:fs/promises';
import { ProoflineError } from '@proofline/learn';
import { describe, expect, it } from 'vitest';
import { explainFailure, failureOf } from './failure.js';

const system = (code: string, message = code): Error => Object.assign(new Error(message), { code });

describe('why a run failed', () => {
  it.each([
    ['a full disk', system('ENOSPC')],
    ['a full disk, in the words of a library', new Error('IO Error: write failed: No space left on device')],
    ['a quota', system('EDQUOT')],
    ['memory', system('ENOMEM')],
    ['a store that is full', new ProoflineError('unavailable', 'STORE_FULL', 'full')],
    ['a process that was ended', new ProoflineError('internal', 'TRAINING_DIED', 'died')],
    ['a store without the data set', new ProoflineError('not-found', 'ARTIFACT_MISSING', 'gone')],
  ])('is an outage for %s: another time it may go well', (_, error) => {
    expect(failureOf(explainFailure(error))).toBe('outage');
  });

  it('says what the machine is short of, and what will be done', () => {
    expect((explainFailure(system('ENOSPC')) as Error).message).toMatch(/no room left on the disk.*tried again/);
  });

  it.runIf(process.platform === 'linux')('knows a disk that is full by what the system says of it', async () => {
    const error = await writeFile('/dev/full', 'x').catch((thrown: unknown) => thrown);
    expect(failureOf(error)).toBe('defect');
    expect(failureOf(explainFailure(error))).toBe('outage');
  });

  it('is the input where the pipeline refuses it, and is not tried again', () => {
    for (const kind of ['invalid-input', 'not-found', 'incompatible', 'too-large'] as const) {
      expect(failureOf(explainFailure(new ProoflineError(kind, 'X', 'x')))).toBe('input');
    }
  });

  it('is a defect where nobody foresaw it', () => {
    expect(failureOf(explainFailure(new TypeError('undefined is not a function')))).toBe('defect');
    expect(failureOf(explainFailure(new ProoflineError('internal', 'DEFECT', 'x')))).toBe('defect');
  });
});
