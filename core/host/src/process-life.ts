import { ProoflineError } from '@proofline/learn';
import type { Logger } from 'pino';
import type { HostConfig } from './config/host-config.js';

/** A process that is asked to end and has not after this time is ended. */
const PATIENCE_MS = 25_000;

/** Runs the start of a process. What the user can put right is one sentence on standard error, without a trace. */
export async function startOrSay(start: () => Promise<void>): Promise<void> {
  try {
    await start();
  } catch (error) {
    process.stderr.write(`${error instanceof ProoflineError ? error.message : (error as Error).stack}\n`);
    process.exit(error instanceof ProoflineError && error.kind !== 'internal' ? 2 : 1);
  }
}

/** Drains and ends on Ctrl-C and SIGTERM; a second one ends at once. */
export function endOnSignal(drain: () => Promise<void>, log: Logger): void {
  let asked = false;
  const end = (signal: string): void => {
    if (asked) process.exit(1);
    asked = true;
    log.info({ signal }, 'draining');
    setTimeout(() => process.exit(1), PATIENCE_MS).unref();
    drain().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ err: error }, 'could not end in order');
        process.exit(1);
      },
    );
  };
  process.on('SIGINT', end);
  process.on('SIGTERM', end);
}

/** The database of a single process. The embedded one belongs to whoever starts the whole system. */
export function databaseUrlOf({ databaseUrl }: HostConfig): string {
  if (databaseUrl !== undefined) return databaseUrl;
  throw new ProoflineError(
    'invalid-input',
    'DATABASE_NOT_NAMED',
    "DATABASE_URL is not set. A single process works on a Postgres that runs already; 'npm start' starts the whole system with one of its own.",
  );
}
