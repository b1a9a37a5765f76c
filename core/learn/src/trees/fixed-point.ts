/**
 * Gradients are rounded to multiples of a power of two so coarse that no partial sum of them needs more than 53 bits. Sums
 * in doubles are then exact: they do not depend on the order of the rows, a sibling's histogram taken by subtraction is the
 * one that would have been counted, and a bin without rows is exactly zero. Doubles leave 50 bits for the sum of all rows:
 * at a million rows a gradient still keeps 2^-30 of the largest. Nothing is drawn at random, and nothing can overflow:
 * more rows make the grid coarser.
 */
export interface Grid {
  /** What values are multiples of. */
  unit: number;
  /** Adding and taking away this number rounds a value to the grid. */
  magic: number;
}

/** The grid for values whose absolute values add up to `total` or less. */
export function gridFor(total: number): Grid {
  // Doubled until it covers the total: exact, unlike a logarithm.
  let width = 1;
  const enough = total * (1 + 2 ** -20);
  while (width < enough) width *= 2;
  while (width / 2 >= enough && width > 2 ** -900) width /= 2;
  return { unit: width * 2 ** -50, magic: width * 6 };
}

/** Sum of `values[i] * weight[i]`, the same in whatever order the rows come. */
export function orderFreeSum(values: Float64Array, weight: Float64Array): number {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += Math.abs(values[i]! * weight[i]!);
  const { magic } = gridFor(total);
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]! * weight[i]! + magic - magic;
  return sum;
}

/** Rounds (gradient, hessian) pairs in place; a positive hessian stays at least one unit. */
export function roundPairs(pairs: Float64Array, count: number): void {
  let gradients = 0;
  let hessians = 0;
  for (let k = 0; k < 2 * count; k += 2) {
    gradients += Math.abs(pairs[k]!);
    hessians += pairs[k + 1]!;
  }
  const { magic: g } = gridFor(gradients);
  const { magic: h, unit } = gridFor(hessians);
  for (let k = 0; k < 2 * count; k += 2) {
    pairs[k] = pairs[k]! + g - g;
    const hessian = pairs[k + 1]!;
    if (hessian > 0) pairs[k + 1] = Math.max(hessian + h - h, unit);
  }
}
