import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ProoflineError } from '@proofline/learn';
import type { HostConfig } from './host-config.js';

/**
 * What keys the digests of API keys, the audit trail and what is encrypted: given, or made once and kept below `home`. With a database elsewhere
 * it must be given, for every machine needs the same one.
 */
export async function secretOf({ secret, home, databaseUrl }: HostConfig): Promise<string> {
  if (secret !== undefined) return secret;
  const file = join(home, 'secret');
  const kept = await readFile(file, 'utf8').catch(() => undefined);
  if (kept !== undefined) return kept.trim();
  if (databaseUrl !== undefined) {
    throw new ProoflineError(
      'invalid-input',
      'SECRET_MISSING',
      'PROOFLINE_SECRET is not set. With DATABASE_URL it must be, and be the same on every machine: it keys the digests of API keys, the audit trail and what is encrypted. Make one with: openssl rand -hex 32',
    );
  }
  await mkdir(home, { recursive: true });
  const made = randomBytes(32).toString('hex');
  await writeFile(file, `${made}\n`, { mode: 0o600, flag: 'wx' });
  return made;
}
