import { connect, PredictionLog } from '@proofline/host';
import { Sealer } from '@proofline/host/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PERSONAL, type ServedModel, serveModel } from './serve-model.js';
import { SECRET, startApi, type TestApi } from './start-api.js';

type Source = Awaited<ReturnType<typeof connect>>;

let api: TestApi;
let model: ServedModel;
let source: Source;
beforeAll(async () => {
  api = await startApi();
  model = await serveModel(api, 'acme');
  source = await connect(api.databaseUrl);
});
afterAll(async () => {
  await source.destroy();
  await api.stop();
});

async function logged(id: string) {
  await api.app.get(PredictionLog).flush();
  const [row] = await source.query('SELECT * FROM proofline.prediction WHERE id = $1', [id]);
  return row;
}

describe('the log of predictions', () => {
  it('has what was answered, and personal data in no readable form', async () => {
    const row = model.rows[0]!;
    const { body, headers } = await api
      .as(api.adminKey)
      .post(`${model.path}/tasks/default/predictions`)
      .send({ rows: [row], reasons: 3 })
      .expect(200);
    const [answered] = body.predictions;
    const kept = await logged(answered.id);
    expect(kept).toMatchObject({
      client_id: model.clientId,
      solution_id: model.solutionId,
      model_version: 1,
      task: 'default',
      request_id: headers['x-request-id'],
      prediction: answered.prediction,
      score: answered.prediction.probability,
      reasons: answered.reasons.map(({ code }: { code: string }) => code),
    });
    expect(kept.latency_ms).toBeGreaterThan(0);
    expect(Math.abs(kept.at - Date.now())).toBeLessThan(60_000);
    for (const [name, value] of Object.entries(kept.features)) expect(row[name]).toBe(value);
    for (const name of [...PERSONAL, 'application', 'personal_status_sex'])
      expect(kept.features).not.toHaveProperty(name);
    const target = { client: model.clientId, purpose: 'prediction', name: answered.id, at: kept.at };
    const opened = JSON.parse(new Sealer(SECRET).open(kept.personal, target));
    expect(opened.application).toBe(row.application);
    expect(opened.housing).toBe(row.housing);
    for (const [name, value] of Object.entries(opened)) expect(row[name]).toBe(value);
    expect(JSON.stringify(kept.features)).not.toContain(String(row.application));
  });

  it('finds the rows of a subject by a digest that is the same each time', async () => {
    const [a, b] = await model.predict([model.rows[1]!, model.rows[1]!]);
    const [one, other] = [await logged(a!.id), await logged(b!.id)];
    expect(one.subject).toEqual(other.subject);
    expect(one.personal).not.toEqual(other.personal);
  });

  it('keeps texts that a database would refuse', async () => {
    const odd = { ...model.rows[2]!, application: 'a\u0000b \ud800' };
    const [answered] = await model.predict([odd]);
    expect((await logged(answered!.id)).score).toBe(answered!.prediction.probability);
  });

  it('has nothing of a request that was refused', async () => {
    await api.app.get(PredictionLog).flush();
    const count = async () => (await source.query('SELECT count(*)::int AS n FROM proofline.prediction'))[0].n;
    const before = await count();
    await api
      .as(api.adminKey)
      .post(`${model.path}/tasks/default/predictions`)
      .send({ rows: [model.rows[0], { ...model.rows[1], purpose: 'yacht' }] })
      .expect(422);
    await api.app.get(PredictionLog).flush();
    expect(await count()).toBe(before);
  });
});
