import { createWriteStream } from 'node:fs';
import { mkdir, readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { ProoflineError } from '@proofline/learn';
import { extract, type ReadEntry } from 'tar';
import yauzl from 'yauzl';

/** Files of an encoder; nothing else is taken out of an archive or fetched. Poolings have a `config.json` of their own. */
export const ENCODER_FILES = [
  'modules.json',
  'config.json',
  'sentence_bert_config.json',
  'tokenizer_config.json',
  'tokenizer.json',
  'vocab.txt',
  'model.safetensors',
] as const;

/** What an encoder may have, in bytes: enough for a large XLM-R, and an end for what never ends. */
export const MOST_BYTES = 4 * 2 ** 30;
const MOST_ENTRIES = 10_000;

export const ARCHIVE = /\.(zip|tar\.gz|tgz|tar)$/i;

/** Takes the files of an encoder out of a .zip, .tar or .tar.gz; links and paths that lead out of `folder` are left. */
export async function unpack(archive: string, folder: string): Promise<void> {
  const count = counter(archive);
  try {
    if (/\.zip$/i.test(archive)) await unzip(archive, folder, count);
    else await untar(archive, folder, count);
  } catch (error) {
    if (error instanceof ProoflineError || isSystemError(error)) throw error;
    throw new ProoflineError(
      'invalid-input',
      'ARCHIVE_ODD',
      `'${archive}' cannot be unpacked: ${(error as Error).message}. It has to be a whole .zip, .tar or .tar.gz.`,
      { cause: error },
    );
  }
}

/** The folder with the model in what was unpacked: the one with `config.json` and weights, else the first with `config.json`. */
export async function modelFolder(root: string): Promise<string> {
  const folders: string[] = [];
  for (const entry of await readdir(root, { recursive: true, withFileTypes: true })) {
    if (entry.isFile() && entry.name === 'config.json') folders.push(entry.parentPath);
  }
  folders.sort((a, b) => a.length - b.length);
  for (const folder of folders) if (await isFile(join(folder, 'model.safetensors'))) return folder;
  return folders[0] ?? root;
}

/** Called for each file that is taken; ends the work where there is too much. */
type Count = (bytes: number) => void;

function counter(archive: string): Count {
  let total = 0;
  let entries = 0;
  return (bytes) => {
    total += bytes;
    entries++;
    if (total <= MOST_BYTES && entries <= MOST_ENTRIES) return;
    throw new ProoflineError(
      'too-large',
      'MODEL_TOO_LARGE',
      `'${archive}' holds more than an encoder may have: ${MOST_BYTES / 2 ** 30} GiB in ${MOST_ENTRIES} files.`,
    );
  };
}

const isWanted = (path: string): boolean => (ENCODER_FILES as readonly string[]).includes(basename(path));

async function untar(archive: string, folder: string, count: Count): Promise<void> {
  let tooMuch: unknown;
  await extract({
    file: archive,
    cwd: folder,
    strict: true,
    // tar itself refuses absolute paths and those with '..'.
    filter: (path, entry) => {
      if (tooMuch !== undefined || (entry as ReadEntry).type !== 'File' || !isWanted(path)) return false;
      try {
        count(entry.size);
        return true;
      } catch (error) {
        tooMuch = error;
        return false;
      }
    },
  });
  if (tooMuch !== undefined) throw tooMuch;
}

async function unzip(archive: string, folder: string, count: Count): Promise<void> {
  const zip = await new Promise<yauzl.ZipFile>((resolve, reject) => {
    // yauzl refuses absolute paths and those with '..', and sizes that are not what the archive says.
    yauzl.open(archive, { lazyEntries: true, autoClose: false }, (error, opened) =>
      error === null ? resolve(opened) : reject(error),
    );
  });
  try {
    await new Promise<void>((resolve, reject) => {
      zip.on('error', reject);
      zip.on('end', resolve);
      zip.on('entry', (entry: yauzl.Entry) => {
        takeEntry(zip, entry, folder, count).then(() => zip.readEntry(), reject);
      });
      zip.readEntry();
    });
  } finally {
    zip.close();
  }
}

async function takeEntry(zip: yauzl.ZipFile, entry: yauzl.Entry, folder: string, count: Count): Promise<void> {
  // The upper half of these attributes is the Unix mode; a link's begins with 12 in octal.
  const isLink = ((entry.externalFileAttributes >>> 16) & 0o170000) === 0o120000;
  if (entry.fileName.endsWith('/') || isLink || !isWanted(entry.fileName)) return;
  count(entry.uncompressedSize);
  const target = join(folder, entry.fileName);
  await mkdir(dirname(target), { recursive: true });
  const stream = await new Promise<NodeJS.ReadableStream>((resolve, reject) => {
    zip.openReadStream(entry, (error, opened) => (error === null ? resolve(opened) : reject(error)));
  });
  await pipeline(stream, createWriteStream(target));
}

async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
}

/** Told by who prints errors. */
function isSystemError(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).syscall !== undefined;
}
