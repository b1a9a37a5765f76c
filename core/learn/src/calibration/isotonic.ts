import { ascendingOrder } from '../sorting/argsort.js';

/**
 * Isotonic regression of `y` on `x` by pooling adjacent violators (Ayer et al. 1955): the rising step function with the
 * least squared error. Returns the weighted mean of `x` and the value of each step, both rising.
 */
export function isotonicRegression(
  x: Float64Array,
  y: Float64Array,
  weight?: Float64Array,
): { x: Float64Array; y: Float64Array } {
  const n = x.length;
  const order = ascendingOrder(x);
  const sumX: number[] = [];
  const sumY: number[] = [];
  const mass: number[] = [];
  let previous = Number.NaN;
  for (let k = 0; k < n; k++) {
    const i = order[k]!;
    const w = weight?.[i] ?? 1;
    if (w === 0) continue;
    if (x[i] === previous) {
      // Equal inputs get one value, whatever their outcomes.
      sumX[sumX.length - 1]! += w * x[i]!;
      sumY[sumY.length - 1]! += w * y[i]!;
      mass[mass.length - 1]! += w;
    } else {
      pool(sumX, sumY, mass);
      sumX.push(w * x[i]!);
      sumY.push(w * y[i]!);
      mass.push(w);
      previous = x[i]!;
    }
  }
  pool(sumX, sumY, mass);
  return {
    x: Float64Array.from(sumX, (s, k) => s / mass[k]!),
    y: Float64Array.from(sumY, (s, k) => s / mass[k]!),
  };
}

/** Merges the last blocks while they fall. */
function pool(sumX: number[], sumY: number[], mass: number[]): void {
  for (let k = mass.length - 1; k > 0 && sumY[k]! / mass[k]! <= sumY[k - 1]! / mass[k - 1]!; k--) {
    sumX[k - 1]! += sumX.pop()!;
    sumY[k - 1]! += sumY.pop()!;
    mass[k - 1]! += mass.pop()!;
  }
}
