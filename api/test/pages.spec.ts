import { connect } from '@proofline/host';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Shape } from './endpoints.js';
import { startApi, type TestApi } from './start-api.js';

const AT = '2026-01-01T00:00:00.123Z';
const NOBODY = '00000000-0000-4000-8000-000000000000';
const ids = (page: { items: { id: string }[] }): string[] => page.items.map(({ id }) => id);

let api: TestApi;
let foreignKey: string;

beforeAll(async () => {
  api = await startApi();
  const admin = api.as(api.adminKey);
  for (const slug of ['acme', 'beta']) await admin.post('/v1/clients').send({ slug, name: slug }).expect(201);
  await make('acme', 'loans');
  const made = await admin.post('/v1/keys').send({ name: 'beta', role: 'viewer', client: 'beta' }).expect(201);
  foreignKey = made.body.key;
});
afterAll(() => api.stop());

function make(client: string, slug: string) {
  return api.as(api.adminKey).post('/v1/solutions').send({ client, slug, vertical: 'credit-risk' }).expect(201);
}

async function get(path: string, key = api.adminKey) {
  return (await api.as(key).get(path).expect(200)).body;
}

async function query(sql: string): Promise<void> {
  const source = await connect(api.databaseUrl);
  await source.query(sql);
  await source.destroy();
}

/** Every page of a list, by what tells its rows apart. */
async function walk(path: string, limit: number, name: (row: never) => string = ({ id }) => id): Promise<string[][]> {
  const pages: string[][] = [];
  for (let after = ''; ; ) {
    const page = await get(`${path}?limit=${limit}${after}`);
    pages.push(page.items.map(name));
    if (page.next === null) return pages;
    after = `&after=${page.next}`;
  }
}

describe('the pages of a list', () => {
  it('hold each row once, though all were made at one time, and no more than was asked for', async () => {
    for (let k = 1; k <= 6; k++) await make('acme', `more-${k}`);
    await query(`UPDATE proofline.solution SET created_at = '${AT}'`);
    const all = ids(await get('/v1/solutions'));
    expect(all).toHaveLength(7);
    const pages = await walk('/v1/solutions', 3);
    expect(pages.map((page) => page.length)).toEqual([3, 3, 1]);
    expect(pages.flat()).toEqual(all);
  });

  it('end without a further, empty one', async () => {
    expect((await walk('/v1/solutions', 7)).map((page) => page.length)).toEqual([7]);
  });

  it('do not move where rows are added between two of them', async () => {
    const send = (rows: string) =>
      api
        .as(api.adminKey)
        .post('/v1/solutions/loans/datasets?name=a.csv')
        .set('content-type', 'text/csv')
        .send(rows)
        .expect(201);
    for (let k = 0; k < 4; k++) await send(`a,b\n${k},1\n`);
    const before = ids(await get('/v1/solutions/loans/datasets'));
    const first = await get('/v1/solutions/loans/datasets?limit=2');
    await send('a,b\n9,9\n');
    const second = await get(`/v1/solutions/loans/datasets?limit=2&after=${first.next}`);
    expect([...ids(first), ...ids(second)]).toEqual(before);
    expect(second.next).toBeNull();
  });

  it("give another client nothing of the cursor's", async () => {
    const { body: own } = await make('beta', 'cards');
    const { next } = await get('/v1/solutions?limit=2');
    expect(ids(await get(`/v1/solutions?after=${next}`, foreignKey))).toEqual([own.id]);
  });

  it.each([
    ['after=xyz', 'query.after'],
    [`after=${Buffer.from(`${AT} no-id`).toString('base64url')}`, 'query.after'],
    [`after=${Buffer.from(`3 ${NOBODY}`).toString('base64url')}`, 'query.after'],
    ['after=', 'query.after'],
    ['limit=0', 'query.limit'],
    ['limit=1001', 'query.limit'],
    [`after=${Buffer.from(`0000-01-01T00:00:00.000Z ${NOBODY}`).toString('base64url')}`, 'query.after'],
    [`after=${Buffer.from(`+275000-01-01T00:00:00.000Z ${NOBODY}`).toString('base64url')}`, 'query.after'],
    ['befor=x', 'query.befor'],
  ])('refuse %s and name the field', async (asked, path) => {
    const { body } = await api.as(api.adminKey).get(`/v1/solutions?${asked}`).expect(422);
    expect(body.problems).toMatchObject([{ where: { path } }]);
  });

  it('are what every list of the document is answered by, and take no other place', async () => {
    const { paths } = await get('/docs-json');
    const lists = Object.keys(paths).filter((path) => listOf(paths[path].get) !== undefined);
    expect(lists).toHaveLength(22);
    for (const path of lists) {
      const { parameters } = paths[path].get;
      const asked = parameters.flatMap((one: { in: string; name: string }) => (one.in === 'query' ? [one.name] : []));
      const at = path.replace('{solution}', 'loans').replace('{version}', '1').replace('{task}', 'default');
      expect({ at, next: listOf(paths[path].get)!.next !== undefined, asked }).toEqual({
        at,
        next: true,
        asked: expect.arrayContaining(['limit', 'after']),
      });
      if (at.includes('{') || at.includes('/1/')) continue;
      expect(await get(`${at}?limit=1000`)).toMatchObject({ items: expect.any(Array), next: null });
      const { body } = await api.as(api.adminKey).get(`${at}?after=xyz`).expect(422);
      expect(body.code).toBe('CURSOR_INVALID');
    }
  });
});

function listOf(get: { responses: Record<string, { content?: Record<string, { schema: Shape }> }> } | undefined) {
  const properties = get?.responses['200']?.content?.['application/json']?.schema.properties;
  return properties?.items?.type === 'array' ? properties : undefined;
}

describe('the pages of lists whose rows are of one time', () => {
  // Rows that only workers make are written as they are kept.
  const ROWS = `FROM proofline.solution s CROSS JOIN generate_series(1, 5) AS k WHERE s.slug = 'loans'`;

  beforeAll(async () => {
    const admin = api.as(api.adminKey);
    for (let k = 1; k <= 5; k++) {
      await admin
        .post('/v1/clients')
        .send({ slug: `bank-${6 - k}`, name: 'Bank' })
        .expect(201);
      await admin
        .post('/v1/keys')
        .send({ name: `key ${k}`, role: 'viewer' })
        .expect(201);
      await admin
        .post('/v1/solutions/loans/alert-hooks')
        .send({ url: `https://example.com/${k}` })
        .expect(201);
      await admin.post('/v1/solutions/loans/schedules').send({ trigger: 'new-data' }).expect(201);
    }
    await query(`
      UPDATE proofline.api_key SET created_at = '${AT}';
      UPDATE proofline.alert_hook SET created_at = '${AT}';
      UPDATE proofline.schedule SET created_at = '${AT}';
      INSERT INTO proofline.alert (id, client_id, solution_id, model_version, code, about, message, raised_at)
        SELECT gen_random_uuid(), s.client_id, s.id, 1, 'FEATURE_DRIFT', k, '{"en": "x", "zh": "x"}', '${AT}' ${ROWS};
      INSERT INTO proofline.run (id, client_id, solution_id, dataset_id, status, failure, config, requested_by, finished_at)
        SELECT gen_random_uuid(), s.client_id, s.id, (SELECT min(id::text)::uuid FROM proofline.dataset),
               'failed', 'outage', '{}', '{}', '${AT}' ${ROWS};
      INSERT INTO proofline.batch (id, client_id, solution_id, task, name, bytes, sha256, reasons, format, language,
                                   requested_by, status, failure, log, finished_at)
        SELECT gen_random_uuid(), s.client_id, s.id, s.task, 'a.csv', 1, 'x', 0, 'csv', 'en', '{}',
               'failed', 'defect', true, '${AT}' ${ROWS};
      INSERT INTO proofline.schedule_slot (id, client_id, schedule_id, slot_at, status, why, entered_at)
        SELECT gen_random_uuid(), s.client_id, (SELECT min(id::text)::uuid FROM proofline.schedule),
               '${AT}'::timestamptz + k * interval '1 ms', 'skipped', 'x', '${AT}' ${ROWS}`);
  });

  it.each<[string, string, ((row: never) => string)?]>([
    ['clients', '/v1/clients'],
    ['keys', '/v1/keys'],
    ['alerts', '/v1/solutions/loans/alerts'],
    ['alert hooks', '/v1/solutions/loans/alert-hooks'],
    ['schedules', '/v1/solutions/loans/schedules'],
    ['dead letters', '/v1/queue/dead-letters'],
    ['dead letters of batches', '/v1/queue/dead-letters/batches'],
    ['the audit trail', '/v1/audit', ({ hash }) => hash],
  ])('%s', async (_, path, name) => {
    const [all] = await walk(path, 1_000, name);
    expect(new Set(all).size).toBeGreaterThanOrEqual(5);
    const pages = await walk(path, 2, name);
    expect(pages.flat()).toEqual(all);
    expect(pages.slice(0, -1).every(({ length }) => length === 2)).toBe(true);
  });

  it('slots of a schedule', async () => {
    const { items } = await get('/v1/solutions/loans/schedules');
    const [schedule] = ids({ items }).sort();
    const pages = await walk(`/v1/solutions/loans/schedules/${schedule}/slots`, 2, ({ slotAt }) => slotAt);
    expect(pages.map(({ length }) => length)).toEqual([2, 2, 1]);
    expect(pages.flat()).toEqual(pages.flat().sort().reverse());
  });

  it('clients are in the order of their slugs', async () => {
    const slugs = (await walk('/v1/clients', 2, ({ slug }) => slug)).flat();
    expect(slugs).toEqual([...slugs].sort());
  });

  it('solutions, without their configurations, which each has', async () => {
    const [listed] = (await get('/v1/solutions')).items;
    const whole = await get(`/v1/solutions/${listed.id}`);
    const { config, schema, ...rest } = whole;
    expect(rest).toEqual(listed);
    expect(config).toMatchObject({ vertical: 'credit-risk' });
    expect(schema).toBeNull();
  });
});
