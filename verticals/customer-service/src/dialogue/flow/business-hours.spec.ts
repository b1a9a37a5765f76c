import { describe, expect, it } from 'vitest';
import { addDays, isOpen, isTimeZone, localTime, nextOpening, openingText } from './business-hours.js';
import { type FlowHours, hoursShape } from './flow-shape.js';

const office: FlowHours = hoursShape.parse({
  week: { mon: '09:00-18:00', tue: ['09:00-12:00', '13:00-18:00'], sat: '22:00-24:00', sun: '00:30-04:00' },
  holidays: [{ date: '2026-03-09' }],
});
const at = (iso: string): Date => new Date(iso);

describe('business hours', () => {
  it('shows the clock of a place', () => {
    expect(localTime(at('2026-03-02T23:30:00Z'), 'Asia/Shanghai')).toEqual({ date: '2026-03-03', minutes: 450 });
    expect(localTime(at('2026-07-01T11:05:00Z'), 'Europe/London')).toEqual({ date: '2026-07-01', minutes: 725 });
    expect(localTime(at('2026-03-02T00:00:00Z'), 'UTC').minutes).toBe(0);
    expect(isTimeZone('Europe/London')).toBe(true);
    expect(isTimeZone('Mars/North')).toBe(false);
    expect(addDays('2026-02-28', 1)).toBe('2026-03-01');
  });

  it('opens and closes to the minute', () => {
    expect(isOpen(office, at('2026-03-02T08:59:59Z'), 'UTC')).toBe(false);
    expect(isOpen(office, at('2026-03-02T09:00:00Z'), 'UTC')).toBe(true);
    expect(isOpen(office, at('2026-03-02T17:59:59Z'), 'UTC')).toBe(true);
    expect(isOpen(office, at('2026-03-02T18:00:00Z'), 'UTC')).toBe(false);
    expect(isOpen(office, at('2026-03-03T12:30:00Z'), 'UTC')).toBe(false);
    expect(isOpen(office, at('2026-03-07T23:59:00Z'), 'UTC')).toBe(true);
  });

  it('stays open past midnight, into a holiday too, but does not open on one', () => {
    const nights = hoursShape.parse({
      week: { sun: '22:00-06:00', mon: '22:00-06:00' },
      holidays: [{ date: '2026-03-09' }],
    });
    expect(isOpen(nights, at('2026-03-01T21:59:00Z'), 'UTC')).toBe(false);
    expect(isOpen(nights, at('2026-03-01T23:00:00Z'), 'UTC')).toBe(true);
    expect(isOpen(nights, at('2026-03-02T05:59:00Z'), 'UTC')).toBe(true);
    expect(isOpen(nights, at('2026-03-02T06:00:00Z'), 'UTC')).toBe(false);
    expect(nextOpening(nights, at('2026-03-02T06:00:00Z'), 'UTC')?.toISOString()).toBe('2026-03-02T22:00:00.000Z');
    expect(isOpen(nights, at('2026-03-09T03:00:00Z'), 'UTC')).toBe(true);
    expect(isOpen(nights, at('2026-03-09T23:00:00Z'), 'UTC')).toBe(false);
    expect(isOpen(nights, at('2026-03-10T03:00:00Z'), 'UTC')).toBe(false);
    expect(hoursShape.safeParse({ week: { mon: '09:00-09:00' } }).success).toBe(false);
  });

  it('is closed on holidays', () => {
    expect(isOpen(office, at('2026-03-09T10:00:00Z'), 'UTC')).toBe(false);
    expect(nextOpening(office, at('2026-03-08T05:00:00Z'), 'UTC')?.toISOString()).toBe('2026-03-10T09:00:00.000Z');
  });

  it('opens next after a break, on another day, and never', () => {
    expect(nextOpening(office, at('2026-03-03T12:30:00Z'), 'UTC')?.toISOString()).toBe('2026-03-03T13:00:00.000Z');
    expect(nextOpening(office, at('2026-03-03T18:00:00Z'), 'UTC')?.toISOString()).toBe('2026-03-07T22:00:00.000Z');
    expect(nextOpening(hoursShape.parse({ week: {} }), at('2026-03-03T18:00:00Z'), 'UTC')).toBeUndefined();
  });

  it('counts by the clocks of the place, also when they change', () => {
    // Monday 30 March 2026: London is an hour ahead since Sunday.
    expect(nextOpening(office, at('2026-03-29T12:00:00Z'), 'Europe/London')?.toISOString()).toBe(
      '2026-03-30T08:00:00.000Z',
    );
    // On that Sunday itself the clocks go from 1:00 to 2:00; 0:30 is before.
    expect(nextOpening(office, at('2026-03-28T23:59:00Z'), 'Europe/London')?.toISOString()).toBe(
      '2026-03-29T00:30:00.000Z',
    );
    // Monday 26 October 2026: back to Greenwich.
    expect(nextOpening(office, at('2026-10-25T12:00:00Z'), 'Europe/London')?.toISOString()).toBe(
      '2026-10-26T09:00:00.000Z',
    );
  });

  it('says when in words', () => {
    const opens = at('2026-03-30T08:00:00Z');
    expect(openingText(opens, office, 'Europe/London', 'en')).toBe('on Monday 30 March at 09:00');
    expect(openingText(opens, office, 'Europe/London', 'zh')).toBe('3月30日星期一09:00');
    const shanghai = { ...office, timeZone: 'Asia/Shanghai' };
    const morning = at('2026-03-30T01:00:00Z');
    expect(openingText(morning, shanghai, 'Europe/London', 'en')).toBe('on Monday 30 March at 09:00 (China Time)');
    expect(openingText(morning, shanghai, 'Europe/London', 'zh')).toBe('中国时间3月30日星期一09:00');
  });
});
