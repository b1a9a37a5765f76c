import { describe, expect, it } from 'vitest';
import { quadraticStep } from './quadratic-step.js';

const f = (...values: number[]): Float64Array => Float64Array.from(values);
// ½·(2a² + 2ab + 2b²) − 4a + b has its minimum at a = 3, b = −2.
const hessian = f(2, Number.NaN, 1, 2);
const gradient = f(-4, 1);
const free = new Uint8Array(2);

describe('quadraticStep', () => {
  it('solves H·d = −g where nothing limits it, from the lower triangle alone', () => {
    const step = quadraticStep(f(0, 0), gradient, hessian, { nonNegative: free });
    expect(step[0]).toBeCloseTo(3, 8);
    expect(step[1]).toBeCloseTo(-2, 8);
  });

  it('stops a coordinate at zero and lets the others go to their own minimum', () => {
    // b may fall from 1 to 0 only; then a = (4 + 1) / 2 from the slope 2a − 4 − 1.
    const step = quadraticStep(f(0, 1), gradient, hessian, { nonNegative: Uint8Array.of(0, 1) });
    expect(step[1]).toBe(-1);
    expect(step[0]).toBeCloseTo(2.5, 8);
  });

  it('shrinks by l1, coordinate by coordinate', () => {
    // Alone, 2a − 4 + 1 = 0 gives 1.5; a weight above 4 leaves it at 0.
    const alone = (weight: number) =>
      quadraticStep(f(0), f(-4), f(2), { l1: f(weight), nonNegative: new Uint8Array(1) })[0];
    expect(alone(1)).toBeCloseTo(1.5, 12);
    expect(alone(5)).toBe(0);
  });
});
