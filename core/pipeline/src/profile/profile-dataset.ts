import { certainCopies } from '../clean/certain-copies.js';
import type { Dataset } from '../dataset/dataset.js';
import type { Column, Frame } from '../dataset/frame.js';
import { type ColumnSpec, columnsWithRole, columnWithRole, type FeatureSchema } from '../schema/feature-schema.js';
import { rowKeys } from '../split/row-keys.js';
import { localized } from '../text/localized.js';
import { cramersV, pearson } from './association.js';
import { type ColumnGroups, groupColumn, sortedNumbers } from './column-groups.js';
import { type ColumnSummary, summarise } from './column-summary.js';
import { type ColumnProfile, type NumberProfile, type Profile, RARE_ROWS, type TargetProfile } from './profile.js';
import { profileTime } from './profile-time.js';

/** Levels that a profile lists by name. */
const LISTED_LEVELS = 20;
/** Rows that pairs of columns are compared on; more would cost seconds and change nothing. */
const PAIR_ROWS = 20_000;
const PAIRS = 15;

/** Profiles a data set. `target` is the outcome of each row as a number, where the caller has read it already. */
export function profileDataset(dataset: Dataset, target?: Float64Array): Profile {
  const summaries = new Map<string, ColumnSummary>();
  for (const spec of dataset.schema.columns) {
    const column = dataset.columns.get(spec.name);
    if (column !== undefined) summaries.set(spec.name, summarise(column, spec));
  }
  return profileFrame(dataset, dataset.schema, summaries, dataset.rows, target);
}

/** Profiles a frame that may be a sample, with summaries of the whole. */
export function profileFrame(
  frame: Frame,
  schema: FeatureSchema,
  summaries: ReadonlyMap<string, ColumnSummary>,
  rows: number,
  target?: Float64Array,
): Profile {
  const spec = columnWithRole(schema, 'target');
  const outcome = spec === undefined ? undefined : readOutcome(frame, spec, target);
  const targetProfile = spec === undefined ? undefined : profileTarget(spec, frame, outcome, summaries.get(spec.name));
  const time = columnWithRole(schema, 'time');
  const columns = schema.columns
    .filter(({ name }) => frame.columns.has(name) && summaries.has(name))
    .map((column) =>
      profileColumn(
        column,
        frame.columns.get(column.name)!,
        summaries.get(column.name)!,
        spec === column ? undefined : outcome,
      ),
    );
  const timeProfile = time === undefined ? undefined : profileTime(frame, schema, time, outcome?.values);
  return {
    rows,
    sampledRows: frame.rows,
    duplicateRows: frame.rows - new Set(rowKeys(frame, 1)).size,
    copiedRows: certainCopies(frame, schema).length,
    ...(targetProfile === undefined ? {} : { target: targetProfile }),
    columns,
    pairs: strongestPairs(frame, schema),
    ...(timeProfile === undefined ? {} : { time: timeProfile }),
  };
}

interface Outcome {
  kind: TargetProfile['kind'];
  /** The quantity, or 1 for the event; NaN for classes. */
  values: Float64Array;
  groups: ColumnGroups;
}

const EVENTS = new Set(['1', 'true', 'yes', 'y', 'bad', 'default', 'defaulted', '是', '违约', '坏']);

function readOutcome(frame: Frame, spec: ColumnSpec, given: Float64Array | undefined): Outcome | undefined {
  const column = frame.columns.get(spec.name);
  if (column === undefined || column.kind === 'text') return undefined;
  const groups = groupColumn(column, spec, { bins: 10 });
  if (given !== undefined) {
    const distinct = new Set(given);
    if (distinct.size > 20) return { kind: 'quantity', values: given, groups };
    if (distinct.size > 2) return { kind: 'classes', values: given.map(() => Number.NaN), groups };
    const high = Math.max(...distinct);
    return { kind: 'binary', values: given.map((value) => (value === high ? 1 : 0)), groups };
  }
  if (column.kind === 'categorical') {
    const used = column.levels.filter((_, code) => groups.counts[code]! > 0);
    const event = spec.positive ?? used.find((level) => EVENTS.has(level.toLowerCase()));
    if (used.length > 2 || event === undefined) {
      return {
        kind: used.length > 2 ? 'classes' : 'binary',
        values: new Float64Array(frame.rows).fill(Number.NaN),
        groups,
      };
    }
    const code = column.levels.findIndex((level) => level === event || Number(level) === Number(event));
    return {
      kind: 'binary',
      values: Float64Array.from(column.codes, (c) => (c < 0 ? Number.NaN : c === code ? 1 : 0)),
      groups,
    };
  }
  return { kind: 'quantity', values: column.values, groups };
}

function profileTarget(
  spec: ColumnSpec,
  frame: Frame,
  outcome: Outcome | undefined,
  summary: ColumnSummary | undefined,
): TargetProfile | undefined {
  if (outcome === undefined || summary === undefined) return undefined;
  const mean = meanOf(outcome.values);
  const column = frame.columns.get(spec.name)!;
  return {
    name: spec.name,
    kind: outcome.kind,
    ...(Number.isNaN(mean) ? {} : { mean }),
    levels: column.kind === 'categorical' ? sortedLevels(summary) : [],
  };
}

function profileColumn(
  spec: ColumnSpec,
  column: Column,
  summary: ColumnSummary,
  outcome: Outcome | undefined,
): ColumnProfile {
  const personal = spec.pii === true || spec.role === 'id';
  const described = spec.role !== 'id' && column.kind !== 'text';
  const sorted = column.kind === 'numeric' || column.kind === 'time' ? sortedNumbers(column.values) : undefined;
  const groups = described ? groupColumn(column, spec, sorted === undefined ? {} : { sorted }) : undefined;
  return {
    spec,
    missing: summary.missing,
    special: (spec.special ?? []).map(({ code, meaning }, k) => ({
      code: String(code),
      meaning: localized(meaning),
      rows: summary.special[k] ?? 0,
    })),
    distinct: sorted === undefined ? distinctCells(column) : distinctNumbers(sorted),
    ...(column.kind === 'numeric' && !personal ? { numbers: profileNumbers(sorted!, summary) } : {}),
    ...(column.kind === 'time' && summary.max >= summary.min ? { from: summary.min, to: summary.max } : {}),
    ...(column.kind === 'categorical' && !personal ? { levels: sortedLevels(summary) } : {}),
    rareLevels: [...summary.levels.values()].filter((rows) => rows > 0 && rows < RARE_ROWS).length,
    ...(outcome !== undefined && groups !== undefined ? associate(column, groups, outcome) : {}),
    ...(groups !== undefined && !personal ? { groups: groupMeans(groups, outcome) } : {}),
  };
}

function profileNumbers(sorted: Float64Array, summary: ColumnSummary): NumberProfile {
  const at = (q: number): number => (sorted.length === 0 ? Number.NaN : sorted[Math.round(q * (sorted.length - 1))]!);
  const quantiles = {
    p1: at(0.01),
    p5: at(0.05),
    p25: at(0.25),
    p50: at(0.5),
    p75: at(0.75),
    p95: at(0.95),
    p99: at(0.99),
  };
  const reach = 3 * (quantiles.p75 - quantiles.p25);
  const low = quantiles.p25 - reach;
  const high = quantiles.p75 + reach;
  return {
    min: sorted.length === 0 ? Number.NaN : summary.min,
    max: sorted.length === 0 ? Number.NaN : summary.max,
    mean: summary.mean,
    standardDeviation: summary.standardDeviation,
    zeros: summary.zeros,
    negatives: summary.negatives,
    quantiles,
    // Half of the rows on one value leave no range to measure outliers by.
    outliers: reach > 0 ? sorted.reduce((count, value) => count + (value < low || value > high ? 1 : 0), 0) : 0,
  };
}

function associate(column: Column, groups: ColumnGroups, outcome: Outcome): Pick<ColumnProfile, 'association'> {
  if (outcome.kind === 'binary' && !Number.isNaN(meanOf(outcome.values))) {
    const value = groupedAuc(groups, outcome.values);
    return Number.isNaN(value) ? {} : { association: { measure: 'auc', value } };
  }
  if (outcome.kind === 'quantity' && column.kind === 'numeric') {
    const value = pearson(column.values, outcome.values);
    return Number.isNaN(value) ? {} : { association: { measure: 'pearson', value } };
  }
  return { association: { measure: 'cramersV', value: cramersV(groups, outcome.groups) } };
}

/**
 * AUC of the groups ranked by their event rate: also a feature whose middle is the risky part gets its due. Computed from
 * counts: of the pairs of an event and a non-event, those whose event stands in the riskier group, ties counting half.
 */
function groupedAuc(groups: ColumnGroups, y: Float64Array): number {
  const events = new Float64Array(groups.groups.length);
  const others = new Float64Array(groups.groups.length);
  for (let i = 0; i < y.length; i++) {
    if (y[i] === 1) events[groups.codes[i]!]!++;
    else if (y[i] === 0) others[groups.codes[i]!]!++;
  }
  const rate = (g: number): number => events[g]! / (events[g]! + others[g]!);
  const ranked = [...events.keys()].filter((g) => events[g]! + others[g]! > 0).sort((a, b) => rate(a) - rate(b));
  let safer = 0;
  let won = 0;
  let total = 0;
  for (const g of ranked) {
    won += events[g]! * (safer + others[g]! / 2);
    safer += others[g]!;
    total += events[g]!;
  }
  return won / (total * safer);
}

function groupMeans(groups: ColumnGroups, outcome: Outcome | undefined): NonNullable<ColumnProfile['groups']> {
  const sums = new Float64Array(groups.groups.length);
  const known = new Int32Array(groups.groups.length);
  if (outcome !== undefined) {
    for (let i = 0; i < groups.codes.length; i++) {
      const y = outcome.values[i]!;
      if (Number.isNaN(y)) continue;
      sums[groups.codes[i]!]! += y;
      known[groups.codes[i]!]!++;
    }
  }
  return groups.groups.map(({ label, kind }, g) => ({
    label,
    kind,
    rows: groups.counts[g]!,
    ...(known[g]! > 0 ? { targetMean: sums[g]! / known[g]! } : {}),
  }));
}

/** Pearson's correlation of numbers, Cramér's V of categories, among the features; the strongest of 0.3 and more. */
function strongestPairs(frame: Frame, schema: FeatureSchema): Profile['pairs'] {
  const step = Math.max(1, Math.ceil(frame.rows / PAIR_ROWS));
  const rows = Int32Array.from({ length: Math.floor(frame.rows / step) }, (_, i) => i * step);
  const numeric: { name: string; values: Float64Array }[] = [];
  const categorical: { name: string; groups: ColumnGroups }[] = [];
  for (const spec of columnsWithRole(schema, 'feature')) {
    const column = frame.columns.get(spec.name);
    if (column?.kind === 'numeric')
      numeric.push({ name: spec.name, values: Float64Array.from(rows, (i) => column.values[i]!) });
    if (column?.kind === 'categorical' && column.levels.length <= 100) {
      const codes = Int32Array.from(rows, (i) => column.codes[i]!);
      categorical.push({ name: spec.name, groups: groupColumn({ ...column, codes }, spec) });
    }
  }
  const pairs: Profile['pairs'] = [];
  numeric.forEach((a, i) => {
    for (const b of numeric.slice(i + 1)) {
      pairs.push({ a: a.name, b: b.name, measure: 'pearson', value: pearson(a.values, b.values) });
    }
  });
  categorical.forEach((a, i) => {
    for (const b of categorical.slice(i + 1)) {
      pairs.push({ a: a.name, b: b.name, measure: 'cramersV', value: cramersV(a.groups, b.groups) });
    }
  });
  return pairs
    .filter(({ value }) => Math.abs(value) >= 0.3)
    .sort((a, b) => Math.abs(b.value) - Math.abs(a.value) || (a.a < b.a ? -1 : 1))
    .slice(0, PAIRS);
}

function distinctNumbers(sorted: Float64Array): number {
  let count = 0;
  for (let i = 0; i < sorted.length; i++) if (i === 0 || sorted[i] !== sorted[i - 1]) count++;
  return count;
}

function distinctCells(column: Column): number {
  const seen = new Set<number | string | null>(column.kind === 'categorical' ? column.codes : column.values);
  return seen.size - (seen.has(column.kind === 'categorical' ? -1 : null) ? 1 : 0);
}

function sortedLevels(summary: ColumnSummary): { level: string; rows: number }[] {
  return [...summary.levels]
    .map(([level, rows]) => ({ level, rows }))
    .sort((a, b) => b.rows - a.rows || (a.level < b.level ? -1 : 1))
    .slice(0, LISTED_LEVELS);
}

function meanOf(values: Float64Array): number {
  let sum = 0;
  let count = 0;
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    sum += value;
    count++;
  }
  return count === 0 ? Number.NaN : sum / count;
}
