import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PACKAGE_VERSION, type PackageHead, readPackage, sha256, writePackage } from './model-package.js';

const model = new TextEncoder().encode('a model');
const head: PackageHead = {
  packageVersion: PACKAGE_VERSION,
  product: { name: 'Proofline', version: '1.2.3' },
  vertical: { id: 'toy', version: '1.0.0' },
  task: 'task',
  candidate: 'toy.task.one.v1',
  modelHash: sha256(model),
  criteriaHash: sha256('criteria'),
  fingerprint: sha256('data'),
  seed: 7,
  versions: {},
};

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'proofline-package-'));
  await writePackage(
    folder,
    head,
    new Map([
      ['model.bin', model],
      ['schema.json', new TextEncoder().encode('{}')],
    ]),
  );
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('readPackage', () => {
  it('reads what was written', async () => {
    const { manifest, files } = await readPackage(folder);
    expect(manifest).toMatchObject(head);
    // The hash of the two characters, as sha256sum gives it.
    expect(manifest.files['schema.json']).toBe(
      'sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a',
    );
    expect(files.get('model.bin')).toEqual(Buffer.from(model));
  });

  it('names every altered, missing and foreign file at once', async () => {
    await writeFile(join(folder, 'schema.json'), '{ }');
    await rm(join(folder, 'model.bin'));
    await writeFile(join(folder, 'notes.txt'), '');
    const error = await readPackage(folder).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: 'PACKAGE_ALTERED' });
    const codes = (error as { problems: { code: string }[] }).problems.map(({ code }) => code);
    expect(codes.sort()).toEqual(['PACKAGE_FILE_ALTERED', 'PACKAGE_FILE_FOREIGN', 'PACKAGE_FILE_MISSING']);
  });

  it('refuses a manifest that says something else than it did', async () => {
    const path = join(folder, 'manifest.json');
    const content = await readFile(path, 'utf8');
    for (const [was, is] of [
      ['"seed": 7', '"seed": 8'],
      [head.fingerprint, sha256('other data')],
      [head.criteriaHash, sha256('easier criteria')],
    ] as const) {
      await writeFile(path, content.replace(was, is));
      await expect(readPackage(folder)).rejects.toThrow(/manifest\.json/);
    }
  });
});
