import type { Rng } from '../random/rng.js';

/** A metric over the rows drawn: `count[i]` says how often row i is in the sample (times its weight). */
export type CountedMetric = (count: Float64Array) => number;

export interface BootstrapOptions {
  rng: Rng;
  /** Default 400: the interval's own error is then about a tenth of its width. */
  replicates?: number;
  /** Class of each row: resampling keeps the classes' sizes. */
  strata?: ArrayLike<number>;
  /** Default 0.95. */
  level?: number;
}

/**
 * Percentile bootstrap interval (Efron and Tibshirani 1993, chapter 13). Rows are drawn as counts, so that a metric that
 * needs sorted scores can sort once and only sum again for each replicate.
 */
export function bootstrapInterval(rows: number, metric: CountedMetric, options: BootstrapOptions): [number, number] {
  return percentileInterval(bootstrapReplicates(rows, metric, options), options.level ?? 0.95);
}

/** Values of a metric over the replicates, sorted; those that are NaN (a class missing in the sample) are left out. */
export function bootstrapReplicates(rows: number, metric: CountedMetric, options: BootstrapOptions): Float64Array {
  const { rng, replicates = 400 } = options;
  const groups = rowsByStratum(rows, options.strata);
  const count = new Float64Array(rows);
  const values = new Float64Array(replicates);
  for (let b = 0; b < replicates; b++) {
    count.fill(0);
    for (const group of groups) {
      const n = group.length;
      for (let k = 0; k < n; k++) count[group[rng.int(n)]!]! += 1;
    }
    values[b] = metric(count);
  }
  return values.filter((value) => !Number.isNaN(value)).sort();
}

export function percentileInterval(sorted: Float64Array, level: number): [number, number] {
  if (sorted.length === 0) return [Number.NaN, Number.NaN];
  const at = (q: number): number => {
    const position = q * (sorted.length - 1);
    const low = Math.floor(position);
    const high = Math.min(sorted.length - 1, low + 1);
    return sorted[low]! + (position - low) * (sorted[high]! - sorted[low]!);
  };
  return [at((1 - level) / 2), at((1 + level) / 2)];
}

function rowsByStratum(rows: number, strata: ArrayLike<number> | undefined): Int32Array[] {
  if (strata === undefined) return [Int32Array.from({ length: rows }, (_, i) => i)];
  const groups = new Map<number, number[]>();
  for (let i = 0; i < rows; i++) {
    const stratum = strata[i]!;
    const group = groups.get(stratum);
    if (group === undefined) groups.set(stratum, [i]);
    else group.push(i);
  }
  return [...groups.entries()].sort(([a], [b]) => a - b).map(([, group]) => Int32Array.from(group));
}
