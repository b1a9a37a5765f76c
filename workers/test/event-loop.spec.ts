import { type ChildProcess, fork } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createTestDatabase } from '@proofline/host/testing';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { quickSolution, SAMPLE } from '../../api/test/sample.js';

const ROOT = join(import.meta.dirname, '..', '..');
const KEY = 'an-admin-key-for-tests-of-32-characters';
/** Nobody is to wait longer for an answer because something is trained. */
const MOST_MS = 100;
/**
 * Allowed beyond it, for each millisecond that a process waits which does nothing: where other programs keep the machine busy, it is
 * not the event loop that makes them wait.
 */
const PER_IDLE_MS = 3;

let home: string;
const processes: ChildProcess[] = [];

/** A process as it is started in service, with the measurement loaded before it. */
function start(file: string, env: Record<string, string>): ChildProcess {
  const child = fork(file, {
    env: { ...process.env, ...env },
    execArgv: ['--import', join(import.meta.dirname, 'loop-delay.mjs')],
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  processes.push(child);
  return child;
}

/** The line of the log with these words. */
function said(child: ChildProcess, words: string): Promise<Record<string, unknown>> {
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`The process ended with ${code} before it said '${words}'.`)));
    createInterface({ input: child.stdout! }).on('line', (line) => {
      if (line.includes(words)) resolve(JSON.parse(line));
    });
  });
}

function measured(child: ChildProcess): Promise<{ maxMs: number; p99Ms: number }> {
  return new Promise((resolve) => {
    child.on('message', (report: { maxMs?: number; p99Ms?: number }) => {
      // The API tells whoever started it when it serves, too.
      if (report.maxMs !== undefined) resolve(report as { maxMs: number; p99Ms: number });
    });
    child.send('end');
  });
}

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'proofline-loop-'));
});
afterAll(async () => {
  for (const child of processes) child.kill('SIGKILL');
  await rm(home, { recursive: true, force: true });
});

it('keeps the event loops of API and worker free while a run trains', async () => {
  const env = {
    PORT: '0',
    DATABASE_URL: await createTestDatabase(inject('clusterUrl')),
    PROOFLINE_HOME: home,
    PROOFLINE_SECRET: 'a-secret-for-tests-of-32-characters-or-more',
    PROOFLINE_ADMIN_KEY: KEY,
    PROOFLINE_VERTICALS: 'credit-risk',
  };
  const api = start(join(ROOT, 'api', 'dist', 'main.js'), env);
  const { url } = await said(api, 'the API is ready');
  const worker = start(join(ROOT, 'workers', 'dist', 'main.js'), env);
  await said(worker, 'the worker is ready');
  const idle = start(join(import.meta.dirname, 'idle.mjs'), {});

  const headers = { authorization: `Bearer ${KEY}` };
  const post = async (path: string, body: unknown, type = 'application/json') => {
    const answer = await fetch(`${url}/v1${path}`, {
      method: 'POST',
      headers: { ...headers, 'content-type': type },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
    expect(answer.ok, `${path}: ${answer.status}`).toBe(true);
    return (await answer.json()) as Record<string, string>;
  };
  await post('/clients', { slug: 'acme', name: 'acme' });
  // All candidates.
  const wanted = await quickSolution({ budget: '4s', candidates: undefined });
  await post('/solutions', { ...wanted, client: 'acme', slug: 'loans' });
  const csv = await readFile(SAMPLE, 'utf8');
  const { id: dataset } = await post('/solutions/loans/datasets?name=german-credit.csv', csv, 'text/csv');

  for (const child of [api, worker, idle]) child.send('begin');
  const { id: run } = await post('/solutions/loans/runs', { dataset });
  // One follows it, one asks again and again.
  const events = await fetch(`${url}/v1/solutions/loans/runs/${run}/events`, { headers });
  const followed = events.text();
  const state = async () => (await fetch(`${url}/v1/solutions/loans/runs/${run}`, { headers })).json();
  await expect
    .poll(async () => ((await state()) as { status: string }).status, { timeout: 240_000, interval: 50 })
    .toMatch(/succeeded|failed/);
  const text = await followed;
  expect(text).toContain('"succeeded"');
  expect(text).toContain('Reading and validating the data');
  expect(text).toMatch(/Training the candidates: \w+/);
  expect(text).toContain('训练候选模型：');

  const base = await measured(idle);
  const bar = MOST_MS + PER_IDLE_MS * base.maxMs;
  for (const [name, child] of Object.entries({ api, worker })) {
    const { maxMs, p99Ms } = await measured(child);
    const found = `${name}: ${maxMs.toFixed(0)} ms at most, 99 % under ${p99Ms.toFixed(0)} ms; idle ${base.maxMs.toFixed(0)} ms`;
    process.stderr.write(`${found}\n`);
    expect(maxMs, found).toBeLessThan(bar);
  }
}, 400_000);
