import { describe, expect, it } from 'vitest';
import { noiseFreeInterval } from './noise-free-interval.js';

describe('noiseFreeInterval', () => {
  const all = (value: number): Float64Array => new Float64Array(41).fill(value);

  it('takes the noise off the squares: once above, twice below', () => {
    // Noise is 0.3² − 0.2² = 0.05: 0.09 − 0.05 = 0.2², and 0.09 − 2·0.05 < 0.
    expect(noiseFreeInterval(all(0.3), 0.2, 'squares')[0]).toBe(0);
    expect(noiseFreeInterval(all(0.3), 0.2, 'squares')[1]).toBeCloseTo(0.2, 12);
    // Noise is 0.25² − 0.24² = 0.0049: 0.0625 − 0.0098 = 0.0527.
    expect(noiseFreeInterval(all(0.25), 0.24, 'squares')[0]).toBeCloseTo(Math.sqrt(0.0527), 12);
    expect(noiseFreeInterval(all(0.25), 0.24, 'squares')[1]).toBeCloseTo(0.24, 12);
  });

  it('takes the noise off the values of a difference, whichever its sign', () => {
    const above = noiseFreeInterval(all(0.3), 0.2, 'values');
    expect(above[0]).toBeCloseTo(0.1, 12);
    expect(above[1]).toBeCloseTo(0.2, 12);
    const below = noiseFreeInterval(all(0.1), 0.2, 'values');
    expect(below[0]).toBeCloseTo(0.2, 12);
    expect(below[1]).toBeCloseTo(0.3, 12);
  });

  it('is the percentile interval where there is no noise', () => {
    // 41 values 0 … 0.4 around 0.2: the 2.5 % and 97.5 % points are the second and the last but one.
    const spread = Float64Array.from({ length: 41 }, (_, i) => i / 100);
    const [low, high] = noiseFreeInterval(spread, 0.2, 'values');
    expect(low).toBeCloseTo(0.01, 12);
    expect(high).toBeCloseTo(0.39, 12);
  });
});
