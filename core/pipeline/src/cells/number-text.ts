/** White space around a cell, no-break and full-width spaces included. */
const OUTER_SPACE = /^[\s\u00a0\u202f\u3000]+|[\s\u00a0\u202f\u3000]+$/g;

/** A cell without the white space around it, no-break and full-width spaces included. */
export function trimCell(cell: string): string {
  const first = cell.charCodeAt(0);
  const last = cell.charCodeAt(cell.length - 1);
  // Most cells have nothing to trim; a regular expression on each would cost more than the rest of the reading.
  if (first > 32 && first < 128 && last > 32 && last < 128) return cell;
  return cell.replace(OUTER_SPACE, '');
}

const PLAIN = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const PLAIN_COMMA = /^[+-]?(?:\d+,?\d*|,\d+)(?:[eE][+-]?\d+)?$/;

/** Marks between groups of three digits, besides the one that is not the decimal mark: spaces, and apostrophes. */
const GROUPING = String.raw`(?:[ \u00a0\u2009\u202f]\d{3})+|(?:['\u2019]\d{3})+`.replace(/\\u(....)/g, (_, hex) =>
  String.fromCharCode(Number.parseInt(hex, 16)),
);
/** Numbers with their digits in groups of three, by decimal mark; the text of a pattern that the database reads too. */
export const GROUPED_NUMBER = {
  '.': String.raw`[+-]?\d{1,3}(?:(?:,\d{3})+|${GROUPING})(?:\.\d+)?`,
  ',': String.raw`[+-]?\d{1,3}(?:(?:\.\d{3})+|${GROUPING})(?:,\d+)?`,
} as const;
const GROUPED = { '.': new RegExp(`^${GROUPED_NUMBER['.']}$`), ',': new RegExp(`^${GROUPED_NUMBER[',']}$`) };
/** Every mark that may group digits. */
export const GROUPING_MARKS = ", \u00a0\u2009\u202f'\u2019";
const MARKS = { '.': new RegExp(`[${GROUPING_MARKS}]`, 'g'), ',': new RegExp(`[.${GROUPING_MARKS.slice(1)}]`, 'g') };

/** Full-width characters of numbers, and the minus sign of typesetters, with their ASCII forms. */
export const WIDE_CHARACTERS = ['０１２３４５６７８９．，＋－（）\u2212', '0123456789.,+-()-'] as const;
const WIDE = new RegExp(`[${WIDE_CHARACTERS[0]}]`, 'g');

/**
 * The number a text writes, or NaN. With decimal point: `12`, `-0.5`, `1e+05`, `1,234.5`, `1 234.5`, `1'234.5`. With decimal
 * comma: `12`, `-0,5`, `1.234,5`, `1 234,5`. Brackets are a minus, as in accounts: `(1,234)`; digits may be full-width. Digits
 * must be grouped by threes throughout; hexadecimal, `inf` and `nan` are not numbers here.
 */
export function parseNumberText(text: string, decimal: '.' | ','): number {
  const plain = decimal === '.' ? PLAIN : PLAIN_COMMA;
  if (plain.test(text)) return finite(Number(decimal === '.' ? text : text.replace(',', '.')));
  const narrow = text.replace(WIDE, (char) => WIDE_CHARACTERS[1][WIDE_CHARACTERS[0].indexOf(char)]!);
  if (/^\([^-+(].*\)$/.test(narrow)) {
    return 0 - parseNumberText(trimCell(narrow.slice(1, -1)), decimal);
  }
  if (narrow !== text) return parseNumberText(narrow, decimal);
  if (GROUPED[decimal].test(text)) return finite(Number(text.replace(MARKS[decimal], '').replace(',', '.')));
  return Number.NaN;
}

function finite(value: number): number {
  // A negative zero is the same amount as zero; two signs would give one table two fingerprints.
  return Number.isFinite(value) ? value + 0 : Number.NaN;
}

/** What may stand after a number for so many times as much. `M` and `m` may be millions, metres or months. */
export const MAGNITUDES: Readonly<Record<string, number>> = {
  k: 1e3,
  K: 1e3,
  千: 1e3,
  万: 1e4,
  萬: 1e4,
  亿: 1e8,
  億: 1e8,
};

/** The number a text writes, also in thousands or more: `12k`, `1.2亿`; or NaN. */
export function parseAmountText(text: string, decimal: '.' | ','): number {
  const value = parseNumberText(text, decimal);
  const times = MAGNITUDES[text.at(-1) ?? ''];
  if (!Number.isNaN(value) || times === undefined) return value;
  // Fifteen digits are what a decimal number keeps: 1.001k is 1001.
  return finite(Number((parseNumberText(trimCell(text.slice(0, -1)), decimal) * times).toPrecision(15)));
}

/** Texts of one unit: a cell may carry any of them when the schema names one. */
const UNIT_SPELLINGS: readonly (readonly string[])[] = [
  ['EUR', '€'],
  ['USD', '$', 'US$'],
  ['GBP', '£'],
  ['CNY', '¥', '￥', 'RMB', '元'],
  ['JPY', '¥', '円'],
  ['INR', '₹'],
  ['CHF', 'Fr.'],
  ['PLN', 'zł'],
  ['BRL', 'R$'],
  ['RUB', '₽'],
  ['KRW', '₩'],
  ['HKD', 'HK$'],
  ['%', '％', 'percent'],
  ['months', 'month', 'mths', 'mth', 'mos', '个月', '月'],
  ['years', 'year', 'yrs', 'yr', '年'],
  ['weeks', 'week', 'wks', 'wk', '周'],
  ['days', 'day', '天', '日'],
];

function spellingsOf(unit: string): readonly string[] | undefined {
  return UNIT_SPELLINGS.find((spellings) => spellings.some((spelling) => sameLetters(spelling, unit)));
}

/** What a cell may write before or after a number of this unit. */
export function unitSpellings(unit: string | undefined): readonly string[] {
  if (unit === undefined) return [];
  return [...new Set([unit, ...(spellingsOf(unit) ?? [])])];
}

/** The first spelling of a unit. */
export function canonicalUnit(unit: string): string {
  return spellingsOf(unit)?.[0] ?? unit;
}

/** The unit that a cell such as `€ 12` or `12 %` carries beside a number, by its first spelling, with the number's text. */
export function splitUnit(text: string, decimal: '.' | ','): { unit: string; rest: string } | undefined {
  for (const spellings of UNIT_SPELLINGS) {
    const rest = stripUnit(text, spellings);
    if (rest !== undefined && !Number.isNaN(parseAmountText(rest, decimal))) return { unit: spellings[0]!, rest };
  }
  return undefined;
}

/** The text without a leading or trailing unit, or undefined when it carries none of these. */
export function stripUnit(text: string, spellings: readonly string[]): string | undefined {
  for (const spelling of spellings) {
    const { length } = spelling;
    if (sameLetters(text.slice(0, length), spelling)) return trimCell(text.slice(length));
    if (sameLetters(text.slice(-length), spelling)) return trimCell(text.slice(0, -length));
    // The sign stands before the currency: -$5.
    if (text.startsWith('-') && sameLetters(text.slice(1, length + 1), spelling)) {
      return `-${trimCell(text.slice(length + 1))}`;
    }
  }
  // In accounts the brackets stand outside: ($5).
  if (!text.startsWith('(') || !text.endsWith(')')) return undefined;
  const inner = stripUnit(trimCell(text.slice(1, -1)), spellings);
  return inner === undefined ? undefined : `(${inner})`;
}

/** Words are the same in capitals; of signs and letters (m, M) that cannot be said. */
function sameLetters(text: string, spelling: string): boolean {
  return text === spelling || (spelling.length > 2 && text.toLowerCase() === spelling.toLowerCase());
}
