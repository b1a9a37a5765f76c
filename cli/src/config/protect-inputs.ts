import { readFile, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { ProoflineError } from '@proofline/learn';
import { type PocConfig, parsePocConfig } from '@proofline/pipeline';

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
    const same = await isSameFile(input, target);
    if (!same && !isInside(target, input) && !(folder && isInside(input, target))) continue;
    throw new ProoflineError(
      'invalid-input',
      'OUTPUT_IS_INPUT',
      `--out names '${out}', which would replace ${same ? 'the input' : 'what is read as'} '${path}' (${named}). Name another ${folder ? 'folder' : 'file'} with --out.`,
    );
  }
}

/** The files that a configuration names, relative to `baseDir`. */
export function filesOf({ data }: PocConfig, baseDir: string): Input[] {
  const named: [string, string | undefined][] = [
    ['data', data.file],
    ['test file', data.test],
    ['schema', data.schema],
    ...Object.entries(data.extras),
  ];
  return named.map(([name, path]) => [name, path === undefined ? undefined : resolve(baseDir, path)]);
}

/** The files that the run in a folder was made from; none where its configuration is gone or of another version. */
export async function filesOfRun(folder: string): Promise<Input[]> {
  try {
    return filesOf(parsePocConfig(await readFile(join(folder, 'proofline.yaml'), 'utf8')), folder);
  } catch {
    return [];
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

/** By whatever name; what does not exist yet is the same by its path only. */
export async function isSameFile(a: string, b: string): Promise<boolean> {
  if (resolve(a) === resolve(b)) return true;
  const [one, other] = await Promise.all([a, b].map((path) => stat(path).catch(() => undefined)));
  return one !== undefined && other !== undefined && one.dev === other.dev && one.ino === other.ino;
}

function isInside(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`);
}
