import { describe, expect, it } from 'vitest';
import { expOfNegative, logOnePlus } from './exponential.js';

describe('elementary functions', () => {
  it('are within a few units in the last place of the language', () => {
    for (let k = 0; k <= 4000; k++) {
      const x = -(k * k) / 24_000;
      expect(Math.abs(expOfNegative(x) / Math.exp(x) - 1)).toBeLessThan(5e-16);
      const e = (k / 4000) ** 4;
      const exact = Math.log1p(e);
      expect(Math.abs(logOnePlus(e) - exact)).toBeLessThanOrEqual(1e-15 * exact);
    }
  });

  it('end where doubles end', () => {
    expect(expOfNegative(0)).toBe(1);
    expect(expOfNegative(-1e9)).toBeLessThan(1e-300);
    expect(logOnePlus(0)).toBe(0);
    expect(logOnePlus(1)).toBeCloseTo(Math.LN2, 15);
  });
});
