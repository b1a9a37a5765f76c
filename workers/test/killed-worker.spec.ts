import { type ChildProcess, spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startApi, type TestApi } from '../../api/test/start-api.js';
import { describeBackends } from './backends.js';

const WORKER = join(import.meta.dirname, '..', 'dist', 'main.js');
const FIXTURE = join(import.meta.dirname, '..', '..', 'fixtures', 'german-credit', 'german-credit.csv');

describeBackends('a worker that is killed in the middle of a run', (queue) => {
  let api: TestApi;
  const workers: ChildProcess[] = [];
  beforeAll(async () => {
    api = await startApi(queue());
  });
  afterAll(async () => {
    for (const worker of workers) worker.kill('SIGKILL');
    await api.stop();
  });

  const startWorker = (): ChildProcess => {
    const worker = spawn(process.execPath, [WORKER], { env: { ...process.env, ...api.env }, stdio: 'ignore' });
    workers.push(worker);
    return worker;
  };

  it('loses nothing: another one finishes the run, once', async () => {
    const admin = api.as(api.adminKey);
    await admin.post('/v1/clients').send({ slug: 'acme', name: 'Acme' }).expect(201);
    const config = {
      columns: { target: 'credit_risk', positive: 'bad' },
      budget: '20s',
      candidates: ['gradient-boosting'],
    };
    await admin
      .post('/v1/solutions')
      .send({ client: 'acme', slug: 'loans', vertical: 'credit-risk', config })
      .expect(201);
    const { body: file } = await admin
      .post('/v1/solutions/loans/datasets?name=german-credit.csv')
      .set('content-type', 'text/csv')
      .send(await readFile(FIXTURE, 'utf8'))
      .expect(201);
    const { body: asked } = await admin.post('/v1/solutions/loans/runs').send({ dataset: file.id }).expect(202);
    const state = async () => (await admin.get(`/v1/solutions/loans/runs/${asked.id}`).expect(200)).body;

    const first = startWorker();
    await expect.poll(async () => (await state()).stage, { timeout: 60_000, interval: 100 }).toBe('train');
    first.kill('SIGKILL');
    startWorker();
    await expect.poll(async () => (await state()).status, { timeout: 150_000, interval: 500 }).toBe('succeeded');
    expect((await state()).attempts).toBe(2);
    const { body: models } = await admin.get('/v1/solutions/loans/models').expect(200);
    expect(models.items).toHaveLength(1);
  }, 240_000);
});
