import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { connect, startEmbeddedPostgres } from '@proofline/host';
import { createTestDatabase } from '@proofline/host/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiProcess, load, openDoor, startApiProcess } from './load.js';
import { type ServedModel, serveModel } from './serve-model.js';
import { startApi, type TestApi } from './start-api.js';

const folders: string[] = [];
async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'proofline-lost-'));
  // Postgres runs as another user where the tests run as root.
  await chmod(folder, 0o711);
  folders.push(folder);
  return folder;
}
afterAll(async () => {
  for (const folder of folders) await rm(folder, { recursive: true, force: true });
});

/** Of these ids those that are in the log, each with the number of its rows. */
async function inLog(databaseUrl: string, ids: readonly string[]): Promise<Map<string, number>> {
  const source = await connect(databaseUrl);
  const rows: { id: string; n: number }[] = await source.query(
    'SELECT id, count(*)::int AS n FROM proofline.prediction WHERE id = ANY($1) GROUP BY id',
    [ids],
  );
  await source.destroy();
  return new Map(rows.map(({ id, n }) => [id, n]));
}

async function expectAllOnce(databaseUrl: string, answered: readonly string[]): Promise<void> {
  await expect
    .poll(async () => (await inLog(databaseUrl, answered)).size, { timeout: 60_000, interval: 250 })
    .toBe(answered.length);
  expect(new Set((await inLog(databaseUrl, answered)).values())).toEqual(new Set([1]));
  expect(new Set(answered).size).toBe(answered.length);
}

describe('an API process under load', () => {
  let api: TestApi;
  let model: ServedModel;
  let process: ApiProcess;
  beforeAll(async () => {
    api = await startApi();
    model = await serveModel(api, 'acme');
  });
  afterAll(async () => {
    process?.process.kill('SIGKILL');
    await process?.ended;
    await api.stop();
  });

  it('that is killed has lost none of its answers after the next start, and enters none twice', async () => {
    const home = await newFolder();
    const env = { ...api.env, PROOFLINE_HOME: home, ARTIFACTS_URL: `file://${api.env.PROOFLINE_HOME}/artifacts` };
    const answered: string[] = [];
    for (let round = 0; round < 3; round++) {
      process = await startApiProcess(env);
      const { url } = process;
      let k = 0;
      const asking = load(
        () => `${url}${model.path}/tasks/default/predictions`,
        api.adminKey,
        () => ({ rows: model.rows.slice(k++ % 900, (k % 900) + 3), reasons: k % 3 }),
      );
      // Different moments of the log's own rhythm.
      await wait(1_000 + 270 * round);
      process.process.kill('SIGKILL');
      await process.ended;
      await asking.stop();
      expect(asking.answered.length).toBeGreaterThan(20);
      answered.push(...asking.answered);
    }
    expect((await inLog(api.databaseUrl, answered)).size).toBeLessThan(answered.length);
    process = await startApiProcess(env);
    await expectAllOnce(api.databaseUrl, answered);
  }, 180_000);

  it('lives on where its connections to the database are cut again and again', async () => {
    const env = {
      ...api.env,
      PROOFLINE_HOME: await newFolder(),
      ARTIFACTS_URL: `file://${api.env.PROOFLINE_HOME}/artifacts`,
    };
    const cut = await startApiProcess(env);
    const asking = load(
      () => `${cut.url}${model.path}/tasks/default/predictions`,
      api.adminKey,
      () => ({ rows: model.rows.slice(0, 2) }),
    );
    const source = await connect(api.databaseUrl);
    for (let k = 0; k < 150; k++) {
      await source.query(
        'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
      );
      await wait(20);
    }
    await source.destroy();
    const before = asking.answered.length;
    await expect.poll(() => asking.answered.length, { timeout: 30_000 }).toBeGreaterThan(before + 20);
    await asking.stop();
    expect(cut.process.exitCode).toBe(null);
    await expectAllOnce(api.databaseUrl, asking.answered);
    cut.process.kill('SIGKILL');
    await cut.ended;
  }, 120_000);
});

describe('a database that goes and comes back under load', () => {
  it('costs no answered prediction, also where the API is killed meanwhile', async () => {
    const postgresHome = await newFolder();
    const home = await newFolder();
    const door = await openDoor();
    let postgres = await startEmbeddedPostgres(postgresHome);
    const lead = () => door.lead({ host: '127.0.0.1', port: Number(new URL(postgres.url).port) });
    lead();
    const throughDoor = new URL(postgres.url);
    throughDoor.port = String(door.port);
    const databaseUrl = await createTestDatabase(throughDoor.toString());
    const api = await startApi({ databaseUrl });
    const model = await serveModel(api, 'acme');
    const env = { ...api.env, PROOFLINE_HOME: home, ARTIFACTS_URL: `file://${api.env.PROOFLINE_HOME}/artifacts` };
    let process = await startApiProcess(env);
    const asking = load(
      () => `${process.url}${model.path}/tasks/default/predictions`,
      api.adminKey,
      () => ({ rows: model.rows.slice(0, 2) }),
    );
    const answersAgain = async () => {
      const before = asking.answered.length;
      await expect.poll(() => asking.answered.length, { timeout: 30_000 }).toBeGreaterThan(before + 20);
    };
    try {
      await answersAgain();
      for (const killed of [false, true]) {
        await postgres.stop();
        door.lead(undefined);
        await wait(1_500);
        if (killed) {
          process.process.kill('SIGKILL');
          await process.ended;
        }
        postgres = await startEmbeddedPostgres(postgresHome);
        lead();
        if (killed) process = await startApiProcess(env);
        await answersAgain();
      }
      await asking.stop();
      // A process that is warm answers on; whoever asked the one that was killed got no answer.
      expect([...asking.refused.keys()].filter((status) => status !== 0)).toEqual([]);
      await expectAllOnce(databaseUrl, asking.answered);
    } finally {
      await asking.stop();
      process.process.kill('SIGKILL');
      await process.ended;
      await api.stop();
      await postgres.stop();
      await door.close();
    }
  }, 180_000);
});
