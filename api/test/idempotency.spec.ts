import { randomUUID } from 'node:crypto';
import { connect, IdempotencyService } from '@proofline/host';
import { Sealer } from '@proofline/host/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ServedModel, serveModel } from './serve-model.js';
import { SECRET, startApi, type TestApi } from './start-api.js';

let api: TestApi;
let model: ServedModel;
beforeAll(async () => {
  api = await startApi();
  model = await serveModel(api, 'acme');
});
afterAll(() => api.stop());

const post = (path: string, body: object, key: string, as = api.adminKey) =>
  api.as(as).post(path).set('idempotency-key', key).send(body);

async function query(text: string, parameters: unknown[] = []) {
  const source = await connect(api.databaseUrl);
  const rows = await source.query(text, parameters);
  await source.destroy();
  return rows;
}

describe('a request with an Idempotency-Key', () => {
  it('that is sent again gets the same answer and is not done again', async () => {
    const path = `${model.path}/tasks/default/predictions`;
    const body = { rows: model.rows.slice(0, 2), reasons: 2 };
    const key = randomUUID();
    const first = await post(path, body, key).expect(200);
    const again = await post(path, { reasons: 2, rows: body.rows }, key).expect(200);
    expect(again.body).toEqual(first.body);
    expect(first.headers['idempotency-replayed']).toBeUndefined();
    expect(again.headers['idempotency-replayed']).toBe('true');
    const other = await post(path, body, randomUUID()).expect(200);
    expect(other.body.predictions[0].id).not.toBe(first.body.predictions[0].id);
  });

  it('makes a key of the API once and shows it again to whoever did not get it, sealed in between', async () => {
    const wanted = { name: 'once', role: 'viewer' };
    const key = randomUUID();
    const first = await post('/v1/keys', wanted, key).expect(201);
    const again = await post('/v1/keys', wanted, key).expect(201);
    expect(again.body).toEqual(first.body);
    const { body } = await api.as(api.adminKey).get('/v1/keys').expect(200);
    expect(body.items.filter(({ name }: { name: string }) => name === 'once')).toHaveLength(1);
    const [{ answer }] = await query('SELECT answer FROM proofline.idempotency_key WHERE key = $1', [key]);
    expect(answer.includes(first.body.key)).toBe(false);
  });

  it('is refused where the key came with another request', async () => {
    const key = randomUUID();
    await post('/v1/clients', { slug: 'one', name: 'One' }, key).expect(201);
    const other = await post('/v1/clients', { slug: 'two', name: 'Two' }, key).expect(422);
    expect(other.body.code).toBe('IDEMPOTENCY_KEY_REUSED');
    const elsewhere = await post('/v1/keys', { name: 'k', role: 'viewer' }, key).expect(422);
    expect(elsewhere.body.code).toBe('IDEMPOTENCY_KEY_REUSED');
    expect((await post('/v1/clients', { slug: 'x', name: 'X' }, 'a b').expect(422)).body.code).toBe(
      'IDEMPOTENCY_KEY_INVALID',
    );
  });

  it('is done once where it comes several times at once: the others wait or get the answer', async () => {
    const key = randomUUID();
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => post('/v1/keys', { name: 'many at once', role: 'viewer' }, key)),
    );
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => status !== 201 && status !== 409)).toEqual([]);
    expect(new Set(answers.filter(({ status }) => status === 201).map(({ body }) => body.id)).size).toBe(1);
    const { body } = await api.as(api.adminKey).get('/v1/keys').expect(200);
    expect(body.items.filter(({ name }: { name: string }) => name === 'many at once')).toHaveLength(1);
  });

  it('may be sent again where it failed', async () => {
    const key = randomUUID();
    await post('/v1/clients', { slug: 'acme', name: 'Again' }, key).expect(409);
    expect(await query('SELECT 1 FROM proofline.idempotency_key WHERE key = $1', [key])).toEqual([]);
  });

  it('is of the client that sends it', async () => {
    const { body: mine } = await api
      .as(api.adminKey)
      .post('/v1/keys')
      .send({ name: 'a', role: 'admin', client: 'acme' })
      .expect(201);
    const key = randomUUID();
    const platforms = await post('/v1/keys', { name: 'p', role: 'viewer', client: 'acme' }, key).expect(201);
    const clients = await post('/v1/keys', { name: 'p', role: 'viewer', client: 'acme' }, key, mine.key).expect(201);
    expect(clients.body.id).not.toBe(platforms.body.id);
  });
});

describe('IdempotencyService', () => {
  const request = { method: 'POST', url: '/x', body: { a: 1 } };
  const once = (key: string, work: () => Promise<unknown>) =>
    api.app.get(IdempotencyService).once({ clientId: null }, key, request, work);

  it('says that a request is under way, and lets it be done again once its process must be dead', async () => {
    const key = randomUUID();
    let finish = (_: string): void => {};
    const first = once(key, () => new Promise((resolve) => (finish = resolve)));
    await expect
      .poll(async () => (await query('SELECT 1 FROM proofline.idempotency_key WHERE key = $1', [key])).length)
      .toBe(1);
    await expect(once(key, async () => 'second')).rejects.toMatchObject({ code: 'REQUEST_UNDER_WAY' });
    await query("UPDATE proofline.idempotency_key SET claimed_until = now() - interval '1 s' WHERE key = $1", [key]);
    expect(await once(key, async () => 'second')).toEqual({ answer: 'second', repeated: false });
    // The first was not dead after all: its answer takes nobody's place.
    finish('first');
    expect((await first).answer).toBe('first');
    expect(await once(key, async () => 'third')).toEqual({ answer: 'second', repeated: true });
  });

  it('keeps a request under way however long it takes: its process says that it lives', async () => {
    const key = randomUUID();
    const service = new IdempotencyService(api.parts.source, new Sealer(SECRET), { beatMs: 20, seconds: 30 });
    let finish = (_: string): void => {};
    const scope = { clientId: null };
    const first = service.once(scope, key, request, () => new Promise<string>((resolve) => (finish = resolve)));
    const until = async () => {
      const [row] = await query('SELECT claimed_until > now() AS held FROM proofline.idempotency_key WHERE key = $1', [
        key,
      ]);
      return row?.held;
    };
    await expect.poll(until).toBe(true);
    // As where it has gone on for longer than a claim holds by itself.
    await query("UPDATE proofline.idempotency_key SET claimed_until = now() - interval '1 s' WHERE key = $1", [key]);
    await expect.poll(until).toBe(true);
    await expect(once(key, async () => 'second')).rejects.toMatchObject({ code: 'REQUEST_UNDER_WAY' });
    finish('first');
    expect(await first).toEqual({ answer: 'first', repeated: false });
    expect(await once(key, async () => 'third')).toEqual({ answer: 'first', repeated: true });
  });

  it('forgets a key after a day', async () => {
    const key = randomUUID();
    await once(key, async () => 1);
    await query("UPDATE proofline.idempotency_key SET created_at = now() - interval '25 hours' WHERE key = $1", [key]);
    expect(await once(key, async () => 2)).toEqual({ answer: 2, repeated: false });
  });
});
