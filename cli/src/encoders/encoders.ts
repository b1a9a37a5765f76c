import { mkdir, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { ProoflineError } from '@proofline/learn';
import type { SentenceEncoder } from '@proofline/learn/encoders';
import {
  addEncoder,
  type EncoderEntry,
  encodersFolder,
  listEncoders,
  openEncoder,
  removeEncoder,
  SHIPPED_ENCODER,
} from '@proofline/pipeline';
import { readEnvironment } from '../config/environment.js';
import type { Io } from '../io.js';
import { asInputError } from '../output/system-error.js';
import { table } from '../output/table.js';
import { fetchModel } from './fetch-model.js';
import { ARCHIVE, modelFolder, unpack } from './unpack.js';

const SENTENCE = 'How do I change the address on my account?';

/** Keeps a sentence encoder that lies in a folder, an archive or at an address, and tries it on one sentence. */
export async function encoderAdd(
  io: Io,
  named: string,
  options: { name?: string; replace?: boolean; json?: boolean },
): Promise<void> {
  const temporary = await mkdtemp(join(tmpdir(), 'proofline-model-')).catch((error) => {
    throw asInputError(error) ?? error;
  });
  try {
    const home = homeOf(io);
    const source = sourceOf(io, named);
    const folder = await localFolder(io, source, temporary);
    const { entry, encoder } = await addEncoder(home, folder, {
      name: options.name ?? nameOf(source),
      source: String(source),
      replace: options.replace === true,
    });
    const milliseconds = measure(encoder);
    if (options.json === true) io.out(`${JSON.stringify({ ...entry, milliseconds }, null, 2)}\n`);
    else {
      io.out(
        `Added '${entry.name}': ${entry.dimensions} dimensions, at most ${entry.mostTokens} tokens, ${size(entry.bytes)}, ${milliseconds.toFixed(1)} ms a sentence.\n`,
      );
      io.out(`It is in ${join(encodersFolder(home), entry.name)}; its fingerprint begins with ${short(entry)}.\n`);
    }
  } catch (error) {
    throw asInputError(error) ?? error;
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

/** The encoder that is always there, and those that were added. */
export async function encoderList(io: Io, options: { json?: boolean }): Promise<void> {
  const home = homeOf(io);
  const added = await listEncoders(home);
  const { fingerprint, dimensions } = openEncoder(home);
  const items = [{ name: SHIPPED_ENCODER, fingerprint, dimensions, mostTokens: 128, source: 'always there' }, ...added];
  if (options.json === true) io.out(`${JSON.stringify({ items }, null, 2)}\n`);
  else {
    const rows = items.map((item) => [
      item.name,
      String(item.dimensions),
      String(item.mostTokens),
      'bytes' in item ? size(item.bytes) : '',
      short(item),
      item.source,
    ]);
    io.out(table(['name', 'dimensions', 'tokens', 'size', 'fingerprint', 'from'], rows));
  }
}

export async function encoderRemove(io: Io, name: string, options: { json?: boolean }): Promise<void> {
  const entry = await removeEncoder(homeOf(io), name).catch((error) => {
    throw asInputError(error) ?? error;
  });
  if (options.json === true) io.out(`${JSON.stringify(entry, null, 2)}\n`);
  else io.out(`Removed '${name}'. Models that were trained on its vectors cannot answer without it.\n`);
}

function homeOf(io: Io): string {
  return resolve(io.cwd, readEnvironment(io.env).home);
}

/** An address, or a path. */
function sourceOf(io: Io, named: string): URL | string {
  if (!/^[a-z][a-z0-9+.-]+:\/\//i.test(named)) return resolve(io.cwd, named);
  const url = URL.canParse(named) ? new URL(named) : undefined;
  if (url !== undefined && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '') return url;
  throw new ProoflineError(
    'invalid-input',
    'MODEL_ADDRESS',
    `'${named}' is no address that a model can be fetched from. It has to begin with https:// or http://, without a user or password.`,
  );
}

async function localFolder(io: Io, source: URL | string, temporary: string): Promise<string> {
  if (source instanceof URL) return fetchModel(io, source, temporary);
  if ((await stat(source)).isDirectory()) return source;
  if (ARCHIVE.test(source)) {
    const folder = join(temporary, 'unpacked');
    await mkdir(folder);
    await unpack(source, folder);
    return modelFolder(folder);
  }
  throw new ProoflineError(
    'invalid-input',
    'MODEL_SOURCE',
    `'${source}' is neither a folder nor a .zip, .tar.gz or .tar. Name the folder that holds config.json and model.safetensors.`,
  );
}

/** The last part of a path or address, as a name: 'all-MiniLM-L6-v2.tar.gz' is 'all-minilm-l6-v2'. */
function nameOf(source: URL | string): string {
  const path = source instanceof URL ? source.pathname.replaceAll('%20', ' ') : source;
  const last =
    path
      .split(/[\\/]+/)
      .filter(Boolean)
      .at(-1) ?? '';
  return last
    .replace(ARCHIVE, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9._-]+/g, '-')
    .replace(/^[^a-z0-9]+/, '');
}

/** The middle of eleven times, in milliseconds. */
function measure(encoder: SentenceEncoder): number {
  const once = (): number => {
    const start = performance.now();
    encoder.encode([SENTENCE]);
    return performance.now() - start;
  };
  once();
  return Array.from({ length: 11 }, once).sort((a, b) => a - b)[5]!;
}

function short({ fingerprint }: { fingerprint: string }): string {
  return fingerprint.slice(0, 12);
}

function size(bytes: EncoderEntry['bytes']): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
