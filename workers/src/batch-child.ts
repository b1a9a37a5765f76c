// The process that answers one file.

import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { BatchLogFile, type BatchLogOrder } from '@proofline/host/batch-log';
import { loadVerticals } from '@proofline/host/verticals';
import { type Json, type Problem, ProoflineError } from '@proofline/learn';
import {
  type AnsweredRow,
  judgeFile,
  type Language,
  loadPackage,
  type Refused,
  refusalOf,
  scoreFile,
  type TableFormat,
  writeTable,
} from '@proofline/pipeline';
import { type ChildTools, workOff } from './child-process.js';
import { asOwnersFile } from './owners-file.js';

export interface BatchOrder {
  /** Modules of the verticals to load. */
  verticals: readonly string[];
  /** Folder of the package that answers, and its version in its solution. */
  package: string;
  modelVersion: number;
  /** Where the file lies here, and what its owner calls it. */
  file: string;
  name: string;
  reasons: number;
  format: TableFormat;
  language: Language;
  /** Where answers, and what is wrong with the other rows, are to be written. */
  result: string;
  errors: string;
  /** Where answers are to be written for the prediction log; undefined where they are not entered. */
  log?: BatchLogOrder;
}

export interface BatchCounts {
  rows: number;
  scored: number;
  refused: number;
  problems: Problem[];
}

/** Share of the whole that judging a file takes, before its rows are answered. */
const JUDGING = 0.3;

workOff<BatchOrder, BatchCounts>('batch', async (order, tools) => {
  try {
    const counts = await answer(order, tools);
    return { ...counts, problems: asOwnersFile(counts.problems, order) };
  } catch (error) {
    if (!(error instanceof ProoflineError)) throw error;
    const { kind, code, message, problems } = asOwnersFile(
      { kind: error.kind, code: error.code, message: error.message, problems: error.problems },
      order,
    );
    throw new ProoflineError(kind, code, message, { problems });
  }
});

async function answer(order: BatchOrder, { signal, progress }: ChildTools): Promise<BatchCounts> {
  const { reasons, language } = order;
  const { predictor } = await loadPackage(order.package, await loadVerticals(order.verticals, import.meta.dirname));
  const file = await judgeFile(order.file, predictor, {
    signal,
    onProgress: (fraction) => progress('judge', JUDGING * fraction),
  });
  if (file.ofTable.length > 0) throw refusalOf(file, file.ofTable);
  const errors = new PassThrough({ objectMode: true });
  const errorsWritten = writeTable(order.errors, 'csv', errors, signal);
  // It is waited for below; until then its failure must not be nobody's.
  errorsWritten.catch(() => undefined);
  let refused = 0;
  const onRefused = async (all: readonly Refused[]): Promise<void> => {
    refused += new Set(all.map(({ row }) => row)).size;
    for (const one of all) if (!errors.write(one)) await once(errors, 'drain', { signal });
  };
  const onDone = (rows: number): void => progress('answer', JUDGING + (1 - JUDGING) * (rows / file.rows));
  let scored = 0;
  const log = order.log === undefined ? undefined : await BatchLogFile.create(order.log, predictor);
  const more = async (answered: AnsweredRow): Promise<Record<string, Json>> => {
    scored++;
    const id = await log?.add(answered);
    return { ...(id === undefined ? {} : { prediction_id: id }), model_version: order.modelVersion };
  };
  const records = scoreFile(file, predictor, { reasons, language, signal, onRefused, onDone, more });
  try {
    await writeTable(order.result, order.format, records, signal);
  } finally {
    errors.end();
    await log?.close();
  }
  await errorsWritten;
  if (scored === 0) throw refusalOf(file, file.problems);
  return { rows: file.rows, scored, refused, problems: file.problems };
}
