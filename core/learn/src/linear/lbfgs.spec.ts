import { describe, expect, it } from 'vitest';
import { lbfgs, type Objective } from './lbfgs.js';

const f = (...values: number[]): Float64Array => Float64Array.from(values);

/** ½·xᵀAx − bᵀx with A = [[4, 1], [1, 3]] and b = (1, 2): least at (1, 7) / 11, where it is −(1 + 14) / 22. */
const bowl: Objective = (x, gradient) => {
  const [u, v] = [x[0]!, x[1]!];
  gradient[0] = 4 * u + v - 1;
  gradient[1] = u + 3 * v - 2;
  return (4 * u * u + 2 * u * v + 3 * v * v) / 2 - u - 2 * v;
};

/** Rosenbrock's valley: least at (1, 1), where it is 0. */
const valley: Objective = (x, gradient) => {
  const [u, v] = [x[0]!, x[1]!];
  gradient[0] = -400 * u * (v - u * u) - 2 * (1 - u);
  gradient[1] = 200 * (v - u * u);
  return 100 * (v - u * u) ** 2 + (1 - u) ** 2;
};

describe('lbfgs', () => {
  it('finds the least value of a bowl, and leaves its start as it was', () => {
    const start = f(9, -9);
    const { x, value, converged } = lbfgs(bowl, start, { tolerance: 1e-10 });
    expect(converged).toBe(true);
    expect(x[0]).toBeCloseTo(1 / 11, 9);
    expect(x[1]).toBeCloseTo(7 / 11, 9);
    expect(value).toBeCloseTo(-15 / 22, 12);
    expect([...start]).toEqual([9, -9]);
  });

  it('follows a bent valley to its end, also with a memory of one step', () => {
    for (const memory of [10, 1]) {
      const { x, converged } = lbfgs(valley, f(-1.2, 1), { tolerance: 1e-10, memory });
      expect(converged).toBe(true);
      expect(x[0]).toBeCloseTo(1, 6);
      expect(x[1]).toBeCloseTo(1, 6);
    }
  });

  it('goes down where the curvature is negative', () => {
    // u⁴ − 2u²: highest between its least values at -1 and 1.
    const { x, value } = lbfgs(
      (at, gradient) => {
        const u = at[0]!;
        gradient[0] = 4 * u ** 3 - 4 * u;
        return u ** 4 - 2 * u ** 2;
      },
      f(0.1),
      { tolerance: 1e-9 },
    );
    expect(x[0]).toBeCloseTo(1, 6);
    expect(value).toBeCloseTo(-1, 9);
  });

  it('takes one step where it is given the inverse Hessian', () => {
    const inverse = (v: Float64Array): Float64Array => f((3 * v[0]! - v[1]!) / 11, (4 * v[1]! - v[0]!) / 11);
    const { x, iterations, converged } = lbfgs(bowl, f(9, -9), {
      precondition: (iteration) => (iteration === 0 ? inverse : undefined),
    });
    expect([iterations, converged]).toEqual([1, true]);
    expect(x[0]).toBeCloseTo(1 / 11, 12);
    expect(x[1]).toBeCloseTo(7 / 11, 12);
  });

  it('stays where nothing is to be gained, says when its iterations did not do, and can be cancelled', () => {
    expect(lbfgs(bowl, f(1 / 11, 7 / 11))).toMatchObject({ iterations: 0, converged: true });
    expect(lbfgs(valley, f(-1.2, 1), { maxIterations: 3 })).toMatchObject({ iterations: 3, converged: false });
    expect(() => lbfgs(bowl, f(0, 0), { signal: AbortSignal.abort() })).toThrow('Cancelled');
  });
});
