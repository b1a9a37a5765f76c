import { connect } from '@proofline/host';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApi, type TestApi } from './start-api.js';

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

async function newKey(body: object): Promise<{ id: string; key: string; prefix: string }> {
  const { body: made } = await api.as(api.adminKey).post('/v1/keys').send(body).expect(201);
  return made;
}

async function newClient(slug: string): Promise<string> {
  const { body } = await api.as(api.adminKey).post('/v1/clients').send({ slug, name: slug }).expect(201);
  return body.id;
}

describe('keys over HTTP', () => {
  it('refuses a request without a key, and one with a wrong key, in the same words', async () => {
    const none = await api.as().get('/v1/clients').expect(401);
    const wrong = await api.as('pl_wrong').get('/v1/clients').expect(401);
    expect(none.headers['content-type']).toContain('application/problem+json');
    expect(none.headers['www-authenticate']).toContain('Bearer');
    expect(none.body).toMatchObject({ status: 401, code: 'KEY_REFUSED', problems: [] });
    expect(wrong.body.detail).toBe(none.body.detail);
  });

  it('shows a key once and stores none of it but its readable start', async () => {
    const made = await newKey({ name: 'scoring service', role: 'integrator' });
    expect(made.key).toMatch(/^pl_[\w-]{43}$/);
    const { body } = await api.as(api.adminKey).get('/v1/keys').expect(200);
    const listed = body.items.find(({ id }: { id: string }) => id === made.id);
    expect(listed).toMatchObject({ prefix: made.key.slice(0, 11), role: 'integrator', name: 'scoring service' });
    const source = await connect(api.databaseUrl);
    const [{ dump }] = await source.query('SELECT string_agg(k::text, $$\n$$) AS dump FROM proofline.api_key k');
    await source.destroy();
    expect(dump).toContain(made.prefix);
    expect(dump).not.toContain(made.key.slice(11));
  });

  it('ends a revoked key at once, in another process too', async () => {
    const other = await startApi({ databaseUrl: api.databaseUrl });
    const made = await newKey({ name: 'to be ended', role: 'viewer' });
    await other.as(made.key).get('/v1/clients').expect(200);
    await other.as(made.key).get('/v1/clients').expect(200);
    await api.as(api.adminKey).delete(`/v1/keys/${made.id}`).expect(200);
    await api.as(made.key).get('/v1/clients').expect(401);
    await expect
      .poll(async () => (await other.as(made.key).get('/v1/clients')).status, { timeout: 2_000, interval: 20 })
      .toBe(401);
    await other.stop();
  });

  it('refuses a key once its time is over', async () => {
    const made = await newKey({
      name: 'for a moment',
      role: 'viewer',
      expiresAt: new Date(Date.now() + 600).toISOString(),
    });
    await api.as(made.key).get('/v1/clients').expect(200);
    await expect.poll(async () => (await api.as(made.key).get('/v1/clients')).status, { timeout: 3_000 }).toBe(401);
  });

  it('gives a role what it may, and names the role where it may not', async () => {
    const viewer = await newKey({ name: 'viewer', role: 'viewer' });
    await api.as(viewer.key).get('/v1/clients').expect(200);
    const refused = await api.as(viewer.key).post('/v1/clients').send({ slug: 'x', name: 'x' }).expect(403);
    expect(refused.body).toMatchObject({ code: 'ROLE_TOO_SMALL' });
    expect(refused.body.detail).toContain("'viewer'");
  });

  it('keeps the last admin', async () => {
    const { body } = await api.as(api.adminKey).get('/v1/keys').expect(200);
    const first = body.items.find(({ name }: { name: string }) => name === 'first admin');
    const refused = await api.as(api.adminKey).delete(`/v1/keys/${first.id}`).expect(409);
    expect(refused.body.code).toBe('LAST_ADMIN');
  });
});

describe('a key of one client', () => {
  it('sees that client and no other, and cannot make keys beyond it', async () => {
    const acme = await newClient('acme');
    const rival = await newClient('rival');
    const key = await newKey({ name: 'acme admin', role: 'admin', client: 'acme' });
    const mine = await api.as(key.key).get('/v1/clients').expect(200);
    expect(mine.body.items.map(({ id }: { id: string }) => id)).toEqual([acme]);
    await api.as(key.key).get('/v1/clients/acme').expect(200);
    await api.as(key.key).get(`/v1/clients/${rival}`).expect(404);
    await api.as(key.key).get('/v1/clients/rival').expect(404);
    await api.as(key.key).post('/v1/keys').send({ name: 'x', role: 'viewer' }).expect(403);
    await api.as(key.key).post('/v1/keys').send({ name: 'x', role: 'viewer', client: 'rival' }).expect(404);
    const keys = await api.as(key.key).get('/v1/keys').expect(200);
    expect(new Set(keys.body.items.map(({ clientId }: { clientId: string }) => clientId))).toEqual(new Set([acme]));
    const trail = await api.as(key.key).get('/v1/audit/verification').expect(200);
    expect(trail.body.chains.map(({ chain }: { chain: string }) => chain)).toEqual([acme]);
  });

  it('names every problem of a request at once', async () => {
    const { body } = await api
      .as(api.adminKey)
      .post('/v1/clients')
      .send({ slug: 'Not A Slug', colour: 'red' })
      .expect(422);
    expect(body).toMatchObject({ code: 'REQUEST_INVALID', status: 422 });
    const paths = body.problems.map(({ where, code }: { where: { path: string }; code: string }) => [where.path, code]);
    expect(paths).toEqual(
      expect.arrayContaining([
        ['body.slug', 'REQUEST_VALUE_INVALID'],
        ['body.name', 'REQUEST_KEY_MISSING'],
        ['body.colour', 'REQUEST_KEY_UNKNOWN'],
      ]),
    );
    const slug = body.problems.find(({ where }: { where: { path: string } }) => where.path === 'body.slug');
    expect(slug.message).toContain("but it must be lower-case letters, digits and single hyphens, like 'acme-bank'");
  });

  it('answers a body that is no JSON with a problem', async () => {
    const { body } = await api
      .as(api.adminKey)
      .post('/v1/clients')
      .set('content-type', 'application/json')
      .send('{"slug": ')
      .expect(400);
    expect(body).toMatchObject({ status: 400, code: 'REQUEST_UNREADABLE' });
  });
});

describe('the audit trail', () => {
  it('says that it is what was written, and where it is not', async () => {
    const source = await connect(api.databaseUrl);
    const verify = async () => (await api.as(api.adminKey).get('/v1/audit/verification').expect(200)).body;
    expect(await verify()).toMatchObject({ intact: true });
    await expect(source.query("UPDATE proofline.audit_entry SET action = 'x'")).rejects.toThrow('append-only');
    await expect(source.query('DELETE FROM proofline.audit_entry')).rejects.toThrow('append-only');
    await expect(source.query('TRUNCATE proofline.audit_entry')).rejects.toThrow('append-only');
    // Whoever owns the database can switch triggers off; the hashes still tell.
    await source.query('ALTER TABLE proofline.audit_entry DISABLE TRIGGER USER');
    await source.query(
      `UPDATE proofline.audit_entry SET detail = '{"name": "other"}' WHERE chain = 'platform' AND position = 2`,
    );
    const changed = await verify();
    expect(changed.intact).toBe(false);
    expect(changed.chains.find(({ chain }: { chain: string }) => chain === 'platform').broken.position).toBe(2);
    await source.query("DELETE FROM proofline.audit_entry WHERE chain = 'platform' AND position = 2");
    const dropped = await verify();
    expect(dropped.chains.find(({ chain }: { chain: string }) => chain === 'platform').broken.reason).toContain(
      'missing',
    );
    await source.destroy();
  });
});

describe('documentation', () => {
  it('is the page, its scripts, and the document, without a key', async () => {
    const { text } = await api.as().get('/docs/').expect(200);
    expect(text).toContain('swagger-ui');
    await api.as().get('/docs/swagger-ui-bundle.js').expect(200);
    const init = await api.as().get('/docs/swagger-ui-init.js').expect(200);
    expect(init.text).toContain('/docs-json');
    const { body } = await api.as().get('/docs-json').expect(200);
    expect(body.openapi).toBe('3.1.0');
    expect(Object.keys(body.paths)).toEqual(expect.arrayContaining(['/v1/clients', '/v1/keys', '/health/ready']));
    expect(
      body.paths['/v1/clients'].post.requestBody.content['application/json'].schema.properties.slug.maxLength,
    ).toBe(63);
  });
});

describe('health', () => {
  it('is live and ready', async () => {
    await api.as().get('/health/live').expect(200, { alive: true });
    await api
      .as()
      .get('/health/ready')
      .expect(200, {
        ready: true,
        degraded: false,
        checks: { database: 'ok', queue: 'ok', predictions: 'ok', process: 'ok' },
      });
  });

  it('answers addresses that lead nowhere in the same way as everything else', async () => {
    for (const address of ['/nowhere', '/v1/%ZZ', `/v1/clients/${'x'.repeat(2_000)}`]) {
      const { body, headers } = await api.as(api.adminKey).get(address).expect(404);
      expect(headers['content-type']).toContain('application/problem+json');
      expect(body).toMatchObject({ status: 404, problems: [] });
    }
  });
});
