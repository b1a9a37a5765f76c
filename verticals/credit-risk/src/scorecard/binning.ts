import { ascendingOrder, type Json, ProoflineError } from '@proofline/learn';
import {
  type CategoricalColumn,
  type Column,
  type ColumnSpec,
  categoryValues,
  type NumericColumn,
} from '@proofline/pipeline';
import {
  type BinningConstraints,
  informationValue,
  optimalCut,
  type PreBins,
  type Totals,
  type Trend,
  weightOfEvidence,
  withHalfRows,
} from './optimal-binning.js';
import { preBinStarts } from './pre-bins.js';

export interface BinningOptions extends BinningConstraints {
  /** Most pre-bins of equal frequency of a numeric column; those of a tree are added. */
  maxPreBins: number;
  /** Pseudo-rows at the overall event rate added to each bin's counts before its WoE is taken; 0 for none. */
  smoothing: number;
}

export const DEFAULT_BINNING: BinningOptions = {
  maxBins: 6,
  minShare: 0.05,
  minEvents: 5,
  minNonEvents: 5,
  trend: 'monotone',
  maxPreBins: 150,
  smoothing: 0,
};

/** One bin of a variable. Ordinary bins come first, then each special code, then missing. */
export interface Bin {
  kind: 'ordinary' | 'special' | 'missing';
  /** Numeric: from this value … */
  from?: number;
  /** … to below this one. */
  below?: number;
  /** Categorical: its levels. */
  levels?: string[];
  /** Special: the 1-based code of the schema. */
  special?: number;
  events: number;
  nonEvents: number;
  woe: number;
  iv: number;
}

/** How a variable's values become bins with a weight of evidence. */
export interface Binning {
  feature: string;
  type: 'numeric' | 'categorical';
  bins: Bin[];
  iv: number;
  /** Direction of the *risk* over the ordinary bins. */
  trend: string;
  /** Why a variable has a single ordinary bin, where it has. */
  note?: string;
  /** Whose hand set the bins, and why. */
  edited?: { author: string; reason: string; informationValueBefore: number };
}

/** Bins a variable on its training rows; `y` is 1 for an event. */
export function fitBinning(
  feature: string,
  column: Column,
  y: Float64Array,
  options: BinningOptions,
  weight?: Float64Array,
  spec?: ColumnSpec,
): Binning {
  const totals = countTotals(y, weight);
  if (column.kind === 'numeric') return binNumeric(feature, column, y, totals, options, weight, spec);
  if (column.kind === 'categorical') return binCategorical(feature, column, y, totals, options, weight, spec);
  throw new ProoflineError(
    'invalid-input',
    'FEATURE_NOT_BINNABLE',
    `Column '${feature}' is ${column.kind}; only numbers and categories can be binned. Give it the role 'ignore'.`,
  );
}

export function countTotals(y: Float64Array, weight?: Float64Array): Totals {
  const totals = { events: 0, nonEvents: 0 };
  for (let i = 0; i < y.length; i++) totals[y[i] === 1 ? 'events' : 'nonEvents'] += weight?.[i] ?? 1;
  return totals;
}

/** Weighted counts of one group of rows. */
class Count {
  events = 0;
  nonEvents = 0;

  add(event: boolean, weight: number): void {
    if (event) this.events += weight;
    else this.nonEvents += weight;
  }
}

function binNumeric(
  feature: string,
  column: NumericColumn,
  y: Float64Array,
  totals: Totals,
  options: BinningOptions,
  weight: Float64Array | undefined,
  spec: ColumnSpec | undefined,
): Binning {
  const missing = new Count();
  const specials = (spec?.special ?? []).map(() => new Count());
  const rows: number[] = [];
  for (let i = 0; i < y.length; i++) {
    const w = weight?.[i] ?? 1;
    const k = column.special?.[i] ?? 0;
    if (k > 0) specials[k - 1]!.add(y[i] === 1, w);
    else if (Number.isNaN(column.values[i]!)) missing.add(y[i] === 1, w);
    else rows.push(i);
  }
  const sorted = ascendingOrder(Float64Array.from(rows, (i) => column.values[i]!));
  const order = sorted.map((k) => rows[k]!);
  const starts = preBinStarts(order, column.values, y, options, weight);
  const preBins: PreBins = { events: new Float64Array(starts.length), nonEvents: new Float64Array(starts.length) };
  let bin = -1;
  for (const i of order) {
    while (bin + 1 < starts.length && column.values[i]! >= starts[bin + 1]!) bin++;
    preBins[y[i] === 1 ? 'events' : 'nonEvents'][bin]! += weight?.[i] ?? 1;
  }
  const cut = starts.length === 0 ? undefined : optimalCut(preBins, totals, options);
  const ends = cut?.ends ?? [starts.length - 1];
  const bins: Bin[] = [];
  let first = 0;
  for (const end of starts.length === 0 ? [] : ends) {
    const count = sumBins(preBins, first, end);
    bins.push({
      kind: 'ordinary',
      ...(first === 0 ? {} : { from: starts[first]! }),
      ...(end === starts.length - 1 ? {} : { below: starts[end + 1]! }),
      ...evidence(count, totals, options.smoothing),
    });
    first = end + 1;
  }
  specials.forEach((count, k) => {
    bins.push({ kind: 'special', special: k + 1, ...evidence(count, totals, options.smoothing) });
  });
  bins.push({ kind: 'missing', ...evidence(missing, totals, options.smoothing) });
  return finish(feature, 'numeric', bins, cut?.trend, options.trend);
}

function binCategorical(
  feature: string,
  column: CategoricalColumn,
  y: Float64Array,
  totals: Totals,
  options: BinningOptions,
  weight: Float64Array | undefined,
  spec: ColumnSpec | undefined,
): Binning {
  const counts = column.levels.map(() => new Count());
  const missing = new Count();
  for (let i = 0; i < y.length; i++) {
    const code = column.codes[i]!;
    (code < 0 ? missing : counts[code]!).add(y[i] === 1, weight?.[i] ?? 1);
  }
  const base = totals.events / (totals.events + totals.nonEvents);
  const present = [...counts.keys()].filter((k) => counts[k]!.events + counts[k]!.nonEvents > 0);
  const ranks = schemaRanks(column, spec);
  /** By event rate, drawn towards the mean where levels are rare. */
  const byRate = (prior: number): number[] => {
    const rate = ({ events, nonEvents }: Count): number => (events + prior * base) / (events + nonEvents + prior);
    return [...present].sort((a, b) => rate(counts[a]!) - rate(counts[b]!) || a - b);
  };
  // The levels are the pre-bins, in the schema's order where it gives one. Else in order of their event rate, as counted and
  // drawn towards the mean, whichever has the larger information value; the trend is then ascending by construction.
  const orders = ranks === undefined ? [byRate(2), byRate(0)] : [[...present].sort((a, b) => ranks[a]! - ranks[b]!)];
  const trend = ranks === undefined ? 'none' : options.trend;
  const { groups, cut } = orders
    .map((order) => {
      const groups = joinRare(order, counts, MOST_LEVELS);
      const cut =
        groups.length === 0 ? undefined : optimalCut(preBinsOf(groups, counts), totals, { ...options, trend });
      return { groups, cut };
    })
    .reduce((a, b) => ((b.cut?.informationValue ?? 0) > (a.cut?.informationValue ?? 0) + 1e-12 ? b : a));
  const preBins = preBinsOf(groups, counts);
  const bins: Bin[] = [];
  let first = 0;
  for (const end of groups.length === 0 ? [] : (cut?.ends ?? [groups.length - 1])) {
    bins.push({
      kind: 'ordinary',
      levels: groups.slice(first, end + 1).flatMap((group) => group.map((k) => column.levels[k]!)),
      ...evidence(sumBins(preBins, first, end), totals, options.smoothing),
    });
    first = end + 1;
  }
  bins.push({ kind: 'missing', ...evidence(missing, totals, options.smoothing) });
  const told = ranks === undefined && cut !== undefined ? 'by event rate' : cut?.trend;
  return finish(feature, 'categorical', bins, told, options.trend);
}

/** Place of each level in the schema's order; undefined where there is none, or cleaning joined levels into one without a place. */
function schemaRanks(column: CategoricalColumn, spec: ColumnSpec | undefined): number[] | undefined {
  if (spec?.ordered !== true) return undefined;
  const listed = categoryValues(spec);
  const ranks = column.levels.map((level) => listed.indexOf(level));
  return ranks.includes(-1) ? undefined : ranks;
}

/** Beyond this many levels neighbours in order are joined before the search. */
const MOST_LEVELS = 50;

function preBinsOf(groups: readonly number[][], counts: readonly Count[]): PreBins {
  const sum = (group: readonly number[], side: 'events' | 'nonEvents'): number =>
    group.reduce((total, k) => total + counts[k]![side], 0);
  return {
    events: Float64Array.from(groups, (group) => sum(group, 'events')),
    nonEvents: Float64Array.from(groups, (group) => sum(group, 'nonEvents')),
  };
}

/** Neighbouring levels are joined until there are few enough groups, the smallest first. */
function joinRare(order: number[], counts: readonly Count[], most: number): number[][] {
  const groups = order.map((k) => [k]);
  const mass = (group: readonly number[]): number =>
    group.reduce((sum, k) => sum + counts[k]!.events + counts[k]!.nonEvents, 0);
  while (groups.length > most) {
    let smallest = 0;
    for (let g = 1; g < groups.length; g++) if (mass(groups[g]!) < mass(groups[smallest]!)) smallest = g;
    const into = smallest === 0 ? 1 : smallest - 1;
    const [a, b] = [Math.min(smallest, into), Math.max(smallest, into)];
    groups.splice(a, 2, [...groups[a]!, ...groups[b]!]);
  }
  return groups;
}

function sumBins({ events, nonEvents }: PreBins, from: number, to: number): { events: number; nonEvents: number } {
  const count = { events: 0, nonEvents: 0 };
  for (let k = from; k <= to; k++) {
    count.events += events[k]!;
    count.nonEvents += nonEvents[k]!;
  }
  return count;
}

/** WoE and IV of a count. A bin without events or without non-events gets half a row of them, an empty one a WoE of 0. */
export function evidence(
  { events, nonEvents }: { events: number; nonEvents: number },
  totals: Totals,
  smoothing: number,
): Pick<Bin, 'events' | 'nonEvents' | 'woe' | 'iv'> {
  if (events + nonEvents === 0) return { events: 0, nonEvents: 0, woe: 0, iv: 0 };
  const rate = totals.events / (totals.events + totals.nonEvents);
  const counted = withHalfRows(events, nonEvents);
  const e = counted.events + smoothing * rate;
  const n = counted.nonEvents + smoothing * (1 - rate);
  return { events, nonEvents, woe: weightOfEvidence(e, n, totals), iv: informationValue(e, n, totals) };
}

function finish(feature: string, type: Binning['type'], bins: Bin[], trend: string | undefined, asked: Trend): Binning {
  const iv = bins.reduce((sum, bin) => sum + bin.iv, 0);
  const ordinary = bins.filter((bin) => bin.kind === 'ordinary').length;
  const note =
    ordinary > 1
      ? undefined
      : trend === undefined
        ? 'No grouping meets the least share and the least events of a bin.'
        : `No cut with a trend that is ${asked} separates events from non-events.`;
  return { feature, type, bins, iv, trend: trend ?? 'none', ...(note === undefined ? {} : { note }) };
}

/** Index of each row's bin. A level that training never saw is treated as missing. */
export function assignBins(binning: Binning, column: Column): Uint16Array {
  return finderOf(binning).assign(column);
}

/** Index of one row's bin. */
export function binOfRow(binning: Binning, column: Column, row: number): number {
  return finderOf(binning).find(column, row);
}

/** Finds bins; what is looked up for each row is worked out once a binning, and rows come one by one for years. */
export class BinFinder {
  private readonly missing: number;
  private readonly byLevel: ReadonlyMap<string, number>;
  private readonly edges: Float64Array;
  private readonly ordinary: number;
  private readonly categorical: boolean;

  constructor(private readonly binning: Binning) {
    const { bins } = binning;
    this.categorical = binning.type === 'categorical';
    this.missing = bins.length - 1;
    this.byLevel = new Map(bins.flatMap((bin, k) => (bin.levels ?? []).map((level) => [level, k] as const)));
    const ordinary = bins.filter((bin) => bin.kind === 'ordinary');
    this.ordinary = ordinary.length;
    this.edges =
      binning.type === 'numeric' ? Float64Array.from(ordinary.slice(1), (bin) => bin.from!) : new Float64Array(0);
  }

  find(column: Column, row: number): number {
    if (this.categorical) {
      if (column.kind !== 'categorical') throw new TypeError(`Column '${this.binning.feature}' is not categorical.`);
      const code = column.codes[row]!;
      return code < 0 ? this.missing : this.ofLevel(column.levels[code]!);
    }
    if (column.kind !== 'numeric') throw new TypeError(`Column '${this.binning.feature}' is not numeric.`);
    return this.ofNumber(column.values[row]!, column.special?.[row] ?? 0);
  }

  assign(column: Column): Uint16Array {
    if (this.categorical && column.kind === 'categorical' && column.codes.length > 1) {
      const recode = column.levels.map((level) => this.ofLevel(level));
      return Uint16Array.from(column.codes, (code) => (code < 0 ? this.missing : recode[code]!));
    }
    const rows = column.kind === 'categorical' ? column.codes.length : column.values.length;
    const bins = new Uint16Array(rows);
    for (let row = 0; row < rows; row++) bins[row] = this.find(column, row);
    return bins;
  }

  private ofLevel(level: string): number {
    return this.byLevel.get(level) ?? this.missing;
  }

  private ofNumber(value: number, special: number): number {
    if (special > 0) return this.ordinary + special - 1;
    if (Number.isNaN(value) || this.ordinary === 0) return this.missing;
    let low = 0;
    let high = this.edges.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.edges[middle]! <= value) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** Binnings do not change once they are made. */
const finders = new WeakMap<Binning, BinFinder>();

export function finderOf(binning: Binning): BinFinder {
  let finder = finders.get(binning);
  if (finder === undefined) {
    finder = new BinFinder(binning);
    finders.set(binning, finder);
  }
  return finder;
}

export function binningToJson(binning: Binning): Json {
  return binning as unknown as Json;
}
