import { describe, expect, it } from 'vitest';
import { joinColumns, sparseRows, takeSparseRows, transposeSparse } from './sparse-matrix.js';

const a = sparseRows(3, [
  [
    [2, 5],
    [0, 1],
  ],
  [],
  [[1, -2]],
]);

describe('sparse matrices', () => {
  it('keep the entries of a row together, columns rising', () => {
    expect(a).toEqual({
      rows: 3,
      columns: 3,
      start: Int32Array.of(0, 2, 2, 3),
      index: Int32Array.of(0, 2, 1),
      value: Float32Array.of(1, 5, -2),
    });
  });

  it('give rows in the order asked for, twice where asked for twice', () => {
    const taken = takeSparseRows(a, [2, 0, 1, 2]);
    expect([...taken.start]).toEqual([0, 1, 3, 3, 4]);
    expect([...taken.index]).toEqual([1, 0, 2, 1]);
    expect([...taken.value]).toEqual([-2, 1, 5, -2]);
    expect(takeSparseRows(a, [])).toMatchObject({ rows: 0, columns: 3, start: Int32Array.of(0) });
  });

  it('turn columns into rows, those of each rising', () => {
    const tall = sparseRows(2, [[[0, 3]], [], [[1, 5]], [[0, 4]]]);
    expect(transposeSparse(tall)).toEqual({
      rows: 2,
      columns: 4,
      start: Int32Array.of(0, 2, 3),
      index: Int32Array.of(0, 3, 2),
      value: Float32Array.of(3, 4, 5),
    });
    expect(transposeSparse(transposeSparse(a))).toEqual(a);
  });

  it('stand side by side with columns counted on', () => {
    const b = sparseRows(2, [[[1, 7]], [[0, 8]], []]);
    const joined = joinColumns([a, b]);
    expect(joined.columns).toBe(5);
    expect([...joined.start]).toEqual([0, 3, 4, 5]);
    expect([...joined.index]).toEqual([0, 2, 4, 3, 1]);
    expect([...joined.value]).toEqual([1, 5, 7, 8, -2]);
  });

  it('do not stand side by side with other numbers of rows', () => {
    expect(() => joinColumns([a, sparseRows(1, [])])).toThrow(/same number of rows, got 3, 0/);
  });
});
