import type { Readable } from 'node:stream';
import { ProoflineError } from '@proofline/learn';
import type { ArtifactStore, Stored } from '../artifacts/artifact-store.js';

/** What a file may be called: its ending says how it is read. */
const NAME = /^[^/\\\0]{1,200}$/;
const LIMIT_BYTES = 20e9;

/** Keeps a file as it comes, below a folder, and has it entered. What is broken off, empty or not entered leaves nothing. */
export async function keepFile<T>(
  artifacts: ArtifactStore,
  folder: string,
  name: string,
  content: Readable,
  enter: (stored: Stored) => Promise<T>,
): Promise<T> {
  if (!NAME.test(name)) {
    throw new ProoflineError('invalid-input', 'DATASET_NAME', 'Name the file without its folder, e.g. loans.csv.');
  }
  const stored = await artifacts.put(`${folder}/${safeName(name)}`, content, LIMIT_BYTES);
  try {
    if (stored.bytes === 0) throw new ProoflineError('invalid-input', 'DATASET_EMPTY', `The file '${name}' is empty.`);
    return await enter(stored);
  } catch (error) {
    await artifacts.remove(stored.key);
    throw error;
  }
}

/** Endings are kept, everything that a file system may not like is not. */
function safeName(name: string): string {
  const safe = name.replaceAll(/[^\w.-]+/g, '_').replace(/^\.+/, '');
  return safe === '' ? 'data' : safe.slice(-100);
}
