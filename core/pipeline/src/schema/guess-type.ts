import { compareLevels } from '../cells/column-builder.js';
import { matchingFormats } from '../cells/date-text.js';
import { parseNumberText, splitUnit, trimCell } from '../cells/number-text.js';
import { type Localized, text } from '../text/localized.js';
import { isCodeName, unitInName } from './column-names.js';
import type { ColumnStatistics } from './column-statistics.js';
import type { ColumnSpec } from './feature-schema.js';
import { suspectSpecialCodes } from './special-codes.js';

/** What the cells of a column look like, with everything that was assumed. */
export interface TypeGuess {
  spec: Omit<ColumnSpec, 'name' | 'role'>;
  assumptions: Localized[];
  /** Cells that hold a value, missing tokens taken off. */
  present: number;
}

/** Tokens that mean missing in any column. */
const MISSING = /^(?:na|n\.a\.|n\/a|#n\/a|nan|null|<na>|\?|#value!|#div\/0!)$/i;
/** Tokens that mean missing where numbers or dates are expected, but may be a level of a category. */
const MISSING_NUMBER = /^(?:none|nil|unknown|missing|not available|-|--|\.|—|无|未知|不详|空|缺失)$/i;

const MAX_CATEGORIES = 1000;
/** Whole numbers within such a range are taken for counts; beyond, for amounts. */
const COUNT_RANGE = 1000;

export function guessType(column: ColumnStatistics, decimal: '.' | ',', isTarget: boolean): TypeGuess {
  const assumptions: Localized[] = [];
  const numbers = column.numbers + (decimal === ',' ? column.commaNumbers : 0);
  const tokens = column.odd.filter(([token]) => MISSING.test(token) || MISSING_NUMBER.test(token));
  const tokenCells = tokens.reduce((sum, [, count]) => sum + count, 0);
  const numeric = numbers > 0 && numbers >= 0.95 * (column.filled - tokenCells);
  const anywhere = (numeric ? tokens : column.values.filter(([token]) => MISSING.test(token))).map(([token]) => token);
  const missing = anywhere.length === 0 ? {} : { missing: anywhere };
  const missingCells = column.values.concat(column.complete ? [] : column.odd).reduce((sum, [token, count], i, all) => {
    const first = all.findIndex(([other]) => other === token) === i;
    return first && anywhere.includes(token) ? sum + count : sum;
  }, 0);
  const present = column.filled - missingCells;
  if (anywhere.length > 0) {
    const listed = anywhere.map((token) => `'${token}'`).join(', ');
    assumptions.push(text(`${listed} means missing.`, `${listed} 表示缺失。`));
  }
  const guess = (spec: TypeGuess['spec']): TypeGuess => ({ spec: { ...spec, ...missing }, assumptions, present });

  if (present <= 0) return guess({ type: 'text' });
  const values = column.values.filter(([token]) => !anywhere.includes(token));
  const categories = (): ColumnSpec['categories'] => values.map(([value]) => value).sort(compareLevels);
  if (isTarget) {
    if (numeric && values.length > 20) return guess({ type: allWhole(column, numbers) ? 'integer' : 'number' });
    if (column.complete && values.length <= MAX_CATEGORIES)
      return guess({ type: 'category', categories: categories() });
  }

  const date = guessDate(column, values);
  if (date !== undefined) {
    assumptions.push(...date.assumptions);
    return guess(date.spec);
  }
  if (numeric) return guess(guessNumber(column, values, numbers, decimal, assumptions));

  const unit = commonUnit(values, decimal, column.complete);
  if (unit !== undefined) {
    assumptions.push(text(`Cells carry the unit ${unit}.`, `单元格带有单位 ${unit}。`));
    return guess({ type: 'number', unit });
  }
  if (column.complete && values.length === 2 && values.every(([value]) => /^(?:true|false)$/i.test(value))) {
    return guess({ type: 'boolean' });
  }
  const few = values.length <= 50 || (values.length <= MAX_CATEGORIES && values.length <= 0.05 * present);
  if (column.complete && few && !(values.length > 0.8 * present && present > 30)) {
    return guess({ type: 'category', categories: categories() });
  }
  return guess({ type: 'text' });
}

function allWhole(column: ColumnStatistics, numbers: number): boolean {
  return column.integers === numbers;
}

function guessNumber(
  column: ColumnStatistics,
  values: readonly (readonly [string, number])[],
  numbers: number,
  decimal: '.' | ',',
  assumptions: Localized[],
): TypeGuess['spec'] {
  const whole = allWhole(column, numbers);
  const zip = whole && column.leadingZeros > 0.02 * numbers;
  const codes = whole && column.complete && values.length <= 60 && values.length >= 2;
  if (zip && column.complete && values.length <= MAX_CATEGORIES) {
    assumptions.push(text('Digits with leading zeros are codes, not a quantity.', '带前导零的数字视为代码而非数量。'));
    return { type: 'category', categories: values.map(([value]) => value).sort(compareLevels) };
  }
  if (zip) return { type: 'text' };
  if (codes && ((isCodeName(column.name) && values.length <= 30 && values.length > 2) || looksLikeCodes(values))) {
    assumptions.push(
      text(
        `Its ${values.length} whole numbers are codes of categories, not a quantity.`,
        `其 ${values.length} 个整数视为类别代码而非数量。`,
      ),
    );
    return { type: 'category', categories: values.map(([value]) => value).sort(compareLevels) };
  }
  const special = suspectSpecialCodes(column, decimal);
  if (special.length > 0) {
    const listed = special.map(({ code }) => code).join(', ');
    assumptions.push(
      text(
        `${listed} lies far off the other values and repeats: taken as a special code, not a quantity.`,
        `${listed} 远离其他数值且重复出现：视为特殊代码而非数量。`,
      ),
    );
  }
  const unit = unitInName(column.name);
  if (unit !== undefined) assumptions.push(text(`The unit is ${unit}, by its name.`, `按名称，单位为 ${unit}。`));
  return {
    // Amounts are often whole in one file and not in the next; only counts are whole by nature.
    type: whole && column.max - column.min <= COUNT_RANGE ? 'integer' : 'number',
    ...(unit === undefined ? {} : { unit }),
    ...(special.length === 0 ? {} : { special }),
  };
}

/**
 * Whole numbers that run from 0 or 1 without a gap, with peaks and valleys in how often they occur: a list of codes. Counts
 * of something fall off, or rise and fall once.
 */
function looksLikeCodes(values: readonly (readonly [string, number])[]): boolean {
  const sorted = values.map(([value, count]) => ({ value: Number(value), count })).sort((a, b) => a.value - b.value);
  if (sorted.length < 5 || sorted.length > 30 || sorted[0]!.value < 0 || sorted[0]!.value > 1) return false;
  const span = sorted.at(-1)!.value - sorted[0]!.value;
  if (span > sorted.length + 1) return false;
  const total = sorted.reduce((sum, { count }) => sum + count, 0);
  // A dip counts when the counts on both sides, each worth 3 % of the rows, are at least twice as high.
  let dips = 0;
  let peak = 0;
  let valley = Number.POSITIVE_INFINITY;
  for (const { count } of sorted) {
    if (count < valley) valley = count;
    if (count > 2 * valley && peak > 2 * valley && count > 0.03 * total && peak > 0.03 * total) {
      dips++;
      peak = count;
      valley = count;
    }
    if (count > peak) {
      peak = count;
      valley = count;
    }
  }
  return dips >= 2;
}

function guessDate(
  column: ColumnStatistics,
  values: readonly (readonly [string, number])[],
): { spec: TypeGuess['spec']; assumptions: Localized[] } | undefined {
  const sample = values.map(([value]) => trimCell(value)).filter((value) => !MISSING_NUMBER.test(value));
  if (sample.length === 0) return undefined;
  const tokens = values.filter(([value]) => MISSING_NUMBER.test(value)).map(([value]) => value);
  // Eight or six digits may be a date, other numbers not.
  if (/^[+-]?\d+(?:\.\d*)?$/.test(sample[0]!) && !/^(?:19|20)\d{6}$|^(?:19|20)\d{4}$/.test(sample[0]!))
    return undefined;
  if (column.numbers > 0 && sample.length < 3) return undefined;
  const found = (tokens.length > 0 && { missing: tokens }) || {};
  if (sample.every((value) => ISO_DATE.test(value))) return { spec: { type: 'date', ...found }, assumptions: [] };
  if (sample.every((value) => ISO_TIME.test(value))) return { spec: { type: 'datetime', ...found }, assumptions: [] };
  let formats = matchingFormats(sample[0]!);
  if (/^\d{6}$/.test(sample[0]!)) formats.push('yyyyMM');
  for (const value of sample) {
    if (formats.length === 0) return undefined;
    const fits = /^\d{6}$/.test(value) && Number(value.slice(4)) >= 1 && Number(value.slice(4)) <= 12 ? ['yyyyMM'] : [];
    const own = new Set([...matchingFormats(value), ...fits]);
    formats = formats.filter((format) => own.has(format));
  }
  const format = formats[0];
  if (format === undefined) return undefined;
  const dayFirst = formats.some((f) => f.startsWith('d')) && formats.some((f) => f.startsWith('M'));
  const assumptions = dayFirst
    ? [
        text(
          `Dates are read as ${format}; month before day would fit as well.`,
          `日期按 ${format} 读取；月在日之前的格式同样符合。`,
        ),
      ]
    : [];
  return { spec: { type: format.includes('H') ? 'datetime' : 'date', format, ...found }, assumptions };
}

const ISO_DATE = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/;
const ISO_TIME = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?(?:\s?(?:Z|[+-]\d{2}(?::?\d{2})?))?$/;

/** The one unit that nearly all cells carry beside a number. */
function commonUnit(
  values: readonly (readonly [string, number])[],
  decimal: '.' | ',',
  complete: boolean,
): string | undefined {
  const units = new Set<string>();
  for (const [value] of values) {
    const split = splitUnit(trimCell(value));
    const number = split?.rest ?? trimCell(value);
    if (Number.isNaN(parseNumberText(number, decimal))) return undefined;
    if (split !== undefined) units.add(split.unit);
  }
  return units.size === 1 && (complete || values.length >= 20) ? [...units][0] : undefined;
}
