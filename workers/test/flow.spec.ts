import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { promisify } from 'node:util';
import { connect } from '@proofline/host';
import type { EvaluationReport } from '@proofline/pipeline';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { startApi, type TestApi } from '../../api/test/start-api.js';
import { type RunningWorker, runWorker } from '../src/index.js';
import { describeBackends } from './backends.js';
import { newSolution, offline, type SolutionConfig } from './flow-tools.js';
import { WorkerProcesses } from './worker-processes.js';

const PATIENCE = { timeout: 240_000, interval: 200 };
const QUICK: SolutionConfig = { budget: '2s', candidates: ['baseline', 'scorecard', 'logistic-regression', 'blend'] };

describeBackends('a run whose trials are spread over workers', (queue) => {
  let api: TestApi;
  const workers: RunningWorker[] = [];
  const processes = new WorkerProcesses();
  beforeAll(async () => {
    api = await startApi(queue());
  });
  afterEach(async () => {
    processes.kill();
    for (const one of workers.splice(0)) await one.close();
  });
  afterAll(() => api.stop());

  /** A worker, and the candidates of the trials that it began. */
  async function startWorker(): Promise<string[]> {
    const begun: string[] = [];
    const lines = new PassThrough();
    lines.on('data', (line) => {
      const { msg, candidate } = JSON.parse(String(line));
      if (msg === 'trial begins') begun.push(candidate);
    });
    // Nobody kills it, so on a busy machine its locks are not to be lost.
    const config = { ...api.parts.config, queueLockSeconds: 30 };
    const parts = { ...api.parts, config, source: await connect(api.databaseUrl), log: pino(lines) };
    workers.push(await runWorker(parts));
    return begun;
  }

  /** Nothing is left of results in the artefact store. */
  async function expectCleared(): Promise<void> {
    const folder = join(api.env.PROOFLINE_HOME!, 'artifacts', 'trials');
    await expect
      .poll(async () => {
        const left = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
        return left.filter((one) => one.isFile());
      }, PATIENCE)
      .toEqual([]);
  }

  async function reportOf(runId: string): Promise<EvaluationReport> {
    const [{ artifact_key: key }] = await api.parts.source.query(
      'SELECT artifact_key FROM proofline.model_version WHERE run_id = $1',
      [runId],
    );
    return JSON.parse(await readFile(join(api.env.PROOFLINE_HOME!, 'artifacts', key, 'report.json'), 'utf8'));
  }

  it('comes to the hash and the numbers of one process', async () => {
    const config: SolutionConfig = { ...QUICK, split: { cv: 2 } };
    // Before there are workers in this process: it would keep them from renewing their locks.
    const alone = await offline(api, config);
    const both = [await startWorker(), await startWorker()];
    const run = await (await newSolution(api, 'spread', config)).request();
    await expect.poll(async () => (await run.state()).status, PATIENCE).toMatch(/succeeded|failed/);
    expect(await run.state()).toMatchObject({ status: 'succeeded', fraction: 1, attempts: 1, problem: null });
    expect((await run.state()).plan).toBeUndefined();
    const trials = await run.trials();
    const candidates = new Set(trials.map(({ candidate }) => candidate));
    expect(candidates.size).toBeGreaterThan(2);
    // On the two outer folds, and on all rows.
    const done = Array(3 * candidates.size).fill(['done', 1]);
    expect(trials.map(({ status, attempts }) => [status, attempts])).toEqual(done);
    for (const begun of both) expect(begun.length).toBeGreaterThan(0);
    expect(both.flat()).toHaveLength(done.length);

    const spread = await reportOf(run.id);
    expect(spread.modelHash).toBe(alone.modelHash);
    for (const part of ['candidates', 'champion', 'verdict', 'sections', 'split', 'warnings', 'leakage'] as const) {
      expect(JSON.stringify(spread[part as never]), part).toBe(JSON.stringify(alone[part as never]));
    }
    await expectCleared();
  }, 480_000);

  it('loses one trial with a worker that is killed: it is done again, and those that are done are not', async () => {
    const config: SolutionConfig = {
      budget: '2s',
      candidates: ['baseline', 'logistic-regression', 'gradient-boosting'],
      split: { cv: 2 },
    };
    const run = await (await newSolution(api, 'killed', config)).request();
    const worker = processes.start(api);
    const count = async (status: string) => (await run.trials()).filter((trial) => trial.status === status).length;
    await expect
      .poll(async () => (await count('done')) >= 1 && (await count('running')) === 1, { ...PATIENCE, interval: 20 })
      .toBe(true);
    worker.kill('SIGKILL');
    const left = await run.trials();
    processes.start(api);
    await expect.poll(async () => (await run.state()).status, PATIENCE).toBe('succeeded');
    expect((await run.state()).attempts).toBe(2);
    const after = await run.trials();
    expect(after.map(({ attempts }) => attempts)).toEqual(left.map(({ status }) => (status === 'running' ? 2 : 1)));
    const models = await run.models();
    expect(models).toHaveLength(1);
    expect(models[0].modelHash).toBe((await offline(api, config)).modelHash);
    await expectCleared();
  }, 480_000);

  it('stops on all workers when it is cancelled', async () => {
    await startWorker();
    await startWorker();
    const run = await (
      await newSolution(api, 'cancelled', { budget: '10m', candidates: ['gradient-boosting', 'mlp'] })
    ).request();
    const running = async () => (await run.trials()).filter(({ status }) => status === 'running').length;
    await expect.poll(running, PATIENCE).toBe(2);
    await expect.poll(childProcesses, PATIENCE).toBe(2);
    await run.cancel().expect(202);
    await expect.poll(async () => (await run.state()).status, PATIENCE).toBe('cancelled');
    await expect.poll(childProcesses, PATIENCE).toBe(0);
    await expectCleared();
    expect(new Set((await run.trials()).map(({ status }) => status))).toEqual(new Set(['stopped']));
  }, 300_000);
});

/** How many processes that train belong to this one. */
async function childProcesses(): Promise<number> {
  const { stdout } = await promisify(execFile)('ps', ['-o', 'args=', '--ppid', String(process.pid)]);
  return stdout.split('\n').filter((args) => args.includes('train-child')).length;
}
