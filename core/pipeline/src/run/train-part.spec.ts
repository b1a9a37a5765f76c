import { Rng } from '@proofline/learn';
import { describe, expect, it } from 'vitest';
import type { Dataset } from '../dataset/dataset.js';
import { binary } from '../kinds/binary.js';
import type { BinaryTruth } from '../kinds/binary-truth.js';
import type { FeatureSchema } from '../schema/feature-schema.js';
import type { FittedCandidate, Task } from '../task/task.js';
import { text } from '../text/localized.js';
import { planTraining, rowsToStudy } from '../tune/plan.js';
import { trainPart } from './train-part.js';

const n = 22_000;
const rng = new Rng('train-part');
const outcome = Float64Array.from({ length: n }, () => (rng.next() < 0.25 ? 1 : 0));
const dataset: Dataset = {
  rows: n,
  columns: new Map([
    ['x', { kind: 'numeric' as const, values: outcome.map(() => rng.normal()) }],
    ['y', { kind: 'numeric' as const, values: outcome }],
  ]),
  schema: {
    version: 1,
    file: { delimiter: ';' },
    columns: [
      { name: 'x', type: 'number', role: 'feature' },
      { name: 'y', type: 'number', role: 'target' },
    ],
  },
  rowNumbers: Int32Array.from({ length: n }, (_, i) => i + 1),
  fingerprint: 'sha256:test',
  source: { path: 'test.csv', bytes: 0, format: { kind: 'csv' } },
};

const fitted: number[] = [];
const schemas: FeatureSchema[] = [];
/** Costs a second for a thousand rows, and notes on how many it was fitted. */
const share: FittedCandidate<BinaryTruth, Float64Array> = {
  name: 'test.task.share.v1',
  title: text('Share of events'),
  complexity: 0,
  baseline: true,
  cost: (rows) => rows / 1000,
  async fit({ truth, schema }) {
    fitted.push(truth.y.length);
    schemas.push(schema);
    const events = truth.y.reduce((sum, v) => sum + v, 0);
    return {
      predict: (frame) => new Float64Array(frame.rows).fill(events / truth.y.length),
      toArtifact: () => ({ kind: 'test.share', json: events, tensors: {} }),
    };
  },
  load: () => {
    throw new TypeError('Not loaded here.');
  },
};
const task: Task<BinaryTruth, Float64Array> = {
  id: 'task',
  title: text('task'),
  kind: binary,
  primaryMetric: 'brier',
  candidates: [share],
  criteria: [],
  examples: [],
};

describe('the budget', () => {
  it('lets as many rows be studied as it pays for, and no fewer than are needed', () => {
    const shape = { rows: 100_000, features: 1, columns: 1, folds: 3 };
    // All rows once at the end are 100 s, all rows on folds 200 s.
    expect(rowsToStudy([share], shape, 1000)).toBe(100_000);
    expect(rowsToStudy([share], shape, 200)).toBe(50_000);
    expect(rowsToStudy([share], shape, 1)).toBe(20_000);
    expect(rowsToStudy([share], { ...shape, rows: 5000 }, 1)).toBe(5000);
    expect(planTraining([share], { ...shape, studied: 50_000 }, 200).get(share.name)!.seconds).toBe(200);
  });

  it('is kept by comparing candidates on a part of the rows; the model of the package learns from all', async () => {
    const truth = binary.truth(
      { ...dataset, schema: { ...dataset.schema } },
      { y: outcome, positive: '1', negative: '0' },
    );
    const part = await trainPart(
      dataset,
      truth,
      {
        task,
        candidates: [share],
        recipe: [],
        repaired: { rows: 0, warnings: [] },
        budgetSeconds: 1,
        options: {},
        seed: 5,
        context: { rng: new Rng(1) },
      },
      'train',
      new Rng(2),
    );
    expect([part.train.rows, part.learnt.data.rows]).toEqual([20_000, n]);
    expect(part.learnt.truth.y).toEqual(outcome);
    expect(part.trained[0]!.outOfFold).toHaveLength(20_000);
    expect(fitted.at(-1)).toBe(n);
    // The same table from a file with other delimiters is the same model.
    expect(schemas.some((schema) => 'file' in schema)).toBe(false);
    expect(fitted.slice(0, -1).reduce((sum, rows) => sum + rows, 0)).toBe(40_000);
    const rate = (y: Float64Array): number => y.reduce((sum, v) => sum + v, 0) / y.length;
    expect(Math.abs(rate(part.data.truth.y) - rate(outcome))).toBeLessThan(0.001);
  });

  it('leaves the answers of the packaged model right: its recalibration is learnt on the part', async () => {
    const honest = outcome.map(() => 0.05 + 0.6 * rng.next());
    const y = honest.map((p) => (rng.next() < p ? 1 : 0));
    const columns = new Map([
      ['x', { kind: 'numeric' as const, values: honest }],
      ['y', { kind: 'numeric' as const, values: y }],
    ]);
    /** Answers with the square of the probability, which is in the column. */
    const bent: FittedCandidate<BinaryTruth, Float64Array> = {
      ...share,
      calibrate: true,
      async fit() {
        return {
          predict: ({ columns: given }) => {
            const x = given.get('x')!;
            return x.kind === 'numeric' ? x.values.map((p) => p * p) : new Float64Array(0);
          },
          toArtifact: () => ({ kind: 'test.bent', json: 0, tensors: {} }),
        };
      },
    };
    const book = { ...dataset, columns };
    const truth = { y, positive: '1', negative: '0' };
    const part = await trainPart(
      book,
      truth,
      {
        task: { ...task, candidates: [bent] },
        candidates: [bent],
        recipe: [],
        repaired: { rows: 0, warnings: [] },
        budgetSeconds: 1,
        options: {},
        seed: 5,
        context: { rng: new Rng(1) },
      },
      'train',
      new Rng(2),
    );
    expect(part.train.rows).toBe(20_000);
    const [one] = part.trained;
    expect(one!.calibration).toBeDefined();
    const answers = one!.model.predict({ rows: n, columns: new Map([['x', columns.get('x')!]]) });
    const off = (of: (p: number, i: number) => number): number =>
      honest.reduce((sum, p, i) => sum + Math.abs(of(p, i) - p), 0) / n;
    expect(off((p) => p * p)).toBeGreaterThan(0.15);
    expect(off((_, i) => answers[i]!)).toBeLessThan(0.02);
  });
});
