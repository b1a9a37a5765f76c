import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { allOf, answerOf, fileBody } from '@proofline/client';
import { ProoflineError } from '@proofline/learn';
import type { Io } from '../io.js';
import { asInputError } from '../output/system-error.js';
import { table } from '../output/table.js';
import { printFindings, verdictLine } from '../output/validation-view.js';
import { type Api, connect, type PlatformFlags } from './connection.js';
import { printJson, timeText } from './output.js';
import { findSolution, rowsOf, type Solution } from './solutions.js';

/** By the end of a file's name. */
const TYPES: readonly (readonly [end: string, type: string])[] = [
  ['.csv', 'text/csv'],
  ['.tsv', 'text/tab-separated-values'],
  ['.jsonl', 'application/x-ndjson'],
  ['.ndjson', 'application/x-ndjson'],
  ['.parquet', 'application/vnd.apache.parquet'],
  ['.gz', 'application/gzip'],
];

/** So long a check is waited for: a worker may be busy, or there may be none. */
const CHECKED_WITHIN_MS = 120_000;
const ASK_EVERY_MS = 500;

/** Uploads a file and shows what the platform finds in it. Returns the exit code: 2 where it is not valid. */
export async function datasetUpload(
  io: Io,
  named: string,
  file: string,
  { wait = true, ...flags }: PlatformFlags & { wait?: boolean },
): Promise<number> {
  const api = await connect(io, flags);
  const { solution, name } = await findSolution(api, named);
  const uploaded = await uploadFile(io, api, solution, file);
  const dataset = wait ? await checked(api, solution, uploaded) : uploaded;
  const path = { solution: solution.id, dataset: dataset.id };
  const validation =
    dataset.status === 'checking' || dataset.status === 'unchecked'
      ? undefined
      : await answerOf(api.GET('/v1/solutions/{solution}/datasets/{dataset}/validation', { params: { path } }));
  if (flags.json === true) printJson(io, { ...dataset, validation: validation ?? null });
  else {
    if (validation !== undefined) printFindings(io, validation);
    io.out(`Uploaded ${dataset.name} (${dataset.bytes.toLocaleString('en-US')} bytes) as data set ${dataset.id}.\n`);
    if (validation !== undefined) io.out(`${verdictLine(io, dataset.name, validation)}\n`);
    else io.out(`It is ${dataset.status}. How it stands: proofline dataset list ${name}\n`);
    if (validation?.valid !== false) io.out(`Next: proofline train ${name} --dataset ${dataset.id}\n`);
  }
  return validation?.valid === false ? 2 : 0;
}

type Uploaded = Awaited<ReturnType<typeof uploadFile>>;

async function checked(api: Api, { id: solution }: Solution, uploaded: Uploaded): Promise<Uploaded> {
  let dataset = uploaded;
  for (const began = Date.now(); dataset.status === 'checking' && Date.now() - began < CHECKED_WITHIN_MS; ) {
    await pause(ASK_EVERY_MS);
    const path = { solution, dataset: uploaded.id };
    dataset = await answerOf(api.GET('/v1/solutions/{solution}/datasets/{dataset}', { params: { path } }));
  }
  return dataset;
}

/** Sends a file as it stands, whatever its size. */
export async function uploadFile(io: Io, api: Api, { id }: Solution, file: string) {
  const { name, body } = await openFile(io, file);
  return answerOf(
    api.POST('/v1/solutions/{solution}/datasets', { params: { path: { solution: id }, query: { name } }, ...body }),
  );
}

/** A file as the body of a request. */
export async function openFile(io: Io, file: string) {
  const path = resolve(io.cwd, file);
  const found = await stat(path).catch((error: unknown) => {
    throw asInputError(error, path) ?? error;
  });
  if (!found.isFile()) throw new ProoflineError('invalid-input', 'NOT_A_FILE', `'${path}' is no file; name one table.`);
  const name = basename(path);
  const type = TYPES.find(([end]) => name.toLowerCase().endsWith(end))?.[1] ?? 'application/octet-stream';
  const content = Readable.toWeb(createReadStream(path)) as ReadableStream<Uint8Array>;
  return { name, body: fileBody(content, type) };
}

export async function datasetList(io: Io, named: string, flags: PlatformFlags): Promise<void> {
  const api = await connect(io, flags);
  const { solution, name } = await findSolution(api, named);
  const path = { solution: solution.id };
  const items = await rowsOf(
    allOf((query) => api.GET('/v1/solutions/{solution}/datasets', { params: { path, query } })),
  );
  if (flags.json === true) printJson(io, { items });
  else if (items.length === 0) io.out(`${name} has no data sets yet.\n`);
  else {
    const rows = items.map((one) => [
      one.id,
      one.name,
      one.bytes.toLocaleString('en-US'),
      one.status,
      timeText(one.createdAt),
    ]);
    io.out(table(['data set', 'file', 'bytes', 'state', 'uploaded'], rows));
  }
}
