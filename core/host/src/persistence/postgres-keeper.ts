// The process that owns the embedded Postgres. It starts it on request, and stops it when the process that asked is gone.
import { type ChildProcess, spawn } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { KeeperOrder, KeeperReport } from './embedded-postgres.js';
import { dataFolder, type PostgresPrograms, postgresPrograms, type RunAs, runAs } from './postgres-programs.js';

/** A Postgres whose owner was killed needs a moment to notice and end. */
const ATTEMPTS = 40;
const BETWEEN_MS = 500;
const READY = 'database system is ready to accept connections';
/** Messages are looked at, so they must be English. */
const ENV = { ...process.env, LC_ALL: 'C' };

const lastWords: string[] = [];
let server: ChildProcess | undefined;
let leaving = false;

process.once('message', (order) => void start(order as KeeperOrder));
process.once('disconnect', () => void leave());
// The terminal and the system address everybody; who asked for Postgres decides when it ends.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});

async function start(order: KeeperOrder): Promise<void> {
  try {
    const user = runAs();
    const programs = await postgresPrograms(user);
    const folder = dataFolder(order.folder, user);
    if (!existsSync(join(folder, 'PG_VERSION'))) await initialise(programs, folder, order.password, user);
    await launchPatiently(programs, folder, order.port, user);
    report({ ready: true });
  } catch (error) {
    report({ failed: [(error as Error).message, ...lastWords].filter((line) => line !== '').join(' ') });
    process.exit(1);
  }
}

async function initialise({ initdb }: PostgresPrograms, folder: string, password: string, user: RunAs): Promise<void> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const secrets = mkdtempSync(join(tmpdir(), 'proofline-'));
  const file = join(secrets, 'password');
  writeFileSync(file, password, { mode: 0o600 });
  if (user.uid !== undefined) for (const path of [folder, secrets, file]) chownSync(path, user.uid, user.gid!);
  const args = ['--username=proofline', `--pwfile=${file}`, '--auth=scram-sha-256', '--encoding=UTF8', '--locale=C'];
  try {
    const run = spawn(initdb, [`--pgdata=${folder}`, ...args], {
      ...user,
      env: ENV,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const code = await ended(run);
    if (code !== 0) throw new Error(`initdb ended with ${code}.`);
  } finally {
    rmSync(secrets, { recursive: true, force: true });
  }
}

async function launchPatiently(programs: PostgresPrograms, folder: string, port: number, user: RunAs): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    if (await launch(programs, folder, port, user)) return;
    const held = lastWords.some((line) => line.includes('lock file') || line.includes('pre-existing shared memory'));
    if (!held || attempt === ATTEMPTS || leaving) throw new Error('');
    lastWords.length = 0;
    await wait(BETWEEN_MS);
  }
}

/** Whether it came up. */
function launch({ postgres }: PostgresPrograms, folder: string, port: number, user: RunAs): Promise<boolean> {
  const settings = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'max_connections=200'];
  const args = ['-D', folder, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])];
  const child = spawn(postgres, args, { ...user, env: ENV, stdio: ['ignore', 'ignore', 'pipe'] });
  server = child;
  const up = new Promise<boolean>((resolve) => {
    child.stderr.on('data', (chunk: Buffer) => {
      if (chunk.includes(READY)) resolve(true);
    });
  });
  return Promise.race([up, ended(child).then(() => false)]);
}

/** The exit code, once a program is gone; what it says is remembered. */
function ended(child: ChildProcess): Promise<number | null> {
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => remember(chunk.toString()));
  return new Promise((resolve) => {
    child.once('error', (error) => {
      remember(error.message);
      resolve(null);
    });
    child.once('exit', (code) => resolve(code));
  });
}

function remember(line: string): void {
  lastWords.push(line.trim());
  if (lastWords.length > 5) lastWords.shift();
}

function report(message: KeeperReport): void {
  if (process.connected) process.send?.(message);
}

async function leave(): Promise<void> {
  leaving = true;
  if (server !== undefined && server.exitCode === null && server.signalCode === null) {
    const gone = new Promise<void>((resolve) => server!.once('exit', () => resolve()));
    // A fast shutdown: sessions are ended, what they committed is kept.
    server.kill('SIGINT');
    await gone;
  }
  process.exit(0);
}
