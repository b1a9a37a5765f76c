import type { Problem } from '@proofline/learn';
import { closest } from '@proofline/pipeline';
import { Cron } from 'croner';

/**
 * Times of a cron expression on the clock of a zone. A fixed time that the clock skips in spring comes at the end of the gap;
 * one that it shows twice in autumn comes the first time only. Expressions with steps or wildcards count real time: they
 * come in both hours of autumn, and not in the one that is missing in spring.
 */
export interface CronTimes {
  cron: string;
  timeZone: string;
}

/** The first `count` times after `after`; fewer where the expression comes to an end. */
export function nextTimes(times: CronTimes, after: Date, count: number): Date[] {
  return open(times).nextRuns(count, after);
}

/** The last times in (`after`, `until`], at most `most`, in order. */
export function timesBetween(times: CronTimes, after: Date, until: Date, most: number): Date[] {
  // The reference itself is left out, and cron knows no milliseconds.
  const back = open(times).previousRuns(most, new Date(until.getTime() + 1));
  return back.filter((at) => at > after).reverse();
}

/** What is wrong with an expression, if anything. */
export function cronProblem(cron: string): Problem | undefined {
  try {
    if (nextTimes({ cron, timeZone: 'UTC' }, new Date(), 1).length > 0) return undefined;
    return problemOf(cron, 'no date ever matches it');
  } catch (error) {
    return problemOf(cron, (error as Error).message.replace(/^CronPattern: /, '').replace(/\.$/, ''));
  }
}

function problemOf(cron: string, reason: string): Problem {
  const allowed = 'five fields: minute, hour, day of the month, month, day of the week';
  const fix = "Write it like '0 3 * * 1': every Monday at 3:00.";
  return {
    code: 'SCHEDULE_CRON_INVALID',
    message: `'cron' cannot be read: ${reason}. It takes ${allowed}. ${fix}`,
    where: { path: 'cron' },
    got: cron,
    allowed,
    fix,
  };
}

/** What is wrong with the name of a zone, if anything. */
export function timeZoneProblem(timeZone: string): Problem | undefined {
  if (isTimeZone(timeZone)) return undefined;
  const meant = zoneLike(timeZone);
  const allowed = 'an IANA name like Europe/Berlin or UTC';
  const fix = meant === undefined ? `Take ${allowed}.` : `Did you mean '${meant}'?`;
  return {
    code: 'SCHEDULE_TIME_ZONE_UNKNOWN',
    message: `'timeZone' is no time zone: '${timeZone}'. ${fix}`,
    where: { path: 'timeZone' },
    got: timeZone,
    allowed,
    fix,
  };
}

/** Offsets like +02:00 are no zones: they do not know of daylight saving. */
function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** By its city alone, or by a slip of the pen. */
function zoneLike(name: string): string | undefined {
  const zones = ['UTC', ...Intl.supportedValuesOf('timeZone')];
  const city = name.toLowerCase().replaceAll(' ', '_');
  return zones.find((zone) => zone.toLowerCase().split('/').at(-1) === city) ?? closest(name, zones);
}

function open({ cron, timeZone }: CronTimes): Cron {
  return new Cron(cron, { timezone: timeZone, mode: '5-part', paused: true });
}
