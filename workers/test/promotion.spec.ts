import { randomUUID } from 'node:crypto';
import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { connect } from '@proofline/host';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { askForPromotion, keyFor } from '../../api/test/promote.js';
import { quickSolution, SAMPLE } from '../../api/test/sample.js';
import { startApi, type TestApi } from '../../api/test/start-api.js';
import { type RunningWorker, runWorker } from '../src/index.js';

type Source = Awaited<ReturnType<typeof connect>>;

let api: TestApi;
let worker: RunningWorker;
let database: Source;
let rows: string[];
let ed: string;
let ann: string;

beforeAll(async () => {
  api = await startApi();
  worker = await runWorker({ ...api.parts, source: await connect(api.databaseUrl) });
  database = await connect(api.databaseUrl);
  rows = (await readFile(SAMPLE, 'utf8')).trimEnd().split('\n');
  await api.as(api.adminKey).post('/v1/clients').send({ slug: 'acme', name: 'Acme Bank' }).expect(201);
  ed = await keyFor(api, 'ed@acme.example', 'editor');
  ann = await keyFor(api, 'ann@acme.example', 'approver');
});
afterAll(async () => {
  await database.destroy();
  await worker.close();
  await api.stop();
});

async function newSolution(slug: string, more: object = {}): Promise<void> {
  const wanted = { ...(await quickSolution(more)), client: 'acme', slug };
  await api.as(ed).post('/v1/solutions').send(wanted).expect(201);
}

async function upload(solution: string, name: string, lines: readonly string[] = rows): Promise<string> {
  const { body } = await api
    .as(ed)
    .post(`/v1/solutions/${solution}/datasets?name=${name}`)
    .set('content-type', 'text/csv')
    .send(`${lines.join('\n')}\n`)
    .expect(201);
  return body.id;
}

/** Trains a version and returns the finished run. */
async function train(solution: string, dataset: string, more: object = {}) {
  const { body: asked } = await api
    .as(ed)
    .post(`/v1/solutions/${solution}/runs`)
    .send({ dataset, ...more })
    .expect(202);
  const state = async () => (await api.as(ed).get(`/v1/solutions/${solution}/runs/${asked.id}`).expect(200)).body;
  await vi.waitFor(async () => expect((await state()).status).toMatch(/succeeded|failed/), {
    timeout: 120_000,
    interval: 200,
  });
  const run = await state();
  expect(run).toMatchObject({ status: 'succeeded', problem: null });
  return run;
}

/** Version 1 once more, as the same data, configuration and seed would make it again. */
async function again(solution: string, version: number): Promise<void> {
  const [{ id, run }] = await database.query(
    'SELECT m.id, m.run_id AS run FROM proofline.model_version m JOIN proofline.solution s ON s.id = m.solution_id WHERE s.slug = $1 AND version = 1',
    [solution],
  );
  const copy = (table: string, change: object, of: string) =>
    database.query(
      `INSERT INTO proofline.${table} SELECT (jsonb_populate_record(t, $2::jsonb)).* FROM proofline.${table} t WHERE id = $1`,
      [of, JSON.stringify(change)],
    );
  const runId = randomUUID();
  await copy('run', { id: runId }, run);
  await copy(
    'model_version',
    { id: randomUUID(), run_id: runId, version, status: 'candidate', promotion_id: null },
    id,
  );
}

async function championOf(solution: string): Promise<number | undefined> {
  const { body } = await api.as(ann).get(`/v1/solutions/${solution}/models`).expect(200);
  return body.items.find(({ status }: { status: string }) => status === 'champion')?.version;
}

describe('a promotion', () => {
  beforeAll(async () => {
    await newSolution('loans');
    await train('loans', await upload('loans', 'loans.csv'));
    for (const version of [2, 3, 4]) await again('loans', version);
  }, 240_000);

  it('is asked for by an editor and decided by an approver, and by nobody whose role is smaller', async () => {
    const path = '/v1/solutions/loans/models/1/promotions';
    for (const role of ['integrator', 'viewer', 'approver']) {
      const key = role === 'approver' ? ann : await keyFor(api, `${role}@acme.example`, role);
      expect((await api.as(key).post(path).expect(403)).body.code).toBe('ROLE_TOO_SMALL');
    }
    // The way that it was done without a gate is gone.
    await api.as(api.adminKey).post('/v1/solutions/loans/models/1/promotion').expect(404);
    const { path: promotion } = await askForPromotion(api, 'loans', 1, ed);
    for (const key of [ed, await keyFor(api, 'ina@acme.example', 'integrator')]) {
      expect((await api.as(key).post(`${promotion}/approval`).expect(403)).body.code).toBe('ROLE_TOO_SMALL');
    }
    await api.as(api.adminKey).post('/v1/clients').send({ slug: 'rival', name: 'Rival' }).expect(201);
    const rival = { name: 'rival', owner: 'rita@rival.example', role: 'admin', client: 'rival' };
    const { body: foreign } = await api.as(api.adminKey).post('/v1/keys').send(rival).expect(201);
    await api.as(foreign.key).post(`${promotion}/approval`).expect(404);
    await api.as(foreign.key).get(promotion).expect(404);
    const open = await api.as(ed).post(path).expect(409);
    expect(open.body.code).toBe('PROMOTION_OPEN');
    await api.as(ann).post(`${promotion}/rejection`).send({}).expect(422);
    const { body } = await api.as(ann).post(`${promotion}/rejection`).send({ reason: 'Not before May.' }).expect(200);
    expect(body).toMatchObject({ status: 'rejected', reason: 'Not before May.', decidedOwner: 'ann@acme.example' });
    expect((await api.as(ann).post(`${promotion}/approval`).expect(409)).body.code).toBe('PROMOTION_DECIDED');
    expect(await championOf('loans')).toBeUndefined();
  }, 240_000);

  it('needs a second person: a second key of the first is none', async () => {
    const { path, status, verdict, checks } = await askForPromotion(api, 'loans', 1, ed);
    expect({ status, verdict }).toEqual({ status: 'waiting', verdict: 'passed' });
    expect(checks.map(({ id }: { id: string }) => id)).toEqual([
      'package',
      'criteria',
      'schema',
      'frozen-set',
      'comparison',
      'calibration',
      'fairness',
      'latency',
      'size',
    ]);
    for (const owner of ['ed@acme.example', '  ED@Acme.example']) {
      for (const role of ['approver', 'admin']) {
        const { body } = await api
          .as(await keyFor(api, owner, role))
          .post(`${path}/approval`)
          .expect(403);
        expect(body.code).toBe('FOUR_EYES');
        expect(body.detail).toContain('POST /v1/keys with {"name": "approvals", "role": "approver", "owner":');
      }
    }
    // A key that says nothing of its owner belongs to whoever made it.
    const hers = await api.as(api.adminKey).post('/v1/keys').send({ name: 'mine too', role: 'approver' }).expect(201);
    expect(hers.body).toMatchObject({ owner: 'first admin', madeBy: 'first admin' });
    const own = await askForPromotion(api, 'loans', 2);
    for (const key of [api.adminKey, hers.body.key]) {
      expect((await api.as(key).post(`${own.path}/approval`).expect(403)).body.code).toBe('FOUR_EYES');
    }
    expect(await championOf('loans')).toBeUndefined();

    const { body } = await api.as(ann).post(`${path}/approval`).send({ reason: 'Looks right.' }).expect(200);
    expect(body).toMatchObject({ status: 'approved', requestedOwner: 'ed@acme.example', reason: 'Looks right.' });
    expect(await championOf('loans')).toBe(1);
    // Version 2 was compared with nothing; now there is a champion.
    const late = await api.as(ann).post(`${own.path}/approval`).expect(409);
    expect(late.body.code).toBe('PROMOTION_OUTDATED');
    const { body: trail } = await api.as(api.adminKey).get('/v1/audit/verification').expect(200);
    expect(trail.intact).toBe(true);
    const [{ detail }] = await database.query(
      "SELECT detail FROM proofline.audit_entry WHERE action = 'promotion.approved' ORDER BY at DESC LIMIT 1",
    );
    expect(detail).toMatchObject({ version: 1, requestedOwner: 'ed@acme.example', keyMadeBy: 'first admin' });
  }, 240_000);

  it('swaps once where two approve at the same time', async () => {
    const bea = await keyFor(api, 'bea@acme.example', 'approver');
    const second = await askForPromotion(api, 'loans', 2, ed);
    const third = await askForPromotion(api, 'loans', 3, ed);
    expect(second.checks[4].measured).toMatchObject({ metric: 'auc', difference: 0, championVersion: 1, rows: 250 });
    const answers = await Promise.all([
      api.as(ann).post(`${second.path}/approval`),
      api.as(bea).post(`${second.path}/approval`),
      api.as(bea).post(`${third.path}/approval`),
      api.as(ann).post(`${third.path}/approval`),
    ]);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(3);
    const champion = await championOf('loans');
    expect([2, 3]).toContain(champion);
    const [{ count }] = await database.query(
      "SELECT count(*)::int AS count FROM proofline.audit_entry WHERE action = 'model.promoted'",
    );
    expect(count).toBe(2);

    // The other one is judged again, against the new champion, and may then follow.
    const other = champion === 2 ? 3 : 2;
    const again = await askForPromotion(api, 'loans', other, ed);
    expect(again.checks[4].measured).toMatchObject({ championVersion: champion });
    await api.as(ann).post(`${again.path}/approval`).expect(200);
    expect(await championOf('loans')).toBe(other);

    // Back, step by step, and never forth again.
    const waits = await askForPromotion(api, 'loans', 4, ed);
    const rollBack = () => api.as(ann).post('/v1/solutions/loans/models/rollback');
    expect((await rollBack().expect(200)).body.version).toBe(champion);
    expect((await api.as(ann).post(`${waits.path}/approval`).expect(409)).body.code).toBe('PROMOTION_OUTDATED');
    expect((await rollBack().expect(200)).body.version).toBe(1);
    expect((await rollBack().expect(409)).body.code).toBe('NOTHING_TO_ROLL_BACK_TO');
    await api.as(ed).post('/v1/solutions/loans/models/rollback').expect(403);
    expect(await championOf('loans')).toBe(1);
  }, 240_000);

  it('that failed is approved by nobody, and a package that was changed is overridden by nobody', async () => {
    const [{ artifact_key: key }] = await database.query(
      "SELECT m.artifact_key FROM proofline.model_version m JOIN proofline.solution s ON s.id = m.solution_id WHERE s.slug = 'loans' AND version = 4",
    );
    const model = join(api.parts.config.home, 'artifacts', key, 'package', 'model.bin');
    const before = await readFile(model);
    await appendFile(model, 'x');
    const override = { checks: ['package', 'criteria'], reason: 'We trust it.' };
    const failed = await askForPromotion(api, 'loans', 4, ed, { override });
    expect(failed).toMatchObject({ status: 'failed', verdict: 'failed' });
    expect(failed.checks).toHaveLength(1);
    expect(failed.checks[0].text.en).toContain("'model.bin' was altered");
    for (const who of [ann, api.adminKey]) {
      const refused = await api.as(who).post(`${failed.path}/approval`).expect(409);
      expect(refused.body).toMatchObject({ code: 'GATE_FAILED', problems: [{ where: { path: 'package' } }] });
    }
    await writeFile(model, before);
  }, 240_000);

  it('is the only way, for whoever writes into the database too', async () => {
    const champion = "UPDATE proofline.model_version SET status = 'champion'";
    await database.query("UPDATE proofline.model_version SET status = 'archived' WHERE status = 'champion'");
    await expect(database.query(`${champion} WHERE version = 4`)).rejects.toThrow('has no approved promotion');
    await expect(
      database.query(
        `${champion}, promotion_id = (SELECT id FROM proofline.promotion WHERE status = 'approved' LIMIT 1) WHERE version = 4`,
      ),
    ).rejects.toThrow('has no approved promotion');
    const { path } = await askForPromotion(api, 'loans', 4, ed);
    const id = path.split('/').at(-1);
    const approve = (owner: string) =>
      database.query("UPDATE proofline.promotion SET status = 'approved', decided_owner = $2 WHERE id = $1", [
        id,
        owner,
      ]);
    await expect(approve('Ed@Acme.example ')).rejects.toThrow('four_eyes');
    await database.query("UPDATE proofline.promotion SET status = 'failed', verdict = 'failed' WHERE id = $1", [id]);
    await expect(approve('ann@acme.example')).rejects.toThrow('only_what_passed');
  }, 240_000);
});

it('lets a promotion that the gate cannot finish be refused and asked for again', async () => {
  await again('loans', 5);
  const { path } = await askForPromotion(api, 'loans', 5, ed);
  const id = path.split('/').at(-1);
  await database.query("UPDATE proofline.promotion SET status = 'judging' WHERE id = $1", [id]);
  await api.as(ann).post(`${path}/rejection`).send({ reason: 'It hangs.' }).expect(200);
  expect(await askForPromotion(api, 'loans', 5, ed)).toMatchObject({ status: 'waiting' });
}, 240_000);

it('overrides a failed check only by name, with a reason, by a second person, and in the trail', async () => {
  await newSolution('strict', { criteria: [{ metric: 'auc', bound: '>=', value: 0.95 }] });
  const run = await train('strict', await upload('strict', 'loans.csv'), { promote: true });
  expect(run.outcome.verdict).not.toBe('GO');
  // What is no GO is not asked for by itself.
  const { body: none } = await api.as(ann).get('/v1/solutions/strict/promotions').expect(200);
  expect(none.items).toEqual([]);
  const plain = await askForPromotion(api, 'strict', 1, ed);
  expect(plain).toMatchObject({ status: 'failed', verdict: 'failed' });
  const refused = await api.as(ann).post(`${plain.path}/approval`).expect(409);
  expect(refused.body.problems.map(({ where }: { where: { path: string } }) => where.path)).toEqual(['criteria']);
  const other = { override: { checks: ['latency'], reason: 'It is slow.' } };
  expect(await askForPromotion(api, 'strict', 1, ed, other)).toMatchObject({ status: 'failed' });
  await api
    .as(ed)
    .post('/v1/solutions/strict/models/1/promotions')
    .send({ override: { checks: ['criteria'], reason: ' ' } })
    .expect(422);

  const override = { checks: ['criteria'], reason: 'Agreed with the risk committee on 0.75.' };
  const { path, ...asked } = await askForPromotion(api, 'strict', 1, ed, { override });
  expect(asked).toMatchObject({ status: 'waiting', verdict: 'overridden', override });
  expect(
    (
      await api
        .as(await keyFor(api, 'ed@acme.example', 'admin'))
        .post(`${path}/approval`)
        .expect(403)
    ).body.code,
  ).toBe('FOUR_EYES');
  await api.as(ann).post(`${path}/approval`).expect(200);
  expect(await championOf('strict')).toBe(1);
  const [{ detail }] = await database.query(
    "SELECT detail FROM proofline.audit_entry WHERE action = 'promotion.approved' AND detail->>'verdict' = 'overridden'",
  );
  expect(detail.override).toEqual(override);
}, 240_000);

it('compares on the frozen set, which no run is trained on', async () => {
  await newSolution('frozen');
  const [header, ...cases] = rows;
  const whole = await upload('frozen', 'all.csv');
  const frozen = await upload('frozen', 'frozen.csv', [header!, ...cases.slice(700)]);
  const mark = (key: string, dataset: string | null) =>
    api.as(key).put('/v1/solutions/frozen/frozen-set').send({ dataset });
  await mark(ed, frozen).expect(403);
  expect((await mark(ann, frozen).expect(200)).body.frozenSetId).toBe(frozen);
  const own = await api.as(ed).post('/v1/solutions/frozen/runs').send({ dataset: frozen }).expect(409);
  expect(own.body.code).toBe('DATASET_FROZEN');

  const run = await train('frozen', whole, { promote: true });
  expect(run).toMatchObject({ frozenSetId: frozen, promote: true });
  const mine = async () => (await api.as(ann).get('/v1/solutions/frozen/models/1/promotions').expect(200)).body.items;
  await expect
    .poll(async () => (await mine())[0]?.status, { timeout: 60_000, interval: 200 })
    .toMatch(/waiting|failed/);
  const [asked] = await mine();
  // Whoever asked for the run asked for the promotion.
  expect(asked).toMatchObject({ status: 'waiting', requestedOwner: 'ed@acme.example', frozenSetId: frozen });
  expect(asked.checks[3].measured).toMatchObject({ source: 'frozen-set', offered: 300, rows: 300, byCandidate: 0 });
  await api.as(ann).post(`/v1/solutions/frozen/models/1/promotions/${asked.id}/approval`).expect(200);

  await again('frozen', 2);
  const second = await askForPromotion(api, 'frozen', 2, ed);
  expect(second.checks[4].measured).toMatchObject({ championVersion: 1, rows: 300, difference: 0 });
  expect(second).toMatchObject({ version: 2, championVersion: 1 });
  const { body: all } = await api.as(ann).get('/v1/solutions/frozen/promotions').expect(200);
  expect(
    all.items.map(({ version, championVersion }: Record<string, number | null>) => [version, championVersion]),
  ).toEqual([
    [2, 1],
    [1, null],
  ]);
  // Judged on another set than is marked now: judged anew.
  await mark(ann, null).expect(200);
  expect((await api.as(ann).post(`${second.path}/approval`).expect(409)).body.code).toBe('PROMOTION_OUTDATED');
  const third = await askForPromotion(api, 'frozen', 2, ed);
  expect(third.checks[3]).toMatchObject({
    id: 'frozen-set',
    passed: true,
    measured: { source: 'hold-out', rows: 300 },
  });
}, 240_000);
