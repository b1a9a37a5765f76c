/**
 * Optimal binning: merges neighbouring pre-bins into bins so that the information value is the largest possible under the
 * constraints. Solved exactly by dynamic programming over (number of bins, first and last pre-bin of the last bin), so
 * that no greedy merge can miss a better grouping.
 */

/** How the event rate may move from bin to bin. It is the *risk* that rises or falls; points move the other way. */
export const TRENDS = ['ascending', 'descending', 'peak', 'valley', 'none', 'monotone', 'auto'] as const;

/** `monotone` is the better of ascending and descending, `auto` the best of those, peak and valley. */
export type Trend = (typeof TRENDS)[number];
type FixedTrend = Exclude<Trend, 'monotone' | 'auto'>;

/** Weighted counts of events and non-events of each pre-bin, in order. */
export interface PreBins {
  events: Float64Array;
  nonEvents: Float64Array;
}

export interface BinningConstraints {
  maxBins: number;
  /** Least share of all rows in a bin. */
  minShare: number;
  /** Least events and least non-events in a bin. */
  minEvents: number;
  minNonEvents: number;
  trend: Trend;
}

export interface OptimalCut {
  /** Last pre-bin of each bin; the last one is the last pre-bin. */
  ends: number[];
  informationValue: number;
  trend: FixedTrend;
}

/** Totals that shares refer to; special and missing rows count too. */
export interface Totals {
  events: number;
  nonEvents: number;
}

/** Weight of evidence, ln(share of non-events / share of events): above 0 where the risk is below average. */
export function weightOfEvidence(events: number, nonEvents: number, totals: Totals): number {
  return Math.log(nonEvents / totals.nonEvents / (events / totals.events));
}

/** A bin's part of the information value, Σ (share of non-events − share of events) · WoE. */
export function informationValue(events: number, nonEvents: number, totals: Totals): number {
  if (events <= 0 || nonEvents <= 0) return 0;
  return (nonEvents / totals.nonEvents - events / totals.events) * weightOfEvidence(events, nonEvents, totals);
}

/** The best grouping, or undefined where not even one bin meets the constraints. */
export function optimalCut(preBins: PreBins, totals: Totals, constraints: BinningConstraints): OptimalCut | undefined {
  const segments = new Segments(preBins, totals, constraints);
  if (constraints.trend !== 'auto' && constraints.trend !== 'monotone') {
    return solve(segments, constraints.maxBins, constraints.trend);
  }
  const trends: FixedTrend[] =
    constraints.trend === 'monotone' ? ['ascending', 'descending'] : ['ascending', 'descending', 'peak', 'valley'];
  let best: OptimalCut | undefined;
  for (const trend of trends) {
    const cut = solve(segments, constraints.maxBins, trend);
    // Later trends are less simple: they must be better, not equal.
    if (cut !== undefined && (best === undefined || cut.informationValue > best.informationValue + 1e-12)) best = cut;
  }
  return best;
}

/** Every run of pre-bins i…j as a bin: whether it is allowed, its information value and its event rate. */
class Segments {
  readonly size: number;
  /** NaN where the bin is not allowed. */
  readonly value: Float64Array;
  readonly rate: Float64Array;

  constructor({ events, nonEvents }: PreBins, totals: Totals, constraints: BinningConstraints) {
    const m = events.length;
    this.size = m;
    this.value = new Float64Array(m * m).fill(Number.NaN);
    this.rate = new Float64Array(m * m);
    const least = constraints.minShare * (totals.events + totals.nonEvents) - 1e-9;
    for (let i = 0; i < m; i++) {
      let e = 0;
      let n = 0;
      for (let j = i; j < m; j++) {
        e += events[j]!;
        n += nonEvents[j]!;
        this.rate[i * m + j] = e / (e + n);
        const allowed =
          e + n >= least && e > 0 && n > 0 && e >= constraints.minEvents - 1e-9 && n >= constraints.minNonEvents - 1e-9;
        if (allowed) this.value[i * m + j] = informationValue(e, n, totals);
      }
    }
  }
}

/** Whether the rate may go from one bin to the next before and after the turning point; `none` allows all. */
const STEPS: Record<FixedTrend, [(a: number, b: number) => boolean, ((a: number, b: number) => boolean) | undefined]> =
  {
    none: [() => true, undefined],
    ascending: [(a, b) => b >= a, undefined],
    descending: [(a, b) => b <= a, undefined],
    peak: [(a, b) => b >= a, (a, b) => b <= a],
    valley: [(a, b) => b <= a, (a, b) => b >= a],
  };

function solve({ size: m, value, rate }: Segments, maxBins: number, trend: FixedTrend): OptimalCut | undefined {
  const [before, after] = STEPS[trend];
  const phases = after === undefined ? 1 : 2;
  const layers = Math.min(maxBins, m);
  // best[phase][i·m + j] for the current number of bins; from[] remembers the first pre-bin of the bin before.
  let current = Array.from({ length: phases }, () => new Float64Array(m * m).fill(Number.NEGATIVE_INFINITY));
  const from: Int32Array[][] = [];
  for (let j = 0; j < m; j++) if (!Number.isNaN(value[j]!)) current[0]![j] = value[j]!;
  let top = { total: Number.NEGATIVE_INFINITY, layer: 0, phase: 0, i: 0 };
  const noteFinished = (layer: number): void => {
    for (let phase = 0; phase < phases; phase++) {
      for (let i = 0; i < m; i++) {
        const total = current[phase]![i * m + m - 1]!;
        if (total > top.total + 1e-12) top = { total, layer, phase, i };
      }
    }
  };
  noteFinished(0);
  for (let layer = 1; layer < layers; layer++) {
    const next = Array.from({ length: phases }, () => new Float64Array(m * m).fill(Number.NEGATIVE_INFINITY));
    const back = Array.from({ length: phases }, () => new Int32Array(m * m).fill(-1));
    for (let i = 1; i < m; i++) {
      for (let j = i; j < m; j++) {
        const gain = value[i * m + j]!;
        if (Number.isNaN(gain)) continue;
        const r = rate[i * m + j]!;
        for (let h = 0; h < i; h++) {
          const at = h * m + i - 1;
          const previous = rate[at]!;
          const rising = current[0]![at]! + gain;
          if (rising > next[0]![i * m + j]! && before(previous, r)) {
            next[0]![i * m + j] = rising;
            back[0]![i * m + j] = h;
          }
          if (after === undefined || !after(previous, r)) continue;
          // The turn itself, or one more step after it; the low bit of `back` tells them apart.
          if (rising > next[1]![i * m + j]!) {
            next[1]![i * m + j] = rising;
            back[1]![i * m + j] = 2 * h;
          }
          const falling = current[1]![at]! + gain;
          if (falling > next[1]![i * m + j]!) {
            next[1]![i * m + j] = falling;
            back[1]![i * m + j] = 2 * h + 1;
          }
        }
      }
    }
    from.push(back);
    current = next;
    noteFinished(layer);
  }
  if (top.total === Number.NEGATIVE_INFINITY) return undefined;
  const ends: number[] = [];
  let { layer, phase, i } = top;
  let j = m - 1;
  for (;;) {
    ends.unshift(j);
    if (layer === 0) break;
    const step = from[layer - 1]![phase]![i * m + j]!;
    j = i - 1;
    if (phase === 1) {
      phase = step & 1;
      i = step >> 1;
    } else i = step;
    layer--;
  }
  return { ends, informationValue: top.total, trend };
}
