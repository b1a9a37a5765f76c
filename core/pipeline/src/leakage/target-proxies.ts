import { rocAuc } from '@proofline/learn';
import type { Column } from '../dataset/frame.js';
import { crossTable, pearson, ranks, uncertaintyCoefficient } from '../profile/association.js';
import { type ColumnGroups, type Group, groupColumn } from '../profile/column-groups.js';
import type { ColumnSpec } from '../schema/feature-schema.js';
import { text } from '../text/localized.js';
import type { LeakageFinding } from './check-leakage.js';

/** How the target is read: two outcomes, a few classes, or a quantity. */
export type TargetKind = 'binary' | 'classes' | 'quantity';

/** The target of the training rows, read once for all features. */
export interface TargetView {
  kind: TargetKind;
  values: Float64Array;
  /** Of two outcomes, 1 for the higher one. */
  y: Float64Array;
  events: number;
  /** Of outcomes and classes. */
  classes: Pick<ColumnGroups, 'codes' | 'counts'>;
}

export function viewTarget(values: Float64Array): TargetView {
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
    classes: kind === 'quantity' ? { codes: new Int32Array(0), counts: new Int32Array(0) } : groupTarget(values),
  };
}

/** What one feature alone knows of the target. */
export interface FeatureStrength {
  /** AUC (0.5 to 1) of a binary target, share of entropy explained of classes, |rank correlation| of a quantity. */
  value: number;
  /** Whether its values and the outcomes name each other one to one. */
  copy: boolean;
  /** A group of rows in which the rarer outcome is certain. */
  giveaway?: { group: Group; rows: number; shareOfRare: number; rareShare: number };
}

/** Thresholds by kind of target: from `fail` on nothing honest is that good. */
export const THRESHOLDS: Readonly<
  Record<TargetKind, { fail: number; warn: number; name: { en: string; zh: string } }>
> = {
  binary: { fail: 0.99, warn: 0.96, name: { en: 'AUC', zh: 'AUC' } },
  classes: { fail: 0.98, warn: 0.92, name: { en: 'share of the outcome explained', zh: '对结果的解释比例' } },
  quantity: { fail: 0.9995, warn: 0.995, name: { en: 'rank correlation', zh: '秩相关' } },
};

/** Groups smaller than this are judged together: a level of three rows is right by accident. */
const MIN_GROUP = 10;
const MIN_GIVEAWAY_ROWS = 30;

export function featureStrength(column: Column, spec: ColumnSpec, target: TargetView): FeatureStrength {
  const { kind, y, events, classes } = target;
  const groups = mergeSmall(groupColumn(column, spec, { bins: 20, spikeShare: 0.01 }));
  if (kind === 'quantity') {
    const values = column.kind === 'numeric' ? column.values : groupMeans(groups, target.values);
    const correlation = pearson(ranks(values), ranks(target.values));
    const exact = column.kind === 'numeric' ? Math.abs(pearson(column.values, target.values)) : 0;
    return { value: Math.abs(correlation) || 0, copy: exact > 1 - 1e-12 };
  }
  if (kind === 'classes') {
    return { value: uncertaintyCoefficient(classes, groups), copy: isCopy(groups, classes) };
  }
  if (events === 0 || events === y.length) return { value: 0.5, copy: false };
  const grouped = rocAuc(y, groupMeans(groups, y));
  // Twenty bins lose a little of a strong feature; a weak one need not be sorted to know that it is weak.
  const isNumeric = column.kind === 'numeric' || column.kind === 'time';
  const raw = isNumeric && grouped > 0.85 ? rawAuc(column.values, y) : 0.5;
  const giveaway = findGiveaway(groups, y, events);
  return {
    value: Math.max(grouped, raw),
    copy: isCopy(groups, classes),
    ...(giveaway === undefined ? {} : { giveaway }),
  };
}

export function proxyFinding(
  spec: ColumnSpec,
  strength: FeatureStrength,
  kind: TargetKind,
): LeakageFinding | undefined {
  const { fail, warn, name } = THRESHOLDS[kind];
  const column = spec.name;
  const value = strength.value;
  const shown = value.toFixed(kind === 'quantity' ? 4 : 3);
  if (strength.copy) {
    return {
      code: 'TARGET_COPY',
      column,
      severity: 'fail',
      value,
      finding: text(
        `'${column}' is the target in other words: each of its values goes with one outcome and the other way round. Take it out of the features.`,
        `“${column}”只是目标的另一种写法：其取值与结果一一对应。请将其移出特征。`,
      ),
    };
  }
  if (value >= warn) {
    return {
      code: 'TARGET_PROXY',
      column,
      severity: value >= fail ? 'fail' : 'warn',
      value,
      finding: text(
        `'${column}' alone tells the outcome (${name.en} ${shown}). Was it known before the outcome? If not, take it out of the features.`,
        `仅凭“${column}”即可得知结果（${name.zh} ${shown}）。它在结果发生前是否已知？若否，请移出特征。`,
      ),
    };
  }
  const { giveaway } = strength;
  if (giveaway === undefined) return undefined;
  const certain = giveaway.rareShare === 1;
  // Where both outcomes are common, a strong honest feature can have a level without exceptions.
  const needed = giveaway.shareOfRare >= 0.2 ? 'fail' : 'warn';
  const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
  return {
    code: 'TARGET_GIVEN_AWAY',
    column,
    severity: certain ? needed : 'warn',
    value: giveaway.rareShare,
    finding: text(
      `'${column}' is '${giveaway.group.label.en}' in ${giveaway.rows} rows, and ${percent(giveaway.rareShare)} of them have the rarer outcome (${percent(giveaway.shareOfRare)} of all that do). Check whether it is filled in after the outcome.`,
      `“${column}”在 ${giveaway.rows} 行中为“${giveaway.group.label.zh}”，其中 ${percent(giveaway.rareShare)} 为较少见的结果（占全部此类结果的 ${percent(giveaway.shareOfRare)}）。请核实该字段是否在结果发生后才填写。`,
    ),
  };
}

/** A level, a frequent value, a special code or the missing cells whose rows nearly all have the rarer outcome. */
function findGiveaway(groups: ColumnGroups, y: Float64Array, events: number): FeatureStrength['giveaway'] {
  const rare = events <= y.length / 2 ? 1 : 0;
  const rareTotal = rare === 1 ? events : y.length - events;
  const rareRows = new Int32Array(groups.groups.length);
  for (let i = 0; i < y.length; i++) if (y[i] === rare) rareRows[groups.codes[i]!]!++;
  const balanced = rareTotal > 0.2 * y.length;
  let best: FeatureStrength['giveaway'];
  groups.groups.forEach((group, g) => {
    const rows = groups.counts[g]!;
    if (group.kind === 'bin' || rows < MIN_GIVEAWAY_ROWS) return;
    const rareShare = rareRows[g]! / rows;
    const shareOfRare = rareRows[g]! / rareTotal;
    if (rareShare < (balanced ? 0.995 : 0.98) || shareOfRare < 0.05) return;
    if (best === undefined || shareOfRare > best.shareOfRare) best = { group, rows, shareOfRare, rareShare };
  });
  return best;
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

function groupMeans(groups: ColumnGroups, target: Float64Array): Float64Array {
  const sums = new Float64Array(groups.groups.length);
  for (let i = 0; i < target.length; i++) sums[groups.codes[i]!]! += target[i]!;
  return Float64Array.from(groups.codes, (code) => sums[code]! / groups.counts[code]!);
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
