import { once } from 'node:events';
import { PassThrough, type Readable } from 'node:stream';
import { type Json, type Problem, type ProoflineError, throwIfCancelled } from '@proofline/learn';
import type { Fault } from '../cells/cell-reader.js';
import { inputError } from '../cells/problem-log.js';
import { type BrokenRow, rowNumbering } from '../dataset/delimited-sql.js';
import { type Column, type Frame, takeFrame } from '../dataset/frame.js';
import { FrameBuilder } from '../dataset/frame-builder.js';
import { scanFile } from '../dataset/scan-file.js';
import { type ColumnSpec, columnWithRole } from '../schema/feature-schema.js';
import type { Reason } from '../task/task.js';
import { joinTexts, type Language, type Localized } from '../text/localized.js';
import { cellAsJson, type Predictor } from './predictor.js';

/** Rows that are answered at a time; fewer with reasons, so that progress moves and Ctrl-C is heard. */
const CHUNK = 10_000;
const CHUNK_WITH_REASONS = 500;
/** Records that wait for whoever writes them. */
const HELD = 1000;

export interface JudgeOptions {
  unknownCategory?: 'error' | 'missing';
  signal?: AbortSignal;
  /** Called with the fraction that is done, 0 to 1. */
  onProgress?: (fraction: number) => void;
}

/** What a package says of a file before it answers it. */
export interface JudgedFile {
  path: string;
  /** All rows of the file. */
  rows: number;
  /** Everything that is wrong with it; one problem for each column and kind. */
  problems: Problem[];
  /** Those among them for which every row would be refused alike: a column that is missing, unknown or there twice. */
  ofTable: Problem[];
  warnings: Problem[];
  /** Rows that are none; `gaps` are those among them that the reader leaves out. */
  broken: readonly BrokenRow[];
  gaps: readonly number[];
}

/** Judges every cell of a file to be answered, in one pass and bounded memory. Throws where it cannot be read at all. */
export async function judgeFile(path: string, predictor: Predictor, options: JudgeOptions): Promise<JudgedFile> {
  const { rows, problems, ofTable, warnings, broken, gaps } = await scanFile(path, predictor.inputSchema, {
    ...predictor.reading,
    ...options,
  });
  return { path, rows: rows + gaps.length, problems, ofTable, warnings, broken, gaps };
}

/** The error of a file with these problems. */
export function refusalOf({ path }: JudgedFile, problems: readonly Problem[]): ProoflineError {
  return inputError('DATA_INVALID', `File '${path}'`, problems);
}

/** Why a row is not answered: the cell, or the row where it cannot be taken apart. */
export interface Refused {
  /** 1-based data row of the file. */
  row: number;
  column: string | null;
  code: string;
  message: string;
  got: string | null;
  allowed: string | null;
  fix: string | null;
}

/** A row that was answered, for whoever keeps it elsewhere, too. */
export interface AnsweredRow {
  /** 1-based data row of the file. */
  row: number;
  prediction: Record<string, Json>;
  /** What the model uses of the row, and its identifier, as they would be sent by themselves. */
  cells: Record<string, Json>;
  /** Undefined where none are wanted, or the model has none. */
  reasons: readonly Reason[] | undefined;
  /** Rows are answered together: its share of the time that these took, in milliseconds. */
  milliseconds: number;
}

export interface ScoreOptions {
  /** How many reasons each row comes with. */
  reasons: number;
  language: Language;
  unknownCategory?: 'error' | 'missing';
  signal?: AbortSignal;
  /** Told of every row that is not answered, in order, with all that is wrong with it. */
  onRefused?: (refused: readonly Refused[]) => void | Promise<void>;
  /** What a record has besides, as its last cells: the name under which somebody keeps it, e.g. */
  more?: (answered: AnsweredRow) => Promise<Record<string, Json>>;
  /** How many rows of the file are done. */
  onDone?: (rows: number) => void;
}

/**
 * Answers the rows of a judged file in bounded memory: a record for each row that can be answered, with its number, the answer,
 * remarks, its identifier where there is one, and reasons where wanted. It reads no faster than its records are taken.
 */
export function scoreFile(file: JudgedFile, predictor: Predictor, options: ScoreOptions): Readable {
  const records = new PassThrough({ objectMode: true, highWaterMark: HELD });
  const closed = new AbortController();
  records.once('close', () => closed.abort());
  const signal = options.signal === undefined ? closed.signal : AbortSignal.any([options.signal, closed.signal]);
  const emit = async (record: Record<string, Json>): Promise<void> => {
    if (records.write(record)) return;
    await once(records, 'drain', { signal }).catch((error: unknown) => {
      throwIfCancelled(signal);
      throw error;
    });
  };
  score(file, predictor, { ...options, signal }, emit).then(
    () => records.end(),
    (error: Error) => records.destroy(error),
  );
  return records;
}

type Emit = (record: Record<string, Json>) => Promise<void>;

async function score(file: JudgedFile, predictor: Predictor, options: ScoreOptions, emit: Emit): Promise<void> {
  const { unknownCategory, signal, onRefused, onDone } = options;
  const numberOf = rowNumbering(file.gaps);
  const broken = brokenRows(file.broken);
  const builder = new FrameBuilder(predictor.inputSchema);
  // By row as the scan counts them; those of the rows that are gathered.
  const faults = new Map<number, Refused[]>();
  const chunk = options.reasons > 0 ? CHUNK_WITH_REASONS : CHUNK;
  let done = 0;
  const flush = async (kept: number): Promise<void> => {
    const frame = builder.take(kept - done);
    const good: number[] = [];
    for (let k = 0; k < frame.rows; k++) {
      const number = numberOf(done + k + 1);
      const itself = broken.take(number);
      const refused = itself.at(-1)?.row === number ? itself : [...itself, ...(faults.get(done + k + 1) ?? [])];
      if (refused.length > 0) await onRefused?.(refused);
      if (refused.at(-1)?.row !== number) good.push(k);
    }
    faults.clear();
    for (let from = 0; from < good.length; from += chunk) {
      throwIfCancelled(signal);
      const rows = good.slice(from, from + chunk);
      const numbers = rows.map((k) => numberOf(done + k + 1));
      await answer(predictor, takeFrame(frame, rows), numbers, options, emit);
      onDone?.(numbers.at(-1)!);
    }
    done = kept;
    onDone?.(numberOf(done));
  };
  const reading = {
    ...predictor.reading,
    ...(unknownCategory === undefined ? {} : { unknownCategory }),
    ...(signal === undefined ? {} : { signal }),
  };
  const { rows } = await scanFile(file.path, predictor.inputSchema, reading, (columns) => builder.attach(columns), {
    onFault: (column, fault, kept, got) => {
      const known = faults.get(kept) ?? [];
      faults.set(kept, [...known, refusedCell(numberOf(kept), column, fault, got)]);
    },
    onRows: (kept) => (kept - done < chunk ? undefined : flush(kept)),
  });
  await flush(rows);
  const last = broken.take(Number.POSITIVE_INFINITY);
  if (last.length > 0) await onRefused?.(last);
  onDone?.(file.rows);
}

/** Hands out rows that are none up to a row of the file. */
function brokenRows(all: readonly BrokenRow[]): { take(upTo: number): Refused[] } {
  const rows = [...all].sort((a, b) => a.row - b.row);
  let next = 0;
  return {
    take(upTo) {
      const from = next;
      while (next < rows.length && rows[next]!.row <= upTo) next++;
      return from === next ? [] : rows.slice(from, next).map(refusedRow);
    },
  };
}

function refusedRow({ row, code, message, got }: BrokenRow): Refused {
  return { row, column: null, code, message, got: got ?? null, allowed: null, fix: null };
}

function refusedCell(row: number, column: string, { code, what, allowed, fix }: Fault, got: string | null): Refused {
  return { row, column, code, message: `Column '${column}': ${what}.`, got, allowed, fix: fix?.(got ?? '') ?? null };
}

async function answer(
  predictor: Predictor,
  frame: Frame,
  numbers: readonly number[],
  { reasons: wanted, language, more }: ScoreOptions,
  emit: Emit,
): Promise<void> {
  const id = columnWithRole(predictor.inputSchema, 'id');
  const ids = id && frame.columns.get(id.name);
  const began = performance.now();
  const { answers, reasons } = predictor.explainFrame(frame, wanted);
  const milliseconds = (performance.now() - began) / frame.rows;
  const remarks = predictor.remarks(frame);
  const given = more === undefined ? [] : givenColumns(predictor, frame);
  for (let k = 0; k < frame.rows; k++) {
    const record: Record<string, Json> = {
      row: numbers[k]!,
      ...answers[k],
      remarks: remarkText(remarks[k]!, language),
    };
    if (id !== undefined && ids !== undefined) record[id.name] = cellAsJson(id, ids, k);
    const besides = await more?.({
      row: numbers[k]!,
      prediction: answers[k]!,
      cells: Object.fromEntries(given.map(([spec, column]) => [spec.name, cellAsJson(spec, column, k)])),
      reasons: reasons?.[k],
      milliseconds,
    });
    await emit({ ...record, ...reasonTexts(reasons?.[k] ?? [], wanted, language), ...besides });
  }
}

function givenColumns({ inputSchema }: Predictor, frame: Frame): [ColumnSpec, Column][] {
  return inputSchema.columns.flatMap((spec) => {
    const column = frame.columns.get(spec.name);
    return column === undefined || (spec.role !== 'feature' && spec.role !== 'id') ? [] : [[spec, column]];
  });
}

/** What is to be known of a row's answer, in one cell; null where there is nothing. */
export function remarkText(remarks: readonly Localized[], language: Language): string | null {
  return remarks.length === 0 ? null : joinTexts(remarks, 'sentences')[language];
}

/** `reason_1` to `reason_n`, null where there are fewer. */
export function reasonTexts(reasons: readonly Reason[], wanted: number, language: Language): Record<string, Json> {
  return Object.fromEntries(
    Array.from({ length: wanted }, (_, r) => [`reason_${r + 1}`, reasons[r]?.text[language] ?? null]),
  );
}
