import { RUN_QUEUE, type RunQueue } from '@proofline/host';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeBackends } from '../../workers/test/backends.js';
import { startApi, type TestApi } from './start-api.js';

describeBackends('the board', (queue) => {
  let api: TestApi;
  beforeAll(async () => {
    api = await startApi(queue());
    await api.app.get<RunQueue>(RUN_QUEUE).add('to-be-seen');
  });
  afterAll(() => api.stop());

  const keyOf = async (body: object) => (await api.as(api.adminKey).post('/v1/keys').send(body).expect(201)).body.key;

  it('shows the queue and its jobs to an admin', async () => {
    const admin = api.as(api.adminKey);
    const page = await admin.get('/queue-board/').expect(200);
    expect(page.text).toContain('Proofline: the queue');
    const script = /src="([^"]+\.js)"/.exec(page.text)![1]!;
    await admin.get(new URL(script, 'http://board/queue-board/').pathname).expect(200);
    const { body } = await admin.get('/queue-board/api/queues?activeQueue=runs&status=waiting').expect(200);
    expect(body.queues).toMatchObject([
      { name: 'runs', readOnlyMode: true, counts: { waiting: 1 } },
      { name: 'trials', readOnlyMode: true },
      { name: 'promotions', readOnlyMode: true },
      { name: 'batches', readOnlyMode: true },
      { name: 'datasets', readOnlyMode: true },
    ]);
    expect(body.queues[0].jobs).toMatchObject([{ id: 'run-to-be-seen', data: { runId: 'to-be-seen' } }]);
  });

  it('takes the key as the password that a browser asks for', async () => {
    const { headers } = await api.as().get('/queue-board/').expect(401);
    expect(headers['www-authenticate']).toContain('Basic');
    await api.as().get('/queue-board/').auth('any', api.adminKey).expect(200);
    await api.as().get('/queue-board/').auth('any', 'pl_wrong').expect(401);
  });

  it("is closed to other roles and to a client's admin, in every part", async () => {
    await api.as(api.adminKey).post('/v1/clients').send({ slug: 'acme', name: 'acme' }).expect(201);
    const keys = [
      await keyOf({ name: 'x', role: 'editor' }),
      await keyOf({ name: 'x', role: 'admin', client: 'acme' }),
    ];
    for (const path of ['/queue-board', '/queue-board/', '/queue-board/api/queues', '/queue-board/queue/runs']) {
      await api.as().get(path).expect(401);
      for (const key of keys) await api.as(key).get(path).expect(403);
    }
    await api.as().get('/queue-board/static/images/logo.svg').expect(401);
  });

  it('changes nothing', async () => {
    const admin = api.as(api.adminKey);
    for (const deed of [
      'pause',
      'empty',
      'obliterate',
      'retry/failed',
      'run-to-be-seen/clean',
      'run-to-be-seen/promote',
    ]) {
      const { status } = await admin.put(`/queue-board/api/queues/runs/${deed}`);
      expect(status, deed).toBeGreaterThanOrEqual(400);
    }
    await admin.post('/queue-board/api/queues/runs/add').send({ name: 'run', data: {}, options: {} }).expect(405);
    expect(await api.app.get<RunQueue>(RUN_QUEUE).has('to-be-seen')).toBe(true);
  });
});
