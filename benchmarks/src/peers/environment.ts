import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The folder of this workspace; everything is found from here. */
export const BENCHMARKS = join(import.meta.dirname, '..', '..');

/** The repository. */
export const ROOT = join(BENCHMARKS, '..');

/** Where files of a run go; git ignores it. */
export const RESULTS = join(BENCHMARKS, 'results');

/** Path of the Python that has the peers; makes its environment when it is absent, which takes minutes. */
export async function peerPython(say: (line: string) => void): Promise<string> {
  const folder = join(BENCHMARKS, '.venv');
  const python = join(folder, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');
  if (existsSync(python) && (await works(python))) return python;
  say(`Making a Python environment with the peers in ${folder}. This takes a few minutes, once.`);
  const base = process.platform === 'win32' ? 'python' : 'python3';
  try {
    await run(base, ['-m', 'venv', folder]);
    await run(python, ['-m', 'pip', 'install', '--quiet', '-r', join(BENCHMARKS, 'requirements.txt')]);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(
      `The peers could not be installed: ${reason}\nThey need Python 3.11 or later with venv, and a package index.`,
      { cause },
    );
  }
  return python;
}

async function works(python: string): Promise<boolean> {
  try {
    await run(python, [
      '-c',
      'import sklearn, xgboost, lightgbm, optbinning, pycrfsuite, fastapi, uvicorn, orjson, schemathesis; ' +
        // Importing it takes seconds.
        'from importlib.util import find_spec; assert find_spec("torch")',
    ]);
    return true;
  } catch {
    return false;
  }
}
