import { describe, expect, it } from 'vitest';
import type { Column } from '../dataset/frame.js';
import { binary } from '../kinds/binary.js';
import { multiclass } from '../kinds/multiclass.js';
import type { FeatureSchema } from '../schema/feature-schema.js';
import { answerColumn, buildReference, countGroups } from './reference.js';

const schema: FeatureSchema = {
  version: 1,
  columns: [
    { name: 'amount', type: 'number', role: 'feature', special: [{ code: -1, meaning: 'unknown' }] },
    { name: 'home', type: 'category', role: 'feature', label: { en: 'home', zh: '住房' } },
    { name: 'since', type: 'date', role: 'feature' },
    { name: 'unused', type: 'number', role: 'feature' },
    { name: 'bad', type: 'boolean', role: 'target' },
  ],
};

/** 100 rows: amounts 0 to 97, one special, one missing; two homes, and a third that few have. */
const rows = 100;
const amount: Column = {
  kind: 'numeric',
  values: Float64Array.from({ length: rows }, (_, i) => (i < 98 ? i : Number.NaN)),
  special: Uint8Array.from({ length: rows }, (_, i) => (i === 98 ? 1 : 0)),
};
const home: Column = {
  kind: 'categorical',
  levels: ['own', 'rent', 'boat'],
  codes: Int32Array.from({ length: rows }, (_, i) => (i < 60 ? 0 : i < 96 ? 1 : i < 99 ? 2 : -1)),
};
const columns = new Map<string, Column>([
  ['amount', amount],
  ['home', home],
  ['since', { kind: 'time', values: new Float64Array(rows) }],
  ['unused', amount],
]);
const truth = { y: Float64Array.from({ length: rows }, (_, i) => i % 2), positive: 'yes', negative: 'no' };
const outOfFold = Float64Array.from({ length: rows }, (_, i) => i / rows);
const input = { kind: binary, schema, frame: { rows, columns }, uses: ['amount', 'home', 'since'], truth, outOfFold };

describe('buildReference', () => {
  it('counts the features that are used, with cells that say something by themselves, and the answers', () => {
    const { features, answer, ...head } = buildReference(input);
    expect(head).toEqual({ rows: 100, outcomes: ['no', 'yes'], event: 'yes' });
    expect(features.map(({ name }) => name)).toEqual(['amount', 'home']);
    const [numbers, levels] = features;
    expect(numbers!.groups.map(({ kind }) => kind)).toEqual([...Array(10).fill('bin'), 'special', 'missing']);
    expect(numbers!.groups.slice(-2).map(({ rows: n }) => n)).toEqual([1, 1]);
    expect(numbers!.groups.reduce((sum, { rows: n }) => sum + n, 0)).toBe(100);
    expect(levels!.title).toEqual({ en: 'home', zh: '住房' });
    // The three on boats are named nowhere.
    expect(levels!.groups.map(({ level, kind, rows: n }) => [level ?? kind, n])).toEqual([
      ['own', 60],
      ['rent', 36],
      ['other', 3],
      ['missing', 1],
    ]);
    expect(answer.groups.map(({ rows: n }) => n)).toEqual([...Array(10).fill(10), 0]);
  });

  it('counts rows by their weight, as many as they are worth', () => {
    const weight = Float64Array.from({ length: rows }, (_, i) => (i < 60 ? 1 : 3));
    const { rows: effective, features } = buildReference({ ...input, weight });
    // (60 + 120)² / (60 + 360)
    expect(effective).toBeCloseTo(180 ** 2 / 420, 10);
    expect(features[1]!.groups[0]!.rows).toBeCloseTo((effective * 60) / 180, 10);
  });

  it('counts classes as they are answered', () => {
    const { answer, outcomes } = buildReference({
      ...input,
      kind: multiclass,
      truth: { y: new Float64Array(rows), classes: ['a', 'b'] },
      outOfFold: {
        classes: ['a', 'b'],
        probability: Float64Array.from({ length: 2 * rows }, (_, k) => (k % 2 === 0 ? 0.7 : 0.3)),
      },
    });
    expect(outcomes).toEqual(['a', 'b']);
    expect(answer.groups.map(({ level, kind, rows: n }) => [level ?? kind, n])).toEqual([
      ['a', 100],
      ['other', 0],
      ['missing', 0],
    ]);
  });
});

describe('countGroups', () => {
  const { features, answer } = buildReference(input);

  it('puts later rows into the same groups, unseen levels among the others', () => {
    const later: Column = { kind: 'categorical', levels: ['tent', 'rent'], codes: Int32Array.of(0, 1, 1, -1) };
    expect(countGroups(features[1]!, later)).toEqual([0, 2, 1, 1]);
    const numbers: Column = {
      kind: 'numeric',
      values: Float64Array.of(-5, 1_000, Number.NaN, Number.NaN),
      special: Uint8Array.of(0, 0, 1, 0),
    };
    expect(countGroups(features[0]!, numbers)).toEqual([1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1]);
  });

  it('counts answers as they were logged', () => {
    const counts = countGroups(answer, answerColumn([{ probability: 0.05 }, { probability: 0.99 }]));
    expect(counts[0]).toBe(1);
    expect(counts[9]).toBe(1);
  });
});
