import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { keyFor } from '../../api/test/promote.js';
import { SAMPLE } from '../../api/test/sample.js';
import { startApi, type TestApi } from '../../api/test/start-api.js';
import { describeBackends } from './backends.js';
import { WorkerProcesses } from './worker-processes.js';

describeBackends('a worker that is killed while the gate judges', (queue) => {
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

  it('loses nothing: another one judges the promotion, once, and it can be approved', async () => {
    const admin = api.as(api.adminKey);
    await admin.post('/v1/clients').send({ slug: 'acme', name: 'acme' }).expect(201);
    const config = {
      columns: { target: 'credit_risk', positive: 'bad' },
      budget: '1s',
      candidates: ['scorecard'],
    };
    await admin
      .post('/v1/solutions')
      .send({ client: 'acme', slug: 'loans', vertical: 'credit-risk', config })
      .expect(201);
    const { body: file } = await admin
      .post('/v1/solutions/loans/datasets?name=german-credit.csv')
      .set('content-type', 'text/csv')
      .send(await readFile(SAMPLE, 'utf8'))
      .expect(201);
    await admin.post('/v1/solutions/loans/runs').send({ dataset: file.id, promote: true }).expect(202);
    const worker = startWorker();
    const state = async () => (await admin.get('/v1/solutions/loans/promotions').expect(200)).body.items[0];
    await expect.poll(async () => (await state())?.status, { timeout: 120_000, interval: 20 }).toBe('judging');
    worker.kill('SIGKILL');
    expect(await state()).toMatchObject({ status: 'judging', attempts: 1, verdict: null });
    const second = await keyFor(api, 'second person', 'approver');
    const approval = `/v1/solutions/loans/models/1/promotions/${(await state()).id}/approval`;
    expect((await api.as(second).post(approval).expect(409)).body.code).toBe('PROMOTION_NOT_JUDGED');

    startWorker();
    await expect.poll(async () => (await state()).status, { timeout: 120_000, interval: 200 }).toBe('waiting');
    expect(await state()).toMatchObject({ attempts: 2, verdict: 'passed' });
    await api.as(second).post(approval).expect(200);
    const { body: models } = await admin.get('/v1/solutions/loans/models').expect(200);
    expect(models.items[0].status).toBe('champion');
  }, 300_000);
});
