import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { ProoflineError } from '@proofline/learn';
import {
  judgeFile,
  type Language,
  type LoadedPackage,
  loadPackage,
  type Reason,
  reasonTexts,
  refusalOf,
  remarkText,
  scoreFile,
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

/** Reasons that a prediction of one row comes with: as many as an adverse-action notice may name. */
const DEFAULT_REASONS = 4;

/** Problems that `--unknown-category missing` tolerates. */
const IS_UNKNOWN: ReadonlySet<string> = new Set(['CATEGORY_UNKNOWN', 'NOT_A_BOOLEAN']);

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
  try {
    if (options.row !== undefined) await predictRow(io, loaded, options.row, out, options);
    else await predictFile(io, loaded, data!, out, options);
  } catch (error) {
    throw withFlag(error);
  }
}

/** What this command can do about unknown categories, the library does not know. */
function withFlag(error: unknown): unknown {
  if (!(error instanceof ProoflineError) || !error.problems.some(({ code }) => IS_UNKNOWN.has(code))) return error;
  const { kind, code, message, problems } = error;
  const tip = 'With --unknown-category missing, a value that the schema does not list is read as missing.';
  return new ProoflineError(kind, code, `${message}\n${tip}`, { problems, cause: error });
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
  { predictor }: LoadedPackage,
  path: string,
  out: string | undefined,
  { lang, reasons = 0, unknownCategory, ...options }: PredictOptions,
): Promise<void> {
  const reading = {
    ...(unknownCategory === undefined ? {} : { unknownCategory }),
    ...(io.signal === undefined ? {} : { signal: io.signal }),
  };
  const file = await judgeFile(path, predictor, reading);
  for (const { message, fix } of file.warnings) io.err(`warning ${message}${fix === undefined ? '' : ` ${fix}`}\n`);
  if (file.problems.length > 0) throw refusalOf(file, file.problems);
  const view = countView(io, lang, file.rows);
  try {
    const answers = scoreFile(file, predictor, { ...reading, reasons, language: lang, onDone: view.done });
    if (out === undefined) await printRecords(io, answers);
    else await writeRecords(io, out, tableFormat(out), answers);
  } finally {
    view.stop();
  }
  if (out !== undefined) io.err(`Wrote ${file.rows.toLocaleString('en-US')} predictions to ${options.out}.\n`);
}
