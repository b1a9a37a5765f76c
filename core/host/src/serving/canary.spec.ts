import { describe, expect, it } from 'vitest';
import { isInCanary } from './canary.js';

const subjects = Array.from({ length: 20_000 }, (_, k) => `A-${k}`);
const taken = (salt: string, share: number): string[] => subjects.filter((one) => isInCanary(salt, one, share));

describe('a canary', () => {
  it('answers its share', () => {
    // Four standard deviations of a binomial share.
    for (const share of [0.01, 0.1, 0.5]) {
      const off = Math.abs(taken('p', share).length / subjects.length - share);
      expect(off).toBeLessThan(4 * Math.sqrt((share * (1 - share)) / subjects.length));
    }
  });

  it('keeps whom it answers where its share is widened', () => {
    const wider = new Set(taken('p', 0.3));
    expect(taken('p', 0.1).filter((one) => !wider.has(one))).toEqual([]);
  });

  it('answers others than another one', () => {
    const other = new Set(taken('q', 0.1));
    const both = taken('p', 0.1).filter((one) => other.has(one)).length;
    expect(both / subjects.length).toBeCloseTo(0.01, 2);
  });
});
