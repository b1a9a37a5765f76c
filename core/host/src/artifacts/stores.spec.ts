import { createHash, randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { DeleteObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startTestS3, type TestS3 } from '../testing/test-s3.js';
import { ArtifactCache } from './artifact-cache.js';
import type { ArtifactStore } from './artifact-store.js';
import { FileStore } from './file-store.js';
import { type S3Place, S3Store } from './s3-store.js';

let server: TestS3;
let folder: string;
let raw: S3Client;
beforeAll(async () => {
  server = await startTestS3();
  const { endpoint, credentials } = server;
  raw = new S3Client({
    endpoint,
    credentials,
    region: 'us-east-1',
    forcePathStyle: true,
    requestChecksumCalculation: 'WHEN_REQUIRED',
  });
});
afterAll(() => server.stop());
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'proofline-store-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const placeOf = (more: Partial<S3Place> = {}): S3Place => ({
  bucket: server.bucket,
  prefix: 'here/',
  region: 'us-east-1',
  endpoint: server.endpoint,
  credentials: server.credentials,
  ...more,
});
const s3Store = (more: Partial<S3Place> = {}, bytes = 1e9, inUseMs = 0): S3Store =>
  new S3Store(placeOf(more), new ArtifactCache(join(folder, 'cache'), { bytes, inUseMs }));

async function objects(): Promise<string[]> {
  const { Contents = [] } = await raw.send(new ListObjectsV2Command({ Bucket: server.bucket }));
  return Contents.map(({ Key }) => Key!);
}

const sha256 = (content: Buffer | string): string => `sha256:${createHash('sha256').update(content).digest('hex')}`;

describe.each([
  ['files', (): ArtifactStore => new FileStore(join(folder, 'store'))],
  ['S3', (): ArtifactStore => s3Store()],
])('a store of artefacts on %s', (_, open) => {
  let store: ArtifactStore;
  beforeEach(() => {
    store = open();
  });

  it('keeps a stream with its size and hash, and gives it back', async () => {
    const content = randomBytes(100_000);
    const stored = await store.put(
      'datasets/a/loans.csv',
      Readable.from([content.subarray(0, 10), content.subarray(10)]),
    );
    expect(stored).toEqual({ key: 'datasets/a/loans.csv', bytes: 100_000, sha256: sha256(content) });
    const path = await store.fetch('datasets/a/loans.csv');
    expect(await readFile(path)).toEqual(content);
    expect(path).toMatch(/loans\.csv$/);
    await store.remove('datasets/a');
    await expect(store.fetch('datasets/a/loans.csv')).rejects.toMatchObject({
      kind: 'not-found',
      code: 'ARTIFACT_MISSING',
    });
  });

  it('keeps an empty file, and one of several parts', async () => {
    expect(await store.put('empty', Readable.from([]))).toMatchObject({ bytes: 0, sha256: sha256('') });
    expect((await stat(await store.fetch('empty'))).size).toBe(0);
    const part = randomBytes(1 << 20);
    const { bytes, sha256: hash } = await store.put('large', Readable.from(Array.from({ length: 20 }, () => part)));
    expect(bytes).toBe(20 << 20);
    expect(hash).toBe(sha256(await readFile(await store.fetch('large'))));
    for (const key of ['empty', 'large']) await store.remove(key);
  }, 60_000);

  it('leaves nothing of what breaks off or is too large', async () => {
    const broken = Readable.from(
      (function* () {
        for (let i = 0; i < 12; i++) yield randomBytes(1 << 20);
        throw new Error('The line was cut.');
      })(),
    );
    await expect(store.put('broken', broken)).rejects.toThrow('The line was cut.');
    await expect(store.put('huge', Readable.from([randomBytes(2000)]), 1000)).rejects.toMatchObject({
      code: 'FILE_TOO_LARGE',
    });
    for (const key of ['broken', 'huge'])
      await expect(store.fetch(key)).rejects.toMatchObject({ code: 'ARTIFACT_MISSING' });
    expect((await objects()).filter((name) => /broken|huge/.test(name))).toEqual([]);
  }, 60_000);

  it('keeps a folder as a whole', async () => {
    const from = join(folder, 'out');
    await mkdir(join(from, 'package', 'deep'), { recursive: true });
    await writeFile(join(from, 'report.json'), '{}');
    await writeFile(join(from, 'package', 'deep', 'model.bin'), Buffer.from([0, 1, 2]));
    await store.putFolder('runs/a/1', from);
    const path = await store.fetch('runs/a/1');
    expect(await readFile(join(path, 'package', 'deep', 'model.bin'))).toEqual(Buffer.from([0, 1, 2]));
    expect((await readdir(path)).sort()).toEqual(['package', 'report.json']);
    await expect(store.putFolder('runs/a/2', join(folder, 'none'))).rejects.toThrow();
    await expect(store.fetch('runs/a/2')).rejects.toMatchObject({ code: 'ARTIFACT_MISSING' });
    await store.remove('runs/a/1');
    await store.remove('never/there');
  });

  it('tells what was written before a time, and nothing that is on its way', async () => {
    const from = join(folder, 'some');
    await mkdir(join(from, 'deep'), { recursive: true });
    await writeFile(join(from, 'deep', 'a.json'), '{}');
    await store.put('told/a/file.csv', Readable.from(['x']));
    await store.putFolder('told/b/1', from);
    const slow = new PassThrough();
    const putting = store.put('told/c/slow.csv', slow);
    slow.write('x');
    const told = async (time: Date): Promise<string[]> => {
      const keys: string[] = [];
      for await (const key of store.writtenBefore(time)) if (key.startsWith('told/')) keys.push(key);
      return keys.map((key) => key.split('/').slice(0, 3).join('/')).sort();
    };
    expect(await told(new Date(Date.now() - 3_600_000))).toEqual([]);
    expect(await told(new Date(Date.now() + 3_600_000))).toEqual(['told/a/file.csv', 'told/b/1']);
    slow.end();
    await putting;
    for (const key of ['told/a', 'told/b/1', 'told/c']) await store.remove(key);
  });

  it('takes no key that leads elsewhere', async () => {
    for (const key of ['../a', 'a/../../b', '/a', 'a//b', '']) {
      await expect(store.fetch(key)).rejects.toMatchObject({ code: 'ARTIFACT_KEY' });
      await expect(store.put(key, Readable.from(['x']))).rejects.toMatchObject({ code: 'ARTIFACT_KEY' });
    }
  });
});

describe('a store on S3', () => {
  it('leaves no object behind once everything is removed', async () => {
    expect(await objects()).toEqual([]);
  });

  it('is shared: what one process keeps another one has, below its own prefix', async () => {
    await s3Store().put('shared', Readable.from(['hello']));
    expect(await readFile(await s3Store().fetch('shared'), 'utf8')).toBe('hello');
    expect((await objects()).every((name) => name.startsWith('here/'))).toBe(true);
    await expect(s3Store({ prefix: 'elsewhere/' }).fetch('shared')).rejects.toMatchObject({ code: 'ARTIFACT_MISSING' });
  });

  it('removes content that no artefact names once it is old: a process was killed while it uploaded', async () => {
    const store = s3Store();
    await store.put('whole/1ff0a1d2-0000-4000-8000-000000000000/file.csv', Readable.from(['x']));
    const lost =
      'here/content/lost/1ff0a1d2-0000-4000-8000-000000000000/9f1c2b3a-1111-4111-8111-111111111111/deep/model.bin';
    await raw.send(new PutObjectCommand({ Bucket: server.bucket, Key: lost, Body: 'half of it' }));
    expect(await store.removeDrafts(new Date(Date.now() - 3_600_000))).toBe(0);
    expect(await objects()).toContain(lost);
    expect(await store.removeDrafts(new Date(Date.now() + 3_600_000))).toBe(1);
    expect(await objects()).not.toContain(lost);
    expect(await readFile(await store.fetch('whole/1ff0a1d2-0000-4000-8000-000000000000/file.csv'), 'utf8')).toBe('x');
    await store.remove('whole');
  });

  it('uses nothing that is not what was stored, and nothing without the object that makes it visible', async () => {
    const store = s3Store();
    await store.put('altered', Readable.from(['what was stored']));
    const [name] = (await objects()).filter((one) => one.startsWith('here/content/altered/'));
    await raw.send(new PutObjectCommand({ Bucket: server.bucket, Key: name, Body: 'what was altered' }));
    await expect(store.fetch('altered')).rejects.toMatchObject({ code: 'ARTIFACT_DAMAGED', kind: 'unavailable' });
    expect((await readdir(join(folder, 'cache'))).filter((one) => one !== '.drafts')).toEqual([]);
    const manifest = 'here/manifests/altered/manifest.json';
    await raw.send(new DeleteObjectCommand({ Bucket: server.bucket, Key: manifest }));
    await expect(store.fetch('altered')).rejects.toMatchObject({ code: 'ARTIFACT_MISSING' });
  });

  it('downloads once, keeps to the size of its cache, and lets go first of what was asked for longest ago', async () => {
    const store = s3Store({}, 2500);
    for (const key of ['one', 'two', 'three']) await store.put(key, Readable.from([Buffer.alloc(1000, key)]));
    const one = await store.fetch('one');
    const [again, too] = await Promise.all([store.fetch('one'), store.fetch('one')]);
    expect([again, too]).toEqual([one, one]);
    const two = await store.fetch('two');
    const long = new Date(Date.now() - 60_000);
    await utimes(join(two, '..'), long, long);
    await store.fetch('three');
    await expect(stat(two)).rejects.toThrow('ENOENT');
    expect((await stat(one)).size).toBe(1000);
    // Gone from the cache, not from the store.
    expect((await readFile(await store.fetch('two'))).length).toBe(1000);
    const careful = s3Store({}, 2500, 60_000);
    for (const key of ['one', 'two', 'three']) expect((await stat(await careful.fetch(key))).size).toBe(1000);
    expect((await stat(one)).size).toBe(1000);
  });

  it('says in one sentence what is wrong with it', async () => {
    const wrong = { accessKeyId: 'NOBODY', secretAccessKey: 'not-the-secret' };
    const cases: [Partial<S3Place>, string, RegExp][] = [
      [
        { credentials: wrong },
        'STORE_REFUSED',
        /does not let us into the bucket 'proofline' \(.+\)\. Check AWS_ACCESS_KEY_ID/,
      ],
      [{ bucket: 'none' }, 'STORE_MISSING', /There is no bucket 'none' at http:/],
      [
        { endpoint: 'http://127.0.0.1:1' },
        'STORE_UNREACHABLE',
        /does not answer \(ECONNREFUSED\)\. Check AWS_ENDPOINT_URL_S3/,
      ],
    ];
    for (const [more, code, text] of cases) {
      const store = s3Store(more);
      for (const request of [() => store.check(), () => store.fetch('a'), () => store.put('a', Readable.from(['x']))]) {
        await expect(request()).rejects.toMatchObject({
          kind: 'unavailable',
          code,
          message: expect.stringMatching(text),
        });
      }
    }
  }, 60_000);
});
