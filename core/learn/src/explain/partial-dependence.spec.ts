import { describe, expect, it } from 'vitest';
import { type Matrix, matrix } from '../matrix/matrix.js';
import { partialDependence } from './partial-dependence.js';

const x = matrix([Float64Array.of(3, 1, Number.NaN, 2), Float64Array.of(10, 20, 30, 40), Float64Array.of(2, 0, 0, 1)], {
  names: ['a', 'b', 'kind'],
  cardinality: [0, 0, 4],
});
/** a·b where the kind is not 0. */
const predict = ({ columns: [a, b, kind] }: Matrix): Float64Array =>
  a!.map((v, i) => (kind![i] === 0 ? 0 : v * b![i]!));

describe('partialDependence', () => {
  it('averages the predictions of all rows at each value, and keeps each row’s curve', () => {
    const { values, mean, curves } = partialDependence(x, 'a', predict);
    expect([...values]).toEqual([1, 2, 3]);
    expect([...curves]).toEqual([10, 20, 30, 0, 0, 0, 0, 0, 0, 40, 80, 120]);
    expect([...mean]).toEqual([12.5, 25, 37.5]);
  });

  it('tries the categories that were seen', () => {
    const rows = matrix([Float64Array.of(1, 1), Float64Array.of(5, 7), Float64Array.of(2, 0)], {
      names: ['a', 'b', 'kind'],
      cardinality: [0, 0, 4],
    });
    const { values, mean } = partialDependence(rows, 'kind', predict);
    expect([...values]).toEqual([0, 2]);
    expect([...mean]).toEqual([0, 6]);
  });

  it('takes evenly spaced ranks with both ends, and a column of gaps has no curve', () => {
    const many = matrix([Float64Array.from({ length: 101 }, (_, i) => i ** 2)]);
    const { values } = partialDependence(many, 'x0', ({ columns }) => columns[0]!, { points: 5 });
    expect([...values]).toEqual([0, 625, 2500, 5625, 10000]);
    const gaps = matrix([new Float64Array(3).fill(Number.NaN)]);
    expect(partialDependence(gaps, 'x0', ({ columns }) => columns[0]!).values).toHaveLength(0);
  });

  it('names a column that is not there', () => {
    expect(() => partialDependence(x, 'c', predict)).toThrow("There is no column 'c'. There are: a, b, kind.");
  });
});
