import {
  COMMON_DATE_FORMATS,
  type DateReader,
  formatReader,
  ISO_8601,
  isoReader,
  NUMBERED_DATE_FORMATS,
} from '../cells/date-text.js';
import { trimCell } from '../cells/number-text.js';
import { type Localized, text } from '../text/localized.js';
import type { ColumnStatistics } from './column-statistics.js';
import { isDateName, isYearName } from './date-meaning.js';
import type { ColumnSpec } from './feature-schema.js';

/** How the cells of a column could be read as dates. */
export interface DateGuess {
  type: 'date' | 'datetime';
  /** As the schema would say it; undefined: ISO 8601. */
  format?: ColumnSpec['format'];
  /** Share of the cells with a value that are dates. */
  share: number;
  /** A cell that two formats take for different days, where the column does not tell which is meant. */
  ambiguous?: { cell: string; formats: readonly [string, string] };
  assumptions: Localized[];
}

type Counted = readonly (readonly [string, number])[];

/** Cells that are no dates are slips below this share of the cells, to be listed when the file is read. */
export const NEARLY_ALL = 0.95;
/** From this share on the column is told of, and is taken for dates where the user says that it is the time. */
export const MOSTLY = 0.5;
/** Another format of a column has at least this share of its cells. */
const FORMAT_SHARE = 0.02;
const MOST_FORMATS = 4;
/** So many of the most frequent texts show whether it is worth looking at all of them. */
const FIRST_LOOK = 40;

interface Reading {
  format: string;
  read: DateReader;
}

const STRICT_ISO = /^\d{4}-\d{2}-\d{2}$/;
const ISO_DATE_FORMAT = 'yyyy-MM-dd';
const TEXT_READINGS: readonly Reading[] = [
  ISO_DATE_FORMAT,
  ISO_8601,
  ...COMMON_DATE_FORMATS.filter((format) => format !== ISO_DATE_FORMAT),
].map((format) => ({ format, read: format === ISO_DATE_FORMAT ? strictIso : formatReader(format) }));

function strictIso(cell: string): number {
  return STRICT_ISO.test(cell) ? isoReader(false)(cell) : Number.NaN;
}

/**
 * Reads a column of texts as dates: in one format where nearly all cells have it, else in the few that together have nearly
 * all of them. Undefined where less than half of the cells are dates.
 */
export function guessTextDate(values: Counted): DateGuess | undefined {
  const cells = values.map(([value, count]) => ({ cell: trimCell(value), count }));
  const total = sumOf(cells);
  if (total === 0 || !worthALook(cells)) return undefined;
  const formats: string[] = [];
  let left: readonly Cell[] = cells;
  let ambiguous: DateGuess['ambiguous'];
  while (formats.length < MOST_FORMATS && sumOf(left) > (1 - NEARLY_ALL) * total) {
    const next = bestFormat(left);
    if (next === undefined || next.covered < FORMAT_SHARE * total) break;
    formats.push(next.format);
    ambiguous ??= next.ambiguous;
    const { read } = TEXT_READINGS.find(({ format }) => format === next.format)!;
    left = left.filter(({ cell }) => Number.isNaN(read(cell)));
  }
  const share = 1 - sumOf(left) / total;
  if (share < MOSTLY) return undefined;
  ambiguous ??= contradiction(cells, formats);
  return {
    type: formats.some((format) => format === ISO_8601 || /[Hh]/.test(format)) ? 'datetime' : 'date',
    ...(isIso(formats) ? {} : { format: formats.length === 1 ? formats[0]! : formats }),
    share,
    ...(ambiguous === undefined ? {} : { ambiguous }),
    assumptions: [...saidOfSeveral(formats), ...saidOfAmbiguity(ambiguous)],
  };
}

interface Cell {
  cell: string;
  count: number;
}

function sumOf(cells: readonly Cell[]): number {
  return cells.reduce((sum, { count }) => sum + count, 0);
}

function worthALook(cells: readonly Cell[]): boolean {
  const first = cells.slice(0, FIRST_LOOK);
  const dates = first.filter(
    ({ cell }) => /\d/.test(cell) && TEXT_READINGS.some(({ read }) => !Number.isNaN(read(cell))),
  );
  return dates.length >= MOSTLY * first.length;
}

function isIso(formats: readonly string[]): boolean {
  return formats.length === 1 && (formats[0] === ISO_DATE_FORMAT || formats[0] === ISO_8601);
}

/** The format of the most cells, and what another one that has nearly as many would make of one of them. */
function bestFormat(
  cells: readonly Cell[],
): { format: string; covered: number; ambiguous?: DateGuess['ambiguous'] } | undefined {
  const candidates = TEXT_READINGS.map(({ format, read }) => {
    const values = cells.map(({ cell }) => read(cell));
    return { format, values, covered: sumOf(cells.filter((_, i) => !Number.isNaN(values[i]!))) };
  }).filter(({ covered }) => covered > 0);
  const most = Math.max(...candidates.map(({ covered }) => covered));
  const level = candidates.filter(({ covered }) => covered >= NEARLY_ALL * most);
  const first = level.find(({ covered }) => covered === most);
  if (first === undefined) return undefined;
  for (const other of level) {
    const at = differenceOf(first.values, other.values);
    if (at < 0) continue;
    // One reading has the first of many months, the other many days of January only: months are meant.
    const [a, b] = [first, other].map(({ values }) => onFirstOfMonth(values));
    if (a !== b) {
      const { format } = a ? first : other;
      return { format, covered: most };
    }
    return {
      format: first.format,
      covered: most,
      ambiguous: { cell: cells[at]!.cell, formats: [first.format, other.format] },
    };
  }
  return { format: first.format, covered: most };
}

/** Position of the first cell that both read, and differently; -1 where there is none. */
function differenceOf(a: readonly number[], b: readonly number[]): number {
  return a.findIndex((value, i) => !Number.isNaN(value) && !Number.isNaN(b[i]!) && value !== b[i]);
}

function onFirstOfMonth(values: readonly number[]): boolean {
  const known = values.filter((value) => !Number.isNaN(value));
  return known.length >= 3 && known.every((value) => new Date(value).getUTCDate() === 1);
}

/** A cell that two of the column's own formats read differently. */
function contradiction(cells: readonly Cell[], formats: readonly string[]): DateGuess['ambiguous'] {
  const readings = formats.map((format) => ({ format, read: formatReader(format) }));
  for (const { cell } of cells) {
    const known = readings
      .map(({ format, read }) => ({ format, value: read(cell) }))
      .filter(({ value }) => !Number.isNaN(value));
    const other = known.find(({ value }) => value !== known[0]!.value);
    if (other !== undefined) return { cell, formats: [known[0]!.format, other.format] };
  }
  return undefined;
}

function saidOfSeveral(formats: readonly string[]): Localized[] {
  if (formats.length < 2) return [];
  return [
    text(
      `Dates are written in ${formats.length} ways: ${formats.join(', ')}.`,
      `日期有 ${formats.length} 种写法：${formats.join('、')}。`,
    ),
  ];
}

function saidOfAmbiguity(ambiguous: DateGuess['ambiguous']): Localized[] {
  if (ambiguous === undefined) return [];
  const [read, other] = ambiguous.formats;
  return [
    text(
      `Dates are read as ${read}; ${other} would fit as well and make another day of '${ambiguous.cell}'.`,
      `日期按 ${read} 读取；${other} 同样符合，但会将“${ambiguous.cell}”读作另一天。`,
    ),
  ];
}

/** Numbers from 1980 to 2050 in each numbered format: what lies there under the name of a date is one. */
const PLAUSIBLE_YEARS = [1980, 2050] as const;

/**
 * Reads a column of numbers as dates: 20190305 and 201903 by themselves, a year, Excel's serial days and seconds or
 * milliseconds since 1970 only under the name of a date, or where the user says that it is the time.
 */
export function guessNumberDate(column: ColumnStatistics, values: Counted, isTime: boolean): DateGuess | undefined {
  if (column.distinct < 3) return undefined;
  const digits = digitFormat(values);
  if (digits !== undefined) return digits;
  if (column.integers >= NEARLY_ALL * column.numbers && (isTime || isYearName(column.name))) {
    const [low, , high] = column.quantiles;
    if (low >= 1950 && high <= 2100) return numbered('yyyy', 'date', values);
  }
  if (!isTime && !isDateName(column.name)) return undefined;
  const format = NUMBERED_DATE_FORMATS.find((one) => inPlausibleYears(column, formatReader(one)));
  if (format === undefined) return undefined;
  const wholeDays = format === 'excel-serial' && column.integers === column.numbers;
  return numbered(format, wholeDays ? 'date' : 'datetime', values);
}

function digitFormat(values: Counted): DateGuess | undefined {
  const cells = values.map(([value, count]) => ({ cell: trimCell(value), count }));
  for (const format of ['yyyyMMdd', 'yyyyMM']) {
    const read = formatReader(format);
    const covered = sumOf(cells.filter(({ cell }) => /^(?:19|20)/.test(cell) && !Number.isNaN(read(cell))));
    const share = covered / sumOf(cells);
    if (share >= NEARLY_ALL) return { type: 'date', format, share, assumptions: [] };
  }
  return undefined;
}

function inPlausibleYears(column: ColumnStatistics, read: DateReader): boolean {
  const [low, , high] = column.quantiles.map((value) => new Date(read(String(value))).getUTCFullYear());
  return low! >= PLAUSIBLE_YEARS[0] && high! <= PLAUSIBLE_YEARS[1];
}

function numbered(format: string, type: DateGuess['type'], values: Counted): DateGuess | undefined {
  const read = formatReader(format);
  const cells = values.map(([value, count]) => ({ cell: trimCell(value), count }));
  const dates = cells.filter(({ cell }) => !Number.isNaN(read(cell)));
  const example = dates[0]?.cell;
  if (example === undefined) return undefined;
  const day = new Date(read(example)).toISOString().slice(0, 10);
  return {
    type,
    format,
    share: sumOf(dates) / sumOf(cells),
    assumptions: [
      text(
        `Its numbers are read as dates (${format}) by name and range: ${example} is ${day}.`,
        `按列名与取值范围，其数字按日期（${format}）读取：${example} 为 ${day}。`,
      ),
    ],
  };
}
