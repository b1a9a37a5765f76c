import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { connect } from '@proofline/host';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parse } from 'yaml';
import { promote } from '../../api/test/promote.js';
import { startApi, type TestApi } from '../../api/test/start-api.js';
import { type RunningWorker, runWorker } from '../src/index.js';
import { describeBackends } from './backends.js';

const FIXTURE = join(import.meta.dirname, '..', '..', 'fixtures', 'german-credit');

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

  it('trains over the queue, is promoted by two people, answers, and can be rolled back', async () => {
    const admin = api.as(api.adminKey);
    await admin.post('/v1/clients').send({ slug: 'acme', name: 'Acme Bank' }).expect(201);
    const {
      version: _v,
      vertical,
      task,
      data: _d,
      ...config
    } = parse(await readFile(join(FIXTURE, 'proofline.yaml'), 'utf8'));
    const schema = parse(await readFile(join(FIXTURE, 'schema.yaml'), 'utf8'));
    await admin
      .post('/v1/solutions')
      .send({
        client: 'acme',
        slug: 'loans',
        vertical,
        task,
        config: { ...config, budget: '1s', candidates: ['scorecard'] },
        schema,
      })
      .expect(201);
    const nothing = await admin
      .post('/v1/solutions/loans/tasks/default/predictions')
      .send({ rows: [{}] })
      .expect(503);
    expect(nothing.body.code).toBe('NO_CHAMPION');

    const { body: file } = await admin
      .post('/v1/solutions/loans/datasets?name=german-credit.csv')
      .set('content-type', 'text/csv')
      .send(await readFile(join(FIXTURE, 'german-credit.csv'), 'utf8'))
      .expect(201);
    const versions: number[] = [];
    for (let k = 0; k < 2; k++) {
      const { body: asked } = await admin.post('/v1/solutions/loans/runs').send({ dataset: file.id }).expect(202);
      const state = async () => (await admin.get(`/v1/solutions/loans/runs/${asked.id}`).expect(200)).body;
      await expect
        .poll(async () => (await state()).status, { timeout: 120_000, interval: 250 })
        .toMatch(/succeeded|failed/);
      expect(await state()).toMatchObject({ status: 'succeeded', fraction: 1, attempts: 1, problem: null });
      const { body: models } = await admin.get('/v1/solutions/loans/models').expect(200);
      versions.push(models.items[0].version);
    }
    expect(versions).toEqual([1, 2]);
    const { body: models } = await admin.get('/v1/solutions/loans/models').expect(200);
    // Same data, configuration and seed: the same model.
    expect(models.items[0].modelHash).toBe(models.items[1].modelHash);

    await promote(api, 'loans', 1);
    const row = api.parts.verticals[0]!.tasks[0]!.examples[0]!;
    const predict = () => admin.post('/v1/solutions/loans/tasks/default/predictions').send({ rows: [row], reasons: 3 });
    const { body: first } = await predict().expect(200);
    expect(first.model.version).toBe(1);
    expect(first.predictions[0].prediction.probability).toBeGreaterThan(0);
    expect(first.predictions[0].reasons.length).toBeGreaterThan(0);

    await promote(api, 'loans', 2);
    await expect.poll(async () => (await predict().expect(200)).body.model.version, { timeout: 3_000 }).toBe(2);
    await admin.post('/v1/solutions/loans/models/rollback').expect(200);
    await expect.poll(async () => (await predict().expect(200)).body.model.version, { timeout: 3_000 }).toBe(1);

    const unknown = await admin
      .post('/v1/solutions/loans/tasks/default/predictions')
      .send({ rows: [{ ...row, favourite_colour: 'red', purpose: 'yacht' }] })
      .expect(422);
    expect(unknown.body.problems.map(({ code }: { code: string }) => code).sort()).toHaveLength(2);
    const { body: trail } = await admin.get('/v1/audit/verification').expect(200);
    expect(trail.intact).toBe(true);
  }, 240_000);

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
