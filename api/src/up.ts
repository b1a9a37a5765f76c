// The whole system on one machine: Postgres, one API, one worker. This process starts them and ends them in the right order.
import { type ChildProcess, fork } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import {
  type RunningPostgres,
  readHostConfig,
  secretOf,
  startEmbeddedPostgres,
  startOrSay,
} from '@proofline/host/start';
import { ProoflineError } from '@proofline/learn';
import { type Started, WITH_DEMO } from './started.js';

const READY_WITHIN_MS = 60_000;
/** Beyond what a process allows itself to drain. */
const END_WITHIN_MS = 28_000;
/** Requests die young: with more room for what is new, less of it is copied about. `npm run start:api` says the same. */
const YOUNG_SPACE = ['--max-semi-space-size=64'];

await startOrSay(async () => {
  const config = readHostConfig();
  const began = Date.now();
  const say = (line: string): void => void process.stderr.write(`${line}\n`);
  const asked = askedToEnd();
  let postgres: RunningPostgres | undefined;
  if (config.databaseUrl === undefined) {
    say(`Starting Postgres on ${join(config.home, 'postgres')} …`);
    postgres = await startEmbeddedPostgres(config.home);
  }
  const databaseUrl = config.databaseUrl ?? postgres!.url;
  const children: ChildProcess[] = [];
  try {
    const env = { ...process.env, DATABASE_URL: databaseUrl, PROOFLINE_SECRET: await secretOf(config) };
    const start = (file: string, args: string[], execArgv: string[]): ChildProcess => {
      const child = fork(file, args, { env, stdio: ['ignore', 'inherit', 'inherit', 'ipc'], execArgv });
      children.push(child);
      return child;
    };
    const api = start(join(import.meta.dirname, 'main.js'), [WITH_DEMO], YOUNG_SPACE);
    const worker = start(createRequire(import.meta.url).resolve('@proofline/workers/main'), [], []);
    const ended = Promise.race([asked, endOf(api, 'API'), endOf(worker, 'worker')]);
    const started = await Promise.race([startOf(api), ended]);
    if (started !== undefined) {
      say(welcome(started, (Date.now() - began) / 1000));
      await ended;
    }
  } finally {
    await Promise.all(children.map(endProcess));
    await postgres?.stop();
    say('Everything is stopped.');
  }
  process.exit(0);
});

/** Until Ctrl-C or SIGTERM. */
function askedToEnd(): Promise<undefined> {
  return new Promise((resolve) => {
    // A second one must not end us before Postgres.
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => resolve(undefined));
  });
}

/** What the API says once it serves. */
function startOf(api: ChildProcess): Promise<Started> {
  return new Promise((resolve, reject) => {
    const patience = setTimeout(
      () =>
        reject(
          new ProoflineError(
            'unavailable',
            'API_NOT_READY',
            `The API was not ready after ${READY_WITHIN_MS / 1000} s.`,
          ),
        ),
      READY_WITHIN_MS,
    );
    api.once('message', (started) => {
      clearTimeout(patience);
      resolve(started as Started);
    });
  });
}

/** Never ends well: a process that ends by itself has said why. */
function endOf(child: ChildProcess, name: string): Promise<never> {
  return new Promise((_, reject) => {
    child.once('exit', () =>
      reject(new ProoflineError('unavailable', 'PROCESS_ENDED', `The ${name} ended by itself; it says why above.`)),
    );
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

function welcome({ url, adminKey, demo }: Started, seconds: number): string {
  const lines = [
    '',
    `Proofline is ready after ${seconds.toFixed(1)} s.`,
    `  API            ${url}/v1`,
    `  Documentation  ${url}/docs/`,
  ];
  if (adminKey !== undefined) {
    lines.push(`  Admin key      ${adminKey}`, '                 It is shown this once; keep it.');
  }
  if (demo) lines.push(...nextSteps(url));
  return [...lines, 'Ctrl-C ends it; nothing is lost.', ''].join('\n');
}

function nextSteps(url: string): string[] {
  return [
    "The client 'demo' has a credit-risk solution, whose model trains now. In another terminal ('proofline' is 'node cli/bin/proofline.js' here):",
    `  proofline login --url ${url}`,
    '  proofline status                      # until the run has succeeded',
    '  proofline approve demo/credit-risk 1  # from then on it answers',
  ];
}
