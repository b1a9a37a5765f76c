import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApi, type TestApi } from './start-api.js';

const PER_MINUTE = 5;
const PAGE = 'https://desk.example.com';

let api: TestApi;
let open: TestApi;
let wide: TestApi;
beforeAll(async () => {
  api = await startApi({
    env: { PROOFLINE_RATE_LIMIT: String(PER_MINUTE), PROOFLINE_CORS_ORIGINS: `${PAGE}, https://b.example` },
  });
  open = await startApi({ env: { PROOFLINE_RATE_LIMIT: 'off' } });
  wide = await startApi();
});
afterAll(async () => {
  await api.stop();
  await open.stop();
  await wide.stop();
});

const keyOf = async (name: string) =>
  (await api.as(api.adminKey).post('/v1/keys').send({ name, role: 'viewer' }).expect(201)).body.key as string;

describe('the rate of requests', () => {
  it('is limited by the key, says how many are left, and when to come again', async () => {
    const [one, other] = [await keyOf('one'), await keyOf('other')];
    for (let left = PER_MINUTE - 1; left >= 0; left--) {
      const { headers } = await api.as(one).get('/v1/solutions').expect(200);
      expect(headers).toMatchObject({ 'ratelimit-limit': `${PER_MINUTE}`, 'ratelimit-remaining': `${left}` });
    }
    const { headers, body } = await api.as(one).get('/v1/solutions').expect(429);
    expect(body).toMatchObject({ status: 429, code: 'TOO_MANY_REQUESTS' });
    expect(body.detail).toMatch(/has made its 5 requests of this minute\. Come again in \d+ s\.$/);
    expect(Number(headers['retry-after'])).toBeGreaterThan(0);
    expect(Number(headers['retry-after'])).toBeLessThanOrEqual(60);
    await api.as(other).get('/v1/solutions').expect(200);
    await api.as().get('/health/ready').expect(200);
  });

  it('is refused in the words of the Open Inference Protocol where that is spoken', async () => {
    const key = await keyOf('third');
    for (let k = 0; k < PER_MINUTE; k++) await api.as(key).get('/v2/models/nothing').expect(404);
    const { body, headers } = await api.as(key).get('/v2/models/nothing').expect(429);
    expect(body.error).toContain('Come again in');
    expect(headers['retry-after']).toBeDefined();
  });

  it('has no limit where it is off', async () => {
    const { headers } = await open.as(open.adminKey).get('/v1/solutions').expect(200);
    expect(headers['ratelimit-limit']).toBeUndefined();
    for (let k = 0; k < 70; k++) await open.as('pl_guess').get('/v1/solutions').expect(401);
  });

  it('is limited for wrong keys of one address, while keys that are known are let in', async () => {
    const admin = wide.as(wide.adminKey);
    await admin.get('/v1/solutions').expect(200);
    const { key } = (await admin.post('/v1/keys').send({ name: 'late', role: 'viewer' }).expect(201)).body;
    for (let k = 0; k < 60; k++) await wide.as(`pl_guess_${k}`).get('/v1/solutions').expect(401);
    const { headers } = await wide.as('pl_guess').get('/v1/solutions').expect(429);
    expect(Number(headers['retry-after'])).toBeGreaterThan(0);
    await wide.as().get('/v1/solutions').expect(429);
    await wide.as().get('/queue-board/').auth('any', 'pl_guess').expect(429);
    await admin.get('/v1/solutions').expect(200);
    // This process has not seen it before, and asks nobody while guesses come from there.
    await wide.as(key).get('/v1/solutions').expect(429);
  });
});

describe('pages of other origins', () => {
  const preflight = (one: TestApi, origin: string) =>
    one
      .as()
      .options('/v1/solutions')
      .set({ origin, 'access-control-request-method': 'GET', 'access-control-request-headers': 'authorization' });

  it('may not call, unless they are named', async () => {
    const closed = await preflight(open, PAGE);
    expect(closed.headers['access-control-allow-origin']).toBeUndefined();
    const other = await preflight(api, 'https://evil.example');
    expect(other.headers['access-control-allow-origin']).toBeUndefined();
  });

  it('may where they are', async () => {
    const { headers } = await preflight(api, PAGE).expect(204);
    expect(headers['access-control-allow-origin']).toBe(PAGE);
    expect(headers['access-control-allow-headers']).toContain('authorization');
    expect(headers['access-control-allow-credentials']).toBeUndefined();
  });

  it.each<[string, Record<string, string>]>([
    ['origin', { 'access-control-request-method': 'GET' }],
    ['method', { origin: PAGE }],
  ])('are told in a problem that what asks without its %s asks for nothing that is there', async (_, headers) => {
    const { body, type } = await api.as().options('/v1/solutions').set(headers).expect(404);
    expect(type).toBe('application/problem+json');
    expect(body).toMatchObject({ status: 404, code: 'ROUTE_UNKNOWN', detail: 'There is no OPTIONS /v1/solutions.' });
  });
});

describe('every answer', () => {
  it('has the headers that keep browsers from mischief', async () => {
    const { headers } = await open.as().get('/health/live').expect(200);
    expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'x-frame-options': 'SAMEORIGIN' });
  });

  it('refuses a body that is too large, in a problem', async () => {
    const rows = [{ text: 'x'.repeat(17 * 1024 * 1024) }];
    const { body } = await open
      .as(open.adminKey)
      .post('/v1/solutions/x/tasks/default/predictions')
      .send({ rows })
      .expect(413);
    expect(body).toMatchObject({ status: 413, code: 'BODY_TOO_LARGE' });
  });
});

it('reads a body for who has a key, and for nobody else', async () => {
  const broken = `{"name": "${'x'.repeat(100_000)}`;
  const post = (key?: string) => open.as(key).post('/v1/clients').set('content-type', 'application/json').send(broken);
  await post().expect(401);
  await post('pl_guess').expect(401);
  const { body } = await post(open.adminKey).expect(400);
  expect(body.code).toBe('REQUEST_UNREADABLE');
});
