import { describe, expect, it } from 'vitest';
import { pairedShareInterval, wilsonInterval } from './proportion.js';
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

describe('pairedShareInterval', () => {
  it('is the adjusted Wald interval', () => {
    // 20 gained, 8 lost of 98: (20 - 8) / 100 = 0.12; half width 1.959964 · √(29 - 144 / 100) / 100 = 0.10290.
    const [low, high] = pairedShareInterval(20, 8, 98);
    expect(low).toBeCloseTo(0.12 - 0.1029, 4);
    expect(high).toBeCloseTo(0.12 + 0.1029, 4);
  });

  it('holds nothing where nothing changed, and says nothing of no rows', () => {
    const [low, high] = pairedShareInterval(0, 0, 100);
    expect(low).toBeCloseTo(-high, 12);
    expect(pairedShareInterval(0, 0, 0)).toEqual([-1, 1]);
  });
});

describe('psiByChance', () => {
  it('is the chi-square quantile scaled by both sizes', () => {
    // χ²(9) has its 95 % quantile at 16.919.
    expect(psiByChance(1000, 500, 10)).toBeCloseTo(16.919 * (1 / 1000 + 1 / 500), 5);
  });
});
