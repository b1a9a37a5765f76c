import { ascendingOrder } from '../sorting/argsort.js';
import { normalQuantile, normalTwoSided } from './distributions.js';

/**
 * Covariance of the AUCs of several scores on the same rows (DeLong, DeLong and Clarke-Pearson 1988), with the mid-rank
 * computation of Sun and Xu (2014), O(n log n).
 */
export function delong(
  y: Float64Array,
  scores: readonly Float64Array[],
): { auc: Float64Array; covariance: Float64Array[] } {
  const events: number[] = [];
  const nonEvents: number[] = [];
  for (let i = 0; i < y.length; i++) (y[i] === 1 ? events : nonEvents).push(i);
  const m = events.length;
  const n = nonEvents.length;
  const auc = new Float64Array(scores.length);
  const ofEvents: Float64Array[] = [];
  const ofNonEvents: Float64Array[] = [];
  scores.forEach((score, k) => {
    const x = Float64Array.from(events, (i) => score[i]!);
    const z = Float64Array.from(nonEvents, (i) => score[i]!);
    const all = new Float64Array(m + n);
    all.set(x);
    all.set(z, m);
    const rank = midRanks(all);
    const rankX = midRanks(x);
    const rankZ = midRanks(z);
    const v10 = rankX.map((r, i) => (rank[i]! - r) / n);
    const v01 = rankZ.map((r, j) => 1 - (rank[m + j]! - r) / m);
    auc[k] = mean(v10);
    ofEvents.push(v10);
    ofNonEvents.push(v01);
  });
  const covariance = scores.map((_, a) =>
    Float64Array.from(
      scores,
      (_, b) =>
        sampleCovariance(ofEvents[a]!, ofEvents[b]!) / m + sampleCovariance(ofNonEvents[a]!, ofNonEvents[b]!) / n,
    ),
  );
  return { auc, covariance };
}

/**
 * AUC with its interval at `level`, on the logit scale, so that it stays within [0, 1]. Where the classes are separated
 * and DeLong's variance is 0, the bound is that of as many trials without failure as the smaller class has rows
 * (Obuchowski and Lieber 2002): a perfect AUC of 5 events proves little. With one event or one non-event there is no
 * variance to take, and without either no AUC (NaN): the interval is then all that an AUC can be, [0, 1].
 */
export function aucInterval(
  y: Float64Array,
  score: Float64Array,
  level = 0.95,
): { value: number; interval: [number, number] } {
  const { auc, covariance } = delong(y, [score]);
  const value = auc[0]!;
  const variance = covariance[0]![0]!;
  if (value === 0 || value === 1) {
    const events = y.reduce((sum, outcome) => sum + (outcome === 1 ? 1 : 0), 0);
    const slack = 1 - ((1 - level) / 2) ** (1 / Math.min(events, y.length - events));
    return { value, interval: value === 1 ? [1 - slack, 1] : [value, value + slack] };
  }
  if (Number.isNaN(variance)) return { value, interval: [0, 1] };
  const logit = Math.log(value / (1 - value));
  const half = (normalQuantile((1 + level) / 2) * Math.sqrt(Math.max(0, variance))) / (value * (1 - value));
  const back = (t: number): number => 1 / (1 + Math.exp(-t));
  return { value, interval: [back(logit - half), back(logit + half)] };
}

/**
 * AUC of `a` minus AUC of `b` on the same rows, its interval at `level`, and the two-sided p-value of no difference. With
 * fewer than two rows of a class nothing can be said: [-1, 1], p-value 1.
 */
export function aucDifference(
  y: Float64Array,
  a: Float64Array,
  b: Float64Array,
  level = 0.95,
): { value: number; interval: [number, number]; pValue: number } {
  const { auc, covariance } = delong(y, [a, b]);
  const value = auc[0]! - auc[1]!;
  const variance = covariance[0]![0]! + covariance[1]![1]! - 2 * covariance[0]![1]!;
  if (Number.isNaN(variance)) return { value, interval: [-1, 1], pValue: 1 };
  const deviation = Math.sqrt(Math.max(0, variance));
  const half = normalQuantile((1 + level) / 2) * deviation;
  const pValue = deviation > 0 ? normalTwoSided(value / deviation) : value === 0 ? 1 : 0;
  return { value, interval: [value - half, value + half], pValue };
}

/** Ranks from 1, equal values sharing the middle of theirs. */
function midRanks(values: Float64Array): Float64Array {
  const n = values.length;
  const order = ascendingOrder(values);
  const ranks = new Float64Array(n);
  for (let from = 0; from < n; ) {
    let to = from + 1;
    while (to < n && values[order[to]!] === values[order[from]!]) to++;
    for (let k = from; k < to; k++) ranks[order[k]!] = (from + to + 1) / 2;
    from = to;
  }
  return ranks;
}

function mean(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}

function sampleCovariance(a: Float64Array, b: Float64Array): number {
  const ma = mean(a);
  const mb = mean(b);
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i]! - ma) * (b[i]! - mb);
  return sum / (a.length - 1);
}
