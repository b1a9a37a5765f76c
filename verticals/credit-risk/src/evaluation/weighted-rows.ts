/**
 * Weighted rows carry as much information as this many of equal weight (Kish 1965, Survey Sampling): (Σ w)² / Σ w². Of the
 * given rows; their number where none is weighted.
 */
export function effectiveSize(rows: Iterable<number>, weight?: Float64Array): number {
  let total = 0;
  let squares = 0;
  for (const i of rows) {
    const w = weight?.[i] ?? 1;
    total += w;
    squares += w * w;
  }
  return squares === 0 ? 0 : (total * total) / squares;
}

/** Mean over all rows; NaN without any. */
export function weightedMean(values: ArrayLike<number>, weight?: Float64Array): number {
  let sum = 0;
  let total = 0;
  for (let i = 0; i < values.length; i++) {
    const w = weight?.[i] ?? 1;
    sum += w * values[i]!;
    total += w;
  }
  return sum / total;
}
