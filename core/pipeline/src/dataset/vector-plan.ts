import type { DuckDBVector } from '@duckdb/node-api';
import type { CategoryReader, CellReader, Fault, NumberReader, TimeReader } from '../cells/cell-reader.js';
import type { ProblemLog } from '../cells/problem-log.js';
import { sqlText } from './database.js';
import type { ScanColumn } from './scan-file.js';

/**
 * How the cells of a column come out of the database. Ordinary cells come as numbers or codes, which is fast; everything
 * out of the ordinary comes as its text and is judged by the reader, like a cell of a row. The database never decides that
 * a cell is wrong.
 */
export interface VectorPlan {
  readonly mode: 'number' | 'instant' | 'code' | 'text' | 'number-as-text';
  /** Expressions: the quick form, and for some modes the text of what the quick form cannot hold. */
  readonly select: readonly string[];
  /** For `code`: the reader's code of each value of the enumeration. */
  readonly codes?: Int32Array;
}

const WHOLE_TYPES = /^U?(?:TINY|SMALL|BIG|HUGE)?INT(?:EGER)?$/;
const REAL_TYPES = /^(?:FLOAT|DOUBLE|DECIMAL.*)$/;
const TIME_TYPES = /^(?:DATE|TIMESTAMP.*)$/;

export function vectorPlan(reader: CellReader, column: string, type: string, decimal: '.' | ','): VectorPlan {
  const text = type === 'VARCHAR' ? column : `CAST(${column} AS VARCHAR)`;
  // A float of 32 bits is the shortest decimal that names it, as a file of text would have it: 0.1, not 0.10000000149.
  const double = type === 'FLOAT' ? `CAST(CAST(${column} AS VARCHAR) AS DOUBLE)` : `CAST(${column} AS DOUBLE)`;
  const isNumber = WHOLE_TYPES.test(type) || REAL_TYPES.test(type);
  switch (reader.kind) {
    case 'numeric':
      if (isNumber) {
        return { mode: 'number', select: [double, `CASE WHEN isinf(${double}) THEN CAST(${column} AS VARCHAR) END`] };
      }
      return { mode: 'number', select: numberAndOdd(text, decimal) };
    case 'time':
      if (TIME_TYPES.test(type)) return { mode: 'instant', select: [`epoch_ms(CAST(${column} AS TIMESTAMP))::DOUBLE`] };
      return { mode: 'text', select: [text] };
    case 'categorical':
      if (REAL_TYPES.test(type)) return { mode: 'number-as-text', select: [double] };
      return categoryPlan(reader, text);
    case 'text':
      if (REAL_TYPES.test(type)) return { mode: 'number-as-text', select: [double] };
      return { mode: 'text', select: [text] };
  }
}

/** What is a number beyond doubt, and the text of the rest. An underscore or `inf` is a number to the database, not to us. */
function numberAndOdd(text: string, decimal: '.' | ','): string[] {
  const number =
    decimal === '.'
      ? `CASE WHEN contains(${text}, '_') THEN NULL ELSE TRY_CAST(${text} AS DOUBLE) END`
      : `CASE WHEN contains(${text}, '_') OR contains(${text}, '.') THEN NULL ELSE TRY_CAST(replace(${text}, ',', '.') AS DOUBLE) END`;
  return [number, `CASE WHEN (${number}) IS NULL OR NOT isfinite(${number}) THEN ${text} END`];
}

function categoryPlan(reader: CategoryReader, text: string): VectorPlan {
  const known = [...reader.codes].filter(([value]) => value !== '' && !reader.missingTexts.has(value));
  if (!reader.closed || known.length === 0 || known.length > 10_000) return { mode: 'text', select: [text] };
  const code = `TRY_CAST(${text} AS ENUM(${known.map(([value]) => sqlText(value)).join(', ')}))`;
  return {
    mode: 'code',
    select: [code, `CASE WHEN (${code}) IS NULL THEN ${text} END`],
    codes: Int32Array.from(known, ([, position]) => position),
  };
}

/** Reads one chunk of a column; `done` rows came before it. */
export function readVector(
  plan: VectorPlan,
  column: ScanColumn,
  vectors: readonly DuckDBVector[],
  count: number,
  done: number,
  log: ProblemLog,
): void {
  const { reader } = column;
  const { name } = column.spec;
  const [quick, odd] = vectors;
  const finish = (i: number, fault: Fault | undefined, got: () => string | null): void => {
    if (fault !== undefined) log.cell(name, fault, done + i + 1, got());
    column.push?.();
  };
  const text = (vector: DuckDBVector | undefined, i: number): void => {
    const cell = (vector?.getItem(i) ?? null) as string | null;
    finish(i, reader.read(cell), () => cell);
  };
  switch (plan.mode) {
    case 'text':
      for (let i = 0; i < count; i++) text(quick, i);
      return;
    case 'code': {
      const items = (quick as unknown as { items: ArrayLike<number> }).items;
      const category = reader as CategoryReader;
      const allValid = isAllValid(quick!);
      for (let i = 0; i < count; i++) {
        if (allValid || quick!.getItem(i) !== null) {
          category.code = plan.codes![items[i]!]!;
          column.push?.();
        } else text(odd, i);
      }
      return;
    }
    case 'number': {
      const items = (quick as unknown as { items: Float64Array }).items;
      const number = reader as NumberReader;
      const allValid = isAllValid(quick!);
      for (let i = 0; i < count; i++) {
        const value = items[i]!;
        if ((allValid || quick!.getItem(i) !== null) && Number.isFinite(value)) {
          const fault = number.accept(value);
          if (fault !== undefined) log.cell(name, fault, done + i + 1, String(value));
          column.push?.();
        } else text(odd, i);
      }
      return;
    }
    case 'instant':
      for (let i = 0; i < count; i++) {
        const value = quick!.getItem(i) as number | null;
        if (value === null) text(undefined, i);
        else finish(i, (reader as TimeReader).accept(value), () => new Date(value).toISOString());
      }
      return;
    case 'number-as-text':
      for (let i = 0; i < count; i++) {
        const value = quick!.getItem(i) as number | null;
        const cell = value === null || Number.isNaN(value) ? null : String(value);
        finish(i, reader.read(cell), () => cell);
      }
  }
}

function isAllValid(vector: DuckDBVector): boolean {
  const { validity } = vector as unknown as { validity?: { data: unknown } };
  return validity !== undefined && validity.data === null;
}
