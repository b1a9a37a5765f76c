import { createTestDatabase } from '@proofline/host/testing';
import { afterAll, beforeAll, expect, inject, it, vi } from 'vitest';
import { type Door, openDoor } from './load.js';
import { type ServedModel, serveModel } from './serve-model.js';
import { startApi, type TestApi } from './start-api.js';

let door: Door;
let api: TestApi;
let model: ServedModel;
let open: () => void;
beforeAll(async () => {
  door = await openDoor();
  const database = new URL(await createTestDatabase(inject('clusterUrl')));
  const target = { host: database.hostname, port: Number(database.port) };
  open = () => door.lead(target);
  open();
  database.host = `127.0.0.1:${door.port}`;
  api = await startApi({ databaseUrl: database.toString() });
  model = await serveModel(api, 'acme');
});
afterAll(async () => {
  open();
  await api.stop();
  await door.close();
});

const ask = (name = 'acme', key = api.adminKey) =>
  api
    .as(key)
    .post(`/v1/solutions/${name}/tasks/default/predictions`)
    .send({ rows: [model.rows[0]], reasons: 2 });

/** What is asked of the database while something is done, but for the log of predictions, which is entered beside. */
async function asked(work: () => Promise<unknown>): Promise<string[]> {
  const queries: string[] = [];
  const { source } = api.parts;
  const create = source.createQueryRunner.bind(source);
  const spy = vi.spyOn(source, 'createQueryRunner').mockImplementation((mode) => {
    const runner = create(mode);
    const query = runner.query.bind(runner);
    runner.query = (text: string, ...rest: unknown[]) => {
      if (!/proofline\.(prediction|refusal)\b/.test(text)) queries.push(text);
      return query(text, ...(rest as []));
    };
    return runner;
  });
  await work();
  spy.mockRestore();
  return queries;
}

it('asks the database nothing for a prediction', async () => {
  expect(await asked(() => ask(model.solutionId).expect(200))).not.toEqual([]);
  const queries = await asked(async () => {
    for (let k = 0; k < 5; k++) await ask(model.solutionId).expect(200);
  });
  expect(queries).toEqual([]);
});

it('hears that a name names two solutions from now on', async () => {
  const other = await startApi({ databaseUrl: api.databaseUrl });
  const admin = other.as(api.adminKey);
  await admin.post('/v1/clients').send({ slug: 'bank', name: 'bank' }).expect(201);
  await ask().expect(200);
  const wanted = { client: 'bank', slug: 'acme', vertical: 'credit-risk', config: GERMAN };
  await admin.post('/v1/solutions').send(wanted).expect(201);
  await expect.poll(async () => (await ask()).body.code, { timeout: 2_000, interval: 20 }).toBe('SOLUTION_AMBIGUOUS');
  await ask(model.solutionId).expect(200);
  await other.stop();
});

it('answers while the database is away, keeps what it answered, and forgets nothing that was ended meanwhile', async () => {
  const { body: made } = await api
    .as(api.adminKey)
    .post('/v1/keys')
    .send({ name: 'service', role: 'integrator' })
    .expect(201);
  await ask(model.solutionId, made.key).expect(200);
  const other = await startApi({ databaseUrl: pastTheDoor(api.databaseUrl) });
  door.lead(undefined);
  const ids: string[] = [];
  // At once, and when it is known that the database is away.
  for (let k = 0; k < 15; k++) {
    const { body } = await ask(model.solutionId, made.key).expect(200);
    ids.push(body.predictions[0].id);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  // Whoever spreads requests goes on to send them here, and no other process could do more.
  const { body: health } = await api.as().get('/health/ready').expect(200);
  expect(health).toMatchObject({
    ready: true,
    degraded: true,
    checks: { database: 'does not answer', predictions: 'are answered from memory' },
  });
  await api.as().get('/v2/health/ready').expect(200);
  // A name that it was never asked for, and a key that it never saw.
  expect((await ask('unknown', made.key).expect(503)).body.code).toBe('DATABASE_AWAY');
  await ask(model.solutionId, 'pl_unknown').expect(503);
  await other.as(api.adminKey).delete(`/v1/keys/${made.id}`).expect(200);
  open();
  await expect
    .poll(async () => (await ask(model.solutionId, made.key)).status, { timeout: 10_000, interval: 50 })
    .toBe(401);
  await expect
    .poll(
      async () => {
        const [{ n }] = await other.parts.source.query(
          'SELECT count(*)::int AS n FROM proofline.prediction WHERE id = ANY($1)',
          [ids],
        );
        return n;
      },
      { timeout: 20_000, interval: 100 },
    )
    .toBe(ids.length);
  await other.stop();
});

const GERMAN = { columns: { target: 'credit_risk', positive: 'bad' } };

/** The address of the same database past the door. */
function pastTheDoor(url: string): string {
  const past = new URL(inject('clusterUrl'));
  past.pathname = new URL(url).pathname;
  return past.toString();
}
