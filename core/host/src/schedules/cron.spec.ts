import { describe, expect, it } from 'vitest';
import { cronProblem, nextTimes, timesBetween, timeZoneProblem } from './cron.js';

const iso = (times: Date[]): string[] => times.map((at) => at.toISOString().slice(0, 16));
const next = (cron: string, timeZone: string, after: string, count: number) =>
  iso(nextTimes({ cron, timeZone }, new Date(after), count));

describe('cron on the clock of a zone', () => {
  it.each([
    // Berlin goes from 2:00 to 3:00 on 29 March 2026, at 1:00 UTC.
    ['Europe/Berlin', '2026-03-28T12:00Z', ['2026-03-29T01:00', '2026-03-30T00:30', '2026-03-31T00:30']],
    // New York goes from 2:00 to 3:00 on 8 March 2026, at 7:00 UTC.
    ['America/New_York', '2026-03-07T12:00Z', ['2026-03-08T07:00', '2026-03-09T06:30', '2026-03-10T06:30']],
  ])('in the hour that is skipped in spring in %s: once, at the end of the gap', (zone, after, expected) => {
    expect(next('30 2 * * *', zone, after, 3)).toEqual(expected);
  });

  it.each([
    // Berlin's 2:30 of 25 October 2026 is 0:30 UTC and 1:30 UTC.
    ['30 2 * * *', 'Europe/Berlin', '2026-10-24T12:00Z', ['2026-10-25T00:30', '2026-10-26T01:30']],
    // New York's 1:30 of 1 November 2026 is 5:30 UTC and 6:30 UTC.
    ['30 1 * * *', 'America/New_York', '2026-10-31T12:00Z', ['2026-11-01T05:30', '2026-11-02T06:30']],
  ])("'%s' in the hour that comes twice in autumn in %s: once, the first time", (cron, zone, after, expected) => {
    expect(next(cron, zone, after, 2)).toEqual(expected);
    // Also for whoever looks in the middle of the second hour.
    const second = new Date(Date.parse(`${expected[0]}Z`) + 40 * 60_000).toISOString();
    expect(next(cron, zone, second, 1)).toEqual([expected[1]]);
  });

  it('counts real time where every hour is meant', () => {
    const hours = ['2026-10-25T00:00', '2026-10-25T01:00', '2026-10-25T02:00'];
    expect(next('0 * * * *', 'Europe/Berlin', '2026-10-24T23:30Z', 3)).toEqual(hours);
    const spring = ['2026-03-29T00:00', '2026-03-29T01:00', '2026-03-29T02:00'];
    expect(next('0 * * * *', 'Europe/Berlin', '2026-03-28T23:30Z', 3)).toEqual(spring);
  });

  it.each(['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe'])(
    'looks back at the same times as it looks forward to, in %s',
    (timeZone) => {
      for (const cron of ['30 2 * * *', '30 1 * * *', '0 * * * *', '0 4 * * 1']) {
        for (const month of ['03', '10']) {
          const after = new Date(`2026-${month}-01T00:00Z`);
          const forward = nextTimes({ cron, timeZone }, after, 60).filter(
            (at) => at.getTime() < after.getTime() + 45 * 864e5,
          );
          const until = forward.at(-1)!;
          expect(timesBetween({ cron, timeZone }, after, until, 100)).toEqual(forward);
        }
      }
    },
  );

  it('leaves out the start, takes the end in, and gives the last where there are too many', () => {
    const hourly = { cron: '0 * * * *', timeZone: 'UTC' };
    const between = (after: string, until: string, most: number) =>
      iso(timesBetween(hourly, new Date(after), new Date(until), most));
    expect(between('2026-01-01T01:00Z', '2026-01-01T03:00Z', 10)).toEqual(['2026-01-01T02:00', '2026-01-01T03:00']);
    expect(between('2025-01-01T01:00Z', '2026-01-01T03:30Z', 2)).toEqual(['2026-01-01T02:00', '2026-01-01T03:00']);
    expect(between('2026-01-01T01:00Z', '2026-01-01T01:59Z', 10)).toEqual([]);
  });
});

describe('what cannot be a schedule', () => {
  it.each([
    ['61 * * * *', 'minute: 61'],
    ['0 25 * * *', 'hour: 25'],
    ['* * * *', '* * * *'],
    ['0 0 0 1 1 1', '5 parts'],
    ['0 0 31 2 *', 'no date ever matches'],
    ['daily', 'daily'],
  ])("says what is wrong with '%s'", (cron, words) => {
    expect(cronProblem(cron)).toMatchObject({
      where: { path: 'cron' },
      got: cron,
      message: expect.stringContaining(words),
    });
  });

  it.each(['0 3 * * 1', '@daily', '0 0 29 2 *', '0 0 L * *', '0 9 * * MON#1'])("takes '%s'", (cron) => {
    expect(cronProblem(cron)).toBeUndefined();
  });

  it.each([
    ['Europe/Berln', "Did you mean 'Europe/Berlin'?"],
    ['New York', "Did you mean 'America/New_York'?"],
    ['shanghai', "Did you mean 'Asia/Shanghai'?"],
    ['+02:00', 'Take an IANA name'],
    ['', 'Take an IANA name'],
  ])("names what was meant by the zone '%s'", (zone, words) => {
    expect(timeZoneProblem(zone)).toMatchObject({
      where: { path: 'timeZone' },
      message: expect.stringContaining(words),
    });
  });

  it.each(['UTC', 'Europe/Berlin', 'Asia/Calcutta'])("takes the zone '%s'", (zone) => {
    expect(timeZoneProblem(zone)).toBeUndefined();
  });
});
