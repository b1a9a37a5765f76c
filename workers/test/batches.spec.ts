import { rm } from 'node:fs/promises';
import { ARTIFACTS, BatchesService, connect, FinalFailure } from '@proofline/host';
import { Sealer, startTestS3 } from '@proofline/host/testing';
import type { Response } from 'supertest';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { keyFor } from '../../api/test/promote.js';
import { PERSONAL, type ServedModel, serveModel } from '../../api/test/serve-model.js';
import { SECRET, startApi, type TestApi } from '../../api/test/start-api.js';
import { processBatch } from '../src/batch-processor.js';
import { type RunningWorker, runWorker } from '../src/index.js';
import { describeBackends } from './backends.js';
import { runTools } from './run-tools.js';
import { WorkerProcesses } from './worker-processes.js';

type Row = Record<string, string | number>;

function csvOf(rows: readonly Row[]): string {
  const names = Object.keys(rows[0]!);
  const cell = (value: string | number): string => (typeof value === 'number' ? String(value) : `"${value}"`);
  return `${[names.join(','), ...rows.map((row) => names.map((name) => cell(row[name]!)).join(','))].join('\n')}\n`;
}

const body = (response: Response): string => (response.text ?? (response.body as Buffer).toString()) as string;
const linesOf = (text: string): string[] => text.trimEnd().split('\n');

/** The sample over and over, each row with an identifier of its own. */
const many = (model: ServedModel, count: number): Row[] =>
  Array.from({ length: count }, (_, k) => ({ ...model.rows[k % model.rows.length]!, application: `B-${k + 1}` }));

async function loggedOf({ parts }: TestApi, batch: string): Promise<number> {
  const [{ n }] = await parts.source.query('SELECT count(*)::int AS n FROM proofline.prediction WHERE batch_id = $1', [
    batch,
  ]);
  return n;
}

describe('a batch', () => {
  let api: TestApi;
  let model: ServedModel;
  let worker: RunningWorker;
  let path: string;
  let key: string;
  beforeAll(async () => {
    api = await startApi();
    model = await serveModel(api, 'acme');
    path = `${model.path}/tasks/default/batches`;
    key = await keyFor(api, 'nightly', 'integrator');
    worker = await runWorker({ ...api.parts, source: await connect(api.databaseUrl) });
  });
  afterAll(async () => {
    await worker.close();
    await api.stop();
  });

  const ask = async (content: string, query = '') =>
    (
      await api
        .as(key)
        .post(`${path}/files?name=new.csv${query}`)
        .set('content-type', 'text/csv')
        .send(content)
        .expect(202)
    ).body;
  const ended = async (id: string) => {
    const state = async () => (await api.as(key).get(`${path}/${id}`).expect(200)).body;
    await expect
      .poll(async () => (await state()).status, { timeout: 60_000, interval: 100 })
      .not.toMatch(/queued|runn/);
    return state();
  };

  it('answers a file as its rows are answered, with the champion, and leaves the bad rows to a file of errors', async () => {
    const rows = many(model, 50);
    rows[6] = { ...rows[6]!, duration_months: 'soon', housing: 'castle' };
    rows[49] = { ...rows[49]!, duration_months: 'never' };
    const batch = await ended((await ask(csvOf(rows), '&reasons=2')).id);
    expect(batch).toMatchObject({
      status: 'succeeded',
      fraction: 1,
      modelVersion: 1,
      rows: 50,
      scored: 48,
      refused: 2,
      attempts: 1,
      problem: null,
    });
    expect(batch.problems.map(({ code, where, count }: never) => [code, where, count])).toContainEqual([
      'NOT_A_NUMBER',
      { file: 'new.csv', column: 'duration_months', row: 7 },
      2,
    ]);
    const result = await api
      .as(key)
      .get(`${path}/${batch.id}/result`)
      .expect(200)
      .expect('content-type', /^text\/csv/);
    const [header, ...lines] = linesOf(body(result));
    expect(header).toMatch(/^row,probability,.*,application,reason_1,reason_2,prediction_id,model_version$/);
    expect(lines).toHaveLength(48);
    expect(lines[6]).toMatch(/^8,0\.\d+,.*,B-8,.*,1$/);
    const [one] = await model.predict([rows[7]!]);
    expect(Number(lines[6]!.split(',')[1])).toBe(one!.prediction.probability);
    const errors = linesOf(body(await api.as(key).get(`${path}/${batch.id}/errors`).expect(200)));
    expect(errors[0]).toBe('row,column,code,message,got,allowed,fix');
    expect(errors.slice(1).map((line) => line.split(',').slice(0, 3))).toContainEqual([
      '7',
      'duration_months',
      'NOT_A_NUMBER',
    ]);
    // A file and a row get the same verdict.
    for (const row of [7, 50]) {
      const { body: refused } = await api
        .as(key)
        .post(`${model.path}/tasks/default/predictions`)
        .send({ rows: [rows[row - 1]] })
        .expect(422);
      const codes = errors
        .slice(1)
        .filter((line) => line.startsWith(`${row},`))
        .map((line) => line.split(',')[2]);
      expect(refused.problems.map(({ code }: { code: string }) => code).sort()).toEqual(codes.sort());
    }
  }, 120_000);

  it('answers a data set, in the format that is asked for, and once for an idempotency key', async () => {
    const admin = api.as(api.adminKey);
    const { body: dataset } = await admin
      .post(`${model.path}/datasets?name=march.csv`)
      .set('content-type', 'text/csv')
      .send(csvOf(many(model, 20)))
      .expect(201);
    const wanted = { dataset: dataset.id, format: 'jsonl', language: 'zh', reasons: 1 };
    const send = () => api.as(key).post(path).set('idempotency-key', 'march').send(wanted).expect(202);
    const { body: asked } = await send();
    expect((await send()).body.id).toBe(asked.id);
    const batch = await ended(asked.id);
    expect(batch).toMatchObject({ status: 'succeeded', datasetId: dataset.id, scored: 20, refused: 0, problems: [] });
    const lines = linesOf(body(await api.as(key).get(`${path}/${asked.id}/result`).buffer(true).expect(200)));
    expect(JSON.parse(lines[0]!)).toMatchObject({ row: 1, application: 'B-1', model_version: 1 });
    expect(JSON.parse(lines[0]!).reason_1).toMatch(/\p{Script=Han}/u);
    expect((await api.as(key).get(`${path}/${asked.id}/errors`).expect(404)).body.detail).toContain('every row');
  }, 120_000);

  it('has its answers in the prediction log: monitoring sees them, outcomes find them, an erasure ends them', async () => {
    const admin = api.as(api.adminKey);
    const rows = many(model, 60).map((row, k): Row => ({ ...row, application: `L-${k + 1}` }));
    const monitored = async () => (await admin.get(`${model.path}/monitoring`).expect(200)).body;
    const before = await monitored();
    const { id } = await ended((await ask(csvOf(rows), '&reasons=2&format=jsonl')).id);
    const result = linesOf(body(await api.as(key).get(`${path}/${id}/result`).buffer(true).expect(200)));
    const answers = result.map((line) => JSON.parse(line));
    const logged = await api.parts.source.query('SELECT * FROM proofline.prediction WHERE batch_id = $1 ORDER BY id', [
      id,
    ]);
    expect(logged.map((row: { id: string }) => row.id).sort()).toEqual(answers.map((one) => one.prediction_id).sort());
    const first = logged.find((row: { id: string }) => row.id === answers[0].prediction_id);
    expect(first).toMatchObject({
      client_id: model.clientId,
      solution_id: model.solutionId,
      model_version: 1,
      task: 'default',
      request_id: id,
      score: answers[0].probability,
    });
    const [alone] = await model.predict([rows[0]!]);
    expect(first.prediction).toEqual(alone!.prediction);
    expect(first.reasons).toHaveLength(2);
    for (const [name, value] of Object.entries(first.features)) expect(rows[0]![name]).toBe(value);
    for (const name of [...PERSONAL, 'application']) expect(first.features).not.toHaveProperty(name);
    const target = { client: model.clientId, purpose: 'prediction', name: first.id, at: first.at };
    const opened = JSON.parse(new Sealer(SECRET).open(first.personal, target));
    expect(opened).toMatchObject({ application: 'L-1', housing: rows[0]!.housing });

    const after = await monitored();
    expect(after.window.predictions).toBeGreaterThanOrEqual(before.window.predictions + 60);
    // The one row that was asked for above; nobody waited for those of the batch.
    expect(after.service.requests - before.service.requests).toBeLessThanOrEqual(1);

    const at = new Date().toISOString();
    const items = [
      { predictionId: answers[1].prediction_id, outcome: model.outcomes[1], observedAt: at },
      { subject: 'L-3', outcome: model.outcomes[2], observedAt: at },
    ];
    const { body: receipt } = await admin.post(`${model.path}/feedback`).send({ items }).expect(200);
    expect(receipt).toMatchObject({ recorded: 2, problems: [] });
    const { body: erased } = await admin.post('/v1/clients/acme/erasures').send({ subject: 'L-3' }).expect(200);
    expect(erased.deleted).toEqual({ predictions: 1, outcomes: 1, conversations: 0 });
  }, 120_000);

  it('leaves no trace in the log where it is not to', async () => {
    const { id, log } = await ended((await ask(csvOf(many(model, 5)), '&log=false')).id);
    expect(log).toBe(false);
    const result = linesOf(body(await api.as(key).get(`${path}/${id}/result`).expect(200)));
    expect(result).toHaveLength(6);
    expect(result[0]).not.toContain('prediction_id');
    expect(await loggedOf(api, id)).toBe(0);
  }, 120_000);

  it('fails for a file that lacks a column, or of which no row can be answered, and says why by its own name', async () => {
    const short = many(model, 3).map(({ age: _, duration_months: __, ...row }) => row as Row);
    const missing = await ended((await ask(csvOf(short))).id);
    expect(missing).toMatchObject({ status: 'failed', failure: 'input' });
    expect(missing.problem.problems[0]).toMatchObject({ code: 'COLUMN_MISSING', where: { file: 'new.csv' } });
    expect(JSON.stringify(missing)).not.toContain(api.env.PROOFLINE_HOME);
    const bad = many(model, 3).map((row) => ({ ...row, duration_months: 'x' }));
    const none = await ended((await ask(csvOf(bad))).id);
    expect(none.problem).toMatchObject({ code: 'NOT_A_NUMBER' });
    expect((await api.as(key).get(`${path}/${none.id}/result`).expect(409)).body.code).toBe('BATCH_WITHOUT_RESULT');
  }, 120_000);

  it('is refused where no model answers, without a name, and for another task', async () => {
    const { body: fresh } = await api
      .as(api.adminKey)
      .post('/v1/solutions')
      .send({ client: 'acme', slug: 'fresh', vertical: 'credit-risk', config: {} })
      .expect(201);
    const send = (at: string) => api.as(key).post(at).set('content-type', 'text/csv').send('a\n1\n');
    expect((await send(`/v1/solutions/${fresh.id}/tasks/default/batches/files?name=a.csv`).expect(503)).body.code).toBe(
      'NO_CHAMPION',
    );
    await send(`${path}/files`).expect(422);
    await send(`${model.path}/tasks/other/batches/files?name=a.csv`).expect(404);
  });

  it('is named by the erasure of a subject, and its files are deleted when they are old enough', async () => {
    const { id } = await ended((await ask(csvOf(many(model, 3)))).id);
    const admin = api.as(api.adminKey);
    const erase = async (subject: string) =>
      (await admin.post('/v1/clients/acme/erasures').send({ subject }).expect(200)).body.batches;
    expect((await erase('B-2')).map(({ batch }: { batch: string }) => batch)).toContain(id);
    expect(await erase('Z-9')).toEqual([]);
    const batches = api.app.get(BatchesService);
    expect(await batches.deleteBefore(new Date(0))).toBe(0);
    expect(await batches.deleteBefore(new Date(Date.now() + 1000))).toBeGreaterThan(0);
    const { body: left } = await api.as(key).get(`${path}/${id}`).expect(200);
    expect(left).toMatchObject({ status: 'succeeded', scored: 3, deletedAt: expect.any(String) });
    expect((await api.as(key).get(`${path}/${id}/result`).expect(404)).body.detail).toContain('it was deleted at');
    expect(await erase('B-2')).toEqual([]);
    const actions: { action: string }[] = await api.parts.source.query(
      "SELECT action FROM proofline.audit_entry WHERE subject ->> 'batch' = $1 ORDER BY position",
      [id],
    );
    expect(actions.map(({ action }) => action)).toEqual(['batch.requested', 'batch.scored']);
  }, 120_000);
});

it('answers a file where artefacts are on S3', async () => {
  const s3 = await startTestS3();
  const api = await startApi({
    env: {
      ARTIFACTS_URL: `s3://${s3.bucket}/platform`,
      AWS_ENDPOINT_URL_S3: s3.endpoint,
      AWS_ACCESS_KEY_ID: s3.credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: s3.credentials.secretAccessKey,
    },
  });
  const model = await serveModel(api, 'acme');
  const worker = await runWorker({ ...api.parts, source: await connect(api.databaseUrl) });
  try {
    const path = `${model.path}/tasks/default/batches`;
    const admin = api.as(api.adminKey);
    const send = admin
      .post(`${path}/files?name=new.csv`)
      .set('content-type', 'text/csv')
      .send(csvOf(many(model, 5)));
    const { id } = (await send.expect(202)).body;
    const state = async () => (await admin.get(`${path}/${id}`).expect(200)).body;
    await expect.poll(async () => (await state()).status, { timeout: 60_000, interval: 100 }).toBe('succeeded');
    expect(linesOf(body(await admin.get(`${path}/${id}/result`).expect(200)))).toHaveLength(6);
  } finally {
    await worker.close();
    await api.stop();
    await s3.stop();
  }
}, 120_000);

describe('a batch whose file is not to be had', () => {
  let api: TestApi;
  afterEach(() => api.stop());

  it('is tried again, is a dead letter after the last time, and can be replayed or cancelled', async () => {
    api = await startApi();
    const model = await serveModel(api, 'acme');
    const path = `${model.path}/tasks/default/batches`;
    const admin = api.as(api.adminKey);
    const file = csvOf(many(model, 3));
    const send = () => admin.post(`${path}/files?name=new.csv`).set('content-type', 'text/csv').send(file).expect(202);
    const { id } = (await send()).body;
    const batches = api.app.get(BatchesService);
    const artifacts = api.app.get(ARTIFACTS);
    await rm(await artifacts.fetch((await batches.ledger.rows().get({ id }, id)).inputKey));
    const tools = runTools(api);
    const turn = (isLast: boolean) =>
      processBatch(tools, { batchId: id }, { isLast, closing: new AbortController().signal });
    await expect(turn(false)).rejects.toThrow('is not in the store');
    expect((await admin.get(`${path}/${id}`).expect(200)).body).toMatchObject({ status: 'queued', attempts: 1 });
    await expect(turn(true)).rejects.toThrow(FinalFailure);
    expect((await admin.get('/v1/queue/dead-letters').expect(200)).body.items).toEqual([]);
    const { body: dead } = await admin.get('/v1/queue/dead-letters/batches').expect(200);
    expect(dead.items).toMatchObject([{ id, failure: 'outage', problem: { code: 'ARTIFACT_MISSING' } }]);
    const replay = `/v1/queue/dead-letters/batches/${id}/replay`;
    expect((await admin.post(replay).expect(202)).body).toMatchObject({ status: 'queued', problem: null });
    expect((await admin.post(`${path}/${id}/cancellation`).expect(202)).body.status).toBe('cancelled');
    await admin.post(replay).expect(409);
    expect(await turn(false)).toBe('over');
  }, 120_000);
});

describe('a batch that two workers believe to have', () => {
  let api: TestApi;
  afterEach(() => api.stop());

  it('is ended, and in the log, once; nothing is in the log of one that was stopped or whose subject was erased meanwhile', async () => {
    api = await startApi();
    const model = await serveModel(api, 'acme');
    const path = `${model.path}/tasks/default/batches`;
    const admin = api.as(api.adminKey);
    const send = async () => {
      const request = admin.post(`${path}/files?name=new.csv`).set('content-type', 'text/csv');
      return (await request.send(csvOf(many(model, 40))).expect(202)).body.id as string;
    };
    const tools = runTools(api);
    const turn = (batchId: string, closing = new AbortController()) =>
      processBatch(tools, { batchId }, { isLast: true, closing: closing.signal });
    const twice = await send();
    expect(await Promise.all([turn(twice), turn(twice)])).toEqual(['over', 'over']);
    expect(await loggedOf(api, twice)).toBe(40);
    const [{ result_key: key }] = await api.parts.source.query('SELECT result_key FROM proofline.batch WHERE id = $1', [
      twice,
    ]);
    expect(key).toMatch(/\/[12]\/result\.csv$/);
    expect(linesOf(body(await admin.get(`${path}/${twice}/result`).expect(200)))).toHaveLength(41);

    // The worker is closed while it enters the answers: the rows are taken back, and entered by whoever comes next.
    const stopped = await send();
    const closing = new AbortController();
    const keep = tools.batches.succeed.bind(tools.batches);
    tools.batches.succeed = (batch, outcome, entering) => {
      closing.abort();
      return keep(batch, outcome, entering);
    };
    expect(await turn(stopped, closing)).toBe('put-back');
    expect(await loggedOf(api, stopped)).toBe(0);
    tools.batches.succeed = async (batch, outcome, entering) => {
      await admin.post('/v1/clients/acme/erasures').send({ subject: 'B-7' }).expect(200);
      return keep(batch, outcome, entering);
    };
    expect(await turn(stopped)).toBe('over');
    expect(await loggedOf(api, stopped)).toBe(39);
  }, 120_000);
});

describeBackends('a worker that is killed while it answers a file', (queue) => {
  let api: TestApi;
  const workers = new WorkerProcesses();
  beforeAll(async () => {
    api = await startApi(queue());
  });
  afterAll(async () => {
    workers.kill();
    await api.stop();
  });

  const startWorker = () => workers.start(api);

  it('loses nothing: another one finishes the batch, once', async () => {
    const model = await serveModel(api, 'acme');
    const path = `${model.path}/tasks/default/batches`;
    const admin = api.as(api.adminKey);
    const { id } = (
      await admin
        .post(`${path}/files?name=new.csv&reasons=4`)
        .set('content-type', 'text/csv')
        .send(csvOf(many(model, 30_000)))
        .expect(202)
    ).body;
    const state = async () => (await admin.get(`${path}/${id}`).expect(200)).body;
    const worker = startWorker();
    await expect.poll(async () => (await state()).status, { timeout: 60_000, interval: 20 }).toBe('running');
    worker.kill('SIGKILL');
    expect(await state()).toMatchObject({ status: 'running', attempts: 1, rows: null });
    startWorker();
    await expect.poll(async () => (await state()).status, { timeout: 120_000, interval: 200 }).toBe('succeeded');
    expect(await state()).toMatchObject({ attempts: 2, rows: 30_000, scored: 30_000, refused: 0 });
    const result = linesOf(body(await admin.get(`${path}/${id}/result`).expect(200)));
    expect(result).toHaveLength(30_001);
    expect(await loggedOf(api, id)).toBe(30_000);
    const scored = await api.parts.source.query(
      "SELECT count(*)::int AS n FROM proofline.audit_entry WHERE action = 'batch.scored'",
    );
    expect(scored).toEqual([{ n: 1 }]);
  }, 300_000);
});
