import { Rng } from '@proofline/learn';
import { describe, expect, it } from 'vitest';
import type { Dataset } from '../dataset/dataset.js';
import type { Column } from '../dataset/frame.js';
import { takeDataset } from '../run/dataset-rows.js';
import type { ColumnRole } from '../schema/feature-schema.js';
import { splitFolds, splitHoldout } from './split.js';

function dataset(columns: Record<string, { role: ColumnRole; column: Column }>): Dataset {
  const first = Object.values(columns)[0]!.column;
  const rows = first.kind === 'categorical' ? first.codes.length : first.values.length;
  return {
    rows,
    columns: new Map(Object.entries(columns).map(([name, { column }]) => [name, column])),
    schema: {
      version: 1,
      columns: Object.entries(columns).map(([name, { role }]) => ({ name, type: 'number', role })),
    },
    rowNumbers: Int32Array.from({ length: rows }, (_, i) => i + 1),
    fingerprint: 'sha256:test',
    source: { path: 'test.csv', bytes: 0, format: { kind: 'csv' } },
  };
}

const rng = new Rng(1);
const n = 1000;
const numeric = (values: ArrayLike<number>): Column => ({ kind: 'numeric', values: Float64Array.from(values) });
const outcome = Array.from({ length: n }, () => (rng.next() < 0.2 ? 1 : 0));
const features = {
  x: { role: 'feature' as const, column: numeric(Array.from({ length: n }, () => rng.normal())) },
  y: { role: 'target' as const, column: numeric(outcome) },
};
const strata = Int32Array.from(outcome);

describe('splitHoldout', () => {
  it('keeps the share of events on both sides and every row on one', () => {
    const { train, test } = splitHoldout(dataset(features), { testShare: 0.25, strata, seed: 1 });
    expect(test.length).toBe(250);
    expect(new Set([...train, ...test]).size).toBe(n);
    const rate = (rows: Int32Array): number => rows.reduce((sum, i) => sum + outcome[i]!, 0) / rows.length;
    expect(Math.abs(rate(train) - rate(test))).toBeLessThan(0.005);
  });

  it('puts the same rows on the same side when the file lists them in another order', () => {
    const file = dataset(features);
    const order = new Rng(2).shuffle(Int32Array.from({ length: n }, (_, i) => i));
    const shuffled = takeDataset(file, order);
    const options = { testShare: 0.25, seed: 1 };
    const a = splitHoldout(file, { ...options, strata });
    const b = splitHoldout(shuffled, { ...options, strata: Int32Array.from(order, (i) => strata[i]!) });
    expect([...b.test].map((i) => order[i]!).sort((p, q) => p - q)).toEqual([...a.test]);
  });

  it('does not depend on what outcomes are called, nor on which of them is the event', () => {
    const named = (levels: [string, string], labels: Int32Array): number[][] => {
      const y: Column = { kind: 'categorical', levels, codes: Int32Array.from(outcome) };
      const file = dataset({ ...features, y: { role: 'target', column: y } });
      const customer = numeric(Array.from({ length: n }, (_, i) => i % 300));
      const grouped = dataset({
        ...features,
        y: { role: 'target', column: y },
        g: { role: 'group', column: customer },
      });
      const options = { strata: labels, seed: 1 };
      return [
        [...splitHoldout(file, { ...options, testShare: 0.25 }).test],
        [...splitFolds(file, { ...options, folds: 5 })[0]![0]!.test],
        [...splitFolds(grouped, { ...options, folds: 5 })[0]![0]!.test],
      ];
    };
    const expected = named(['0', '1'], strata);
    expect(named(['good', 'bad'], strata)).toEqual(expected);
    expect(
      named(
        ['repaid', 'lost'],
        strata.map((label) => 1 - label),
      ),
    ).toEqual(expected);
  });

  it('deals equal rows with different outcomes alike in whatever order they stand', () => {
    const x = outcome.map((_, i) => i % 7);
    const file = dataset({ ...features, x: { role: 'feature', column: numeric(x) } });
    const order = new Rng(3).shuffle(Int32Array.from({ length: n }, (_, i) => i));
    /** Rows of each content on the test side. */
    const counts = (of: Dataset, labels: Int32Array): Map<string, number> => {
      const found = new Map<string, number>();
      const values = (of.columns.get('x') as { values: Float64Array }).values;
      for (const i of splitHoldout(of, { testShare: 0.25, strata: labels, seed: 1 }).test) {
        const content = `${values[i]} ${labels[i]}`;
        found.set(content, (found.get(content) ?? 0) + 1);
      }
      return found;
    };
    const shuffled = takeDataset(file, order);
    expect(
      counts(
        shuffled,
        Int32Array.from(order, (i) => strata[i]!),
      ),
    ).toEqual(counts(file, strata));
  });

  it('changes with the seed', () => {
    const file = dataset(features);
    const a = splitHoldout(file, { testShare: 0.25, strata, seed: 1 });
    const b = splitHoldout(file, { testShare: 0.25, strata, seed: 2 });
    expect([...a.test]).not.toEqual([...b.test]);
  });

  it('learns on the past and judges on the future where there is a time column, moments kept whole', () => {
    const month = Array.from({ length: n }, (_, i) => (i * 7) % 12);
    const file = dataset({ ...features, month: { role: 'time', column: numeric(month) } });
    const { kind, train, test } = splitHoldout(file, { testShare: 0.25, strata, seed: 1 });
    expect(kind).toBe('temporal');
    expect(Math.max(...[...train].map((i) => month[i]!))).toBeLessThan(Math.min(...[...test].map((i) => month[i]!)));
    expect(splitHoldout(file, { kind: 'random', testShare: 0.25, strata, seed: 1 }).reason.en).toMatch(/as asked/);
  });

  it('keeps a group on one side', () => {
    const customer = Array.from({ length: n }, (_, i) => i % 130);
    const file = dataset({ ...features, customer: { role: 'group', column: numeric(customer) } });
    const { kind, train, test } = splitHoldout(file, { testShare: 0.25, strata, seed: 1 });
    expect(kind).toBe('grouped');
    const learnt = new Set([...train].map((i) => customer[i]!));
    expect([...test].some((i) => learnt.has(customer[i]!))).toBe(false);
    expect(test.length).toBeGreaterThan(150);
  });

  it('cuts at the change of time nearest to the share, not at the next one', () => {
    // 700 rows, then 299, then one: asked for 750, 700 is nearer than 999.
    const month = Array.from({ length: n }, (_, i) => (i < 700 ? 1 : i < 999 ? 2 : 3));
    const file = dataset({ ...features, month: { role: 'time', column: numeric(month) } });
    const { train, test } = splitHoldout(file, { testShare: 0.25, strata, seed: 1 });
    expect([train.length, test.length]).toEqual([700, 300]);
  });

  it('passes over a cut that leaves one outcome on a side, and refuses where each one does', () => {
    const rows = 100;
    // Events in the first 40 rows only; changes of time after 30, 60 and 80 rows; 75 asked for.
    const late = Array.from({ length: rows }, (_, i) => (i < 40 && i % 2 === 0 ? 1 : 0));
    const moment = Array.from({ length: rows }, (_, i) => (i < 30 ? 1 : i < 60 ? 2 : i < 80 ? 3 : 4));
    const make = (times: number[]): Dataset =>
      dataset({
        x: { role: 'feature', column: numeric(Array.from({ length: rows }, (_, i) => i)) },
        y: { role: 'target', column: numeric(late) },
        t: { role: 'time', column: numeric(times) },
      });
    const options = { testShare: 0.25, strata: Int32Array.from(late), seed: 1 };
    expect(splitHoldout(make(moment), options).train).toHaveLength(30);
    expect(() => splitHoldout(make(moment.map((t) => Math.max(2, t))), options)).toThrow(
      /No moment of time column 't' \(3 different ones\) cuts the 100 rows .* at least 10 rows and 2 outcomes each/,
    );
    // Without outcomes to keep (a quantity), the nearest change is taken.
    expect(splitHoldout(make(moment), { testShare: 0.25, seed: 1 }).train).toHaveLength(80);
  });

  it('goes by time and by group at once: later rows are judged, of groups that were not learnt', () => {
    const rows = 800;
    const customer = Array.from({ length: rows }, (_, i) => i % 200);
    const month = Array.from({ length: rows }, (_, i) => Math.floor(i / 80));
    const file = dataset({
      x: { role: 'feature', column: numeric(Array.from({ length: rows }, () => rng.normal())) },
      y: { role: 'target', column: numeric(outcome.slice(0, rows)) },
      month: { role: 'time', column: numeric(month) },
      customer: { role: 'group', column: numeric(customer) },
    });
    const options = { testShare: 0.25, strata: strata.slice(0, rows), seed: 1 };
    const { kind, train, test, reason } = splitHoldout(file, options);
    expect(kind).toBe('temporal');
    expect(Math.max(...[...train].map((i) => month[i]!))).toBeLessThan(Math.min(...[...test].map((i) => month[i]!)));
    const learnt = new Set([...train].map((i) => customer[i]!));
    expect([...test].some((i) => learnt.has(customer[i]!))).toBe(false);
    // A quarter of the customers is judged on, each learnt one keeps all its earlier rows.
    expect(new Set([...test].map((i) => customer[i]!)).size).toBeGreaterThan(40);
    expect(reason.en).toContain(`${rows - train.length - test.length} rows of groups that have both were left out`);
  });

  it('leaves nothing out where no group stands on both sides of the cut', () => {
    const customer = Array.from({ length: n }, (_, i) => Math.floor(i / 5));
    const month = Array.from({ length: n }, (_, i) => Math.floor(i / 100));
    const file = dataset({
      ...features,
      month: { role: 'time', column: numeric(month) },
      customer: { role: 'group', column: numeric(customer) },
    });
    // 750 is asked for; 700 and 800 are as near, and the earlier cut judges more rows.
    const { train, test } = splitHoldout(file, { testShare: 0.25, strata, seed: 1 });
    expect([train.length, test.length]).toEqual([700, 300]);
  });

  it('refuses groups too few for two on each side, by name', () => {
    const of = (count: number): Dataset =>
      dataset({ ...features, store: { role: 'group', column: numeric(outcome.map((_, i) => i % count)) } });
    const cut = (count: number) => () => splitHoldout(of(count), { testShare: 0.25, strata, seed: 1 });
    expect(cut(1)).toThrow(/1 of the 1 groups of column 'store'; at least 2 groups are needed/);
    expect(cut(3)).toThrow(/1 of the 3 groups of column 'store'/);
    expect(cut(8)().test).toHaveLength(250);
  });

  it('says that outcomes keep their shares only where they do', () => {
    expect(splitHoldout(dataset(features), { testShare: 0.25, strata, seed: 1 }).reason.en).toMatch(/equal shares/);
    expect(splitHoldout(dataset(features), { testShare: 0.25, seed: 1 }).reason.en).not.toMatch(/equal shares/);
  });

  it('parts equal rows as often as chance', () => {
    // 400 pairs of equal rows; a quarter is judged on, so chance parts 2 · 0.25 · 0.75 = 0.375 of the pairs.
    const pairs = 400;
    const twice = Array.from({ length: pairs }, () => rng.normal()).flatMap((v) => [v, v]);
    const file = dataset({
      x: { role: 'feature', column: numeric(twice) },
      y: { role: 'target', column: numeric(twice.map(() => 0)) },
    });
    let parted = 0;
    for (let seed = 1; seed <= 20; seed++) {
      const test = new Set(splitHoldout(file, { testShare: 0.25, seed }).test);
      for (let k = 0; k < pairs; k++) if (test.has(2 * k) !== test.has(2 * k + 1)) parted++;
    }
    // Four standard errors over 8,000 pairs are 0.022.
    expect(Math.abs(parted / (20 * pairs) - 0.375)).toBeLessThan(0.022);
  });

  it('says what is wrong with a time column', () => {
    expect(() => splitHoldout(dataset(features), { kind: 'temporal', testShare: 0.25, seed: 1 })).toThrow(/--time/);
    const constant = dataset({ ...features, t: { role: 'time', column: numeric(new Array(n).fill(3)) } });
    expect(() => splitHoldout(constant, { testShare: 0.25, seed: 1 })).toThrow(/one value only/);
    const holes = dataset({
      ...features,
      t: { role: 'time', column: numeric(outcome.map((_, i) => (i === 4 ? Number.NaN : i))) },
    });
    expect(() => splitHoldout(holes, { testShare: 0.25, seed: 1 })).toThrow(/empty in data row 5/);
  });
});

describe('splitFolds', () => {
  it('keeps a group in one fold, and refuses fewer groups than folds', () => {
    const store = outcome.map((_, i) => i % 3);
    const file = dataset({ ...features, store: { role: 'group', column: numeric(store) } });
    const [folds] = splitFolds(file, { folds: 3, strata, seed: 3 });
    for (const { test } of folds!) expect(new Set([...test].map((i) => store[i]!)).size).toBe(1);
    expect(() => splitFolds(file, { folds: 5, strata, seed: 3 })).toThrow(
      /Group column 'store' ties the 1000 rows into 3 groups, and 5 folds need at least 5/,
    );
  });

  it('tests every row once in each repeat, in folds of equal size and event rate', () => {
    const repeats = splitFolds(dataset(features), { folds: 5, repeats: 2, strata, seed: 3 });
    expect(repeats).toHaveLength(2);
    for (const folds of repeats) {
      expect(folds.flatMap((fold) => [...fold.test]).sort((a, b) => a - b)).toEqual([...outcome.keys()]);
      for (const { train, test } of folds) {
        expect(train.length + test.length).toBe(n);
        expect(Math.abs(test.length - 200)).toBeLessThanOrEqual(1);
      }
    }
    expect([...repeats[0]![0]!.test]).not.toEqual([...repeats[1]![0]!.test]);
  });
});
