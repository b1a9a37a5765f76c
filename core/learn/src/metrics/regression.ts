import { ascendingOrder } from '../sorting/argsort.js';

/** Metrics of predicted numbers against true ones; `weight` is 1 where absent. */

type RowError = (truth: number, prediction: number) => number;

function weightedMean(y: Float64Array, prediction: Float64Array, error: RowError, weight?: Float64Array): number {
  let sum = 0;
  let total = 0;
  for (let i = 0; i < y.length; i++) {
    const w = weight?.[i] ?? 1;
    sum += w * error(y[i]!, prediction[i]!);
    total += w;
  }
  return sum / total;
}

export function mae(y: Float64Array, prediction: Float64Array, weight?: Float64Array): number {
  return weightedMean(y, prediction, (t, p) => Math.abs(t - p), weight);
}

export function rmse(y: Float64Array, prediction: Float64Array, weight?: Float64Array): number {
  return Math.sqrt(weightedMean(y, prediction, (t, p) => (t - p) ** 2, weight));
}

/** Share of variance explained: 1 − SSE / SST; below 0 when worse than the mean. */
export function r2(y: Float64Array, prediction: Float64Array, weight?: Float64Array): number {
  const mean = weightedMean(y, y, (t) => t, weight);
  const residual = weightedMean(y, prediction, (t, p) => (t - p) ** 2, weight);
  return 1 - residual / weightedMean(y, y, (t) => (t - mean) ** 2, weight);
}

/** Mean absolute percentage error; rows whose truth is 0 are left out. NaN where none is left. */
export function mape(y: Float64Array, prediction: Float64Array, weight?: Float64Array): number {
  const counted = y.map((truth, i) => (truth === 0 ? 0 : (weight?.[i] ?? 1)));
  return weightedMean(y, prediction, (t, p) => (t === 0 ? 0 : Math.abs((t - p) / t)), counted);
}

/** Symmetric MAPE in [0, 2]: 2·|t − p| / (|t| + |p|), 0 where both are 0. */
export function smape(y: Float64Array, prediction: Float64Array, weight?: Float64Array): number {
  const error: RowError = (t, p) => (t === 0 && p === 0 ? 0 : (2 * Math.abs(t - p)) / (Math.abs(t) + Math.abs(p)));
  return weightedMean(y, prediction, error, weight);
}

/** Pinball (quantile) loss at `quantile` in (0, 1). */
export function pinballLoss(
  y: Float64Array,
  prediction: Float64Array,
  quantile: number,
  weight?: Float64Array,
): number {
  return weightedMean(y, prediction, (t, p) => (t >= p ? quantile * (t - p) : (1 - quantile) * (p - t)), weight);
}

/**
 * Median of |t − p|: up to it lies half of the weight. Where exactly half of it ends between two errors, their middle, so
 * that a weight of two is a row that stands twice.
 */
export function medianAbsoluteError(y: Float64Array, prediction: Float64Array, weight?: Float64Array): number {
  const errors = y.map((truth, i) => Math.abs(truth - prediction[i]!));
  const order = ascendingOrder(errors).filter((i) => (weight?.[i] ?? 1) > 0);
  const half = order.reduce((sum, i) => sum + (weight?.[i] ?? 1), 0) / 2;
  let passed = 0;
  for (let k = 0; k < order.length; k++) {
    passed += weight?.[order[k]!] ?? 1;
    // Sums of weights that are no whole numbers are rounded.
    const isHalf = Math.abs(passed - half) <= 1e-12 * half && k + 1 < order.length;
    if (isHalf) return (errors[order[k]!]! + errors[order[k + 1]!]!) / 2;
    if (passed > half) return errors[order[k]!]!;
  }
  return Number.NaN;
}
