import { realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { ProoflineError } from '@proofline/learn';

/** Something that a command reads: how it was named (`--data`), and its path. */
export type Input = readonly [named: string, path: string | undefined];

/**
 * Refuses an output that is one of the inputs, by whatever name (links included), or lies in one that is a folder: the file
 * would be gone once the command has run. With `folder` the output is a folder that is replaced as a whole.
 */
export async function refuseOverwriting(out: string, inputs: readonly Input[], folder = false): Promise<void> {
  const target = await real(out);
  for (const [named, path] of inputs) {
    if (path === undefined) continue;
    const input = await real(path);
    const same = input === target || (await isSameFile(input, target));
    if (!same && !isInside(target, input) && !(folder && isInside(input, target))) continue;
    throw new ProoflineError(
      'invalid-input',
      'OUTPUT_IS_INPUT',
      `--out names '${out}', which would replace ${same ? 'the input' : 'what is read as'} '${path}' (${named}). Name another ${folder ? 'folder' : 'file'} with --out.`,
    );
  }
}

/** The path without links; of what does not exist yet, that of its folder. */
async function real(path: string): Promise<string> {
  const absolute = resolve(path);
  try {
    return await realpath(absolute);
  } catch {
    const parent = dirname(absolute);
    return parent === absolute ? absolute : join(await real(parent), basename(absolute));
  }
}

async function isSameFile(a: string, b: string): Promise<boolean> {
  const [one, other] = await Promise.all([a, b].map((path) => stat(path).catch(() => undefined)));
  return one !== undefined && other !== undefined && one.dev === other.dev && one.ino === other.ino;
}

function isInside(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`);
}
