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
