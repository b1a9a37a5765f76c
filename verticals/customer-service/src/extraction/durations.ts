import type { Candidate, Duration } from './entity.js';
import type { NumberSpan } from './numbers.js';

export type CalendarUnit = 'minute' | 'hour' | 'day' | 'businessDay' | 'week' | 'month' | 'year';

const ENGLISH =
  /^[ -]?(?:(business|working|work)[ -]days?|(minute|hour|day|week|month|year)s?|(mins?|hrs?|wks?|yrs?))(?![\p{L}\d])/iu;
const CHINESE =
  /^ ?(?:个)?(半)?(工作日|分钟|小时|钟头|天|日(?!元)|周(?![一二三四五六日天年])|星期(?![一二三四五六日天])|礼拜(?![一二三四五六日天])|月(?!\d|[一二三四五六七八九十]|份)|年(?!\d|级))(半)?/;
const SHORT: Record<string, CalendarUnit> = { min: 'minute', hr: 'hour', wk: 'week', yr: 'year' };
const IN_CHINESE: Record<string, CalendarUnit> = {
  工作日: 'businessDay',
  分钟: 'minute',
  小时: 'hour',
  钟头: 'hour',
  天: 'day',
  日: 'day',
  周: 'week',
  星期: 'week',
  礼拜: 'week',
  月: 'month',
  年: 'year',
};
/** Without a number before them. */
const WHOLE: readonly [RegExp, number][] = [
  [
    /(?<![\p{L}\d一二三四五六七八九十两个])(?:half an hour)(?!\p{L})|(?<![个\d])半(?:个)?小时|(?<![个\d])半个钟头/giu,
    30,
  ],
  [/(?<![\p{L}\d])(?:an hour and a half|one and a half hours)(?!\p{L})/giu, 90],
  [/(?<![\p{L}\d-])an hour(?! and a half)(?!\p{L})/giu, 60],
];
/** Half of a month or a year, unless one is before it (一年半) or it dates something (半年后). */
const HALF = /(?<![\d年月个一二两三四五六七八九十])半(?:(年)|个月)(?![前后以之级])/g;

const ARTICLE = /(?<![\p{L}\d-])an? (day|week|month|year)(?![\p{L}\d])/giu;

const MINUTES: Partial<Record<CalendarUnit, number>> = { minute: 1, hour: 60, day: 1440, week: 10080 };

/** Durations a number counts: `3 days`, `two hours 30 minutes`, `5 business days`, 三天, 两个半小时, 半小时. */
export function durationCandidates(text: string, numbers: readonly NumberSpan[]): Candidate[] {
  const found: Candidate[] = [];
  const add = (start: number, end: number, value: Duration, confidence = 1) =>
    found.push({ type: 'duration', value, start, end, confidence });
  for (const number of numbers) {
    if (number.ordinal || number.value < 0) continue;
    if (isMinutesOfHours(text, number)) {
      add(number.start, number.end + 1, { count: number.value, unit: 'minute' });
      continue;
    }
    const read = readUnit(text.slice(number.end, number.end + 24), number.value);
    // 2026年 is a year, 12月 a month, 5日 a day of one: bare digits before 年, 月 and 日 date something.
    if (read === undefined || datesSomething(text, number, read)) continue;
    add(number.start, number.end + read.length, read.duration);
  }
  for (const [pattern, minutes] of WHOLE) {
    for (const match of text.matchAll(pattern)) {
      add(match.index, match.index + match[0].length, { count: minutes, unit: 'minute' });
    }
  }
  for (const match of text.matchAll(HALF)) {
    const half: Duration = match[1] === undefined ? { count: 15, unit: 'day' } : { count: 6, unit: 'month' };
    add(match.index, match.index + match[0].length, half);
  }
  for (const match of text.matchAll(ARTICLE)) {
    const unit = match[1]!.toLowerCase() as CalendarUnit;
    add(match.index, match.index + match[0].length, { count: 1, unit }, 0.6);
  }
  return joined(
    text,
    found.sort((a, b) => a.start - b.start),
  );
}

/** 1小时30分: elsewhere 分 may be points or cents. */
function isMinutesOfHours(text: string, { start, end }: NumberSpan): boolean {
  return (
    /(?:小时|钟头)$/.test(text.slice(Math.max(0, start - 2), start)) && /^分(?!钟|之)/.test(text.slice(end, end + 2))
  );
}

interface ReadUnit {
  duration: Duration;
  length: number;
  /** The unit as written. */
  word: string;
}

function readUnit(after: string, count: number): ReadUnit | undefined {
  const english = ENGLISH.exec(after);
  if (english) {
    const unit = english[1]
      ? 'businessDay'
      : english[2]
        ? (english[2].toLowerCase() as CalendarUnit)
        : SHORT[english[3]!.toLowerCase().replace(/s$/, '')]!;
    return { duration: { count, unit }, length: english[0].length, word: english[0] };
  }
  const chinese = CHINESE.exec(after);
  if (!chinese) return undefined;
  const halves = chinese[1] || chinese[3] ? 0.5 : 0;
  return {
    duration: { count: count + halves, unit: IN_CHINESE[chinese[2]!]! },
    length: chinese[0].length,
    word: chinese[0],
  };
}

function datesSomething(text: string, number: NumberSpan, { word }: ReadUnit): boolean {
  if (word === '年') return number.value >= 1900 && number.value < 2200;
  if (word === '月') return true;
  return word === '日' && /[月\d]/.test(text[number.start - 1] ?? '');
}

/** Hours and minutes that follow each other are one duration. */
function joined(text: string, found: readonly Candidate[]): Candidate[] {
  const kept: Candidate[] = [];
  for (const one of found) {
    const last = kept.at(-1);
    if (last !== undefined && one.start < last.end) {
      if (one.end > last.end) kept[kept.length - 1] = one;
      continue;
    }
    const [a, b] = [last?.value as Duration | undefined, one.value as Duration];
    const between = last === undefined ? '' : text.slice(last.end, one.start);
    if (last !== undefined && a?.unit === 'hour' && b.unit === 'minute' && /^(?: |, | and )?$/.test(between)) {
      kept[kept.length - 1] = { ...last, value: { count: a.count * 60 + b.count, unit: 'minute' }, end: one.end };
    } else kept.push(one);
  }
  return kept;
}

/** One measure for durations that are equal: minutes up to weeks, months up to years, business days for themselves. */
export function durationKey({ count, unit }: Duration): string {
  const minutes = MINUTES[unit];
  if (minutes !== undefined) return `${count * minutes} min`;
  return unit === 'businessDay' ? `${count} bd` : `${unit === 'year' ? count * 12 : count} mo`;
}
