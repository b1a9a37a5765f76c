import type { Language } from '@proofline/pipeline';
import { dateFormat } from '../replies/formatters.js';
import { DAYS, type FlowHours } from './flow-shape.js';

/** Minutes. */
const DAY = 24 * 60;

/** What the clock on the wall of a time zone shows. */
export interface LocalTime {
  /** `YYYY-MM-DD` */
  date: string;
  /** Minutes since midnight. */
  minutes: number;
}

export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

export function localTime(at: Date, timeZone: string): LocalTime {
  const parts = dateFormat('en-CA', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(at);
  const part = (type: string): string => parts.find((one) => one.type === type)!.value;
  return {
    date: `${part('year')}-${part('month')}-${part('day')}`,
    minutes: Number(part('hour')) * 60 + Number(part('minute')),
  };
}

/** `2026-03-01`, 1 → `2026-03-02` */
export function addDays(date: string, days: number): string {
  const at = new Date(`${date}T00:00:00Z`);
  at.setUTCDate(at.getUTCDate() + days);
  return at.toISOString().slice(0, 10);
}

/** The instant at which a wall clock shows this; of a time that the clocks skip, the one an hour later. */
function instantOf({ date, minutes }: LocalTime, timeZone: string): Date {
  const wanted = Date.parse(`${date}T00:00:00Z`) + minutes * 60_000;
  let at = wanted;
  // The offset at the guess may be another than at the instant itself, on a day when the clocks change.
  for (let round = 0; round < 2; round++) {
    const shown = localTime(new Date(at), timeZone);
    at += wanted - (Date.parse(`${shown.date}T00:00:00Z`) + shown.minutes * 60_000);
  }
  return new Date(at);
}

/** The open times that begin on a day, in minutes since its midnight, in order; `22:00-06:00` ends on the next. */
function openTimes(hours: FlowHours, date: string): [number, number][] {
  if (hours.holidays.some((holiday) => holiday.date === date)) return [];
  const day = DAYS[(new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7]!;
  const minutes = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
  return (hours.week[day] ?? [])
    .map((range): [number, number] => {
      const [from, to] = [minutes(range.slice(0, 5)), minutes(range.slice(6))];
      return [from, to < from ? to + DAY : to];
    })
    .sort(([a], [b]) => a - b);
}

export function isOpen(hours: FlowHours, at: Date, timeZone: string): boolean {
  const { date, minutes } = localTime(at, hours.timeZone ?? timeZone);
  const holds = (day: string, time: number): boolean =>
    openTimes(hours, day).some(([from, to]) => time >= from && time < to);
  return holds(date, minutes) || holds(addDays(date, -1), minutes + DAY);
}

/** When it opens next after `at`, within a year. */
export function nextOpening(hours: FlowHours, at: Date, timeZone: string): Date | undefined {
  const zone = hours.timeZone ?? timeZone;
  const now = localTime(at, zone);
  for (let days = 0; days <= 366; days++) {
    const date = addDays(now.date, days);
    const [from] = openTimes(hours, date).find(([start]) => days > 0 || start > now.minutes) ?? [];
    if (from !== undefined) return instantOf({ date, minutes: from }, zone);
  }
  return undefined;
}

/** `on Monday 2 March at 09:00`: when a team opens, by its own clocks, which are named where they are not those of the flow. */
export function openingText(at: Date, hours: FlowHours, timeZone: string, language: Language): string {
  const zone = { timeZone: hours.timeZone ?? timeZone };
  const locale = language === 'zh' ? 'zh-CN' : 'en-GB';
  const day = dateFormat(locale, { ...zone, weekday: 'long', day: 'numeric', month: 'long' }).format(at);
  const time = dateFormat(locale, { ...zone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(at);
  const clocks = dateFormat(locale, { ...zone, timeZoneName: 'shortGeneric' })
    .formatToParts(at)
    .find(({ type }) => type === 'timeZoneName')?.value;
  const isHere = zone.timeZone === timeZone || clocks === undefined;
  if (language === 'zh') return `${isHere ? '' : clocks}${day}${time}`;
  return `on ${day} at ${time}${isHere ? '' : ` (${clocks})`}`;
}
