import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { cp, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { artifactMissing, checkKey, explainFull } from './artifact-key.js';
import type { ArtifactStore, Stored } from './artifact-store.js';
import { MeasuredStream } from './measured-stream.js';

/** What is under way is written here, on the same file system, and moved to its place when it is whole. */
const DRAFTS = '.drafts';

/** Artefacts as files below a folder. */
export class FileStore implements ArtifactStore {
  constructor(private readonly root: string) {}

  async put(key: string, content: Readable, limit = Number.POSITIVE_INFINITY): Promise<Stored> {
    const target = this.pathOf(key);
    const draft = await this.draft();
    const measured = new MeasuredStream(limit);
    try {
      await pipeline(content, measured, createWriteStream(draft, { flags: 'wx' }));
      await settle(draft);
      await mkdir(dirname(target), { recursive: true });
      await rename(draft, target);
    } catch (error) {
      await rm(draft, { force: true });
      throw explainFull(error, key);
    }
    return { key, bytes: measured.bytes, sha256: measured.sha256() };
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
      throw explainFull(error, key);
    }
  }

  async fetch(key: string): Promise<string> {
    const path = this.pathOf(key);
    const found = await stat(path).catch(() => undefined);
    if (found !== undefined) return path;
    throw artifactMissing(key);
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

  async *writtenBefore(time: Date): AsyncGenerator<string> {
    yield* this.filesBelow('', time);
  }

  private async *filesBelow(key: string, time: Date): AsyncGenerator<string> {
    const entries = await readdir(join(this.root, key), { withFileTypes: true }).catch(() => []);
    for (const entry of entries) {
      if (entry.name === DRAFTS && key === '') continue;
      const below = key === '' ? entry.name : `${key}/${entry.name}`;
      if (entry.isDirectory()) yield* this.filesBelow(below, time);
      else {
        const found = await stat(join(this.root, below)).catch(() => undefined);
        if (found !== undefined && found.mtime < time) yield below;
      }
    }
  }

  private pathOf(key: string): string {
    checkKey(key);
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
