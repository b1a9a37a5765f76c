/** A convex quadratic with lasso penalty, as seen from a point β: slope·d + ½·dᵀHd + l1·‖β + d‖₁, to be minimised over d. */
export interface PenalisedQuadratic {
  /** The point; moved to the minimum in place. */
  beta: Float64Array;
  /** Gradient of the smooth part at β; kept up to date in place. */
  slope: Float64Array;
  /** H, symmetric, p·p, both triangles filled. */
  hessian: Float64Array;
  l1: number;
  /** The first so many coordinates are under the penalty and the sign constraint; those after are free. */
  penalised: number;
  nonNegative?: boolean;
}

export interface SweepOptions {
  maxSweeps: number;
  /** Ends when no coordinate moved by more than this, times the square root of its curvature, in a sweep over all. */
  tolerance: number;
  /** Asked after every sweep over all coordinates, with their number so far; true ends the search. */
  done?: (sweeps: number) => boolean;
}

/**
 * Cyclic coordinate descent (Friedman, Hastie and Tibshirani 2010): every coordinate in turn goes to its minimum, which is
 * a soft threshold. After a sweep over all, only those that are not zero are swept until they rest. Returns whether it
 * came to rest, and the sweeps over all.
 */
export function descendCoordinates(
  { beta, slope, hessian, l1, penalised, nonNegative = false }: PenalisedQuadratic,
  { maxSweeps, tolerance, done }: SweepOptions,
): { sweeps: number; converged: boolean } {
  const p = beta.length;
  const update = (j: number): number => {
    const curvature = hessian[j * p + j]!;
    if (!(curvature > 0)) return 0;
    const current = beta[j]!;
    let target = current - slope[j]! / curvature;
    if (j < penalised) {
      target = Math.sign(target) * Math.max(0, Math.abs(target) - l1 / curvature);
      if (nonNegative) target = Math.max(0, target);
    }
    const change = target - current;
    if (change === 0) return 0;
    beta[j] = target;
    for (let k = 0, at = j * p; k < p; k++, at++) slope[k]! += change * hessian[at]!;
    return Math.abs(change) * Math.sqrt(curvature);
  };
  for (let sweep = 1; sweep <= maxSweeps; sweep++) {
    let moved = 0;
    for (let j = 0; j < p; j++) moved = Math.max(moved, update(j));
    if (moved <= tolerance || done?.(sweep) === true) return { sweeps: sweep, converged: true };
    const active = [...beta.keys()].filter((j) => j >= penalised || beta[j] !== 0);
    if (active.length === p) continue;
    for (let inner = 0; inner < 100; inner++) {
      let most = 0;
      for (const j of active) most = Math.max(most, update(j));
      if (most <= tolerance) break;
    }
  }
  return { sweeps: maxSweeps, converged: false };
}
