import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AlertsService, AlertWatch, PredictionLog, type Solution, SolutionsService, signed } from '@proofline/host';
import { Rng } from '@proofline/learn';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ServedModel, serveModel } from './serve-model.js';
import { startApi, type TestApi } from './start-api.js';

let api: TestApi;
let model: ServedModel;
let solution: Solution;

/** A receiver that answers with the next of these statuses, and 200 after them. */
const statuses: number[] = [];
const received: { headers: IncomingHttpHeaders; body: string }[] = [];
let receiver: Server;
let url: string;

beforeAll(async () => {
  receiver = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      received.push({ headers: request.headers, body });
      const status = statuses.shift() ?? 200;
      response.writeHead(status, status === 302 ? { location: `${url}/elsewhere` } : {}).end();
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`;
  api = await startApi();
  model = await serveModel(api, 'acme');
  solution = await api.app.get(SolutionsService).get({ clientId: null }, 'acme');
});
afterAll(async () => {
  await api.stop();
  receiver.close();
});

const admin = () => api.as(api.adminKey);
const query = (text: string, parameters: unknown[] = []) => api.parts.source.query(text, parameters);
const turn = () => api.app.get(AlertWatch).turn();
/** As if time had passed. */
const makeDue = () => query('UPDATE proofline.alert_delivery SET next_at = now() WHERE next_at IS NOT NULL');
const listed = async () => (await admin().get(`${model.path}/alerts`).expect(200)).body.items;

async function predict(rng: Rng, count: number, change: object): Promise<void> {
  const rows = Array.from({ length: count }, () => ({
    ...model.rows[rng.int(model.rows.length)]!,
    application: `N-${rng.uint32()}`,
    ...change,
  }));
  await model.predict(rows);
  await api.app.get(PredictionLog).flush();
}

describe('alerts', () => {
  it('are told once, signed, tried again until they arrive, and end', async () => {
    const { body: hook } = await admin().post(`${model.path}/alert-hooks`).send({ url }).expect(201);
    expect(hook.secret).toMatch(/^whsec_/);
    const { body: shown } = await admin().get(`${model.path}/alert-hooks`).expect(200);
    expect(shown.items).toEqual([{ id: hook.id, url, events: ['alert.raised'], createdAt: hook.createdAt }]);

    await predict(new Rng(1), 200, { checking_status: 'below 0 DM' });
    statuses.push(500, 302);
    // Two workers at a time: one looks.
    await Promise.all([turn(), turn()]);
    const open = await listed();
    expect(open.map(({ code, about }: { code: string; about: string }) => [code, about])).toEqual(
      expect.arrayContaining([
        ['PREDICTION_DRIFT', ''],
        ['FEATURE_DRIFT', 'checking_status'],
      ]),
    );
    await expect
      .poll(async () => (await query('SELECT 1 FROM proofline.alert_delivery WHERE problem IS NOT NULL')).length)
      .toBe(2);
    const problems = await query(
      'SELECT problem FROM proofline.alert_delivery WHERE problem IS NOT NULL ORDER BY problem',
    );
    expect(problems).toEqual([{ problem: 'It answered 302.' }, { problem: 'It answered 500.' }]);
    const first = received.length;
    expect(first).toBe(open.length);
    // Its place in a list is a time in milliseconds.
    const finer = "SELECT 1 FROM proofline.alert WHERE raised_at <> date_trunc('milliseconds', raised_at)";
    expect(await query(finer)).toEqual([]);
    // Not before its time, and nobody looks again within the hour.
    await turn();
    expect(received).toHaveLength(first);
    await makeDue();
    await turn();
    expect(received).toHaveLength(first + 2);
    await makeDue();
    await turn();
    expect(received).toHaveLength(first + 2);
    expect(await query('SELECT 1 FROM proofline.alert_delivery WHERE delivered_at IS NULL')).toEqual([]);

    for (const { headers, body } of received) {
      const { type, data } = JSON.parse(body);
      expect(type).toBe('alert.raised');
      expect(open.map(({ id }: { id: string }) => id)).toContain(data.id);
      expect(data).toMatchObject({ solution: 'acme', modelVersion: 1 });
      const at = new Date(1_000 * Number(headers['webhook-timestamp']));
      expect(headers).toMatchObject(signed(data.id, body, hook.secret, at));
    }

    const alerts = api.app.get(AlertsService);
    expect(await alerts.look(solution)).toEqual([]);
    await predict(new Rng(2), 4_000, {});
    await alerts.look(solution);
    expect((await listed()).every(({ endedAt }: { endedAt: string | null }) => endedAt !== null)).toBe(true);
  });

  it('are given up after about a day, and told to nobody who was taken away', async () => {
    const [{ id }] = (await admin().get(`${model.path}/alert-hooks`).expect(200)).body.items;
    await query(
      'INSERT INTO proofline.alert_delivery (alert_id, hook_id, attempts, next_at) SELECT id, $1, 7, now() FROM proofline.alert ON CONFLICT (alert_id, hook_id) DO UPDATE SET attempts = 7, next_at = now(), delivered_at = NULL',
      [id],
    );
    const count = (await listed()).length;
    statuses.push(...Array(count).fill(500));
    await turn();
    expect(await query('SELECT 1 FROM proofline.alert_delivery WHERE next_at IS NOT NULL')).toEqual([]);
    await admin().delete(`${model.path}/alert-hooks/${id}`).expect(200);
    await admin().delete(`${model.path}/alert-hooks/${id}`).expect(404);
    expect(await query('SELECT 1 FROM proofline.alert_delivery')).toEqual([]);
    const { body: refused } = await admin()
      .post(`${model.path}/alert-hooks`)
      .send({ url: 'ftp://x.example' })
      .expect(422);
    expect(refused.detail).toContain('but it must be an address that starts with https:// or http://');
  });
});
