import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { ProoflineError } from '@proofline/learn';
import { isOfRun, type PackageManifest, type PocConfig, parsePocConfig, readPackage } from '@proofline/pipeline';
import { create } from 'tar';
import { parse } from 'yaml';
import { readText } from '../config/poc-flags.js';

/** What a platform takes of a run's folder; views that were added later stay here. */
const TAKEN = new Set([
  'report.json',
  'report.html',
  'report.md',
  'schema.yaml',
  'proofline.yaml',
  'recipe.yaml',
  'unlearnt-rows.json',
  'package',
]);

/** The output folder of `proofline poc`, proven to be whole. */
export interface PocFolder {
  path: string;
  config: PocConfig;
  schema: unknown;
  manifest: PackageManifest;
  /** The folder as `tar.gz`. */
  archive(): ReadableStream<Uint8Array>;
}

/** Reads it and proves every file of its package by its hash. */
export async function readPocFolder(folder: string): Promise<PocFolder> {
  if (!(await isOfRun(folder))) {
    throw new ProoflineError(
      'invalid-input',
      'NOT_A_RUN',
      `'${folder}' is not the output folder of a proof of concept: it has no report.json of one. Name what 'proofline poc --out' wrote.`,
    );
  }
  const config = parsePocConfig(await readText(join(folder, 'proofline.yaml'), 'CONFIG_NOT_FOUND'));
  const schema = parse(await readText(join(folder, 'schema.yaml'), 'SCHEMA_NOT_FOUND')) as unknown;
  const { manifest } = await readPackage(join(folder, 'package'));
  const taken = (await readdir(folder)).filter((name) => TAKEN.has(name)).sort();
  return {
    path: folder,
    config,
    schema,
    manifest,
    archive: () =>
      Readable.toWeb(
        Readable.from(create({ gzip: true, cwd: folder, portable: true }, taken), { objectMode: false }),
      ) as ReadableStream<Uint8Array>,
  };
}
