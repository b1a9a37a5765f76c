import { randomUUID } from 'node:crypto';
import {
  ARTIFACTS,
  BatchesService,
  PredictionLog,
  RegistryService,
  Retention,
  type Serving,
  ServingService,
  SolutionsService,
} from '@proofline/host';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApiProcess } from './load.js';
import { keyFor } from './promote.js';
import { type ServedModel, serveModel } from './serve-model.js';
import { startApi, type TestApi } from './start-api.js';

let api: TestApi;
let model: ServedModel;
let champion: Serving;
let challenger: Serving;

const PLATFORM = { clientId: null };

beforeAll(async () => {
  api = await startApi();
  model = await serveModel(api, 'loans');
  await model.addVersion(['logistic-regression']);
  await model.addVersion(['baseline']);
  [champion, challenger] = (await Promise.all([1, 2].map(loaded))) as [Serving, Serving];
}, 120_000);
afterAll(() => api.stop());

async function loaded(version: number): Promise<Serving> {
  const solution = await api.app.get(SolutionsService).get(PLATFORM, 'loans');
  const row = await api.app.get(RegistryService).get(PLATFORM, solution, version);
  return api.app.get(ServingService).load(row);
}

const admin = () => api.as(api.adminKey);
const path = () => `${model.path}/challenger`;
const probabilities = ({ predictor }: Serving, rows: object[]) =>
  predictor.predictRows(rows).map(({ probability }) => probability as number);

async function statusOf(version: number): Promise<string> {
  const { body } = await admin().get(`${model.path}/models`).expect(200);
  return body.items.find((one: { version: number }) => one.version === version).status;
}

/** The report once so many predictions were compared. */
async function reportOf(compared: number) {
  const report = async () => {
    await api.app.get(PredictionLog).flush();
    return (await admin().get(path()).expect(200)).body;
  };
  await expect.poll(async () => (await report()).rows.compared, { timeout: 10_000 }).toBe(compared);
  return report();
}

/** Every process hears of a change by itself, a moment later. */
async function untilServed(challenge: 'shadow' | 'canary' | undefined): Promise<void> {
  const solution = await api.app.get(SolutionsService).get(PLATFORM, 'loans');
  const serving = api.app.get(ServingService) as unknown as {
    served(...args: unknown[]): Promise<{ challenge?: { mode: string } }>;
  };
  await expect.poll(async () => (await serving.served(PLATFORM, solution)).challenge?.mode).toBe(challenge);
}

describe('a shadow', () => {
  it('is put beside the champion by an editor, where its verdict is GO', async () => {
    for (const role of ['viewer', 'integrator', 'approver']) {
      const key = await keyFor(api, 'somebody', role);
      await api.as(key).put(path()).send({ version: 2 }).expect(403);
    }
    await admin().get(path()).expect(404);
    const refused = async (version: number, status: number) =>
      (await admin().put(path()).send({ version }).expect(status)).body.code;
    expect(await refused(1, 409)).toBe('ALREADY_CHAMPION');
    expect(await refused(3, 409)).toBe('CHALLENGER_NOT_GO');
    await admin().put(path()).send({ version: 9 }).expect(404);
    // Nobody lets a version answer by this way.
    await admin().put(path()).send({ version: 2, mode: 'canary', share: 0.5 }).expect(422);
    const editor = await keyFor(api, 'ed', 'editor');
    const { body } = await api.as(editor).put(path()).send({ version: 2 }).expect(200);
    expect(body).toMatchObject({ version: 2, championVersion: 1, mode: 'shadow', share: null, endedAt: null });
    expect(await statusOf(2)).toBe('challenger');
    const { body: again } = await admin().put(path()).send({ version: 2 }).expect(200);
    expect(again).toEqual(body);
    await untilServed('shadow');
  });

  it('computes what the champion answers, and nobody sees it', async () => {
    const rows = model.rows.slice(0, 200);
    const answers = await model.predict(rows);
    const [ours, theirs] = [probabilities(champion, rows), probabilities(challenger, rows)];
    expect(answers.map(({ prediction }) => prediction.probability)).toEqual(ours);
    expect(new Set(answers.map(({ version }) => version))).toEqual(new Set([1]));
    const report = await reportOf(200);
    expect(report.rows).toEqual({ champion: 200, challenger: 0, compared: 200, lookedAt: 200, notCompared: 0 });
    // The rows of a batch are the champion's alone: they are no part of the comparison, and not missing from it.
    const rowOfBatch = 'UPDATE proofline.prediction SET batch_id = $2 WHERE id = $1';
    const { clientId, solutionId } = model;
    await api.parts.source.query(
      `INSERT INTO proofline.prediction (id, client_id, solution_id, model_version, task, at, request_id, features, prediction, latency_ms)
       VALUES ($1, $2, $3, 1, 'default', now(), 'r', '{}', '{}', 1)`,
      [solutionId, clientId, solutionId],
    );
    expect((await reportOf(200)).rows.notCompared).toBe(1);
    await api.parts.source.query(rowOfBatch, [solutionId, solutionId]);
    expect((await reportOf(200)).rows.notCompared).toBe(0);
    await api.parts.source.query('DELETE FROM proofline.prediction WHERE id = $1', [solutionId]);
    const differences = theirs.map((one, k) => one - ours[k]!);
    const mean = (values: number[]) => values.reduce((sum, one) => sum + one, 0) / values.length;
    expect(report.scores.mean).toBeCloseTo(mean(differences), 9);
    expect(report.scores.meanAbsolute).toBeCloseTo(mean(differences.map(Math.abs)), 9);
    const [largest] = report.scores.largest;
    const place = answers.findIndex(({ id }) => id === largest.id);
    expect(Math.abs(differences[place]!)).toBe(Math.max(...differences.map(Math.abs)));
    expect(largest).toMatchObject({ champion: ours[place], challenger: theirs[place] });
    const decisions = (serving: Serving) => serving.predictor.predictRows(rows).map((one) => one.recommendedDecision);
    const [a, b] = [decisions(champion), decisions(challenger)];
    const agree = a.filter((one, k) => one === b[k]).length;
    expect(report.agreement).toMatchObject([{ name: 'recommendedDecision', rows: 200, agree, share: agree / 200 }]);
    expect(report.latencyMs.challenger.max).toBeGreaterThan(0);
    expect(report.performance).toEqual({ outcomes: 0, reason: 'too-few-outcomes', metrics: [] });

    // By the groups of a feature, one that is personal data among them.
    expect(report.segments.notKept).toEqual(['personal_status_sex', 'age', 'foreign_worker']);
    for (const name of ['checking_status', 'housing']) {
      const { segments } = report.segments.features.find((one: { name: string }) => one.name === name);
      const levels = new Map<string, number[]>();
      rows.forEach((row, k) => {
        levels.set(String(row[name]), [...(levels.get(String(row[name])) ?? []), k]);
      });
      const large = [...levels].filter(([, places]) => places.length >= 30);
      expect(segments.map(({ label }: { label: { en: string } }) => label.en).sort()).toEqual(
        large.map(([level]) => level).sort(),
      );
      expect(large.length).toBeGreaterThan(0);
      for (const [level, places] of large) {
        const {
          rows: count,
          scores,
          agreement,
        } = segments.find(({ label }: { label: { en: string } }) => label.en === level);
        expect(count).toBe(places.length);
        const own = places.map((k) => differences[k]!);
        expect(scores.difference).toBeCloseTo(mean(own), 9);
        expect(scores.champion).toBeCloseTo(mean(places.map((k) => ours[k]!)), 9);
        expect(scores.challenger).toBeCloseTo(mean(places.map((k) => theirs[k]!)), 9);
        const deviation = Math.sqrt(mean(own.map((one) => (one - mean(own)) ** 2)) * (own.length / (own.length - 1)));
        expect(scores.interval[1]).toBeCloseTo(mean(own) + (1.959964 * deviation) / Math.sqrt(own.length), 9);
        expect(agreement).toEqual([
          { name: 'recommendedDecision', share: places.filter((k) => a[k] === b[k]).length / places.length },
        ]);
      }
    }
  });

  it('is compared by what came true, once that is known', async () => {
    const ids: { id: string }[] = await api.parts.source.query('SELECT id FROM proofline.prediction ORDER BY id');
    const features = new Map(
      (await api.parts.source.query('SELECT id, score FROM proofline.prediction')).map(
        (one: { id: string; score: number }) => [one.id, one.score],
      ),
    );
    // By its score a prediction is told to be of a row of the sample.
    const ours = probabilities(champion, model.rows.slice(0, 200));
    const items = ids.map(({ id }) => ({
      predictionId: id,
      outcome: model.outcomes[ours.indexOf(features.get(id) as number)],
      observedAt: new Date().toISOString(),
    }));
    await admin().post(`${model.path}/feedback`).send({ items }).expect(200);
    const { performance } = await reportOf(200);
    expect(performance.outcomes).toBe(200);
    const [{ metric, champion: one, challenger: other, value, interval }] = performance.metrics;
    expect(metric).toBe('auc');
    expect(value).toBeCloseTo(other - one, 9);
    expect(interval[0]).toBeLessThan(value);
    expect(interval[1]).toBeGreaterThan(value);
  });

  it('says what it refuses that the champion takes', async () => {
    const [unused] = challenger.predictor.inputSchema.columns.filter(
      ({ name, role }) =>
        role === 'feature' &&
        champion.predictor.inputSchema.columns.some((one) => one.name === name && one.role === 'ignore'),
    );
    const [first, { [unused!.name]: _left, ...second }] = model.rows as [object, Record<string, unknown>];
    await model.predict([first, second]);
    const report = await reportOf(202);
    expect(report.refusals).toEqual([
      { code: 'COLUMN_MISSING', failed: false, rows: 1, examples: [expect.any(String)] },
    ]);
    expect(report.scores.rows).toBe(201);
  });

  it('goes with the predictions that are erased, and with those that are too old', async () => {
    const count = async () =>
      (await api.parts.source.query('SELECT count(*)::int AS rows FROM proofline.shadow_answer'))[0].rows;
    const before = await count();
    const { body } = await admin()
      .post('/v1/clients/loans/erasures')
      .send({ subject: model.rows[0]!.application })
      .expect(200);
    expect(body.deleted.predictions).toBe(2);
    expect(await count()).toBe(before - 2);
    const { app, parts } = api;
    const retention = new Retention(parts.source, app.get(ARTIFACTS), app.get(BatchesService), 1, parts.log);
    await retention.sweep(new Date(Date.now() + 2 * 86_400_000));
    expect(await count()).toBe(0);
  });

  it('ends when it is told to', async () => {
    const { body } = await admin().delete(path()).expect(200);
    expect(body).toMatchObject({ version: 2, mode: 'shadow', endedAt: expect.any(String), ending: 'It was ended.' });
    expect(await statusOf(2)).toBe('candidate');
    await admin().delete(path()).expect(404);
    await untilServed(undefined);
    await model.predict(model.rows.slice(0, 3));
    const report = await reportOf(0);
    expect(report.challenge.endedAt).not.toBeNull();
    const trail: { action: string }[] = await api.parts.source.query(
      "SELECT action FROM proofline.audit_entry WHERE action LIKE 'challenge.%' ORDER BY 1",
    );
    expect(trail.map(({ action }) => action)).toEqual(['challenge.ended', 'challenge.started']);
    await admin().get('/v1/audit/verification').expect(200);
  });
});

describe('a canary', () => {
  let requester: string;
  let approver: string;
  const rows = () => model.rows.slice(0, 300);

  beforeAll(async () => {
    requester = await keyFor(api, 'ann', 'admin');
    approver = await keyFor(api, 'bob', 'approver');
  });

  /** A promotion of version 2 that the gate has passed, asked for by Ann. */
  async function judged(): Promise<string> {
    const id = randomUUID();
    await api.parts.source.query(
      `INSERT INTO proofline.promotion
         (id, client_id, solution_id, model_id, champion_id, status, verdict, checks, requested_by, requested_owner, judged_at)
       SELECT $1, m.client_id, m.solution_id, m.id, c.id, 'waiting', 'passed', '[]', '{}', 'ann', now()
         FROM proofline.model_version m JOIN proofline.model_version c ON c.solution_id = m.solution_id AND c.status = 'champion'
        WHERE m.solution_id = $2 AND m.version = 2`,
      [id, model.solutionId],
    );
    return `${model.path}/models/2/promotions/${id}`;
  }

  async function openCanary(): Promise<string> {
    const { body } = await admin().get(`${model.path}/promotions`).expect(200);
    const { id } = body.items.find(({ status }: { status: string }) => status === 'canary');
    return `${model.path}/models/2/promotions/${id}`;
  }

  const approve = (key: string, promotion: string, body: object) =>
    api.as(key).post(`${promotion}/approval`).send(body);
  const taken = (answers: { version: number }[]) => answers.flatMap(({ version }, k) => (version === 2 ? [k] : []));

  it('answers nobody before two people have agreed, by any way', async () => {
    const promotion = await judged();
    const { body } = await approve(requester, promotion, { canary: 0.3 }).expect(403);
    expect(body.code).toBe('FOUR_EYES');
    await approve(await keyFor(api, 'ed', 'editor'), promotion, { canary: 0.3 }).expect(403);
    for (const canary of [0, 1, -0.1, '0.2']) await approve(approver, promotion, { canary }).expect(422);
    const forge = api.parts.source.query(
      `INSERT INTO proofline.challenge (id, client_id, solution_id, model_id, champion_id, mode, share, promotion_id, started_at)
       SELECT gen_random_uuid(), client_id, solution_id, model_id, champion_id, 'canary', 0.5, id, now()
         FROM proofline.promotion WHERE id = $1`,
      [promotion.split('/').at(-1)],
    );
    await expect(forge).rejects.toThrow('without a promotion that two people agreed on');
    const byOne = "UPDATE proofline.promotion SET status = 'canary', decided_owner = 'Ann ' WHERE id = $1";
    await expect(api.parts.source.query(byOne, [promotion.split('/').at(-1)])).rejects.toThrow('four_eyes');
    expect(new Set((await model.predict(rows())).map(({ version }) => version))).toEqual(new Set([1]));
    await api.as(approver).post(`${promotion}/rejection`).send({ reason: 'The next test asks anew.' }).expect(200);
  });

  it('answers its share of the subjects, the same each time, and both models are compared on all', async () => {
    const promotion = await judged();
    await admin().put(path()).send({ version: 2 }).expect(200);
    const { body } = await approve(approver, promotion, { canary: 0.3, reason: 'carefully' }).expect(200);
    expect(body).toMatchObject({ status: 'canary', decidedOwner: 'bob' });
    expect(await statusOf(2)).toBe('challenger');
    expect(await statusOf(1)).toBe('champion');
    await untilServed('canary');

    const answers = await model.predict(rows());
    const places = taken(answers);
    expect(Math.abs(places.length / 300 - 0.3)).toBeLessThan(4 * Math.sqrt((0.3 * 0.7) / 300));
    expect(taken(await model.predict(rows()))).toEqual(places);
    const [ours, theirs] = [probabilities(champion, rows()), probabilities(challenger, rows())];
    answers.forEach(({ version, prediction }, k) => {
      expect(prediction.probability).toBe((version === 2 ? theirs : ours)[k]);
    });
    // Of rows that name nobody each prediction is drawn by itself.
    const nobody = rows().map(({ application: _, ...row }) => row);
    expect(taken(await model.predict(nobody))).not.toEqual(places);

    const report = await reportOf(900);
    expect(report.challenge).toMatchObject({ mode: 'canary', share: 0.3, version: 2, championVersion: 1 });
    expect(report.rows.champion + report.rows.challenger).toBe(900);
    expect(report.rows.notCompared).toBe(0);
    expect(report.scores.rows).toBe(900);
    const kept: { version: number }[] = await api.parts.source.query(
      'SELECT model_version AS version FROM proofline.prediction WHERE id = ANY($1) ORDER BY array_position($1, id)',
      [answers.map(({ id }) => id)],
    );
    expect(taken(kept)).toEqual(places);
  });

  it('is the same in every process, and ends in each at once', async () => {
    const {
      url,
      process: other,
      ended,
    } = await startApiProcess({ ...process.env, ...api.env } as Record<string, string>);
    try {
      const there = async (): Promise<{ version: number }[]> => {
        const answer = await fetch(`${url}${model.path}/tasks/default/predictions`, {
          method: 'POST',
          headers: { authorization: `Bearer ${api.adminKey}`, 'content-type': 'application/json' },
          body: JSON.stringify({ rows: rows() }),
        });
        return ((await answer.json()) as { predictions: { version: number }[] }).predictions;
      };
      const places = taken(await model.predict(rows()));
      expect(taken(await there())).toEqual(places);
      const promotion = await openCanary();
      await api.as(approver).post(`${promotion}/rejection`).send({ reason: 'Only for a moment.' }).expect(200);
      await expect.poll(async () => taken(await there())).toEqual([]);
      await approve(approver, await judged(), { canary: 0.3 }).expect(200);
      await expect.poll(async () => taken(await there()).length).toBeGreaterThan(0);
      await untilServed('canary');
    } finally {
      other.kill();
      await ended;
    }
  });

  it('is named in the Open Inference Protocol, too', async () => {
    const inputs = Object.keys(rows()[0]!).map((name) => {
      const data = rows().map((row) => row[name]!);
      return { name, datatype: typeof data[0] === 'number' ? 'INT64' : 'BYTES', shape: [data.length], data };
    });
    const { body } = await admin().post('/v2/models/loans/infer').send({ inputs }).expect(200);
    const versions: number[] = body.outputs.find(({ name }: { name: string }) => name === 'model_version').data;
    expect(taken(versions.map((version) => ({ version })))).toEqual(taken(await model.predict(rows())));
    expect(body.model_version).toBe('1');
  });

  it('lets no request fail that the champion takes, and keeps whom it answers when it is widened', async () => {
    const promotion = await openCanary();
    const before = taken(await model.predict(rows()));
    const { body: refused } = await approve(requester, promotion, { canary: 0.9 }).expect(403);
    expect(refused.code).toBe('FOUR_EYES');
    await approve(approver, promotion, { canary: 0.6 }).expect(200);
    await expect.poll(async () => taken(await model.predict(rows())).length).toBeGreaterThan(before.length);
    const now = new Set(taken(await model.predict(rows())));
    expect(before.filter((k) => !now.has(k))).toEqual([]);
    const needed = challenger.predictor.inputSchema.columns.find(
      ({ name, role }) =>
        role === 'feature' &&
        champion.predictor.inputSchema.columns.some((one) => one.name === name && one.role === 'ignore'),
    )!.name;
    const without = rows().map(({ [needed]: _left, ...row }) => row);
    expect(taken(await model.predict(without))).toEqual([]);
    // In one request with others, only the row that it refuses stays with the champion.
    const [first] = [...now] as [number];
    const mixed = rows().map((row, k) => (k === first ? without[k]! : row));
    expect(taken(await model.predict(mixed))).toEqual([...now].filter((k) => k !== first));
  });

  it('is ended by nobody but who decides on promotions', async () => {
    expect((await admin().put(path()).send({ version: 2 }).expect(409)).body.code).toBe('CANARY_OPEN');
    expect((await admin().delete(path()).expect(409)).body.code).toBe('CANARY_OPEN');
    const promotion = await openCanary();
    await api.as(approver).post(`${promotion}/rejection`).send({ reason: 'It declines too many.' }).expect(200);
    await untilServed(undefined);
    expect(taken(await model.predict(rows()))).toEqual([]);
    expect(await statusOf(2)).toBe('candidate');
    await approve(approver, promotion, {}).expect(409);
  });

  it('is over with another frozen set, for it must be judged anew', async () => {
    const promotion = await judged();
    await approve(approver, promotion, { canary: 0.2 }).expect(200);
    const { body: sets } = await admin().get(`${model.path}/datasets`).expect(200);
    await admin().put(`${model.path}/frozen-set`).send({ dataset: sets.items[0].id }).expect(200);
    expect((await admin().get(promotion).expect(200)).body.status).toBe('outdated');
    await untilServed(undefined);
    expect(await statusOf(2)).toBe('candidate');
    await admin().put(`${model.path}/frozen-set`).send({ dataset: null }).expect(200);
  });

  it('becomes the champion by the same promotion', async () => {
    const promotion = await judged();
    await approve(approver, promotion, { canary: 0.2 }).expect(200);
    await untilServed('canary');
    expect((await approve(requester, promotion, {}).expect(403)).body.code).toBe('FOUR_EYES');
    const { body } = await approve(approver, promotion, {}).expect(200);
    expect(body.status).toBe('approved');
    await untilServed(undefined);
    expect([await statusOf(1), await statusOf(2)]).toEqual(['archived', 'champion']);
    expect(new Set((await model.predict(rows())).map(({ version }) => version))).toEqual(new Set([2]));
    const { body: report } = await admin().get(path()).expect(200);
    expect(report.challenge.ending).toBe('Version 2 has become the champion.');
    await admin().post(`${model.path}/models/rollback`).expect(200);
    expect([await statusOf(1), await statusOf(2)]).toEqual(['champion', 'archived']);
  });
});
