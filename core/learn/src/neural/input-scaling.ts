import type { Matrix } from '../matrix/matrix.js';

/** Deviations beyond which a standardised value is cut. */
const LIMIT = 8;

/** How far beyond the 5 % and 95 % quantiles a value may lie, in distances between the two. */
const REACH = 3;

/**
 * How a column enters a network: cut to [low, high], then (value - mean) / scale, then cut to ±8. `low` and `high` lie
 * three times the distance between the 5 % and 95 % quantiles outside of these (beyond 11 deviations of a normal column),
 * so that one huge value cannot flatten all others; where the two are equal (a rare indicator) the whole range is kept. A
 * constant column enters as 0.
 */
export interface InputScaling {
  low: Float64Array;
  high: Float64Array;
  mean: Float64Array;
  scale: Float64Array;
}

export function fitScaling(x: Matrix): InputScaling {
  const count = x.columns.length;
  const scaling: InputScaling = {
    low: new Float64Array(count),
    high: new Float64Array(count),
    mean: new Float64Array(count),
    scale: new Float64Array(count),
  };
  x.columns.forEach((column, j) => {
    const sorted = column.slice().sort();
    const last = sorted.length - 1;
    const [q05, q95] = [sorted[Math.round(0.05 * last)]!, sorted[Math.round(0.95 * last)]!];
    const reach = q05 < q95 ? REACH * (q95 - q05) : Number.POSITIVE_INFINITY;
    const low = Math.max(sorted[0]!, q05 - reach);
    const high = Math.min(sorted[last]!, q95 + reach);
    let sum = 0;
    for (const value of sorted) sum += Math.min(high, Math.max(low, value));
    const mean = sum / sorted.length;
    let squares = 0;
    for (const value of sorted) squares += (Math.min(high, Math.max(low, value)) - mean) ** 2;
    const deviation = Math.sqrt(squares / sorted.length);
    scaling.low[j] = low;
    scaling.high[j] = high;
    scaling.mean[j] = mean;
    scaling.scale[j] = low < high ? deviation : 1;
  });
  return scaling;
}

const BLOCK_ROWS = 64;

/** rows x columns, row-major. */
export function scaleInputs(x: Matrix, scaling: InputScaling): Float32Array {
  const width = x.columns.length;
  const out = new Float32Array(x.rows * width);
  // Block by block: the rows of a wide table lie so far apart that writing a whole column misses the cache at each cell.
  for (let start = 0; start < x.rows; start += BLOCK_ROWS) {
    const end = Math.min(x.rows, start + BLOCK_ROWS);
    for (let j = 0; j < width; j++) {
      const column = x.columns[j]!;
      const [low, high] = [scaling.low[j]!, scaling.high[j]!];
      const [mean, scale] = [scaling.mean[j]!, scaling.scale[j]!];
      for (let i = start; i < end; i++) {
        const cut = Math.min(high, Math.max(low, column[i]!));
        out[i * width + j] = Math.min(LIMIT, Math.max(-LIMIT, (cut - mean) / scale));
      }
    }
  }
  return out;
}
