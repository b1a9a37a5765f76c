import { createWriteStream } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import { ProoflineError } from '@proofline/learn';
import type { Io } from '../io.js';
import { ARCHIVE, ENCODER_FILES, MOST_BYTES, modelFolder, unpack } from './unpack.js';

/** Fetches an archive, or the files of a folder, below `target`. Returns the folder with the model. */
export async function fetchModel(io: Io, url: URL, target: string): Promise<string> {
  const archive = ARCHIVE.exec(url.pathname);
  if (archive !== null) {
    const file = join(target, `archive${archive[0].toLowerCase()}`);
    if (!(await fetchFile(io, url, file))) throw refused(url, 'status 404');
    const folder = join(target, 'unpacked');
    await mkdir(folder);
    await unpack(file, folder);
    return modelFolder(folder);
  }
  for (const name of ENCODER_FILES) {
    await fetchFile(io, below(url, name), join(target, name));
    if (name === 'modules.json') await fetchPooling(io, url, target);
  }
  return target;
}

/** The `config.json` of the pooling, in the folder that `modules.json` names. */
async function fetchPooling(io: Io, url: URL, target: string): Promise<void> {
  const text = await readFile(join(target, 'modules.json'), 'utf8').catch(() => '[]');
  let modules: unknown;
  try {
    modules = JSON.parse(text);
  } catch {
    return; // Who checks the folder says so.
  }
  for (const { path } of Array.isArray(modules) ? (modules as { path?: unknown }[]) : []) {
    if (typeof path !== 'string' || !/^[\w-]+$/.test(path)) continue;
    await fetchFile(io, below(url, `${path}/config.json`), join(target, path, 'config.json'));
  }
}

/** The address of a file in a folder's, which may end with a slash or not. */
function below(url: URL, name: string): URL {
  const file = new URL(url);
  file.pathname = `${url.pathname.replace(/\/$/, '')}/${name}`;
  return file;
}

/** Writes what is there into a file; false where there is nothing (404). */
async function fetchFile(io: Io, url: URL, file: string): Promise<boolean> {
  let answer: Response;
  try {
    answer = await fetch(url, io.signal === undefined ? {} : { signal: io.signal });
  } catch (cause) {
    throw refused(url, ((cause as Error).cause as Error | undefined)?.message ?? (cause as Error).message, cause);
  }
  if (answer.status === 404) return false;
  if (!answer.ok || answer.body === null) throw refused(url, `status ${answer.status}`);
  const megabytes = Number(answer.headers.get('content-length')) / 1e6;
  if (megabytes >= 1) io.err(`Fetching ${url.pathname.split('/').at(-1)}, ${megabytes.toFixed(1)} MB …\n`);
  await mkdir(dirname(file), { recursive: true });
  try {
    await pipeline(Readable.fromWeb(answer.body as ReadableStream), atMost(url), createWriteStream(file));
  } catch (cause) {
    if (cause instanceof ProoflineError || (cause as NodeJS.ErrnoException).syscall !== undefined) throw cause;
    throw refused(url, `the connection ended early (${(cause as Error).message})`, cause);
  }
  return true;
}

/** Ends with an error where more comes than an encoder may have. */
function atMost(url: URL): Transform {
  let total = 0;
  return new Transform({
    transform(chunk: Uint8Array, _encoding, done) {
      total += chunk.length;
      if (total <= MOST_BYTES) return done(null, chunk);
      const message = `${url.href} sends more than ${MOST_BYTES / 2 ** 30} GiB, which is what an encoder may have.`;
      done(new ProoflineError('too-large', 'MODEL_TOO_LARGE', message));
    },
  });
}

function refused(url: URL, why: string, cause?: unknown): ProoflineError {
  const kind = (cause as Error | undefined)?.name === 'AbortError' ? 'cancelled' : 'unavailable';
  return new ProoflineError(
    kind,
    'MODEL_NOT_FETCHED',
    `${url.href} cannot be fetched: ${why}. Check the address, or download the folder and add it from the disk.`,
    { cause },
  );
}
