import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApi, type TestApi } from './start-api.js';

interface Entry {
  chain: string;
  position: number;
  at: string;
  actor: { owner?: string; prefix?: string; key?: string; system?: string };
  action: string;
  subject: Record<string, unknown>;
}

let api: TestApi;
let acme: string;
let ann: { id: string; key: string; prefix: string };
let rita: { id: string; key: string };

beforeAll(async () => {
  api = await startApi();
  const admin = api.as(api.adminKey);
  for (const slug of ['acme', 'rival']) await admin.post('/v1/clients').send({ slug, name: slug }).expect(201);
  acme = (await admin.get('/v1/clients/acme').expect(200)).body.id;
  ann = await newKey({ name: 'ann', owner: 'Ann@acme.example', role: 'admin', client: 'acme' });
  rita = await newKey({ name: 'rita', owner: 'rita', role: 'admin', client: 'rival' });
  await api.as(ann.key).post('/v1/solutions').send({ vertical: 'credit-risk' }).expect(201);
  await api.as(ann.key).post('/v1/keys').send({ name: 'desk', role: 'viewer', client: 'acme' }).expect(201);
  await api.as(rita.key).post('/v1/solutions').send({ vertical: 'credit-risk' }).expect(201);
});
afterAll(() => api.stop());

async function newKey(wanted: object) {
  return (await api.as(api.adminKey).post('/v1/keys').send(wanted).expect(201)).body;
}

async function list(query: Record<string, string | number> = {}, key = api.adminKey): Promise<Entry[]> {
  return (await api.as(key).get('/v1/audit').query(query).expect(200)).body.items;
}

const actions = (entries: Entry[]): string[] => entries.map(({ action }) => action);

describe('the entries of the audit trail', () => {
  it('say who did what to what, the latest first, and are those that are verified', async () => {
    const entries = await list();
    expect(entries.map(({ at }) => at)).toEqual(
      entries
        .map(({ at }) => at)
        .sort()
        .reverse(),
    );
    expect(actions(entries).slice(0, 3)).toEqual(['solution.created', 'api-key.created', 'solution.created']);
    expect(entries[1]).toMatchObject({
      chain: acme,
      actor: { key: ann.id, prefix: ann.prefix, owner: 'Ann@acme.example' },
      detail: { name: 'desk', role: 'viewer' },
    });
    expect(entries.at(-1)).toMatchObject({ chain: 'platform', position: 1, actor: { system: 'start' } });
    const { body } = await api.as(api.adminKey).get('/v1/audit/verification').expect(200);
    const heads = body.chains.map(({ chain, head }: { chain: string; head: string }) => [chain, head]);
    for (const [chain, head] of heads) expect(entries.find((one) => one.chain === chain)).toMatchObject({ hash: head });
  });

  it('are picked by client, actor, action and time', async () => {
    expect(new Set((await list({ client: 'acme' })).map(({ chain }) => chain))).toEqual(new Set([acme]));
    expect(actions(await list({ client: 'acme', action: 'api-key.created' }))).toHaveLength(2);
    const byAnn = await list({ actor: 'ann@acme.example ' });
    expect(actions(byAnn)).toEqual(['api-key.created', 'solution.created']);
    for (const actor of [ann.id, ann.prefix]) expect(await list({ actor })).toEqual(byAnn);
    expect(actions(await list({ actor: 'start' }))).toEqual(['api-key.created']);
    expect(await list({ action: 'model.promoted' })).toEqual([]);
    const [last, ...before] = byAnn;
    expect(await list({ actor: ann.id, since: last!.at })).toEqual([last]);
    expect(await list({ actor: ann.id, until: last!.at })).toEqual(before);
  });

  it('are picked by what stays the same from page to page', async () => {
    const wanted = { client: 'acme', action: 'api-key.created', limit: 1 };
    const { body: first } = await api.as(api.adminKey).get('/v1/audit').query(wanted).expect(200);
    const { body: second } = await api
      .as(api.adminKey)
      .get('/v1/audit')
      .query({ ...wanted, after: first.next });
    expect([...first.items, ...second.items]).toEqual(await list({ client: 'acme', action: 'api-key.created' }));
    expect(second.next).toBeNull();
  });

  it('are a client its own alone', async () => {
    const seen = await list({}, rita.key);
    expect(actions(seen)).toEqual(['solution.created', 'api-key.created']);
    expect(seen.every(({ chain }) => chain !== acme && chain !== 'platform')).toBe(true);
    expect(await list({ actor: ann.id }, rita.key)).toEqual([]);
    const { body } = await api.as(rita.key).get('/v1/audit?client=acme').expect(404);
    expect(body.code).toBe('CLIENT_UNKNOWN');
    // A place in another list is only a place.
    const { body: first } = await api.as(api.adminKey).get('/v1/audit?limit=1').expect(200);
    expect((await list({ after: first.next }, rita.key)).every(({ chain }) => chain === seen[0]!.chain)).toBe(true);
  });

  it('are for admins', async () => {
    const { key } = await newKey({ name: 'editor', role: 'editor', client: 'acme' });
    await api.as(key).get('/v1/audit').expect(403);
  });

  it.each([
    ['since=yesterday', 'query.since'],
    ['until=2026-02-30T00:00:00Z', 'query.until'],
    ['since=0000-01-01T00:00:00Z', 'query.since'],
    ['actor=', 'query.actor'],
    ['acton=x', 'query.acton'],
  ])('refuse %s and name the field', async (query, path) => {
    const { body } = await api.as(api.adminKey).get(`/v1/audit?${query}`).expect(422);
    expect(body.problems).toMatchObject([{ where: { path } }]);
  });

  it.each(['actor', 'action', 'client'])('refuse a %s that no text can be', async (name) => {
    const { body } = await api.as(api.adminKey).get(`/v1/audit?${name}=%00`).expect(422);
    expect(body.code).toBe('TEXT_UNKEEPABLE');
  });
});
