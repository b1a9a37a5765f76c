import { describe, expect, it } from 'vitest';
import type { Column, Frame } from '../dataset/frame.js';
import type { FeatureSchema } from '../schema/feature-schema.js';
import { FrameEncoder } from './frame-encoder.js';

const NAN = Number.NaN;
const schema: FeatureSchema = {
  version: 1,
  columns: [
    {
      name: 'months',
      type: 'integer',
      role: 'feature',
      special: [
        { code: 96, meaning: 'none' },
        { code: 98, meaning: 'refused' },
      ],
    },
    { name: 'rating', type: 'category', role: 'feature', categories: ['low', 'middle', 'high'], ordered: true },
    { name: 'home', type: 'category', role: 'feature', categories: ['own', 'rent'] },
  ],
};

function frame(months: number[], special: number[], rating: [string[], number[]], home: [string[], number[]]): Frame {
  const category = ([levels, codes]: [string[], number[]]): Column => ({
    kind: 'categorical',
    levels,
    codes: Int32Array.from(codes),
  });
  return {
    rows: months.length,
    columns: new Map<string, Column>([
      ['months', { kind: 'numeric', values: Float64Array.from(months), special: Uint8Array.from(special) }],
      ['rating', category(rating)],
      ['home', category(home)],
    ]),
  };
}

const train = frame(
  [3, NAN, 7, NAN, 5],
  [0, 1, 0, 0, 0],
  [
    ['low', 'middle', 'high'],
    [0, 1, 2, -1, 2],
  ],
  [
    ['own', 'rent'],
    [0, 1, 1, -1, 0],
  ],
);

const columns = (encoder: FrameEncoder, rows: Frame): Record<string, number[]> => {
  const { names, columns: encoded } = encoder.transform(rows);
  return Object.fromEntries(names!.map((name, j) => [name, [...encoded[j]!]]));
};

describe('FrameEncoder, codes', () => {
  const encoder = FrameEncoder.fit(train, schema, 'codes');

  it('keeps special codes off the scale of the number, in a category column of their own', () => {
    expect(columns(encoder, train)).toEqual({
      months: [3, NAN, 7, NAN, 5],
      'months = special': [0, 1, 0, 0, 0],
      // Ranks in the schema's order; missing stays missing.
      rating: [0, 1, 2, NAN, 2],
      home: [0, 1, 1, NAN, 0],
    });
    expect([...encoder.transform(train).cardinality]).toEqual([0, 2, 0, 2]);
    expect(encoder.sources).toEqual(['months', 'months', 'rating', 'home']);
  });

  it('reads other rows by the names of their levels, and a code that training never saw as missing', () => {
    const other = frame(
      [NAN, 4],
      [2, 0],
      [
        ['high', 'low'],
        [0, 1],
      ],
      [
        ['castle', 'rent'],
        [0, 1],
      ],
    );
    expect(columns(encoder, other)).toEqual({
      months: [NAN, 4],
      'months = special': [0, 0],
      rating: [2, 0],
      home: [NAN, 1],
    });
  });

  it('has no ranks where a level has no place in the order', () => {
    const joined = frame(
      [1, 2],
      [0, 0],
      [
        ['low', 'rest'],
        [0, 1],
      ],
      [['own'], [0, 0]],
    );
    expect([...FrameEncoder.fit(joined, schema, 'codes').transform(joined).cardinality]).toEqual([0, 2, 1]);
  });
});

describe('FrameEncoder, one-hot', () => {
  it('puts the median in place of missing, with indicators, and a column for each level', () => {
    const encoder = FrameEncoder.fit(train, schema, 'one-hot', { minLevelRows: 1 });
    // 3, 5 and 7 are spread over 4, so no log; clipped to their own range.
    expect(columns(encoder, train)).toEqual({
      months: [3, 5, 7, 5, 5],
      'months = missing': [0, 0, 0, 1, 0],
      'months = special 1': [0, 1, 0, 0, 0],
      // Ranks, the middle one of 0, 1, 2 and 2 in place of missing.
      rating: [0, 1, 2, 2, 2],
      'rating = low': [1, 0, 0, 0, 0],
      'rating = middle': [0, 1, 0, 0, 0],
      'rating = high': [0, 0, 1, 0, 1],
      'rating = missing': [0, 0, 0, 1, 0],
      'home = own': [1, 0, 0, 0, 1],
      'home = rent': [0, 1, 1, 0, 0],
      'home = missing': [0, 0, 0, 1, 0],
    });
    const far = frame(
      [900, 4],
      [0, 0],
      [['low'], [0, 0]],
      [
        ['castle', 'own'],
        [0, 1],
      ],
    );
    // Clipped to the largest seen; an unseen level counts as missing.
    expect(columns(encoder, far)).toMatchObject({ months: [7, 4], 'home = missing': [1, 0], 'home = own': [0, 1] });
  });

  it('has a column more for each knot that lies inside the range of a number', () => {
    const values = [0, 1, 2, 3, 4, 5, 6, 7, NAN, 12];
    const rows = frame(
      values,
      new Array(10).fill(0),
      [['low'], new Array(10).fill(0)],
      [['own'], new Array(10).fill(0)],
    );
    const encoder = FrameEncoder.fit(rows, schema, 'one-hot', { knots: 2 });
    // Of the nine values 0 … 7 and 12 the quantiles 1/3 and 2/3 are 3 and 5.
    expect(columns(encoder, rows)).toMatchObject({
      months: [0, 1, 2, 3, 4, 5, 6, 7, 4, 12],
      'months > 3': [0, 0, 0, 0, 1, 2, 3, 4, 1, 9],
      'months > 5': [0, 0, 0, 0, 0, 0, 1, 2, 0, 7],
    });
    expect([encoder.bends('months'), encoder.bends('home')]).toEqual([true, false]);
    expect(new Set(encoder.sources.slice(0, 3))).toEqual(new Set(['months']));
    // Nearly all of its values are one: no knot but that one could be told from the ends, and it is an end.
    const heavy = frame(
      [0, 0, 0, 0, 0, 0, 0, 0, 0, 9],
      new Array(10).fill(0),
      [['low'], new Array(10).fill(0)],
      [['own'], new Array(10).fill(0)],
    );
    expect(FrameEncoder.fit(heavy, schema, 'one-hot', { knots: 5 }).bends('months')).toBe(false);
  });

  it('keeps its own columns apart from levels of the same name', () => {
    const home: [string[], number[]] = [
      ['other', 'missing', 'rare'],
      [0, 0, 0, 1, 1, 1, 2, -1, -1, -1],
    ];
    const rows = frame(
      new Array<number>(10).fill(1),
      new Array<number>(10).fill(0),
      [['low'], new Array(10).fill(0)],
      home,
    );
    const encoder = FrameEncoder.fit(rows, schema, 'one-hot', { minLevelRows: 3 });
    expect(encoder.names.filter((name) => name.startsWith('home'))).toEqual([
      'home = other',
      'home = missing',
      'home = missing (2)',
      'home = other (2)',
    ]);
    expect(columns(encoder, rows)).toMatchObject({
      'home = other': [1, 1, 1, 0, 0, 0, 0, 0, 0, 0],
      'home = missing': [0, 0, 0, 1, 1, 1, 0, 0, 0, 0],
      'home = missing (2)': [0, 0, 0, 0, 0, 0, 0, 1, 1, 1],
      'home = other (2)': [0, 0, 0, 0, 0, 0, 1, 0, 0, 0],
    });
  });

  it('is the same after a round trip', () => {
    for (const style of ['codes', 'one-hot'] as const) {
      const encoder = FrameEncoder.fit(train, schema, style);
      const again = FrameEncoder.fromJson(JSON.parse(JSON.stringify(encoder.toJson())));
      expect(columns(again, train)).toEqual(columns(encoder, train));
    }
  });
});
