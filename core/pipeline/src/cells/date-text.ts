/** Reads a text as milliseconds since 1970 in UTC, or NaN. */
export type DateReader = (text: string) => number;

const ISO_DATE = /^(\d{4})-(\d{2})-(\d{2})$/;
const ISO_DATETIME =
  /^(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?(?:\s?(Z|[+-]\d{2}(?::?\d{2})?))?$/;

const MONTHS = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
];

/** Parts of a format, in the letters of Unicode's date patterns, longest first. */
const TOKENS: readonly (readonly [string, string, Part])[] = [
  ['yyyy', '(\\d{4})', 'year'],
  ['yy', '(\\d{2})', 'shortYear'],
  ['QQQ', '[Qq]([1-4])', 'quarter'],
  ['Q', '([1-4])', 'quarter'],
  ['MMMM', '([A-Za-z]{3,9})', 'monthName'],
  ['MMM', '([A-Za-z]{3})', 'monthName'],
  ['MM', '(\\d{2})', 'month'],
  ['M', '(\\d{1,2})', 'month'],
  ['dd', '(\\d{2})', 'day'],
  ['d', '(\\d{1,2})', 'day'],
  ['HH', '(\\d{2})', 'hour'],
  ['H', '(\\d{1,2})', 'hour'],
  ['hh', '(\\d{2})', 'hour12'],
  ['h', '(\\d{1,2})', 'hour12'],
  ['mm', '(\\d{2})', 'minute'],
  ['ss', '(\\d{2})', 'second'],
  ['SSS', '(\\d{3})', 'milli'],
  ['a', '([AaPp]\\.?[Mm]\\.?|上午|下午)', 'half'],
];

type Part =
  | 'year'
  | 'shortYear'
  | 'quarter'
  | 'month'
  | 'monthName'
  | 'day'
  | 'hour'
  | 'hour12'
  | 'minute'
  | 'second'
  | 'milli'
  | 'half';

/** ISO 8601 by name, for a list of formats: a date, with or without a time of day and an offset. */
export const ISO_8601 = 'ISO 8601';

const DAY = 86_400_000;

/** Dates that are written as a number: what a unit is in milliseconds, and where the count starts. */
const NUMBERED: Readonly<Record<string, { unit: number; zero: number }>> = {
  // Excel counts a 29 February 1900 that never was, so from March 1900 on day 0 is 30 December 1899.
  'excel-serial': { unit: DAY, zero: Date.UTC(1899, 11, 30) },
  'epoch-seconds': { unit: 1000, zero: 0 },
  'epoch-milliseconds': { unit: 1, zero: 0 },
};

/** Names of the formats in which a date is a number. */
export const NUMBERED_DATE_FORMATS: readonly string[] = Object.keys(NUMBERED);

const EARLIEST = Date.UTC(1900, 2, 1);
const LATEST = Date.UTC(2200, 0, 1);

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
  'yyyy-M-d',
  'yyyy.M.d',
  'dd-MM-yyyy',
  'MM-dd-yyyy',
  'd-M-yyyy',
  'M-d-yyyy',
  'yyyyMMdd',
  'dd/MM/yy',
  'MM/dd/yy',
  'd/M/yy',
  'M/d/yy',
  'dd.MM.yy',
  'd.M.yy',
  'dd-MM-yy',
  'MM-dd-yy',
  'dd MMM yyyy',
  'dd-MMM-yyyy',
  'dd-MMM-yy',
  'd MMM yyyy',
  'd MMMM yyyy',
  'MMM d, yyyy',
  'MMMM d, yyyy',
  'yyyy年M月d日',
  'yyyy-MM',
  'yyyy/MM',
  'MM/yyyy',
  'MM-yyyy',
  'MMM-yyyy',
  'MMM yyyy',
  'MMM-yy',
  'MMMM yyyy',
  'yyyy年M月',
  'yyyyQQQ',
  'yyyy-QQQ',
  'yyyy QQQ',
  'QQQ yyyy',
  'QQQ-yyyy',
  'yyyy年Q季度',
  'yyyy年第Q季度',
  'yyyy-MM-dd HH:mm:ss',
  'yyyy-MM-dd HH:mm',
  'dd.MM.yyyy HH:mm:ss',
  'dd.MM.yyyy HH:mm',
  'dd/MM/yyyy HH:mm:ss',
  'dd/MM/yyyy HH:mm',
  'MM/dd/yyyy HH:mm:ss',
  'MM/dd/yyyy HH:mm',
  'd/M/yyyy H:mm:ss',
  'd/M/yyyy H:mm',
  'M/d/yyyy H:mm:ss',
  'M/d/yyyy H:mm',
  'd/M/yy H:mm',
  'M/d/yy H:mm',
  'yyyy/MM/dd HH:mm:ss',
  'yyyy/M/d H:mm:ss',
  'yyyy/M/d H:mm',
  'dd/MM/yyyy hh:mm:ss a',
  'dd/MM/yyyy hh:mm a',
  'MM/dd/yyyy hh:mm:ss a',
  'MM/dd/yyyy hh:mm a',
  'd/M/yyyy h:mm:ss a',
  'd/M/yyyy h:mm a',
  'M/d/yyyy h:mm:ss a',
  'M/d/yyyy h:mm a',
  'yyyy-MM-dd h:mm:ss a',
  'yyyy-MM-dd h:mm a',
  'yyyy年M月d日 H:mm:ss',
  'yyyy年M月d日 H:mm',
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
    return time || value % DAY === 0 ? value : Number.NaN;
  };
}

/**
 * A reader of one format, e.g. `dd/MM/yyyy`, or of several, of which the first that fits a text reads it. Throws a RangeError
 * that names the letters it does not know.
 */
export function formatReader(format: string | readonly string[]): DateReader {
  if (typeof format !== 'string') {
    const readers = format.map((one) => formatReader(one));
    return (text) => {
      for (const read of readers) {
        const value = read(text);
        if (!Number.isNaN(value)) return value;
      }
      return Number.NaN;
    };
  }
  if (format === ISO_8601) return isoReader(true);
  const numbered = NUMBERED[format];
  return numbered === undefined ? patternReader(format) : numberReader(numbered);
}

/** Reads a count of time since a start. What lies outside 1900 to 2199 is another number, not a date. */
function numberReader({ unit, zero }: { unit: number; zero: number }): DateReader {
  return (text) => {
    if (!/^\d+(?:\.\d+)?$/.test(text)) return Number.NaN;
    const value = Math.round(zero + Number(text) * unit);
    return value >= EARLIEST && value < LATEST ? value : Number.NaN;
  };
}

function patternReader(format: string): DateReader {
  let pattern = '^';
  const parts: Part[] = [];
  for (let i = 0; i < format.length; ) {
    const token = TOKENS.find(([letters]) => format.startsWith(letters, i));
    if (token !== undefined) {
      pattern += token[1];
      parts.push(token[2]);
      i += token[0].length;
    } else if (/[A-Za-z]/.test(format[i]!) && format[i] !== 'T') {
      throw new RangeError(
        `'${format[i]}' in date format '${format}' is not known; use yyyy, yy, QQQ (Q3), MM, MMM (Mar), dd, HH, hh with a (PM), mm, ss, or one of ${[ISO_8601, ...NUMBERED_DATE_FORMATS].join(', ')}.`,
      );
    } else if (format[i] === ' ') {
      // Exports put a narrow or no-break space before AM and PM, or none.
      pattern += format[i + 1] === 'a' ? '\\s*' : '\\s+';
      i++;
    } else {
      pattern += format[i]!.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
      i++;
    }
  }
  if (!parts.some((p) => p === 'year' || p === 'shortYear')) {
    throw new RangeError(`Date format '${format}' has no year; write it as e.g. dd/MM/yyyy.`);
  }
  if (parts.includes('hour12') !== parts.includes('half')) {
    throw new RangeError(`Date format '${format}' needs both hh and a (AM, PM), or HH for hours to 24.`);
  }
  const expression = new RegExp(`${pattern}$`);
  return (text) => {
    const match = expression.exec(text);
    if (match === null) return Number.NaN;
    const value: Partial<Record<Part, number>> = {};
    parts.forEach((part, i) => {
      const digits = match[i + 1]!;
      if (part === 'monthName') value.month = monthOf(digits);
      else if (part === 'quarter') value.month = 3 * Number(digits) - 2;
      else value[part] = part === 'half' ? Number(/^(?:p|下)/i.test(digits)) : Number(digits);
    });
    // Two digits: 69 to 99 are 1969 to 1999, as POSIX has it.
    const short = value.shortYear ?? 0;
    const year = value.year ?? short + (short >= 69 ? 1900 : 2000);
    const hour = value.hour12 === undefined ? value.hour : hourOf(value.hour12, value.half === 1);
    return instant(year, value.month ?? 1, value.day ?? 1, hour, value.minute, value.second, value.milli);
  };
}

/** 1 to 12 of a month's name or the start of it, else NaN. */
function monthOf(name: string): number {
  const at = MONTHS.findIndex((month) => month.startsWith(name.toLowerCase()));
  return at < 0 ? Number.NaN : at + 1;
}

/** Hour of the day of 1 to 12 in the morning or afternoon; 12 AM is midnight. */
function hourOf(hour: number, afternoon: boolean): number {
  return hour < 1 || hour > 12 ? Number.NaN : (hour % 12) + (afternoon ? 12 : 0);
}

/** The common formats in which this text is a date. */
export function matchingFormats(text: string): string[] {
  return COMMON_READERS.filter(([, read]) => !Number.isNaN(read(text))).map(([format]) => format);
}

const COMMON_READERS = COMMON_DATE_FORMATS.map((format) => [format, formatReader(format)] as const);

function instant(year: number, month: number, day: number, hour = 0, minute = 0, second = 0, milli = 0): number {
  if (!(month >= 1 && month <= 12 && day >= 1 && day <= 31 && hour <= 23 && minute <= 59 && second <= 59)) {
    return Number.NaN;
  }
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
