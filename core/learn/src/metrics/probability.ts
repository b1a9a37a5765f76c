/** Metrics of predicted probabilities `p` in [0, 1] against 0/1 outcomes `y`; `weight` is 1 where absent. */

const TINY = 1e-15;

/** Mean negative log likelihood; probabilities are kept 1e-15 away from 0 and 1. */
export function logLoss(y: Float64Array, p: Float64Array, weight?: Float64Array): number {
  let sum = 0;
  let total = 0;
  for (let i = 0; i < y.length; i++) {
    const w = weight?.[i] ?? 1;
    const q = Math.min(1 - TINY, Math.max(TINY, p[i]!));
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

export interface CalibrationBin {
  rows: number;
  weight: number;
  meanPredicted: number;
  eventRate: number;
}

/**
 * Bins of (nearly) equal weight by rising probability; rows of equal probability stay together, so a model with few
 * distinct outputs has fewer bins.
 */
export function calibrationBins(y: Float64Array, p: Float64Array, weight?: Float64Array, bins = 10): CalibrationBin[] {
  const n = y.length;
  const order = new Uint32Array(n);
  for (let i = 0; i < n; i++) order[i] = i;
  order.sort((a, b) => p[a]! - p[b]! || a - b);
  let total = 0;
  for (let i = 0; i < n; i++) total += weight?.[i] ?? 1;
  const result: CalibrationBin[] = [];
  let from = 0;
  let passed = 0;
  while (from < n) {
    const target = (total * (result.length + 1)) / bins;
    const bin = { rows: 0, weight: 0, meanPredicted: 0, eventRate: 0 };
    let k = from;
    while (k < n && (passed + bin.weight < target - 1e-9 || p[order[k]!] === p[order[k - 1] ?? -1])) {
      const i = order[k++]!;
      const w = weight?.[i] ?? 1;
      bin.rows++;
      bin.weight += w;
      bin.meanPredicted += w * p[i]!;
      bin.eventRate += w * y[i]!;
    }
    // A group of ties that began before the target was reached may have passed several targets.
    if (bin.rows === 0) {
      const i = order[k++]!;
      const w = weight?.[i] ?? 1;
      Object.assign(bin, { rows: 1, weight: w, meanPredicted: w * p[i]!, eventRate: w * y[i]! });
    }
    passed += bin.weight;
    from = k;
    if (bin.weight > 0) {
      bin.meanPredicted /= bin.weight;
      bin.eventRate /= bin.weight;
    }
    result.push(bin);
  }
  return result;
}

/**
 * Expected calibration error: the mean distance of mean probability and event rate over 10 bins of equal weight. Bins of
 * equal frequency, because with equal widths nearly all rows of a rare event share the first bin.
 */
export function expectedCalibrationError(y: Float64Array, p: Float64Array, weight?: Float64Array, bins = 10): number {
  const table = calibrationBins(y, p, weight, bins);
  const total = table.reduce((sum, bin) => sum + bin.weight, 0);
  return table.reduce((sum, bin) => sum + (bin.weight / total) * Math.abs(bin.meanPredicted - bin.eventRate), 0);
}

/**
 * Hosmer-Lemeshow goodness of fit over bins of equal frequency: chi-square statistic with bins − 2 degrees of freedom
 * (model fitted on these rows) or bins (rows it never saw), and its p-value.
 */
export function hosmerLemeshow(
  y: Float64Array,
  p: Float64Array,
  options: { bins?: number; unseen?: boolean } = {},
): { statistic: number; degreesOfFreedom: number; pValue: number } {
  const table = calibrationBins(y, p, undefined, options.bins ?? 10);
  let statistic = 0;
  for (const { rows, meanPredicted, eventRate } of table) {
    const variance = rows * meanPredicted * (1 - meanPredicted);
    if (variance > 0) statistic += (rows * (eventRate - meanPredicted)) ** 2 / variance;
  }
  const degreesOfFreedom = Math.max(1, table.length - (options.unseen ? 0 : 2));
  return { statistic, degreesOfFreedom, pValue: chiSquareTail(statistic, degreesOfFreedom) };
}

/** P(X > x) of the chi-square distribution, by the regularised incomplete gamma function (series and continued fraction). */
export function chiSquareTail(x: number, degreesOfFreedom: number): number {
  return 1 - lowerGamma(degreesOfFreedom / 2, x / 2);
}

function lowerGamma(a: number, x: number): number {
  if (x <= 0) return 0;
  const front = Math.exp(-x + a * Math.log(x) - logGamma(a));
  if (x < a + 1) {
    let term = 1 / a;
    let sum = term;
    for (let n = 1; n < 1000 && Math.abs(term) > 1e-16 * Math.abs(sum); n++) {
      term *= x / (a + n);
      sum += term;
    }
    return front * sum;
  }
  // Lentz's method for the continued fraction of the upper function.
  let b = x + 1 - a;
  let c = 1e300;
  let d = 1 / b;
  let h = d;
  for (let n = 1; n < 1000; n++) {
    const an = -n * (n - a);
    b += 2;
    d = 1 / (an * d + b);
    c = b + an / c;
    const step = d * c;
    h *= step;
    if (Math.abs(step - 1) < 1e-16) break;
  }
  return 1 - front * h;
}

/** Lanczos approximation, relative error below 1e-14. */
function logGamma(a: number): number {
  const g = [
    0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
    12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
  ];
  const z = a - 1;
  let sum = g[0]!;
  for (let i = 1; i < 9; i++) sum += g[i]! / (z + i);
  const t = z + 7.5;
  return 0.5 * Math.log(2 * Math.PI) + (z + 0.5) * Math.log(t) - t + Math.log(sum);
}
