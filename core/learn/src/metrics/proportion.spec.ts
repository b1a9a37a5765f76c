import { describe, expect, it } from 'vitest';
import { wilsonInterval } from './proportion.js';
import { psiByChance } from './stability.js';

describe('wilsonInterval', () => {
  it('agrees with the textbook', () => {
    // 10 of 50 at 95 %: centre (0.2 + 1.92073/50) / 1.07683, as in Newcombe (1998).
    const [low, high] = wilsonInterval(10, 50);
    expect(low).toBeCloseTo(0.1124, 4);
    expect(high).toBeCloseTo(0.3304, 4);
  });

  it('stays within 0 and 1, and says nothing of no rows', () => {
    expect(wilsonInterval(0, 10)[0]).toBe(0);
    expect(wilsonInterval(10, 10)[1]).toBe(1);
    expect(wilsonInterval(0, 0)).toEqual([0, 1]);
  });
});

describe('psiByChance', () => {
  it('is the chi-square quantile scaled by both sizes', () => {
    // χ²(9) has its 95 % quantile at 16.919.
    expect(psiByChance(1000, 500, 10)).toBeCloseTo(16.919 * (1 / 1000 + 1 / 500), 5);
  });
});
