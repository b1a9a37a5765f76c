import { describe, expect, it } from 'vitest';
import { Rng } from '../random/rng.js';
import { falseDiscoveryRates, homogeneityTest } from './homogeneity.js';

describe('homogeneityTest', () => {
  it('is the chi-square test of a table of two rows', () => {
    // Expected 15, 25, 10 in both: 2·(25/15 + 25/25 + 0) = 16/3; P(χ²(2) > x) = exp(−x/2).
    const { statistic, degreesOfFreedom, pValue } = homogeneityTest([20, 20, 10], [10, 30, 10])!;
    expect(statistic).toBeCloseTo(16 / 3, 12);
    expect(degreesOfFreedom).toBe(2);
    expect(pValue).toBeCloseTo(Math.exp(-8 / 3), 10);
  });

  it('joins groups that are too small, and passes over empty ones', () => {
    const joined = homogeneityTest([50, 2, 2, 46, 0], [25, 1, 1, 23, 0])!;
    expect(joined.degreesOfFreedom).toBe(1);
    expect(joined.pValue).toBeCloseTo(1, 10);
  });

  it('says nothing where the rows do not suffice', () => {
    expect(homogeneityTest([500, 500], [3, 4])).toBeUndefined();
    expect(homogeneityTest([500], [400])).toBeUndefined();
    expect(homogeneityTest([10, 20], [0, 0])).toBeUndefined();
  });

  it('errs as often as it says where nothing changed, also with few rows', () => {
    const rng = new Rng(11);
    const draw = (rows: number): number[] => {
      const counts = new Array<number>(10).fill(0);
      for (let i = 0; i < rows; i++) counts[rng.int(10)]! += 1;
      return counts;
    };
    const errors = Array.from({ length: 2_000 }, () => homogeneityTest(draw(700), draw(35))!.pValue < 0.05);
    const rate = errors.filter(Boolean).length / 2_000;
    expect(rate).toBeGreaterThan(0.03);
    expect(rate).toBeLessThan(0.065);
  });
});

describe('falseDiscoveryRates', () => {
  it('has the values of the paper: p·m/rank, never above that of a larger p', () => {
    expect(falseDiscoveryRates([0.01, 0.04, 0.03, 0.5])).toEqual([0.04, (0.04 * 4) / 3, (0.04 * 4) / 3, 0.5]);
    expect(falseDiscoveryRates([0.9, 0.8])).toEqual([0.9, 0.9]);
    expect(falseDiscoveryRates([])).toEqual([]);
  });
});
