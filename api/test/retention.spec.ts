import { randomUUID } from 'node:crypto';
import { utimes } from 'node:fs/promises';
import { PassThrough, Readable } from 'node:stream';
import {
  ARTIFACTS,
  type ArtifactStore,
  BatchesService,
  PredictionLog,
  Retention,
  TrainingService,
} from '@proofline/host';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ServedModel, serveModel } from './serve-model.js';
import { startApi, type TestApi } from './start-api.js';

let api: TestApi;
let model: ServedModel;
beforeAll(async () => {
  api = await startApi();
  model = await serveModel(api, 'acme');
});
afterAll(() => api.stop());

const rowOf = (application: string) => ({ ...model.rows[0]!, application });
const seen = () => new Date().toISOString();
const left = async (ids: string[]): Promise<string[]> => {
  await api.app.get(PredictionLog).flush();
  const rows = await api.parts.source.query('SELECT id FROM proofline.prediction WHERE id = ANY($1)', [ids]);
  return rows.map(({ id }: { id: string }) => id).sort();
};
const erase = async (subject: string) =>
  (await api.as(api.adminKey).post('/v1/clients/acme/erasures').send({ subject }).expect(200)).body;

describe('the erasure of a subject', () => {
  it('deletes its predictions and outcomes, and no others, and names the models that learnt from it', async () => {
    const [a, b, other] = await model.predict([rowOf('A-17'), rowOf('A-17'), rowOf('A-18')]);
    const items = [a!, other!].map(({ id }) => ({ predictionId: id, outcome: 'bad', observedAt: seen() }));
    await api.as(api.adminKey).post(`${model.path}/feedback`).send({ items }).expect(200);
    const waiting = await model.predict([rowOf('A-17')]);
    const erased = await erase('A-17');
    expect(erased.deleted).toEqual({ predictions: 3, outcomes: 1, conversations: 0 });
    expect(erased.trainedOn).toMatchObject([
      { solution: 'acme', version: 1, status: 'champion', datasetName: 'g.csv' },
    ]);
    expect(erased.notSearched).toEqual([]);
    expect(await left([a!.id, b!.id, other!.id, waiting[0]!.id])).toEqual([other!.id]);
    expect((await erase('A-17')).deleted).toEqual({ predictions: 0, outcomes: 0, conversations: 0 });
    // Somebody may become a customer again.
    const [later] = await model.predict([rowOf('A-17')]);
    expect(await left([later!.id])).toEqual([later!.id]);
  });

  it('says so where nobody learnt from it, and leaves no name in the trail', async () => {
    const erased = await erase('Z-99');
    const deleted = { predictions: 0, outcomes: 0, conversations: 0 };
    expect(erased).toEqual({ deleted, trainedOn: [], notSearched: [], batches: [] });
    const trail = await api.parts.source.query(
      "SELECT subject, detail FROM proofline.audit_entry WHERE action = 'subject.erased'",
    );
    expect(trail.length).toBeGreaterThan(0);
    expect(JSON.stringify(trail)).not.toMatch(/Z-99|A-17/);
    expect((await api.as(api.adminKey).get('/v1/audit/verification').expect(200)).body.intact).toBe(true);
  });
});

const artifacts = () => api.app.get<ArtifactStore>(ARTIFACTS);
const batches = () => api.app.get(BatchesService);
const inDays = (days: number) => new Date(Date.now() + days * 86_400_000);

describe('retention', () => {
  it('deletes what is older than it may be kept, with its outcome', async () => {
    const [young, old] = await model.predict([rowOf('R-1'), rowOf('R-2')]);
    await api
      .as(api.adminKey)
      .post(`${model.path}/feedback`)
      .send({ items: [{ predictionId: old!.id, outcome: 'bad', observedAt: seen() }] })
      .expect(200);
    const { source } = api.parts;
    const log = pino({ level: 'silent' });
    const sweep = async (days: number | undefined, now: Date) =>
      (await new Retention(source, artifacts(), batches(), days, log).sweep(now)).predictions;
    expect(await sweep(undefined, new Date('2999-01-01'))).toBe(0);
    expect(await sweep(365, new Date())).toBe(0);
    expect(await sweep(365, inDays(366))).toBeGreaterThanOrEqual(2);
    expect(await left([young!.id, old!.id])).toEqual([]);
    expect(await source.query('SELECT count(*)::int AS n FROM proofline.outcome')).toEqual([{ n: 0 }]);
  });

  it('removes what was stored and never entered, and nothing that is named, on its way, or of others', async () => {
    const store = artifacts();
    const put = async (key: string) => (await store.put(key, Readable.from(['x']))).key;
    const { body: file } = await api
      .as(api.adminKey)
      .post(`${model.path}/datasets?name=kept.csv`)
      .set('content-type', 'text/csv')
      .send('a\n1\n')
      .expect(201);
    const [{ key: named }] = await api.parts.source.query(
      'SELECT artifact_key AS key FROM proofline.dataset WHERE id = $1',
      [file.id],
    );
    const [{ key: package_ }] = await api.parts.source.query('SELECT artifact_key AS key FROM proofline.model_version');
    // Its process was killed before it could enter it.
    const orphan = await put(`datasets/${model.clientId}/${randomUUID()}/lost.csv`);
    const foreign = await put(`datasets/${randomUUID()}/${randomUUID()}/of-another-platform.csv`);
    const uploading = new PassThrough();
    const upload = store.put(`datasets/${model.clientId}/${randomUUID()}/slow.csv`, uploading);
    uploading.write('a\n');
    const there = (key: string) =>
      store.fetch(key).then(
        () => true,
        () => false,
      );
    const sweep = async (now: Date) => {
      const retention = new Retention(api.parts.source, store, batches(), undefined, pino({ level: 'silent' }));
      return (await retention.sweep(now)).orphans;
    };
    expect(await sweep(inDays(1))).toBe(0);
    expect(await there(orphan)).toBe(true);
    uploading.end('1\n');
    const { key: slow } = await upload;
    // It was written to a moment ago, and may be entered the next.
    expect(await sweep(inDays(1))).toBe(0);
    await utimes(await store.fetch(orphan), inDays(-3), inDays(-3));
    expect(await sweep(new Date())).toBe(1);
    expect(await Promise.all([orphan, slow, named, package_, foreign].map(there))).toEqual([
      false,
      true,
      true,
      true,
      true,
    ]);
    expect(await sweep(inDays(3))).toBe(1);
    expect(await Promise.all([slow, named, package_, foreign].map(there))).toEqual([false, true, true, true]);
  });

  it('deletes what happened in a run a month after its end, but for the end', async () => {
    const { source } = api.parts;
    const training = api.app.get(TrainingService);
    const { body: file } = await api
      .as(api.adminKey)
      .post(`${model.path}/datasets?name=events.csv`)
      .set('content-type', 'text/csv')
      .send('a\n1\n')
      .expect(201);
    const ask = async (): Promise<string> =>
      (await api.as(api.adminKey).post(`${model.path}/runs`).send({ dataset: file.id }).expect(202)).body.id;
    const [over, open] = [await ask(), await ask()];
    for (const id of [over, open]) {
      await training.begin(id);
      const text = { en: 'It is read.', zh: '正在读取。' };
      await training.progress(id, 'read', 0.1, [{ tone: 'info', text }]);
    }
    await training.failed(over, 'input', { detail: 'It is empty.' });
    const events = (id: string) =>
      source.query('SELECT kind, data FROM proofline.run_event WHERE run_id = $1 ORDER BY seq', [id]);
    const ofOpen = await events(open);
    const sweep = async (now: Date) =>
      (await new Retention(source, artifacts(), batches(), undefined, pino({ level: 'silent' })).sweep(now)).events;
    await sweep(inDays(29));
    expect(await events(over)).toHaveLength(5);
    expect(await sweep(inDays(31))).toBeGreaterThanOrEqual(4);
    expect(await events(over)).toMatchObject([{ kind: 'state', data: { status: 'failed' } }]);
    expect(await events(open)).toEqual(ofOpen);
    expect(await sweep(inDays(31))).toBe(0);
    // Whoever follows it is told at once that it is over.
    const { text } = await api.as(api.adminKey).get(`${model.path}/runs/${over}/events`).expect(200);
    expect(text).toContain('event: end');
  });
});
