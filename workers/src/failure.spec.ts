import { writeFile } from 'node:fs/promises';
import { ProoflineError } from '@proofline/learn';
import { describe, expect, it } from 'vitest';
import { explainFailure, failureOf, problemOf } from './failure.js';

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
    expect(failureOf(explainFailure(error, 'run'))).toBe('outage');
  });

  it.each([
    ['run', 'The run'],
    ['batch', 'The batch'],
    ['dataset', 'The check of the data set'],
    ['promotion', 'The judgement of the model'],
  ] as const)('says of a %s what the machine is short of, and what will be done', (noun, subject) => {
    const { message } = explainFailure(system('ENOSPC'), noun) as Error;
    expect(message).toMatch(new RegExp(`^${subject} could not go on: .*no room left on the disk.*tried again`));
    expect(problemOf(new TypeError('x'), noun)).toMatchObject({ detail: expect.stringMatching(`^${subject} failed`) });
  });

  it.runIf(process.platform === 'linux')('knows a disk that is full by what the system says of it', async () => {
    const error = await writeFile('/dev/full', 'x').catch((thrown: unknown) => thrown);
    expect(failureOf(error)).toBe('defect');
    expect(failureOf(explainFailure(error, 'run'))).toBe('outage');
  });

  it('is the input where the pipeline refuses it, and is not tried again', () => {
    for (const kind of ['invalid-input', 'not-found', 'incompatible', 'too-large'] as const) {
      expect(failureOf(explainFailure(new ProoflineError(kind, 'X', 'x'), 'run'))).toBe('input');
    }
  });

  it('is a defect where nobody foresaw it', () => {
    expect(failureOf(explainFailure(new TypeError('undefined is not a function'), 'run'))).toBe('defect');
    expect(failureOf(explainFailure(new ProoflineError('internal', 'DEFECT', 'x'), 'run'))).toBe('defect');
  });
});
