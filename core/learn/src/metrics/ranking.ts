/**
 * Metrics of a score against a 0/1 outcome. In all of them `y[i]` is 1 for an event and 0 otherwise, `score[i]` grows with
 * the event's likelihood, `weight[i]` is non-negative (1 where absent), and ties are handled exactly: no order among equal
 * scores is assumed. Without both classes they are NaN.
 */

/** Groups of equal score from the highest to the lowest, with the weight of events and non-events in each. */
export interface ScoreGroups {
  score: Float64Array;
  events: Float64Array;
  nonEvents: Float64Array;
  totalEvents: number;
  totalNonEvents: number;
}

export function scoreGroups(y: Float64Array, score: Float64Array, weight?: Float64Array): ScoreGroups {
  const n = y.length;
  const order = descendingOrder(score);
  const groups = { score: new Float64Array(n), events: new Float64Array(n), nonEvents: new Float64Array(n) };
  let g = -1;
  let totalEvents = 0;
  let totalNonEvents = 0;
  for (let k = 0; k < n; k++) {
    const i = order[k]!;
    if (g < 0 || score[i] !== groups.score[g]) groups.score[++g] = score[i]!;
    const w = weight?.[i] ?? 1;
    if (y[i] === 1) {
      groups.events[g]! += w;
      totalEvents += w;
    } else {
      groups.nonEvents[g]! += w;
      totalNonEvents += w;
    }
  }
  const cut = (values: Float64Array): Float64Array => values.subarray(0, g + 1);
  return {
    score: cut(groups.score),
    events: cut(groups.events),
    nonEvents: cut(groups.nonEvents),
    totalEvents,
    totalNonEvents,
  };
}

/** Row indices from the highest score to the lowest; rows of equal score in file order. */
export function descendingOrder(score: Float64Array): Uint32Array {
  const n = score.length;
  const order = new Uint32Array(n);
  for (let i = 0; i < n; i++) order[i] = i;
  return order.sort((a, b) => score[b]! - score[a]! || a - b);
}

/** Area under the ROC curve: the chance that an event scores above a non-event, ties counting half (Mann-Whitney). */
export function rocAuc(y: Float64Array, score: Float64Array, weight?: Float64Array): number {
  return rocAucOfGroups(scoreGroups(y, score, weight));
}

export function rocAucOfGroups({ events, nonEvents, totalEvents, totalNonEvents }: ScoreGroups): number {
  let above = 0;
  let area = 0;
  for (let g = 0; g < events.length; g++) {
    area += nonEvents[g]! * (above + events[g]! / 2);
    above += events[g]!;
  }
  return area / (totalEvents * totalNonEvents);
}

/** Gini coefficient, 2·AUC − 1 (also called accuracy ratio or Somers' D). */
export function gini(y: Float64Array, score: Float64Array, weight?: Float64Array): number {
  return 2 * rocAuc(y, score, weight) - 1;
}

/** Kolmogorov-Smirnov statistic: the largest distance between the score distributions of events and non-events. */
export function ks(y: Float64Array, score: Float64Array, weight?: Float64Array): number {
  const { events, nonEvents, totalEvents, totalNonEvents } = scoreGroups(y, score, weight);
  if (totalEvents === 0 || totalNonEvents === 0) return Number.NaN;
  let e = 0;
  let n = 0;
  let largest = 0;
  for (let g = 0; g < events.length; g++) {
    e += events[g]!;
    n += nonEvents[g]!;
    largest = Math.max(largest, Math.abs(e / totalEvents - n / totalNonEvents));
  }
  return largest;
}

/** Average precision: precision at each threshold weighted by the recall it adds, without interpolation. */
export function averagePrecision(y: Float64Array, score: Float64Array, weight?: Float64Array): number {
  const { events, nonEvents, totalEvents } = scoreGroups(y, score, weight);
  if (totalEvents === 0) return Number.NaN;
  let found = 0;
  let selected = 0;
  let sum = 0;
  for (let g = 0; g < events.length; g++) {
    found += events[g]!;
    selected += events[g]! + nonEvents[g]!;
    if (events[g]! > 0) sum += (events[g]! / totalEvents) * (found / selected);
  }
  return sum;
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

/** One of `bands` equally large groups of rows by falling score. */
export interface LiftBand {
  rows: number;
  events: number;
  eventRate: number;
  /** Event rate of the band over the overall rate. */
  lift: number;
  /** Share of all events in this band and those above it (gains curve). */
  cumulativeCapture: number;
  lowestScore: number;
  highestScore: number;
}

/** Lift and gains by bands of falling score; rows of equal score are not separated, so bands may differ in size. */
export function liftTable(y: Float64Array, score: Float64Array, bands = 10): LiftBand[] {
  const n = y.length;
  const order = descendingOrder(score);
  let total = 0;
  for (let i = 0; i < n; i++) total += y[i]!;
  const table: LiftBand[] = [];
  let from = 0;
  let captured = 0;
  for (let b = 0; b < bands && from < n; b++) {
    let to = b === bands - 1 ? n : Math.max(from + 1, Math.round(((b + 1) * n) / bands));
    while (to < n && score[order[to]!] === score[order[to - 1]!]) to++;
    let events = 0;
    for (let k = from; k < to; k++) events += y[order[k]!]!;
    captured += events;
    table.push({
      rows: to - from,
      events,
      eventRate: events / (to - from),
      lift: events / (to - from) / (total / n),
      cumulativeCapture: captured / total,
      lowestScore: score[order[to - 1]!]!,
      highestScore: score[order[from]!]!,
    });
    from = to;
  }
  return table;
}
