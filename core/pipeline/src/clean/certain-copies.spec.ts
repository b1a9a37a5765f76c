import { describe, expect, it } from 'vitest';
import type { Column, Frame } from '../dataset/frame.js';
import type { ColumnRole, FeatureSchema } from '../schema/feature-schema.js';
import { certainCopies, equalRows } from './certain-copies.js';

function table(columns: Record<string, number[]>, roles: Record<string, ColumnRole> = {}): [Frame, FeatureSchema] {
  const named = Object.entries(columns);
  return [
    {
      rows: named[0]![1].length,
      columns: new Map(
        named.map(([name, values]): [string, Column] => [name, { kind: 'numeric', values: Float64Array.from(values) }]),
      ),
    },
    {
      version: 1,
      columns: named.map(([name]) => ({ name, type: 'number', role: roles[name] ?? 'feature' })),
    },
  ];
}

describe('rows that are equal to an earlier one', () => {
  it('are copies where three cells stand nowhere else', () => {
    const copied = table({ a: [1, 2, 1, 3], b: [10, 20, 10, 30], c: [5, 6, 5, 7], d: [0, 0, 0, 0] });
    expect(certainCopies(...copied)).toEqual([2]);
    // b is 10 in the last row too: two cells are left.
    const alike = table({ a: [1, 2, 1, 3], b: [10, 20, 10, 10], c: [5, 6, 5, 7], d: [0, 0, 0, 0] });
    expect(certainCopies(...alike)).toEqual([]);
    expect(equalRows(alike[0])).toEqual([2]);
  });

  it('are people alike in a small table of categories, and cards never used in a wide one of zeros', () => {
    const zeros = Object.fromEntries(Array.from({ length: 20 }, (_, k) => [`bill${k}`, [0, 0, k + 1, 0, 0]]));
    const wide = table({ ...zeros, limit: [1, 1, 2, 3, 4] });
    expect(equalRows(wide[0])).toEqual([1]);
    expect(certainCopies(...wide)).toEqual([]);
  });

  it('are copies where they share an identifier, all of them but the first', () => {
    const rows = table({ id: [7, 8, 7, 7, Number.NaN, Number.NaN], a: [1, 1, 1, 1, 2, 2] }, { id: 'id' });
    expect(certainCopies(...rows)).toEqual([2, 3]);
    expect(equalRows(rows[0])).toEqual([2, 3, 5]);
  });

  it('never have different outcomes, and missing cells tell nothing', () => {
    const outcome = table({ a: [1, 1], b: [2, 2], c: [3, 3], y: [0, 1] }, { y: 'target' });
    expect(certainCopies(...outcome)).toEqual([]);
    const missing = table({ a: [1, 1], b: [2, 2], c: [Number.NaN, Number.NaN], y: [0, 0] }, { y: 'target' });
    expect(certainCopies(...missing)).toEqual([]);
  });
});
