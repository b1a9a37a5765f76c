import { Rng } from '@proofline/learn';
import { describe, expect, it } from 'vitest';
import type { Dataset } from '../dataset/dataset.js';
import { takeFrame } from '../dataset/frame.js';
import type { FeatureSchema } from '../schema/feature-schema.js';
import { refuseSameExtra, refuseSameTest } from './same-rows.js';

const schema: FeatureSchema = {
  version: 1,
  columns: [
    { name: 'id', type: 'text', role: 'id' },
    { name: 'x', type: 'number', role: 'feature' },
    { name: 'bad', type: 'number', role: 'target' },
  ],
};
const all = (n: number): number[] => Array.from({ length: n }, (_, i) => i);

/** A file of `rows` whose feature has so many different values. */
function file(path: string, rows: number, seed: string, levels = 1e9): Dataset {
  const rng = new Rng(seed);
  const columns = new Map([
    ['id', { kind: 'text' as const, values: all(rows).map((i) => `${seed}${i}`) }],
    ['x', { kind: 'numeric' as const, values: Float64Array.from(all(rows), () => rng.int(levels)) }],
    ['bad', { kind: 'numeric' as const, values: Float64Array.from(all(rows), () => rng.int(2)) }],
  ]);
  const source = { path, bytes: 0, format: { kind: 'csv' as const } };
  return { rows, columns, schema, rowNumbers: Int32Array.from(all(rows)), fingerprint: path, source };
}

/** Rows of `from`, then rows of `then`. */
function mixed(path: string, from: Dataset, count: number, then: Dataset): Dataset {
  const rows = takeFrame(from, all(count));
  const x = (one: Pick<Dataset, 'columns'>): number[] => {
    const column = one.columns.get('x')!;
    return column.kind === 'numeric' ? [...column.values] : [];
  };
  const values = Float64Array.from([...x(rows), ...x(then)]);
  const columns = new Map([['x', { kind: 'numeric' as const, values }]]);
  return { ...then, rows: values.length, columns, fingerprint: path, source: { ...then.source, path } };
}

const data = file('data.csv', 400, 'a');
const others = file('others.csv', 100, 'b');
const none = file('none.csv', 0, 'c');

describe('refuseSameTest', () => {
  it('names the data file, a copy of it, and a file of nothing but its rows', () => {
    expect(() => refuseSameTest(data, { ...data, fingerprint: 'other' })).toThrow('is the data file, or a copy of it');
    const copy = { ...others, fingerprint: data.fingerprint };
    expect(() => refuseSameTest(data, copy)).toThrow("'others.csv' is the data file, or a copy of it");
    expect(() => refuseSameTest(data, mixed('part.csv', data, 90, none))).toThrow(
      "'part.csv' holds rows of the data file only: models would be judged on what they learnt",
    );
  });

  it('leaves a file with rows of its own to the search for leakage', () => {
    expect(() => refuseSameTest(data, mixed('most.csv', data, 300, others))).not.toThrow();
    expect(() => refuseSameTest(data, others)).not.toThrow();
  });
});

describe('refuseSameExtra', () => {
  it('refuses rejects that are mostly rows of the data, and says how many', () => {
    expect(() => refuseSameExtra('rejects', data, mixed('mix.csv', data, 300, others))).toThrow(
      "The file of rejects 'mix.csv' is not one: 300 of its 400 rows stand in the data file, too. Name the applications that were declined",
    );
    expect(() => refuseSameExtra('rejects', data, { ...data, fingerprint: 'other' })).toThrow('all its 400 rows');
    expect(() => refuseSameExtra('prices', data, data)).toThrow('under data.extras.prices');
    expect(() => refuseSameExtra('rejects', data, mixed('few.csv', data, 20, others))).not.toThrow();
  });

  it('lets rows pass that are alike because the columns are coarse', () => {
    const coarse = file('coarse.csv', 400, 'd', 5);
    expect(() => refuseSameExtra('rejects', coarse, file('also.csv', 200, 'e', 5))).not.toThrow();
  });
});
