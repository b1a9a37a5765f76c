/** The moment of a message as its customer's clock shows it. */
export interface LocalNow {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
}

/** A day as a count from 1970-01-01, so that days add up. */
export const dayNumber = (year: number, month: number, day: number): number =>
  Math.round(Date.UTC(year, month - 1, day) / 86_400_000);

/** `2026-11-24` of a count of days. */
export function isoDay(days: number): string {
  return new Date(days * 86_400_000).toISOString().slice(0, 10);
}

/** 1 (Monday) to 7 (Sunday). */
export const weekdayOf = (days: number): number => ((((days + 3) % 7) + 7) % 7) + 1;

export function daysInMonth(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

export const isDay = (year: number, month: number, day: number): boolean =>
  month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month);

export const isoTime = (hour: number, minute: number): string =>
  `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;

/** Minutes later, as day and time. */
export function addMinutes(now: LocalNow, minutes: number): { day: string; time: string } {
  const total = now.hour * 60 + now.minute + Math.round(minutes);
  const days = Math.floor(total / 1440);
  const rest = total - days * 1440;
  return { day: isoDay(today(now) + days), time: isoTime(Math.floor(rest / 60), rest % 60) };
}

/** The count of days of `2026-11-24`. */
export const dayCount = (day: string): number => Math.round(Date.parse(day) / 86_400_000);

/** `addMonths` of `2026-11-24`. */
export function monthsFrom(day: string, months: number): string {
  const [year, month, date] = day.split('-').map(Number) as [number, number, number];
  return addMonths({ year, month, day: date }, months);
}

/** Months later; a day that the month does not have is its last (31 January and a month: 28 February). */
export function addMonths(now: Pick<LocalNow, 'year' | 'month' | 'day'>, months: number): string {
  const index = now.year * 12 + now.month - 1 + months;
  const [year, month] = [Math.floor(index / 12), (index % 12) + 1];
  return isoDay(dayNumber(year, month, Math.min(now.day, daysInMonth(year, month))));
}

export const today = (now: LocalNow): number => dayNumber(now.year, now.month, now.day);

/**
 * The wall clock of a time zone at a moment.
 * @param timeZone IANA name, e.g. `Asia/Shanghai`; an unknown one is a RangeError of Intl
 */
export function localNow(now: Date, timeZone: string): LocalNow {
  const clock = clockOf(timeZone);
  const minute = Math.floor(now.getTime() / 60_000);
  if (minute === clock.last?.minute) return clock.last.shown;
  const parts = clock.format.formatToParts(now);
  const part = (type: string) => Number(parts.find((one) => one.type === type)!.value);
  const shown = {
    year: part('year'),
    month: part('month'),
    day: part('day'),
    hour: part('hour'),
    minute: part('minute'),
  };
  clock.last = { minute, shown };
  return shown;
}

interface Clock {
  format: Intl.DateTimeFormat;
  /** The minute that was asked for last, since 1970, and what the clock shows then: messages of one minute share it. */
  last?: { minute: number; shown: LocalNow };
}

/** Making a formatter costs more than using it a hundred times. */
const clocks = new Map<string, Clock>();

function clockOf(timeZone: string): Clock {
  let clock = clocks.get(timeZone);
  if (clock === undefined) {
    const format = new Intl.DateTimeFormat('en-US', {
      timeZone,
      calendar: 'gregory',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
    });
    clock = { format };
    clocks.set(timeZone, clock);
  }
  return clock;
}

/**
 * A weekday as people mean it. Alone: the next one after today. `this`: of this week, which starts on Monday; `next`: of the
 * week after; `last`: the latest one before today.
 */
export function weekdayDate(now: LocalNow, weekday: number, which: 'alone' | 'this' | 'next' | 'last'): string {
  const day = today(now);
  const ahead = weekday - weekdayOf(day);
  if (which === 'this') return isoDay(day + ahead);
  if (which === 'next') return isoDay(day + ahead + 7);
  if (which === 'last') return isoDay(day + (ahead >= 0 ? ahead - 7 : ahead));
  return isoDay(day + (ahead <= 0 ? ahead + 7 : ahead));
}

/** The year of a day that is given without one: the next such day from today on. */
export function nearestYear(now: LocalNow, month: number, day: number): number {
  return dayNumber(now.year, month, day) < today(now) ? now.year + 1 : now.year;
}

const SAYS_HALF = /\d ?[ap]\.?m\b|[早晚夜]|[上中下]午|凌晨|清晨|午后|傍晚|noon|night/i;

/** The end of 下午2点到4点 and of `9 to 5` comes after the start, unless it says in which half of the day it is. */
export function endOfTimes(from: string, time: string, written: string): string {
  if (time >= from || time >= '12:00' || SAYS_HALF.test(written)) return time;
  const later = twelveLater(time);
  return later > from ? later : time;
}

/** A time in the half of the day that the words around it name in English: `evening at 8` is 20:00, `tonight at 12` 00:00. */
export function inHalf(time: string, said: string): string {
  if (/\d ?[ap]\.?m\b/i.test(said)) return time;
  const isNight = /\b(?:tonight|night)\b/i.test(said);
  if (time.startsWith('12') && isNight) return `00${time.slice(2)}`;
  const isLate = isNight ? time >= '05:00' : /\b(?:afternoon|evening)\b/i.test(said) && time >= '01:00';
  return isLate && time < '12:00' ? twelveLater(time) : time;
}

const twelveLater = (time: string): string => `${Number(time.slice(0, 2)) + 12}${time.slice(2)}`;
