import { spawnSync } from 'node:child_process';
import { appendFile, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiProcess, startApiProcess } from '../../api/test/load.js';
import { SAMPLE } from '../../api/test/sample.js';
import { startApi, type TestApi } from '../../api/test/start-api.js';

const WORKER = join(import.meta.dirname, '..', 'dist', 'main.js');
const PATH = '/v1/solutions/loans';

/** A name space of its own, which needs no root: its mounts are seen by its processes only, and they end with it. */
const OWN_MOUNTS = ['unshare', '-Urmpf', '--kill-child', 'sh', '-c'];
const possible = spawnSync(OWN_MOUNTS[0]!, [...OWN_MOUNTS.slice(1), 'mount -t tmpfs tmpfs /tmp']).status === 0;
const MOUNT = 'mount -t tmpfs -o size=12m tmpfs "$DISK"; nice -n 15 "$1" "$WORKER" >"$DISK.log" 2>&1 & exec "$@"';

describe.runIf(possible)('a disk of artefacts that is full', () => {
  let api: TestApi;
  let disk: string;
  let system: ApiProcess;
  beforeAll(async () => {
    api = await startApi();
    disk = await mkdtemp(join(tmpdir(), 'proofline-disk-'));
    const env = { ...api.env, ARTIFACTS_URL: `file://${disk}`, DISK: disk, WORKER };
    // An API and a worker on a disk of 12 MB; the worker is nicer than it makes its children, and may not take that back.
    system = await startApiProcess(env, [...OWN_MOUNTS, `cd / && ${MOUNT}`, 'sh']);
  });
  afterAll(async () => {
    system?.process.kill('SIGKILL');
    await system?.ended;
    await api.stop();
    await rm(disk, { recursive: true, force: true });
    await rm(`${disk}.log`, { force: true });
  });

  /** The disk as its processes see it. */
  const within = (...names: string[]) => join(`/proc/${system.process.pid}/root`, disk, ...names);
  const admin = () => api.as(api.adminKey);
  const items = async (what: string) => (await admin().get(`${PATH}/${what}`).expect(200)).body.items;
  const upload = async (name: string) => {
    const answer = await fetch(`${system.url}${PATH}/datasets?name=${name}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${api.adminKey}`, 'content-type': 'text/csv' },
      body: await readFile(SAMPLE, 'utf8'),
    });
    return { status: answer.status, body: (await answer.json()) as { id: string; code?: string } };
  };
  /** Files below a key. */
  const kept = async (key: string): Promise<string[]> => {
    const found = await readdir(within(key), { recursive: true, withFileTypes: true }).catch(() => []);
    return found.filter((one) => one.isFile()).map(({ name }) => name);
  };
  /** Writes until nothing more can be written. */
  const fill = async (): Promise<void> => {
    for (const bytes of [1 << 20, 1 << 12]) {
      for (;;) {
        const failed = await appendFile(within('ballast'), Buffer.alloc(bytes)).catch((error: unknown) => error);
        if (failed === undefined) continue;
        expect(failed).toMatchObject({ code: 'ENOSPC' });
        break;
      }
    }
  };

  it('keeps no part of an upload or of a model; once there is room, the run is finished, once', async () => {
    await admin().post('/v1/clients').send({ slug: 'acme', name: 'acme' }).expect(201);
    const columns = { target: 'credit_risk', positive: 'bad' };
    const config = { columns, budget: '1s', candidates: ['scorecard'] };
    const wanted = { client: 'acme', slug: 'loans', vertical: 'credit-risk', config };
    await admin().post('/v1/solutions').send(wanted).expect(201);
    const { body: file } = await upload('first.csv');
    await fill();

    const refused = await upload('second.csv');
    expect(refused).toMatchObject({ status: 503, body: { code: 'STORE_FULL' } });
    expect(await items('datasets')).toMatchObject([{ id: file.id }]);
    expect(await readdir(within('.drafts'))).toEqual([]);

    const { body: asked } = await admin().post(`${PATH}/runs`).send({ dataset: file.id }).expect(202);
    const state = async () => (await admin().get(`${PATH}/runs/${asked.id}`).expect(200)).body;
    // Trained, and not kept: its trial waits for another try.
    const putBack = async () =>
      api.parts.source.query(
        "SELECT attempts FROM proofline.trial WHERE run_id = $1 AND status = 'waiting' AND attempts > 0",
        [asked.id],
      );
    await expect.poll(putBack, { timeout: 120_000, interval: 100 }).not.toEqual([]);
    expect(await items('models')).toEqual([]);
    expect(await readdir(within('.drafts'))).toEqual([]);
    expect(await kept('runs')).toEqual([]);
    expect(await kept('trials')).toEqual([]);

    await rm(within('ballast'));
    await expect.poll(async () => (await state()).status, { timeout: 120_000, interval: 250 }).toBe('succeeded');
    expect(await items('models')).toMatchObject([{ version: 1, runId: asked.id }]);
    expect((await upload('second.csv')).status).toBe(201);
    expect(await readdir(within('.drafts'))).toEqual([]);
    expect((await admin().get('/v1/audit/verification').expect(200)).body.intact).toBe(true);
    expect((await admin().get('/v1/queue/dead-letters').expect(200)).body.items).toEqual([]);
  }, 300_000);
});
