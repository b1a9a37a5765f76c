import { Rng } from '@proofline/learn';
import { describe, expect, it } from 'vitest';
import type { Dataset } from '../dataset/dataset.js';
import type { Column } from '../dataset/frame.js';
import { rollingOrigin } from './rolling-origin.js';
import { rowGroups } from './row-groups.js';

const numeric = (values: ArrayLike<number>): Column => ({ kind: 'numeric', values: Float64Array.from(values) });

function dataset(times: ArrayLike<number>, groups?: ArrayLike<number>): Dataset {
  const columns: [string, 'feature' | 'target' | 'time' | 'group', Column][] = [
    ['x', 'feature', numeric(Array.from(times, (_, i) => i))],
    ['y', 'target', numeric(Array.from(times, (_, i) => i % 3))],
    ['t', 'time', numeric(times)],
    ...(groups === undefined ? [] : [['g', 'group', numeric(groups)] as ['g', 'group', Column]]),
  ];
  return {
    rows: times.length,
    columns: new Map(columns.map(([name, , column]) => [name, column])),
    schema: { version: 1, columns: columns.map(([name, role]) => ({ name, type: 'number', role })) },
    rowNumbers: Int32Array.from({ length: times.length }, (_, i) => i + 1),
    fingerprint: 'sha256:test',
    source: { path: 'test.csv', bytes: 0, format: { kind: 'csv' } },
  };
}

const strataOf = (times: ArrayLike<number>, event: (i: number) => boolean): Int32Array =>
  Int32Array.from(times, (_, i) => (event(i) ? 1 : 0));
const sizes = (folds: readonly { train: Int32Array; test: Int32Array }[]): number[][] =>
  folds.map(({ train, test }) => [train.length, test.length]);

describe('rollingOrigin', () => {
  const rows = 600;
  const shuffled = new Rng(1).shuffle(Int32Array.from({ length: rows }, (_, i) => i));

  it('learns on all that came before, whatever the order of the rows, and judges each later row once', () => {
    const { folds, leftOut } = rollingOrigin(dataset(shuffled), 't', undefined, { folds: 5, seed: 1 });
    expect(sizes(folds)).toEqual([
      [100, 100],
      [200, 100],
      [300, 100],
      [400, 100],
      [500, 100],
    ]);
    expect(leftOut).toBe(0);
    for (const { train, test } of folds) {
      const latest = Math.max(...Array.from(train, (i) => shuffled[i]!));
      expect(latest).toBeLessThan(Math.min(...Array.from(test, (i) => shuffled[i]!)));
    }
    const judged = folds.flatMap(({ test }) => Array.from(test, (i) => shuffled[i]!)).sort((a, b) => a - b);
    expect(judged).toEqual(Array.from({ length: 500 }, (_, i) => 100 + i));
  });

  it('keeps rows of one moment together, also where one of them is large', () => {
    // Half of the rows are of one moment; then ten moments of 30.
    const times = shuffled.map((i) => (i < 300 ? 0 : Math.floor(i / 30)));
    const { folds } = rollingOrigin(dataset(times), 't', undefined, { folds: 5, seed: 1 });
    // Asked for after 100, 200, 300, 400 and 500 rows: the first three are the end of the large moment.
    expect(sizes(folds)).toEqual([
      [300, 90],
      [390, 120],
      [510, 90],
    ]);
    for (const { train, test } of folds) {
      const learnt = new Set(Array.from(train, (i) => times[i]));
      expect([...test].some((i) => learnt.has(times[i]))).toBe(false);
    }
  });

  it('joins a part with one outcome, or with few rows, to the one before', () => {
    const times = Int32Array.from({ length: rows }, (_, i) => Math.floor(i / 100));
    // No event between rows 300 and 400.
    const strata = strataOf(times, (i) => i % 5 === 0 && (i < 300 || i >= 400));
    const { folds } = rollingOrigin(dataset(times), 't', undefined, { folds: 5, strata, seed: 1 });
    expect(sizes(folds)).toEqual([
      [100, 100],
      [200, 200],
      [400, 100],
      [500, 100],
    ]);
    // Ten cuts of 35 rows are asked for; from the latest back, each that has ten rows to judge stays.
    const few = Int32Array.from({ length: 35 }, (_, i) => i);
    expect(sizes(rollingOrigin(dataset(few), 't', undefined, { folds: 10, seed: 1 }).folds)).toEqual([
      [13, 12],
      [25, 10],
    ]);
  });

  it('has no group on both sides of a fold, and counts the rows that this costs', () => {
    const times = Int32Array.from({ length: rows }, (_, i) => i);
    const groups = times.map((i) => i % 120);
    const file = dataset(times, groups);
    const { folds, leftOut } = rollingOrigin(file, 't', rowGroups(file), { folds: 3, seed: 1 });
    expect(folds).toHaveLength(3);
    let kept = 0;
    for (const { train, test } of folds) {
      const learnt = new Set(Array.from(train, (i) => groups[i]));
      expect(test.length).toBeGreaterThan(0);
      expect([...test].some((i) => learnt.has(groups[i]))).toBe(false);
      expect(Math.max(...train)).toBeLessThan(Math.min(...test));
      kept += train.length + test.length;
    }
    // The folds reach to rows 300, 450 and 600.
    expect(kept + leftOut).toBe(300 + 450 + 600);
    expect(leftOut).toBeGreaterThan(0);
  });

  it('leaves groups whole that stand on one side of each cut', () => {
    const times = Int32Array.from({ length: rows }, (_, i) => i);
    const file = dataset(
      times,
      times.map((i) => Math.floor(i / 5)),
    );
    expect(rollingOrigin(file, 't', rowGroups(file), { folds: 3, seed: 1 }).leftOut).toBe(0);
  });

  it('refuses a history that is too short, and a row without a time', () => {
    const times = Int32Array.from({ length: 60 }, (_, i) => i % 2);
    const strata = strataOf(times, (i) => i % 3 === 0);
    expect(() => rollingOrigin(dataset(times), 't', undefined, { folds: 4, strata, seed: 1 })).toThrow(
      /The 2 different times of column 't' do not cut the 60 rows .*3 or more parts.*4 folds were asked for.*10 rows and 2 outcomes.*leave out --cv/,
    );
    const holes = [1, 2, Number.NaN, 4, Number.NaN];
    expect(() => rollingOrigin(dataset(holes), 't', undefined, { folds: 2, seed: 1 })).toThrow(
      /empty in data rows 3, 5/,
    );
  });
});
