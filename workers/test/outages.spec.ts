import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { connect } from '@proofline/host';
import {
  createTestDatabase,
  hasRedis,
  startTestCluster,
  startTestRedis,
  type TestCluster,
  type TestRedis,
} from '@proofline/host/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SAMPLE } from '../../api/test/sample.js';
import { startApi, type TestApi } from '../../api/test/start-api.js';
import { type RunningWorker, runWorker } from '../src/index.js';
import { processRun } from '../src/run-processor.js';
import { describeBackends } from './backends.js';
import { runTools } from './run-tools.js';

/** Longer than a connection is tried for, shorter than a lock lasts. */
const AWAY_MS = 6_000;
const ROWS = 400;
const PATIENCE = { timeout: 240_000, interval: 500 };

/** An API with one worker, a run that is under way there, and one that waits behind it. */
async function twoRuns(api: TestApi) {
  const admin = api.as(api.adminKey);
  await admin.post('/v1/clients').send({ slug: 'acme', name: 'acme' }).expect(201);
  const config = {
    columns: { target: 'credit_risk', positive: 'bad' },
    budget: '2s',
    candidates: ['scorecard'],
  };
  const { body: solution } = await admin
    .post('/v1/solutions')
    .send({ client: 'acme', vertical: 'credit-risk', config })
    .expect(201);
  const path = `/v1/solutions/${solution.id}`;
  const { body: file } = await admin
    .post(`${path}/datasets?name=german-credit.csv`)
    .set('content-type', 'text/csv')
    .send(
      (await readFile(SAMPLE, 'utf8'))
        .split('\n')
        .slice(0, ROWS + 1)
        .join('\n'),
    )
    .expect(201);
  const ids: string[] = [];
  const request = async (): Promise<void> => {
    ids.push((await admin.post(`${path}/runs`).send({ dataset: file.id }).expect(202)).body.id);
  };
  await request();
  await request();
  const states = async () => {
    const { body } = await admin.get(`${path}/runs`).expect(200);
    return ids.map((id) => body.items.find((run: { id: string }) => run.id === id));
  };
  await expect.poll(async () => (await states())[0].stage, { timeout: 120_000, interval: 100 }).toBe('train');
  return {
    /** Asks for one more. */
    request,
    /** All have gone well, each has made one model, and the trail is whole. */
    end: async () => {
      await expect
        .poll(async () => (await states()).every(({ status }) => status === 'succeeded'), PATIENCE)
        .toBe(true);
      const { body: models } = await admin.get(`${path}/models`).expect(200);
      expect(models.items.map(({ runId }: { runId: string }) => runId).sort()).toEqual([...ids].sort());
      expect((await admin.get('/v1/audit/verification').expect(200)).body.intact).toBe(true);
      expect((await admin.get('/v1/queue/dead-letters').expect(200)).body.items).toEqual([]);
    },
  };
}

describeBackends('Postgres that ends in the middle of a run and comes back', (queue) => {
  let cluster: TestCluster;
  let api: TestApi;
  let worker: RunningWorker;
  beforeAll(async () => {
    cluster = await startTestCluster();
    api = await startApi({ databaseUrl: await createTestDatabase(cluster.url), ...queue() });
    worker = await runWorker({ ...api.parts, source: await connect(api.databaseUrl) });
  });
  afterAll(async () => {
    await worker.close();
    await api.stop();
    await cluster.stop();
  });

  it('loses nothing and doubles nothing', async () => {
    const { end } = await twoRuns(api);
    await cluster.end();
    await wait(AWAY_MS);
    await api.as(api.adminKey).get('/health/ready').expect(503);
    // Whoever begins or ends a run now waits, and it costs the run no attempt.
    const turn = { isLast: true, closing: new AbortController().signal };
    expect(await processRun(runTools(api), { runId: randomUUID() }, turn)).toBe('wait');
    await cluster.start();
    await end();
  }, 480_000);
});

describe.runIf(await hasRedis())('Redis that ends in the middle of a run and comes back', () => {
  it.each([
    { held: 'with what it held', empty: false },
    { held: 'empty', empty: true },
  ])(
    'loses nothing and doubles nothing, $held',
    async ({ empty }) => {
      const redis = (await startTestRedis()) as TestRedis;
      const api = await startApi({ redisUrl: redis.url });
      const worker = await runWorker({ ...api.parts, source: await connect(api.databaseUrl) });
      try {
        const { end } = await twoRuns(api);
        await redis.end();
        await wait(AWAY_MS);
        // Requests are served all the same.
        const health = async () => (await api.as().get('/health/ready').expect(200)).body;
        expect(await health()).toMatchObject({ ready: true, degraded: true, checks: { queue: 'does not answer' } });
        await redis.start({ empty });
        await end();
        expect(await health()).toMatchObject({ ready: true, degraded: false });
      } finally {
        await worker.close();
        await api.stop();
        await redis.stop();
      }
    },
    480_000,
  );
});
