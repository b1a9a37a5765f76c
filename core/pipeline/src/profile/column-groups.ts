import type { Column } from '../dataset/frame.js';
import { type ColumnSpec, categoryLabel } from '../schema/feature-schema.js';
import { joinTexts, type Localized, localized, text } from '../text/localized.js';

/** What a group of cells has in common. */
export type GroupKind = 'missing' | 'special' | 'level' | 'value' | 'bin';

export interface Group {
  kind: GroupKind;
  label: Localized;
}

/** The rows of a column divided into a few groups: levels, special codes, missing cells, frequent values, bins. */
export interface ColumnGroups {
  groups: readonly Group[];
  /** The group of each row; every row has one. */
  codes: Int32Array;
  counts: Int32Array;
}

export interface GroupOptions {
  /** Bins of about equal size for numbers. */
  bins?: number;
  /** A value of this share of the rows or more becomes a group of its own. */
  spikeShare?: number;
  /** The column's numbers in ascending order without the missing ones, where the caller has them already. */
  sorted?: Float64Array;
  /** Boundaries to use instead of quantiles of the column: groups that can be compared over time. */
  cuts?: readonly number[];
}

export function groupColumn(column: Column, spec: ColumnSpec | undefined, options: GroupOptions = {}): ColumnGroups {
  switch (column.kind) {
    case 'categorical':
      return withCounts(
        [
          ...column.levels.map(
            (level): Group => ({ kind: 'level', label: spec === undefined ? text(level) : categoryLabel(spec, level) }),
          ),
          MISSING,
        ],
        column.codes.map((code) => (code < 0 ? column.levels.length : code)),
      );
    case 'numeric':
      return groupNumbers(column.values, column.special, spec, options);
    case 'time':
      return groupNumbers(column.values, undefined, spec, { ...options, spikeShare: 2 }, formatDate);
    case 'text':
      return withCounts(
        [{ kind: 'level', label: text('filled', '有值') }, MISSING],
        Int32Array.from(column.values, (value) => (value === null ? 1 : 0)),
      );
  }
}

const MISSING: Group = { kind: 'missing', label: text('missing', '缺失') };

function groupNumbers(
  values: Float64Array,
  special: Uint8Array | undefined,
  spec: ColumnSpec | undefined,
  options: GroupOptions,
  format: (value: number) => string = (value) => formatNumber(value),
): ColumnGroups {
  const sorted = options.sorted ?? sortedNumbers(values);
  const spikes = options.cuts === undefined ? frequentValues(sorted, (options.spikeShare ?? 0.05) * values.length) : [];
  const isSpike = new Set(spikes);
  const body = spikes.length === 0 ? sorted : sorted.filter((value) => !isSpike.has(value));
  const cuts = options.cuts ?? quantileCuts(body, options.bins ?? 10);
  const specials = (spec?.special ?? []).map(({ code, meaning }): Group => {
    const words = localized(meaning);
    return { kind: 'special', label: text(`${code}: ${words.en}`, `${code}：${words.zh}`) };
  });
  const bins = body.length === 0 && options.cuts === undefined ? 0 : cuts.length + 1;
  const parts: { start: number; group: Group }[] = [];
  for (let b = 0; b < bins; b++) {
    const start = b === 0 ? (body[0] ?? Number.NEGATIVE_INFINITY) : cuts[b - 1]!;
    parts.push({ start, group: { kind: 'bin', label: binLabel(cuts, b, spikes, format) } });
  }
  for (const value of spikes) parts.push({ start: value, group: { kind: 'value', label: text(format(value)) } });
  // Frequent values stand where they belong among the bins, so that a chart reads from small to large.
  const order = parts.map((_, part) => part).sort((a, b) => parts[a]!.start - parts[b]!.start || b - a);
  const place = new Int32Array(parts.length);
  order.forEach((part, position) => {
    place[part] = position;
  });
  const groups = [...order.map((part) => parts[part]!.group), ...specials, MISSING];
  const spikeCode = new Map(spikes.map((value, k) => [value, place[bins + k]!]));
  const codes = new Int32Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    const k = special?.[i] ?? 0;
    if (k > 0) codes[i] = parts.length + Math.min(k, specials.length) - 1;
    else if (Number.isNaN(value)) codes[i] = groups.length - 1;
    else codes[i] = (spikes.length > 0 ? spikeCode.get(value) : undefined) ?? place[binOf(value, cuts)]!;
  }
  return withCounts(groups, codes);
}

/** The numbers in ascending order, without the missing ones. */
export function sortedNumbers(values: Float64Array): Float64Array {
  return values.filter((value) => !Number.isNaN(value)).sort();
}

/** The bin of a value: bin b holds cuts[b-1] <= value < cuts[b]. */
export function binOf(value: number, cuts: readonly number[]): number {
  let low = 0;
  let high = cuts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (value < cuts[middle]!) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Boundaries of about equally filled bins of sorted values; fewer where values repeat. */
export function quantileCuts(sorted: Float64Array, bins: number): number[] {
  const cuts: number[] = [];
  for (let b = 1; b < bins; b++) {
    const cut = sorted[Math.floor((b * sorted.length) / bins)];
    if (cut !== undefined && cut > sorted[0]! && cut !== cuts.at(-1)) cuts.push(cut);
  }
  return cuts;
}

function frequentValues(sorted: Float64Array, threshold: number): number[] {
  const found: number[] = [];
  let start = 0;
  for (let i = 1; i <= sorted.length; i++) {
    if (i < sorted.length && sorted[i] === sorted[start]) continue;
    if (i - start >= Math.max(2, threshold)) found.push(sorted[start]!);
    start = i;
  }
  return found.slice(0, 50);
}

function withCounts(groups: readonly Group[], codes: Int32Array): ColumnGroups {
  const counts = new Int32Array(groups.length);
  for (const code of codes) counts[code]!++;
  return { groups, codes, counts };
}

/** A bin in words: its boundaries, and the frequent values between them that are groups of their own. */
function binLabel(
  cuts: readonly number[],
  b: number,
  spikes: readonly number[],
  format: (value: number) => string,
): Localized {
  const range = rangeLabel(cuts, b, format);
  const without = spikes.filter((value) => binOf(value, cuts) === b);
  if (without.length === 0) return range;
  const values = joinTexts(without.map((value) => text(format(value))));
  return text(`${range.en}, without ${values.en}`, `${range.zh}，不含 ${values.zh}`);
}

function rangeLabel(cuts: readonly number[], b: number, format: (value: number) => string): Localized {
  if (cuts.length === 0) return text('any value', '任意值');
  if (b === 0) return text(`< ${format(cuts[0]!)}`);
  if (b === cuts.length) return text(`≥ ${format(cuts[b - 1]!)}`);
  return text(`${format(cuts[b - 1]!)} – ${format(cuts[b]!)}`);
}

/** Up to four significant digits, large numbers in full, their thousands apart: what a label needs. */
export function formatNumber(value: number, useGrouping: 'always' | 'min2' = 'min2'): string {
  if (!Number.isFinite(value)) return '–';
  const rounded = Math.abs(value) >= 1000 ? Math.round(value) : Number(value.toPrecision(4));
  // Four digits stay together: they are often a year.
  return rounded.toLocaleString('en-US', { maximumSignificantDigits: 15, useGrouping });
}

export function formatDate(value: number): string {
  return Number.isFinite(value) ? new Date(value).toISOString().slice(0, 10) : '–';
}
