import { appendFile, cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PackageManifest } from '@proofline/pipeline';
import { create } from 'tar';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { quickSolution, SAMPLE } from './sample.js';
import { startApi, type TestApi } from './start-api.js';
import { trainedPoc } from './trained-poc.js';

let api: TestApi;
let poc: string;
let manifest: PackageManifest;
let scratch: string;
beforeAll(async () => {
  api = await startApi();
  scratch = await mkdtemp(join(tmpdir(), 'proofline-import-test-'));
  poc = await pocWith();
  manifest = JSON.parse(await readFile(join(poc, 'package', 'manifest.json'), 'utf8')) as PackageManifest;
  await api.as(api.adminKey).post('/v1/clients').send({ slug: 'acme', name: 'Acme' }).expect(201);
});
afterAll(async () => {
  await api.stop();
  await rm(scratch, { recursive: true, force: true });
});

async function newSolution(slug: string, change: object = {}): Promise<void> {
  const body = { ...(await quickSolution(change)), client: 'acme', slug };
  await api.as(api.adminKey).post('/v1/solutions').send(body).expect(201);
}

/** A proof of concept on the sample. */
async function pocWith(change: object = {}): Promise<string> {
  const { config, schema } = await quickSolution(change);
  return trainedPoc(api, { config, schema, csv: await readFile(SAMPLE, 'utf8') });
}

async function archiveOf(folder: string): Promise<Buffer> {
  const file = join(scratch, `${Math.random().toString(36).slice(2)}.tgz`);
  await create({ gzip: true, file, cwd: folder }, ['.']);
  return readFile(file);
}

/** The archive of a copy that something was done to. */
async function altered(alter: (folder: string) => Promise<void>): Promise<Buffer> {
  const folder = await mkdtemp(join(scratch, 'altered-'));
  await cp(poc, folder, { recursive: true });
  await alter(folder);
  return archiveOf(folder);
}

const bring = (slug: string, archive: Buffer) =>
  api.as(api.adminKey).post(`/v1/solutions/${slug}/models`).set('content-type', 'application/gzip').send(archive);

const models = async (slug: string): Promise<unknown[]> =>
  (await api.as(api.adminKey).get(`/v1/solutions/${slug}/models`).expect(200)).body.items;

describe('a proof of concept that is brought', () => {
  it('becomes a candidate with the same hash, of a solution with the same criteria', async () => {
    await newSolution('loans');
    const { body } = await bring('loans', await archiveOf(poc)).expect(201);
    expect(body).toMatchObject({
      version: 1,
      status: 'candidate',
      runId: null,
      modelHash: manifest.modelHash,
      packageHash: manifest.packageHash,
      candidate: manifest.candidate,
    });
    const { body: solution } = await api.as(api.adminKey).get('/v1/solutions/loans').expect(200);
    expect(solution).toMatchObject({ stage: 'verdict', criteriaHash: manifest.criteriaHash });
    await bring('loans', await archiveOf(poc)).expect(201);
    expect(await models('loans')).toHaveLength(2);
  });

  it('is refused where a byte of its package was changed, and leaves nothing', async () => {
    await newSolution('changed');
    const archive = await altered((folder) => appendFile(join(folder, 'package', 'model.bin'), 'x'));
    const { body } = await bring('changed', archive);
    expect(body.detail).toContain('model.bin');
    expect(body.detail).not.toContain(tmpdir());
    expect(await models('changed')).toEqual([]);
  });

  it.each<[string, () => Promise<Buffer>, string, RegExp]>([
    ['no archive', async () => Buffer.from('a,b\n1,2\n'), 'ARCHIVE_UNREADABLE', /not a whole tar\.gz/],
    ['half an archive', async () => (await archiveOf(poc)).subarray(0, 2_000), 'ARCHIVE_UNREADABLE', /not a whole/],
    [
      'files of others',
      () => altered((folder) => writeFile(join(folder, 'loans.csv'), 'a,b\n')),
      'ARCHIVE_NOT_POC',
      /holds loans\.csv/,
    ],
    [
      'a link that leads out',
      () =>
        altered(async (folder) => {
          await rm(join(folder, 'report.md'));
          await symlink('/etc/passwd', join(folder, 'report.md'));
        }),
      'ARCHIVE_NOT_POC',
      /report\.md \(SymbolicLink\)/,
    ],
    [
      'no package',
      () => altered((folder) => rm(join(folder, 'package'), { recursive: true })),
      'ARCHIVE_NOT_POC',
      /lacks package\/manifest\.json/,
    ],
  ])('is refused where the body is or holds %s', async (_, archive, code, detail) => {
    const slug = `refused-${code.toLowerCase().replaceAll('_', '-')}-${Math.random().toString(36).slice(2, 8)}`;
    await newSolution(slug);
    const { body, status } = await bring(slug, await archive());
    expect({ status, code: body.code }).toEqual({ status: 422, code });
    expect(body.detail).toMatch(detail);
    expect(await models(slug)).toEqual([]);
  });

  it('is refused where the solution has been judged by other criteria', async () => {
    await newSolution('strict');
    const other = await pocWith({ criteria: [{ metric: 'auc', bound: '>=', value: 0.5 }] });
    await bring('strict', await archiveOf(other)).expect(201);
    const { body } = await bring('strict', await archiveOf(poc)).expect(409);
    expect(body.code).toBe('CRITERIA_DIFFER');
  });
});
