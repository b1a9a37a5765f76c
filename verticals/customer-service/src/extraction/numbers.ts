import { CODES } from './amounts.js';
import { type DecimalSign, DIGITS, readDigits } from './digits.js';
import type { Candidate } from './entity.js';
import { chineseNumerals } from './numerals-chinese.js';
import { englishNumerals, type Numeral } from './numerals-english.js';

/** A number of a text before anybody knows what it counts. */
export type NumberSpan = Numeral;

/** Digits that stand for themselves: not in a word (`A12`), a code (`ORD-12`), a longer number or a version (`1.2.3`). */
const FREE_DIGITS = new RegExp(
  `(?<![\\w#])(?<!\\d[.,:/])(?<![A-Za-z]-)(?:(?<!\\w)[+-])?${DIGITS}(?!\\d|[.,:/]\\d)`,
  'g',
);
const MULTIPLIER = new Map([
  ['k', 1e3],
  ['thousand', 1e3],
  ['hundred', 100],
  ['million', 1e6],
  ['billion', 1e9],
  ['dozen', 12],
  ['百', 100],
  ['千', 1e3],
  ['万', 1e4],
  ['亿', 1e8],
]);

/** Written right behind a number all the same: `10USD`, `30min`; other words make a name of it, as `15pro`. */
const UNIT_BEHIND = new RegExp(
  `^(?:${CODES}|mins?|minutes?|hrs?|hours?|days?|wks?|weeks?|months?|yrs?|years?|dollars?|bucks?|euros?|pounds?|yuan|percent|pct)(?![a-z\\d])`,
  'i',
);

/** Nobody counts so far, and a number that is larger is written with an exponent, or is infinite. */
const LARGEST = 1e21;

/** All numbers of a text, in digits and in words of both languages, without overlaps, in order. */
export function findNumbers(text: string, decimal: DecimalSign = 'auto'): NumberSpan[] {
  const inDigits: NumberSpan[] = [];
  for (const match of text.matchAll(FREE_DIGITS)) {
    const start = match.index;
    let end = start + match[0].length;
    // `--0` is no number that JSON could keep.
    let value = readDigits(match[0].replace(/^\+/, ''), decimal) + 0;
    if (Number.isNaN(value)) continue;
    const after = text.slice(end, end + 10);
    const ordinal = /^(?:st|nd|rd|th)\b/i.exec(after);
    if (ordinal) {
      inDigits.push({ start, end: end + ordinal[0].length, value, ordinal: true, confidence: 1 });
      continue;
    }
    const scale = /^(?:k\b| ?(?:thousand|hundred|million|billion|dozen)\b|[百千万亿]+)/i.exec(after);
    if (scale) {
      for (const word of scale[0].trim().match(/[a-z]+|[百千万亿]/gi)!) value *= MULTIPLIER.get(word.toLowerCase())!;
      value = Number(value.toPrecision(15));
      end += scale[0].length;
    } else if ((/^[a-z]{3,}/i.test(after) && !UNIT_BEHIND.test(after)) || /^-[a-z]{2,}\d/i.test(after)) continue;
    const third = text[start - 1] === '第';
    inDigits.push({ start: third ? start - 1 : start, end, value, ordinal: third, confidence: 1 });
  }
  const inWords = [...englishNumerals(text), ...chineseNumerals(text)];
  const longestFirst = [...inWords, ...inDigits].sort((a, b) => a.start - b.start || b.end - a.end);
  const kept: NumberSpan[] = [];
  for (const span of longestFirst) if (span.start >= (kept.at(-1)?.end ?? 0)) kept.push(span);
  return kept.filter(({ value }) => Math.abs(value) < LARGEST);
}

export function numberCandidates(numbers: readonly NumberSpan[]): Candidate[] {
  return numbers.map(({ start, end, value, ordinal, confidence }) => ({
    type: ordinal ? 'ordinal' : 'number',
    value,
    start,
    end,
    confidence,
  }));
}
