import { readFile } from 'node:fs/promises';
import { AlertWatch, connect, PredictionLog, Scheduler } from '@proofline/host';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { keyFor, promote } from '../../api/test/promote.js';
import { casesOf, quickSolution, SAMPLE } from '../../api/test/sample.js';
import { startApi, type TestApi } from '../../api/test/start-api.js';
import { type RunningWorker, runWorker } from '../src/index.js';
import { describeBackends } from './backends.js';

const PATH = '/v1/solutions/loans';
const PATIENCE = { timeout: 120_000, interval: 250 };

describeBackends('a solution, from a file to predictions and back', (queue) => {
  let api: TestApi;
  let worker: RunningWorker;
  beforeAll(async () => {
    api = await startApi(queue());
    worker = await runWorker({ ...api.parts, source: await connect(api.databaseUrl) });
  });
  afterAll(async () => {
    await worker.close();
    await api.stop();
  });

  it('is trained, approved, answers, drifts, is trained anew by itself, swapped by a person, and rolled back', async () => {
    const admin = api.as(api.adminKey);
    const [header, ...lines] = (await readFile(SAMPLE, 'utf8')).trim().split('\n');
    const upload = async (name: string, some: readonly string[]): Promise<string> => {
      const { body } = await admin
        .post(`${PATH}/datasets?name=${name}`)
        .set('content-type', 'text/csv')
        .send([header, ...some].join('\n'))
        .expect(201);
      return body.id;
    };
    const items = async (what: string) => (await admin.get(`${PATH}/${what}`).expect(200)).body.items;
    const predict = (rows: readonly object[], reasons = 0) =>
      admin.post(`${PATH}/tasks/default/predictions`).send({ rows, reasons });
    const answersWith = (version: number) =>
      expect.poll(async () => (await predict([row]).expect(200)).body.model.version, { timeout: 5_000 }).toBe(version);

    // A client, a solution, its data: none of the rows that models are compared on is trained on.
    await admin.post('/v1/clients').send({ slug: 'acme', name: 'Acme Bank' }).expect(201);
    await admin
      .post('/v1/solutions')
      .send({ ...(await quickSolution()), client: 'acme', slug: 'loans' })
      .expect(201);
    const { rows, outcomes } = casesOf([header, ...lines].join('\n'));
    const row = rows[0]!;
    expect((await predict([row]).expect(503)).body.code).toBe('NO_CHAMPION');
    const frozen = await upload('frozen.csv', lines.slice(800));
    await admin.put(`${PATH}/frozen-set`).send({ dataset: frozen }).expect(200);
    const first = await upload('first.csv', lines.slice(0, 600));

    // The proof of concept and its verdict.
    const { body: asked } = await admin.post(`${PATH}/runs`).send({ dataset: first }).expect(202);
    const state = async () => (await admin.get(`${PATH}/runs/${asked.id}`).expect(200)).body;
    await expect.poll(async () => (await state()).status, PATIENCE).toMatch(/succeeded|failed/);
    expect(await state()).toMatchObject({ status: 'succeeded', fraction: 1, attempts: 1, problem: null });
    expect(await items('models')).toMatchObject([{ version: 1, status: 'candidate', verdict: 'GO' }]);
    await promote(api, 'loans', 1);
    await answersWith(1);

    // Predictions, and what became of them.
    const { body: answered } = await predict(rows.slice(0, 50), 3).expect(200);
    expect(answered.predictions[0].prediction.probability).toBeGreaterThan(0);
    expect(answered.predictions[0].reasons.length).toBeGreaterThan(0);
    const unknown = await predict([{ ...row, favourite_colour: 'red', purpose: 'yacht' }]).expect(422);
    expect(unknown.body.problems).toHaveLength(2);
    const reports = answered.predictions.map(({ id }: { id: string }, k: number) => ({
      predictionId: id,
      outcome: outcomes[k],
      observedAt: new Date().toISOString(),
    }));
    await admin.post(`${PATH}/feedback`).send({ items: reports }).expect(200);
    const { body: seen } = await admin.get(`${PATH}/monitoring`).expect(200);
    expect(seen.performance.outcomes).toBe(50);
    // The request that came before there was a model was early, and nothing has failed.
    expect(seen.alarms).toEqual([]);

    // Newer data are there, and the people who apply become others.
    const { body: schedule } = await admin.post(`${PATH}/schedules`).send({ trigger: 'drift' }).expect(201);
    const newer = await upload('newer.csv', lines.slice(0, 800));
    await predict(rows.slice(0, 300).map((one) => ({ ...one, checking_status: 'below 0 DM' }))).expect(200);
    await api.app.get(PredictionLog).flush();
    // As if an hour had passed since a worker looked.
    await api.parts.source.query("UPDATE proofline.alert_look SET looked_at = now() - interval '2 hours'");
    await api.app.get(AlertWatch).turn();
    const slots = () => items(`schedules/${schedule.id}/slots`);
    // The scheduler of the worker looks every five seconds; one more looks more often.
    const status = async () => {
      await api.app.get(Scheduler).tick(new Date());
      return (await slots())[0]?.status;
    };
    const reaches = (wanted: string) => expect.poll(status, PATIENCE).toBe(wanted);
    await reaches('proposed');
    const alerts: { code: string; about: string }[] = await items('alerts');
    expect(alerts.map(({ code, about }) => `${code} ${about}`)).toContain('FEATURE_DRIFT checking_status');
    const [slot, ...others] = await slots();
    expect(others).toEqual([]);
    expect(await items('runs')).toMatchObject([
      { id: slot.runId, datasetId: newer, status: 'succeeded' },
      { id: asked.id },
    ]);
    expect(await items('promotions')).toMatchObject([
      { id: slot.promotionId, status: 'waiting', requestedOwner: schedule.owner, frozenSetId: frozen },
      { status: 'approved' },
    ]);
    await answersWith(1);

    // Swapped by a person, and back in one call.
    const ann = api.as(await keyFor(api, 'ann@acme.example', 'approver'));
    await ann.post(`${PATH}/models/2/promotions/${slot.promotionId}/approval`).expect(200);
    await answersWith(2);
    await reaches('decided');
    expect((await slots())[0]).toMatchObject({ decision: 'swapped', decidedBy: 'ann@acme.example' });
    await ann.post(`${PATH}/models/rollback`).expect(200);
    await answersWith(1);
    const statuses = (await items('models')).map(({ status }: { status: string }) => status);
    expect(statuses).toEqual(['archived', 'champion']);
    expect((await admin.get('/v1/audit/verification').expect(200)).body.intact).toBe(true);
  }, 300_000);

  it('says why a run failed, in the words of the pipeline', async () => {
    const admin = api.as(api.adminKey);
    await admin.post('/v1/clients').send({ slug: 'other', name: 'Other' }).expect(201);
    await admin
      .post('/v1/solutions')
      .send({ client: 'other', slug: 'broken', vertical: 'credit-risk', config: { columns: { target: 'bad' } } })
      .expect(201);
    const { body: file } = await admin
      .post('/v1/solutions/broken/datasets?name=short.csv')
      .set('content-type', 'text/csv')
      .send('a,b\n1,2\n')
      .expect(201);
    const { body: asked } = await admin.post('/v1/solutions/broken/runs').send({ dataset: file.id }).expect(202);
    const state = async () => (await admin.get(`/v1/solutions/broken/runs/${asked.id}`).expect(200)).body;
    await expect.poll(async () => (await state()).status, { timeout: 60_000, interval: 250 }).toBe('failed');
    expect((await state()).problem.detail).toContain("'bad'");
  }, 90_000);
});
