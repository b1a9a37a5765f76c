import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type Json, type Problem, ProoflineError, throwIfCancelled } from '@proofline/learn';
import {
  cellAsJson,
  columnWithRole,
  type Dataset,
  joinTexts,
  type Language,
  type LoadedPackage,
  type Localized,
  loadPackage,
  type Reason,
  readDataset,
  takeFrame,
  type Vertical,
} from '@proofline/pipeline';
import { refuseOverwriting } from '../config/protect-inputs.js';
import type { Io } from '../io.js';
import { checkWritable, printRecords, tableFormat, writeRecords } from '../output/predictions-file.js';
import { countView } from '../output/progress-view.js';

export interface PredictOptions {
  package: string;
  row?: string;
  data?: string;
  out?: string;
  reasons?: number;
  unknownCategory?: 'error' | 'missing';
  lang: Language;
}

/** Rows that are answered at a time; fewer with reasons, so that progress moves and Ctrl-C is heard. */
const CHUNK = 10_000;
const CHUNK_WITH_REASONS = 500;
/** Reasons that a prediction of one row comes with: as many as an adverse-action notice may name. */
const DEFAULT_REASONS = 4;

/** Answers for one row (JSON) or for a file (CSV, JSON lines or Parquet), on stdout or in a file. */
export async function predict(io: Io, verticals: readonly Vertical[], options: PredictOptions): Promise<void> {
  if ((options.row === undefined) === (options.data === undefined)) {
    throw new ProoflineError(
      'invalid-input',
      'PREDICT_WHAT',
      'Name what to predict: --row \'{"field": value, …}\' for one row, or --data FILE for many.',
    );
  }
  const folder = resolve(io.cwd, options.package);
  const data = options.data === undefined ? undefined : resolve(io.cwd, options.data);
  const out = options.out === undefined ? undefined : resolve(io.cwd, options.out);
  if (out !== undefined) {
    if (data !== undefined || !isJson(out)) tableFormat(out);
    await refuseOverwriting(out, [
      ['--data', data],
      ['--package', folder],
    ]);
    await checkWritable(out);
  }
  const loaded = await loadPackage(folder, verticals, {
    ...(options.unknownCategory === undefined ? {} : { unknownCategory: options.unknownCategory }),
  });
  if (options.row !== undefined) await predictRow(io, loaded, options.row, out, options);
  else await predictFile(io, loaded, data!, out, options);
}

/** One row's answer is an object, not a table. */
function isJson(out: string): boolean {
  return out.toLowerCase().endsWith('.json');
}

async function predictRow(
  io: Io,
  { predictor, manifest }: LoadedPackage,
  json: string,
  out: string | undefined,
  options: PredictOptions,
): Promise<void> {
  let row: unknown;
  try {
    row = JSON.parse(json);
  } catch (cause) {
    throw new ProoflineError('invalid-input', 'ROW_NOT_JSON', `--row is not JSON: ${(cause as Error).message}.`, {
      cause,
    });
  }
  const limit = options.reasons ?? DEFAULT_REASONS;
  const { prediction, reasons, remarks, warnings } = predictor.predictWithReasons(row, limit);
  for (const warning of warnings) io.err(`warning ${warning.message}\n`);
  if (out !== undefined && !isJson(out)) {
    const record = {
      row: 1,
      ...prediction,
      remarks: remarkText(remarks, options.lang),
      ...reasonTexts(reasons ?? [], limit, options.lang),
    };
    await writeRecords(io, out, tableFormat(out), [record]);
  } else {
    const answer = {
      prediction,
      ...(remarks.length === 0 ? {} : { remarks: remarks.map((remark) => remark[options.lang]) }),
      ...(reasons === undefined ? {} : { reasons: reasons.map((reason) => reasonJson(reason, options.lang)) }),
      ...(predictor.recommendation === undefined ? {} : { recommendation: predictor.recommendation }),
      model: { candidate: manifest.candidate, hash: manifest.modelHash },
    };
    const content = `${JSON.stringify(answer, null, 2)}\n`;
    if (out === undefined) return io.out(content);
    await writeFile(out, content);
  }
  io.err(`Wrote ${options.out}.\n`);
}

function reasonJson({ feature, code, text, value, contribution }: Reason, lang: Language) {
  return { feature, code, text: text[lang], value, contribution };
}

async function predictFile(
  io: Io,
  loaded: LoadedPackage,
  file: string,
  out: string | undefined,
  options: PredictOptions,
): Promise<void> {
  const { predictor } = loaded;
  const warnings: Problem[] = [];
  const dataset = await readDataset(file, predictor.inputSchema, {
    ...predictor.reading,
    unknownCategory: options.unknownCategory ?? 'error',
    onWarning: (warning) => warnings.push(warning),
    ...(io.signal === undefined ? {} : { signal: io.signal }),
  });
  for (const { message, fix } of warnings) io.err(`warning ${message}${fix === undefined ? '' : ` ${fix}`}\n`);
  const view = countView(io, options.lang, dataset.rows);
  try {
    const answers = records(io, loaded, dataset, options, view.done);
    if (out === undefined) await printRecords(io, answers);
    else await writeRecords(io, out, tableFormat(out), answers);
  } finally {
    view.stop();
  }
  if (out !== undefined) io.err(`Wrote ${dataset.rows.toLocaleString('en-US')} predictions to ${options.out}.\n`);
}

/** A record for each row of the file: its number, the answer, its identifier where there is one, and reasons where wanted. */
function* records(
  io: Io,
  { predictor }: LoadedPackage,
  dataset: Dataset,
  { reasons: wanted = 0, lang }: PredictOptions,
  onDone: (rows: number) => void,
): Generator<Record<string, Json>> {
  const id = columnWithRole(dataset.schema, 'id');
  const ids = id && dataset.columns.get(id.name);
  const chunk = wanted > 0 ? CHUNK_WITH_REASONS : CHUNK;
  for (let from = 0; from < dataset.rows; from += chunk) {
    throwIfCancelled(io.signal);
    const size = Math.min(chunk, dataset.rows - from);
    const frame = takeFrame(
      dataset,
      Int32Array.from({ length: size }, (_, k) => from + k),
    );
    const { answers, reasons } =
      wanted > 0
        ? predictor.explainFrame(frame, wanted)
        : { answers: predictor.predictFrame(frame), reasons: undefined };
    const remarks = predictor.remarks(frame);
    for (let k = 0; k < size; k++) {
      const row = from + k;
      const record: Record<string, Json> = {
        row: dataset.rowNumbers[row]!,
        ...answers[k],
        remarks: remarkText(remarks[k]!, lang),
      };
      if (id !== undefined && ids !== undefined) record[id.name] = cellAsJson(id, ids, row);
      yield { ...record, ...reasonTexts(reasons?.[k] ?? [], wanted, lang) };
    }
    onDone(from + size);
  }
}

/** What is to be known of a row's answer, in one cell; null where there is nothing. */
function remarkText(remarks: readonly Localized[], lang: Language): string | null {
  return remarks.length === 0 ? null : joinTexts(remarks, 'sentences')[lang];
}

/** `reason_1` to `reason_n`, null where there are fewer. */
function reasonTexts(reasons: readonly Reason[], wanted: number, lang: Language): Record<string, Json> {
  return Object.fromEntries(
    Array.from({ length: wanted }, (_, r) => [`reason_${r + 1}`, reasons[r]?.text[lang] ?? null]),
  );
}
