import { rocAuc } from '@proofline/learn';
import type { Column } from '../dataset/frame.js';
import { crossTable, entropy, pearson, ranks, uncertaintyCoefficient } from '../profile/association.js';
import { type ColumnGroups, groupColumn } from '../profile/column-groups.js';
import type { ColumnSpec } from '../schema/feature-schema.js';
import { type Localized, text } from '../text/localized.js';

/** How the target is read: two outcomes, a few classes, or a quantity. */
export type TargetKind = 'binary' | 'classes' | 'quantity';

/** The target of the training rows, read once for all features. */
export interface TargetView {
  kind: TargetKind;
  values: Float64Array;
  /** Of two outcomes, 1 for the higher one. */
  y: Float64Array;
  events: number;
  /** A fold of each row: what is averaged over a group is tried on rows that the average does not hold. */
  folds: Int32Array;
  /** Of outcomes and classes. */
  classes: Pick<ColumnGroups, 'codes' | 'counts'>;
}

const FOLDS = 5;

/** @param keys of the rows (`rowKeys`): folds go by them, so that the order of the file changes nothing. */
export function viewTarget(values: Float64Array, keys: Float64Array): TargetView {
  const distinct = new Set<number>();
  for (const value of values) {
    distinct.add(value);
    if (distinct.size > 20) break;
  }
  const kind = distinct.size > 20 ? 'quantity' : distinct.size <= 2 ? 'binary' : 'classes';
  const high = Math.max(...distinct);
  const y = kind === 'binary' ? values.map((value) => (value === high ? 1 : 0)) : new Float64Array(0);
  return {
    kind,
    values,
    y,
    events: y.reduce((sum, value) => sum + value, 0),
    folds: Int32Array.from(keys, (key) => key % FOLDS),
    classes: kind === 'quantity' ? { codes: new Int32Array(0), counts: new Int32Array(0) } : groupTarget(values),
  };
}

/** What one feature alone knows of the target. */
export interface FeatureStrength {
  /** AUC (0.5 to 1) of a binary target, share of entropy explained of classes, |rank correlation| of a quantity. */
  value: number;
  /** Standard error of an AUC: few events say little. 0 of the others. */
  error: number;
  /** Whether its values and the outcomes name each other one to one. */
  copy: boolean;
  /** A part of the rows in which the rarer outcome is as good as certain. */
  giveaway?: Giveaway;
}

export interface Giveaway {
  /** What the cells of these rows are: "is '1'", "is not '0'", "is given". */
  part: Localized;
  rows: number;
  /** Share of all rows with the rarer outcome that are in this part. */
  shareOfRare: number;
  /** Share of the part's rows that have the rarer outcome. */
  rareShare: number;
  severity: 'fail' | 'warn';
}

/** Groups smaller than this are judged together: a level of three rows is right by accident. */
const MIN_GROUP = 10;
const MIN_GIVEAWAY_ROWS = 30;

export function featureStrength(column: Column, spec: ColumnSpec, target: TargetView): FeatureStrength {
  const { kind, y, events, classes } = target;
  const groups = mergeSmall(groupColumn(column, spec, { bins: 20, spikeShare: 0.01 }));
  if (kind === 'quantity') {
    const values = column.kind === 'numeric' ? column.values : otherFoldsMeans(groups, target);
    const correlation = pearson(ranks(values), ranks(target.values));
    const exact = column.kind === 'numeric' ? Math.abs(pearson(column.values, target.values)) : 0;
    return { value: Math.abs(correlation) || 0, error: 0, copy: exact > 1 - 1e-12 };
  }
  if (kind === 'classes') {
    return { value: explainedShare(classes, groups), error: 0, copy: isCopy(groups, classes) };
  }
  if (events === 0 || events === y.length) return { value: 0.5, error: 0, copy: false };
  const grouped = crossFittedAuc(groups, target);
  const isNumeric = column.kind === 'numeric' || column.kind === 'time';
  // Bins lose a little of a strong feature, and much where there are few events; a weak one need not be sorted to know that.
  const isSorted = isNumeric && (grouped > 0.7 || Math.min(events, y.length - events) < 3 * groups.groups.length);
  const value = Math.max(grouped, isSorted ? rawAuc(column.values, y) : 0.5);
  const giveaway = findGiveaway(groups, y, events);
  return {
    value,
    error: standardError(value, events, y.length - events),
    copy: isCopy(groups, classes),
    ...(giveaway === undefined ? {} : { giveaway }),
  };
}

/**
 * From where on a part of the rows gives the rarer outcome away: the share of its rows that have it, and how many times the
 * odds of all rows its odds are. In public credit data no such part has more than 15 times the odds of all. A part that
 * fails also has a fifth of all rows with the rarer outcome; one that has less than a twentieth is left alone.
 */
const GIVEAWAY = { warn: { rareShare: 0.9, odds: 40 }, fail: { rareShare: 0.95, odds: 60 } } as const;
const SHARE_OF_RARE = { warn: 0.05, fail: 0.2 } as const;

/**
 * The part of the rows that gives the most away: a level, a frequent value, a special code or the missing cells; or all
 * rows but these, and all cells that are given but these. An amount that is zero unless the loan went bad says what a flag
 * would, and is spread over many values.
 */
function findGiveaway(groups: ColumnGroups, y: Float64Array, events: number): Giveaway | undefined {
  const rare = events <= y.length / 2 ? 1 : 0;
  const rareTotal = rare === 1 ? events : y.length - events;
  const rareRows = new Int32Array(groups.groups.length);
  for (let i = 0; i < y.length; i++) if (y[i] === rare) rareRows[groups.codes[i]!]!++;
  const overallOdds = rareTotal / (y.length - rareTotal);
  const missing = groups.groups.findIndex(({ kind }) => kind === 'missing');
  const missingRows = { rows: groups.counts[missing] ?? 0, rare: rareRows[missing] ?? 0 };
  let best: Giveaway | undefined;
  const consider = (part: Localized, rows: number, rareHere: number): void => {
    if (rows < MIN_GIVEAWAY_ROWS) return;
    const [rareShare, shareOfRare] = [rareHere / rows, rareHere / rareTotal];
    const odds = rareHere / (rows - rareHere) / overallOdds;
    const reaches = (severity: 'warn' | 'fail'): boolean =>
      rareShare >= GIVEAWAY[severity].rareShare &&
      odds >= GIVEAWAY[severity].odds &&
      shareOfRare >= SHARE_OF_RARE[severity];
    if (!reaches('warn')) return;
    const severity = reaches('fail') ? 'fail' : 'warn';
    const graver =
      best === undefined || (severity === best.severity ? shareOfRare > best.shareOfRare : severity === 'fail');
    if (graver) best = { part, rows, shareOfRare, rareShare, severity };
  };
  const own = (label: Localized): Localized => text(`is '${label.en}'`, `为“${label.zh}”`);
  // First what a group is, which of two equal parts says more than what the others are not.
  groups.groups.forEach(({ kind, label }, g) => {
    if (kind === 'bin') return;
    consider(kind === 'missing' ? text('is missing', '缺失') : own(label), groups.counts[g]!, rareRows[g]!);
  });
  groups.groups.forEach(({ kind, label }, g) => {
    if (kind === 'bin') return;
    const [rows, rareHere] = [y.length - groups.counts[g]!, rareTotal - rareRows[g]!];
    if (kind === 'missing') {
      consider(text('is given', '有值'), rows, rareHere);
      return;
    }
    consider(text(`is not '${label.en}'`, `不为“${label.zh}”`), rows, rareHere);
    consider(
      text(`is given and not '${label.en}'`, `有值且不为“${label.zh}”`),
      rows - missingRows.rows,
      rareHere - missingRows.rare,
    );
  });
  return best;
}

/** Of an AUC (Hanley and McNeil 1982). */
function standardError(auc: number, events: number, others: number): number {
  const ofEvents = auc / (2 - auc) - auc ** 2;
  const ofOthers = (2 * auc ** 2) / (1 + auc) - auc ** 2;
  return Math.sqrt((auc * (1 - auc) + (events - 1) * ofEvents + (others - 1) * ofOthers) / (events * others));
}

function rawAuc(values: Float64Array, y: Float64Array): number {
  const rows: number[] = [];
  for (let i = 0; i < y.length; i++) if (!Number.isNaN(values[i]!)) rows.push(i);
  // A column that is mostly empty says little by the few cells it has.
  if (rows.length < 0.5 * y.length) return 0.5;
  const known = Float64Array.from(rows, (i) => y[i]!);
  const auc = rocAuc(
    known,
    Float64Array.from(rows, (i) => values[i]!),
  );
  return Number.isNaN(auc) ? 0.5 : Math.max(auc, 1 - auc);
}

/**
 * AUC of the groups' event rates, each fold of the rows ranked by the rates of the other folds. Rates of their own rows would
 * rank a column of noise at 0.87 where six events fall into twenty bins.
 */
function crossFittedAuc({ codes, counts }: ColumnGroups, { y, folds }: TargetView): number {
  const width = counts.length;
  const rows = new Float64Array(FOLDS * width);
  const events = new Float64Array(FOLDS * width);
  const groupEvents = new Float64Array(width);
  for (let i = 0; i < codes.length; i++) {
    const cell = folds[i]! * width + codes[i]!;
    rows[cell]!++;
    events[cell]! += y[i]!;
    groupEvents[codes[i]!]! += y[i]!;
  }
  let pairs = 0;
  let ranked = 0;
  for (let f = 0; f < FOLDS; f++) {
    const own = (table: Float64Array, g: number): number => table[f * width + g]!;
    const rate = Float64Array.from(counts, (count, g) => {
      const others = count - own(rows, g);
      return others === 0 ? 0 : (groupEvents[g]! - own(events, g)) / others;
    });
    const order = Int32Array.from(counts, (_, g) => g).sort((a, b) => rate[a]! - rate[b]!);
    let below = 0;
    for (let start = 0; start < width; ) {
      let end = start;
      let eventsHere = 0;
      let othersHere = 0;
      for (; end < width && rate[order[end]!] === rate[order[start]!]; end++) {
        const here = own(events, order[end]!);
        eventsHere += here;
        othersHere += own(rows, order[end]!) - here;
      }
      ranked += eventsHere * (below + othersHere / 2);
      below += othersHere;
      start = end;
    }
    let eventsOfFold = 0;
    for (let g = 0; g < width; g++) eventsOfFold += own(events, g);
    pairs += eventsOfFold * below;
  }
  return pairs === 0 ? 0.5 : Math.max(0.5, ranked / pairs);
}

/** Theil's U less what chance gives it (Miller 1955): about (groups - 1)(classes - 1) / 2n nats. */
function explainedShare(classes: TargetView['classes'], groups: ColumnGroups): number {
  const filled = ({ counts }: Pick<ColumnGroups, 'counts'>): number => counts.filter((count) => count > 0).length;
  const chance = ((filled(groups) - 1) * (filled(classes) - 1)) / (2 * groups.codes.length * Math.LN2);
  return Math.max(0, uncertaintyCoefficient(classes, groups) - chance / (entropy(classes.counts) || 1));
}

function otherFoldsMeans({ codes, counts }: ColumnGroups, { values, folds }: TargetView): Float64Array {
  const width = counts.length;
  const rows = new Float64Array(FOLDS * width);
  const sums = new Float64Array(FOLDS * width);
  const groupSums = new Float64Array(width);
  let total = 0;
  for (let i = 0; i < codes.length; i++) {
    const cell = folds[i]! * width + codes[i]!;
    rows[cell]!++;
    sums[cell]! += values[i]!;
    groupSums[codes[i]!]! += values[i]!;
    total += values[i]!;
  }
  return Float64Array.from(codes, (code, i) => {
    const cell = folds[i]! * width + code;
    const others = counts[code]! - rows[cell]!;
    return others === 0 ? total / codes.length : (groupSums[code]! - sums[cell]!) / others;
  });
}

function mergeSmall(groups: ColumnGroups): ColumnGroups {
  const small = groups.counts.some((count) => count > 0 && count < MIN_GROUP);
  if (!small) return groups;
  const rest = groups.groups.length;
  const codes = groups.codes.map((code) => (groups.counts[code]! < MIN_GROUP ? rest : code));
  const counts = new Int32Array(rest + 1);
  for (const code of codes) counts[code]!++;
  return { groups: [...groups.groups, { kind: 'bin', label: text('rare', '少见') }], codes, counts };
}

function groupTarget(target: Float64Array): Pick<ColumnGroups, 'codes' | 'counts'> {
  const values = [...new Set(target)].sort((a, b) => a - b);
  const position = new Map(values.map((value, code) => [value, code]));
  const codes = Int32Array.from(target, (value) => position.get(value)!);
  const counts = new Int32Array(values.length);
  for (const code of codes) counts[code]!++;
  return { codes, counts };
}

function isCopy(groups: ColumnGroups, classes: Pick<ColumnGroups, 'codes' | 'counts'>): boolean {
  const width = classes.counts.length;
  if (groups.counts.filter((count) => count > 0).length !== width) return false;
  const table = crossTable(groups, classes);
  const filled = table.filter((count) => count > 0).length;
  return filled === width;
}
