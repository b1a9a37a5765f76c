import { Rng } from '@proofline/learn';
import { describe, expect, it } from 'vitest';
import { fuzzyAugmentation, parcelling } from './reject-inference.js';

describe('fuzzyAugmentation', () => {
  it('counts every reject as bad by its probability times the factor, and as good by the rest', () => {
    const { rows, y, weight } = fuzzyAugmentation(Float64Array.of(0.1, 0.6), 2);
    expect([...rows]).toEqual([0, 1, 0, 1]);
    expect([...y]).toEqual([1, 1, 0, 0]);
    // 0.6 times 2 is kept under certainty.
    expect([...weight]).toEqual([0.2, 0.99, 0.8, expect.closeTo(0.01, 12)]);
  });
});

describe('parcelling', () => {
  /** Ten bands of ten accepted applications, of which as many are bad as the band's number says. */
  const accepted = Float64Array.from({ length: 100 }, (_, i) => i / 100);
  const y = Float64Array.from({ length: 100 }, (_, i) => (i % 10 < Math.floor(i / 10) ? 1 : 0));
  const truth = { y, positive: 'bad', negative: 'good' };

  it('gives each band of rejects the bad rate of its accepted ones times the factor', () => {
    // 20 rejects in the band of 10 % bad, 20 in that of 30 %.
    const pd = Float64Array.from({ length: 40 }, (_, i) => (i < 20 ? 0.15 : 0.35));
    const bad = (factor: number): number[] => {
      const inferred = parcelling(pd, { outOfFold: accepted, truth }, factor, new Rng(1)).y;
      return [inferred.slice(0, 20), inferred.slice(20)].map((part) => part.reduce((sum, v) => sum + v, 0));
    };
    expect(bad(1)).toEqual([2, 6]);
    expect(bad(2)).toEqual([4, 12]);
    // 30 % times 5 is more than all: 99 % of 20, rounded.
    expect(bad(5)).toEqual([10, 20]);
  });

  it('puts rejects that score worse than all accepted into the worst band', () => {
    const inferred = parcelling(new Float64Array(10).fill(0.999), { outOfFold: accepted, truth }, 1, new Rng(1));
    expect(inferred.y.reduce((sum, v) => sum + v, 0)).toBe(9);
    expect([...inferred.weight]).toEqual(new Array<number>(10).fill(1));
  });

  it('counts accepted rows by their weight', () => {
    // In the band of 10 % bad, the bad row counts three times and six of the good ones not at all: 3 of 6.
    const weight = y.map((bad, i) => (i >= 10 && i < 20 ? (bad === 1 ? 3 : i < 17 ? 0 : 1) : 1));
    const inferred = parcelling(new Float64Array(20).fill(0.15), { outOfFold: accepted, truth, weight }, 1, new Rng(1));
    expect(inferred.y.reduce((sum, v) => sum + v, 0)).toBe(10);
  });
});
