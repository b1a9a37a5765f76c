import { ascendingOrder } from '../sorting/argsort.js';
import { chiSquareTail } from './distributions.js';

/**
 * Population stability index between two distributions over the same bins, given as counts: Σ (a − e)·ln(a / e) over
 * shares. An empty bin counts as half a row, so that one new category does not make it infinite.
 */
export function populationStabilityIndex(expected: ArrayLike<number>, actual: ArrayLike<number>): number {
  const shares = (counts: ArrayLike<number>): number[] => {
    const values = Array.from(counts, (count) => Math.max(count, 0.5));
    const total = values.reduce((sum, value) => sum + value, 0);
    return values.map((value) => value / total);
  };
  const e = shares(expected);
  const a = shares(actual);
  return e.reduce((sum, share, k) => sum + (a[k]! - share) * Math.log(a[k]! / share), 0);
}

/** Weights of the rows of the two samples; 1 where absent. A weight of two counts as two rows. */
export interface SampleWeights {
  expected?: Float64Array;
  actual?: Float64Array;
}

/**
 * Counts of two numeric samples over bins at the quantiles of the first, `NaN` in a bin of its own, for
 * `populationStabilityIndex`; sums of weights where there are any.
 */
export function quantileBinCounts(
  expected: Float64Array,
  actual: Float64Array,
  bins = 10,
  weights: SampleWeights = {},
): { edges: number[]; expected: number[]; actual: number[] } {
  const edges = quantileEdges(expected, bins, weights.expected);
  const count = (values: Float64Array, weight?: Float64Array): number[] => {
    const counts = new Array<number>(edges.length + 2).fill(0);
    for (let i = 0; i < values.length; i++) {
      const value = values[i]!;
      const w = weight?.[i] ?? 1;
      if (Number.isNaN(value)) counts[edges.length + 1]! += w;
      else {
        let low = 0;
        let high = edges.length;
        while (low < high) {
          const middle = (low + high) >> 1;
          if (value < edges[middle]!) high = middle;
          else low = middle + 1;
        }
        counts[low]! += w;
      }
    }
    return counts;
  };
  return { edges, expected: count(expected, weights.expected), actual: count(actual, weights.actual) };
}

/** The first value that more than b/bins of the weight lie at or below, for b = 1 … bins − 1; equal ones once. */
function quantileEdges(values: Float64Array, bins: number, weight?: Float64Array): number[] {
  const order = ascendingOrder(values).filter((i) => !Number.isNaN(values[i]!) && (weight?.[i] ?? 1) > 0);
  const total = order.reduce((sum, i) => sum + (weight?.[i] ?? 1), 0);
  const edges: number[] = [];
  let passed = 0;
  let b = 1;
  for (const i of order) {
    passed += weight?.[i] ?? 1;
    // Sums of weights that are no whole numbers are rounded.
    for (; b < bins && passed > ((b * total) / bins) * (1 + 1e-12); b++) {
      if (values[i] !== edges.at(-1)) edges.push(values[i]!);
    }
  }
  return edges;
}

/** Population stability index of a numeric column: deciles of `expected`, missing values in a bin of their own. */
export function psiNumeric(
  expected: Float64Array,
  actual: Float64Array,
  bins = 10,
  weights: SampleWeights = {},
): number {
  const counts = quantileBinCounts(expected, actual, bins, weights);
  return populationStabilityIndex(...withoutEmptyBins(counts.expected, counts.actual));
}

/** Population stability index of a categorical column; `null` (missing) is a category. */
export function psiCategorical(
  expected: ArrayLike<string | number | null>,
  actual: ArrayLike<string | number | null>,
  weights: SampleWeights = {},
): number {
  const categories = new Map<string | number | null, number>();
  for (const values of [expected, actual]) {
    for (let i = 0; i < values.length; i++) {
      if (!categories.has(values[i]!)) categories.set(values[i]!, categories.size);
    }
  }
  const count = (values: ArrayLike<string | number | null>, weight?: Float64Array): number[] => {
    const counts = new Array<number>(categories.size).fill(0);
    for (let i = 0; i < values.length; i++) counts[categories.get(values[i]!)!]! += weight?.[i] ?? 1;
    return counts;
  };
  return populationStabilityIndex(count(expected, weights.expected), count(actual, weights.actual));
}

/** Bins that neither sample uses carry nothing, and half a row in both would still shrink the other shares. */
function withoutEmptyBins(expected: number[], actual: number[]): [number[], number[]] {
  const used = expected.map((count, k) => count > 0 || actual[k]! > 0);
  return [expected.filter((_, k) => used[k]), actual.filter((_, k) => used[k])];
}

/**
 * The index that two samples of the same population exceed with a chance of 1 − `level`: (1/n + 1/m)·χ²(bins − 1)
 * (Yurdakul and Naranjo 2020, "Statistical properties of the population stability index"). Below it a shift is no news.
 */
export function psiByChance(expectedRows: number, actualRows: number, bins: number, level = 0.95): number {
  const degreesOfFreedom = Math.max(1, bins - 1);
  let low = 0;
  let high = 10 * degreesOfFreedom + 50;
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (chiSquareTail(middle, degreesOfFreedom) > 1 - level) low = middle;
    else high = middle;
  }
  return (1 / expectedRows + 1 / actualRows) * high;
}
