import { dayCount, endOfTimes, inHalf, isDay, isoDay, type LocalNow, monthsFrom, weekdayOf } from './calendar.js';
import { chineseDates, chineseNumberOf, DAY_OF_SAME_MONTH } from './dates-chinese.js';
import { englishDates } from './dates-english.js';
import { type DateOrder, numericDates } from './dates-numeric.js';
import type { Candidate, EntityValue, Found, Period } from './entity.js';
import { clearOf, withoutOverlaps } from './overlap.js';

const DAY_THEN_TIME = /^(?:,? ?(?:(?:morning|afternoon|evening|night),? ?)?(?:at |around |about |by |T)?|的)$/i;
const TIME_THEN_DAY = /^,? (?:on |of )?$/i;
const SPAN = /^ ?(?:-|–|—|~|to|until|till|through|thru|到|至) ?$/i;
const SPAN_AND = /^ and $/i;

/** Dates, times and moments of both languages, joined where day and time stand beside each other, and the spans two of them make. */
export function findDates(text: string, now: LocalNow, timeZone: string, order: DateOrder): Found {
  const parts = [numericDates(text, now, order), englishDates(text, now, timeZone), chineseDates(text, now)];
  const refused = parts.flatMap((part) => part.refused);
  const read = parts.flatMap((part) => part.candidates).filter(({ value }) => hasYear(value));
  const whole = clearOf(refused, withoutOverlaps(read));
  const moments = withMoments(text, whole);
  return { candidates: [...moments, ...spans(text, moments)], refused };
}

/** Whether all of a value is in the years 1 to 9999, which are all that can be written with four digits: not `99999999 days ago`. */
function hasYear(value: EntityValue): boolean {
  return typeof value === 'object' ? Object.values(value).every(hasYear) : !/^[+-]|^0000/.test(String(value));
}

function withMoments(text: string, whole: readonly Candidate[]): Candidate[] {
  const joined: Candidate[] = [];
  for (const one of whole) {
    const last = joined.at(-1);
    const between = last === undefined ? undefined : text.slice(last.end, one.start);
    if (last?.type === 'date' && one.type === 'time' && DAY_THEN_TIME.test(between!)) {
      joined[joined.length - 1] = momentOf(last, one, text);
    } else if (last?.type === 'time' && one.type === 'date' && TIME_THEN_DAY.test(between!)) {
      joined[joined.length - 1] = momentOf(one, last, text);
    } else joined.push(one);
  }
  return joined;
}

/** A day and a time beside it as one moment; `tonight at 8` is in the evening, 今晚12点 and `tonight at 1` are after its end. */
function momentOf(day: Candidate, time: Candidate, text: string): Candidate {
  const [start, end] = [Math.min(day.start, time.start), Math.max(day.end, time.end)];
  const said = text.slice(start, end);
  const clock = inHalf(String(time.value), said);
  const isNextDay = clock < '05:00' && OF_NIGHT.test(said);
  const date = isNextDay ? isoDay(dayCount(String(day.value)) + 1) : day.value;
  const confidence = Math.min(day.confidence, time.confidence);
  return { type: 'datetime', value: `${date}T${clock}`, start, end, confidence };
}

/** Of these a day goes on after midnight. 凌晨 is of the day that begins. */
const OF_NIGHT = /\b(?:tonight|night)\b|[晚夜]|(?:24|二十四)[点时:]/i;

/** Spans as entities of their own beside their ends: `from Tuesday to Friday`, 下午2点到4点, 12月5日到9日. */
function spans(text: string, moments: readonly Candidate[]): Candidate[] {
  const found: Candidate[] = [];
  for (const [at, from] of moments.entries()) {
    if (from.type === 'period') continue;
    const to = moments[at + 1];
    const between = to === undefined ? undefined : text.slice(from.end, to.start);
    const and =
      between !== undefined &&
      SPAN_AND.test(between) &&
      /\bbetween $/i.test(text.slice(Math.max(0, from.start - 9), from.start));
    if (to !== undefined && (SPAN.test(between!) || and)) {
      const value = periodOf(from, to, text);
      if (value === undefined) continue;
      // What begins or ends a span means what it means there, also alone.
      from.value = value.from;
      to.value = from.type === 'datetime' && to.type === 'time' ? value.to.split('T')[1]! : value.to;
      const confidence = Math.min(from.confidence, to.confidence);
      found.push({ type: 'period', value, start: from.start, end: to.end, confidence });
      continue;
    }
    const sameMonth = from.type === 'date' ? DAY_OF_SAME_MONTH.exec(text.slice(from.end, from.end + 6)) : null;
    if (sameMonth) {
      const [year, month] = String(from.value).split('-').map(Number);
      const day = chineseNumberOf(sameMonth[1]!);
      if (isDay(year!, month!, day)) {
        const value = {
          from: String(from.value),
          to: `${String(from.value).slice(0, 8)}${String(day).padStart(2, '0')}`,
        };
        found.push({ type: 'period', value, start: from.start, end: from.end + sameMonth[0].length, confidence: 1 });
      }
    }
  }
  return found;
}

/**
 * The span from one to the other; undefined where they make none. Times of day may go over midnight. A day without a year is
 * read ahead when it stands alone; a span that would end before it starts has begun already, or ends a year later.
 */
function periodOf(from: Candidate, to: Candidate, text: string): Period | undefined {
  const [a, b] = [String(from.value), String(to.value)];
  const [begun, ended] = [from, to].map(({ start, end }) => text.slice(start, end)) as [string, string];
  if (from.type === 'time' && to.type === 'time') return { from: a, to: endOfTimes(a, b, ended) };
  if (from.type === 'datetime' && to.type === 'time') {
    const [day, time] = a.split('T') as [string, string];
    const end = endOfTimes(time, b, ended);
    return { from: a, to: `${end < time ? isoDay(dayCount(day) + 1) : day}T${end}` };
  }
  if (from.type !== to.type) return undefined;
  const end = from.type === 'date' ? endOfDays(a, b, ended) : b;
  if (a <= end) return { from: a, to: end };
  const before = moved(a, begun, -1);
  // `Dec 10 to Dec 5` is a slip, and no span of a year.
  if (before !== undefined)
    return before <= end && monthsFrom(before.slice(0, 10), 11) > end ? { from: before, to: end } : undefined;
  const after = moved(end, ended, 1);
  return after !== undefined && a <= after ? { from: a, to: after } : undefined;
}

const BARE_WEEKDAY = /^(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*|(?:周|星期|礼拜)[一二三四五六日天])$/i;

/** A weekday is the first one behind the start; `July 4th to the 8th` is of the month it starts in. */
function endOfDays(start: string, end: string, written: string): string {
  if (BARE_WEEKDAY.test(written)) {
    const ahead = weekdayOf(dayCount(end)) - weekdayOf(dayCount(start));
    return isoDay(dayCount(start) + (ahead > 0 ? ahead : ahead + 7));
  }
  const ofMonth = /^the (\d{1,2})\D/i.exec(written)?.[1];
  if (ofMonth === undefined) return end;
  const same = `${start.slice(0, 8)}${ofMonth.padStart(2, '0')}`;
  const [year, month] = start.split('-').map(Number);
  return same > start && isDay(year!, month!, Number(ofMonth)) ? same : end;
}

const HAS_YEAR = /(?:19|20)\d\d|年/;
const MONTH_AND_DAY = /^(?:on )?(?:\d{1,2}|[一二三四五六七八九十]{1,2})月|\d\/\d|\d.*[a-z]{3}|[a-z]{3}.*\d/i;
const DAY_OF_MONTH = /^(?:\d{1,2}|[一二三四五六七八九十]{1,3})[号日]$|^the \d/i;

/** A day or moment that was said without a year a year before or after, one without a month a month; others stay: undefined. */
function moved(at: string, written: string, by: 1 | -1): string | undefined {
  const months = HAS_YEAR.test(written) ? 0 : DAY_OF_MONTH.test(written) ? 1 : MONTH_AND_DAY.test(written) ? 12 : 0;
  return months === 0 ? undefined : `${monthsFrom(at.slice(0, 10), by * months)}${at.slice(10)}`;
}
