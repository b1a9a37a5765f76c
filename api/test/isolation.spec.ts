import { connect, isAllowed, ROLES, type Role } from '@proofline/host';
import type { Response } from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DocumentedEndpoint, endpointsOf, sampleOf } from './endpoints.js';
import { type ServedModel, serveModel } from './serve-model.js';
import { startApi, type TestApi } from './start-api.js';

// Every endpoint of the OpenAPI document is tried: without a key, with each role, and with keys of another client against what
// the first client has. A new endpoint is tried as soon as it is documented.

let api: TestApi;
let acme: ServedModel;
let endpoints: DocumentedEndpoint[];
let keys: Record<'acme' | 'rival', Record<Role, string>>;
/** What acme has, by the names of parameters and fields. */
let known: Record<string, unknown>;

beforeAll(async () => {
  api = await startApi({ env: { PROOFLINE_RATE_LIMIT: 'off' } });
  acme = await serveModel(api, 'acme', 'acme-loans');
  await api.as(api.adminKey).post('/v1/clients').send({ slug: 'rival', name: 'Rival' }).expect(201);
  keys = { acme: await keysOf('acme'), rival: await keysOf('rival') };
  endpoints = endpointsOf((await api.as().get('/docs-json').expect(200)).body);
  const listed = await api.as(api.adminKey).get('/v1/keys').expect(200);
  const acmeKey = listed.body.items.find(({ clientId }: { clientId: string }) => clientId === acme.clientId);
  known = {
    client: acme.clientId,
    solution: acme.solutionId,
    dataset: acme.datasetId,
    run: acme.runId,
    task: 'default',
    version: 1,
    key: acmeKey.id,
    rows: [acme.rows[0]],
    url: 'https://example.com/hook',
    items: [{ subject: 'A-1', outcome: 'good', observedAt: '2026-01-01T00:00:00Z' }],
  };
});
afterAll(() => api.stop());

async function keysOf(client: string): Promise<Record<Role, string>> {
  const made = await Promise.all(
    ROLES.map(async (role): Promise<[Role, string]> => {
      const { body } = await api.as(api.adminKey).post('/v1/keys').send({ name: role, role, client }).expect(201);
      return [role, body.key];
    }),
  );
  return Object.fromEntries(made) as Record<Role, string>;
}

/** A request that would work for its owner as far as the document tells, at what acme has. */
async function attempt(
  { method, path, params, query, body, fileType }: DocumentedEndpoint,
  key: string | undefined,
): Promise<Response> {
  const at = path.replace(/\{(\w+)\}/g, (_, name: string) => String(known[name] ?? acme.runId));
  expect(params.length === 0 || !at.includes('{')).toBe(true);
  const named = { dataset: known.dataset };
  const wanted = query.filter(({ required, name }) => required || name in named);
  const request = api
    .as(key)
    [method](at)
    .query(
      Object.fromEntries(
        wanted.map(({ name, schema }) => [name, named[name as keyof typeof named] ?? sampleOf(schema, known)]),
      ),
    );
  if (body !== undefined) return request.send(sampleOf(body, known) as object);
  return fileType === undefined ? request : request.set('content-type', fileType).send('a,b\n1,2\n');
}

const nameOf = ({ method, path }: DocumentedEndpoint): string => `${method.toUpperCase()} ${path}`;

/** What acme has in the database, in full. */
async function belongings(): Promise<unknown> {
  const source = await connect(api.databaseUrl);
  try {
    const tables = (await source.query(
      `SELECT table_name AS name FROM information_schema.columns WHERE table_schema = 'proofline' AND column_name = 'client_id' ORDER BY 1`,
    )) as { name: string }[];
    expect(tables.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['api_key', 'dataset', 'model_version', 'run', 'solution']),
    );
    const rows = await Promise.all(
      tables.map(({ name }) =>
        source.query(`SELECT to_jsonb(t) AS row FROM proofline."${name}" t WHERE client_id = $1 ORDER BY 1`, [
          acme.clientId,
        ]),
      ),
    );
    return Object.fromEntries(tables.map(({ name }, k) => [name, rows[k]]));
  } finally {
    await source.destroy();
  }
}

describe('every endpoint of the document', () => {
  it('says who may use it', () => {
    expect(endpoints.length).toBeGreaterThan(20);
    expect(endpoints.filter(({ permission }) => permission === undefined).map(nameOf)).toEqual([]);
    // Open are only those that hold no data.
    const open = endpoints.filter(({ permission }) => permission === 'public').map(({ path }) => path);
    expect(open.filter((path) => !/^(?:\/v2)?\/health\/|^\/v2$/.test(path))).toEqual([]);
  });

  it('is closed without a key and with a wrong one', async () => {
    for (const endpoint of endpoints.filter(({ permission }) => permission !== 'public')) {
      const code = endpoint.permission === 'signature' ? 'SIGNATURE_REFUSED' : 'KEY_REFUSED';
      for (const key of [undefined, 'pl_0000000000000000000000000000000000000000000']) {
        const { status, body } = await attempt(endpoint, key);
        expect({ at: nameOf(endpoint), status, code: body.code }).toEqual({
          at: nameOf(endpoint),
          status: 401,
          code,
        });
      }
    }
  });

  it('is closed to every role that may not use it', async () => {
    for (const endpoint of endpoints) {
      const { permission } = endpoint;
      // A signature is of a channel and not of a role.
      if (permission === 'public' || permission === 'signature') continue;
      for (const role of ROLES.filter((one) => !isAllowed(one, permission))) {
        const { status } = await attempt(endpoint, keys.acme[role]);
        expect({ at: nameOf(endpoint), role, status }).toEqual({ at: nameOf(endpoint), role, status: 403 });
      }
    }
  });

  it('gives nothing of a client to a key of another one, and lets it change nothing', async () => {
    const before = await belongings();
    const secrets = [acme.clientId, acme.solutionId, 'acme-loans', acme.datasetId, acme.runId];
    for (const endpoint of endpoints) {
      const { permission } = endpoint;
      if (permission === 'public' || permission === 'signature') continue;
      for (const role of ROLES.filter((one) => isAllowed(one, permission))) {
        const { status, text, body } = await attempt(endpoint, keys.rival[role]);
        const at = `${nameOf(endpoint)} as ${role} of another client`;
        // A refusal repeats what the caller has named himself, and the request's id; an answer must not know of it.
        const leaked = status < 400 ? secrets.filter((secret) => text.includes(secret)) : [];
        expect({ at, status, leaked }).toEqual({ at, status: expect.any(Number), leaked: [] });
        if (endpoint.params.some((name) => ['solution', 'client', 'key'].includes(name))) {
          expect({ at, status, code: body.code }).toEqual({
            at,
            status: 404,
            code: expect.stringMatching(/_UNKNOWN$/),
          });
        }
        expect({ at, known: endpoint.statuses.includes(status) }).toEqual({ at, known: true });
      }
    }
    expect(await belongings()).toEqual(before);
  });
});
