/** Reads a text as milliseconds since 1970 in UTC, or NaN. */
export type DateReader = (text: string) => number;

const ISO_DATE = /^(\d{4})-(\d{2})-(\d{2})$/;
const ISO_DATETIME =
  /^(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?(?:\s?(Z|[+-]\d{2}(?::?\d{2})?))?$/;

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** Parts of a format, in the letters of Unicode's date patterns, longest first. */
const TOKENS: readonly (readonly [string, string, Part])[] = [
  ['yyyy', '(\\d{4})', 'year'],
  ['yy', '(\\d{2})', 'shortYear'],
  ['MMMM', '([A-Za-z]{3,9})', 'monthName'],
  ['MMM', '([A-Za-z]{3})', 'monthName'],
  ['MM', '(\\d{2})', 'month'],
  ['M', '(\\d{1,2})', 'month'],
  ['dd', '(\\d{2})', 'day'],
  ['d', '(\\d{1,2})', 'day'],
  ['HH', '(\\d{2})', 'hour'],
  ['H', '(\\d{1,2})', 'hour'],
  ['mm', '(\\d{2})', 'minute'],
  ['ss', '(\\d{2})', 'second'],
  ['SSS', '(\\d{3})', 'milli'],
];

type Part = 'year' | 'shortYear' | 'month' | 'monthName' | 'day' | 'hour' | 'minute' | 'second' | 'milli';

/** Formats that a file is tried against when its dates are not ISO 8601; also what an error suggests. */
export const COMMON_DATE_FORMATS = [
  'yyyy-MM-dd',
  'dd.MM.yyyy',
  'dd/MM/yyyy',
  'MM/dd/yyyy',
  'd.M.yyyy',
  'd/M/yyyy',
  'M/d/yyyy',
  'yyyy/MM/dd',
  'yyyy/M/d',
  'dd-MM-yyyy',
  'yyyyMMdd',
  'dd MMM yyyy',
  'dd-MMM-yyyy',
  'd MMM yyyy',
  'yyyy年M月d日',
  'yyyy-MM',
  'MM/yyyy',
  'MMM-yyyy',
  'yyyy-MM-dd HH:mm:ss',
  'yyyy-MM-dd HH:mm',
  'dd.MM.yyyy HH:mm:ss',
  'dd.MM.yyyy HH:mm',
  'dd/MM/yyyy HH:mm:ss',
  'dd/MM/yyyy HH:mm',
  'MM/dd/yyyy HH:mm:ss',
  'MM/dd/yyyy HH:mm',
  'M/d/yyyy H:mm',
  'yyyy/MM/dd HH:mm:ss',
  'yyyy/M/d H:mm',
] as const;

/** ISO 8601: a date, or with `time` also a time of day; without an offset it is taken as UTC. */
export function isoReader(time: boolean): DateReader {
  return (text) => {
    const day = ISO_DATE.exec(text);
    if (day !== null) return instant(Number(day[1]), Number(day[2]), Number(day[3]));
    const full = ISO_DATETIME.exec(text);
    if (full === null) return Number.NaN;
    const milli = full[7] === undefined ? 0 : Math.floor(Number(`0.${full[7]}`) * 1000);
    const local = instant(
      Number(full[1]),
      Number(full[2]),
      Number(full[3]),
      Number(full[4]),
      Number(full[5]),
      Number(full[6] ?? 0),
      milli,
    );
    const value = local - offsetMilliseconds(full[8]);
    // A date column may be exported with a midnight; any other time of day would be lost in silence.
    return time || value % 86_400_000 === 0 ? value : Number.NaN;
  };
}

/** A reader of one format, e.g. `dd/MM/yyyy`. Throws a RangeError that names the letters it does not know. */
export function formatReader(format: string): DateReader {
  let pattern = '^';
  const parts: Part[] = [];
  for (let i = 0; i < format.length; ) {
    const token = TOKENS.find(([letters]) => format.startsWith(letters, i));
    if (token !== undefined) {
      pattern += token[1];
      parts.push(token[2]);
      i += token[0].length;
    } else if (/[A-Za-z]/.test(format[i]!) && format[i] !== 'T') {
      throw new RangeError(`'${format[i]}' in date format '${format}' is not known; use yyyy, MM, dd, HH, mm, ss.`);
    } else {
      pattern += format[i]!.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
      i++;
    }
  }
  if (!parts.some((p) => p === 'year' || p === 'shortYear')) {
    throw new RangeError(`Date format '${format}' has no year; write it as e.g. dd/MM/yyyy.`);
  }
  const expression = new RegExp(`${pattern}$`);
  return (text) => {
    const match = expression.exec(text);
    if (match === null) return Number.NaN;
    const value: Record<Part, number> = {
      year: Number.NaN,
      shortYear: Number.NaN,
      month: 1,
      monthName: Number.NaN,
      day: 1,
      hour: 0,
      minute: 0,
      second: 0,
      milli: 0,
    };
    parts.forEach((part, i) => {
      const digits = match[i + 1]!;
      value[part] = part === 'monthName' ? MONTHS.indexOf(digits.slice(0, 3).toLowerCase()) + 1 : Number(digits);
    });
    // Two digits: 69 to 99 are 1969 to 1999, as POSIX has it.
    const year = Number.isNaN(value.year) ? value.shortYear + (value.shortYear >= 69 ? 1900 : 2000) : value.year;
    const month = Number.isNaN(value.monthName) ? value.month : value.monthName;
    return instant(year, month, value.day, value.hour, value.minute, value.second, value.milli);
  };
}

/** The common formats in which this text is a date. */
export function matchingFormats(text: string): string[] {
  return COMMON_READERS.filter(([, read]) => !Number.isNaN(read(text))).map(([format]) => format);
}

const COMMON_READERS = COMMON_DATE_FORMATS.map((format) => [format, formatReader(format)] as const);

function instant(year: number, month: number, day: number, hour = 0, minute = 0, second = 0, milli = 0): number {
  if (month < 1 || month > 12 || day < 1 || day > 31 || hour > 23 || minute > 59 || second > 59) return Number.NaN;
  const value = Date.UTC(year, month - 1, day, hour, minute, second, milli);
  // 31 April rolls over into May: not a date.
  return new Date(value).getUTCDate() === day ? value : Number.NaN;
}

function offsetMilliseconds(offset: string | undefined): number {
  if (offset === undefined || offset === 'Z') return 0;
  const digits = offset.slice(1).replace(':', '').padEnd(4, '0');
  const minutes = Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2));
  return (offset.startsWith('-') ? -1 : 1) * minutes * 60_000;
}
