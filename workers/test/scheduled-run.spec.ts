import { readFile } from 'node:fs/promises';
import { connect } from '@proofline/host';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { keyFor } from '../../api/test/promote.js';
import { quickSolution, SAMPLE } from '../../api/test/sample.js';
import { startApi, type TestApi } from '../../api/test/start-api.js';
import { type RunningWorker, runWorker } from '../src/index.js';

let api: TestApi;
const workers: RunningWorker[] = [];
beforeAll(async () => {
  api = await startApi();
  for (let k = 0; k < 2; k++) workers.push(await runWorker({ ...api.parts, source: await connect(api.databaseUrl) }));
});
afterAll(async () => {
  for (const worker of workers) await worker.close();
  await api.stop();
});

it('trains on a data set as it comes, and says what became of the model that answers', async () => {
  const admin = api.as(api.adminKey);
  await admin.post('/v1/clients').send({ slug: 'acme', name: 'acme' }).expect(201);
  await admin
    .post('/v1/solutions')
    .send({ ...(await quickSolution()), client: 'acme', slug: 'loans' })
    .expect(201);
  const path = '/v1/solutions/loans';
  const { body: schedule } = await admin.post(`${path}/schedules`).send({ trigger: 'new-data' }).expect(201);
  const { body: file } = await admin
    .post(`${path}/datasets?name=german-credit.csv`)
    .set('content-type', 'text/csv')
    .send(await readFile(SAMPLE, 'utf8'))
    .expect(201);
  const slots = async () => (await admin.get(`${path}/schedules/${schedule.id}/slots`).expect(200)).body.items;
  const reaches = (status: string) =>
    expect.poll(async () => (await slots())[0]?.status, { timeout: 180_000, interval: 250 }).toBe(status);
  await reaches('proposed');
  const [slot, ...others] = await slots();
  expect(others).toEqual([]);
  const { body: runs } = await admin.get(`${path}/runs`).expect(200);
  expect(runs.items).toMatchObject([{ id: slot.runId, datasetId: file.id, status: 'succeeded' }]);
  const { body: promotions } = await admin.get(`${path}/promotions`).expect(200);
  expect(promotions.items).toMatchObject([{ id: slot.promotionId, status: 'waiting', verdict: 'passed' }]);
  expect(slot).toMatchObject({ decision: null, why: expect.stringContaining('The gate lets version 1 pass') });

  // Whoever set the schedule up does not approve what comes of it.
  const approval = `${path}/models/1/promotions/${slot.promotionId}/approval`;
  expect((await admin.post(approval).expect(403)).body.code).toBe('FOUR_EYES');
  await api
    .as(await keyFor(api, 'ann@acme.example', 'approver'))
    .post(approval)
    .expect(200);
  await reaches('decided');
  expect((await slots())[0]).toMatchObject({ decision: 'swapped', decidedBy: 'ann@acme.example' });
  const { body: models } = await admin.get(`${path}/models`).expect(200);
  expect(models.items).toMatchObject([{ version: 1, status: 'champion' }]);
}, 240_000);
