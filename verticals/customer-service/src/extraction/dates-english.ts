import { Chrono, en, type ParsedResult } from 'chrono-node';
import {
  addMinutes,
  dayNumber,
  daysInMonth,
  endOfTimes,
  inHalf,
  isDay,
  isoDay,
  isoTime,
  type LocalNow,
  localNow,
  monthsFrom,
  nearestYear,
  today,
  weekdayDate,
  weekdayOf,
} from './calendar.js';
import type { Candidate, Found } from './entity.js';
import { englishNumerals } from './numerals-english.js';

const MONTHS =
  'jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?';
const MONTH_NAMES = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** What we read ourselves (digits by the client's order; days with their times and ranges, which `dates.ts` joins) or do not want (time zones as letters). */
const LEFT_OUT = new Set([
  'SlashDateFormatParser',
  'ENYearMonthDayParser',
  'ENSlashMonthFormatParser',
  'ENTimeUnitCasualRelativeFormatParser',
  'ENRelativeDateFormatParser',
  'ENMergeDateRangeRefiner',
  'ENMergeDateTimeRefiner',
  'ExtractTimezoneAbbrRefiner',
  'ForwardDateRefiner',
]);

const chrono = (() => {
  const { parsers, refiners } = en.configuration.createCasualConfiguration();
  const wanted = <T extends object>(parts: T[]): T[] => parts.filter((part) => !LEFT_OUT.has(part.constructor.name));
  return new Chrono({ parsers: wanted(parsers), refiners: wanted(refiners) });
})();

/** Without a digit or one of these chrono-node finds nothing. Most messages have none, and looking is a third of what rules take for a message. */
const MAY_BE_DATED =
  /\d|sec|min|hour|hr|day|week|wk|month|mo\b|quarter|qtr|year|yr|decade|now|night|tom|tmr|tmw|yest|morn|noon|even|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mon|tue|wed|thu|fri|sat|sun/i;

/** `for 3 days` and `within 3 days` last; `2 days before` counts from something else than now; `a minute` and `now` are no appointment; a month alone is read below. */
const NOT_A_DATE = new RegExp(
  `^(?:\\d+ ?[~–-] ?\\d+$|within|for|now|.*weekend$|.* (?:before|after)$|(?:an?|the) (?!day |.*(?:ago|later|from now)$)|(?:in )?(?:${MONTHS})\\.?$)`,
  'i',
);
/** chrono-node reads the `from 3` of `from 3 May` as an hour. */
const FROM_DAY_OF_MONTH = new RegExp(
  String.raw`\bfrom (?=\d{1,2}(?:st|nd|rd|th)?(?: ?(?:to|until|till|-|–) ?\d{1,2}(?:st|nd|rd|th)?)? (?:of )?(?:${MONTHS})\b)`,
  'gi',
);
const SHORT_WEEKDAY = /^(?:sun|sat|mon|wed|fri|thu|tue)$/i;
const WEEKDAY_CUE = /\b(?:on|next|this|last|by|until|till|for|from|to|before|after|not|and|or) $/i;

/**
 * English dates and times. What chrono-node finds, with the rules this place needs on top: weekdays, years that are left out
 * and months alone look forward, and days no calendar has are refused.
 * @param text folded to ASCII width
 */
export function englishDates(text: string, now: LocalNow, timeZone: string): Found {
  const found: Found = { candidates: [], refused: refusedDays(text, now) };
  // The reference carries the customer's wall clock in the fields of the process's own zone: chrono reads those.
  const reference = new Date(now.year, now.month - 1, now.day, now.hour, now.minute);
  const readable = text.replace(FROM_DAY_OF_MONTH, '     ');
  for (const result of MAY_BE_DATED.test(readable) ? chrono.parse(readable, reference) : []) {
    const candidate = fromResult(result, text, now, timeZone);
    if (candidate !== undefined) found.candidates.push(candidate);
  }
  found.candidates.push(...ownForms(text, now));
  return found;
}

function fromResult(result: ParsedResult, text: string, now: LocalNow, timeZone: string): Candidate | undefined {
  const { start: from, end: until } = result;
  const lead = /^(?:on|at) (?=\D)/i.exec(result.text)?.[0].length ?? 0;
  const written = result.text.slice(lead).replace(/[\s,]+$/, '');
  const start = result.index + lead;
  const before = text.slice(Math.max(0, start - 8), start);
  if (NOT_A_DATE.test(written)) return undefined;
  if (SHORT_WEEKDAY.test(written) && !WEEKDAY_CUE.test(before) && !/^[A-Z]/.test(written)) return undefined;
  const hasDay = from.isCertain('day') || from.isCertain('weekday');
  const hasTime = from.isCertain('hour');
  if (!hasDay && !hasTime) return undefined;
  const part = hasTime && !until ? (PART_BEHIND.exec(text.slice(start + written.length))?.[0] ?? '') : '';
  const end = start + written.length + part.length;
  if (hasDay && hasTime && /(?:Z|[+-]\d\d:?\d\d)$/.test(written)) {
    return { type: 'datetime', value: moment(localNow(from.date(), timeZone)), start, end, confidence: 1 };
  }
  let day = hasDay ? dayOf(from, written, now) : undefined;
  const time = hasTime ? inHalf(isoTime(from.get('hour')!, from.get('minute') ?? 0), written + part) : undefined;
  // `at 5` may be the hour of the day or of the night.
  const confidence =
    hasTime && part === '' && !/:|[ap]\.?m\b|noon|night/i.test(written) && from.get('hour')! <= 12 ? 0.7 : 1;
  const lastDay = until?.isCertain('day') || until?.isCertain('weekday') ? dayOf(until, written, now) : day;
  // `20-25 Nov` of a span that has begun: both are of one year.
  if (day !== undefined && lastDay! < day && !from.isCertain('year')) day = monthsFrom(day, -12);
  const value = joinedMoment(day, time);
  if (until) {
    const ended = until.isCertain('hour') ? isoTime(until.get('hour')!, until.get('minute') ?? 0) : undefined;
    const isOpen = ended !== undefined && time !== undefined && !until.isCertain('meridiem');
    const lastTime = isOpen ? endOfTimes(time, ended, '') : ended;
    // `8:00 to 5 pm`: the half of the day is of the end alone where the start would come after it.
    const over =
      day === undefined && time !== undefined && lastTime !== undefined && time > lastTime && time >= '12:00';
    const first =
      over && !from.isCertain('meridiem') ? isoTime(from.get('hour')! - 12, from.get('minute') ?? 0) : value;
    return { type: 'period', value: { from: first, to: joinedMoment(lastDay, lastTime) }, start, end, confidence };
  }
  return { type: day === undefined ? 'time' : time === undefined ? 'date' : 'datetime', value, start, end, confidence };
}

/** `at 8 in the evening`. */
const PART_BEHIND = /^ (?:in the (?:morning|afternoon|evening)|at night)(?!\p{L})/iu;

const joinedMoment = (day: string | undefined, time: string | undefined): string =>
  day === undefined ? time! : time === undefined ? day : `${day}T${time}`;

const moment = (at: LocalNow): string => `${isoDay(today(at))}T${isoTime(at.hour, at.minute)}`;

function dayOf(parts: ParsedResult['start'], written: string, now: LocalNow): string {
  if (!parts.isCertain('day')) {
    const which = /\b(last|past|next|this)\b/i.exec(written)?.[1]?.toLowerCase();
    const mode = which === 'last' || which === 'past' ? 'last' : which === 'next' || which === 'this' ? which : 'alone';
    return weekdayDate(now, parts.get('weekday') || 7, mode);
  }
  const [month, day] = [parts.get('month')!, parts.get('day')!];
  const year = parts.isCertain('year') ? parts.get('year')! : nearestYear(now, month, day);
  return isoDay(dayNumber(year, month, day));
}

const NAMED_DAY = new RegExp(
  `(?<![\\p{L}\\d])(?:(\\d{1,2})(?:st|nd|rd|th)?(?: of)?[ -](${MONTHS})|(${MONTHS})\\.? (?:the )?(\\d{1,2})(?:st|nd|rd|th)?)(?![\\p{L}\\d])(?:,? ((?:19|20)\\d\\d))?`,
  'giu',
);

/** Days by the name of a month that it does not have: `31 Feb`, `Feb 30, 2026`. */
function refusedDays(text: string, now: LocalNow): Found['refused'] {
  const refused: Found['refused'] = [];
  for (const match of text.matchAll(NAMED_DAY)) {
    const month = MONTH_NAMES.indexOf((match[2] ?? match[3]!).slice(0, 3).toLowerCase()) + 1;
    const day = Number(match[1] ?? match[4]);
    // Without a year, 29 February is a day of some year.
    const year = match[5] === undefined ? (month === 2 ? 2028 : now.year) : Number(match[5]);
    if (!isDay(year, month, day)) {
      refused.push({ type: 'date', start: match.index, end: match.index + match[0].length, code: 'NO_SUCH_DAY' });
    }
  }
  return refused;
}

const PAST_HOUR = /(?<![\p{L}\d])(half past|(?:a )?quarter past|(?:a )?quarter to|half) (\w+)(?: ?([ap])\.?m\b\.?)?/giu;
const OF_MONTH =
  /\b(?:on|by|until|till|before|after|from|for|to) the (\d{1,2})(?:st|nd|rd|th)(?![\p{L}\d])(?! (?:of|floor|time))/giu;
const WHOLE = /\b(this|next|last|coming) (weekend|week|month|year)(?![\p{L}])/giu;
const MONTH_ALONE = new RegExp(
  `\\b(?:in|by|until|since|this|next|during|of) (${MONTHS})(?![\\p{L}\\d]|\\.?,? \\d)`,
  'giu',
);
const PART_OF_TODAY = /\bthis (?:morning|afternoon|evening)(?!\p{L})/giu;
const BETWEEN = /\bbetween (\d{1,2})(?::(\d\d))? and (\d{1,2})(?::(\d\d))? ?([ap])\.?m\b/giu;

/** Forms chrono-node does not have, or reads as a moment where people mean a span. */
function ownForms(text: string, now: LocalNow): Candidate[] {
  const found: Candidate[] = [];
  const add = (match: RegExpMatchArray, candidate: Pick<Candidate, 'type' | 'value' | 'confidence'>, skip = 0) =>
    found.push({ ...candidate, start: match.index! + skip, end: match.index! + match[0].length });
  for (const match of text.matchAll(PAST_HOUR)) {
    const time = clockWords(match[1]!.toLowerCase(), match[2]!, match[3]?.toLowerCase());
    if (time !== undefined) add(match, { type: 'time', value: time, confidence: match[3] ? 1 : 0.7 });
  }
  for (const match of text.matchAll(OF_MONTH)) {
    const day = nextOfMonth(now, Number(match[1]));
    if (day !== undefined) add(match, { type: 'date', value: day, confidence: 0.9 }, match[0].indexOf('the '));
  }
  for (const match of text.matchAll(WHOLE)) {
    add(match, {
      type: 'period',
      value: wholePeriod(now, match[1]!.toLowerCase(), match[2]!.toLowerCase()),
      confidence: 0.9,
    });
  }
  for (const match of text.matchAll(MONTH_ALONE)) {
    const month = MONTH_NAMES.indexOf(match[1]!.slice(0, 3).toLowerCase()) + 1;
    const year = month < now.month ? now.year + 1 : now.year;
    const value = {
      from: isoDay(dayNumber(year, month, 1)),
      to: isoDay(dayNumber(year, month, daysInMonth(year, month))),
    };
    add(match, { type: 'period', value, confidence: 0.8 }, match[0].length - match[1]!.length);
  }
  for (const match of text.matchAll(PART_OF_TODAY))
    add(match, { type: 'date', value: isoDay(today(now)), confidence: 0.9 });
  for (const match of text.matchAll(BETWEEN)) {
    const half = match[5]!.toLowerCase() === 'p' ? 12 : 0;
    const time = (hour: string, minute = '0') => isoTime((Number(hour) % 12) + half, Number(minute));
    if (Number(match[1]) > 12 || Number(match[3]) > 12) continue;
    add(match, {
      type: 'period',
      value: { from: time(match[1]!, match[2]), to: time(match[3]!, match[4]) },
      confidence: 1,
    });
  }
  return found;
}

function clockWords(words: string, hourWord: string, half: string | undefined): string | undefined {
  const hour = /^\d+$/.test(hourWord) ? Number(hourWord) : englishNumerals(hourWord)[0]?.value;
  if (hour === undefined || !Number.isInteger(hour) || hour > 23 || (words === 'half' && hour > 12)) return undefined;
  const base = half === undefined ? hour : (hour % 12) + (half === 'p' ? 12 : 0);
  const minutes = words.includes('to') ? -15 : words.startsWith('half') ? 30 : 15;
  return addMinutes({ year: 2000, month: 1, day: 2, hour: base, minute: 0 }, minutes).time;
}

/** The next day with this number from today on; undefined where no month has it. */
export function nextOfMonth(now: LocalNow, day: number): string | undefined {
  for (let ahead = 0; ahead < 12 && day >= 1 && day <= 31; ahead++) {
    const index = now.year * 12 + now.month - 1 + ahead;
    const [year, month] = [Math.floor(index / 12), (index % 12) + 1];
    if (isDay(year, month, day) && dayNumber(year, month, day) >= today(now))
      return isoDay(dayNumber(year, month, day));
  }
  return undefined;
}

/** All of a week (Monday to Sunday), weekend, month or year. */
export function wholePeriod(now: LocalNow, which: string, unit: string) {
  const shift = which === 'next' || (which === 'coming' && unit !== 'weekend') ? 1 : which === 'last' ? -1 : 0;
  if (unit === 'year') return { from: `${now.year + shift}-01-01`, to: `${now.year + shift}-12-31` };
  if (unit === 'month') {
    const index = now.year * 12 + now.month - 1 + shift;
    const [year, month] = [Math.floor(index / 12), (index % 12) + 1];
    return { from: isoDay(dayNumber(year, month, 1)), to: isoDay(dayNumber(year, month, daysInMonth(year, month))) };
  }
  const monday = today(now) - weekdayOf(today(now)) + 1 + shift * 7;
  return { from: isoDay(unit === 'weekend' ? monday + 5 : monday), to: isoDay(monday + 6) };
}
