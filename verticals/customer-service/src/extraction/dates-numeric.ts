import { dayNumber, isDay, isoDay, type LocalNow, nearestYear } from './calendar.js';
import type { Found } from './entity.js';

/** In which order a date like 03/04/2026 is read when its numbers leave it open. */
export type DateOrder = 'mdy' | 'dmy';

/** No other number or word stands before; but a date may end there, of which this is the last day: 12/1-12/5. */
const BEFORE = String.raw`(?:(?<![\w/-])(?<!\d[.,])|(?<=\d[/.]\d{1,2}-)|(?<=\d\/(?:19|20)\d\d-))`;
/** Nor behind, but for such a last day. */
const BEHIND = String.raw`(?!\d|[/.]\d|\/|-\d(?!\d?\/\d|\d{3}[/.]\d))`;
const YEAR_FIRST = new RegExp(String.raw`${BEFORE}((?:19|20)\d\d)([-/.])(\d{1,2})\2(\d{1,2})${BEHIND}`, 'g');
const YEAR_LAST = new RegExp(String.raw`${BEFORE}(\d{1,2})([-/.])(\d{1,2})\2((?:19|20)\d\d)${BEHIND}`, 'g');
/** 12/13/26 */
const SHORT_YEAR = new RegExp(String.raw`${BEFORE}(\d{1,2})(\/)(\d{1,2})\2(\d\d)${BEHIND}`, 'g');
const NO_YEAR = new RegExp(String.raw`${BEFORE}(\d{1,2})\/(\d{1,2})${BEHIND}`, 'g');

/** Dates in digits: 2026-12-05, 2026/12/5, 12/05/2026, 5.12.2026, 12/5. A day that no calendar has is refused. */
export function numericDates(text: string, now: LocalNow, order: DateOrder): Found {
  const found: Found = { candidates: [], refused: [] };
  const add = (match: RegExpMatchArray, year: number, month: number, day: number, confidence: number) => {
    const [start, end] = [match.index!, match.index! + match[0].length];
    if (isDay(year, month, day)) {
      found.candidates.push({ type: 'date', value: isoDay(dayNumber(year, month, day)), start, end, confidence });
    } else found.refused.push({ type: 'date', start, end, code: 'NO_SUCH_DAY' });
  };
  for (const match of text.matchAll(YEAR_FIRST)) add(match, Number(match[1]), Number(match[3]), Number(match[4]), 1);
  for (const match of text.matchAll(YEAR_LAST)) {
    // Dots stand between day and month where they stand in dates at all.
    const [month, day, sure] = monthAndDay(Number(match[1]), Number(match[3]), match[2] === '.' ? 'dmy' : order);
    add(match, Number(match[4]), month, day, sure ? 1 : 0.8);
  }
  for (const match of text.matchAll(SHORT_YEAR)) {
    const [month, day] = monthAndDay(Number(match[1]), Number(match[3]), order);
    const year = 2000 + Number(match[4]);
    // What is no day may be another kind of number.
    if (isDay(year, month, day) && Math.abs(year - now.year) <= 10) add(match, year, month, day, 0.8);
  }
  for (const match of text.matchAll(NO_YEAR)) {
    const [month, day, sure] = monthAndDay(Number(match[1]), Number(match[2]), order);
    // 24/7 is around the clock.
    if (month > 12 || day > 31 || month === 0 || day === 0 || match[0] === '24/7') continue;
    add(match, nearestYear(now, month, day), month, day, sure ? 0.8 : 0.6);
  }
  return found;
}

/** Month and day of two numbers, and whether there was only one way to read them. */
function monthAndDay(first: number, second: number, order: DateOrder): [number, number, boolean] {
  if (first > 12) return [second, first, true];
  if (second > 12) return [first, second, true];
  return order === 'dmy' ? [second, first, first === second] : [first, second, first === second];
}
