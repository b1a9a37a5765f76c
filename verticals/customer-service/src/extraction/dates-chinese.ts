import {
  addMinutes,
  addMonths,
  dayCount,
  dayNumber,
  daysInMonth,
  isDay,
  isoDay,
  isoTime,
  type LocalNow,
  nearestYear,
  today,
  weekdayDate,
} from './calendar.js';
import { nextOfMonth, wholePeriod } from './dates-english.js';
import type { EntityType, EntityValue, Found } from './entity.js';
import { readChineseNumber } from './numerals-chinese.js';

const N = '(?:\\d{1,2}|[一二两三四五六七八九十]{1,3})';
const COUNT = '(?:\\d{1,4}|[一二两三四五六七八九十百]{1,4}|半)';
const YEAR = '(?:(?:19|20)\\d\\d|[零〇一二三四五六七八九]{4}|今|明|后|去|前)';

const MONTH_DAY = new RegExp(`(?:(${YEAR})年)?(?<![\\d个])(${N})月(?:(${N})[日号]|份)?(?!后|前|内|之|以)`, 'g');
const YEAR_MONTH_IN_WORDS = new RegExp(`(上个?|这个?|本|下个?)月(${N})[日号]`, 'g');
const DAY_ALONE = new RegExp(
  `(?<![月第年个\\w-])(?<!\\d[.,])(${N})[号](?!线|楼|门|店|机|码|房|库|仓|院|柜|桌|车|位|公)`,
  'g',
);
const DAY_WORDS = /大前天|大后天|前天|昨[天日晚]|今[天日晚早]|明[天日晚早]|后[天日]/g;
const DAY_SHIFT: Record<string, number> = { 大前: -3, 前: -2, 昨: -1, 今: 0, 明: 1, 后: 2, 大后: 3 };
const WEEKDAY = /(上上|上|这|本|下下|下)?个?(?:周|星期|礼拜)([一二三四五六日天末])(?!期)/g;
const WHOLE =
  /(上|这|本|下)个?(周末|周|星期|礼拜|月)(?![一二三四五六日天末\d十底初])|(今|明|去)年(?![\d一二三四五六七八九十底初])/g;
const LATER = new RegExp(
  `(${COUNT})(个)?(半)?(天|日|周|星期|礼拜|月|年|小时|钟头|分钟|工作日)(?:之后|以后|后(?!天)|之前|以前|前(?!天))`,
  'g',
);
const ENDS = /(?:(上|这|本|下)个?)?(月|年)(底|末|初)/g;
const CLOCK =
  /(凌晨|清晨|早上|早晨|上午|中午|下午|午后|傍晚|晚上|晚间|夜里|半夜|(?<![今明昨])[早晚])?(?<!\d)(?<!\d[:.,])(\d{1,2}|[零一二两三四五六七八九十]{1,3})(?:(?:点|时(?!候|间|刻|常|期|尚))(?:(半)|([一三])刻|(\d{1,2}|[零一二三四五六七八九十]{1,3})分?|钟|整)?|:(\d\d)(?!\d|:\d))/g;

/**
 * Chinese dates and times; a grammar of its own, because the one of chrono-node reads 明天 by the hour of the server and knows
 * neither 下个月5号, 下周, 月底 nor 5号.
 * @param text folded to ASCII width
 */
export function chineseDates(text: string, now: LocalNow): Found {
  const found: Found = { candidates: [], refused: [] };
  const add = (match: RegExpMatchArray, type: EntityType, value: EntityValue, confidence = 1) =>
    found.candidates.push({ type, value, start: match.index!, end: match.index! + match[0].length, confidence });
  const addDay = (match: RegExpMatchArray, year: number, month: number, day: number, confidence = 1) => {
    if (isDay(year, month, day)) add(match, 'date', isoDay(dayNumber(year, month, day)), confidence);
    else refuse(match, 'date', 'NO_SUCH_DAY');
  };
  const refuse = (match: RegExpMatchArray, type: EntityType, code: 'NO_SUCH_DAY' | 'NO_SUCH_TIME') =>
    found.refused.push({ type, start: match.index!, end: match.index! + match[0].length, code });

  for (const match of text.matchAll(MONTH_DAY)) {
    const month = numberOf(match[2]!);
    const given = match[1] === undefined ? undefined : yearOf(match[1], now);
    if (match[3] !== undefined) {
      const day = numberOf(match[3]);
      // Without a year, 29 February is a day of some year.
      const leap = month === 2 && day === 29 && given === undefined ? nextLeapYear(now) : undefined;
      addDay(match, given ?? leap ?? nearestYear(now, month, Math.min(day, 28)), month, day);
    } else if (given !== undefined || /份$/.test(match[0]) || isMonthAlone(text, match)) {
      const year = given ?? (month < now.month ? now.year + 1 : now.year);
      if (month >= 1 && month <= 12) add(match, 'period', monthPeriod(year, month), 0.9);
      else refuse(match, 'date', 'NO_SUCH_DAY');
    }
  }
  for (const match of text.matchAll(YEAR_MONTH_IN_WORDS)) {
    const { from } = wholePeriod(now, whichOf(match[1]!), 'month');
    addDay(match, Number(from.slice(0, 4)), Number(from.slice(5, 7)), numberOf(match[2]!));
  }
  for (const match of text.matchAll(DAY_ALONE)) {
    const day = nextOfMonth(now, numberOf(match[1]!));
    if (day !== undefined) add(match, 'date', day, 0.8);
  }
  for (const match of text.matchAll(DAY_WORDS)) {
    add(match, 'date', isoDay(today(now) + DAY_SHIFT[match[0].slice(0, -1)]!));
  }
  for (const match of text.matchAll(WEEKDAY)) {
    if (match[2] === '末') {
      const { from, to } = wholePeriod(now, whichOf(match[1] ?? '这'), 'weekend');
      add(match, 'period', { from, to }, 0.9);
    } else
      add(match, 'date', weekdayIn(match[1], '一二三四五六日'.indexOf(match[2] === '天' ? '日' : match[2]!) + 1, now));
  }
  for (const match of text.matchAll(WHOLE)) {
    const unit = match[3] ? 'year' : match[2] === '月' ? 'month' : match[2] === '周末' ? 'weekend' : 'week';
    add(match, 'period', wholePeriod(now, whichOf(match[1] ?? match[3]!), unit), 0.9);
  }
  for (const match of text.matchAll(LATER)) addLater(match, now, add);
  for (const match of text.matchAll(ENDS)) {
    const { from, to } = wholePeriod(now, whichOf(match[1] ?? '这'), match[2] === '月' ? 'month' : 'year');
    add(match, 'date', match[3] === '初' ? from : to, 0.7);
  }
  for (const match of text.matchAll(CLOCK)) {
    const time = clockTime(match, text);
    if (time === undefined) continue;
    if (time === 'no such time') refuse(match, 'time', 'NO_SUCH_TIME');
    else add(match, 'time', time.value, time.confidence);
  }
  return found;
}

const numberOf = (written: string): number =>
  /^\d/.test(written) ? Number(written) : (readChineseNumber(written) ?? 0);

function yearOf(written: string, now: LocalNow): number {
  const shift: Record<string, number> = { 今: 0, 明: 1, 后: 2, 去: -1, 前: -2 };
  return written in shift ? now.year + shift[written]! : numberOf(written);
}

function nextLeapYear(now: LocalNow): number {
  for (let year = now.year; ; year++) {
    if (isDay(year, 2, 29) && dayNumber(year, 2, 29) >= today(now)) return year;
  }
}

const whichOf = (word: string): string => (/^[下明]/.test(word) ? 'next' : /^[上去]/.test(word) ? 'last' : 'this');

function monthPeriod(year: number, month: number) {
  return { from: isoDay(dayNumber(year, month, 1)), to: isoDay(dayNumber(year, month, daysInMonth(year, month))) };
}

/** 上周五 is of the week before, 这周五 of this one; 周五 alone is the next one. */
function weekdayIn(which: string | undefined, weekday: number, now: LocalNow): string {
  if (which === undefined) return weekdayDate(now, weekday, 'alone');
  const weeks = { 上上: -2, 上: -1, 这: 0, 本: 0, 下: 1, 下下: 2 }[which]!;
  const day = weekdayDate(now, weekday, 'this');
  return isoDay(dayCount(day) + weeks * 7);
}

function addLater(
  match: RegExpMatchArray,
  now: LocalNow,
  add: (match: RegExpMatchArray, type: EntityType, value: EntityValue, confidence?: number) => void,
): void {
  const [whole, counted, , half, unit] = match;
  const count = (counted === '半' ? 0.5 : numberOf(counted!)) + (half ? 0.5 : 0);
  const signed = whole!.includes('前') ? -count : count;
  if (unit === '小时' || unit === '钟头' || unit === '分钟') {
    const { day, time } = addMinutes(now, signed * (unit === '分钟' ? 1 : 60));
    add(match, 'datetime', `${day}T${time}`);
  } else if (unit === '月' || unit === '年') {
    // 半个月 is fifteen days, 半年 six months.
    const months = unit === '年' ? signed * 12 : signed;
    const whole = Number.isInteger(months);
    add(match, 'date', whole ? addMonths(now, months) : isoDay(today(now) + Math.round(months * 30)));
  } else if (unit !== '工作日') {
    const days = signed * (unit === '天' || unit === '日' ? 1 : 7);
    if (Number.isInteger(days)) add(match, 'date', isoDay(today(now) + days));
  }
}

const AFTERNOON = /^(?:下午|午后|傍晚|晚上|晚间|夜里|晚)$/;

function clockTime(
  match: RegExpMatchArray,
  text: string,
): { value: string; confidence: number } | 'no such time' | undefined {
  const [whole, named, hourText, half, quarter, minuteText, colonMinutes] = match;
  const before = text[match.index! - 1] ?? '';
  const part = named ?? (/[晚早]/.test(before) ? before : undefined);
  const after = text.slice(match.index! + whole!.length, match.index! + whole!.length + 2);
  const hour = numberOf(hourText!);
  const minute = half
    ? 30
    : quarter
      ? numberOf(quarter) * 15
      : Number(colonMinutes ?? (minuteText === undefined ? 0 : numberOf(minuteText.replace(/^零/, '') || '零')));
  const bare = /[点时]$/.test(whole!);
  // 一点 is a little, 三点建议 three points, 小时 an hour: a bare hour needs a part of the day or an end after it.
  if (
    bare &&
    part === undefined &&
    (hourText === '一' || !/^(?:$|[\s\p{P}前后到至左之以吧可行见的]|\p{L}?前)/u.test(after))
  )
    return undefined;
  if (whole!.includes('时') && part === undefined && minuteText === undefined) return undefined;
  if (hour > 24 || minute > 59 || (hour === 24 && minute > 0)) return 'no such time';
  // 晚上1点 is after midnight.
  const later = part !== undefined && AFTERNOON.test(part) && !(hour < 5 && /^(?:晚|夜)/.test(part));
  const noon = part === '中午' && hour < 11;
  const night = (part === '凌晨' || part === '半夜' || part === '晚上' || part === '晚') && hour === 12;
  const read = night ? 0 : hour < 12 && (later || noon) ? hour + 12 : hour % 24;
  const sure = part !== undefined || colonMinutes !== undefined || hour > 12;
  return { value: isoTime(read, minute), confidence: sure ? 1 : 0.7 };
}

/** `3月的账单`, `改到3月`: without 份 a month has to be said to be one. */
function isMonthAlone(text: string, { 0: written, index }: RegExpExecArray): boolean {
  return /[在于到至从自]/.test(text[index - 1] ?? '') || text[index + written.length] === '的';
}

/** The candidates that end a span whose start gives the month: 12月5日到9日. */
export const DAY_OF_SAME_MONTH = new RegExp(`^(?:到|至|-|~|—)(${N})[日号]`);
export const chineseNumberOf = numberOf;
