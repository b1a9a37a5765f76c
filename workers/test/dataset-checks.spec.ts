import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { connect } from '@proofline/host';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SAMPLE } from '../../api/test/sample.js';
import { type ServedModel, serveModel } from '../../api/test/serve-model.js';
import { startApi, type TestApi } from '../../api/test/start-api.js';
import { type RunningWorker, runWorker } from '../src/index.js';

describe('an uploaded file', () => {
  let api: TestApi;
  let model: ServedModel;
  let worker: RunningWorker;
  let lines: string[];
  beforeAll(async () => {
    api = await startApi();
    model = await serveModel(api, 'acme');
    worker = await runWorker({ ...api.parts, source: await connect(api.databaseUrl) });
    lines = (await readFile(SAMPLE, 'utf8')).trimEnd().split('\n');
  });
  afterAll(async () => {
    await worker.close();
    await api.stop();
  });

  const admin = () => api.as(api.adminKey);
  async function upload(path: string, content: string) {
    const sent = admin().post(`${path}/datasets?name=loans.csv`).set('content-type', 'text/csv').send(content);
    const { body } = await sent.expect(201);
    expect(body.status).toBe('checking');
    const at = `${path}/datasets/${body.id}`;
    const state = async () => (await admin().get(at).expect(200)).body;
    await expect.poll(async () => (await state()).status, { timeout: 60_000, interval: 100 }).not.toBe('checking');
    return { at, ...(await state()) };
  }
  /** The sample as the solution's schema wants it, with an identifier. */
  const withIds = (rows: readonly string[]): string =>
    `${rows.map((line, k) => `${line},${k === 0 ? 'application' : `A-${k}`}`).join('\n')}\n`;

  it('is validated against the schema of its solution, profiled, and has the fingerprint that a run gives it', async () => {
    const found = await upload(model.path, withIds(lines));
    expect(found).toMatchObject({
      status: 'valid',
      rows: 1000,
      columns: 22,
      problems: 0,
      schemaSource: 'solution',
      fingerprint: expect.stringMatching(/^sha256:/),
    });
    const [{ artifactKey }] = await api.parts.source.query(
      'SELECT artifact_key AS "artifactKey" FROM proofline.model_version',
    );
    const report = join(api.env.PROOFLINE_HOME!, 'artifacts', artifactKey, 'package', 'manifest.json');
    expect(JSON.parse(await readFile(report, 'utf8')).fingerprint).toBe(found.fingerprint);
    const { body: validation } = await admin().get(`${found.at}/validation`).expect(200);
    expect(validation).toMatchObject({ file: 'loans.csv', valid: true, problems: [], format: { kind: 'csv' } });
    const { body: profile } = await admin().get(`${found.at}/profile`).expect(200);
    expect(profile).toMatchObject({ rows: 1000, target: { kind: 'binary', mean: 0.3 } });
  }, 120_000);

  it('that is not valid has all its problems in the report, with the name that its owner gave it, and no profile', async () => {
    const bad = [...lines];
    bad[4] = bad[4]!.replace(/,\d+,/, ',soon,');
    bad[9] = bad[9]!.replace(/good$|bad$/, 'perhaps');
    const found = await upload(model.path, withIds(bad));
    expect(found).toMatchObject({ status: 'invalid', rows: 1000, problems: 2, fingerprint: null });
    const { body, text } = await admin().get(`${found.at}/validation`).expect(200);
    expect(body.problems.map(({ where }: { where: object }) => where)).toEqual([
      { file: 'loans.csv', column: 'duration_months', row: 4 },
      { file: 'loans.csv', column: 'credit_risk', row: 9 },
    ]);
    expect(text).not.toContain(api.env.PROOFLINE_HOME);
    expect((await admin().get(`${found.at}/profile`).expect(404)).body.detail).toContain('it is invalid');
    // Training on it is refused by the run itself.
    const { body: run } = await admin().post(`${model.path}/runs`).send({ dataset: found.id }).expect(202);
    const state = async () => (await admin().get(`${model.path}/runs/${run.id}`).expect(200)).body;
    await expect.poll(async () => (await state()).status, { timeout: 60_000, interval: 200 }).toBe('failed');
    expect((await state()).failure).toBe('input');
  }, 120_000);

  it('that is no table is unreadable', async () => {
    const found = await upload(model.path, '%PDF-1.7\n');
    expect(found).toMatchObject({ status: 'unreadable', rows: 0, columns: 0, problems: 1 });
    expect((await admin().get(`${found.at}/validation`).expect(200)).body.problems[0].code).toBe('FILE_BINARY');
  }, 120_000);

  it('of a solution without schema and model is checked against one that is inferred from it', async () => {
    const config = { columns: { target: 'credit_risk', positive: 'bad' } };
    const wanted = { client: 'acme', slug: 'fresh', vertical: 'credit-risk', config };
    await admin().post('/v1/solutions').send(wanted).expect(201);
    const found = await upload('/v1/solutions/fresh', `${lines.join('\n')}\n`);
    expect(found).toMatchObject({ status: 'valid', rows: 1000, schemaSource: 'inferred' });
    const { body } = await admin().get('/v1/solutions/fresh/datasets').expect(200);
    expect(body.items).toMatchObject([{ id: found.id, status: 'valid', rows: 1000 }]);
  }, 120_000);
});
