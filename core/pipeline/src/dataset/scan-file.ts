import type { DuckDBConnection, DuckDBDataChunk } from '@duckdb/node-api';
import type { Problem } from '@proofline/learn';
import { type CellOptions, type CellReader, cellReader, type Fault } from '../cells/cell-reader.js';
import type { CellRepairs } from '../cells/cell-repairs.js';
import { ProblemLog } from '../cells/problem-log.js';
import type { ColumnSpec, FeatureSchema } from '../schema/feature-schema.js';
import { compareColumns, listNames, type Purpose } from './column-plan.js';
import { sqlName, sqlText, streamChunks, withDatabase } from './database.js';
import type { SourceFormat } from './dataset.js';
import { type BrokenRow, delimitedTable, rejectedRows, rowNumbering } from './delimited-sql.js';
import { type DecimalSign, detectDecimal } from './detect-decimal.js';
import { fileError } from './file-error.js';
import { scanJsonLines } from './json-lines.js';
import { DELIMITERS } from './sniff.js';
import { type FormatAuthority, openSource, type Source } from './source.js';
import { totalRow } from './total-row.js';
import { readVector, type VectorPlan, vectorPlan } from './vector-plan.js';

export interface ReadOptions {
  signal?: AbortSignal;
  /** Called with the fraction that is done, 0 to 1. */
  onProgress?: (fraction: number) => void;
  /** `train` (default) needs every column of the schema; `predict` only its features. */
  purpose?: Purpose;
  /** A category that the schema does not list: `error` (default), or `missing` with a warning. */
  unknownCategory?: 'error' | 'missing';
  /** Faults that a recipe repairs: warnings instead of errors. */
  repairs?: CellRepairs;
  /** Rows are to be split by time: an empty cell of the time column is an error. */
  timeRequired?: boolean;
  /** What is wrong before a cell is read, to be reported with what is wrong with cells. */
  known?: readonly Problem[];
  /** Columns that the schema does not know; default `error`. */
  extraColumns?: 'error' | 'ignore';
  /** `file`: the file may come from elsewhere than the schema's; how it is encoded and written is told from the file itself. */
  format?: FormatAuthority;
  /** The schema is part of a package: problems advise on the file only. */
  sealed?: boolean;
  /** Receives what was tolerated. */
  onWarning?: (warning: Problem) => void;
}

/** Receives the cells of one column, in the order of the file; the value is in the reader. */
export interface ScanColumn {
  readonly spec: ColumnSpec;
  readonly reader: CellReader;
  /** Called after each cell, when the reader holds its value. */
  push?(): void;
}

/** Who hears of a scan while it goes on. */
export interface ScanListener {
  /** Of a cell that is refused, in the `kept`-th row read (1-based). */
  onFault?(column: string, fault: Fault, kept: number, got: string | null): void;
  /** When every column has had the cells of so many rows; the scan goes on after what is returned. */
  onRows?(kept: number): void | Promise<void>;
}

export interface ScanResult {
  rows: number;
  columns: readonly ScanColumn[];
  problems: Problem[];
  /** Those among them for which every row would be refused alike. */
  ofTable: Problem[];
  warnings: Problem[];
  /** Rows that are none, in order; `gaps` are those among them that are not counted in `rows`. */
  broken: readonly BrokenRow[];
  gaps: readonly number[];
  /** The 1-based row of the file of the k-th row read (1-based). */
  rowNumber: (kept: number) => number;
  source: { path: string; bytes: number; format: SourceFormat };
}

/**
 * Reads a file once, in bounded memory, and judges every cell against the schema. `prepare` is given the columns the file
 * has and may attach a `push` to those whose values it wants to keep. All problems of the file come back together; what
 * makes it unreadable as a whole (no file, binary, empty) is thrown.
 */
export async function scanFile(
  path: string,
  schema: FeatureSchema,
  options: ReadOptions,
  prepare: (columns: readonly ScanColumn[]) => void = () => {},
  { onFault, onRows }: ScanListener = {},
): Promise<ScanResult> {
  const source = await openSource(
    path,
    schema.file,
    schema.columns.map((column) => column.name),
    true,
    options.format,
  );
  const log = new ProblemLog(path, 'Column', onFault);
  for (const problem of options.known ?? []) log.add(problem);
  for (const warning of source.tagged?.warnings ?? []) log.tolerate(warning);
  const decimal = decimalOf(source, schema, options, log);
  const cellOptions: CellOptions = {
    decimal,
    sealed: options.sealed ?? false,
    unknownCategory: options.unknownCategory ?? 'error',
    ...(options.repairs === undefined ? {} : { repairs: options.repairs }),
    ...(options.timeRequired === undefined ? {} : { timeRequired: options.timeRequired }),
  };
  const scanned = (names: readonly string[]): ScanColumn[] => {
    for (const problem of compareColumns(names, schema, options.purpose ?? 'train', { ...options, file: path })) {
      log.add(problem);
    }
    const columns = schema.columns
      .filter((spec) => spec.role !== 'ignore' && names.includes(spec.name))
      .map((spec) => ({ spec, reader: cellReader(spec, optionsFor(spec, cellOptions)) }));
    prepare(columns);
    return columns;
  };
  try {
    const format = {
      ...source.format,
      ...(schema.file?.decimal === undefined && decimal === '.' ? {} : { decimal }),
    };
    const head = { source: { path, bytes: source.bytes, format } };
    if (source.format.kind === 'jsonl') {
      const { rows, columns, broken } = await scanJsonLines(source, scanned, log, options, onRows);
      return { ...head, rows, columns, ...logged(log), broken, gaps: [], rowNumber: (kept) => kept };
    }
    return await withDatabase(options.signal, async (connection) => {
      const table = source.format.kind === 'parquet' ? await parquetTable(connection, source) : csvTable(source);
      if (source.format.kind === 'csv') refuseWrongDelimiter(source, schema);
      const columns = scanned(table.names);
      const plans = columns.map(({ reader, spec }) => {
        const i = table.names.indexOf(spec.name);
        return vectorPlan(reader, table.expressions[i]!, table.types[i]!, cellOptions.decimal);
      });
      const rows = await scanTable(connection, table.sql, columns, plans, log, options, path, onRows);
      const rejected =
        source.format.kind === 'csv'
          ? await rejectedRows(connection, source, options.sealed)
          : { problems: [], rows: [] };
      for (const problem of rejected.problems) log.addRows(problem);
      if (rows === 0 && rejected.rows.length === 0) {
        throw fileError('HEADER_ONLY', path, 'has no rows', 'Export the table again, with its rows.');
      }
      const gaps = rejected.rows.map(({ row }) => row);
      const rowNumber = rowNumbering(gaps);
      const broken = [...rejected.rows];
      const total = await totalRow(source);
      if (total !== undefined) {
        log.addRows(total);
        broken.push({ row: rowNumber(rows), code: total.code, message: total.message });
      }
      return { ...head, rows, columns, ...logged(log, rowNumber), broken, gaps, rowNumber };
    });
  } finally {
    await source.dispose();
  }
}

/** An outcome that is not known is no missing one: rows without an outcome are another fault. */
function optionsFor(spec: ColumnSpec, options: CellOptions): CellOptions {
  return spec.role === 'target' ? { ...options, unknownCategory: 'error' } : options;
}

/** The decimal sign that cells are read with. Where a file could mean either, it is read as the schema says, with a warning. */
function decimalOf(source: Source, schema: FeatureSchema, { format }: ReadOptions, log: ProblemLog): DecimalSign {
  const expected = schema.file?.decimal ?? '.';
  if (format !== 'file' || source.format.kind !== 'csv') return expected;
  const { decimal, doubtful } = detectDecimal(source, schema, expected);
  if (doubtful !== undefined) {
    log.tolerate({
      code: 'DECIMAL_DOUBTFUL',
      message: `Numbers such as '${doubtful}' can be read with decimal point and with decimal comma; they were read with decimal ${decimal === '.' ? 'point' : 'comma'}, as in the training file.`,
      where: { file: source.path },
      got: doubtful,
      fix: "If that is wrong, write them without a separator of thousands, or the file with the training file's delimiter.",
    });
  }
  return decimal;
}

function logged(
  log: ProblemLog,
  row?: (kept: number) => number,
): Pick<ScanResult, 'problems' | 'ofTable' | 'warnings'> {
  return { problems: log.problems(row), ofTable: log.problemsOfTable(), warnings: log.warnings(row) };
}

interface Table {
  sql: string;
  names: readonly string[];
  expressions: readonly string[];
  types: readonly string[];
}

export function csvTable(source: Source): Table {
  return {
    sql: delimitedTable(source),
    names: source.header,
    expressions: source.header.map((_, i) => `c${i}`),
    types: source.header.map(() => 'VARCHAR'),
  };
}

export async function parquetTable(connection: DuckDBConnection, source: Source): Promise<Table> {
  const sql = `read_parquet(${sqlText(source.readable)})`;
  try {
    const described = (await connection.runAndReadAll(`DESCRIBE SELECT * FROM ${sql}`)).getRowObjectsJS();
    const names = described.map((row) => String(row.column_name));
    return { sql, names, expressions: names.map(sqlName), types: described.map((row) => String(row.column_type)) };
  } catch {
    throw fileError('FILE_UNREADABLE', source.path, 'starts like a Parquet file but is damaged', 'Export it again.');
  }
}

async function scanTable(
  connection: DuckDBConnection,
  table: string,
  columns: readonly ScanColumn[],
  plans: readonly VectorPlan[],
  log: ProblemLog,
  options: ReadOptions,
  file: string,
  onRows?: ScanListener['onRows'],
): Promise<number> {
  let rows = 0;
  const select = plans.flatMap((plan) => plan.select);
  const onChunk = async (chunk: DuckDBDataChunk): Promise<void> => {
    let vector = 0;
    columns.forEach((column, j) => {
      const plan = plans[j]!;
      const vectors = plan.select.map((_, k) => chunk.getColumnVector(vector + k));
      vector += plan.select.length;
      readVector(plan, column, vectors, chunk.rowCount, rows, log);
    });
    rows += chunk.rowCount;
    const { percentage } = connection.progress;
    if (percentage > 0) options.onProgress?.(Math.min(1, percentage / 100));
    await onRows?.(rows);
  };
  await streamChunks(connection, `SELECT ${select.length === 0 ? '1' : select.join(', ')} FROM ${table}`, onChunk, {
    signal: options.signal,
    file,
  });
  options.onProgress?.(1);
  return rows;
}

/** A header of one field, or one that holds another delimiter: the columns would all be missing, for one reason. */
function refuseWrongDelimiter(source: Source, schema: FeatureSchema): void {
  const names = new Set(schema.columns.map((column) => column.name));
  if (names.size < 2 || source.header.some((name) => names.has(name))) return;
  const { delimiter } = source.format;
  const other = DELIMITERS.find(
    (candidate) =>
      candidate !== delimiter &&
      source.header
        .join(delimiter)
        .split(candidate)
        .some((name) => names.has(name.replaceAll('"', '').trim())),
  );
  if (other === undefined) return;
  throw fileError(
    'DELIMITER_WRONG',
    source.path,
    `was read with the delimiter '${show(delimiter!)}' and then has ${source.header.length} column${source.header.length === 1 ? '' : 's'} (${listNames(source.header, 3)})`,
    `Its header looks set apart by '${show(other)}': set 'delimiter: "${show(other)}"' under 'file' in the schema, or leave it out.`,
  );
}

function show(delimiter: string): string {
  return delimiter === '\t' ? '\\t' : delimiter;
}
