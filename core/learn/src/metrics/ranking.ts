import { descendingOrder } from '../sorting/argsort.js';
import { RankedScores, type ScoreGroups } from './ranked-scores.js';

/**
 * Metrics of a score against a 0/1 outcome. In all of them `y[i]` is 1 for an event and 0 otherwise, `score[i]` grows with
 * the event's likelihood, `weight[i]` is non-negative (1 where absent), and ties are handled exactly: no order among equal
 * scores is assumed. Without both classes they are NaN. For many weightings of the same score see `RankedScores`.
 */

export function scoreGroups(y: Float64Array, score: Float64Array, weight?: Float64Array): ScoreGroups {
  return new RankedScores(y, score).groups(weight);
}

/** Area under the ROC curve: the chance that an event scores above a non-event, ties counting half (Mann-Whitney). */
export function rocAuc(y: Float64Array, score: Float64Array, weight?: Float64Array): number {
  return new RankedScores(y, score).rocAuc(weight);
}

/** Gini coefficient, 2·AUC − 1 (also called accuracy ratio or Somers' D). */
export function gini(y: Float64Array, score: Float64Array, weight?: Float64Array): number {
  return new RankedScores(y, score).gini(weight);
}

/** Kolmogorov-Smirnov statistic: the largest distance between the score distributions of events and non-events. */
export function ks(y: Float64Array, score: Float64Array, weight?: Float64Array): number {
  return new RankedScores(y, score).ks(weight);
}

/** Average precision: precision at each threshold weighted by the recall it adds, without interpolation. */
export function averagePrecision(y: Float64Array, score: Float64Array, weight?: Float64Array): number {
  return new RankedScores(y, score).averagePrecision(weight);
}

/** Points of the ROC curve from (0, 0) to (1, 1), one a distinct score: false and true positive rate. */
export function rocCurve(
  y: Float64Array,
  score: Float64Array,
  weight?: Float64Array,
): { threshold: Float64Array; falsePositiveRate: Float64Array; truePositiveRate: Float64Array } {
  const groups = scoreGroups(y, score, weight);
  const size = groups.score.length;
  const falsePositiveRate = new Float64Array(size + 1);
  const truePositiveRate = new Float64Array(size + 1);
  const threshold = new Float64Array(size + 1);
  threshold[0] = Number.POSITIVE_INFINITY;
  let e = 0;
  let n = 0;
  for (let g = 0; g < size; g++) {
    e += groups.events[g]!;
    n += groups.nonEvents[g]!;
    threshold[g + 1] = groups.score[g]!;
    truePositiveRate[g + 1] = e / groups.totalEvents;
    falsePositiveRate[g + 1] = n / groups.totalNonEvents;
  }
  return { threshold, falsePositiveRate, truePositiveRate };
}

/**
 * Points of the precision-recall curve by falling threshold, one a distinct score: selecting every row whose score is at
 * least `threshold` finds `recall` of the events, and `precision` of the selected rows are events.
 */
export function precisionRecallCurve(
  y: Float64Array,
  score: Float64Array,
  weight?: Float64Array,
): { threshold: Float64Array; precision: Float64Array; recall: Float64Array } {
  const groups = scoreGroups(y, score, weight);
  let found = 0;
  let selected = 0;
  const precision = new Float64Array(groups.score.length);
  const recall = new Float64Array(groups.score.length);
  for (let g = 0; g < precision.length; g++) {
    found += groups.events[g]!;
    selected += groups.events[g]! + groups.nonEvents[g]!;
    precision[g] = found / selected;
    recall[g] = found / groups.totalEvents;
  }
  return { threshold: groups.score, precision, recall };
}

/** One of `bands` bands of rows by falling score. */
export interface LiftBand {
  rows: number;
  /** Total weight of the rows; their number where no weights were given. */
  weight: number;
  /** Weight of the events. */
  events: number;
  eventRate: number;
  /** Event rate of the band over the overall rate. */
  lift: number;
  /** Share of all events in this band and those above it (gains curve). */
  cumulativeCapture: number;
  lowestScore: number;
  highestScore: number;
}

/** Lift and gains by bands of equal weight; rows of equal score are not separated, so bands may differ in size. */
export function liftTable(y: Float64Array, score: Float64Array, bands = 10, weight?: Float64Array): LiftBand[] {
  const n = y.length;
  const order = descendingOrder(score);
  const w = (i: number): number => weight?.[i] ?? 1;
  let totalEvents = 0;
  let total = 0;
  for (let i = 0; i < n; i++) {
    totalEvents += w(i) * y[i]!;
    total += w(i);
  }
  const table: LiftBand[] = [];
  let captured = 0;
  let passed = 0;
  for (let from = 0; from < n; ) {
    const target = (total * (table.length + 1)) / bands;
    let events = 0;
    let mass = 0;
    let to = from;
    // A row belongs to the band that holds its middle; the last band takes what rounding leaves.
    while (
      to < n &&
      (to === from ||
        table.length === bands - 1 ||
        passed + mass + w(order[to]!) / 2 <= target * (1 + 1e-12) ||
        score[order[to]!] === score[order[to - 1]!])
    ) {
      const i = order[to++]!;
      events += w(i) * y[i]!;
      mass += w(i);
    }
    captured += events;
    passed += mass;
    table.push({
      rows: to - from,
      weight: mass,
      events,
      eventRate: events / mass,
      lift: events / mass / (totalEvents / total),
      cumulativeCapture: captured / totalEvents,
      lowestScore: score[order[to - 1]!]!,
      highestScore: score[order[from]!]!,
    });
    from = to;
  }
  return table;
}
