import { createHash, randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { cp, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ProoflineError } from '@proofline/learn';
import type { ArtifactStore, Stored } from './artifact-store.js';

const KEY = /^[\w.-]+(\/[\w.-]+)*$/;
/** What is under way is written here, on the same file system, and moved to its place when it is whole. */
const DRAFTS = '.drafts';

/** Artefacts as files below a folder. */
export class FileStore implements ArtifactStore {
  constructor(private readonly root: string) {}

  async put(key: string, content: Readable, limit = Number.POSITIVE_INFINITY): Promise<Stored> {
    const target = this.pathOf(key);
    const draft = await this.draft();
    const hash = createHash('sha256');
    let bytes = 0;
    const measure = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        bytes += chunk.length;
        hash.update(chunk);
        done(bytes > limit ? tooLarge(limit) : null, chunk);
      },
    });
    try {
      await pipeline(content, measure, createWriteStream(draft, { flags: 'wx' }));
      await settle(draft);
      await mkdir(dirname(target), { recursive: true });
      await rename(draft, target);
    } catch (error) {
      await rm(draft, { force: true });
      throw explain(error, key);
    }
    return { key, bytes, sha256: `sha256:${hash.digest('hex')}` };
  }

  async putFolder(key: string, folder: string): Promise<void> {
    const target = this.pathOf(key);
    const draft = await this.draft();
    try {
      await cp(folder, draft, { recursive: true });
      await mkdir(dirname(target), { recursive: true });
      await rename(draft, target);
    } catch (error) {
      await rm(draft, { recursive: true, force: true });
      throw explain(error, key);
    }
  }

  async fetch(key: string): Promise<string> {
    const path = this.pathOf(key);
    const found = await stat(path).catch(() => undefined);
    if (found !== undefined) return path;
    throw new ProoflineError('not-found', 'ARTIFACT_MISSING', `The artefact '${key}' is not in the store.`);
  }

  async remove(key: string): Promise<void> {
    await rm(this.pathOf(key), { recursive: true, force: true });
  }

  async removeDrafts(before: Date): Promise<number> {
    const folder = join(this.root, DRAFTS);
    let removed = 0;
    for (const name of await readdir(folder).catch(() => [])) {
      const path = join(folder, name);
      // Whoever writes it may be done with it meanwhile.
      const found = await stat(path).catch(() => undefined);
      if (found === undefined || found.mtime >= before) continue;
      await rm(path, { recursive: true, force: true });
      removed++;
    }
    return removed;
  }

  private pathOf(key: string): string {
    if (!KEY.test(key) || key.split('/').some((part) => part === '..' || part === '.')) {
      throw new ProoflineError('internal', 'ARTIFACT_KEY', `'${key}' is no key of an artefact.`);
    }
    return join(this.root, key);
  }

  private async draft(): Promise<string> {
    const folder = join(this.root, DRAFTS);
    await mkdir(folder, { recursive: true });
    return join(folder, randomUUID());
  }
}

/** Its bytes are on the disk, not in a buffer: what is moved into place survives a power cut. */
async function settle(path: string): Promise<void> {
  const file = await open(path, 'r+');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

function tooLarge(limit: number): ProoflineError {
  return new ProoflineError(
    'too-large',
    'FILE_TOO_LARGE',
    `The file is larger than ${Math.round(limit / 1e6).toLocaleString('en-US')} MB, which is the most that is taken here.`,
  );
}

function explain(error: unknown, key: string): unknown {
  const { code } = error as { code?: string };
  if (code === 'EFBIG') {
    return new ProoflineError(
      'too-large',
      'FILE_TOO_LARGE',
      `The file is larger than the artefact store or the limits of its process ('ulimit -f') allow. Nothing of it was kept.`,
      { cause: error },
    );
  }
  if (code !== 'ENOSPC' && code !== 'EDQUOT') return error;
  return new ProoflineError(
    'unavailable',
    'STORE_FULL',
    `There is no room left in the artefact store for '${key}'. Nothing was kept; free some space and try again.`,
    { cause: error },
  );
}
