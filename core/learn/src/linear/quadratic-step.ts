export interface StepLimits {
  /** Weight of |start + step| for each coordinate; absent: none is shrunk. */
  l1?: Float64Array;
  /** 1 for each coordinate of which start + step may not fall below 0. */
  nonNegative: Uint8Array;
}

/**
 * The step d that minimises g·d + ½·dᵀHd + Σ l1ⱼ·|startⱼ + dⱼ| within the limits, by cyclic coordinate descent: what a
 * proximal Newton method takes where its penalty or bounds have no closed form (Lee, Sun and Saunders 2014).
 *
 * @param hessian size·size, row by row, positive semidefinite; its lower triangle is read
 */
export function quadraticStep(
  start: Float64Array,
  gradient: Float64Array,
  hessian: Float64Array,
  { l1, nonNegative }: StepLimits,
): Float64Array {
  const size = gradient.length;
  const at = (i: number, j: number): number => (i >= j ? hessian[i * size + j]! : hessian[j * size + i]!);
  const step = new Float64Array(size);
  const slope = Float64Array.from(gradient);
  for (let sweep = 0; sweep < 500; sweep++) {
    let moved = 0;
    for (let j = 0; j < size; j++) {
      const curvature = at(j, j);
      if (curvature <= 0) continue;
      const current = start[j]! + step[j]!;
      let target = current - slope[j]! / curvature;
      if (l1 !== undefined) target = Math.sign(target) * Math.max(0, Math.abs(target) - l1[j]! / curvature);
      if (nonNegative[j] === 1) target = Math.max(0, target);
      const change = target - current;
      if (change === 0) continue;
      step[j]! += change;
      for (let k = 0; k < size; k++) slope[k]! += change * at(k, j);
      moved = Math.max(moved, Math.abs(change) * Math.sqrt(curvature));
    }
    if (moved < 1e-9) break;
  }
  return step;
}
