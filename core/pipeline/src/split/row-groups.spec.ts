import { describe, expect, it } from 'vitest';
import type { Dataset } from '../dataset/dataset.js';
import type { Column } from '../dataset/frame.js';
import type { ColumnRole } from '../schema/feature-schema.js';
import { rowGroups } from './row-groups.js';

function dataset(column: Column, rows: number, role: ColumnRole = 'group'): Dataset {
  return {
    rows,
    columns: new Map([['g', column]]),
    schema: { version: 1, columns: [{ name: 'g', type: 'text', role }] },
    rowNumbers: Int32Array.from({ length: rows }, (_, i) => i + 1),
    fingerprint: 'sha256:test',
    source: { path: 'test.csv', bytes: 0, format: { kind: 'csv' } },
  };
}

describe('rowGroups', () => {
  it('numbers groups as they appear, rows without one being a group each', () => {
    const text: Column = { kind: 'text', values: ['a', null, 'b', 'a', null, 'b'] };
    expect(rowGroups(dataset(text, 6))).toEqual({ column: 'g', labels: Int32Array.of(0, 1, 2, 0, 3, 2), count: 4 });
    const numbers: Column = { kind: 'numeric', values: Float64Array.of(7, Number.NaN, Number.NaN, 7) };
    expect(rowGroups(dataset(numbers, 4))).toMatchObject({ labels: Int32Array.of(0, 1, 2, 0), count: 3 });
    const levels: Column = { kind: 'categorical', levels: ['x', 'y'], codes: Int32Array.of(1, -1, 0, 1) };
    expect(rowGroups(dataset(levels, 4))).toMatchObject({ labels: Int32Array.of(0, 1, 2, 0), count: 3 });
  });

  it('is undefined where no column ties rows', () => {
    expect(rowGroups(dataset({ kind: 'text', values: ['a'] }, 1, 'id'))).toBeUndefined();
  });
});
