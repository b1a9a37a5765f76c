import { randomUUID } from 'node:crypto';
import { RunEventsService, type RunOutcome, TrainingService } from '@proofline/host';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { startApi, type TestApi } from './start-api.js';

let api: TestApi;
let url: string;
beforeAll(async () => {
  api = await startApi();
  await api.app.listen(0, '127.0.0.1');
  url = await api.app.getUrl();
});
afterAll(() => api.stop());

const training = () => api.app.get(TrainingService);
const connections = () =>
  new Promise<number>((resolve) =>
    api.app.getHttpServer().getConnections((_: unknown, count: number) => resolve(count)),
  );
const followers = () => api.app.get(RunEventsService).followers;

/** A run that waits, of a client of its own. */
async function newRun(): Promise<{ id: string; path: string; slug: string }> {
  const admin = api.as(api.adminKey);
  const slug = `c-${randomUUID().slice(0, 8)}`;
  await admin.post('/v1/clients').send({ slug, name: slug }).expect(201);
  const config = { columns: { target: 'bad' } };
  await admin.post('/v1/solutions').send({ client: slug, slug, vertical: 'credit-risk', config }).expect(201);
  const { body: file } = await admin
    .post(`/v1/solutions/${slug}/datasets?name=a.csv`)
    .set('content-type', 'text/csv')
    .send('a,b\n1,2\n')
    .expect(201);
  const { body: run } = await admin.post(`/v1/solutions/${slug}/runs`).send({ dataset: file.id }).expect(202);
  return { id: run.id, slug, path: `/v1/solutions/${slug}/runs/${run.id}/events` };
}

interface Heard {
  id: number;
  event: string;
  data: Record<string, unknown>;
}

/** Listens until the line ends; what came so far can be looked at meanwhile. */
async function listen(
  path: string,
  { key = api.adminKey, after, at = url }: { key?: string; after?: number; at?: string } = {},
) {
  const abort = new AbortController();
  const answer = await fetch(`${at}${path}`, {
    signal: abort.signal,
    headers: { authorization: `Bearer ${key}`, ...(after === undefined ? {} : { 'last-event-id': String(after) }) },
  });
  const heard: Heard[] = [];
  const ended = (async () => {
    let text = '';
    for await (const chunk of answer.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      text += chunk;
      const blocks = text.split('\n\n');
      text = blocks.pop()!;
      for (const block of blocks) {
        const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1];
        if (field('event') === undefined) continue;
        heard.push({ id: Number(field('id')), event: field('event')!, data: JSON.parse(field('data')!) });
      }
    }
  })();
  return { answer, heard, ended, leave: () => abort.abort() };
}

const line = (en: string) => ({ tone: 'info' as const, text: { en, zh: en } });
const OUTCOME: RunOutcome = {
  verdict: 'GO',
  champion: 'scorecard',
  primary: { metric: 'auc', value: 0.8, better: 'higher', interval: [0.7, 0.9] },
  modelHash: 'hash',
};

it('follows a run from its request to its end, with its lines, and ends with it', async () => {
  const { id, path } = await newRun();
  const { answer, heard, ended } = await listen(path);
  expect(answer.headers.get('content-type')).toContain('text/event-stream');
  const run = await training().begin(id);
  await training().progress(id, 'train', 0.4, [line('one'), line('two')]);
  await training().succeed(run!, OUTCOME, async () => undefined);
  await ended;
  expect(heard.map(({ event, data }) => [event, data.status ?? (data.text as { en: string }).en])).toEqual([
    ['state', 'queued'],
    ['state', 'running'],
    ['log', 'one'],
    ['log', 'two'],
    ['state', 'running'],
    ['end', 'succeeded'],
  ]);
  expect(heard[4]!.data).toMatchObject({ stage: 'train', fraction: expect.closeTo(0.4, 5) });
  expect(heard.map(({ id: seq }) => seq)).toEqual([...heard.map(({ id: seq }) => seq)].sort((a, b) => a - b));
  expect(followers()).toBe(0);

  const later = await listen(path, { after: heard[2]!.id });
  await later.ended;
  expect(later.heard).toEqual(heard.slice(3));
  // What an EventSource takes as: do not come again.
  expect((await listen(path, { after: heard[5]!.id })).answer.status).toBe(204);
});

it('never falls back where a run is put back and begun anew', async () => {
  const { id, path } = await newRun();
  const { heard, ended } = await listen(path);
  await training().begin(id);
  await training().progress(id, 'train', 0.6, []);
  expect(await training().putBack(id)).toBe(true);
  await training().begin(id);
  await training().progress(id, 'prepare', 0.1, []);
  await training().progress(id, 'train', 0.7, []);
  await training().failed(id, 'outage', { detail: 'x' });
  await ended;
  const told = heard.map(({ data }) => Math.round(100 * (data.fraction as number)));
  expect(told).toEqual([0, 0, 60, 60, 60, 60, 70, 70]);
  const { body } = await api.as(api.adminKey).post(`/v1/queue/dead-letters/${id}/replay`).expect(202);
  expect(body.fraction).toBe(0);
});

it('goes on where a run begins anew after its end', async () => {
  const { id, path } = await newRun();
  await training().begin(id);
  await training().failed(id, 'outage', { detail: 'x' });
  await api.as(api.adminKey).post(`/v1/queue/dead-letters/${id}/replay`).expect(202);
  const { heard, ended } = await listen(path);
  const run = await training().begin(id);
  await training().succeed(run!, OUTCOME, async () => undefined);
  await ended;
  expect(heard.at(-1)).toMatchObject({ event: 'end', data: { status: 'succeeded' } });
});

it('asks the database once for any number of clients, and not at all while nothing happens', async () => {
  const { id, path } = await newRun();
  await training().begin(id);
  const clients = await Promise.all(Array.from({ length: 25 }, () => listen(path)));
  await expect.poll(() => clients.every(({ heard }) => heard.length === 2), { timeout: 5_000 }).toBe(true);
  const asked = vi.spyOn(api.parts.source, 'query');
  const selects = () => asked.mock.calls.filter(([sql]) => String(sql).startsWith('SELECT seq')).length;
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(asked).not.toHaveBeenCalled();
  await training().progress(id, 'train', 0.5, []);
  await expect.poll(() => clients.every(({ heard }) => heard.length === 3), { timeout: 5_000 }).toBe(true);
  expect(selects()).toBeLessThanOrEqual(2);
  asked.mockRestore();
  for (const { leave, ended } of clients) {
    leave();
    await ended.catch(() => undefined);
  }
  await expect.poll(followers, { timeout: 5_000 }).toBe(0);
  await expect.poll(connections, { timeout: 5_000 }).toBeLessThan(10);
});

it('hears what another process does', async () => {
  const other = await startApi({ databaseUrl: api.databaseUrl });
  const { id, path } = await newRun();
  const { heard, ended } = await listen(path);
  await other.app.get(TrainingService).begin(id);
  await other.app.get(TrainingService).cancelled(id);
  await ended;
  expect(heard.at(-1)).toMatchObject({ event: 'end', data: { status: 'cancelled' } });
  await other.stop();
});

it("is not there for another client's key, and refuses what is no id of an event", async () => {
  const { path } = await newRun();
  const { slug } = await newRun();
  const { body } = await api.as(api.adminKey).post('/v1/keys').send({ name: 'x', role: 'viewer', client: slug });
  expect((await listen(path, { key: body.key })).answer.status).toBe(404);
  expect((await listen(path, { key: 'pl_wrong' })).answer.status).toBe(401);
  const refused = await fetch(`${url}${path}`, {
    headers: { authorization: `Bearer ${api.adminKey}`, 'last-event-id': 'seven' },
  });
  expect(await refused.json()).toMatchObject({ status: 422, code: 'LAST_EVENT_ID' });
});

it('ends the line of a key that was ended, and lets others come again where they were', async () => {
  const { id, path, slug } = await newRun();
  const admin = api.as(api.adminKey);
  const { body: key } = await admin.post('/v1/keys').send({ name: 'x', role: 'viewer', client: slug }).expect(201);
  const mine = await listen(path, { key: key.key });
  const others = await listen(path);
  await expect.poll(() => others.heard.length, { timeout: 5_000 }).toBe(1);
  await admin.delete(`/v1/keys/${key.id}`).expect(200);
  await Promise.all([mine.ended, others.ended]);
  expect((await listen(path, { key: key.key })).answer.status).toBe(401);
  const again = await listen(path, { after: others.heard[0]!.id });
  await training().begin(id);
  await training().cancelled(id);
  await again.ended;
  expect(again.heard.map(({ data }) => data.status)).toEqual(['running', 'cancelled']);
});

it('ends all lines when the process ends', async () => {
  const { path } = await newRun();
  const other = await startApi({ databaseUrl: api.databaseUrl });
  await other.app.listen(0, '127.0.0.1');
  const { heard, ended } = await listen(path, { at: await other.app.getUrl() });
  await expect.poll(() => heard.length, { timeout: 5_000 }).toBe(1);
  await other.stop();
  await ended;
});
