import { describe, expect, it } from 'vitest';
import type { Dataset } from '../dataset/dataset.js';
import type { Column } from '../dataset/frame.js';
import type { ColumnType } from '../schema/feature-schema.js';
import { checkWeights, rowWeights } from './row-weights.js';

function dataset(column: Column, rows: number, type: ColumnType = 'number'): Dataset {
  return {
    rows,
    columns: new Map([['w', column]]),
    schema: { version: 1, columns: [{ name: 'w', type, role: 'weight' }] },
    // A part of a file: its second row is the file's fourth.
    rowNumbers: Int32Array.from({ length: rows }, (_, i) => 2 * (i + 1)),
    fingerprint: 'sha256:test',
    source: { path: 'test.csv', bytes: 0, format: { kind: 'csv' } },
  };
}

const numbers = (...values: number[]): Dataset =>
  dataset({ kind: 'numeric', values: Float64Array.from(values) }, values.length);

describe('weights', () => {
  it('count as 0 where missing', () => {
    expect(() => checkWeights(numbers(1, Number.NaN, 2))).not.toThrow();
    expect(rowWeights(numbers(1, Number.NaN, 2))).toEqual(Float64Array.of(1, 0, 2));
  });

  it('are refused below zero or infinite, with the rows of the file', () => {
    expect(() => checkWeights(numbers(1, -1, 2, Number.POSITIVE_INFINITY))).toThrow(
      /2 of 4 weights in 'w' are below zero or infinite \(first: data row 4, 8\)/,
    );
  });

  it('are refused where they are no numbers, or leave no row', () => {
    const category: Column = { kind: 'categorical', levels: ['1', '5'], codes: Int32Array.of(0, 1) };
    expect(() => checkWeights(dataset(category, 2, 'category'))).toThrow(/'w' is of type category.*type: number/);
    expect(() => checkWeights(numbers(0, Number.NaN))).toThrow(/All 2 weights in 'w' are 0 or empty/);
  });
});
