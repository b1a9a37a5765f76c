import { descendingOrder } from '../sorting/argsort.js';

/** Groups of equal score from the highest to the lowest, with the weight of events and non-events in each. */
export interface ScoreGroups {
  score: Float64Array;
  events: Float64Array;
  nonEvents: Float64Array;
  totalEvents: number;
  totalNonEvents: number;
}

export interface CalibrationBin {
  rows: number;
  weight: number;
  meanPredicted: number;
  eventRate: number;
}

/**
 * A score against a 0/1 outcome with the sorting done: each metric then costs one pass, whatever the row weights. A
 * bootstrap builds one of these and asks it for every replicate, with the counts of the rows drawn as weights. Ties are
 * handled exactly: no order among equal scores is assumed. Without both classes metrics are NaN.
 */
export class RankedScores {
  /** Row indices from the highest score to the lowest. */
  private readonly order: Uint32Array;
  /** Of the rows in that order: 1 for an event. */
  private readonly isEvent: Uint8Array;
  /** For each group of equal score, the position in `order` after its last row. */
  private readonly ends: Uint32Array;
  /** Reused by every call: filled by `weigh`. */
  private readonly weighed: ScoreGroups;

  constructor(y: Float64Array, score: Float64Array) {
    const n = score.length;
    this.order = descendingOrder(score);
    this.isEvent = new Uint8Array(n);
    const ends = new Uint32Array(n);
    const scores = new Float64Array(n);
    let groups = 0;
    for (let k = 0; k < n; k++) {
      const i = this.order[k]!;
      if (y[i] === 1) this.isEvent[k] = 1;
      if (groups === 0 || score[i] !== scores[groups - 1]) scores[groups++] = score[i]!;
      ends[groups - 1] = k + 1;
    }
    this.ends = ends.slice(0, groups);
    this.weighed = {
      score: scores.slice(0, groups),
      events: new Float64Array(groups),
      nonEvents: new Float64Array(groups),
      totalEvents: 0,
      totalNonEvents: 0,
    };
  }

  /** The groups of equal score under these row weights (1 where absent). */
  groups(weight?: Float64Array): ScoreGroups {
    const { score, events, nonEvents, ...totals } = this.weigh(weight);
    return { score: score.slice(), events: events.slice(), nonEvents: nonEvents.slice(), ...totals };
  }

  /** Area under the ROC curve: the chance that an event scores above a non-event, ties counting half (Mann-Whitney). */
  rocAuc(weight?: Float64Array): number {
    return rocAucOfGroups(this.weigh(weight));
  }

  /** Gini coefficient, 2·AUC − 1. */
  gini(weight?: Float64Array): number {
    return 2 * this.rocAuc(weight) - 1;
  }

  /** Kolmogorov-Smirnov statistic: the largest distance between the score distributions of events and non-events. */
  ks(weight?: Float64Array): number {
    const { events, nonEvents, totalEvents, totalNonEvents } = this.weigh(weight);
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
  averagePrecision(weight?: Float64Array): number {
    const { events, nonEvents, totalEvents } = this.weigh(weight);
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

  /**
   * Bins of (nearly) equal weight by rising score, the score being a probability. Rows of equal probability stay together,
   * so a model with few distinct outputs has fewer bins.
   */
  calibrationBins(weight?: Float64Array, bins = 10): CalibrationBin[] {
    const { score, events, nonEvents, totalEvents, totalNonEvents } = this.weigh(weight);
    const total = totalEvents + totalNonEvents;
    const result: CalibrationBin[] = [];
    let passed = 0;
    for (let g = score.length - 1; g >= 0; ) {
      const target = (total * (result.length + 1)) / bins;
      const bin = { rows: 0, weight: 0, meanPredicted: 0, eventRate: 0 };
      // A large group of ties may have passed several targets: the bin after it takes one group at least.
      do {
        const mass = events[g]! + nonEvents[g]!;
        bin.rows += this.ends[g]! - (this.ends[g - 1] ?? 0);
        bin.weight += mass;
        bin.meanPredicted += mass * score[g]!;
        bin.eventRate += events[g]!;
        g--;
      } while (g >= 0 && passed + bin.weight < target - 1e-9 * total);
      passed += bin.weight;
      if (bin.weight === 0) continue;
      bin.meanPredicted /= bin.weight;
      bin.eventRate /= bin.weight;
      result.push(bin);
    }
    return result;
  }

  /** Expected calibration error over such bins: Σ share · |mean probability − event rate|. */
  expectedCalibrationError(weight?: Float64Array, bins = 10): number {
    let total = 0;
    let sum = 0;
    for (const bin of this.calibrationBins(weight, bins)) {
      total += bin.weight;
      sum += bin.weight * Math.abs(bin.meanPredicted - bin.eventRate);
    }
    return sum / total;
  }

  private weigh(weight: Float64Array | undefined): ScoreGroups {
    const { order, isEvent, ends, weighed } = this;
    const { events, nonEvents } = weighed;
    let totalEvents = 0;
    let totalNonEvents = 0;
    let k = 0;
    for (let g = 0; g < ends.length; g++) {
      let e = 0;
      let n = 0;
      for (const end = ends[g]!; k < end; k++) {
        const w = weight === undefined ? 1 : weight[order[k]!]!;
        if (isEvent[k] === 1) e += w;
        else n += w;
      }
      events[g] = e;
      nonEvents[g] = n;
      totalEvents += e;
      totalNonEvents += n;
    }
    weighed.totalEvents = totalEvents;
    weighed.totalNonEvents = totalNonEvents;
    return weighed;
  }
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
