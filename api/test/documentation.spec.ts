import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Shape } from './endpoints.js';
import { type ServedModel, serveModel } from './serve-model.js';
import { startApi, type TestApi } from './start-api.js';

let api: TestApi;
let acme: ServedModel;
beforeAll(async () => {
  api = await startApi();
  acme = await serveModel(api, 'acme', 'acme-loans');
});
afterAll(() => api.stop());

const keyOf = async (client: string): Promise<string> =>
  (await api.as(api.adminKey).post('/v1/keys').send({ name: client, role: 'integrator', client }).expect(201)).body.key;

describe('/docs-json', () => {
  it('is open, and without a key knows of no client', async () => {
    const { body, text } = await api.as().get('/docs-json').expect(200);
    expect(body.openapi).toBe('3.1.0');
    expect(text).not.toContain(acme.solutionId);
    expect(text).not.toContain('credit_history');
    await api.as('pl_wrong').get('/docs-json').expect(401);
  });

  it('is the document that clients are generated from', async () => {
    const { body } = await api.as().get('/docs-json').expect(200);
    await expect(`${JSON.stringify(body, null, 2)}\n`).toMatchFileSnapshot('../../client/openapi.json');
  });

  it('has no reference that leads nowhere', async () => {
    const { body, text } = await api.as().get('/docs-json').expect(200);
    const references = [...text.matchAll(/"\$ref":"([^"]*)"/g)].map(([, reference]) => reference!);
    expect(references).toContain('#/components/schemas/Problem');
    for (const reference of new Set(references)) {
      const target = reference
        .replace(/^#\//, '')
        .split('/')
        .reduce<Record<string, unknown> | undefined>((node, name) => node?.[name] as never, body);
      expect({ reference, found: target !== undefined }).toEqual({ reference, found: true });
    }
  });

  it('bounds every whole number that a request may carry', async () => {
    const { body } = await api.as().get('/docs-json').expect(200);
    const whole: { at: string; minimum?: number; maximum?: number }[] = [];
    const look = (node: unknown, at: string): void => {
      if (typeof node !== 'object' || node === null) return;
      const { type, minimum, maximum } = node as Shape;
      if (type === 'integer' || (Array.isArray(type) && type.includes('integer'))) whole.push({ at, minimum, maximum });
      for (const [name, part] of Object.entries(node)) look(part, `${at}.${name}`);
    };
    for (const [path, methods] of Object.entries<Record<string, { parameters?: unknown; requestBody?: unknown }>>(
      body.paths,
    )) {
      for (const [method, { parameters, requestBody }] of Object.entries(methods)) {
        look(parameters, `${method} ${path} parameters`);
        look(requestBody, `${method} ${path} body`);
      }
    }
    expect(whole.length).toBeGreaterThan(20);
    // No column of a number is wider than that.
    const fits = (bound: number | undefined): boolean => bound !== undefined && Math.abs(bound) < 2 ** 31;
    expect(whole.filter(({ minimum, maximum }) => !fits(minimum) || !fits(maximum))).toEqual([]);
  });

  it("shows a key its client's solutions: the fields of a row, and an example that can be sent as it stands", async () => {
    const key = await keyOf('acme');
    const { body } = await api.as(key).get('/docs-json').expect(200);
    const path = `/v1/solutions/${acme.solutionId}/tasks/default/predictions`;
    const { post } = body.paths[path];
    const { schema, example } = post.requestBody.content['application/json'];
    expect(schema.properties.rows.items.properties.duration_months).toMatchObject({
      anyOf: [{ type: 'integer', minimum: 1, maximum: 120 }, { type: 'null' }],
    });
    expect(z.fromJSONSchema(schema).safeParse(example).success).toBe(true);
    const { body: answer } = await api.as(key).post(path).send(example).expect(200);
    const answered = post.responses[200].content['application/json'].schema;
    const [expected] = answered.properties.predictions.items.properties.prediction.examples;
    expect(answer.predictions[0].prediction.probability).toBeCloseTo(expected.probability, 9);
    expect(z.fromJSONSchema(answered).safeParse(answer).success).toBe(true);
  });

  it('shows nothing of it to another client', async () => {
    await api.as(api.adminKey).post('/v1/clients').send({ slug: 'other', name: 'Other' }).expect(201);
    const { text } = await api
      .as(await keyOf('other'))
      .get('/docs-json')
      .expect(200);
    expect(text).not.toContain(acme.solutionId);
  });

  it('is shown on a page that loads nothing from elsewhere', async () => {
    const { text } = await api.as().get('/docs/').expect(200);
    expect(text).toContain('swagger-ui');
    expect(text).not.toMatch(/(?:src|href)="(?:https?:)?\/\//);
    await api.as().get('/docs/swagger-ui-bundle.js').expect(200);
  });
});
