import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { allOf, answerOf, createProofline } from './client.js';
import { NoAnswer, Refusal } from './refusal.js';

const PROBLEM = {
  type: 'urn:x',
  title: 'Not found',
  status: 404,
  detail: "There is no client 'x'.",
  instance: 'urn:y',
  code: 'CLIENT_UNKNOWN',
  problems: [],
};

/** Three pages, the second of them empty. */
function runsAfter(after: string | null): string {
  const pages: Record<string, object> = {
    '': { items: [{ id: 'a' }, { id: 'b' }], next: 'two' },
    two: { items: [], next: 'three' },
    three: { items: [{ id: 'c' }], next: null },
  };
  return JSON.stringify(pages[after ?? '']);
}

let server: Server;
let url: string;
let seen: string | undefined;
beforeAll(async () => {
  server = createServer((request, response) => {
    seen = request.headers.authorization;
    const [status, type, body] =
      request.url?.startsWith('/v1/solutions/many/runs') === true
        ? [200, 'application/json', runsAfter(new URL(request.url, 'http://x').searchParams.get('after'))]
        : request.url === '/v1/clients'
          ? [200, 'application/json', '{"items":[]}']
          : request.url === '/v1/solutions'
            ? [502, 'text/html', '<h1>Bad gateway</h1>']
            : request.url === '/v1/keys'
              ? [200, 'text/html', '<h1>Welcome</h1>']
              : [404, 'application/problem+json', JSON.stringify(PROBLEM)];
    response.writeHead(status as number, { 'content-type': type as string }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});
afterAll(() => server.close());

describe('the client', () => {
  it('sends the key and gives what was answered', async () => {
    const { items } = await answerOf(createProofline({ url, key: 'pl_x' }).GET('/v1/clients'));
    expect(items).toEqual([]);
    expect(seen).toBe('Bearer pl_x');
  });

  it('throws what was refused, in the words of the API', async () => {
    const asked = answerOf(createProofline({ url }).GET('/v1/clients/{client}', { params: { path: { client: 'x' } } }));
    await expect(asked).rejects.toThrow(Refusal);
    await expect(asked).rejects.toMatchObject({
      status: 404,
      message: PROBLEM.detail,
      problem: { code: 'CLIENT_UNKNOWN' },
    });
  });

  it('goes through all pages of a list, and throws what one of them was refused with', async () => {
    const api = createProofline({ url });
    const runsOf = async (solution: string) => {
      const ids: string[] = [];
      const path = { solution };
      const runs = allOf((query) => api.GET('/v1/solutions/{solution}/runs', { params: { path, query } }));
      for await (const { id } of runs) ids.push(id);
      return ids;
    };
    expect(await runsOf('many')).toEqual(['a', 'b', 'c']);
    await expect(runsOf('none')).rejects.toThrow(Refusal);
  });

  it('says where nobody answers, or something else does', async () => {
    await expect(answerOf(createProofline({ url: 'http://127.0.0.1:9' }).GET('/v1/clients'))).rejects.toThrow(NoAnswer);
    await expect(answerOf(createProofline({ url }).GET('/v1/solutions'))).rejects.toThrow(/not Proofline: it said 502/);
    await expect(answerOf(createProofline({ url }).GET('/v1/keys'))).rejects.toThrow(/not Proofline: .* not JSON/);
  });
});
