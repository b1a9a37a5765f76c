import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { copyFile, mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ProoflineError } from '@proofline/learn';
import { type SentenceEncoder, SentenceTransformer, shippedEncoder } from '@proofline/learn/encoders';
import { z } from 'zod';
import { makeFolder } from '../run/make-folder.js';
import { folderFiles } from './folder-files.js';

/** The encoder that is there without a download: `openEncoder(home)` gives it. */
export const SHIPPED_ENCODER = 'universal-sentence-encoder-lite';

const encoderEntry = z.object({
  name: z.string(),
  fingerprint: z.string(),
  dimensions: z.number(),
  /** Tokens of a text that count. */
  mostTokens: z.number(),
  bytes: z.number(),
  /** The folder or address that it was taken from. */
  source: z.string(),
});

/** What is known of an added encoder without loading it. */
export type EncoderEntry = z.infer<typeof encoderEntry>;

const ENTRY = 'encoder.json';
/** Drafts begin with a dot; a name does not. */
const NAME = /^[a-z0-9][a-z0-9._-]{0,63}$/;

const opened = new Map<string, SentenceEncoder>();

/** Where added encoders are: `models` below PROOFLINE_HOME, which for a project is its `.proofline`. */
export function encodersFolder(home: string): string {
  return join(home, 'models');
}

/**
 * The shipped encoder, or an added one by its name. It is loaded once a process. Throws `ENCODER_NOT_FOUND`, and
 * `ENCODER_CHANGED` where its files are not those that were added.
 */
export function openEncoder(home: string, name: string = SHIPPED_ENCODER): SentenceEncoder {
  if (name === SHIPPED_ENCODER) return shippedEncoder();
  const { folder, entry } = addedEncoder(home, name);
  const key = `${folder}\n${entry.fingerprint}`;
  const known = opened.get(key);
  if (known !== undefined) return known;
  const encoder = new SentenceTransformer(name, folderFiles(folder));
  if (encoder.fingerprint !== entry.fingerprint) {
    throw new ProoflineError(
      'incompatible',
      'ENCODER_CHANGED',
      `The files of the encoder '${name}' in '${folder}' are not those that were added: its fingerprint is ${encoder.fingerprint}, not ${entry.fingerprint}. Remove it and add it again.`,
    );
  }
  opened.set(key, encoder);
  return encoder;
}

/** Throws as `openEncoder` does where there is none of this name, without loading it. */
export function refuseUnknownEncoder(home: string, name: string): void {
  if (name !== SHIPPED_ENCODER) addedEncoder(home, name);
}

/** The added encoders, by name. */
export async function listEncoders(home: string): Promise<EncoderEntry[]> {
  const folder = encodersFolder(home);
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  return names
    .filter((name) => NAME.test(name))
    .sort()
    .flatMap((name) => readEntry(join(folder, name)) ?? []);
}

export interface AddEncoderOptions {
  name: string;
  /** What is remembered as its origin; default: `folder`. */
  source?: string;
  /** Put it in the place of one that has the name already. */
  replace?: boolean;
}

/**
 * Keeps a sentence-transformers folder: it is loaded, which checks it, and the files that were read are copied. Throws
 * `MODEL_FILES_ODD` with everything that is wrong, `ENCODER_EXISTS` where the name is taken.
 */
export async function addEncoder(
  home: string,
  folder: string,
  { name, source = folder, replace = false }: AddEncoderOptions,
): Promise<{ entry: EncoderEntry; encoder: SentenceEncoder }> {
  const target = join(encodersFolder(home), checkedName(name));
  if (name === SHIPPED_ENCODER) {
    throw new ProoflineError(
      'invalid-input',
      'ENCODER_NAME',
      `'${name}' is the encoder that is always there. Choose another name.`,
    );
  }
  if (!replace && (await isThere(target))) {
    throw new ProoflineError(
      'conflict',
      'ENCODER_EXISTS',
      `There is an encoder '${name}' already, in '${target}'. Choose another name, or add --replace.`,
    );
  }
  const encoder = new SentenceTransformer(name, folderFiles(folder));
  const draft = join(encodersFolder(home), `.draft-${randomUUID()}`);
  try {
    await makeFolder(draft);
    let bytes = 0;
    for (const file of encoder.files) {
      await mkdir(dirname(join(draft, file)), { recursive: true });
      await copyFile(join(folder, file), join(draft, file));
      bytes += (await stat(join(draft, file))).size;
    }
    const { fingerprint, dimensions, mostTokens } = encoder;
    const entry: EncoderEntry = { name, fingerprint, dimensions, mostTokens, bytes, source };
    await writeFile(join(draft, ENTRY), `${JSON.stringify(entry, null, 2)}\n`);
    if (replace) await rm(target, { recursive: true, force: true });
    await rename(draft, target);
    return { entry, encoder };
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

/** Models that were trained on its vectors cannot answer any more. Throws `ENCODER_NOT_FOUND`. */
export async function removeEncoder(home: string, name: string): Promise<EncoderEntry> {
  const { folder, entry } = addedEncoder(home, name);
  await rm(folder, { recursive: true });
  return entry;
}

function addedEncoder(home: string, name: string): { folder: string; entry: EncoderEntry } {
  const folder = join(encodersFolder(home), checkedName(name));
  const entry = readEntry(folder);
  if (entry === undefined) throw notFound(home, name);
  return { folder, entry };
}

function checkedName(name: string): string {
  if (NAME.test(name)) return name;
  throw new ProoflineError(
    'invalid-input',
    'ENCODER_NAME',
    `'${name}' cannot be the name of an encoder: at most 64 of a-z, 0-9, '.', '_', '-', the first a letter or a digit.`,
  );
}

function readEntry(folder: string): EncoderEntry | undefined {
  let text: string;
  try {
    text = readFileSync(join(folder, ENTRY), 'utf8');
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code!)) return undefined;
    throw error;
  }
  try {
    return encoderEntry.parse(JSON.parse(text));
  } catch (cause) {
    throw new ProoflineError(
      'incompatible',
      'ENCODER_ODD',
      `'${join(folder, ENTRY)}' is not what 'proofline models add' writes. Delete the folder and add the encoder again.`,
      { cause },
    );
  }
}

async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

function notFound(home: string, name: string): ProoflineError {
  return new ProoflineError(
    'not-found',
    'ENCODER_NOT_FOUND',
    `There is no encoder '${name}' in '${encodersFolder(home)}'. Add it with 'proofline models add'; 'proofline models list' shows those that are there.`,
  );
}
