import { BatchesService, PredictionLog, Retention } from '@proofline/host';
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
    expect(erased.deleted).toEqual({ predictions: 3, outcomes: 1 });
    expect(erased.trainedOn).toMatchObject([
      { solution: 'acme', version: 1, status: 'champion', datasetName: 'g.csv' },
    ]);
    expect(erased.notSearched).toEqual([]);
    expect(await left([a!.id, b!.id, other!.id, waiting[0]!.id])).toEqual([other!.id]);
    expect((await erase('A-17')).deleted).toEqual({ predictions: 0, outcomes: 0 });
    // Somebody may become a customer again.
    const [later] = await model.predict([rowOf('A-17')]);
    expect(await left([later!.id])).toEqual([later!.id]);
  });

  it('says so where nobody learnt from it, and leaves no name in the trail', async () => {
    const erased = await erase('Z-99');
    expect(erased).toEqual({ deleted: { predictions: 0, outcomes: 0 }, trainedOn: [], notSearched: [], batches: [] });
    const trail = await api.parts.source.query(
      "SELECT subject, detail FROM proofline.audit_entry WHERE action = 'subject.erased'",
    );
    expect(trail.length).toBeGreaterThan(0);
    expect(JSON.stringify(trail)).not.toMatch(/Z-99|A-17/);
    expect((await api.as(api.adminKey).get('/v1/audit/verification').expect(200)).body.intact).toBe(true);
  });
});

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
    const batches = api.app.get(BatchesService);
    expect(await new Retention(source, batches, undefined, log).sweep(new Date('2999-01-01'))).toBe(0);
    expect(await new Retention(source, batches, 365, log).sweep(new Date())).toBe(0);
    const inAYear = new Date(Date.now() + 366 * 86_400_000);
    expect(await new Retention(source, batches, 365, log).sweep(inAYear)).toBeGreaterThanOrEqual(2);
    expect(await left([young!.id, old!.id])).toEqual([]);
    expect(await source.query('SELECT count(*)::int AS n FROM proofline.outcome')).toEqual([{ n: 0 }]);
  });
});
