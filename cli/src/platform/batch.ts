import { createWriteStream } from 'node:fs';
import { extname, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { answerOf } from '@proofline/client';
import { ProoflineError } from '@proofline/learn';
import type { Language } from '@proofline/pipeline';
import { refuseOverwriting } from '../config/protect-inputs.js';
import type { Io } from '../io.js';
import { checkWritable, tableFormat } from '../output/predictions-file.js';
import { fractionView } from '../output/progress-view.js';
import { replaceFile } from '../output/replace-file.js';
import { printProblems } from '../output/validation-view.js';
import { type Api, apiWithoutSignal, connect, type PlatformFlags } from './connection.js';
import { openFile } from './datasets.js';
import { printJson } from './output.js';
import { findSolution, type Solution } from './solutions.js';

const ASK_EVERY_MS = 1000;

export interface BatchOptions extends PlatformFlags {
  out?: string;
  follow?: boolean;
  reasons?: number;
  log: boolean;
  lang: Language;
}

type Batch = Awaited<ReturnType<typeof send>>;

/** Has the platform answer a file, and fetches the answers where wanted. Returns the exit code. */
export async function batch(io: Io, named: string, file: string, options: BatchOptions): Promise<number> {
  const follows = options.follow === true || options.out !== undefined;
  const out = options.out === undefined ? undefined : resolve(io.cwd, options.out);
  if (out !== undefined) {
    tableFormat(out);
    await refuseOverwriting(out, [['the file', resolve(io.cwd, file)]]);
    await checkWritable(out);
  }
  const { solution, name } = await findSolution(await connect(io, options), named);
  const begun = await send(io, await connect(io, options), solution, file, options);
  if (!follows) {
    if (options.json === true) printJson(io, begun);
    else io.out(`Batch ${begun.id} of ${name} is ${begun.status}.\n`);
    return 0;
  }
  const ended = await follow(io, await apiWithoutSignal(io, options), solution, begun);
  if (ended.finishedAt === null) {
    io.err(`No longer following: batch ${ended.id} of ${name} goes on.\n`);
    return 130;
  }
  if (ended.status === 'failed') throw failed(ended);
  if (ended.status === 'cancelled') {
    io.err(`Batch ${ended.id} of ${name} was cancelled.\n`);
    return 2;
  }
  const api = await connect(io, options);
  const errors = out === undefined || ended.refused === 0 ? undefined : errorsBeside(out);
  if (out !== undefined) await fetchFile(api, solution, ended, 'result', out);
  if (errors !== undefined) await fetchFile(api, solution, ended, 'errors', errors);
  if (options.json === true) printJson(io, ended);
  else {
    printProblems(io, 'refused', 'yellow', ended.problems ?? []);
    const count = (rows: number | null): string => (rows ?? 0).toLocaleString('en-US');
    const refused =
      ended.refused === 0
        ? ''
        : ` ${count(ended.refused)} ${ended.refused === 1 ? 'row was' : 'rows were'} refused${errors === undefined ? '' : `: ${errors}`}.`;
    const where = out === undefined ? '' : ` Wrote ${options.out}.`;
    io.out(
      `Version ${ended.modelVersion} of ${name} answered ${count(ended.scored)} of ${count(ended.rows)} rows.${where}${refused}\n`,
    );
  }
  return 0;
}

async function send(io: Io, api: Api, { id, task }: Solution, file: string, { out, reasons, log, lang }: BatchOptions) {
  const { name, body } = await openFile(io, file);
  const format = out === undefined ? 'csv' : tableFormat(out);
  return answerOf(
    api.POST('/v1/solutions/{solution}/tasks/{task}/batches/files', {
      params: {
        path: { solution: id, task },
        query: {
          name,
          format,
          language: lang,
          log: log ? 'true' : 'false',
          ...(reasons === undefined ? {} : { reasons }),
        },
      },
      ...body,
    }),
  );
}

/** Shows how far a batch is until it is over, or until Ctrl-C, which leaves it as it is. */
async function follow(io: Io, api: Api, { id: solution, task }: Solution, begun: Batch): Promise<Batch> {
  const view = fractionView(io);
  let state = begun;
  try {
    while (state.finishedAt === null && io.signal?.aborted !== true) {
      view.show(state.fraction, state.status);
      await wait(ASK_EVERY_MS, undefined, io.signal === undefined ? {} : { signal: io.signal }).catch(() => undefined);
      const path = { solution, task, batch: begun.id };
      state = await answerOf(api.GET('/v1/solutions/{solution}/tasks/{task}/batches/{batch}', { params: { path } }));
    }
  } finally {
    view.stop();
  }
  return state;
}

function failed({ id, problem }: Batch): ProoflineError {
  const { code = 'BATCH_FAILED', detail = 'it does not say why' } = (problem ?? {}) as {
    code?: string;
    detail?: string;
  };
  return new ProoflineError('invalid-input', code, `Batch ${id} failed: ${detail}`);
}

/** `scored.csv` has its refused rows in `scored.errors.csv`. */
function errorsBeside(out: string): string {
  return `${out.slice(0, out.length - extname(out).length)}.errors.csv`;
}

async function fetchFile(
  api: Api,
  { id: solution, task }: Solution,
  { id }: Batch,
  which: 'result' | 'errors',
  target: string,
): Promise<void> {
  const content = (await answerOf(
    api.GET(`/v1/solutions/{solution}/tasks/{task}/batches/{batch}/${which}`, {
      params: { path: { solution, task, batch: id } },
      parseAs: 'stream',
    }),
  )) as unknown as ReadableStream<Uint8Array>;
  await replaceFile(target, (draft) => pipeline(Readable.fromWeb(content as never), createWriteStream(draft)));
}
