import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Json, type Problem, ProoflineError, throwIfCancelled } from '@proofline/learn';
import {
  cellAsJson,
  columnWithRole,
  type Dataset,
  type Language,
  type LoadedPackage,
  loadPackage,
  type Reason,
  readDataset,
  takeFrame,
  type Vertical,
} from '@proofline/pipeline';
import { stringify } from 'csv-stringify';
import type { Io } from '../io.js';

export interface PredictOptions {
  package: string;
  row?: string;
  data?: string;
  out?: string;
  reasons?: number;
  unknownCategory?: 'error' | 'missing';
  lang: Language;
}

const CHUNK = 10_000;
/** Reasons that a prediction of one row comes with: as many as an adverse-action notice may name. */
const DEFAULT_REASONS = 4;

/** Answers for one row (JSON on stdout) or for a file (CSV or JSON lines). */
export async function predict(io: Io, verticals: readonly Vertical[], options: PredictOptions): Promise<void> {
  if ((options.row === undefined) === (options.data === undefined)) {
    throw new ProoflineError(
      'invalid-input',
      'PREDICT_WHAT',
      'Name what to predict: --row \'{"field": value, …}\' for one row, or --data FILE for many.',
    );
  }
  const loaded = await loadPackage(resolve(io.cwd, options.package), verticals, {
    ...(options.unknownCategory === undefined ? {} : { unknownCategory: options.unknownCategory }),
  });
  if (options.row !== undefined) predictRow(io, loaded, options.row, options);
  else await predictFile(io, loaded, options.data!, options);
}

function predictRow(io: Io, { predictor, manifest }: LoadedPackage, json: string, options: PredictOptions): void {
  let row: unknown;
  try {
    row = JSON.parse(json);
  } catch (cause) {
    throw new ProoflineError('invalid-input', 'ROW_NOT_JSON', `--row is not JSON: ${(cause as Error).message}.`, {
      cause,
    });
  }
  const { prediction, reasons, warnings } = predictor.predictWithReasons(row, options.reasons ?? DEFAULT_REASONS);
  for (const warning of warnings) io.err(`warning ${warning.message}\n`);
  const answer = {
    prediction,
    ...(reasons === undefined ? {} : { reasons: reasons.map((reason) => reasonJson(reason, options.lang)) }),
    ...(predictor.recommendation === undefined ? {} : { recommendation: predictor.recommendation }),
    model: { candidate: manifest.candidate, hash: manifest.modelHash },
  };
  io.out(`${JSON.stringify(answer, null, 2)}\n`);
}

function reasonJson({ feature, code, text, value, contribution }: Reason, lang: Language) {
  return { feature, code, text: text[lang], value, contribution };
}

async function predictFile(io: Io, loaded: LoadedPackage, file: string, options: PredictOptions): Promise<void> {
  const { schema } = loaded.predictor;
  const warnings: Problem[] = [];
  const dataset = await readDataset(resolve(io.cwd, file), schema, {
    purpose: 'predict',
    repairs: loaded.predictor.recipe.repairs,
    unknownCategory: options.unknownCategory ?? 'error',
    onWarning: (warning) => warnings.push(warning),
    ...(io.signal === undefined ? {} : { signal: io.signal }),
  });
  for (const warning of warnings) io.err(`warning ${warning.message}\n`);
  const lines = options.out?.endsWith('.jsonl') === true;
  const source = Readable.from(records(io, loaded, dataset, options));
  const format = lines
    ? async function* (rows: AsyncIterable<Record<string, Json>>) {
        for await (const row of rows) yield `${JSON.stringify(row)}\n`;
      }
    : stringify({ header: true });
  if (options.out === undefined) {
    const print = async (chunks: AsyncIterable<string | Buffer>): Promise<void> => {
      for await (const chunk of chunks) io.out(chunk.toString());
    };
    await pipeline(source, format, print);
    return;
  }
  // Written beside its place first: a run that is stopped leaves no half file.
  const target = resolve(io.cwd, options.out);
  const draft = `${target}.${process.pid}.part`;
  try {
    await pipeline(source, format, createWriteStream(draft));
    await rename(draft, target);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
  io.err(`Wrote ${dataset.rows.toLocaleString('en-US')} predictions to ${options.out}.\n`);
}

/** A record for each row of the file: its identifier (or its number), the answer, and reasons where wanted. */
function* records(
  io: Io,
  { predictor }: LoadedPackage,
  dataset: Dataset,
  { reasons = 0, lang }: PredictOptions,
): Generator<Record<string, Json>> {
  const id = columnWithRole(predictor.schema, 'id');
  const ids = id && dataset.columns.get(id.name);
  for (let from = 0; from < dataset.rows; from += CHUNK) {
    throwIfCancelled(io.signal);
    const size = Math.min(CHUNK, dataset.rows - from);
    const frame = takeFrame(
      dataset,
      Int32Array.from({ length: size }, (_, k) => from + k),
    );
    const answers = predictor.predictFrame(frame);
    for (let k = 0; k < size; k++) {
      const row = from + k;
      const record: Record<string, Json> = { row: dataset.rowNumbers[row]!, ...answers[k] };
      if (id !== undefined && ids !== undefined) record[id.name] = cellAsJson(id, ids, row);
      if (reasons > 0) {
        const given = predictor.explainFrame(frame, k, reasons) ?? [];
        for (let r = 0; r < reasons; r++) record[`reason_${r + 1}`] = given[r]?.text[lang] ?? null;
      }
      yield record;
    }
  }
}
