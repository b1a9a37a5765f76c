import type { Matrix } from '../matrix/matrix.js';

/**
 * Columns with mean 0 and standard deviation 1, row by row in one array; a constant column is all zeros, and one of 0 and 1
 * keeps its unit where asked for.
 */
export interface StandardisedDesign {
  rows: number;
  columns: number;
  values: Float64Array;
  mean: Float64Array;
  /** What a column was divided by: its standard deviation, or 1 where it is constant or keeps its unit. */
  scale: Float64Array;
}

export function standardise(x: Matrix, weight?: Float64Array, keepBinary = false): StandardisedDesign {
  const { rows } = x;
  const columns = x.columns.length;
  const values = new Float64Array(rows * columns);
  const mean = new Float64Array(columns);
  const scale = new Float64Array(columns).fill(1);
  let total = 0;
  for (let i = 0; i < rows; i++) total += weight?.[i] ?? 1;
  const first = firstCounted(weight);
  x.columns.forEach((column, j) => {
    // Summed from one of its values on, a constant column has a deviation of exactly 0.
    const origin = column[first]!;
    let sum = 0;
    for (let i = 0; i < rows; i++) sum += (weight?.[i] ?? 1) * (column[i]! - origin);
    const m = origin + sum / total;
    let squares = 0;
    for (let i = 0; i < rows; i++) squares += (weight?.[i] ?? 1) * (column[i]! - m) ** 2;
    const deviation = Math.sqrt(squares / total);
    mean[j] = m;
    const varies = deviationCounts(deviation, m);
    if (varies && !(keepBinary && isBinary(column))) scale[j] = deviation;
    const factor = varies ? 1 / scale[j]! : 0;
    for (let i = 0; i < rows; i++) values[i * columns + j] = (column[i]! - m) * factor;
  });
  return { rows, columns, values, mean, scale };
}

/** Whether a column varies by more than the rounding of numbers of its size, whatever their unit. */
export function deviationCounts(deviation: number, mean: number): boolean {
  return deviation > 1e-12 * Math.abs(mean);
}

/** Whether a column holds nothing but 0 and 1. */
export function isBinary(column: Float64Array): boolean {
  return column.every((value) => value === 0 || value === 1);
}

/** The first row with a weight above 0. */
export function firstCounted(weight: Float64Array | undefined): number {
  return Math.max(0, weight?.findIndex((w) => w > 0) ?? 0);
}
