import { expect } from 'vitest';
import type { TestApi } from './start-api.js';

/** A key for somebody, of the whole platform. */
export async function keyFor(api: TestApi, owner: string, role: string): Promise<string> {
  const wanted = { name: `${role} of ${owner}`, owner, role };
  const { body } = await api.as(api.adminKey).post('/v1/keys').send(wanted).expect(201);
  return body.key;
}

/** Asks for a promotion and waits until the gate has judged it; a worker must run. */
export async function askForPromotion(api: TestApi, solution: string, version: number, key = api.adminKey, body = {}) {
  const path = `/v1/solutions/${solution}/models/${version}/promotions`;
  const { body: asked } = await api.as(key).post(path).send(body).expect(202);
  const state = async () => (await api.as(key).get(`${path}/${asked.id}`).expect(200)).body;
  await expect
    .poll(async () => (await state()).status, { timeout: 120_000, interval: 100 })
    .not.toMatch(/queued|judging/);
  return { ...(await state()), path: `${path}/${asked.id}` };
}

/** Makes a version the champion as people do: the admin asks, a second person approves. */
export async function promote(api: TestApi, solution: string, version: number): Promise<void> {
  const { path, ...judged } = await askForPromotion(api, solution, version);
  expect(judged.checks?.filter(({ passed }: { passed: boolean }) => !passed)).toEqual([]);
  const second = await keyFor(api, 'second person', 'approver');
  await api.as(second).post(`${path}/approval`).expect(200);
}
