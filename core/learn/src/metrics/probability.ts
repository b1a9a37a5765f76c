import { chiSquareTail } from './distributions.js';
import { type CalibrationBin, RankedScores } from './ranked-scores.js';

/** Metrics of predicted probabilities `p` in [0, 1] against 0/1 outcomes `y`; `weight` is 1 where absent. */

const TINY = 1e-15;

/** Mean negative log likelihood; probabilities are kept 1e-15 away from 0 and 1. */
export function logLoss(y: Float64Array, p: Float64Array, weight?: Float64Array): number {
  let sum = 0;
  let total = 0;
  for (let i = 0; i < y.length; i++) {
    const w = weight?.[i] ?? 1;
    const q = insideUnit(p[i]!);
    sum -= w * (y[i] === 1 ? Math.log(q) : Math.log1p(-q));
    total += w;
  }
  return sum / total;
}

/** Brier score: the mean squared distance of probability and outcome. */
export function brierScore(y: Float64Array, p: Float64Array, weight?: Float64Array): number {
  let sum = 0;
  let total = 0;
  for (let i = 0; i < y.length; i++) {
    const w = weight?.[i] ?? 1;
    sum += w * (p[i]! - y[i]!) ** 2;
    total += w;
  }
  return sum / total;
}

/**
 * Bins of (nearly) equal weight by rising probability; rows of equal probability stay together, so a model with few
 * distinct outputs has fewer bins. The points of a calibration curve are their mean predictions and event rates.
 */
export function calibrationBins(y: Float64Array, p: Float64Array, weight?: Float64Array, bins = 10): CalibrationBin[] {
  return new RankedScores(y, p).calibrationBins(weight, bins);
}

/**
 * Expected calibration error: the mean distance of mean probability and event rate over 10 bins of equal weight. Bins of
 * equal frequency, because with equal widths nearly all rows of a rare event share the first bin.
 */
export function expectedCalibrationError(y: Float64Array, p: Float64Array, weight?: Float64Array, bins = 10): number {
  return new RankedScores(y, p).expectedCalibrationError(weight, bins);
}

/**
 * Hosmer-Lemeshow goodness of fit over bins of equal frequency: chi-square statistic with bins − 2 degrees of freedom
 * (model fitted on these rows) or bins (rows it never saw), and its p-value. Mean probabilities are kept 1e-15 away from 0
 * and 1, so that an event where none could be is a misfit like no other. Weights count as the rows of equal weight that
 * carry the same information, (Σ w)² / Σ w² in all (Kish 1965).
 */
export function hosmerLemeshow(
  y: Float64Array,
  p: Float64Array,
  options: { bins?: number; unseen?: boolean; weight?: Float64Array } = {},
): { statistic: number; degreesOfFreedom: number; pValue: number } {
  const table = calibrationBins(y, p, options.weight, options.bins ?? 10);
  let scale = 1;
  if (options.weight !== undefined) {
    const squares = options.weight.reduce((sum, w) => sum + w * w, 0);
    scale = options.weight.reduce((sum, w) => sum + w, 0) / squares;
  }
  let statistic = 0;
  for (const { weight, meanPredicted, eventRate } of table) {
    const expected = insideUnit(meanPredicted);
    statistic += (scale * weight * (eventRate - expected) ** 2) / (expected * (1 - expected));
  }
  const degreesOfFreedom = Math.max(1, table.length - (options.unseen ? 0 : 2));
  return { statistic, degreesOfFreedom, pValue: chiSquareTail(statistic, degreesOfFreedom) };
}

function insideUnit(p: number): number {
  return Math.min(1 - TINY, Math.max(TINY, p));
}
