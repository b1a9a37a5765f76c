import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { connect, DatasetsService, FinalFailure, TrainingService } from '@proofline/host';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApi, type TestApi } from '../../api/test/start-api.js';
import { runWorker } from '../src/index.js';
import { processRun } from '../src/run-processor.js';
import { runTools } from './run-tools.js';

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

/** A turn at a run, as a worker takes it. */
function turn(runId: string, isLast: boolean) {
  return processRun(runTools(api), { runId }, { isLast, closing: new AbortController().signal });
}

/** A run whose data set is not to be had at the moment; `mend` brings it back. */
async function runWithoutStore(client: string) {
  const admin = api.as(api.adminKey);
  await admin.post('/v1/clients').send({ slug: client, name: client }).expect(201);
  const config = { columns: { target: 'bad' } };
  const { body: solution } = await admin
    .post('/v1/solutions')
    .send({ client, vertical: 'credit-risk', config })
    .expect(201);
  const path = `/v1/solutions/${solution.id}`;
  const { body: file } = await admin
    .post(`${path}/datasets?name=loans.csv`)
    .set('content-type', 'text/csv')
    .send('a,b\n1,2\n')
    .expect(201);
  const { artifactKey } = await api.app.get(DatasetsService).byId(file.id);
  const kept = join(api.env.PROOFLINE_HOME!, 'artifacts', artifactKey);
  await rename(kept, `${kept}.away`);
  const { body: asked } = await admin.post(`${path}/runs`).send({ dataset: file.id }).expect(202);
  const state = async () => (await admin.get(`${path}/runs/${asked.id}`).expect(200)).body;
  return { id: asked.id as string, state, mend: () => rename(`${kept}.away`, kept) };
}

describe('a run that fails', () => {
  it('for something that is away waits for another try, and is a dead letter after the last, to be replayed', async () => {
    const admin = api.as(api.adminKey);
    const { id, state, mend } = await runWithoutStore('away');
    await expect(turn(id, false)).rejects.toThrow('is not in the store');
    expect(await state()).toMatchObject({ status: 'queued', attempts: 1, problem: null });

    await expect(turn(id, true)).rejects.toThrow(FinalFailure);
    expect(await state()).toMatchObject({
      status: 'failed',
      attempts: 2,
      failure: 'outage',
      problem: { code: 'ARTIFACT_MISSING' },
    });
    const { body: dead } = await admin.get('/v1/queue/dead-letters').expect(200);
    expect(dead.items.map((item: { id: string }) => item.id)).toEqual([id]);

    await mend();
    const { body: replayed } = await admin.post(`/v1/queue/dead-letters/${id}/replay`).expect(202);
    expect(replayed).toMatchObject({ id, status: 'queued', problem: null, failure: null });
    expect((await admin.get('/v1/queue/dead-letters').expect(200)).body.items).toEqual([]);
    const worker = await runWorker({ ...api.parts, source: await connect(api.databaseUrl) });
    // Its file has no column 'bad': that is a matter of the input, and no dead letter.
    await expect.poll(async () => (await state()).status, { timeout: 60_000, interval: 250 }).toBe('failed');
    await worker.close();
    expect((await state()).failure).toBe('input');
    const refused = await admin.post(`/v1/queue/dead-letters/${id}/replay`).expect(409);
    expect(refused.body.detail).toContain('failed for its input');
  }, 120_000);

  it("is shown to admins, and to a client's admin where it is that client's", async () => {
    const admin = api.as(api.adminKey);
    const { id } = await runWithoutStore('mine');
    await expect(turn(id, true)).rejects.toThrow(FinalFailure);
    await admin.post('/v1/clients').send({ slug: 'stranger', name: 'stranger' }).expect(201);
    const as = async (client: string, role: string) =>
      api.as((await admin.post('/v1/keys').send({ name: role, role, client }).expect(201)).body.key);
    expect((await (await as('mine', 'admin')).get('/v1/queue/dead-letters').expect(200)).body.items).toHaveLength(1);
    const stranger = await as('stranger', 'admin');
    expect((await stranger.get('/v1/queue/dead-letters').expect(200)).body.items).toEqual([]);
    await stranger.post(`/v1/queue/dead-letters/${id}/replay`).expect(404);
    await (await as('mine', 'editor')).get('/v1/queue/dead-letters').expect(403);
  });
});

it('puts a run back into the queue that its queue has forgotten', async () => {
  const { id, state } = await runWithoutStore('forgotten');
  const training = api.app.get(TrainingService);
  await training.begin(id);
  // The job waits in the queue: somebody will come for it.
  await training.enqueueForgotten();
  expect((await state()).status).toBe('running');
  await api.parts.source.query('DELETE FROM proofline_queue.job WHERE id = $1', [`run-${id}`]);
  await training.enqueueForgotten();
  expect((await state()).status).toBe('queued');
  const [{ count }] = await api.parts.source.query(
    'SELECT count(*)::int AS count FROM proofline_queue.job WHERE id = $1',
    [`run-${id}`],
  );
  expect(count).toBe(1);
});
