import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { PredictionLog } from '@proofline/host';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ServedModel, serveModel } from './serve-model.js';
import { startApi, type TestApi } from './start-api.js';

// NVIDIA's client of the Open Inference Protocol, as a team in Python uses it.

const PACKAGES = join(import.meta.dirname, '.python');
const INSTALL = 'python3 -m pip install --target api/test/.python -r api/test/requirements.txt';
const installed = existsSync(join(PACKAGES, 'tritonclient'));
const required = process.env.PROOFLINE_REQUIRE_TRITON === '1';

it.runIf(!installed && required)('has tritonclient, as PROOFLINE_REQUIRE_TRITON=1 demands', () => {
  expect.fail(`There is no tritonclient; install it with '${INSTALL}'.`);
});

/** What triton-client.py says. */
interface Said {
  live: boolean;
  ready: boolean;
  modelReady: boolean;
  otherVersionReady: boolean;
  server: { name: string; extensions: string[] };
  metadata: { name: string; inputs: object[] };
  json: { id: string; version: string; outputs: string[]; probability: number[]; decision: string[] };
  binary: { id: string; probability: number[]; decision: string[]; predictionIds: string[]; versions: number[] };
  packed: number[];
  reasons: { code: string }[][];
  async: { ids: string[]; probability: number[] };
  missing: number[];
  errors: Record<'noKey' | 'unknownModel' | 'badCells', { status: string; message: string }>;
}

describe.runIf(installed)(installed ? 'tritonclient' : `tritonclient, which is not there: ${INSTALL}`, () => {
  let api: TestApi;
  let model: ServedModel;
  let expected: { probability: number; recommendedDecision: string }[];
  let withoutDuration: number;
  let said: Said;

  beforeAll(async () => {
    api = await startApi();
    model = await serveModel(api, 'loans');
    await api.app.listen(0, '127.0.0.1');
    const rows = model.rows.slice(0, 16);
    expected = (await model.predict(rows)).map(({ prediction }) => prediction as (typeof expected)[number]);
    [withoutDuration] = (await model.predict([{ ...rows[0], duration_months: null }])).map(
      ({ prediction }) => prediction.probability,
    ) as [number];
    said = await speak(rows);
  });
  afterAll(() => api.stop());

  async function speak(rows: object[]): Promise<Said> {
    const address = new URL(await api.app.getUrl()).host;
    const script = join(import.meta.dirname, 'triton-client.py');
    const child = spawn('python3', [script, address, api.adminKey, 'loans'], {
      env: { ...process.env, PYTHONPATH: PACKAGES, PYTHONDONTWRITEBYTECODE: '1' },
    });
    child.stdin.end(JSON.stringify(rows));
    const [out, fault] = await Promise.all([text(child.stdout), text(child.stderr)]);
    if (out === '') throw new Error(`triton-client.py failed: ${fault}`);
    return JSON.parse(out) as Said;
  }

  const probabilities = (): number[] => expected.map(({ probability }) => probability);

  it('finds the server and the model', () => {
    const { live, ready, modelReady, otherVersionReady } = said;
    expect({ live, ready, modelReady, otherVersionReady }).toEqual({
      live: true,
      ready: true,
      modelReady: true,
      otherVersionReady: false,
    });
    expect(said.server).toMatchObject({ name: 'proofline', extensions: ['binary_tensor_data'] });
    expect(said.metadata.name).toBe('loans');
  });

  it('infers in JSON: the answers of the platform, the outputs that were asked for, the id', () => {
    expect(said.json).toEqual({
      id: 'as json',
      version: '1',
      outputs: ['probability', 'recommendedDecision'],
      probability: probabilities(),
      decision: expected.map(({ recommendedDecision }) => recommendedDecision),
    });
  });

  it('infers in binary form, packed or not, and each prediction is in the log', async () => {
    const { id, probability, decision, versions, predictionIds } = said.binary;
    expect({ id, probability, decision, versions }).toEqual({
      id: 'as bytes',
      probability: probabilities(),
      decision: expected.map(({ recommendedDecision }) => recommendedDecision),
      versions: expected.map(() => 1),
    });
    expect(said.packed).toEqual(probabilities());
    await api.app.get(PredictionLog).flush();
    const [{ count }] = await api.parts.source.query(
      'SELECT count(*)::int FROM proofline.prediction WHERE id = ANY($1)',
      [predictionIds],
    );
    expect(count).toBe(predictionIds.length);
  });

  it('gets its reasons', () => {
    expect(said.reasons).toHaveLength(2);
    for (const reasons of said.reasons) expect(reasons[0]).toMatchObject({ code: expect.any(String) });
  });

  it('gets to each of many requests at once its own answer', () => {
    expect(said.async.ids).toEqual(said.async.ids.map((_, k) => String(k)));
    expect(said.async.ids).toHaveLength(64);
    expect(said.async.probability).toEqual(said.async.ids.map((_, k) => probabilities()[k % expected.length]));
  });

  it('says what is missing as numpy does', () => {
    expect(said.missing).toEqual(said.missing.map(() => withoutDuration));
  });

  it('gets refusals that it can read', () => {
    const { noKey, unknownModel, badCells } = said.errors;
    expect(noKey).toMatchObject({ status: '401', message: expect.stringContaining('No valid API key') });
    expect(unknownModel).toMatchObject({ status: '404', message: "There is no solution 'nothing'." });
    expect(badCells.status).toBe('422');
    for (const name of ['duration_months', 'credit_history']) expect(badCells.message).toContain(`'${name}'`);
  });
});
