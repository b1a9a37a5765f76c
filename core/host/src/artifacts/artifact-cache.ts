import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';

const DRAFTS = '.drafts';
/** What was asked for so recently may be open, or about to be opened, by whoever asked. */
const IN_USE_MS = 3_600_000;

export interface CacheLimits {
  bytes: number;
  inUseMs?: number;
}

/**
 * Local copies of what is stored elsewhere, in a folder that processes of one machine share. Each entry is there whole or not at
 * all. Beyond the limit those go that were asked for longest ago, but none that may still be in use.
 */
export class ArtifactCache {
  /** Entries that this process fetches just now: whoever wants the same waits for the same. */
  private readonly underWay = new Map<string, Promise<string>>();

  constructor(
    private readonly root: string,
    private readonly limits: CacheLimits,
  ) {}

  /** Folder of an entry; `download` fills it where it is not there yet. */
  get(name: string, bytes: number, download: (folder: string) => Promise<void>): Promise<string> {
    const entry = `${name}-${bytes}`;
    const known = this.underWay.get(entry);
    if (known !== undefined) return known;
    const getting = this.find(entry, download).finally(() => this.underWay.delete(entry));
    this.underWay.set(entry, getting);
    return getting;
  }

  private async find(entry: string, download: (folder: string) => Promise<void>): Promise<string> {
    const folder = join(this.root, entry);
    if (await touch(folder)) return folder;
    const draft = join(this.root, DRAFTS, randomUUID());
    await mkdir(draft, { recursive: true });
    try {
      await download(draft);
      await rename(draft, folder).catch(async (error: unknown) => {
        // Another process was first.
        if (!(await touch(folder))) throw error;
      });
    } finally {
      await rm(draft, { recursive: true, force: true });
    }
    await touch(folder);
    await this.shrink(entry);
    return folder;
  }

  private async shrink(kept: string): Promise<void> {
    const names = (await readdir(this.root)).filter((name) => name !== DRAFTS && name !== kept);
    const entries = await Promise.all(
      names.map(async (name) => ({ name, asked: (await stat(join(this.root, name)).catch(() => undefined))?.mtimeMs })),
    );
    let total = [kept, ...names].reduce((sum, name) => sum + bytesOf(name), 0);
    const oldest = entries.filter(({ asked }) => asked !== undefined).sort((a, b) => a.asked! - b.asked!);
    for (const { name, asked } of oldest) {
      if (total <= this.limits.bytes || Date.now() - asked! < (this.limits.inUseMs ?? IN_USE_MS)) return;
      await rm(join(this.root, name), { recursive: true, force: true });
      total -= bytesOf(name);
    }
  }
}

function bytesOf(entry: string): number {
  return Number(entry.slice(entry.lastIndexOf('-') + 1));
}

/** Notes that an entry was asked for; false where it is not there. */
async function touch(folder: string): Promise<boolean> {
  const now = new Date();
  return utimes(folder, now, now).then(
    () => true,
    () => false,
  );
}
