import { Rng } from '@proofline/learn';
import { describe, expect, it } from 'vitest';
import type { Dataset } from '../dataset/dataset.js';
import type { Column } from '../dataset/frame.js';
import { binary } from '../kinds/binary.js';
import type { BinaryTruth } from '../kinds/binary-truth.js';
import type { ColumnRole } from '../schema/feature-schema.js';
import type { FittedCandidate, Task } from '../task/task.js';
import { text } from '../text/localized.js';
import { crossValidate } from './cross-validate.js';
import { type OuterFolds, outerFolds } from './outer-folds.js';
import type { TrainingPlan } from './train-part.js';

const n = 120;
const rng = new Rng('cross-validate');
const outcome = Array.from({ length: n }, (_, i) => (i % 4 === 0 ? 1 : 0));
const weights = outcome.map(() => 1 + rng.int(3));
const numeric = (values: number[]): Column => ({ kind: 'numeric', values: Float64Array.from(values) });

function file(extra: Record<string, { role: ColumnRole; column: Column }> = {}): {
  dataset: Dataset;
  truth: BinaryTruth;
} {
  const columns: Record<string, { role: ColumnRole; column: Column }> = {
    x: { role: 'feature', column: numeric(outcome.map(() => rng.normal())) },
    y: { role: 'target', column: numeric(outcome) },
    w: { role: 'weight', column: numeric(weights) },
    ...extra,
  };
  const dataset: Dataset = {
    rows: n,
    columns: new Map(Object.entries(columns).map(([name, { column }]) => [name, column])),
    schema: {
      version: 1,
      columns: Object.entries(columns).map(([name, { role }]) => ({ name, type: 'number', role })),
    },
    rowNumbers: Int32Array.from({ length: n }, (_, i) => i + 1),
    fingerprint: 'sha256:test',
    source: { path: 'test.csv', bytes: 0, format: { kind: 'csv' } },
  };
  return { dataset, truth: binary.truth(dataset) };
}

/** Gives every row the weighted share of events among the rows it was fitted on. */
const share: FittedCandidate<BinaryTruth, Float64Array> = {
  name: 'test.task.share.v1',
  title: text('Share of events'),
  complexity: 0,
  baseline: true,
  async fit({ truth, weight }) {
    let events = 0;
    let total = 0;
    truth.y.forEach((v, i) => {
      events += v * weight![i]!;
      total += weight![i]!;
    });
    return {
      predict: (frame) => new Float64Array(frame.rows).fill(events / total),
      toArtifact: () => ({ kind: 'test.share', json: events / total, tensors: {} }),
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
const plan: TrainingPlan<BinaryTruth, Float64Array> = {
  task,
  candidates: [share],
  recipe: [],
  repaired: { rows: 0, warnings: [] },
  budgetSeconds: 1,
  options: {},
  seed: 5,
  context: { rng: new Rng(1) },
};

const foldsOf = (dataset: Dataset, folds: number, repeats = 1): OuterFolds =>
  outerFolds(dataset, { folds, repeats, strata: Int32Array.from(outcome), seed: 5 });

const shareOf = (rows: Iterable<number>): number => {
  let events = 0;
  let total = 0;
  for (const i of rows) {
    events += weights[i]! * outcome[i]!;
    total += weights[i]!;
  }
  return events / total;
};

describe('crossValidate', () => {
  it('judges each fold by a model of the others, with weights, and packages a model of all rows', async () => {
    const loaded = file();
    const outer = foldsOf(loaded.dataset, 4);
    const folds = outer.repeats[0]!;
    const { judged, judgedFolds, part, test, testTruth } = await crossValidate(loaded, plan, outer, new Rng(2));
    const one = judged[0]!;
    expect(one.test).toHaveLength(n);
    folds.forEach((fold, f) => {
      const p = shareOf(fold.train);
      for (const i of fold.test) expect(one.test[i]).toBeCloseTo(p, 12);
      const { rows, predictions } = judgedFolds![0]![f]!;
      expect([...rows]).toEqual([...fold.test]);
      for (const answer of predictions.get(share.name)!) expect(answer).toBeCloseTo(p, 12);
    });
    expect(one.model.predict({ rows: 1, columns: new Map() })[0]).toBeCloseTo(shareOf(outcome.keys()), 12);
    expect(part.train.rows).toBe(n);
    expect(test.rows).toBe(n);
    expect(testTruth).toEqual(loaded.truth);
  });

  it('averages the answers of repeats, and keeps those of each', async () => {
    const loaded = file();
    const outer = foldsOf(loaded.dataset, 3, 2);
    const { repeats } = outer;
    const { judged, judgedFolds } = await crossValidate(loaded, plan, outer, new Rng(2));
    expect(judgedFolds!.map((one) => one.length)).toEqual([3, 3]);
    const answers = (row: number) =>
      repeats.map((folds) => shareOf(folds.find(({ test }) => test.includes(row))!.train));
    for (const row of [0, 17, 119]) {
      const [first, second] = answers(row);
      expect(judged[0]!.test[row]).toBeCloseTo((first! + second!) / 2, 12);
    }
  });

  it('goes by time where there is one: each fold is judged by what was learnt on all rows before it', async () => {
    const month = outcome.map((_, i) => Math.floor(((i * 7) % 120) / 10));
    const loaded = file({ month: { role: 'time', column: numeric(month) } });
    const outer = foldsOf(loaded.dataset, 3);
    const [folds] = outer.repeats;
    expect(outer.kind).toBe('rolling-origin');
    // 120 rows of 12 months in four parts of three months.
    expect(folds!.map(({ train, test }) => [train.length, test.length])).toEqual([
      [30, 30],
      [60, 30],
      [90, 30],
    ]);
    const { judged, test, testTruth, part } = await crossValidate(loaded, plan, outer, new Rng(2));
    expect(part.train.rows).toBe(n);
    // The first quarter is judged by nobody.
    expect(test.rows).toBe(90);
    expect([...test.rowNumbers].every((number) => month[number - 1]! >= 3)).toBe(true);
    [...test.rowNumbers].forEach((number, position) => {
      expect(testTruth.y[position]).toBe(outcome[number - 1]);
      const fold = folds!.find((one) => one.test.includes(number - 1))!;
      expect(judged[0]!.test[position]).toBeCloseTo(shareOf(fold.train), 12);
      expect(Math.max(...[...fold.train].map((i) => month[i]!))).toBeLessThan(month[number - 1]!);
    });
  });

  it('says how folds came about: by time, by chance as asked, or why not by time', () => {
    const month = outcome.map((_, i) => Math.floor(i / 30));
    const { dataset } = file({ month: { role: 'time', column: numeric(month) } });
    const strata = Int32Array.from(outcome);
    const fewer = outerFolds(dataset, { folds: 8, repeats: 3, strata, seed: 5 });
    expect(fewer.repeats).toHaveLength(1);
    expect(fewer.reason.en).toMatch(/Rolling origin by time \('month'\): in each of 3 outer folds/);
    expect(fewer.reason.en).toMatch(/8 folds were asked for; .* allow 3\. They are not repeated/);
    const random = outerFolds(dataset, { folds: 4, repeats: 1, kind: 'random', strata, seed: 5 });
    expect(random.kind).toBe('cross-validation');
    expect(random.reason.en).toMatch(/random, as asked, although the file has a time column \('month'\)/);
    const unusedDates = [{ column: 'applied', reason: text('too few'), couldBeTime: true }];
    expect(outerFolds(file().dataset, { folds: 4, repeats: 1, seed: 5, unusedDates }).reason.en).toContain(
      "Not by time: 'applied' (too few).",
    );
    expect(() => outerFolds(file().dataset, { folds: 4, repeats: 1, kind: 'temporal', seed: 5 })).toThrow(/--time/);
  });

  it('refuses folds that a number cannot be made from, and groups fewer than folds', () => {
    const { dataset } = file();
    expect(() => foldsOf(dataset, 20)).toThrow(/6 rows; at least 10 rows are needed.*fewer folds/);
    const halves = file({ g: { role: 'group', column: numeric(outcome.map((_, i) => i % 2)) } });
    expect(() => foldsOf(halves.dataset, 4)).toThrow(/'g' ties the 120 rows into 2 groups/);
    // One group has all the events: the fold without it has one outcome.
    const apart = file({ g: { role: 'group', column: numeric(outcome) } });
    expect(() => foldsOf(apart.dataset, 2)).toThrow(/one outcome; at least 2 outcomes/);
  });
});
