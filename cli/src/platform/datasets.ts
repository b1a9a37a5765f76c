import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { answerOf, fileBody } from '@proofline/client';
import { ProoflineError } from '@proofline/learn';
import type { Io } from '../io.js';
import { asInputError } from '../output/system-error.js';
import { table } from '../output/table.js';
import { type Api, connect, type PlatformFlags } from './connection.js';
import { printJson, timeText } from './output.js';
import { findSolution, type Solution } from './solutions.js';

/** By the end of a file's name. */
const TYPES: readonly (readonly [end: string, type: string])[] = [
  ['.csv', 'text/csv'],
  ['.tsv', 'text/tab-separated-values'],
  ['.jsonl', 'application/x-ndjson'],
  ['.ndjson', 'application/x-ndjson'],
  ['.parquet', 'application/vnd.apache.parquet'],
  ['.gz', 'application/gzip'],
];

export async function datasetUpload(io: Io, named: string, file: string, flags: PlatformFlags): Promise<void> {
  const api = await connect(io, flags);
  const { solution, name } = await findSolution(api, named);
  const dataset = await uploadFile(io, api, solution, file);
  if (flags.json === true) printJson(io, dataset);
  else {
    io.out(`Uploaded ${dataset.name} (${dataset.bytes.toLocaleString('en-US')} bytes) as data set ${dataset.id}.\n`);
    io.out(`Next: proofline train ${name} --dataset ${dataset.id}\n`);
  }
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
  const { items } = await answerOf(api.GET('/v1/solutions/{solution}/datasets', { params: { path } }));
  if (flags.json === true) printJson(io, { items });
  else if (items.length === 0) io.out(`${name} has no data sets yet.\n`);
  else {
    const rows = items.map((one) => [one.id, one.name, one.bytes.toLocaleString('en-US'), timeText(one.createdAt)]);
    io.out(table(['data set', 'file', 'bytes', 'uploaded'], rows));
  }
}
