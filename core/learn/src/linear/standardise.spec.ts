import { describe, expect, it } from 'vitest';
import { matrix } from '../matrix/matrix.js';
import { standardise } from './standardise.js';

const f = (...values: number[]): Float64Array => Float64Array.from(values);

describe('standardise', () => {
  it('takes the weighted mean and deviation of each column', () => {
    const { values, mean, scale } = standardise(matrix([f(1, 3, 9)]), f(1, 1, 0));
    expect([mean[0], scale[0]]).toEqual([2, 1]);
    expect([...values]).toEqual([-1, 1, 7]);
  });

  it('calls a column constant by its deviation beside its mean, whatever its unit', () => {
    const tiny = standardise(matrix([f(-1e-15, 1e-15), f(1e-20, 3e-20)]));
    [-1, -1, 1, 1].forEach((value, at) => {
      expect(tiny.values[at]).toBeCloseTo(value, 12);
    });
    const third = 1e9 + 1 / 3;
    const constant = standardise(matrix([f(third, third, third), f(0, 0, 0), f(1e-20 / 3, 1e-20 / 3, 1e-20 / 3)]));
    expect([...constant.scale]).toEqual([1, 1, 1]);
    expect(constant.values.every((value) => value === 0)).toBe(true);
  });
});
