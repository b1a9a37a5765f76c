import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import type { Finding } from '../finding.js';
import { ROOT } from '../peers/environment.js';
import { BAD_EVERY, writeApplications } from './applications-file.js';
import { watchMemory } from './peak-memory.js';

const ROWS = 1_000_000;
const BAR_MB = 1_000;
const RESULTS = join(ROOT, 'benchmarks', 'results');
const SAMPLE = join(ROOT, 'fixtures', 'german-credit', 'german-credit.csv');
/** What the processes run, and what they are called here. */
const PROCESSES = {
  'batch-child.js': 'the process that answers',
  'workers/dist/main.js': 'the worker',
  'api/dist/main.js': 'the API',
};
const TRAINED_WITHIN_MS = 120_000;
const ANSWERED_WITHIN_MS = 30 * 60_000;

interface Batch {
  id: string;
  status: string;
  rows: number;
  scored: number;
  refused: number;
  startedAt: string;
  finishedAt: string | null;
  problem: unknown;
}

/** A file of a million rows through a whole platform: `up` with its demonstration model, an upload, the worker, the result. */
export async function measureBatch(say: (line: string) => void): Promise<Finding[]> {
  const home = join(RESULTS, 'batch-platform');
  const file = join(RESULTS, 'applications.csv');
  await rm(home, { recursive: true, force: true });
  await mkdir(home, { recursive: true });
  if ((await stat(file).catch(() => undefined)) === undefined) {
    say(`batch: writing ${ROWS.toLocaleString('en-US')} rows into ${file}`);
    await writeApplications(file, SAMPLE, ROWS);
  }
  const key = `pl_${randomBytes(32).toString('base64url')}`;
  const up = spawn(process.execPath, [join(ROOT, 'api', 'dist', 'up.js')], {
    env: { ...process.env, PORT: '0', PROOFLINE_HOME: home, PROOFLINE_ADMIN_KEY: key, PROOFLINE_LOG_LEVEL: 'error' },
    stdio: ['ignore', 'inherit', 'pipe'],
  });
  const ended = new Promise<void>((resolve) => up.once('exit', () => resolve()));
  try {
    const url = await addressOf(up);
    const ask = asker(url, key);
    say('batch: training the model that answers');
    await approveDemo(ask);
    return await measure(ask, up, file, say);
  } finally {
    up.kill('SIGTERM');
    await ended;
    await rm(home, { recursive: true, force: true });
  }
}

type Ask = <T>(method: string, path: string, body?: unknown, as?: string) => Promise<T>;

function asker(url: string, key: string): Ask {
  return async (method, path, body, as = key) => {
    const isFile = body instanceof Readable;
    const answer = await fetch(`${url}/v1/${path}`, {
      method,
      headers: {
        authorization: `Bearer ${as}`,
        ...(body === undefined ? {} : { 'content-type': isFile ? 'text/csv' : 'application/json' }),
      },
      ...(body === undefined ? {} : { body: isFile ? Readable.toWeb(body) : JSON.stringify(body), duplex: 'half' }),
    } as RequestInit);
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as never;
  };
}

/** The address, once it serves. */
async function addressOf(up: ChildProcess): Promise<string> {
  for await (const line of createInterface({ input: up.stderr! })) {
    const [, url] = /^ {2}API +(http:\S+)\/v1$/.exec(line) ?? [];
    if (url !== undefined) {
      up.stderr!.resume();
      return url;
    }
  }
  throw new Error('The platform did not start.');
}

async function approveDemo(ask: Ask): Promise<void> {
  const solution = 'solutions/credit-risk';
  const waiting = await until(TRAINED_WITHIN_MS, async () => {
    const { items } = await ask<{ items: { id: string; status: string }[] }>('GET', `${solution}/promotions`);
    return items.find(({ status }) => status === 'waiting');
  });
  const second = { name: 'approvals', role: 'approver', owner: 'second person' };
  const { key } = await ask<{ key: string }>('POST', 'keys', second);
  await ask('POST', `${solution}/models/1/promotions/${waiting.id}/approval`, {}, key);
}

async function measure(ask: Ask, up: ChildProcess, file: string, say: (line: string) => void): Promise<Finding[]> {
  const path = 'solutions/credit-risk/tasks/default/batches';
  const memory = watchMemory(up.pid!, Object.keys(PROCESSES));
  say('batch: answering');
  const { id } = await ask<Batch>('POST', `${path}/files?name=applications.csv`, createReadStream(file));
  const batch = await until(ANSWERED_WITHIN_MS, async () => {
    const state = await ask<Batch>('GET', `${path}/${id}`);
    return state.finishedAt === null ? undefined : state;
  });
  const peaks = await memory.stop();
  const seconds = (Date.parse(batch.finishedAt!) - Date.parse(batch.startedAt)) / 1000;
  const wanted = { status: 'succeeded', rows: ROWS, refused: ROWS / BAD_EVERY };
  const isWhole = Object.entries(wanted).every(([name, value]) => batch[name as keyof Batch] === value);
  const count = (value: number): string => Math.round(value).toLocaleString('en-US');
  return [
    {
      suite: 'batch',
      what: `${count(ROWS)} rows, ${count(wanted.refused)} of them bad`,
      floor: 'all answered but the bad ones',
      measured:
        batch.problem === null
          ? `${count(batch.scored)} answered, ${count(batch.refused)} refused`
          : `${batch.status}: ${JSON.stringify(batch.problem).slice(0, 200)}`,
      ok: isWhole,
      detail: batch,
    },
    {
      suite: 'batch',
      what: '  time of the worker',
      floor: '',
      measured: `${seconds.toFixed(1)} s, ${count(ROWS / seconds)} rows/s`,
    },
    ...Object.entries(PROCESSES).map(([script, name]): Finding => {
      const peak = peaks.get(script);
      return {
        suite: 'batch',
        what: `  most memory of ${name}`,
        floor: `<= ${count(BAR_MB)} MB`,
        measured: peak === undefined ? 'not seen' : `${count(peak)} MB`,
        ok: peak !== undefined && peak <= BAR_MB,
      };
    }),
  ];
}

/** Asks until there is an answer. */
async function until<T>(withinMs: number, ask: () => Promise<T | undefined>): Promise<T> {
  for (const began = Date.now(); Date.now() - began < withinMs; ) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    await wait(500);
  }
  throw new Error(`There was no answer within ${withinMs / 1000} s.`);
}
