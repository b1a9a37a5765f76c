import { existsSync } from 'node:fs';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeFolder } from './make-folder.js';
import { checkOutput } from './write-poc.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'proofline-folder-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('makeFolder', () => {
  it('makes what is missing, and leaves what is there', async () => {
    const deep = join(folder, 'a', 'b', 'c');
    await makeFolder(deep);
    await makeFolder(deep);
    expect((await stat(deep)).isDirectory()).toBe(true);
  });

  it('says what stands in the way', async () => {
    await writeFile(join(folder, 'file'), '');
    await expect(makeFolder(join(folder, 'file', 'x'))).rejects.toMatchObject({ code: 'ENOTDIR' });
  });

  it.runIf(existsSync('/proc/self'))('ends where the file system takes no folder', async () => {
    await expect(makeFolder('/proc/proofline/out')).rejects.toMatchObject({ code: expect.stringMatching(/^E/) });
    await expect(checkOutput('/proc/proofline/out')).rejects.toMatchObject({ code: 'OUTPUT_NOT_WRITABLE' });
  });
});
