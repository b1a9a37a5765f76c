import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ProoflineError, Rng } from '@proofline/learn';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import toy from '../../../../fixtures/toy-vertical/index.js';
import { type PocConfigInput, pocConfigDocument } from '../intake/poc-config.js';
import { binary } from '../kinds/binary.js';
import type { BinaryTruth } from '../kinds/binary-truth.js';
import type { Candidate, FittedCandidate } from '../task/task.js';
import { text } from '../text/localized.js';
import { defineVertical, type Vertical } from '../vertical/define-vertical.js';
import { preparePoc, readPoc } from './prepare-poc.js';
import { finishPoc, type PocRequest, type PocResult, runPoc } from './run-poc.js';
import { storedTrials, Trials } from './trials.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'proofline-trials-'));
  const rng = new Rng('trials');
  const rows = Array.from({ length: 240 }, (_, i) => {
    const [x, z] = [rng.normal(), rng.normal()];
    const yes = x + rng.normal() > 0.5 ? 'yes' : 'no';
    return [x, z, 'rgb'[i % 3], (2 * x - z + rng.normal()).toFixed(3), 'abc'[rng.int(3)], yes].join(',');
  });
  await writeFile(join(folder, 'rows.csv'), `x,z,colour,amount,grade,answer\n${rows.join('\n')}\n`);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const sigmoid = (value: number): number => 1 / (1 + Math.exp(-value));

/** A slope that is searched for; its probabilities are too sure of themselves, so that they are recalibrated. */
const slope: FittedCandidate<BinaryTruth, Float64Array> = {
  name: 'answers.answer.slope.v1',
  title: text('Slope', '斜率'),
  complexity: 10,
  calibrate: true,
  parameters: { steepness: { type: 'number', min: -4, max: 4, default: 2, doc: 'Slope.' } },
  tuned: ['steepness'],
  startingPoints: [{ steepness: 4 }, { steepness: 1 }],
  cost: () => 0.001,
  async fit({ parameters }) {
    const steepness = parameters.steepness as number;
    if (steepness === 4) throw new ProoflineError('invalid-input', 'TRAINING_DIVERGED', 'Too steep.');
    return slope.load({ kind: 'answers.slope', json: { steepness }, tensors: {} });
  },
  load(artifact) {
    const { steepness } = artifact.json as { steepness: number };
    return {
      predict(frame) {
        const column = frame.columns.get('x');
        if (column?.kind !== 'numeric') throw new TypeError("The frame has no numbers 'x'.");
        return column.values.map((x) => sigmoid(3 * steepness * x));
      },
      toArtifact: () => artifact,
    };
  },
};
const rate: FittedCandidate<BinaryTruth, Float64Array> = {
  name: 'answers.answer.rate.v1',
  title: text('Rate', '比率'),
  complexity: 0,
  baseline: true,
  fit: async ({ truth: { y } }) =>
    rate.load({ kind: 'answers.rate', json: y.reduce((sum, v) => sum + v, 0) / y.length, tensors: {} }),
  load: (artifact) => ({
    predict: ({ rows }) => new Float64Array(rows).fill(artifact.json as number),
    toArtifact: () => artifact,
  }),
};
const never: FittedCandidate<BinaryTruth, Float64Array> = {
  name: 'answers.answer.never.v1',
  title: text('Never', '从不'),
  complexity: 20,
  fit: async () => {
    throw new ProoflineError('invalid-input', 'TRAINING_DIVERGED', 'It never converges.');
  },
  load: rate.load,
};
const blend: Candidate<BinaryTruth, Float64Array> = {
  name: 'answers.answer.blend.v1',
  title: text('Blend', '融合'),
  complexity: 30,
  blend: { members: [slope.name, rate.name] },
};
const answers = defineVertical({
  id: 'answers',
  title: text('answers'),
  summary: text('A made-up vertical.'),
  version: '0.1.0',
  compatibility: '^0.1.0',
  tasks: [
    {
      id: 'answer',
      title: text('answer'),
      kind: binary,
      primaryMetric: 'auc',
      candidates: [slope, rate, never, blend],
      criteria: [],
      examples: [{ x: 1 }],
    },
  ],
});

function request(vertical: Vertical, task: string, target: string, split: PocConfigInput['split']): PocRequest {
  const ignore = ['amount', 'grade', 'answer'].filter((name) => name !== target);
  const config = pocConfigDocument.parse({
    version: 1,
    vertical: vertical.id,
    task,
    data: { file: 'rows.csv' },
    columns: { target, ignore, ...(target === 'answer' ? { positive: 'yes' } : {}) },
    budget: '1s',
    split,
  });
  return { vertical, config, baseDir: folder, productVersion: '0.0.0' };
}

/** Everything that lasts: the report without its times, and every byte of the package. */
function lasting({ report: { run: _run, ...report }, package: { manifest, files } }: PocResult): unknown {
  // As text: also the order of what was counted is to be the same.
  return [JSON.stringify(report, null, 1).split('\n'), manifest, Object.fromEntries(files)];
}

describe.each([
  ['a yes/no outcome, calibrated, blended, and one candidate dropped', answers, 'answer', 'answer', {}],
  ['the same with outer folds', answers, 'answer', 'answer', { cv: 3, repeats: 2 }],
  ['a quantity', toy, 'yield', 'amount', {}],
  ['classes with outer folds', toy, 'quality', 'grade', { cv: 3 }],
] as const)('trials of %s', (_name, vertical, task, target, split) => {
  it('that were done in other processes, in any order, lead to the bytes of one process', async () => {
    const asked = request(vertical, task, target, split);
    const whole = await runPoc(asked);

    const prepared = await preparePoc(asked);
    const { recipe } = prepared;
    const planned = new Trials(prepared).plan();
    expect(planned).toHaveLength(new Set(planned.map(({ part, candidate }) => `${part} ${candidate}`)).size);
    // Two that read the data anew and know nothing of each other.
    const others = [new Trials(await readPoc(asked, recipe)), new Trials(await readPoc(asked, recipe))];
    const stored = [];
    for (const [i, key] of [...planned].reverse().entries()) {
      stored.push({ ...key, ...(await others[i % 2]!.train(key, {})) });
    }
    const { trainer, spent } = storedTrials(prepared, stored);
    const joined = await finishPoc(await preparePoc(asked), { trainer, spent });
    expect(lasting(joined)).toEqual(lasting(whole));
    expect(joined.report.run.trainCpuSeconds).toBeGreaterThan(spent.cpuSeconds);
  });
});

describe('trials', () => {
  it('tell how far they are, and keep what the search found that cannot be written as JSON', async () => {
    const prepared = await preparePoc(request(answers, 'answer', 'answer', {}));
    const fractions: number[] = [];
    const { bytes, dropped } = await new Trials(prepared).train(
      { part: 'train', candidate: slope.name },
      { onProgress: (fraction) => fractions.push(fraction) },
    );
    expect(fractions.at(-1)).toBeGreaterThan(0.9);
    expect(dropped).toBe(false);
    const lost = await new Trials(prepared).train({ part: 'train', candidate: never.name }, {});
    expect(lost.dropped).toBe(true);
    const { trainer } = storedTrials(prepared, [{ part: 'train', candidate: slope.name, bytes }]);
    const result = await trainer('train', slope as never, undefined as never);
    if (typeof result === 'string') expect.fail(result);
    expect(result.trials.some(({ loss, failure }) => loss === Number.POSITIVE_INFINITY && failure !== undefined)).toBe(
      true,
    );
    await expect(trainer('train', rate as never, undefined as never)).rejects.toThrow('There is no trial');
  });

  it('stop when they are told to', async () => {
    const prepared = await preparePoc(request(answers, 'answer', 'answer', {}));
    const training = new Trials(prepared).train(
      { part: 'train', candidate: slope.name },
      { signal: AbortSignal.abort() },
    );
    await expect(training).rejects.toMatchObject({ kind: 'cancelled' });
  });
});
