import { fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ProoflineError } from '@proofline/learn';
import { freePort } from './free-port.js';

/** A Postgres that runs beside us, for as long as the process that started it. */
export interface RunningPostgres {
  url: string;
  /** Ends it after its clients' last transactions. */
  stop(): Promise<void>;
}

/** What the keeper process is told. */
export interface KeeperOrder {
  folder: string;
  port: number;
  password: string;
}

export type KeeperReport = { ready: true } | { failed: string };

const USER = 'proofline';
const DATABASE = 'postgres';

/**
 * Starts the Postgres of an npm package on data in `home`, creating the cluster the first time, on a port that is free where none
 * is named. Throws `unavailable` with Postgres' own last words where it does not start.
 */
export async function startEmbeddedPostgres(home: string, wantedPort?: number): Promise<RunningPostgres> {
  await mkdir(home, { recursive: true });
  const password = await passwordOf(home);
  const port = wantedPort ?? (await freePort());
  const order: KeeperOrder = { folder: join(home, 'postgres'), port, password };
  // A process group of its own: Ctrl-C reaches everything in the terminal's group at once, and the database must be the
  // last to go. The channel tells the keeper when we are gone, however we went.
  const keeper = fork(keeperFile(), { detached: true, stdio: ['ignore', 'ignore', 'ignore', 'ipc'], execArgv: [] });
  const ended = new Promise<void>((resolve) => keeper.once('exit', () => resolve()));
  const report = await new Promise<KeeperReport>((resolve) => {
    keeper.once('message', (message) => resolve(message as KeeperReport));
    keeper.once('error', (error) => resolve({ failed: error.message }));
    keeper.once('exit', (code) => resolve({ failed: `Its process ended with ${code}.` }));
    keeper.send(order);
  });
  if ('failed' in report) {
    throw new ProoflineError(
      'unavailable',
      'DATABASE_NOT_STARTED',
      `The embedded Postgres in '${order.folder}' did not start: ${report.failed.trim()} Set DATABASE_URL to use a Postgres of your own.`,
    );
  }
  return {
    url: `postgres://${USER}:${password}@127.0.0.1:${port}/${DATABASE}`,
    stop: async () => {
      if (keeper.connected) keeper.disconnect();
      await ended;
    },
  };
}

/** The keeper runs from the build also where this file runs from its source. */
function keeperFile(): string {
  return join(import.meta.dirname, '..', '..', 'dist', 'persistence', 'postgres-keeper.js');
}

/** Made once for a cluster and kept beside it, readable by its owner. */
async function passwordOf(home: string): Promise<string> {
  const file = join(home, 'postgres.password');
  const kept = await readFile(file, 'utf8').catch(() => undefined);
  if (kept !== undefined) return kept.trim();
  const password = randomBytes(24).toString('hex');
  await writeFile(file, `${password}\n`, { mode: 0o600, flag: 'wx' });
  return password;
}
