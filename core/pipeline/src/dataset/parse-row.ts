import type { Problem } from '@proofline/learn';
import { type CellOptions, type CellReader, cellReader } from '../cells/cell-reader.js';
import type { CellRepairs } from '../cells/cell-repairs.js';
import { type ColumnBuilder, columnBuilder, missingColumn } from '../cells/column-builder.js';
import { inputError, ProblemLog } from '../cells/problem-log.js';
import type { ColumnSpec, FeatureSchema } from '../schema/feature-schema.js';
import { compareColumns, isNeeded, type Purpose } from './column-plan.js';
import type { CategoricalColumn, Column, Frame } from './frame.js';
import { asText, readJsonCell } from './json-cell.js';

export interface RowOptions {
  /** `predict` (default) needs the features only; `train` every column of the schema. */
  purpose?: Purpose;
  /** A category that the schema does not list: `error` (default), or `missing` with a warning. */
  unknownCategory?: 'error' | 'missing';
  /** Faults that a recipe repairs: warnings instead of errors. */
  repairs?: CellRepairs;
  /** Fields that the schema does not know; default `error`. */
  extraColumns?: 'error' | 'ignore';
  /** The schema is part of a package: problems advise on the row only. */
  sealed?: boolean;
  /** Of columns that are ignored: one cell each, which stands in the frame of every single row that is parsed. */
  standIns?: ReadonlyMap<string, Column>;
}

/** Turns rows of JSON into frames by one schema, compiled once. */
export interface RowParser {
  /** One row. Throws `invalid-input` with every problem of the row. */
  parse(row: unknown): { frame: Frame; warnings: Problem[] };
  /** Many rows, each judged by itself; problems carry the 1-based row. */
  parseRows(rows: readonly unknown[]): { frame: Frame; warnings: Problem[] };
}

/**
 * A parser of rows for a schema. A row gets the same verdict as the same row in a file: each needed field must be there
 * (`null` where its value is not known), none may be unknown, and each cell is judged by the reader that judges files. An
 * unlisted category is an error by default, because a model has never seen it; the caller may choose `missing` instead.
 */
export function compileRowParser(schema: FeatureSchema, options: RowOptions = {}): RowParser {
  const purpose = options.purpose ?? 'predict';
  const cellOptions: CellOptions = {
    decimal: schema.file?.decimal ?? '.',
    sealed: options.sealed ?? false,
    json: true,
    unknownCategory: options.unknownCategory ?? 'error',
    ...(options.repairs === undefined ? {} : { repairs: options.repairs }),
  };
  const plans = schema.columns
    .filter((spec) => spec.role !== 'ignore')
    .map((spec) => ({ spec, needed: isNeeded(spec, purpose), ...freshReader(spec, cellOptions) }));
  const standIns = [...(options.standIns ?? [])];
  const known = new Set(schema.columns.map((spec) => spec.name));

  const judge = (row: unknown, number: number, log: ProblemLog, builders?: readonly ColumnBuilder[]): void => {
    if (typeof row !== 'object' || row === null || Array.isArray(row)) {
      log.add({
        code: 'ROW_NOT_OBJECT',
        message: `Row ${number} is not a JSON object.`,
        where: { row: number },
        got: asText(row).slice(0, 40),
        allowed: 'an object with one value for each field',
        fix: 'Send {"field": value, …}.',
      });
      for (let j = 0; j < plans.length; j++) {
        plans[j]!.reader.setMissing();
        builders?.[j]?.push();
      }
      return;
    }
    const fields = row as Record<string, unknown>;
    let structural = false;
    for (const name in fields) if (!known.has(name)) structural = true;
    for (let j = 0; j < plans.length; j++) {
      const { spec, reader, needed } = plans[j]!;
      const value = fields[spec.name];
      if (value === undefined) {
        if (needed) structural = true;
        reader.setMissing();
      } else {
        const fault = readJsonCell(reader, value);
        if (fault !== undefined) log.cell(spec.name, fault, number, value === null ? null : asText(value));
      }
      builders?.[j]?.push();
    }
    if (structural) {
      for (const problem of compareColumns(Object.keys(fields), schema, purpose, { ...options, noun: 'Field' })) {
        log.add({ ...problem, where: { ...problem.where, row: number } });
      }
    }
  };

  return {
    parse(row) {
      const log = new ProblemLog(undefined, 'Field');
      judge(row, 1, log);
      if (!log.isEmpty()) {
        const problems = log.problems();
        if (problems.length > 0) throw inputError('ROW_INVALID', 'The row', problems);
      }
      const columns = new Map<string, Column>();
      for (const { spec, reader, ofCode } of plans) columns.set(spec.name, cellColumn(spec, reader, ofCode));
      for (const [name, column] of standIns) columns.set(name, column);
      return { frame: { rows: 1, columns }, warnings: log.isEmpty() ? [] : log.warnings() };
    },
    parseRows(rows) {
      const log = new ProblemLog(undefined, 'Field');
      // Open lists of categories start anew in each batch: a frame's levels are those of its own rows.
      for (const plan of plans) Object.assign(plan, freshReader(plan.spec, cellOptions));
      const builders = plans.map(({ reader }) => columnBuilder(reader, Math.max(1, rows.length)));
      rows.forEach((row, i) => {
        judge(row, i + 1, log, builders);
      });
      const problems = log.problems();
      if (problems.length > 0) throw inputError('ROWS_INVALID', `The batch of ${rows.length} rows`, problems);
      const columns = new Map<string, Column>();
      plans.forEach(({ spec, reader }, j) => {
        columns.set(spec.name, rows.length === 0 ? missingColumn(spec, reader, 0) : builders[j]!.finish());
      });
      return { frame: { rows: rows.length, columns }, warnings: log.warnings() };
    },
  };
}

/** One row of JSON as a frame of one row; compile the parser once where many rows come one by one. */
export function parseRow(schema: FeatureSchema, row: unknown, options?: RowOptions): { frame: Frame } {
  return { frame: compileRowParser(schema, options).parse(row).frame };
}

/** Rows of JSON as one frame. */
export function frameFromRows(schema: FeatureSchema, rows: readonly unknown[], options?: RowOptions): Frame {
  return compileRowParser(schema, options).parseRows(rows).frame;
}

/** A reader, and room for the columns of one cell of a closed list, by code: they do not change, and rows share them. */
function freshReader(spec: ColumnSpec, options: CellOptions): { reader: CellReader; ofCode: CategoricalColumn[] } {
  return { reader: cellReader(spec, options), ofCode: [] };
}

function categoryCell(code: number, levels: readonly string[]): CategoricalColumn {
  return { kind: 'categorical', codes: Int32Array.of(code), levels };
}

/** A column of the one cell that the reader holds. */
function cellColumn(spec: ColumnSpec, reader: CellReader, ofCode: CategoricalColumn[]): Column {
  switch (reader.kind) {
    case 'numeric': {
      const values = oneNumber(reader.value);
      return spec.special === undefined
        ? { kind: 'numeric', values }
        : { kind: 'numeric', values, special: Uint8Array.of(reader.special) };
    }
    case 'categorical': {
      const { code, levels, unknownText } = reader;
      if (reader.closed) {
        if (code >= 0) {
          ofCode[code] ??= categoryCell(code, levels);
          return ofCode[code];
        }
        const cell = categoryCell(code, levels);
        return unknownText === undefined ? cell : { ...cell, unknown: new Map([[0, unknownText]]) };
      }
      const level = code < 0 ? [] : [levels[code]!];
      reader.forget();
      return categoryCell(level.length - 1, level);
    }
    case 'time':
      return { kind: 'time', values: oneNumber(reader.value) };
    case 'text':
      return { kind: 'text', values: [reader.value] };
  }
}

/** Quicker than `Float64Array.of`. */
function oneNumber(value: number): Float64Array {
  const values = new Float64Array(1);
  values[0] = value;
  return values;
}
