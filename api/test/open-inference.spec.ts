import { gzipSync } from 'node:zlib';
import { PredictionLog } from '@proofline/host';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Datatype, decode, type Element, encode } from '../src/open-inference/datatypes.js';
import { type ServedModel, serveModel } from './serve-model.js';
import { startApi, type TestApi } from './start-api.js';

let api: TestApi;
let model: ServedModel;
beforeAll(async () => {
  api = await startApi();
  model = await serveModel(api, 'loans');
});
afterAll(() => api.stop());

interface Tensor {
  name: string;
  datatype: Datatype;
  shape: number[];
  data?: Element[];
  parameters?: { binary_data_size: number };
}

/** Rows as tensors, of the datatypes that the metadata names. */
async function tensorsOf(rows: Record<string, string | number>[]): Promise<Tensor[]> {
  const { body } = await api.as(api.adminKey).get('/v2/models/loans').expect(200);
  return body.inputs.map(({ name, datatype }: Tensor) => ({
    name,
    datatype,
    shape: [rows.length],
    data: rows.map((row) =>
      datatype === 'BYTES' ? String(row[name]) : datatype === 'BOOL' ? row[name] === 'yes' : row[name]!,
    ),
  }));
}

const infer = (body: object, path = '/v2/models/loans/infer') => api.as(api.adminKey).post(path).send(body);

const dataOf = (body: { outputs: Tensor[] }, name: string) => body.outputs.find((one) => one.name === name)!.data!;

/** The same request in binary form. */
function framed(request: { inputs: Tensor[] }): { body: Buffer; length: number } {
  const parts: Buffer[] = [];
  const inputs = request.inputs.map(({ data, ...input }) => {
    const bytes = encode(input.datatype, data!);
    parts.push(bytes);
    return { ...input, parameters: { binary_data_size: bytes.length } };
  });
  const head = Buffer.from(JSON.stringify({ ...request, inputs }));
  return { body: Buffer.concat([head, ...parts]), length: head.length };
}

async function inferBinary(body: Buffer, headers: Record<string, string>) {
  const answer = await api.app.inject({
    method: 'POST',
    url: '/v2/models/loans/infer',
    headers: { authorization: `Bearer ${api.adminKey}`, ...headers },
    payload: body,
  });
  const length = Number(answer.headers['inference-header-content-length'] ?? answer.rawPayload.length);
  const head = JSON.parse(answer.rawPayload.toString('utf8', 0, length));
  let at = length;
  const values = new Map<string, Element[]>();
  for (const { name, datatype, data, parameters } of (head.outputs ?? []) as Tensor[]) {
    const size = parameters?.binary_data_size ?? 0;
    values.set(name, data ?? decode(datatype, answer.rawPayload.subarray(at, at + size)));
    at += size;
  }
  expect(at).toBe(answer.rawPayload.length);
  return { status: answer.statusCode, type: answer.headers['content-type'], head, values };
}

describe('health and metadata', () => {
  it('is open', async () => {
    expect((await api.as().get('/v2').expect(200)).body).toEqual({
      name: 'proofline',
      version: expect.stringMatching(/^\d/),
      extensions: ['binary_tensor_data'],
    });
    expect((await api.as().get('/v2/health/live').expect(200)).body).toEqual({ live: true });
    expect((await api.as().get('/v2/health/ready').expect(200)).body).toEqual({ live: true });
  });

  it('describes the model by its feature schema and by what it answers', async () => {
    const { body } = await api.as(api.adminKey).get('/v2/models/loans').expect(200);
    expect(body).toMatchObject({ name: 'loans', versions: ['1'], platform: 'proofline_credit-risk' });
    expect(body.inputs).toContainEqual({ name: 'duration_months', datatype: 'INT64', shape: [-1] });
    expect(body.inputs).toContainEqual({ name: 'credit_history', datatype: 'BYTES', shape: [-1] });
    expect(body.inputs).toContainEqual({ name: 'application', datatype: 'BYTES', shape: [-1] });
    expect(body.inputs.map(({ name }: Tensor) => name)).not.toContain('credit_risk');
    expect(Object.fromEntries(body.outputs.map(({ name, datatype }: Tensor) => [name, datatype]))).toEqual({
      probability: 'FP64',
      score: 'FP64',
      recommendedDecision: 'BYTES',
      recommendedCutOff: 'FP64',
      prediction_id: 'BYTES',
      model_version: 'INT64',
      reasons: 'BYTES',
    });
    const { body: ofVersion } = await api.as(api.adminKey).get('/v2/models/loans/versions/1').expect(200);
    expect(ofVersion).toEqual(body);
  });

  it('is ready where a model answers, under every name of the solution', async () => {
    for (const name of ['loans', 'loans.loans', model.solutionId, 'loans/versions/1']) {
      const { body } = await api.as(api.adminKey).get(`/v2/models/${name}/ready`).expect(200);
      expect(body).toEqual({ name: name.split('/')[0], ready: true });
    }
    for (const path of [
      '/v2/models/none',
      '/v2/models/none.loans',
      '/v2/models/loans/versions/2',
      '/v2/models/stats/x',
    ]) {
      const { body } = await api.as(api.adminKey).get(path).expect(404);
      expect(body.error).toMatch(/none|version 1 does|There is no GET/i);
    }
  });

  it('is not ready without a champion', async () => {
    const wanted = { client: 'loans', slug: 'empty', vertical: 'credit-risk' };
    await api.as(api.adminKey).post('/v1/solutions').send(wanted).expect(201);
    const { body } = await api.as(api.adminKey).get('/v2/models/empty/ready').expect(503);
    expect(body).toMatchObject({ code: 'NO_CHAMPION', error: expect.stringContaining('no model that answers yet') });
  });
});

describe('names', () => {
  it('are told apart by the client where two have a solution of one slug', async () => {
    await api.as(api.adminKey).post('/v1/clients').send({ slug: 'rival', name: 'Rival' }).expect(201);
    const wanted = { client: 'rival', slug: 'loans', vertical: 'credit-risk' };
    const { body: other } = await api.as(api.adminKey).post('/v1/solutions').send(wanted).expect(201);
    const { body } = await api.as(api.adminKey).get('/v2/models/loans').expect(409);
    expect(body.error).toContain("'acme.loans'");
    await api.as(api.adminKey).get('/v2/models/loans.loans').expect(200);
    await api.as(api.adminKey).get('/v2/models/rival.loans').expect(503);
    const rival = { name: 'r', role: 'integrator', client: 'rival' };
    const { body: key } = await api.as(api.adminKey).post('/v1/keys').send(rival).expect(201);
    // One of the other client is not there, though both have the slug.
    await api.as(key.key).get('/v2/models/loans.loans').expect(404);
    await api.as(key.key).get('/v2/models/loans').expect(503);
    const source = api.parts.source;
    await source.query('DELETE FROM proofline.solution WHERE id = $1', [other.id]);
  });
});

describe('inference', () => {
  it('answers as the platform does, in the order of the rows, and keeps the predictions', async () => {
    const rows = model.rows.slice(0, 30);
    const { body } = await infer({ id: 'batch 1', inputs: await tensorsOf(rows) }).expect(200);
    expect(body).toMatchObject({ model_name: 'loans', model_version: '1', id: 'batch 1' });
    const expected = await model.predict(rows);
    expect(dataOf(body, 'probability')).toEqual(expected.map(({ prediction }) => prediction.probability));
    expect(dataOf(body, 'model_version')).toEqual(rows.map(() => 1));
    expect(body.outputs.map(({ name }: Tensor) => name)).not.toContain('reasons');
    await api.app.get(PredictionLog).flush();
    const kept: { id: string; score: number }[] = await api.parts.source.query(
      'SELECT id, score FROM proofline.prediction WHERE id = ANY($1)',
      [dataOf(body, 'prediction_id')],
    );
    const scores = new Map(kept.map(({ id, score }) => [id, score]));
    expect(dataOf(body, 'prediction_id').map((id) => scores.get(id as string))).toEqual(dataOf(body, 'probability'));
  });

  it('takes [n, 1], nested data, an addressed version and the outputs that are asked for, in their order', async () => {
    const inputs = (await tensorsOf(model.rows.slice(0, 2))).map((input) => ({
      ...input,
      shape: [2, 1],
      data: input.data!.map((value) => [value]),
    }));
    const outputs = [{ name: 'recommendedDecision' }, { name: 'reasons' }, { name: 'probability' }];
    const { body } = await infer({ inputs, outputs }, '/v2/models/loans/versions/1/infer').expect(200);
    expect(body.id).toBeUndefined();
    expect(body.outputs.map(({ name }: Tensor) => name)).toEqual(outputs.map(({ name }) => name));
    const { body: same } = await api
      .as(api.adminKey)
      .post(`${model.path}/tasks/default/predictions`)
      .send({ rows: model.rows.slice(0, 2), reasons: 4 })
      .expect(200);
    const reasons = same.predictions.map((one: { reasons: object[] }) => one.reasons);
    expect(reasons[0].length).toBeGreaterThan(1);
    expect(dataOf(body, 'reasons').map((text) => JSON.parse(text as string))).toEqual(reasons);
    await infer({ inputs }, '/v2/models/loans/versions/7/infer').expect(404);
  });

  it('gives as many reasons as the parameter says', async () => {
    const { body } = await infer({
      parameters: { reasons: 2 },
      inputs: await tensorsOf(model.rows.slice(0, 3)),
    }).expect(200);
    expect(dataOf(body, 'reasons').map((text) => JSON.parse(text as string).length)).toEqual([2, 2, 2]);
  });

  it('takes a cell as missing that is null, NaN, an empty text, or of an input that is absent', async () => {
    const row = model.rows[0]!;
    const inputs = await tensorsOf([row]);
    const [expected] = await model.predict([{ ...row, duration_months: null, savings: null }]);
    const missing = (name: string, data: Element[]) =>
      inputs.map((input) => (input.name === name ? { ...input, data } : input));
    const others = inputs.filter(({ name }) => name !== 'duration_months' && name !== 'savings');
    const asNull = missing('duration_months', [null]).map((one) =>
      one.name === 'savings' ? { ...one, data: [''] } : one,
    );
    for (const given of [others, asNull]) {
      const { body } = await infer({ inputs: given }).expect(200);
      expect(dataOf(body, 'probability')).toEqual([expected!.prediction.probability]);
    }
    const text = JSON.stringify({ inputs: asNull }).replace('[null]', '[NaN]');
    const { body } = await api
      .as(api.adminKey)
      .post('/v2/models/loans/infer')
      .set('content-type', 'application/json')
      .send(text)
      .expect(200);
    expect(dataOf(body, 'probability')).toEqual([expected!.prediction.probability]);
  });

  it('says every problem at once, in the form of the protocol', async () => {
    const [first, second, third, ...rest] = await tensorsOf(model.rows.slice(0, 2));
    const inputs = [
      first,
      { ...second, shape: [2, 3] },
      { ...third, data: ['only one'] },
      { ...first, name: 'nonsense' },
      ...rest,
    ];
    const { body, type } = await infer({ inputs }).expect(422);
    expect(type).toBe('application/json');
    expect(body.problems.map(({ code }: { code: string }) => code)).toEqual([
      'INPUT_SHAPE',
      'INPUT_LENGTH',
      'INPUT_UNKNOWN',
    ]);
    for (const name of [second!.name, third!.name, 'nonsense']) expect(body.error).toContain(`'${name}'`);
    const { body: unknown } = await infer({ inputs: [first], outputs: [{ name: 'odds' }] }).expect(422);
    expect(unknown.error).toContain("Output 'odds' is none of this model. It has: probability");
    const cells = (await tensorsOf(model.rows.slice(0, 2))).map((one) =>
      one.datatype === 'INT64' ? { ...one, data: one.data!.map(() => 1e9) } : one,
    );
    const { body: range } = await infer({ inputs: cells }).expect(422);
    for (const name of ['duration_months', 'installment_rate']) expect(range.error).toContain(`'${name}'`);
    await infer({ inputs: [] }).expect(422);
    await api.as(api.adminKey).post('/v2/models/loans/infer').send('{"inputs": [').expect(400);
    const { body: closed } = await api.as().post('/v2/models/loans/infer').send({ inputs }).expect(401);
    expect(closed.error).toContain('No valid API key');
  });

  it('counts what it refuses', async () => {
    await api.app.get(PredictionLog).flush();
    const [{ count }] = await api.parts.source.query(
      "SELECT count(*)::int FROM proofline.refusal WHERE code IN ('INPUT_UNKNOWN', 'REQUEST_INVALID', 'OUTPUT_UNKNOWN')",
    );
    expect(count).toBeGreaterThanOrEqual(2);
  });
});

describe('tensors in binary form', () => {
  it('are taken and given, packed or not', async () => {
    const rows = model.rows.slice(0, 20);
    const inputs = await tensorsOf(rows);
    const expected = (await model.predict(rows)).map(({ prediction }) => prediction.probability);
    const { body, length } = framed({ inputs, parameters: { binary_data_output: true } } as never);
    const header = { 'inference-header-content-length': String(length) };
    for (const sent of [
      await inferBinary(body, header),
      await inferBinary(gzipSync(body), { ...header, 'content-encoding': 'gzip' }),
    ]) {
      expect({ status: sent.status, type: sent.type }).toEqual({ status: 200, type: 'application/octet-stream' });
      expect(sent.values.get('probability')).toEqual(expected);
      expect(sent.values.get('model_version')).toEqual(rows.map(() => 1));
      expect(sent.values.get('prediction_id')).toHaveLength(20);
    }
  });

  it('may stand beside others in JSON', async () => {
    const inputs = await tensorsOf(model.rows.slice(0, 2));
    const outputs = [{ name: 'probability', parameters: { binary_data: true } }, { name: 'recommendedDecision' }];
    const { head, values } = await inferBinary(Buffer.from(JSON.stringify({ inputs, outputs })), {});
    expect(head.outputs.map((one: Tensor) => one.data === undefined)).toEqual([true, false]);
    expect(values.get('probability')).toHaveLength(2);
  });

  it('are refused where their bytes are not what the JSON says', async () => {
    const { body, length } = framed({ inputs: await tensorsOf(model.rows.slice(0, 2)) });
    const refused = async (bytes: Buffer, said: string | number) => {
      const { status, head } = await inferBinary(bytes, { 'inference-header-content-length': String(said) });
      return { status, code: head.code, error: head.error };
    };
    expect(await refused(body, body.length + 1)).toMatchObject({ status: 422, code: 'HEADER_LENGTH_INVALID' });
    expect(await refused(body.subarray(0, body.length - 3), length)).toMatchObject({
      status: 422,
      code: 'BINARY_DATA_INVALID',
    });
    expect(await refused(Buffer.concat([body, Buffer.from('x')]), length)).toMatchObject({
      status: 422,
      code: 'BINARY_DATA_LEFT',
    });
    expect(await refused(body, 3)).toMatchObject({ status: 400, error: expect.stringContaining('not JSON') });
  });
});
