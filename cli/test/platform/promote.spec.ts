import { appendFile, cp, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { connect } from '@proofline/host';
import type { PackageManifest } from '@proofline/pipeline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runWorker } from '../../../workers/src/index.js';
import { run } from '../terminal.js';
import { type ServedApi, serveApi } from './serve-api.js';

const FIXTURE = join(import.meta.dirname, '..', '..', '..', 'fixtures', 'german-credit');

let api: ServedApi;
let manifest: PackageManifest;
beforeAll(async () => {
  api = await serveApi();
  const flags = ['--config', FIXTURE, '--candidates', 'scorecard', '--budget', '1s', '--out', 'poc'];
  const { code, err } = await run(api.home, ['poc', ...flags]);
  expect(code, err).toBe(0);
  manifest = JSON.parse(await readFile(join(api.home, 'poc', 'package', 'manifest.json'), 'utf8')) as PackageManifest;
});
afterAll(() => api.stop());

/** Has version 2 stand beside version 1: unseen first, then for half of the subjects. */
async function tryBeside(approver: string): Promise<void> {
  const solution = 'acme/credit-risk';
  const begun = await api.proofline('shadow', solution, '2');
  expect(begun.out).toContain('Version 2 of acme/credit-risk computes from now on what version 1 answers.');
  expect((await api.proofline('challenger', solution)).out).toContain('version 2 beside version 1, shadow.');
  expect((await api.json('challenger', solution, '--end')).ending).toBe('It was ended.');
  const half = await api.prooflineAs(approver, 'approve', solution, '2', '--canary', '0.5');
  expect(half).toMatchObject({ code: 0, out: expect.stringContaining('answers a share of 0.5 now') });
  const golden = JSON.parse(await readFile(join(api.home, 'poc', 'package', 'golden.json'), 'utf8')) as {
    row: object;
  }[];
  const rows = Array.from({ length: 40 }, (_, k) => golden[k % golden.length]!.row);
  const path = '/v1/solutions/acme.credit-risk/tasks/default/predictions';
  const versions = async (): Promise<number[]> => {
    const { body } = await api.as(api.adminKey).post(path).send({ rows }).expect(200);
    return body.predictions.map(({ version }: { version: number }) => version);
  };
  await expect.poll(async () => new Set(await versions()).size).toBe(2);
  const compared = async () => (await api.json('challenger', solution)).rows.compared;
  await expect.poll(compared, { timeout: 10_000 }).toBeGreaterThan(0);
  const { out } = await api.proofline('challenger', solution);
  expect(out).toContain('version 2 beside version 1, canary of 0.5.');
  // Both versions are of one folder.
  expect(out).toMatch(/score, difference +0\.0000 on average/);
}

describe('proofline promote', () => {
  it('makes client, solution and candidate with the same hash; again, a new version of the same solution', async () => {
    // A view that somebody added stays where it is.
    await writeFile(join(api.home, 'poc', 'report.zh.md'), '# 报告\n');
    const first = await api.proofline('promote', 'poc', '--client', 'acme');
    expect(first).toMatchObject({ code: 0, err: '' });
    expect(first.out).toContain(`Same model as in poc: ${manifest.modelHash}`);
    expect(first.out).toContain('Next: proofline propose acme/credit-risk 1');
    const again = await api.json('promote', 'poc', '--client', 'acme');
    expect(again).toMatchObject({
      madeSolution: false,
      model: { version: 2, status: 'candidate', modelHash: manifest.modelHash },
      solution: { criteriaHash: manifest.criteriaHash, config: { client: 'acme', owner: 'risk committee' } },
    });
  });

  it('takes one command for a second client; a name that both have is asked back', async () => {
    const other = await api.json('promote', 'poc', '--client', 'beta', '--title', 'Loans');
    expect(other).toMatchObject({ client: 'beta', madeSolution: true, model: { version: 1 } });
    const { code, err } = await api.proofline('models', 'credit-risk');
    expect(code).toBe(2);
    expect(err).toContain('acme/credit-risk, beta/credit-risk');
    const { items } = await api.json('models', 'beta/credit-risk');
    expect(items).toHaveLength(1);
  });

  it('is judged by the gate, approved by another person and, where wanted, taken back', async () => {
    const worker = await runWorker({ ...api.parts, source: await connect(api.databaseUrl) });
    try {
      const approver = (await api.json('key', 'create', 'approver', '--role', 'approver', '--owner', 'Ms Second')).key;
      const answering = async () =>
        (await api.json('models', 'acme/credit-risk')).items.find(
          ({ status }: { status: string }) => status === 'champion',
        );
      for (const version of ['1', '2']) {
        const proposed = await api.proofline('propose', 'acme/credit-risk', version);
        expect(proposed.code, proposed.out + proposed.err).toBe(0);
        expect(proposed.out).toContain('✓ frozen-set');
        const own = await api.proofline('approve', 'acme/credit-risk', version);
        expect({ code: own.code, err: own.err }).toEqual({ code: 2, err: expect.stringMatching(/person/) });
        if (version === '2') await tryBeside(approver);
        await api.prooflineAs(approver, 'approve', 'acme/credit-risk', version);
        expect((await answering()).version).toBe(Number(version));
      }
      await api.json('rollback', 'acme/credit-risk');
      expect((await answering()).version).toBe(1);
      const { code, err } = await api.proofline('approve', 'acme/credit-risk', '2');
      expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining('No promotion of version 2 waits') });
    } finally {
      await worker.close();
    }
  });

  it('without what the model learnt from cannot be judged, and says so', async () => {
    const { out } = await api.proofline('promote', 'poc', '--client', 'beta', '--no-data');
    expect(out).toContain('did not come with it');
    const { items } = await api.json('models', 'beta/credit-risk');
    expect(items[0].datasetId).toBeNull();
    expect(items[1].datasetId).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('refuses a package that was changed, before anything is made', async () => {
    await cp(join(api.home, 'poc'), join(api.home, 'changed'), { recursive: true });
    await appendFile(join(api.home, 'changed', 'package', 'model.bin'), 'x');
    const { code, err } = await api.proofline('promote', 'changed', '--client', 'gamma');
    expect(code).toBe(2);
    expect(err).toContain('model.bin');
    expect((await api.as(api.adminKey).get('/v1/clients/gamma')).status).toBe(404);
  });

  it('says what is wrong: another folder, a wrong key, a key that may not make clients, no server', async () => {
    const { body } = await api.as(api.adminKey).post('/v1/keys').send({ name: 'e', role: 'editor' }).expect(201);
    const cases: [Promise<{ code: number; err: string }>, number, RegExp][] = [
      [api.proofline('promote', '.', '--client', 'acme'), 2, /not the output folder of a proof of concept/],
      [api.prooflineAs('pl_wrong', 'promote', 'poc', '--client', 'acme'), 2, /proofline login/],
      [api.prooflineAs(body.key, 'promote', 'poc', '--client', 'delta'), 2, /no client 'delta'.*may not make one/],
      [api.proofline('promote', 'poc', '--client', 'acme', '--url', 'http://127.0.0.1:1'), 1, /Nobody answers/],
    ];
    for (const [ran, code, message] of cases) {
      expect((await ran).err).toMatch(message);
      expect((await ran).code).toBe(code);
    }
  });

  it('says loudly where the platform holds another model', async () => {
    const lying = createServer((request, response) => {
      request.resume();
      const [, , what, , more] = request.url!.split(/[/?]/);
      const answer =
        more === 'models'
          ? { version: 1, modelHash: 'sha256:other', packageHash: manifest.packageHash }
          : request.method === 'GET' && what === 'solutions'
            ? { items: [] }
            : { id: '1', slug: 'acme', name: 'Acme' };
      request.on('end', () =>
        response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer)),
      );
    });
    await new Promise<void>((resolve) => lying.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(lying.address() as AddressInfo).port}`;
    const { code, err } = await api.proofline('promote', 'poc', '--no-data', '--client', 'acme', '--url', url);
    lying.close();
    expect(code).toBe(2);
    expect(err).toMatch(/holds another model.*sha256:other/);
  });
});
