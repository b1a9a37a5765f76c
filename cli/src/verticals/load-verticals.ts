import { createRequire } from 'node:module';
import { isAbsolute, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import creditRisk from '@proofline/credit-risk';
import customerService from '@proofline/customer-service';
import { ProoflineError } from '@proofline/learn';
import { defineVertical, useEncodersOf, type Vertical } from '@proofline/pipeline';
import { readEnvironment } from '../config/environment.js';
import type { Io } from '../io.js';

/** Those that come with the command. */
const INSTALLED: readonly Vertical[] = [creditRisk, customerService];

/**
 * Every vertical that a command may use: those that come with it and the modules named by `--load` and by
 * `PROOFLINE_VERTICALS` (package names or paths, comma-separated), whose default export is a vertical.
 */
export async function loadVerticals(io: Io, modules: readonly string[] = []): Promise<Vertical[]> {
  const { verticals, home } = readEnvironment(io.env);
  useEncodersOf(resolve(io.cwd, home));
  const named = [...verticals, ...modules];
  const loaded = new Map(INSTALLED.map((vertical) => [vertical.id, vertical]));
  for (const name of new Set(named)) {
    const vertical = await importVertical(name, io.cwd);
    loaded.set(vertical.id, vertical);
  }
  return [...loaded.values()];
}

export function findVertical(verticals: readonly Vertical[], id: string): Vertical {
  const found = verticals.find((vertical) => vertical.id === id);
  if (found !== undefined) return found;
  throw new ProoflineError(
    'not-found',
    'VERTICAL_UNKNOWN',
    `There is no vertical '${id}'. There are: ${verticals.map((v) => v.id).join(', ')}. Name one of your own with --load PATH_OR_PACKAGE.`,
  );
}

async function importVertical(name: string, cwd: string): Promise<Vertical> {
  const isPath = name.startsWith('.') || isAbsolute(name);
  let module: { default?: Vertical };
  try {
    // A package is looked up from the user's folder, not from where this command is installed.
    const file = isPath ? resolve(cwd, name) : createRequire(join(cwd, 'package.json')).resolve(name);
    module = (await import(pathToFileURL(file).href)) as { default?: Vertical };
  } catch (cause) {
    throw new ProoflineError(
      'not-found',
      'VERTICAL_NOT_LOADED',
      `The vertical '${name}' cannot be loaded: ${(cause as Error).message.split('\n')[0]}. Give a path to its module (./my-vertical/index.js) or the name of an installed package.`,
      { cause },
    );
  }
  const vertical = module.default;
  if (typeof vertical !== 'object' || vertical === null || !Array.isArray(vertical.tasks)) {
    throw new ProoflineError(
      'invalid-input',
      'VERTICAL_INVALID',
      `'${name}' is no vertical: its default export must be what defineVertical() returns.`,
    );
  }
  return defineVertical(vertical);
}
