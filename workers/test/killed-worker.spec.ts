import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { SAMPLE } from '../../api/test/sample.js';
import { startApi, type TestApi } from '../../api/test/start-api.js';
import { describeBackends } from './backends.js';
import { WorkerProcesses } from './worker-processes.js';

describeBackends('a worker that ends in the middle of a run', (queue) => {
  let api: TestApi;
  const workers = new WorkerProcesses();
  beforeAll(async () => {
    api = await startApi(queue());
  });
  afterAll(async () => {
    workers.kill();
    await api.stop();
  });

  const startWorker = () => workers.start(api);

  /** A run that one worker has begun, and what the ledger says of it. */
  async function begun(client: string) {
    const admin = api.as(api.adminKey);
    await admin.post('/v1/clients').send({ slug: client, name: client }).expect(201);
    const config = {
      columns: { target: 'credit_risk', positive: 'bad' },
      budget: '2s',
      candidates: ['gradient-boosting'],
    };
    const { body: solution } = await admin
      .post('/v1/solutions')
      .send({ client, vertical: 'credit-risk', config })
      .expect(201);
    const path = `/v1/solutions/${solution.id}`;
    const { body: file } = await admin
      .post(`${path}/datasets?name=german-credit.csv`)
      .set('content-type', 'text/csv')
      .send(await readFile(SAMPLE, 'utf8'))
      .expect(201);
    const { body: asked } = await admin.post(`${path}/runs`).send({ dataset: file.id }).expect(202);
    const state = async () => (await admin.get(`${path}/runs/${asked.id}`).expect(200)).body;
    const models = async () => (await admin.get(`${path}/models`).expect(200)).body.items;
    const worker = startWorker();
    await expect.poll(async () => (await state()).stage, { timeout: 120_000, interval: 100 }).toBe('train');
    return { state, models, worker };
  }

  it('by SIGKILL loses nothing: another one finishes the run, once', async () => {
    const { state, models, worker } = await begun('killed');
    worker.kill('SIGKILL');
    const other = startWorker();
    await expect.poll(async () => (await state()).status, { timeout: 240_000, interval: 500 }).toBe('succeeded');
    expect((await state()).attempts).toBe(2);
    expect(await models()).toHaveLength(1);
    other.kill('SIGKILL');
  }, 480_000);

  it('by SIGTERM puts the run back and ends in order, without waiting for it', async () => {
    const { state, models, worker } = await begun('ended');
    const exit = new Promise<number | null>((resolve) => worker.once('exit', (code) => resolve(code)));
    worker.kill('SIGTERM');
    expect(await exit).toBe(0);
    expect((await state()).status).toBe('queued');
    startWorker();
    await expect.poll(async () => (await state()).status, { timeout: 240_000, interval: 500 }).toBe('succeeded');
    expect((await state()).attempts).toBe(2);
    expect(await models()).toHaveLength(1);
  }, 480_000);
});
