import { connect, LANES, readHostConfig } from '@proofline/host';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startApi, type TestApi } from '../../api/test/start-api.js';
import { type RunningWorker, runWorker } from '../src/index.js';
import { WorkerMetrics } from '../src/worker-metrics.js';
import { newSolution } from './flow-tools.js';

let api: TestApi;
let worker: RunningWorker;
beforeAll(async () => {
  api = await startApi();
  const config = readHostConfig({ ...api.env, PROOFLINE_WORKER_METRICS_PORT: '0' });
  worker = await runWorker({ ...api.parts, config, source: await connect(api.databaseUrl) });
});
afterAll(async () => {
  await worker.close();
  await api.stop();
});

const metricsOf = async (url: string): Promise<string> => (await fetch(url)).text();

it('tells Prometheus what a worker has done, and how long it took', async () => {
  expect(await metricsOf(worker.metricsUrl!)).not.toContain('lane="datasets"');
  await newSolution(api, 'acme', {});
  const told = () => metricsOf(worker.metricsUrl!);
  await expect.poll(told, { timeout: 60_000 }).toContain('proofline_worker_turns_total{lane="datasets",end="over"} 1');
  expect(await told()).toMatch(/proofline_worker_turn_duration_seconds_count\{lane="datasets"\} 1/);
  expect(await told()).toContain('nodejs_eventloop_lag_max_seconds');
  expect((await fetch(worker.metricsUrl!.replace('metrics', 'other'))).status).toBe(404);
});

it('counts what failed and what was put back, and passes both on', async () => {
  const metrics = new WorkerMetrics();
  const turn = { isLast: false, closing: new AbortController().signal };
  const job = { runId: 'r' };
  const failing = metrics.watch(LANES.runs, () => Promise.reject(new Error('no disk')));
  await expect(failing(job, turn)).rejects.toThrow('no disk');
  expect(await metrics.watch(LANES.runs, () => Promise.resolve('put-back'))(job, turn)).toBe('put-back');
  const served = await metrics.serve('127.0.0.1', 0);
  const text = await metricsOf(served.url);
  expect(text).toContain('proofline_worker_turns_total{lane="runs",end="failed"} 1');
  expect(text).toContain('proofline_worker_turns_total{lane="runs",end="put-back"} 1');
  const { port } = new URL(served.url);
  await expect(metrics.serve('127.0.0.1', Number(port))).rejects.toMatchObject({ code: 'METRICS_PORT_NOT_OPENED' });
  await served.close();
});
