import { request } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { type Answering, PredictionLog, ServingService } from '@proofline/host';
import { ProoflineError } from '@proofline/learn';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type EndedRequest, EndedRequests } from '../src/http/ended-requests.js';
import { type ServedModel, serveModel } from './serve-model.js';
import { startApi, type TestApi } from './start-api.js';

let api: TestApi;
let model: ServedModel;
let path: string;
const ended: EndedRequest[] = [];
beforeAll(async () => {
  api = await startApi();
  model = await serveModel(api, 'acme');
  path = `${model.path}/tasks/default/predictions`;
  await api.app.listen(0, '127.0.0.1');
  api.app.get(EndedRequests).onEnded((one) => ended.push(one));
  // From here on key, solution and champion are in memory.
  await send({});
});
afterAll(() => api.stop());

interface Sent {
  path?: string;
  headers?: Record<string, string>;
  body?: unknown;
  /** Without a content length, which is for the framework. */
  chunked?: boolean;
}

interface Received {
  status: number;
  headers: Record<string, unknown>;
  body: unknown;
}

/** A row with a number far outside what the model has learnt from. */
const far = () => ({ ...model.rows[0], duration_months: 115 });

const good = () => ({ rows: [model.rows[0]], reasons: 2 });

function send({ path: to = path, headers = {}, body = good(), chunked = false }: Sent): Promise<Received> {
  const bytes = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
  const { port } = api.app.getHttpServer().address() as AddressInfo;
  const length = chunked ? { 'transfer-encoding': 'chunked' } : { 'content-length': String(bytes.length) };
  const auth = { authorization: `Bearer ${api.adminKey}`, 'content-type': 'application/json' };
  return new Promise((resolve, reject) => {
    const asked = request({ port, method: 'POST', path: to, headers: { ...auth, ...length, ...headers } }, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (piece: string) => {
        text += piece;
      });
      answer.once('end', () =>
        resolve({ status: answer.statusCode!, headers: answer.headers, body: JSON.parse(text) as unknown }),
      );
    });
    asked.once('error', reject).end(bytes);
  });
}

/** Without what is another one each time. */
function alike({ status, headers, body }: Received): unknown {
  const { date, 'x-request-id': id, 'ratelimit-remaining': left, 'ratelimit-reset': reset, ...same } = headers;
  expect([typeof date, typeof id, typeof left, typeof reset]).toEqual(['string', 'string', 'string', 'string']);
  const text = JSON.stringify(body).replaceAll(/"(id|requestId)":"[^"]+"/g, '"$1":""');
  return { status, headers: { ...same, 'content-length': text.length }, body: JSON.parse(text) };
}

/** Whether the framework had to answer. */
async function passedOn(sent: Sent): Promise<boolean> {
  const predict = vi.spyOn(api.app.get(ServingService), 'predict');
  await send(sent);
  const called = predict.mock.calls.length > 0;
  predict.mockRestore();
  return called;
}

describe('a prediction before the framework', () => {
  it('is what the framework would have answered, to the last header', async () => {
    const plain: Sent[] = [
      {},
      { body: { rows: [model.rows[1]] } },
      { body: { rows: [far()] } },
      { body: { rows: [model.rows[0], far()], reasons: 1 } },
      { body: { rows: model.rows.slice(0, 16), reasons: 20 } },
      { headers: { 'content-type': 'application/json; charset=utf-8' } },
      { path: `/v1/solutions/${model.solutionId}/tasks/default/predictions` },
    ];
    for (const sent of plain) {
      // The first of its kind may have to be asked about.
      await send(sent);
      expect(await passedOn(sent)).toBe(false);
      expect(await passedOn({ ...sent, chunked: true })).toBe(true);
      const [front, framework] = [await send(sent), await send({ ...sent, chunked: true })];
      expect(front.status).toBe(200);
      expect(alike(front)).toEqual(alike(framework));
    }
  });

  it('is told of like every other: in the log, the metrics, and by its name', async () => {
    const rows: number[] = [];
    const serving = api.app.get(ServingService) as unknown as { answered: Answering };
    const before = serving.answered;
    serving.answered = (...told) => {
      rows.push(told[2]);
      before(...told);
    };
    ended.length = 0;
    const headers = { 'x-request-id': 'mine-1' };
    for (const chunked of [false, true]) {
      const answer = await send({ headers, chunked, body: { rows: model.rows.slice(0, 3) } });
      expect(answer.headers['x-request-id']).toBe('mine-1');
    }
    serving.answered = before;
    await vi.waitFor(() => expect(ended).toHaveLength(2));
    const [front, framework] = ended.map(({ ms, ...one }) => {
      expect(ms).toBeGreaterThan(0);
      return one;
    });
    expect(front).toEqual(framework);
    expect(front).toMatchObject({ requestId: 'mine-1', status: 200, caller: api.adminKey.slice(0, 11) });
    expect(rows).toEqual([3, 3]);
  });
});

/** Sends requests for predictions in one packet, so that they come in one turn of the event loop; statuses of the answers. */
function sendTogether(bodies: readonly unknown[]): Promise<number[]> {
  const { port } = api.app.getHttpServer().address() as AddressInfo;
  const packet = bodies.map((body) => {
    const text = JSON.stringify(body);
    const head = [
      `POST ${path} HTTP/1.1`,
      'host: localhost',
      `authorization: Bearer ${api.adminKey}`,
      'content-type: application/json',
      `content-length: ${Buffer.byteLength(text)}`,
    ];
    return `${head.join('\r\n')}\r\n\r\n${text}`;
  });
  return new Promise((resolve, reject) => {
    let text = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(packet.join('')));
    socket.once('error', reject).on('data', (piece: Buffer) => {
      text += piece.toString();
      const statuses = [...text.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status]) => Number(status));
      if (statuses.length < bodies.length) return;
      socket.destroy();
      resolve(statuses);
    });
  });
}

describe('requests that come in one turn of the event loop', () => {
  it('are kept with one write, and none is answered where that fails', async () => {
    const bodies = [0, 1, 2].map((k) => ({ rows: [model.rows[k]] }));
    const record = vi.spyOn(api.app.get(PredictionLog), 'record');
    expect(await sendTogether(bodies)).toEqual([200, 200, 200]);
    expect(record.mock.calls.map(([answered]) => answered.map(({ row }) => row))).toEqual([model.rows.slice(0, 3)]);
    record.mockImplementation(() => {
      throw new ProoflineError('unavailable', 'PREDICTION_LOG_FULL', 'The prediction log takes no more.');
    });
    expect(await sendTogether(bodies)).toEqual([503, 503, 503]);
    record.mockRestore();
  });
});

describe('the rows of a request', () => {
  it('get a remark where a number is far outside what the model has learnt from', async () => {
    for (const reasons of [0, 2]) {
      const { status, body } = await send({ body: { rows: [model.rows[0], far()], reasons } });
      expect(status, JSON.stringify(body)).toBe(200);
      const [usual, strange] = (body as { predictions: { remarks?: { en: string }[] }[] }).predictions;
      expect(usual!.remarks).toBeUndefined();
      expect(strange!.remarks!.map(({ en }) => en)).toEqual([expect.stringContaining('is 115, far outside')]);
    }
  });

  it('are refused with the problems of all of them, with reasons as without', async () => {
    const rows = ['long', 'longer'].map((duration) => ({ ...model.rows[0], duration_months: duration }));
    for (const reasons of [0, 2]) {
      const { status, body } = await send({ body: { rows, reasons } });
      expect(status).toBe(422);
      const { problems } = body as { problems: { where: { row: number }; count?: number }[] };
      expect(problems.reduce((sum, { count = 1 }) => sum + count, 0)).toBe(2);
    }
  });
});

describe('what is not plainly a prediction', () => {
  it('is answered by the framework, with the body as it came', async () => {
    const viewer = await keyOf('viewer');
    const row = model.rows[0]!;
    const refused: [number, Sent][] = [
      [401, { headers: { authorization: 'Bearer pl_wrong' } }],
      [401, { headers: { authorization: '' } }],
      [403, { headers: { authorization: `Bearer ${viewer}` } }],
      [404, { path: path.replace('acme', 'nobody') }],
      [404, { path: path.replace('default', 'other') }],
      [404, { path: `${path}/more` }],
      [415, { headers: { 'content-type': 'application/xml' } }],
      [422, { headers: { 'content-type': 'text/plain' } }],
      [400, { body: '{"rows": [' }],
      [400, { body: '' }],
      [400, { body: `{"rows":[{"__proto__":{"a":1}}]}` }],
      [422, { body: { rows: [] } }],
      [422, { body: { rows: ['text'] } }],
      [422, { body: { rows: [row], reasons: 21 } }],
      [422, { body: { rows: [row], more: 1 } }],
      [422, { body: { rows: [{ ...row, duration_months: 'long', unheard: 1 }] } }],
    ];
    for (const [status, sent] of refused) {
      const answer = await send(sent);
      expect(answer.status, JSON.stringify(sent)).toBe(status);
      expect(refusalOf(answer)).toEqual(refusalOf(await send({ ...sent, chunked: true })));
    }
  });

  it('is done once', async () => {
    const left = async (sent: Sent): Promise<number> => Number((await send(sent)).headers['ratelimit-remaining']);
    const refused = { body: { rows: [{ ...model.rows[0], duration_months: 'long' }] } };
    const before = await left({});
    expect(await left(refused)).toBe(before - 1);
    expect(await left({})).toBe(before - 2);
    const key = { 'idempotency-key': 'once-1' };
    const [first, again] = [await send({ headers: key }), await send({ headers: key })];
    expect(again.body).toEqual(first.body);
    expect(again.headers['idempotency-replayed']).toBe('true');
  });

  it('is a large body, or many rows', async () => {
    const many = { rows: Array.from({ length: 17 }, () => model.rows[0]) };
    const wide = { rows: [model.rows[0]], reasons: 1 };
    expect(await passedOn({ body: many })).toBe(true);
    expect(await passedOn({ body: `${JSON.stringify(wide)}${' '.repeat(70_000)}` })).toBe(true);
  });

  it('is a key that was revoked a moment ago', async () => {
    const integrator = await keyOf('integrator');
    const headers = { authorization: `Bearer ${integrator}` };
    expect((await send({ headers })).status).toBe(200);
    expect(await passedOn({ headers })).toBe(false);
    const { body } = await api.as(api.adminKey).get('/v1/keys').expect(200);
    const { id } = (body.items ?? body).find(({ prefix }: { prefix: string }) => integrator.startsWith(prefix));
    await api.as(api.adminKey).delete(`/v1/keys/${id}`);
    expect((await send({ headers })).status).toBe(401);
  });
});

const keyOf = async (role: string): Promise<string> =>
  (await api.as(api.adminKey).post('/v1/keys').send({ name: role, role }).expect(201)).body.key as string;

/** Not all refusals tell of a limit. */
function refusalOf({ status, body, headers: { 'content-type': type } }: Received): unknown {
  return {
    status,
    type,
    body: JSON.parse(JSON.stringify(body).replaceAll(/"(requestId|instance)":"[^"]+"/g, '"$1":""')),
  };
}
