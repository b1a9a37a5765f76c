import { populationStabilityIndex } from '@proofline/learn';
import type { Column, Frame } from '../dataset/frame.js';
import { type ColumnSpec, columnsWithRole, columnWithRole, type FeatureSchema } from '../schema/feature-schema.js';
import { groupColumn } from './column-groups.js';
import type { TimeProfile } from './profile.js';

/** With fewer rows in a period an index of stability is noise. */
const MIN_PSI_ROWS = 100;
const MAX_PERIODS = 24;
const SLICES = 10;

/** How each feature changes over time: missing cells, mean, and stability against the first period. */
export function profileTime(
  frame: Frame,
  schema: FeatureSchema,
  time: ColumnSpec,
  target: Float64Array | undefined,
): TimeProfile | undefined {
  const column = frame.columns.get(time.name);
  if (column?.kind !== 'time' && column?.kind !== 'numeric') return undefined;
  const periods = column.kind === 'time' ? calendarPeriods(column.values) : slices(column.values);
  if (periods.labels.length < 2) return undefined;
  const { codes, labels } = periods;
  const counts = new Int32Array(labels.length);
  for (const code of codes) if (code >= 0) counts[code]!++;
  const first = counts.findIndex((count) => count >= MIN_PSI_ROWS);
  return {
    column: time.name,
    unit: periods.unit,
    periods: labels.map((label, p) => {
      const mean = target === undefined ? Number.NaN : meanWhere(target, codes, p);
      return { label, rows: counts[p]!, ...(Number.isNaN(mean) ? {} : { targetMean: mean }) };
    }),
    columns: columnsWithRole(schema, 'feature')
      .filter(({ name }) => frame.columns.has(name))
      .map((spec) => changeOf(spec, frame.columns.get(spec.name)!, periods, counts, first, weightsOf(frame, schema))),
  };
}

/** What each row counts in the index of stability, where the schema names a weight column; a missing weight is 0. */
function weightsOf(frame: Frame, schema: FeatureSchema): Float64Array | undefined {
  const spec = columnWithRole(schema, 'weight');
  const column = spec && frame.columns.get(spec.name);
  if (column?.kind !== 'numeric') return undefined;
  return column.values.map((value) => (Number.isNaN(value) ? 0 : value));
}

function changeOf(
  spec: ColumnSpec,
  column: Column,
  { codes: periods }: Periods,
  counts: Int32Array,
  first: number,
  weight: Float64Array | undefined,
): TimeProfile['columns'][number] {
  const groups = groupColumn(column, spec);
  const width = groups.groups.length;
  const table = new Float64Array(counts.length * width);
  const missing = new Int32Array(counts.length);
  const missingCode = groups.groups.findIndex(({ kind }) => kind === 'missing');
  for (let i = 0; i < periods.length; i++) {
    const p = periods[i]!;
    if (p < 0) continue;
    table[p * width + groups.codes[i]!]! += weight?.[i] ?? 1;
    if (groups.codes[i] === missingCode) missing[p]!++;
  }
  // An empty group counts as half a row, so weights are brought to a mean of 1 in each period.
  const of = (p: number): Float64Array => {
    const sums = table.subarray(p * width, (p + 1) * width);
    const total = sums.reduce((sum, value) => sum + value, 0);
    return sums.map((value) => (value * counts[p]!) / total);
  };
  return {
    name: spec.name,
    missingShare: Array.from(counts, (count, p) => (count === 0 ? Number.NaN : missing[p]! / count)),
    ...(column.kind === 'numeric' ? { mean: Array.from(counts, (_, p) => meanWhere(column.values, periods, p)) } : {}),
    psi: Array.from(counts, (count, p) =>
      first < 0 || count < MIN_PSI_ROWS ? Number.NaN : p === first ? 0 : populationStabilityIndex(of(first), of(p)),
    ),
  };
}

function meanWhere(values: Float64Array, periods: Int32Array, period: number): number {
  let sum = 0;
  let count = 0;
  for (let i = 0; i < values.length; i++) {
    if (periods[i] !== period || Number.isNaN(values[i]!)) continue;
    sum += values[i]!;
    count++;
  }
  return count === 0 ? Number.NaN : sum / count;
}

interface Periods {
  unit: TimeProfile['unit'];
  labels: string[];
  /** Position of each row's period; -1 where the time is missing. */
  codes: Int32Array;
}

const CALENDAR: readonly [TimeProfile['unit'], (date: Date) => string][] = [
  ['day', (date) => date.toISOString().slice(0, 10)],
  ['month', (date) => date.toISOString().slice(0, 7)],
  ['quarter', (date) => `${date.getUTCFullYear()} Q${Math.floor(date.getUTCMonth() / 3) + 1}`],
  ['year', (date) => String(date.getUTCFullYear())],
];

/** The finest calendar unit with at most two dozen periods. */
function calendarPeriods(values: Float64Array): Periods {
  for (const [unit, label] of CALENDAR) {
    const names = Array.from(values, (value) => (Number.isNaN(value) ? '' : label(new Date(value))));
    const labels = [...new Set(names)].filter((name) => name !== '').sort();
    if (labels.length > MAX_PERIODS) continue;
    const position = new Map(labels.map((name, p) => [name, p]));
    return { unit, labels, codes: Int32Array.from(names, (name) => position.get(name) ?? -1) };
  }
  return slices(values);
}

/** Ten slices of about equal size, for times that are plain numbers; a few distinct numbers are periods of their own. */
function slices(values: Float64Array): Periods {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort();
  const distinct = [...new Set(sorted)];
  const starts =
    distinct.length <= MAX_PERIODS
      ? distinct
      : [...new Set(Array.from({ length: SLICES }, (_, s) => sorted[Math.floor((s * sorted.length) / SLICES)]!))];
  const labels = starts.map((start) => (distinct.length <= MAX_PERIODS ? String(start) : `≥ ${start}`));
  const codes = Int32Array.from(values, (value) => {
    if (Number.isNaN(value)) return -1;
    let p = starts.length - 1;
    while (p > 0 && value < starts[p]!) p--;
    return p;
  });
  return { unit: 'slice', labels, codes };
}
