import { connect } from '@proofline/host';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApi, type TestApi } from './start-api.js';

const AT = '2026-01-01T00:00:00.123Z';
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

/** Every page of a list. */
async function walk(path: string, limit: number): Promise<string[][]> {
  const pages: string[][] = [];
  for (let after = ''; ; ) {
    const page = await get(`${path}?limit=${limit}${after}`);
    pages.push(ids(page));
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
    [`after=${Buffer.from('3 00000000-0000-4000-8000-000000000000').toString('base64url')}`, 'query.after'],
    ['after=', 'query.after'],
    ['limit=0', 'query.limit'],
    ['limit=1001', 'query.limit'],
  ])('refuse %s and name the field', async (asked, path) => {
    const { body } = await api.as(api.adminKey).get(`/v1/solutions?${asked}`).expect(422);
    expect(body.problems).toMatchObject([{ where: { path } }]);
  });

  it.each(['datasets', 'runs', 'models', 'promotions', 'tasks/default/batches'])('are there for %s', async (list) => {
    const path = `/v1/solutions/loans/${list}`;
    expect(await get(`${path}?limit=1000`)).toMatchObject({ items: expect.any(Array), next: null });
    const { body } = await api.as(api.adminKey).get(`${path}?after=xyz`).expect(422);
    expect(body.code).toBe('CURSOR_INVALID');
  });
});
