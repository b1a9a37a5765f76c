/** Spaces that people and spreadsheets put around or inside numbers, besides the ordinary one. */
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
const GROUPED = /^[+-]?\d{1,3}(?:([,' \u00a0\u202f])\d{3})(?:\1\d{3})*(?:\.\d+)?$/;
const GROUPED_COMMA = /^[+-]?\d{1,3}(?:([.' \u00a0\u202f])\d{3})(?:\1\d{3})*(?:,\d+)?$/;

/**
 * The number a text writes, or NaN. With decimal point: `12`, `-0.5`, `1e+05`, `1,234.5`, `1 234.5`. With decimal comma:
 * `12`, `-0,5`, `1.234,5`. Digits must be grouped by threes throughout; hexadecimal, `inf` and `nan` are not numbers here.
 */
export function parseNumberText(text: string, decimal: '.' | ','): number {
  if (decimal === '.') {
    if (PLAIN.test(text)) return finite(Number(text));
    if (GROUPED.test(text)) return finite(Number(text.replace(/[,' \u00a0\u202f]/g, '')));
    return Number.NaN;
  }
  if (PLAIN_COMMA.test(text)) return finite(Number(text.replace(',', '.')));
  if (GROUPED_COMMA.test(text)) return finite(Number(text.replace(/[.' \u00a0\u202f]/g, '').replace(',', '.')));
  return Number.NaN;
}

function finite(value: number): number {
  // A negative zero is the same amount as zero; two signs would give one table two fingerprints.
  return Number.isFinite(value) ? value + 0 : Number.NaN;
}

/** Texts of one unit: a cell may carry any of them when the schema names one. */
const UNIT_SPELLINGS: readonly (readonly string[])[] = [
  ['EUR', '€'],
  ['USD', '$', 'US$'],
  ['GBP', '£'],
  ['CNY', '¥', '￥', 'RMB', '元'],
  ['JPY', '¥', '円'],
  ['INR', '₹'],
  ['%', '％', 'percent'],
];

/** What a cell may write before or after a number of this unit. */
export function unitSpellings(unit: string | undefined): readonly string[] {
  if (unit === undefined) return [];
  const same = UNIT_SPELLINGS.find((spellings) => spellings.includes(unit) || spellings.includes(unit.toUpperCase()));
  return same === undefined ? [unit] : [...new Set([unit, ...same])];
}

/** The unit a cell such as `€ 12` or `12 %` carries, by its first spelling, with the text that is left. */
export function splitUnit(text: string): { unit: string; rest: string } | undefined {
  for (const spellings of UNIT_SPELLINGS) {
    const rest = stripUnit(text, spellings);
    if (rest !== undefined) return { unit: spellings[0]!, rest };
  }
  return undefined;
}

/** The text without a leading or trailing unit, or undefined when it carries none of these. */
export function stripUnit(text: string, spellings: readonly string[]): string | undefined {
  for (const spelling of spellings) {
    if (text.startsWith(spelling)) return trimCell(text.slice(spelling.length));
    if (text.endsWith(spelling)) return trimCell(text.slice(0, -spelling.length));
    // The sign stands before the currency: -$5.
    if (text.startsWith(`-${spelling}`)) return `-${trimCell(text.slice(spelling.length + 1))}`;
  }
  return undefined;
}
