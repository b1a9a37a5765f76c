import type { BinMapper } from './binning.js';
import type { TreeKernels } from './kernels.js';
import { scanCategories } from './split-categories.js';

/** What a split must respect; all in the units of gradients and hessians. */
export interface SplitRules {
  lambda: number;
  alpha: number;
  minGain: number;
  minChildWeight: number;
  minLeafRows: number;
  /** Extra ridge, smoothing of the order and least rows of a group in splits of many categories. */
  categoryRidge: number;
  categorySmoothing: number;
  /** For each column -1, 0 or 1: the prediction may only fall, do anything, only rise with the value. */
  monotone: Int8Array;
}

/** Sums of a node, and the range its children's values may take under monotone constraints. */
export interface NodeSums {
  gradient: number;
  hessian: number;
  rows: number;
  lowest: number;
  highest: number;
}

export interface Split {
  gain: number;
  column: number;
  /** Numeric: bins up to this one (and above 0) go left. */
  threshold: number;
  missingLeft: boolean;
  /** Categorical: the bins that go left. */
  leftBins: number[] | undefined;
  leftGradient: number;
  leftHessian: number;
}

/** A node's histograms: (gradient, hessian) pairs, column j from pair `offsets[j]` on. */
export interface Histograms {
  at: number;
  pairs: Float64Array;
  offsets: Int32Array;
}

/** Where `scan` leaves the best cut: its last bin, the side of missing, and the sums on its left. */
export interface ScanResult {
  at: number;
  values: Float64Array;
}

/** Newton step of a node with lasso `alpha` and ridge `lambda`, kept within the node's range. */
export function leafValue(gradient: number, hessian: number, rules: SplitRules, node: NodeSums): number {
  const { alpha } = rules;
  const value = (Math.max(-alpha, Math.min(alpha, gradient)) - gradient) / (hessian + rules.lambda);
  // An empty node without a ridge has no step.
  return Number.isNaN(value) ? 0 : Math.min(node.highest, Math.max(node.lowest, value));
}

/** Twice the reduction of the loss when a node takes `value`, which may have been clipped. */
export function scoreAt(gradient: number, hessian: number, value: number, { lambda, alpha }: SplitRules): number {
  return -((gradient + gradient) * value + (hessian + lambda) * (value * value) + 2 * alpha * Math.abs(value));
}

/** Least sum of hessians of a side. Rows are taken to weigh alike within a node, as histograms do not count them. */
export function leastHessian(rules: SplitRules, node: NodeSums): number {
  return Math.max(rules.minChildWeight, (rules.minLeafRows * node.hessian) / node.rows, Number.MIN_VALUE);
}

/**
 * The best split of a node over the given columns, or undefined where none gains more than `minGain`. The gain is twice
 * the reduction of the loss. Of equal splits the one of the first column and bin is taken.
 */
export function findSplit(
  kernels: TreeKernels,
  histograms: Histograms,
  mapper: BinMapper,
  columns: Int32Array,
  node: NodeSums,
  rules: SplitRules,
  result: ScanResult,
): Split | undefined {
  const { gradient, hessian, lowest, highest } = node;
  const { lambda, alpha, minGain, monotone } = rules;
  const bounded = lowest > Number.NEGATIVE_INFINITY || highest < Number.POSITIVE_INFINITY;
  const least = leastHessian(rules, node);
  const parent = scoreAt(gradient, hessian, leafValue(gradient, hessian, rules, node), rules);
  // A cut that gains nothing but the rounding of its score is none.
  const floor = parent + minGain + 1e-9 * Math.abs(parent);
  let best = floor;
  let split: Split | undefined;
  for (const column of columns) {
    const bins = mapper.bins[column]!;
    const offset = histograms.offsets[column]!;
    if (mapper.codes[column] !== undefined) {
      const found = scanCategories(histograms.pairs.subarray(2 * offset), bins, node, rules, least, best);
      if (found === undefined) continue;
      best = found.score;
      split = {
        gain: best - parent,
        column,
        threshold: 0,
        missingLeft: found.leftBins[0] === 0,
        leftBins: found.leftBins,
        leftGradient: found.gradient,
        leftHessian: found.hessian,
      };
      continue;
    }
    const at = histograms.at + 16 * offset;
    const score =
      monotone[column] !== 0 || bounded
        ? kernels.scanBounded(
            at,
            bins,
            gradient,
            hessian,
            lambda,
            alpha,
            least,
            best,
            result.at,
            monotone[column]!,
            lowest,
            highest,
          )
        : kernels.scan(at, bins, gradient, hessian, lambda, alpha, least, best, result.at);
    if (!(score > best)) continue;
    best = score;
    const [threshold, missingLeft, leftGradient, leftHessian] = result.values as unknown as number[];
    const noneMissing = histograms.pairs[2 * offset + 1] === 0;
    split = {
      gain: best - parent,
      column,
      threshold: threshold!,
      // Where the node has no missing value, a later one goes with the majority.
      missingLeft: noneMissing ? leftHessian! > hessian - leftHessian! : missingLeft === 1,
      leftBins: undefined,
      leftGradient: leftGradient!,
      leftHessian: leftHessian!,
    };
  }
  return split;
}
