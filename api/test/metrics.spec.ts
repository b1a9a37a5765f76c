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

/** Samples of the text format by their name and labels. */
const scrape = async (): Promise<Map<string, number>> => {
  const { text, headers } = await api.as(api.adminKey).get('/metrics').expect(200);
  expect(headers['content-type']).toContain('text/plain');
  const samples = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(samples.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.split(' ').at(-1))]));
};

describe('metrics', () => {
  it('count requests by route, and rows by solution and version', async () => {
    await model.predict(model.rows.slice(0, 3));
    await model.predict(model.rows.slice(0, 4));
    await api.as(api.adminKey).get('/v1/nothing/at/all').expect(404);
    const found = await scrape();
    const labels = `solution="${model.solutionId}",slug="acme",version="1"`;
    expect(found.get(`proofline_predictions_total{${labels}}`)).toBe(7);
    const route = 'method="POST",route="/v1/solutions/:solution/tasks/:task/predictions",status="200"';
    expect(found.get(`proofline_http_request_duration_seconds_count{${route}}`)).toBe(2);
    expect([...found.keys()].some((name) => name.includes('/v1/nothing'))).toBe(false);
    expect(found.get('proofline_prediction_spool_bytes')).toBeGreaterThanOrEqual(0);
    expect(found.get('nodejs_eventloop_lag_max_seconds')).toBeGreaterThanOrEqual(0);
  });

  it('tell of the queue and of runs that are open', async () => {
    const admin = api.as(api.adminKey);
    const { body: file } = await admin
      .post(`${model.path}/datasets?name=m.csv`)
      .set('content-type', 'text/csv')
      .send('a\n1\n')
      .expect(201);
    const before = await scrape();
    await admin.post(`${model.path}/runs`).send({ dataset: file.id }).expect(202);
    const after = await scrape();
    const rose = (name: string): number => (after.get(name) ?? 0) - (before.get(name) ?? 0);
    expect(rose('proofline_jobs{lane="runs",state="waiting"}')).toBe(1);
    expect(rose('proofline_runs_open{status="queued"}')).toBe(1);
  });

  it('are for keys of the platform', async () => {
    const wanted = { name: 'scraper', role: 'viewer' };
    const make = async (body: object) =>
      (await api.as(api.adminKey).post('/v1/keys').send(body).expect(201)).body.key as string;
    await api.as().get('/metrics').expect(401);
    await api
      .as(await make({ ...wanted, client: 'acme' }))
      .get('/metrics')
      .expect(403);
    await api
      .as(await make(wanted))
      .get('/metrics')
      .expect(200);
  });
});
