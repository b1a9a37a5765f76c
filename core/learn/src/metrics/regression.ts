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

/** Mean absolute percentage error; rows whose truth is 0 are left out. */
export function mape(y: Float64Array, prediction: Float64Array): number {
  let sum = 0;
  let counted = 0;
  for (let i = 0; i < y.length; i++) {
    if (y[i] === 0) continue;
    sum += Math.abs((y[i]! - prediction[i]!) / y[i]!);
    counted++;
  }
  return sum / counted;
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

export function medianAbsoluteError(y: Float64Array, prediction: Float64Array): number {
  const errors = y.map((truth, i) => Math.abs(truth - prediction[i]!)).sort();
  const middle = errors.length >> 1;
  return errors.length % 2 === 1 ? errors[middle]! : (errors[middle - 1]! + errors[middle]!) / 2;
}
