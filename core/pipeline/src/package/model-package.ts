import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { canonicalJson, type Json, type Problem, ProoflineError } from '@proofline/learn';
import { makeFolder } from '../run/make-folder.js';

/** Version of the package's layout. */
export const PACKAGE_VERSION = 1;

/**
 * What a package says of itself. Every other file is listed with its SHA-256, so that a changed byte is found when the
 * package is loaded.
 */
export interface PackageManifest {
  packageVersion: typeof PACKAGE_VERSION;
  product: { name: 'Proofline'; version: string };
  vertical: { id: string; version: string };
  task: string;
  candidate: string;
  /** SHA-256 of `model.bin`: the identity of the model. */
  modelHash: string;
  /** SHA-256 of criteria, costs and constraints, taken before training. */
  criteriaHash: string;
  /** Content fingerprint of the training data. */
  fingerprint: string;
  /** Terms under which the data was given, where the client stated them. */
  dataLicence?: string;
  seed: number;
  versions: Record<string, string>;
  files: Record<string, string>;
  /** SHA-256 of all the above: one number that stands for the package. */
  packageHash: string;
}

/** What is known before the package is written. */
export type PackageHead = Omit<PackageManifest, 'files' | 'packageHash'>;

/** A row a package must still answer in the same way, and the answer. Rows are composed: no row of the client's file. */
export interface GoldenVector {
  row: Record<string, Json>;
  prediction: Record<string, Json>;
}

/** The files of a package besides its manifest, by name. */
export type PackageFiles = ReadonlyMap<string, Uint8Array>;

export function sha256(bytes: Uint8Array | string): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

export async function writePackage(folder: string, head: PackageHead, files: PackageFiles): Promise<void> {
  await makeFolder(folder);
  const listed: Record<string, string> = {};
  for (const name of [...files.keys()].sort()) {
    const bytes = files.get(name)!;
    listed[name] = sha256(bytes);
    await writeFile(join(folder, name), bytes);
  }
  const manifest = { ...head, files: listed };
  const sealed: PackageManifest = { ...manifest, packageHash: hashManifest(manifest) };
  await writeFile(join(folder, 'manifest.json'), `${JSON.stringify(sealed, null, 2)}\n`);
}

function hashManifest(manifest: PackageHead & Pick<PackageManifest, 'files'>): string {
  return sha256(canonicalJson(manifest as unknown as Json));
}

/** Reads a package and checks every file against the manifest; all altered, missing and foreign files are named at once. */
export async function readPackage(folder: string): Promise<{ manifest: PackageManifest; files: PackageFiles }> {
  const manifest = await readManifest(folder);
  const files = new Map<string, Uint8Array>();
  const problems: Problem[] = [];
  for (const [name, expected] of Object.entries(manifest.files)) {
    const bytes = await readFile(join(folder, name)).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
      return undefined;
    });
    if (bytes === undefined) {
      problems.push({ code: 'PACKAGE_FILE_MISSING', message: `'${name}' is missing.`, where: { file: name } });
    } else if (sha256(bytes) !== expected) {
      problems.push({
        code: 'PACKAGE_FILE_ALTERED',
        message: `'${name}' was altered: its hash is ${sha256(bytes)}, the manifest says ${expected}.`,
        where: { file: name },
        got: sha256(bytes),
        allowed: expected,
      });
    } else files.set(name, bytes);
  }
  for (const name of await readdir(folder)) {
    if (name !== 'manifest.json' && !(name in manifest.files)) {
      problems.push({
        code: 'PACKAGE_FILE_FOREIGN',
        message: `'${name}' does not belong to this package.`,
        where: { file: name },
      });
    }
  }
  const { packageHash, ...sealed } = manifest;
  if (hashManifest(sealed) !== packageHash) {
    problems.push({
      code: 'PACKAGE_MANIFEST_ALTERED',
      message: `'manifest.json' was altered: its content has the hash ${hashManifest(sealed)}, it names ${String(packageHash)}.`,
      where: { file: 'manifest.json' },
      got: hashManifest(sealed),
      allowed: String(packageHash),
    });
  }
  if (manifest.files['model.bin'] !== manifest.modelHash) {
    problems.push({
      code: 'PACKAGE_MODEL_HASH',
      message: `The manifest names model ${manifest.modelHash}, but lists ${manifest.files['model.bin']}.`,
    });
  }
  if (problems.length > 0) {
    throw new ProoflineError(
      'incompatible',
      'PACKAGE_ALTERED',
      `The model package in '${folder}' is not what was written:\n${problems.map((p) => `- ${p.message}`).join('\n')}\nUse the package as the run wrote it, or run the proof of concept again.`,
      { problems },
    );
  }
  return { manifest, files };
}

async function readManifest(folder: string): Promise<PackageManifest> {
  const content = await readFile(join(folder, 'manifest.json'), 'utf8').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code !== 'ENOENT' && cause.code !== 'ENOTDIR') throw cause;
    throw new ProoflineError(
      'not-found',
      'PACKAGE_NOT_FOUND',
      `There is no model package in '${folder}': it has no manifest.json. Give the 'package' folder that 'proofline poc' wrote.`,
      { cause },
    );
  });
  let manifest: PackageManifest;
  try {
    manifest = JSON.parse(content) as PackageManifest;
  } catch (cause) {
    throw new ProoflineError('incompatible', 'PACKAGE_ALTERED', `'${join(folder, 'manifest.json')}' is not JSON.`, {
      cause,
    });
  }
  if (manifest.packageVersion !== PACKAGE_VERSION || typeof manifest.files !== 'object') {
    throw new ProoflineError(
      'incompatible',
      'PACKAGE_VERSION',
      `The package in '${folder}' has layout ${String(manifest.packageVersion)}; this version reads layout ${PACKAGE_VERSION}.`,
    );
  }
  return manifest;
}
