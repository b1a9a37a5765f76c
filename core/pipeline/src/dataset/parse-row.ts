import type { Problem } from '@proofline/learn';
import { type CellOptions, type CellReader, cellReader } from '../cells/cell-reader.js';
import type { CellRepairs } from '../cells/cell-repairs.js';
import { type ColumnBuilder, columnBuilder, missingColumn } from '../cells/column-builder.js';
import { inputError, ProblemLog } from '../cells/problem-log.js';
import type { ColumnSpec, FeatureSchema } from '../schema/feature-schema.js';
import { compareColumns, isNeeded, type Purpose } from './column-plan.js';
import type { Column, Frame } from './frame.js';
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
      for (const { spec, reader } of plans) columns.set(spec.name, cellColumn(spec, reader));
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

function freshReader(spec: ColumnSpec, options: CellOptions): { reader: CellReader } {
  return { reader: cellReader(spec, options) };
}

/** A column of the one cell that the reader holds. */
function cellColumn(spec: ColumnSpec, reader: CellReader): Column {
  switch (reader.kind) {
    case 'numeric':
      return spec.special === undefined
        ? { kind: 'numeric', values: Float64Array.of(reader.value) }
        : { kind: 'numeric', values: Float64Array.of(reader.value), special: Uint8Array.of(reader.special) };
    case 'categorical': {
      if (reader.closed) {
        const { unknownText } = reader;
        const unknown = unknownText === undefined ? {} : { unknown: new Map([[0, unknownText]]) };
        return { kind: 'categorical', codes: Int32Array.of(reader.code), levels: reader.levels, ...unknown };
      }
      const level = reader.code < 0 ? [] : [reader.levels[reader.code]!];
      reader.forget();
      return { kind: 'categorical', codes: Int32Array.of(level.length - 1), levels: level };
    }
    case 'time':
      return { kind: 'time', values: Float64Array.of(reader.value) };
    case 'text':
      return { kind: 'text', values: [reader.value] };
  }
}
