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

const hour = (k: number): string => new Date(Date.now() - 3_600_000 * k).toISOString();

const report = (items: object[], status = 200) =>
  api
    .as(api.adminKey)
    .post(`${model.path}/feedback`)
    .send({ items })
    .expect(status)
    .then(({ body }) => body);

const listed = (query = '') =>
  api
    .as(api.adminKey)
    .get(`${model.path}/feedback${query}`)
    .expect(200)
    .then(({ body }) => body.items);

describe('feedback', () => {
  it('is joined to its predictions, once however often it comes, and can be corrected', async () => {
    const [a, b] = await model.predict(model.rows.slice(0, 2));
    const items = [
      { predictionId: a!.id, outcome: 'Bad', observedAt: hour(3) },
      { predictionId: b!.id, outcome: 'good', observedAt: hour(3) },
    ];
    expect(await report(items)).toEqual({ recorded: 2, corrected: 0, unchanged: 0, problems: [] });
    expect(await report(items)).toEqual({ recorded: 0, corrected: 0, unchanged: 2, problems: [] });
    const [later, earlier] = [
      { ...items[1], outcome: 'bad', observedAt: hour(1) },
      { ...items[0], outcome: 'good', observedAt: hour(9) },
    ];
    expect(await report([later, earlier])).toEqual({ recorded: 0, corrected: 1, unchanged: 1, problems: [] });
    const there = await listed();
    expect(there.slice(0, 2)).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ predictionId: a!.id, outcome: 'bad', observedAt: items[0]!.observedAt }),
        expect.objectContaining({ predictionId: b!.id, outcome: 'bad', prediction: b!.prediction, modelVersion: 1 }),
      ]),
    );
  });

  it('finds the prediction by the subject and the time', async () => {
    const row = { ...model.rows[5]!, application: 'B-77' };
    const [first] = await model.predict([row]);
    const between = new Date().toISOString();
    await new Promise((resolve) => setTimeout(resolve, 5));
    const [second] = await model.predict([row]);
    const seen = new Date().toISOString();
    expect(
      await report([
        { subject: 'B-77', at: between, outcome: 'good', observedAt: seen },
        { subject: 'B-77', outcome: 'bad', observedAt: seen },
      ]),
    ).toMatchObject({ recorded: 2, problems: [] });
    const there = await listed('?limit=2');
    expect(there.map(({ predictionId, outcome }: Record<string, string>) => [predictionId, outcome])).toEqual([
      [second!.id, 'bad'],
      [first!.id, 'good'],
    ]);
    const path = `${model.path}/feedback?limit=1`;
    const { body: page } = await api.as(api.adminKey).get(path).expect(200);
    const { body: next } = await api.as(api.adminKey).get(`${path}&after=${page.next}`).expect(200);
    expect([...page.items, ...next.items]).toEqual(there);
    // As it was asked for before there were pages: whoever still does learns of it.
    await api.as(api.adminKey).get(`${path}&before=${second!.id}`).expect(422);
  });

  it('lists what it cannot record, and records the rest', async () => {
    const [a] = await model.predict([model.rows[7]!]);
    const unknown = '019ac879-8b00-7000-8000-000000000000';
    const seen = hour(0);
    const { problems, ...counts } = await report([
      { predictionId: unknown, outcome: 'bad', observedAt: seen },
      { predictionId: a!.id, outcome: 'bad', observedAt: seen },
      { subject: 'nobody', outcome: 'bad', observedAt: seen },
      { predictionId: a!.id, outcome: 'good', observedAt: seen },
    ]);
    expect(counts).toEqual({ recorded: 1, corrected: 0, unchanged: 0 });
    expect(problems.map(({ code, where }: { code: string; where: { row: number } }) => [code, where.row])).toEqual([
      ['PREDICTION_UNKNOWN', 1],
      ['PREDICTION_UNKNOWN', 3],
      ['OUTCOME_CONTRADICTS', 4],
    ]);
  });

  it('records nothing where outcomes are none of the task, and names each', async () => {
    const [a, b] = await model.predict(model.rows.slice(8, 10));
    const refused = await report(
      [
        { predictionId: a!.id, outcome: 'good', observedAt: hour(0) },
        { predictionId: b!.id, outcome: 'late', observedAt: hour(0) },
        { predictionId: b!.id, outcome: 3, observedAt: hour(0) },
      ],
      422,
    );
    expect(refused.code).toBe('OUTCOMES_UNKNOWN');
    expect(refused.problems.map(({ got }: { got: string }) => got)).toEqual(['late', '3']);
    expect((await listed()).map(({ predictionId }: { predictionId: string }) => predictionId)).not.toContain(a!.id);
    await report([{ outcome: 'good', observedAt: hour(0) }], 422);
    const first = { subject: 'A-1', at: '0000-01-01T00:00:00Z', outcome: 'good', observedAt: hour(0) };
    expect((await report([first], 422)).problems).toMatchObject([{ where: { path: 'body.items[0].at' } }]);
    await report([{ predictionId: a!.id, outcome: 'good', observedAt: '2999-01-01T00:00:00Z' }], 422);
  });

  it('takes ten thousand at once', async () => {
    const rows = Array.from({ length: 10_000 }, (_, k) => model.rows[k % model.rows.length]!);
    const answered = await model.predict(rows);
    const items = answered.map(({ id }, k) => ({
      predictionId: id,
      outcome: model.outcomes[k % 1_000]!,
      observedAt: hour(0),
    }));
    expect(await report(items)).toMatchObject({ recorded: 10_000, problems: [] });
  });

  it("does not reach another client's predictions", async () => {
    const [a] = await model.predict([model.rows[0]!]);
    const { body: other } = await api
      .as(api.adminKey)
      .post('/v1/clients')
      .send({ slug: 'other', name: 'Other' })
      .expect(201);
    const { body: key } = await api
      .as(api.adminKey)
      .post('/v1/keys')
      .send({ name: 'k', role: 'integrator', client: other.id })
      .expect(201);
    await api
      .as(key.key)
      .post(`/v1/solutions/${model.solutionId}/feedback`)
      .send({ items: [{ predictionId: a!.id, outcome: 'bad', observedAt: hour(0) }] })
      .expect(404);
  });
});
