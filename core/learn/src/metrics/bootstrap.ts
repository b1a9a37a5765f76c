import type { Rng } from '../random/rng.js';
import { normalCdf, normalQuantile } from './distributions.js';

/** A metric over the rows drawn: `count[i]` says how often row i is in the sample (times its weight). */
export type CountedMetric = (count: Float64Array) => number;

export interface BootstrapOptions {
  rng: Rng;
  /** Default 400: the interval's own error is then about a tenth of its width. */
  replicates?: number;
  /** Class of each row: resampling keeps the classes' sizes. */
  strata?: ArrayLike<number>;
  /** Draws that other metrics of the same rows use too; of few rows none are shared. */
  shared?: SharedDraws;
  /** Default 0.95. */
  level?: number;
  /**
   * `percentile` (default), or `bca`: corrected for the bias and skewness of the metric, at the cost of a jackknife over
   * 200 groups of rows. Worth it for skewed metrics of small samples.
   */
  method?: 'percentile' | 'bca';
}

/**
 * Bootstrap interval of a metric: percentile (Efron and Tibshirani 1993, chapter 13) or BCa (chapter 14). Rows are drawn
 * as counts, so that a metric that needs sorted scores can sort once (`RankedScores`) and only sum again a replicate.
 */
export function bootstrapInterval(rows: number, metric: CountedMetric, options: BootstrapOptions): [number, number] {
  const replicates = bootstrapReplicates(rows, metric, options);
  const level = options.level ?? 0.95;
  if (options.method !== 'bca') return percentileInterval(replicates, level);
  const value = metric(new Float64Array(rows).fill(1));
  return bcaInterval(replicates, value, acceleration(rows, metric, options), level);
}

export interface PairedDifference {
  /** Metric of the first minus metric of the second, on all rows. */
  value: number;
  interval: [number, number];
  /** Twice the smaller share of replicates on one side of zero; at least 1 / replicates. */
  pValue: number;
}

/**
 * The difference of a metric between two models on the same rows: every replicate scores both on the same draw, so what
 * makes rows easy or hard for both cancels.
 */
export function bootstrapDifference(
  rows: number,
  first: CountedMetric,
  second: CountedMetric,
  options: BootstrapOptions,
): PairedDifference {
  const difference: CountedMetric = (count) => first(count) - second(count);
  const replicates = bootstrapReplicates(rows, difference, options);
  const value = difference(new Float64Array(rows).fill(1));
  const interval =
    options.method === 'bca'
      ? bcaInterval(replicates, value, acceleration(rows, difference, options), options.level ?? 0.95)
      : percentileInterval(replicates, options.level ?? 0.95);
  const notAbove = replicates.filter((d) => d <= 0).length;
  const notBelow = replicates.filter((d) => d >= 0).length;
  const n = replicates.length;
  return { value, interval, pValue: Math.min(1, Math.max(1, 2 * Math.min(notAbove, notBelow)) / n) };
}

/** Values of a metric over the replicates, sorted; those that are NaN (a class missing in the sample) are left out. */
export function bootstrapReplicates(rows: number, metric: CountedMetric, options: BootstrapOptions): Float64Array {
  const { rng, replicates = 400 } = options;
  const shared = options.shared?.of(rows, replicates, options.strata);
  const groups = shared === undefined ? rowsByStratum(rows, options.strata) : [];
  const count = new Float64Array(rows);
  const values = new Float64Array(replicates);
  for (let b = 0; b < replicates; b++) {
    if (shared === undefined) draw(count, groups, rng);
    else count.set(shared[b]!);
    values[b] = metric(count);
  }
  return values.filter((value) => !Number.isNaN(value)).sort();
}

/** Counts how often each row is drawn, each stratum as often as it has rows. */
function draw(count: Float64Array | Uint8Array, groups: readonly Int32Array[], rng: Rng): void {
  count.fill(0);
  for (const group of groups) {
    const n = group.length;
    for (let k = 0; k < n; k++) count[group[rng.int(n)]!]! += 1;
  }
}

/** Below, drawing anew costs nothing. */
const FEWEST_SHARED_ROWS = 20_000;
/** Bytes that the draws of one set of rows may take. */
const MOST_SHARED_BYTES = 5e7;

/**
 * Draws of large samples, made once for all metrics of the same rows: to draw costs more than most metrics do. Each interval
 * is what it would be with draws of its own, and those of two models on the same rows go together.
 */
export class SharedDraws {
  private readonly drawn: { rows: number; strata: ArrayLike<number> | undefined; counts: Uint8Array[] }[] = [];

  constructor(private readonly rng: Rng) {}

  /** How often each row is in each replicate; undefined where the rows are too few or too many to share draws. */
  of(rows: number, replicates: number, strata: ArrayLike<number> | undefined): readonly Uint8Array[] | undefined {
    if (rows < FEWEST_SHARED_ROWS || rows * replicates > MOST_SHARED_BYTES) return undefined;
    const known = this.drawn.find(
      (one) => one.rows === rows && one.strata === strata && one.counts.length === replicates,
    );
    if (known !== undefined) return known.counts;
    const groups = rowsByStratum(rows, strata);
    // Nobody is drawn 256 times from so many rows.
    const counts = Array.from({ length: replicates }, () => new Uint8Array(rows));
    for (const count of counts) draw(count, groups, this.rng);
    this.drawn.push({ rows, strata, counts });
    return counts;
  }
}

export function percentileInterval(sorted: Float64Array, level: number): [number, number] {
  return [quantileOfSorted(sorted, (1 - level) / 2), quantileOfSorted(sorted, (1 + level) / 2)];
}

/** BCa (Efron 1987): the percentiles are moved by the replicates' median bias and by the acceleration. */
function bcaInterval(sorted: Float64Array, value: number, accelerated: number, level: number): [number, number] {
  const n = sorted.length;
  // Ties count half, so that a metric with few values has no bias of its own making.
  const below = sorted.filter((v) => v < value).length + sorted.filter((v) => v === value).length / 2;
  const bias = normalQuantile(Math.min(1 - 0.5 / n, Math.max(0.5 / n, below / n)));
  const at = (q: number): number => {
    const z = bias + normalQuantile(q);
    return quantileOfSorted(sorted, normalCdf(bias + z / (1 - accelerated * z)));
  };
  return [at((1 - level) / 2), at((1 + level) / 2)];
}

/** Skewness of the metric from a jackknife that leaves out one of 200 random groups of rows at a time. */
function acceleration(rows: number, metric: CountedMetric, { rng, strata }: BootstrapOptions): number {
  const groups = Math.min(200, rows);
  const group = new Int32Array(rows);
  let next = 0;
  const shuffler = rng.fork('jackknife');
  for (const stratum of rowsByStratum(rows, strata))
    for (const i of shuffler.shuffle(stratum)) group[i] = next++ % groups;
  const values: number[] = [];
  const count = new Float64Array(rows);
  for (let g = 0; g < groups; g++) {
    for (let i = 0; i < rows; i++) count[i] = group[i] === g ? 0 : 1;
    const value = metric(count);
    if (!Number.isNaN(value)) values.push(value);
  }
  const mean = values.reduce((sum, v) => sum + v, 0) / values.length;
  const cubes = values.reduce((sum, v) => sum + (mean - v) ** 3, 0);
  const squares = values.reduce((sum, v) => sum + (mean - v) ** 2, 0);
  // Second and third cumulants add up over the rows of a group, so grouping leaves this ratio as it is.
  return squares === 0 ? 0 : cubes / (6 * squares ** 1.5);
}

function quantileOfSorted(sorted: Float64Array, q: number): number {
  if (sorted.length === 0) return Number.NaN;
  const position = q * (sorted.length - 1);
  const low = Math.floor(position);
  const high = Math.min(sorted.length - 1, low + 1);
  // Between infinite values there is nothing to interpolate: ∞ − ∞ is no number.
  if (position === low || !Number.isFinite(sorted[low]!)) return sorted[low]!;
  return sorted[low]! + (position - low) * (sorted[high]! - sorted[low]!);
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
