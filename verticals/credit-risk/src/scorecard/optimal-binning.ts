/**
 * Optimal binning: merges neighbouring pre-bins into bins so that the information value is the largest possible under the
 * constraints. Solved exactly by dynamic programming over (number of bins, first and last pre-bin of the last bin), so
 * that no greedy merge can miss a better grouping. The bins before a place are sorted by their rate once; the best one
 * that a trend allows before another is then the best of a prefix or a suffix, so that m pre-bins cost m²·log m, not m³.
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
  /**
   * Least events and least non-events in a bin. A bin that is expected to hold so many at the overall rate may hold fewer,
   * even none: that it does not is what the variable says, and merging it would silence the variable.
   */
  minEvents: number;
  minNonEvents: number;
  /** Default false: whether a bin with fewer is never allowed, whatever is expected of it. */
  strictCounts?: boolean;
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

/** Counts whose logarithms exist: half a row of each is added where there are no events or no non-events. */
export function withHalfRows(events: number, nonEvents: number): { events: number; nonEvents: number } {
  const half = events <= 0 || nonEvents <= 0 ? 0.5 : 0;
  return { events: events + half, nonEvents: nonEvents + half };
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
  private readonly orders: Int32Array[] = [];
  private readonly sortedRates: Float64Array[] = [];

  constructor({ events, nonEvents }: PreBins, totals: Totals, constraints: BinningConstraints) {
    const m = events.length;
    this.size = m;
    this.value = new Float64Array(m * m).fill(Number.NaN);
    this.rate = new Float64Array(m * m);
    const isAllowed = admission(totals, constraints);
    for (let i = 0; i < m; i++) {
      let e = 0;
      let n = 0;
      for (let j = i; j < m; j++) {
        e += events[j]!;
        n += nonEvents[j]!;
        this.rate[i * m + j] = e / (e + n);
        if (!isAllowed(e, n)) continue;
        const counted = withHalfRows(e, n);
        this.value[i * m + j] = informationValue(counted.events, counted.nonEvents, totals);
      }
    }
    for (let i = 1; i < m; i++) {
      const allowed: number[] = [];
      for (let h = 0; h < i; h++) if (!Number.isNaN(this.value[h * m + i - 1]!)) allowed.push(h);
      allowed.sort((a, b) => this.rate[a * m + i - 1]! - this.rate[b * m + i - 1]! || a - b);
      this.orders.push(Int32Array.from(allowed));
      this.sortedRates.push(Float64Array.from(allowed, (h) => this.rate[h * m + i - 1]!));
    }
  }

  /** First pre-bins of the allowed bins that end just before pre-bin i, by rising rate. */
  before(i: number): Int32Array {
    return this.orders[i - 1]!;
  }

  /** Their rates. */
  rates(i: number): Float64Array {
    return this.sortedRates[i - 1]!;
  }
}

/** Whether a bin with these counts keeps to the constraints, the trend aside. */
function admission(
  totals: Totals,
  { minShare, minEvents, minNonEvents, strictCounts = false }: BinningConstraints,
): (events: number, nonEvents: number) => boolean {
  const all = totals.events + totals.nonEvents;
  const leastRows = minShare * all - 1e-9;
  const [leastEvents, leastNonEvents] = [Math.max(1, minEvents) - 1e-9, Math.max(1, minNonEvents) - 1e-9];
  return (events, nonEvents) => {
    const rows = events + nonEvents;
    if (rows < leastRows) return false;
    const [expectedEvents, expectedNonEvents] = strictCounts
      ? [0, 0]
      : [(rows * totals.events) / all, (rows * totals.nonEvents) / all];
    return Math.max(events, expectedEvents) >= leastEvents && Math.max(nonEvents, expectedNonEvents) >= leastNonEvents;
  };
}

/** Where a rate may come from before the turning point and after it: lower or equal, higher or equal, any. */
const STEPS: Record<FixedTrend, ['any' | 'lower' | 'higher', ('lower' | 'higher')?]> = {
  none: ['any'],
  ascending: ['lower'],
  descending: ['higher'],
  peak: ['lower', 'higher'],
  valley: ['higher', 'lower'],
};

function solve(segments: Segments, maxBins: number, trend: FixedTrend): OptimalCut | undefined {
  const { size: m, value, rate } = segments;
  const [before, after] = STEPS[trend];
  const phases = after === undefined ? 1 : 2;
  const layers = Math.min(maxBins, m);
  const blank = (): Float64Array[] =>
    Array.from({ length: phases }, () => new Float64Array(m * m).fill(Number.NEGATIVE_INFINITY));
  // current[phase][i·m + j]: the best total with a last bin i…j; from[]: the first pre-bin (and phase) of the bin before.
  let current = blank();
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
  const rising = new Best(m);
  const turned = new Best(m);
  for (let layer = 1; layer < layers; layer++) {
    const next = blank();
    const back = Array.from({ length: phases }, () => new Int32Array(m * m).fill(-1));
    for (let i = 1; i < m; i++) {
      const order = segments.before(i);
      if (order.length === 0) continue;
      rising.rank(order, (h) => current[0]![h * m + i - 1]!, before);
      // After the turn the bin before may be the turning one or another after it; the low bit of `back` tells which.
      if (after !== undefined) {
        turned.rank(order, (h) => Math.max(current[0]![h * m + i - 1]!, current[1]![h * m + i - 1]!), after);
      }
      for (let j = i; j < m; j++) {
        const gain = value[i * m + j]!;
        if (Number.isNaN(gain)) continue;
        const r = rate[i * m + j]!;
        const h = rising.find(segments.rates(i), r);
        if (h >= 0) {
          const total = current[0]![h * m + i - 1]! + gain;
          if (total > Number.NEGATIVE_INFINITY) {
            next[0]![i * m + j] = total;
            back[0]![i * m + j] = h;
          }
        }
        if (after === undefined) continue;
        const t = turned.find(segments.rates(i), r);
        if (t < 0) continue;
        const [turning, later] = [current[0]![t * m + i - 1]!, current[1]![t * m + i - 1]!];
        const total = Math.max(turning, later) + gain;
        if (total === Number.NEGATIVE_INFINITY) continue;
        next[1]![i * m + j] = total;
        back[1]![i * m + j] = 2 * t + (later > turning ? 1 : 0);
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

/** The best of the bins before a place among those that a trend allows, for any rate. */
class Best {
  /** Of bins in order of their rate: the best of the first k + 1 (`lower`), or of those from k on (`higher`). */
  private readonly best: Int32Array;
  private length = 0;
  private side: 'any' | 'lower' | 'higher' = 'any';

  constructor(size: number) {
    this.best = new Int32Array(size);
  }

  rank(order: Int32Array, total: (h: number) => number, side: 'any' | 'lower' | 'higher'): void {
    this.length = order.length;
    this.side = side;
    const n = order.length;
    let leader = -1;
    let most = Number.NEGATIVE_INFINITY;
    for (let step = 0; step < n; step++) {
      const k = side === 'higher' ? n - 1 - step : step;
      const value = total(order[k]!);
      if (value > most) {
        most = value;
        leader = order[k]!;
      }
      this.best[k] = leader;
    }
  }

  /** First pre-bin of the best bin whose rate may stand before `rate`; -1 where there is none. */
  find(rates: Float64Array, rate: number): number {
    if (this.side === 'any') return this.best[this.length - 1]!;
    let low = 0;
    let high = this.length;
    const lower = this.side === 'lower';
    // The number of rates that are at most `rate` (lower), or below it (higher).
    while (low < high) {
      const middle = (low + high) >> 1;
      if (lower ? rates[middle]! <= rate : rates[middle]! < rate) low = middle + 1;
      else high = middle;
    }
    if (lower) return low === 0 ? -1 : this.best[low - 1]!;
    return low === this.length ? -1 : this.best[low]!;
  }
}
