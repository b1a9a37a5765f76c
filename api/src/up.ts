// The whole system on one machine: Postgres, one API, one worker. This process starts them and ends them in the right order.
import { type ChildProcess, fork } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import {
  createLog,
  type HostConfig,
  openHost,
  type RunningPostgres,
  readHostConfig,
  secretOf,
  startEmbeddedPostgres,
  startOrSay,
} from '@proofline/host';
import { ProoflineError } from '@proofline/learn';
import { prepareFirstStart } from './first-start.js';

const READY_WITHIN_MS = 60_000;
/** Beyond what a process allows itself to drain. */
const END_WITHIN_MS = 28_000;

await startOrSay(async () => {
  const config = readHostConfig();
  const began = Date.now();
  const say = (line: string): void => void process.stderr.write(`${line}\n`);
  let postgres: RunningPostgres | undefined;
  if (config.databaseUrl === undefined) {
    say(`Starting Postgres on ${join(config.home, 'postgres')} …`);
    postgres = await startEmbeddedPostgres(config.home);
  }
  const databaseUrl = config.databaseUrl ?? postgres!.url;
  const children: ChildProcess[] = [];
  try {
    const adminKey = await firstStart(config, databaseUrl, say);
    const env = { ...process.env, DATABASE_URL: databaseUrl, PROOFLINE_SECRET: await secretOf(config) };
    const api = startProcess(join(import.meta.dirname, 'main.js'), env);
    const worker = startProcess(createRequire(import.meta.url).resolve('@proofline/workers/main'), env);
    children.push(api, worker);
    const url = `http://${config.host === '0.0.0.0' ? 'localhost' : config.host}:${config.port}`;
    await untilReady(url, api);
    say(welcome(url, adminKey, (Date.now() - began) / 1000));
    const ended = await oneEnds(children);
    if (ended !== undefined)
      throw new ProoflineError('internal', 'PROCESS_ENDED', `${ended} ended by itself; its last lines are above.`);
  } finally {
    await Promise.all(children.map(endProcess));
    await postgres?.stop();
    say('Everything is stopped.');
  }
  process.exit(0);
});

/** Brings the database up to date; on an empty one makes the first key and the demonstration. */
async function firstStart(
  config: HostConfig,
  databaseUrl: string,
  say: (line: string) => void,
): Promise<string | undefined> {
  const parts = await openHost(config, databaseUrl, import.meta.dirname, createLog('warn'));
  return prepareFirstStart(parts, say);
}

function startProcess(file: string, env: NodeJS.ProcessEnv): ChildProcess {
  return fork(file, { env, stdio: ['ignore', 'inherit', 'inherit', 'ipc'], execArgv: [] });
}

/** Waits until the API serves requests. */
async function untilReady(url: string, api: ChildProcess): Promise<void> {
  const until = Date.now() + READY_WITHIN_MS;
  while (Date.now() < until) {
    if (api.exitCode !== null)
      throw new ProoflineError('unavailable', 'API_NOT_STARTED', 'The API did not start; it says why above.');
    const answer = await fetch(`${url}/health/ready`).catch(() => undefined);
    if (answer?.ok === true) return;
    await wait(50);
  }
  throw new ProoflineError('unavailable', 'API_NOT_READY', `The API was not ready after ${READY_WITHIN_MS / 1000} s.`);
}

/** The name of the process that ended by itself, or undefined once somebody asks us to end. */
function oneEnds([api, worker]: readonly ChildProcess[]): Promise<string | undefined> {
  return new Promise((resolve) => {
    api!.once('exit', () => resolve('The API'));
    worker!.once('exit', () => resolve('The worker'));
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.once(signal, () => resolve(undefined));
      // A second one must not end us before Postgres.
      process.on(signal, () => {});
    }
  });
}

async function endProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.kill('SIGTERM');
  const patience = setTimeout(() => child.kill('SIGKILL'), END_WITHIN_MS);
  await ended;
  clearTimeout(patience);
}

function welcome(url: string, adminKey: string | undefined, seconds: number): string {
  const key =
    adminKey === undefined ? '' : `\n  Admin key      ${adminKey}\n                 It is shown this once; keep it.`;
  return `
Proofline is ready after ${seconds.toFixed(1)} s.
  API            ${url}/v1
  Documentation  ${url}/docs/${key}
Ctrl-C ends it; nothing is lost.
`;
}
