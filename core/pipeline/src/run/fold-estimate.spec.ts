import { describe, expect, it } from 'vitest';
import { foldEstimate } from './fold-estimate.js';

describe('foldEstimate', () => {
  it("is the mean with Nadeau and Bengio's variance and Student's t", () => {
    // Mean 0.72, s² = 0.001 / 4 = 0.00025; 1/5 + 1/4 = 0.45; t of 4 degrees of freedom is 2.7764451.
    const { value, interval } = foldEstimate([0.7, 0.72, 0.74, 0.71, 0.73], 1 / 4);
    const half = 2.7764451 * Math.sqrt(0.00025 * 0.45);
    expect(value).toBeCloseTo(0.72, 12);
    expect(interval[0]).toBeCloseTo(0.72 - half, 8);
    expect(interval[1]).toBeCloseTo(0.72 + half, 8);
  });

  it('counts the results of repeats, and the shares of one fold', () => {
    // Four results of two repeats of two folds: mean 0.5, s² = 0.04 / 3; 1/4 + 1/1; t of 3 degrees is 3.1824463.
    const { interval } = foldEstimate([0.4, 0.6, 0.4, 0.6], 1);
    expect(interval[1]).toBeCloseTo(0.5 + 3.1824463 * Math.sqrt((0.04 / 3) * 1.25), 7);
  });

  it('stays within what the metric can be', () => {
    expect(foldEstimate([0.9, 1, 0.95], 1 / 2, [0, 1]).interval[1]).toBe(1);
    expect(foldEstimate([0.01, 0.1, 0.02], 1 / 2, [0, Number.POSITIVE_INFINITY]).interval[0]).toBe(0);
    expect(foldEstimate([0.01, 0.1, 0.02], 1 / 2).interval[0]).toBeLessThan(0);
  });
});
