import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ProoflineError } from '@proofline/learn';
import { readEnvironment } from '../config/environment.js';
import type { Io } from '../io.js';
import { asInputError } from '../output/system-error.js';

/** Where a platform is, and a key that it takes. */
export interface Credentials {
  url: string;
  key: string;
}

export function credentialsFile(io: Io): string {
  return join(readEnvironment(io.env).configFolder, 'proofline', 'credentials.json');
}

/** What `proofline login` kept; undefined where nobody is logged in. */
export async function readCredentials(io: Io): Promise<Credentials | undefined> {
  const file = credentialsFile(io);
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw asInputError(error, file) ?? error;
  });
  if (text === undefined) return undefined;
  try {
    const { url, key } = JSON.parse(text) as Partial<Credentials>;
    if (typeof url === 'string' && typeof key === 'string') return { url, key };
  } catch {}
  throw new ProoflineError(
    'invalid-input',
    'CREDENTIALS_UNREADABLE',
    `'${file}' is not what 'proofline login' writes. Log in again, which replaces it.`,
  );
}

/** Keeps them in a file that only its owner may read, from its first byte on. Returns the file. */
export async function writeCredentials(io: Io, credentials: Credentials): Promise<string> {
  const file = credentialsFile(io);
  const draft = `${file}-${process.pid}`;
  try {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    await rm(draft, { force: true });
    await writeFile(draft, `${JSON.stringify(credentials, null, 2)}\n`, { mode: 0o600, flag: 'wx' });
    await rename(draft, file);
  } catch (error) {
    throw asInputError(error, file) ?? error;
  }
  return file;
}

/** Says whether there was something to remove. */
export async function removeCredentials(io: Io): Promise<boolean> {
  const file = credentialsFile(io);
  return rm(file).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return false;
      throw asInputError(error, file) ?? error;
    },
  );
}
