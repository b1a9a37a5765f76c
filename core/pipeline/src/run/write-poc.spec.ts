import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkOutput } from './write-poc.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'proofline-output-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const put = (name: string, content: string): Promise<void> => writeFile(join(folder, name), content);
const OURS = JSON.stringify({ reportVersion: 1, modelHash: 'sha256:0' });

describe('checkOutput', () => {
  it('takes a folder that is absent, empty or of an earlier run', async () => {
    await expect(checkOutput(join(folder, 'new'))).resolves.toBeUndefined();
    await expect(checkOutput(folder)).resolves.toBeUndefined();
    await put('report.json', OURS);
    await put('report.zh.html', '');
    await mkdir(join(folder, 'package'));
    await expect(checkOutput(folder)).resolves.toBeUndefined();
  });

  it("refuses somebody else's folder, even where a file is called as ours", async () => {
    await put('report.json', '{"title":"Annual report"}');
    await put('thesis.txt', 'years of work');
    await expect(checkOutput(folder)).rejects.toMatchObject({ code: 'OUTPUT_NOT_EMPTY' });
  });

  it('refuses a folder of a run that holds something else by now, and names it', async () => {
    await put('report.json', OURS);
    await put('notes.txt', 'do not lose');
    await expect(checkOutput(folder)).rejects.toThrow(/notes\.txt/);
  });

  it('refuses a file', async () => {
    await put('out', '');
    await expect(checkOutput(join(folder, 'out'))).rejects.toMatchObject({ code: 'OUTPUT_NOT_FOLDER' });
  });
});
