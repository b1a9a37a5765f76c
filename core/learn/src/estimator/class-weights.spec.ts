import { describe, expect, it } from 'vitest';
import { matrix } from '../matrix/matrix.js';
import { balanceClasses } from './class-weights.js';

const f = (...values: number[]): Float64Array => Float64Array.from(values);

describe('balanceClasses', () => {
  const x = matrix([f(0, 0, 0, 0)]);

  it('gives classes the same total and keeps the sum; validation rows take the same factors', () => {
    const validation = { x, y: f(1, 1, 1, 0), weight: f(1, 2, 0, 4) };
    const data = balanceClasses({ x, y: f(0, 0, 0, 1), weight: f(2, 1, 3, 2), validation }, 2);
    // Masses 6 and 2 of 8: factors 8 / 12 and 8 / 4.
    [4 / 3, 2 / 3, 2, 4].forEach((w, i) => {
      expect(data.weight![i]).toBeCloseTo(w, 12);
    });
    [2, 4, 0, 8 / 3].forEach((w, i) => {
      expect(data.validation!.weight![i]).toBeCloseTo(w, 12);
    });
  });

  it('leaves a class without weight as it is', () => {
    const validation = { x, y: f(2, 0, 1, 2) };
    const data = balanceClasses({ x, y: f(0, 0, 1, 2), weight: f(1, 1, 2, 0), validation }, 3);
    expect([...data.weight!]).toEqual([1, 1, 2, 0]);
    expect([...data.validation!.weight!]).toEqual([1, 1, 1, 1]);
  });
});
