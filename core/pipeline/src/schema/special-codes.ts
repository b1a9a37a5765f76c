import { parseNumberText } from '../cells/number-text.js';
import type { ColumnStatistics } from './column-statistics.js';
import type { ColumnSpec } from './feature-schema.js';

/** Numbers that systems put where there is no quantity. */
const HIGH_CODES = /^(?:9[6-9]|99[6-9]|999[6-9]|9{5,}|9{4,}[6-9]|8888+|777{1,})(?:\.0+)?$/;
const LOW_CODES = /^-(?:[1789]|9+[6-9]|888+|777+)(?:\.0+)?$/;
/** Systems that tell circumstances apart have about this many codes at most. */
const MOST_CODES = 6;
/** Fewer cells than this are outliers, not a code. */
const MIN_CELLS = 3;

/**
 * Values that are codes by their look (96, 98, 999, -1), repeat, and stand apart from the rest of the column by more than
 * the rest is wide: 98 in a count that ends at 17, -999 among amounts.
 */
export function suspectSpecialCodes(column: ColumnStatistics, decimal: '.' | ','): NonNullable<ColumnSpec['special']> {
  const values = column.values
    .map(([text, count]) => ({ text, value: parseNumberText(text, decimal), count }))
    .filter(({ value }) => !Number.isNaN(value))
    .sort((a, b) => a.value - b.value);
  if (values.length < 3) return [];
  const codes = [...highCodes(column, values), ...lowCodes(column, values)];
  return codes
    .sort((a, b) => a - b)
    .map((code) => ({
      code,
      meaning: { en: `Special code ${code} (assumed; say what it means)`, zh: `特殊代码 ${code}（推测，请补充含义）` },
    }));
}

interface Counted {
  text: string;
  value: number;
  count: number;
}

function highCodes(column: ColumnStatistics, values: readonly Counted[]): number[] {
  const found: Counted[] = [];
  let rest = values.length;
  if (values.at(-1)!.value !== column.max) return [];
  while (rest > 0 && HIGH_CODES.test(values[rest - 1]!.text)) found.push(values[--rest]!);
  if (rest < 2 || found.length === 0 || found.length > MOST_CODES || !found.some(({ count }) => count >= MIN_CELLS * 2))
    return [];
  const lowest = found.at(-1)!.value;
  // Where not every value is known, the 99 % quantile stands for the end of the body.
  const end = column.complete ? values[rest - 1]!.value : column.quantiles[2];
  const start = column.complete ? values[0]!.value : Math.max(0, column.min);
  if (lowest - end < Math.max(10, 2 * (end - start))) return [];
  return found.filter(({ count }) => count >= MIN_CELLS).map(({ value }) => value);
}

function lowCodes(column: ColumnStatistics, values: readonly Counted[]): number[] {
  const negative = values.filter(({ value }) => value < 0);
  const cells = negative.reduce((sum, { count }) => sum + count, 0);
  // Every negative cell must be a code: where there are other negative amounts, -1 is one of them.
  if (negative.length === 0 || negative.length > MOST_CODES || cells !== column.negatives) return [];
  if (!negative.every(({ text, count }) => LOW_CODES.test(text) && count >= MIN_CELLS)) return [];
  const body = values.filter(({ value }) => value >= 0);
  const width = column.complete ? body.at(-1)!.value - body[0]!.value : column.quantiles[2];
  const far = negative.every(({ value }) => value <= -90);
  return body.length > 2 && (far || width >= 30) ? negative.map(({ value }) => value) : [];
}
