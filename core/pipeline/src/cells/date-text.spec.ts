import { describe, expect, it } from 'vitest';
import { formatReader, isoReader, matchingFormats } from './date-text.js';

const day = (text: string): number => Date.parse(`${text}T00:00:00Z`);

describe('dates', () => {
  it('are ISO 8601 unless a format is given', () => {
    const read = isoReader(false);
    expect(read('2024-02-29')).toBe(day('2024-02-29'));
    expect(read('2024-02-29 00:00:00')).toBe(day('2024-02-29'));
    for (const text of ['2023-02-29', '2024-13-01', '29.02.2024', '2024-2-9', '2024-02-29 10:00', '']) {
      expect(read(text), text).toBeNaN();
    }
  });

  it('carry a time of day and an offset where they may', () => {
    const read = isoReader(true);
    expect(read('2024-01-31T12:30:15.250Z')).toBe(Date.UTC(2024, 0, 31, 12, 30, 15, 250));
    expect(read('2024-01-31 12:30')).toBe(Date.UTC(2024, 0, 31, 12, 30));
    expect(read('2024-01-31T12:30:00+08:00')).toBe(Date.UTC(2024, 0, 31, 4, 30));
    expect(read('2024-01-31T25:00')).toBeNaN();
  });

  it.each([
    ['dd.MM.yyyy', '31.01.2024', '2024-01-31'],
    ['M/d/yyyy', '1/5/2024', '2024-01-05'],
    ['yyyyMMdd', '20240131', '2024-01-31'],
    ['yyyyMM', '202401', '2024-01-01'],
    ['dd-MMM-yyyy', '05-Mar-2021', '2021-03-05'],
    ['dd/MM/yy', '01/02/99', '1999-02-01'],
    ['yyyy年M月d日', '2024年3月5日', '2024-03-05'],
    ['yyyyQQQ', '2019Q3', '2019-07-01'],
    ['yyyy-QQQ', '2019-q1', '2019-01-01'],
    ['yyyy年第Q季度', '2019年第4季度', '2019-10-01'],
    ['MMMM d, yyyy', 'March 5, 2024', '2024-03-05'],
    ['d MMMM yyyy', '5 Sept 2024', '2024-09-05'],
    // 43831 is what Excel shows for 1 January 2020, 61 for 1 March 1900.
    ['excel-serial', '43831', '2020-01-01'],
    ['excel-serial', '61', '1900-03-01'],
    ['epoch-seconds', '1577836800', '2020-01-01'],
    ['epoch-milliseconds', '1577836800000', '2020-01-01'],
  ])('are read in the format %s', (format, text, iso) => {
    expect(formatReader(format)(text)).toBe(day(iso));
  });

  it.each([
    ['M/d/yyyy h:mm a', '1/5/2024 12:30 AM', 0, 30],
    ['M/d/yyyy h:mm a', '1/5/2024 12:30\u202fpm', 12, 30],
    ['MM/dd/yyyy hh:mm a', '01/05/2024 03:07PM', 15, 7],
    ['M/d/yyyy h:mm a', '1/5/2024 3:07 下午', 15, 7],
  ])('have halves of the day in %s', (format, text, hour, minute) => {
    expect(formatReader(format)(text)).toBe(Date.UTC(2024, 0, 5, hour, minute));
  });

  it('are read by the first of several formats that fits', () => {
    const read = formatReader(['ISO 8601', 'dd.MM.yyyy']);
    expect(read('2024-01-31 12:30')).toBe(Date.UTC(2024, 0, 31, 12, 30));
    expect(read('31.01.2024')).toBe(day('2024-01-31'));
    expect(read('01/31/2024')).toBeNaN();
  });

  it('are not what merely looks like one', () => {
    expect(formatReader('MMMM yyyy')('Marvel 2019')).toBeNaN();
    expect(formatReader('yyyyQQQ')('2019Q5')).toBeNaN();
    expect(formatReader('h:mm a yyyy')('13:00 PM 2019')).toBeNaN();
    expect(formatReader('excel-serial')('250000')).toBeNaN();
    expect(formatReader('epoch-seconds')('-5')).toBeNaN();
  });

  it('do not roll over: 31 April is not a date', () => {
    expect(formatReader('dd.MM.yyyy')('31.04.2024')).toBeNaN();
  });

  it('have formats that are refused with a reason', () => {
    expect(() => formatReader('DD/MM/yyyy')).toThrow(/'D' in date format/);
    expect(() => formatReader('dd/MM')).toThrow(/no year/);
    expect(() => formatReader('dd/MM/yyyy hh:mm')).toThrow(/both hh and a/);
    expect(() => formatReader(['dd/MM/yyyy', 'excel'])).toThrow(/excel-serial/);
  });

  it('suggest the formats that a text fits', () => {
    expect(matchingFormats('31/01/2024')).toEqual(['dd/MM/yyyy', 'd/M/yyyy']);
    expect(matchingFormats('05/01/2024')).toContain('MM/dd/yyyy');
    expect(matchingFormats('hello')).toEqual([]);
  });
});
