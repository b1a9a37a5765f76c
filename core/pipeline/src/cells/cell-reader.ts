import { type ColumnSpec, categoryValues } from '../schema/feature-schema.js';
import { type CellRepairs, OUT_OF_RANGE, repairAdvice, UNIT_CONVERTED } from './cell-repairs.js';
import { type DateReader, formatReader, ISO_8601, isoReader, matchingFormats } from './date-text.js';
import { closest } from './edit-distance.js';
import { parseAmountText, parseNumberText, splitUnit, stripUnit, trimCell, unitSpellings } from './number-text.js';
import { outcomeKey } from './outcome-text.js';
import { unitFactors } from './unit-factors.js';

/** Why a cell is refused. The same faults whether the cell stood in a file or in a row of JSON. */
export interface Fault {
  readonly code: string;
  /** In words, without the cell: `not a number`. */
  readonly what: string;
  readonly allowed: string;
  fix?(got: string): string;
  /** The reader goes on, with the value it now holds; reported as a warning. */
  readonly tolerated?: boolean;
}

export interface CellOptions {
  decimal: '.' | ',';
  /** What a category that the schema does not list is: an error, or a missing value with a warning. */
  unknownCategory: 'error' | 'missing';
  /** Faults that a recipe repairs; default none. */
  repairs?: CellRepairs;
  /** Rows are to be split by time: each needs one. */
  timeRequired?: boolean;
  /** The schema is part of a package and cannot be edited: advice is on the cells only. */
  sealed?: boolean;
  /** The cells are values of JSON: what a file leaves empty is null there. */
  json?: boolean;
}

/**
 * Judges the cells of one column. `read` takes the cell's text (or null), leaves the value in the reader's fields and
 * returns the fault, if any. Everything that reads data goes through here, so a row and the same row in a file get the
 * same verdict.
 */
export type CellReader = NumberReader | CategoryReader | TimeReader | TextReader;

export function cellReader(spec: ColumnSpec, options: CellOptions): CellReader {
  switch (spec.type) {
    case 'number':
    case 'integer':
      return new NumberReader(spec, options);
    case 'category':
    case 'boolean':
      return new CategoryReader(spec, options);
    case 'date':
    case 'datetime':
      return new TimeReader(spec, options);
    case 'text':
      return new TextReader(spec, options);
  }
}

/** The fault of an empty cell where a value must stand. */
function missingFault(spec: ColumnSpec, { timeRequired, sealed }: CellOptions): Fault | undefined {
  if (spec.required) {
    return {
      code: 'REQUIRED_MISSING',
      what: 'a value is required',
      allowed: 'a value in each row',
      fix: () => (sealed ? 'Fill it in.' : "Fill it in, or take 'required' out of the schema."),
    };
  }
  if (spec.role !== 'time' || timeRequired !== true) return undefined;
  return {
    code: 'TIME_MISSING',
    what: 'rows are split by time, and these have none',
    allowed: 'a time in each row',
    fix: () =>
      "Fill it in or take these rows out; or leave the column out with --ignore, or set 'split: { kind: random }' in proofline.yaml, and rows are dealt at random.",
  };
}

abstract class BaseReader {
  readonly missingTexts: ReadonlySet<string>;
  protected readonly sealed: boolean;
  protected readonly correct: string;
  /** What can be done about a cell that a package does not take. */
  protected readonly correctOrLeave: string;
  private readonly required: Fault | undefined;

  constructor(
    readonly spec: ColumnSpec,
    options: CellOptions,
  ) {
    this.sealed = options.sealed ?? false;
    this.correct = options.json === true ? 'Correct the value' : 'Correct the cells';
    this.correctOrLeave = `${this.correct}, or ${options.json === true ? 'send null' : 'leave them empty'} where the value is not known.`;
    this.missingTexts = new Set(spec.missing?.map(trimCell));
    this.required = missingFault(spec, options);
  }

  read(cell: string | null): Fault | undefined {
    if (cell === null) return this.setMissing();
    const text = trimCell(cell);
    if (text === '' || (this.missingTexts.size > 0 && this.missingTexts.has(text))) return this.setMissing();
    return this.parse(text);
  }

  setMissing(): Fault | undefined {
    this.clear();
    return this.required;
  }

  protected abstract clear(): void;
  protected abstract parse(text: string): Fault | undefined;
}

export class NumberReader extends BaseReader {
  readonly kind = 'numeric';
  /** The number, or NaN where missing or special. */
  value = Number.NaN;
  /** 0, or the 1-based position of the special code. */
  special = 0;

  private readonly decimal: '.' | ',';
  private readonly specialNumbers: readonly number[];
  private readonly specialTexts: readonly string[];
  private readonly missingNumbers: readonly number[];
  private readonly min: number;
  private readonly max: number;
  private readonly integer: boolean;
  private readonly units: readonly string[];
  /** Spellings of other units, each with its factor into the column's own. */
  private readonly otherUnits: readonly { spellings: readonly string[]; factor: number }[];
  private readonly unitConverted: Fault;
  private readonly notANumber: Fault;
  private readonly notAnInteger: Fault;
  private readonly outOfRange: Fault;

  constructor(spec: ColumnSpec, options: CellOptions) {
    super(spec, options);
    this.decimal = options.decimal;
    const codes = spec.special?.map(({ code }) => code) ?? [];
    this.specialNumbers = codes.map((code) => (code === '' ? Number.NaN : Number(code)));
    this.specialTexts = codes.map((code) => trimCell(String(code)));
    this.missingNumbers = (spec.missing ?? [])
      .map((text) => parseNumberText(trimCell(text), options.decimal))
      .filter((value) => !Number.isNaN(value));
    this.min = spec.range?.min ?? Number.NEGATIVE_INFINITY;
    this.max = spec.range?.max ?? Number.POSITIVE_INFINITY;
    this.integer = spec.type === 'integer';
    this.units = unitSpellings(spec.unit);
    const others = Object.entries(options.repairs?.units.get(spec.name) ?? {});
    this.otherUnits = others.map(([unit, factor]) => ({ spellings: unitSpellings(unit), factor }));
    this.unitConverted = {
      code: UNIT_CONVERTED,
      what: 'in another unit',
      allowed: `${spec.unit ?? 'the unit of the column'}, and converted to it: ${others.map(([unit]) => unit).join(', ')}`,
      tolerated: true,
    };
    const specials = codes.length === 0 ? '' : `, or one of the special codes ${codes.join(', ')}`;
    this.notANumber = {
      code: 'NOT_A_NUMBER',
      what: 'not a number',
      allowed: `${describeNumber(this.integer, this.decimal)}${specials}`,
      fix: (got) => this.adviseNumber(got),
      tolerated: options.repairs?.unreadable.has(spec.name) ?? false,
    };
    this.notAnInteger = {
      code: 'NOT_AN_INTEGER',
      what: 'not a whole number',
      allowed: `a whole number${specials}`,
      fix: () =>
        this.sealed ? this.correctOrLeave : `${this.correct}, or make the column's type 'number' in the schema.`,
    };
    this.outOfRange = {
      code: OUT_OF_RANGE,
      what: 'out of range',
      allowed: `${describeRange(spec)}${specials}`,
      fix: () =>
        this.sealed
          ? this.correctOrLeave
          : `${this.correct}, widen 'range' in the schema, or list the value under 'special'.${repairAdvice(spec, 'impossible-to-missing', { ...spec.range })}`,
      tolerated: options.repairs?.outOfRange.has(spec.name) ?? false,
    };
  }

  /** A cell that is a number already: JSON, Parquet, or a text that the database has read. */
  accept(value: number): Fault | undefined {
    this.special = 0;
    for (let k = 0; k < this.missingNumbers.length; k++) {
      if (value === this.missingNumbers[k]) return this.setMissing();
    }
    for (let k = 0; k < this.specialNumbers.length; k++) {
      if (value === this.specialNumbers[k]) {
        this.value = Number.NaN;
        this.special = k + 1;
        return undefined;
      }
    }
    this.value = value + 0;
    if (value < this.min || value > this.max) return this.outOfRange;
    if (this.integer && !Number.isInteger(value)) return this.notAnInteger;
    return undefined;
  }

  protected clear(): void {
    this.value = Number.NaN;
    this.special = 0;
  }

  protected parse(text: string): Fault | undefined {
    const value = this.numberOf(text);
    if (!Number.isNaN(value)) return this.accept(value);
    this.clear();
    const k = this.specialTexts.indexOf(text);
    if (k < 0) return this.inAnotherUnit(text) ?? this.notANumber;
    this.special = k + 1;
    return undefined;
  }

  /** Takes a number that carries another unit of the column's quantity; what is wrong with the number itself goes first. */
  private inAnotherUnit(text: string): Fault | undefined {
    for (const { spellings, factor } of this.otherUnits) {
      const rest = stripUnit(text, spellings);
      const value = rest === undefined ? Number.NaN : parseAmountText(rest, this.decimal);
      if (!Number.isNaN(value)) return this.accept(value * factor) ?? this.unitConverted;
    }
    return undefined;
  }

  private numberOf(text: string): number {
    // The unit first: in a column of kelvin 12K is no thousand.
    const rest = stripUnit(text, this.units);
    const value = rest === undefined ? Number.NaN : parseAmountText(rest, this.decimal);
    return Number.isNaN(value) ? parseAmountText(text, this.decimal) : value;
  }

  private adviseNumber(got: string): string {
    if (this.sealed) return this.correctOrLeave;
    const text = trimCell(got);
    const other = this.decimal === '.' ? ',' : '.';
    if (/\d/.test(text) && !Number.isNaN(parseNumberText(text, other))) {
      return `With 'decimal: "${other}"' under 'file' in the schema it would be a number.`;
    }
    const asMissing = repairAdvice(this.spec, 'unreadable-to-missing');
    const { unit } = splitUnit(text, this.decimal) ?? {};
    const factor = unit === undefined ? undefined : unitFactors(this.spec.unit)?.[unit];
    if (unit !== undefined && factor !== undefined) {
      return `Write them in ${this.spec.unit}.${repairAdvice(this.spec, 'read-units', { units: { [unit]: factor } })}`;
    }
    if (unit !== undefined && this.spec.unit === undefined) {
      return `Correct the cells, or name the unit that they carry in the schema: 'unit: "${unit}"'.${asMissing}`;
    }
    if (/\d/.test(text)) {
      return `Correct the cells, or name the unit that they carry under 'unit' in the schema.${asMissing}`;
    }
    return `Correct the cells; if '${text}' means missing, list it under 'missing' in the schema; if the column holds categories, change its type.${asMissing}`;
  }
}

const TRUE_TEXTS = ['true', 'True', 'TRUE', 't', 'T', 'yes', 'Yes', 'YES', 'y', 'Y', '1', '是'];
const FALSE_TEXTS = ['false', 'False', 'FALSE', 'f', 'F', 'no', 'No', 'NO', 'n', 'N', '0', '否'];

/** Texts a boolean cell may have, false ones first. */
export const BOOLEAN_TEXTS: readonly (readonly string[])[] = [FALSE_TEXTS, TRUE_TEXTS];

export class CategoryReader extends BaseReader {
  readonly kind = 'categorical';
  /** Position in `levels`, or -1 where missing. */
  code = -1;
  /** Of a cell that is read as missing because its category is not listed: what stands there. */
  unknownText: string | undefined;
  readonly levels: string[];
  /** Whether the schema lists the categories; an open list grows as it is read. */
  readonly closed: boolean;
  /** Texts that name a level, with its code. */
  readonly codes: Map<string, number>;

  /** Codes by number, for lists of numbers: a `1.0` in the file is the category `1`. */
  private readonly numericCodes: ReadonlyMap<number, number>;
  /** Codes by what the spellings of one outcome have in common, of outcomes and booleans; one that is not clear is absent. */
  private readonly codesBySpelling: Map<string, number>;
  private readonly joinsSpellings: boolean;
  private readonly unknown: Fault;

  constructor(spec: ColumnSpec, options: CellOptions) {
    super(spec, options);
    if (spec.type === 'boolean') {
      this.closed = true;
      this.levels = ['false', 'true'];
      this.codes = new Map(BOOLEAN_TEXTS.flatMap((texts, code) => texts.map((text) => [text, code] as const)));
    } else {
      const listed = [...categoryValues(spec), ...(spec.special?.map(({ code }) => String(code)) ?? [])];
      this.closed = spec.categories !== undefined;
      this.levels = this.closed ? [...new Set(listed)] : [];
      this.codes = new Map(this.levels.map((level, code) => [trimCell(level), code]));
    }
    const numbers = this.levels.map((level) => parseNumberText(level, '.'));
    this.numericCodes =
      this.closed && numbers.length > 0 && !numbers.some(Number.isNaN)
        ? new Map(numbers.map((value, code) => [value, code]))
        : new Map();
    const isOutcome = spec.role === 'target' || spec.type === 'boolean';
    this.codesBySpelling = isOutcome ? spellingCodes(this.codes) : new Map();
    this.joinsSpellings = isOutcome;
    const shown = this.levels.slice(0, 12).join(', ') + (this.levels.length > 12 ? ' …' : '');
    this.unknown = {
      code: spec.type === 'boolean' ? 'NOT_A_BOOLEAN' : 'CATEGORY_UNKNOWN',
      what: spec.type === 'boolean' ? 'neither true nor false' : 'not one of the categories',
      allowed: spec.type === 'boolean' ? 'true or false, yes or no, 1 or 0' : shown,
      fix: (got) => {
        const meant = closest(trimCell(got), this.levels);
        return `${meant === undefined ? '' : `Did you mean '${meant}'? `}${
          options.unknownCategory === 'missing'
            ? 'Read as missing.'
            : this.sealed
              ? this.correctOrLeave
              : `${this.correct}, or add the category to the schema.`
        }`;
      },
      tolerated: options.unknownCategory === 'missing' || (options.repairs?.unreadable.has(spec.name) ?? false),
    };
  }

  /** Empties an open list, so that a parser that lives for years does not gather every text it ever saw. */
  forget(): void {
    if (this.closed) return;
    this.levels.length = 0;
    this.codes.clear();
    this.codesBySpelling.clear();
  }

  protected clear(): void {
    this.code = -1;
    this.unknownText = undefined;
  }

  protected parse(text: string): Fault | undefined {
    this.unknownText = undefined;
    const code = this.codes.get(text);
    if (code !== undefined) {
      this.code = code;
      return undefined;
    }
    const bySpelling = this.joinsSpellings ? this.codesBySpelling.get(outcomeKey(text)) : undefined;
    if (bySpelling !== undefined) {
      this.code = bySpelling;
      return undefined;
    }
    if (!this.closed) {
      if (this.joinsSpellings) this.codesBySpelling.set(outcomeKey(text), this.levels.length);
      this.code = this.levels.length;
      this.levels.push(text);
      this.codes.set(text, this.code);
      return undefined;
    }
    if (this.numericCodes.size > 0) {
      const byNumber = this.numericCodes.get(parseNumberText(text, '.'));
      if (byNumber !== undefined) {
        this.code = byNumber;
        return undefined;
      }
    }
    this.code = -1;
    this.unknownText = text;
    return this.unknown;
  }
}

function spellingCodes(codes: ReadonlyMap<string, number>): Map<string, number> {
  const found = new Map<string, number>();
  const unclear = new Set<string>();
  for (const [text, code] of codes) {
    const key = outcomeKey(text);
    if ((found.get(key) ?? code) !== code) unclear.add(key);
    found.set(key, code);
  }
  for (const key of unclear) found.delete(key);
  return found;
}

export class TimeReader extends BaseReader {
  readonly kind = 'time';
  /** Milliseconds since 1970 in UTC, or NaN where missing. */
  value = Number.NaN;

  private readonly readTime: DateReader;
  private readonly dayOnly: boolean;
  private readonly wrongFormat: Fault;

  constructor(spec: ColumnSpec, options: CellOptions) {
    super(spec, options);
    this.dayOnly = spec.type === 'date';
    const iso = `${this.dayOnly ? 'yyyy-MM-dd' : 'yyyy-MM-ddTHH:mm:ss'} (ISO 8601)`;
    const allowed = spec.format === undefined ? iso : [spec.format].flat().join(' or ');
    this.readTime = spec.format === undefined ? isoReader(spec.type === 'datetime') : formatReader(spec.format);
    this.wrongFormat = {
      code: 'DATE_FORMAT',
      what: this.dayOnly ? 'not a date' : 'not a date and time',
      allowed,
      fix: (got) => {
        const day = trimCell(got);
        if (!Number.isNaN(this.readTime(withEarlierDay(day)))) {
          return `'${day}' is written as it should be, but there is no such day: ${this.correctOrLeave[0]!.toLowerCase()}${this.correctOrLeave.slice(1)}`;
        }
        return this.sealed ? this.correctOrLeave : adviseDate(day, spec.format);
      },
      tolerated: options.repairs?.unreadable.has(spec.name) ?? false,
    };
  }

  protected clear(): void {
    this.value = Number.NaN;
  }

  /** A cell that is a point in time already (Parquet), in milliseconds since 1970. */
  accept(milliseconds: number): Fault | undefined {
    this.value = milliseconds;
    return this.dayOnly && milliseconds % 86_400_000 !== 0 ? this.wrongFormat : undefined;
  }

  protected parse(text: string): Fault | undefined {
    this.value = this.readTime(text);
    return Number.isNaN(this.value) ? this.wrongFormat : undefined;
  }
}

/** The text with a day that each month has in the place of the 29th, 30th or 31st, to tell a wrong day from another format. */
function withEarlierDay(text: string): string {
  return text.replace(/(?:29|30|31)(?!\d)/, '28');
}

/** What to do about a text that is no date in these formats (ISO 8601 where none is given). */
function adviseDate(got: string, format: ColumnSpec['format']): string {
  if (TOTALS.test(got)) return `'${got}' looks like a line of totals: take the row out of the file.`;
  const formats = matchingFormats(got);
  if (formats.length === 0) {
    return `Correct the cells; if '${got}' means missing, list it under 'missing' in the schema; if it is a date, name its format under 'format'.`;
  }
  const own = [format ?? ISO_8601].flat();
  const [first, ...others] = formats;
  const or = others.length === 0 ? '' : ` (or ${others.join(' or ')})`;
  return `Set 'format: ${first}'${or} for the column in the schema; where only some cells are written so, list the formats: 'format: [${[...own, first].join(', ')}]'.`;
}

const TOTALS = /^(?:(?:grand |sub-?)?totals?\b|sums?\b|summe\b|gesamt|合计|总计|小计)/i;

export class TextReader extends BaseReader {
  readonly kind = 'text';
  value: string | null = null;

  protected clear(): void {
    this.value = null;
  }

  protected parse(text: string): undefined {
    this.value = text;
  }
}

/** With an example of how thousands may be set apart: a comma that is taken in one number is refused in the next. */
function describeNumber(whole: boolean, decimal: '.' | ','): string {
  const separator = decimal === '.' ? ',' : '.';
  const thousands = `${decimal === '.' ? 'a comma' : 'a point'} only before each three digits`;
  if (whole) return `a whole number such as 3000 or 3${separator}000 (${thousands})`;
  return `a number such as 1234${decimal}5 or 1${separator}234${decimal}5 (decimal ${decimal === '.' ? 'point' : 'comma'}, ${thousands})`;
}

function describeRange({ range }: ColumnSpec): string {
  if (range?.min !== undefined && range.max !== undefined) return `${range.min} to ${range.max}`;
  if (range?.min !== undefined) return `${range.min} or more`;
  if (range?.max !== undefined) return `${range.max} or less`;
  return 'a number';
}
