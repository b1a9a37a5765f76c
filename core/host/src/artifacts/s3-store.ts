import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, readdir } from 'node:fs/promises';
import { basename, dirname, join, relative, sep } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ListObjectsV2CommandOutput, S3Client } from '@aws-sdk/client-s3';
import { ProoflineError } from '@proofline/learn';
import type { ArtifactCache } from './artifact-cache.js';
import { artifactMissing, checkKey, explainFull } from './artifact-key.js';
import type { ArtifactStore, Stored } from './artifact-store.js';
import { MeasuredStream } from './measured-stream.js';
import { explainS3 } from './s3-errors.js';

export interface S3Place {
  bucket: string;
  /** Before every name, with its slash; may be empty. */
  prefix: string;
  region: string;
  /** Of a store that is not Amazon's; buckets are then part of the path, not of the host. */
  endpoint?: string;
  /** Found by the SDK (roles, profiles) where absent. */
  credentials?: { accessKeyId: string; secretAccessKey: string; sessionToken?: string };
}

/** Parts of an upload, of which two are in memory at a time; S3 takes up to 10,000. */
const PART_BYTES = 8 * 1024 * 1024;
const CONNECT_WITHIN_MS = 5_000;

/** Where the content of one attempt lies: below the key, with a UUID. */
const PLACE = /^content\/.+\/[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}\//;

/** What an artefact consists of. It is written last: without it, nothing is there. */
interface Manifest {
  kind: 'file' | 'folder';
  /** Below `content/`. */
  place: string;
  files: { path: string; bytes: number; sha256: string }[];
}

/**
 * Artefacts in a bucket. Content goes to a place of its own with each attempt, and an object that names it, with its hashes, makes
 * it visible: an artefact is there whole or not at all, also a folder. Whoever wants one gets a verified copy from a local cache.
 */
export class S3Store implements ArtifactStore {
  private client: Promise<{ sdk: typeof import('@aws-sdk/client-s3'); s3: S3Client }> | undefined;

  constructor(
    private readonly place: S3Place,
    private readonly cache: ArtifactCache,
  ) {}

  async put(key: string, content: Readable, limit?: number): Promise<Stored> {
    checkKey(key);
    const { bytes, sha256 } = await this.keep(key, 'file', async (upload) => [
      await upload(basename(key), content, limit),
    ]);
    return { key, bytes, sha256 };
  }

  async putFolder(key: string, folder: string): Promise<void> {
    checkKey(key);
    await this.keep(key, 'folder', async (upload) => {
      const entries = await readdir(folder, { recursive: true, withFileTypes: true });
      const files: Manifest['files'] = [];
      for (const entry of entries.filter((one) => one.isFile())) {
        const path = join(entry.parentPath, entry.name);
        files.push(await upload(relative(folder, path).split(sep).join('/'), createReadStream(path)));
      }
      return files;
    });
  }

  async fetch(key: string): Promise<string> {
    checkKey(key);
    const text = await this.read(manifestOf(key), key);
    const { kind, place, files } = JSON.parse(text) as Manifest;
    const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
    const name = createHash('sha256').update(`${key}\n${text}`).digest('hex');
    const entry = await this.cache.get(name, bytes, async (folder) => {
      const target = kind === 'folder' ? join(folder, basename(key)) : folder;
      await mkdir(target, { recursive: true });
      for (const file of files) await this.download(key, place, file, target);
    });
    return join(entry, basename(key));
  }

  async remove(key: string): Promise<void> {
    checkKey(key);
    // Out of sight first.
    await this.removeBelow(`manifests/${key}/`);
    await this.removeBelow(`content/${key}/`);
  }

  /** Parts of an upload whose process was killed are ended by a life-cycle rule of the bucket: not every store can list them. */
  async removeDrafts(before: Date): Promise<number> {
    // By the places of attempts: when the last object of each was written.
    const places = new Map<string, number>();
    for await (const { name, writtenAt } of this.objectsBelow('content/')) {
      const place = PLACE.exec(name)?.[0];
      if (place !== undefined) places.set(place, Math.max(places.get(place) ?? 0, writtenAt));
    }
    // Seen after the content: what became whole meanwhile is among them.
    const whole = new Set<string>();
    for await (const key of this.keys(Number.POSITIVE_INFINITY)) whole.add(key);
    let removed = 0;
    for (const [place, writtenAt] of places) {
      const parts = place.split('/').slice(1);
      const isOfWhole = parts.some((_, k) => whole.has(parts.slice(0, k).join('/')));
      if (isOfWhole || writtenAt >= before.getTime()) continue;
      await this.removeBelow(place);
      removed++;
    }
    return removed;
  }

  writtenBefore(time: Date): AsyncIterable<string> {
    return this.keys(time.getTime());
  }

  /** Of the artefacts that are there whole. */
  private async *keys(before: number): AsyncGenerator<string> {
    for await (const { name, writtenAt } of this.objectsBelow('manifests/')) {
      if (writtenAt < before) yield name.slice('manifests/'.length, -'/manifest.json'.length);
    }
  }

  /** Names without the prefix of the store, and the time in milliseconds. */
  private async *objectsBelow(name: string): AsyncGenerator<{ name: string; writtenAt: number }> {
    const { sdk, s3 } = await this.open();
    const { bucket, prefix } = this.place;
    let token: string | undefined;
    do {
      const page: ListObjectsV2CommandOutput = await this.ask(() =>
        s3.send(new sdk.ListObjectsV2Command({ Bucket: bucket, Prefix: `${prefix}${name}`, ContinuationToken: token })),
      );
      for (const { Key, LastModified } of page.Contents ?? []) {
        yield { name: Key!.slice(prefix.length), writtenAt: LastModified!.getTime() };
      }
      token = page.IsTruncated === true ? page.NextContinuationToken : undefined;
    } while (token !== undefined);
  }

  async check(): Promise<void> {
    const { sdk, s3 } = await this.open();
    // HEAD says no more than a number; a list says why.
    await this.ask(() => s3.send(new sdk.ListObjectsV2Command({ Bucket: this.place.bucket, MaxKeys: 1 })));
  }

  /** Uploads content and makes it visible; what fails leaves nothing. Returns what the first file was. */
  private async keep(
    key: string,
    kind: Manifest['kind'],
    send: (
      upload: (path: string, content: Readable, limit?: number) => Promise<Manifest['files'][number]>,
    ) => Promise<Manifest['files']>,
  ): Promise<Manifest['files'][number]> {
    const place = `${key}/${randomUUID()}`;
    try {
      const files = await send((path, content, limit) => this.upload(`content/${place}/${path}`, path, content, limit));
      const manifest: Manifest = { kind, place, files };
      const { sdk, s3 } = await this.open();
      const Body = JSON.stringify(manifest);
      await this.ask(() => s3.send(new sdk.PutObjectCommand({ ...this.object(manifestOf(key)), Body })));
      return files[0]!;
    } catch (error) {
      await this.removeBelow(`content/${place}/`).catch(() => undefined);
      throw error;
    }
  }

  private async upload(
    name: string,
    path: string,
    content: Readable,
    limit?: number,
  ): Promise<Manifest['files'][number]> {
    const measured = new MeasuredStream(limit);
    const flowing = pipeline(content, measured);
    // It is waited for below, with the upload; until then its failure must not be nobody's.
    flowing.catch(() => undefined);
    const { s3 } = await this.open();
    const { Upload } = await import('@aws-sdk/lib-storage');
    // An upload that fails is aborted, with the parts that are there.
    const params = { ...this.object(name), Body: measured };
    const upload = new Upload({ client: s3, params, partSize: PART_BYTES, queueSize: 2, leavePartsOnError: false });
    const uploading = upload.done();
    uploading.catch(() => undefined);
    try {
      await Promise.all([flowing, uploading]);
    } catch (error) {
      measured.destroy();
      await upload.abort();
      await uploading.catch(() => undefined);
      throw explainS3(error, this.place);
    }
    return { path, bytes: measured.bytes, sha256: measured.sha256() };
  }

  private async download(
    key: string,
    place: string,
    { path, sha256 }: Manifest['files'][number],
    folder: string,
  ): Promise<void> {
    const target = join(folder, path);
    await mkdir(dirname(target), { recursive: true });
    const measured = new MeasuredStream();
    const body = await this.content(`content/${place}/${path}`, key);
    try {
      await pipeline(body, measured, createWriteStream(target, { flags: 'wx' }));
    } catch (error) {
      throw explainS3(explainFull(error, key), this.place);
    }
    if (measured.sha256() === sha256) return;
    throw new ProoflineError(
      'unavailable',
      'ARTIFACT_DAMAGED',
      `'${path}' of the artefact '${key}' came from the store with another hash than it was stored with. It was not used.`,
    );
  }

  private async read(name: string, key: string): Promise<string> {
    const chunks: Buffer[] = [];
    for await (const chunk of await this.content(name, key)) chunks.push(chunk as Buffer);
    return Buffer.concat(chunks).toString('utf8');
  }

  private async content(name: string, key: string): Promise<Readable> {
    const { sdk, s3 } = await this.open();
    try {
      const { Body } = await s3.send(new sdk.GetObjectCommand(this.object(name)));
      return Body as Readable;
    } catch (error) {
      if ((error as Error).name === 'NoSuchKey') throw artifactMissing(key);
      throw explainS3(error, this.place);
    }
  }

  private async removeBelow(name: string): Promise<void> {
    const { sdk, s3 } = await this.open();
    const { bucket, prefix } = this.place;
    for (;;) {
      const below = { Bucket: bucket, Prefix: `${prefix}${name}` };
      const { Contents = [], IsTruncated } = await this.ask(() => s3.send(new sdk.ListObjectsV2Command(below)));
      // One by one: deleting many in one request needs a checksum that not every store takes.
      for (const { Key } of Contents) {
        await this.ask(() => s3.send(new sdk.DeleteObjectCommand({ Bucket: bucket, Key })));
      }
      if (IsTruncated !== true) return;
    }
  }

  private object(name: string): { Bucket: string; Key: string } {
    return { Bucket: this.place.bucket, Key: `${this.place.prefix}${name}` };
  }

  private async ask<T>(request: () => Promise<T>): Promise<T> {
    try {
      return await request();
    } catch (error) {
      throw explainS3(error, this.place);
    }
  }

  /** The SDK is loaded with the first request: who stores elsewhere does not pay for it. */
  private open() {
    this.client ??= import('@aws-sdk/client-s3').then((sdk) => {
      const { region, endpoint, credentials } = this.place;
      const s3 = new sdk.S3Client({
        region,
        ...(endpoint === undefined ? {} : { endpoint, forcePathStyle: true }),
        ...(credentials === undefined ? {} : { credentials }),
        // We hash by ourselves, from end to end; stores other than Amazon's do not all know these checksums.
        requestChecksumCalculation: 'WHEN_REQUIRED',
        responseChecksumValidation: 'WHEN_REQUIRED',
        requestHandler: { connectionTimeout: CONNECT_WITHIN_MS },
      });
      return { sdk, s3 };
    });
    return this.client;
  }
}

function manifestOf(key: string): string {
  return `manifests/${key}/manifest.json`;
}
