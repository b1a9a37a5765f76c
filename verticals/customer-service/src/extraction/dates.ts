import { isDay, isoDay, type LocalNow } from './calendar.js';
import { chineseDates, chineseNumberOf, DAY_OF_SAME_MONTH } from './dates-chinese.js';
import { englishDates } from './dates-english.js';
import { type DateOrder, numericDates } from './dates-numeric.js';
import type { Candidate, Found, Period } from './entity.js';
import { clearOf, withoutOverlaps } from './overlap.js';

const DAY_THEN_TIME = /^(?:,? ?(?:at |around |about |by |T)?|的)$/i;
const TIME_THEN_DAY = /^,? (?:on |of )?$/i;
const SPAN = /^ ?(?:-|–|—|~|to|until|till|through|thru|到|至) ?$/i;
const SPAN_AND = /^ and $/i;

/** Dates, times and moments of both languages, joined where day and time stand beside each other, and the spans two of them make. */
export function findDates(text: string, now: LocalNow, timeZone: string, order: DateOrder): Found {
  const parts = [numericDates(text, now, order), englishDates(text, now, timeZone), chineseDates(text, now)];
  const refused = parts.flatMap((part) => part.refused);
  const whole = clearOf(refused, withoutOverlaps(parts.flatMap((part) => part.candidates)));
  const moments = withMoments(text, whole);
  return { candidates: [...moments, ...spans(text, moments)], refused };
}

function withMoments(text: string, whole: readonly Candidate[]): Candidate[] {
  const joined: Candidate[] = [];
  for (const one of whole) {
    const last = joined.at(-1);
    const between = last === undefined ? undefined : text.slice(last.end, one.start);
    const confidence = Math.min(last?.confidence ?? 1, one.confidence);
    if (last?.type === 'date' && one.type === 'time' && DAY_THEN_TIME.test(between!)) {
      const value = `${last.value}T${one.value}`;
      joined[joined.length - 1] = { type: 'datetime', value, start: last.start, end: one.end, confidence };
    } else if (last?.type === 'time' && one.type === 'date' && TIME_THEN_DAY.test(between!)) {
      const value = `${one.value}T${last.value}`;
      joined[joined.length - 1] = { type: 'datetime', value, start: last.start, end: one.end, confidence };
    } else joined.push(one);
  }
  return joined;
}

/** Spans as entities of their own beside their ends: `from Tuesday to Friday`, 下午2点到4点, 12月5日到9日. */
function spans(text: string, moments: readonly Candidate[]): Candidate[] {
  const found: Candidate[] = [];
  for (const [at, from] of moments.entries()) {
    if (from.type === 'period') continue;
    const to = moments[at + 1];
    const end = to && endOf(from, to, text.slice(to.start, to.end));
    const between = to === undefined ? undefined : text.slice(from.end, to.start);
    const and =
      between !== undefined &&
      SPAN_AND.test(between) &&
      /\bbetween $/i.test(text.slice(Math.max(0, from.start - 9), from.start));
    if (to !== undefined && (SPAN.test(between!) || and)) {
      if (end === undefined) continue;
      // What ends a span means what it means there, also alone.
      to.value = from.type === 'datetime' && to.type === 'time' ? end.split('T')[1]! : end;
      const value: Period = { from: String(from.value), to: end };
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

/** The end of a span: a time in the same part of the day (下午2点到4点), a weekday after the one it starts with. */
function endOf(from: Candidate, to: Candidate, written: string): string | undefined {
  const [a, b] = [String(from.value), String(to.value)];
  if (from.type === 'time' && to.type === 'time') return laterThan(a, b);
  if (from.type === 'datetime' && to.type === 'time') {
    const [day, time] = a.split('T') as [string, string];
    return `${day}T${laterThan(time, b)}`;
  }
  if (from.type !== to.type) return undefined;
  // `July 4th to the 8th`: of the month it starts in.
  const ofMonth = /^the (\d{1,2})\D/i.exec(written)?.[1];
  if (ofMonth !== undefined && from.type === 'date') {
    const same = `${a.slice(0, 8)}${ofMonth.padStart(2, '0')}`;
    if (same > a && isDay(Number(a.slice(0, 4)), Number(a.slice(5, 7)), Number(ofMonth))) return same;
  }
  const back = (Date.parse(a) - Date.parse(b)) / 86_400_000;
  return from.type === 'date' && back > 0 && back < 7 ? isoDay(Date.parse(b) / 86_400_000 + 7) : b;
}

const laterThan = (from: string, time: string): string =>
  time < from && time < '12:00' ? `${Number(time.slice(0, 2)) + 12}${time.slice(2)}` : time;
