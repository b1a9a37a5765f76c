import { type connect, PredictionLog } from '@proofline/host';
import { Rng } from '@proofline/learn';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PERSONAL, type ServedModel, serveModel } from './serve-model.js';
import { startApi, type TestApi } from './start-api.js';

let api: TestApi;
let model: ServedModel;
beforeAll(async () => {
  api = await startApi();
  model = await serveModel(api, 'acme');
});
afterAll(() => api.stop());

interface Drift {
  name: string;
  state: string;
  psi: number;
}

const look = async (query = '') => {
  await api.app.get(PredictionLog).flush();
  const { body } = await api.as(api.adminKey).get(`${model.path}/monitoring${query}`).expect(200);
  return body;
};

/** What comes after this moment only. */
const now = (): string => `?from=${encodeURIComponent(new Date().toISOString())}`;

/** Rows of the sample, drawn anew, of people who are not known yet. */
function draw(rng: Rng, count: number, change: object = {}) {
  return Array.from({ length: count }, () => {
    const k = rng.int(model.rows.length);
    return { row: { ...model.rows[k]!, application: `N-${rng.uint32()}`, ...change }, outcome: model.outcomes[k]! };
  });
}

async function predict(drawn: ReturnType<typeof draw>) {
  return model.predict(drawn.map(({ row }) => row));
}

async function report(items: { id: string; outcome: string }[]): Promise<void> {
  const observedAt = new Date().toISOString();
  await api
    .as(api.adminKey)
    .post(`${model.path}/feedback`)
    .send({ items: items.map(({ id, outcome }) => ({ predictionId: id, outcome, observedAt })) })
    .expect(200);
}

describe('monitoring', () => {
  it('says of nothing that nothing can be said', async () => {
    const seen = await look();
    expect(seen).toMatchObject({
      model: { version: 1 },
      window: { predictions: 0 },
      alarms: [],
      performance: { outcomes: 0 },
    });
    expect(seen.service).toEqual({ requests: 0, refused: 0, failed: 0, codes: [] });
    expect(new Set(seen.drift.features.map(({ state }: Drift) => state))).toEqual(new Set(['too-few-rows']));
  });

  it('raises no alarm on 35 rows of the population that was learnt from', async () => {
    const from = now();
    await predict(draw(new Rng(1), 35));
    const seen = await look(from);
    expect(seen.window).toMatchObject({ predictions: 35, subjects: 35 });
    expect(seen.alarms).toEqual([]);
    expect(seen.drift.prediction.state).toBe('steady');
    // Of so few rows the index alone would have cried out.
    expect(seen.drift.features.some(({ psi }: Drift) => psi > 0.1)).toBe(true);
  });

  it('names features that moved, personal data among them, and the prediction', async () => {
    const from = now();
    await predict(draw(new Rng(2), 200, { checking_status: 'below 0 DM', housing: 'rent' }));
    const { alarms, drift } = await look(from);
    const used = drift.features.map(({ name }: Drift) => name);
    const changed = ['checking_status', 'housing'];
    expect(used).toEqual(expect.arrayContaining(changed));
    const about = alarms
      .filter(({ code }: { code: string }) => code === 'FEATURE_DRIFT')
      .map(({ about: name }: { about: string }) => name);
    expect(about.sort()).toEqual(changed.sort());
    expect(alarms[0].code).toBe('PREDICTION_DRIFT');
    expect(alarms[0].message.en).toContain('since training');
    const status = drift.features.find(({ name }: Drift) => name === 'checking_status');
    const recent = status.groups.find(({ label }: { label: { en: string } }) => label.en === 'below 0 DM');
    expect(recent.recent).toBe(1);
  });

  it('counts somebody once who is asked about often', async () => {
    const from = now();
    const [{ row }] = draw(new Rng(3), 1) as [{ row: object; outcome: string }];
    await model.predict(Array.from({ length: 300 }, () => row));
    const { window, alarms } = await look(from);
    expect(window).toMatchObject({ predictions: 300, subjects: 1 });
    expect(alarms).toEqual([]);
  });

  it('expects what comes true, and says when it came true', async () => {
    const from = now();
    const drawn = draw(new Rng(4), 600);
    const answered = await predict(drawn);
    const { expected } = await look(from);
    const auc = expected.metrics.find(({ metric }: { metric: string }) => metric === 'auc');
    expect(expected.predictions).toBe(600);
    expect(auc.interval[0]).toBeLessThan(auc.value);

    await report(answered.map(({ id }, k) => ({ id, outcome: drawn[k]!.outcome })));
    const { performance, alarms } = await look(from);
    expect(performance.outcomes).toBe(600);
    const seen = performance.metrics.find(({ metric }: { metric: string }) => metric === 'auc');
    expect(seen).toMatchObject({ state: 'as-judged', criterion: { bound: '>=', value: 0.7 } });
    expect(seen.judged.value).toBeGreaterThan(0.7);
    expect(Math.abs(seen.value - auc.value)).toBeLessThan(0.08);
    expect(alarms).toEqual([]);
  });

  it('raises an alarm where outcomes no longer follow the prediction, which no expectation can see', async () => {
    const from = now();
    const rng = new Rng(5);
    const answered = await predict(draw(rng, 400));
    await report(answered.map(({ id }) => ({ id, outcome: rng.next() < 0.3 ? 'bad' : 'good' })));
    const { performance, alarms, expected } = await look(from);
    const auc = performance.metrics.find(({ metric }: { metric: string }) => metric === 'auc');
    expect(auc.state).toBe('worse');
    expect(alarms.map(({ code, about }: { code: string; about: string }) => [code, about])).toContainEqual([
      'PERFORMANCE',
      'auc',
    ]);
    expect(expected.metrics.find(({ metric }: { metric: string }) => metric === 'auc').value).toBeGreaterThan(0.7);
  });

  it('counts requests that got no answer, and the time of those that did', async () => {
    const from = now();
    await predict(draw(new Rng(6), 1));
    for (let k = 0; k < 2; k++) {
      await api
        .as(api.adminKey)
        .post(`${model.path}/tasks/default/predictions`)
        .send({ rows: [{ ...model.rows[0], purpose: 'yacht' }] })
        .expect(422);
    }
    const { service, alarms } = await look(from);
    expect(service).toMatchObject({ requests: 3, refused: 2, failed: 0 });
    expect(service.codes).toEqual([{ code: 'CATEGORY_UNKNOWN', failed: false, requests: 2 }]);
    expect(service.latencyMs.p50).toBeGreaterThan(0);
    expect(service.latencyMs.p99).toBeLessThanOrEqual(service.latencyMs.max);
    expect(alarms).toEqual([]);
  });

  it('raises no alarm of what was asked before there was a model that answers', async () => {
    const from = now();
    const become = (status: string) =>
      api.parts.source.query(
        "WITH changed AS (UPDATE proofline.model_version SET status = $2 WHERE solution_id = $1) SELECT pg_notify('proofline_models', $1::text)",
        [model.solutionId, status],
      );
    const send = () =>
      api
        .as(api.adminKey)
        .post(`${model.path}/tasks/default/predictions`)
        .send({ rows: [model.rows[0]] });
    await become('candidate');
    await expect.poll(async () => (await send()).status, { timeout: 5_000 }).toBe(503);
    for (let k = 0; k < 20; k++) expect((await send().expect(503)).body.code).toBe('NO_CHAMPION');
    await become('champion');
    await expect.poll(async () => (await send()).status, { timeout: 5_000 }).toBe(200);
    const { service, alarms } = await look(from);
    expect(service.failed).toBe(0);
    expect(service.refused).toBeGreaterThanOrEqual(20);
    expect(service.codes).toEqual([{ code: 'NO_CHAMPION', failed: false, requests: service.refused }]);
    expect(alarms).toEqual([]);
  });

  it('leaves out personal data that is not kept, and says so', async () => {
    const from = now();
    await predict(draw(new Rng(7), 50));
    await api.app.get(PredictionLog).flush();
    const source: Awaited<ReturnType<typeof connect>> = api.parts.source;
    await source.query('UPDATE proofline.prediction SET personal = NULL WHERE at >= $1', [
      new Date(decodeURIComponent(from.slice(6))),
    ]);
    const { drift, alarms } = await look(from);
    const states = new Map(drift.features.map(({ name, state }: Drift) => [name, state]));
    const kept = [...states].filter(([name]) => !PERSONAL.includes(name as string));
    expect(kept.map(([, state]) => state)).not.toContain('not-kept');
    expect(states.get('housing')).toBe('not-kept');
    expect(alarms).toEqual([]);
  });
});
