import { compareLevels } from '../cells/column-builder.js';
import { trimCell } from '../cells/number-text.js';
import { type Localized, text } from '../text/localized.js';
import { isCodeName, unitInName } from './column-names.js';
import type { ColumnStatistics } from './column-statistics.js';
import type { ColumnSpec } from './feature-schema.js';
import { type DateGuess, guessNumberDate, guessTextDate, MOSTLY, NEARLY_ALL } from './guess-date.js';
import { type GuessedOrder, guessOrder } from './guess-order.js';
import { guessUnit } from './guess-unit.js';
import { suspectSpecialCodes } from './special-codes.js';

/** What the cells of a column look like, with everything that was assumed. */
export interface TypeGuess {
  spec: Omit<ColumnSpec, 'name' | 'role'>;
  assumptions: Localized[];
  /** Cells that hold a value, missing tokens taken off. */
  present: number;
  /** How its cells could be read as dates, also where too few of them can be for the column to be one of dates. */
  date?: DateGuess;
}

/** Tokens that mean missing in any column. */
const MISSING = /^(?:0000-00-00(?: 00:00:00)?|na|n\.a\.|n\/a|#n\/a|nan|null|<na>|\?|#value!|#div\/0!)$/i;
/** Tokens that mean missing where numbers or dates are expected, but may be a level of a category. */
const MISSING_NUMBER = /^(?:none|nil|unknown|missing|not available|-|--|\.|—|无|未知|不详|空|缺失)$/i;

const MAX_CATEGORIES = 1000;
/** Whole numbers within such a range are taken for counts; beyond, for amounts. */
const COUNT_RANGE = 1000;

export function guessType(
  column: ColumnStatistics,
  decimal: '.' | ',',
  role: { isTarget: boolean; isTime: boolean; isText: boolean },
): TypeGuess {
  const assumptions: Localized[] = [];
  const numbers = column.numbers + (decimal === ',' ? column.commaNumbers : 0);
  const tokens = column.odd.filter(([token]) => MISSING.test(token) || MISSING_NUMBER.test(token));
  const tokenCells = tokens.reduce((sum, [, count]) => sum + count, 0);
  const numeric = numbers > 0 && numbers >= 0.95 * (column.filled - tokenCells);
  const { isTarget, isTime, isText } = role;
  const date = isTarget || isText ? undefined : guessDate(column, numeric, isTime);
  const isDate = date !== undefined && date.share >= (isTime ? MOSTLY : NEARLY_ALL);
  const tokensOnly = numeric ? tokens : column.values.filter(([token]) => isMissing(token, isDate));
  const anywhere = tokensOnly.map(([token]) => token);
  const missing = anywhere.length === 0 ? {} : { missing: anywhere };
  const counts = new Map([...column.odd, ...column.values]);
  const missingCells = anywhere.reduce((sum, token) => sum + (counts.get(token) ?? 0), 0);
  const present = column.filled - missingCells;
  if (anywhere.length > 0) {
    const listed = anywhere.map((token) => `'${token}'`).join(', ');
    assumptions.push(text(`${listed} means missing.`, `${listed} 表示缺失。`));
  }
  const guess = (spec: TypeGuess['spec']): TypeGuess => ({
    spec: { ...spec, ...missing },
    assumptions,
    present,
    ...(date === undefined ? {} : { date }),
  });

  if (present <= 0 || isText) return guess({ type: 'text' });
  const values = column.values.filter(([token]) => !anywhere.includes(token));
  const categories = (): string[] => values.map(([value]) => value).sort(compareLevels);
  if (isTarget) {
    if (numeric && values.length > 20) return guess({ type: allWhole(column, numbers) ? 'integer' : 'number' });
    if (column.complete && values.length <= MAX_CATEGORIES)
      return guess({ type: 'category', categories: categories() });
  }

  if (isDate) {
    assumptions.push(...date.assumptions);
    return guess({ type: date.type, ...(date.format === undefined ? {} : { format: date.format }) });
  }
  if (numeric && isTime) return guess({ type: allWhole(column, numbers) ? 'integer' : 'number' });
  if (numeric) return guess(guessNumber(column, values, numbers, decimal, assumptions));

  const isToken = ([token]: readonly [string, number]): boolean => MISSING_NUMBER.test(token);
  const unit = guessUnit(
    values.filter((value) => !isToken(value)),
    decimal,
    column.complete,
  );
  if (unit !== undefined) {
    assumptions.push(...unit.assumptions);
    const also = values.filter(isToken).map(([token]) => token);
    const spec: TypeGuess['spec'] = { type: 'number', ...(unit.unit === undefined ? {} : { unit: unit.unit }) };
    return also.length === 0 ? guess(spec) : { ...guess(spec), spec: { ...spec, missing: [...anywhere, ...also] } };
  }
  if (column.complete && values.length === 2 && values.every(([value]) => /^(?:true|false)$/i.test(value))) {
    return guess({ type: 'boolean' });
  }
  const few = values.length <= 50 || (values.length <= MAX_CATEGORIES && values.length <= 0.05 * present);
  if (column.complete && few && !(values.length > 0.8 * present && present > 30)) {
    const order = guessOrder(column.name, categories());
    if (order === undefined) return guess({ type: 'category', categories: categories() });
    anywhere.push(...order.missing);
    assumptions.push(...orderAssumptions(order));
    const unknown = values.reduce((sum, [token, count]) => (order.missing.includes(token) ? sum + count : sum), 0);
    const spec = { type: 'category' as const, categories: order.ordered, ordered: true };
    return {
      spec: { ...spec, ...(anywhere.length === 0 ? {} : { missing: anywhere }) },
      assumptions,
      present: present - unknown,
    };
  }
  return guess({ type: 'text' });
}

/** Whether a token means that the cell is empty; where dates are expected more of them do. */
function isMissing(token: string, isDate: boolean): boolean {
  return MISSING.test(token) || (isDate && MISSING_NUMBER.test(token));
}

function guessDate(column: ColumnStatistics, numeric: boolean, isTime: boolean): DateGuess | undefined {
  const counted = column.sample.length > 0 ? column.sample.map((cell) => [cell, 1] as const) : column.values;
  const values = counted.filter(([token]) => !isMissing(token, true));
  if (!numeric) return guessTextDate(values);
  return guessNumberDate(column, numbersOf(values), isTime);
}

/** The texts that a column of numbers has, slips taken off. */
function numbersOf(values: readonly (readonly [string, number])[]): readonly (readonly [string, number])[] {
  return values.filter(([value]) => /^\d+(?:\.\d+)?$/.test(trimCell(value)));
}

/** Most levels of an order that are all named. */
const NAMED_LEVELS = 12;

function orderAssumptions({ ordered, missing }: GuessedOrder): Localized[] {
  const named = ordered.length <= NAMED_LEVELS ? ordered : [...ordered.slice(0, 3), '…', ...ordered.slice(-3)];
  const listed = named.join(', ');
  const told = text(`Its levels have an order: ${listed}.`, `类别有序：${listed}。`);
  if (missing.length === 0) return [told];
  const tokens = missing.map((token) => `'${token}'`).join(', ');
  return [told, text(`${tokens} means missing.`, `${tokens} 表示缺失。`)];
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
  const byName = unitInName(column.name);
  if (byName !== undefined) assumptions.push(text(`The unit is ${byName}, by its name.`, `按名称，单位为 ${byName}。`));
  // Where most cells are bare numbers, the others may write the unit out.
  const carried = byName === undefined ? guessUnit(oddNumbers(column), decimal, true) : undefined;
  // Beside shares of one, 12 % may be 12 or 0.12.
  const clear = carried?.unit === '%' && column.max <= 1 ? undefined : carried;
  assumptions.push(...(clear?.assumptions ?? []));
  const unit = byName ?? clear?.unit;
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

/** Texts of a column of numbers that are neither plain numbers nor stand for a missing one. */
function oddNumbers(column: ColumnStatistics): (readonly [string, number])[] {
  return column.odd.filter(([token]) => !MISSING.test(token) && !MISSING_NUMBER.test(token));
}
