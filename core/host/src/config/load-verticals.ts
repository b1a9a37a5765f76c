import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ProoflineError } from '@proofline/learn';
import { defineVertical, type Vertical } from '@proofline/pipeline';

/** What comes from us is looked for under this scope when its short name is given. */
const SCOPE = '@proofline/';

/** The word in a package's `keywords` by which a vertical is known. */
const KEYWORD = 'proofline-vertical';

/** Names of our packages that are verticals and can be imported from `from`. */
export function installedVerticals(from: string): string[] {
  const folders = createRequire(join(from, 'package.json')).resolve.paths(`${SCOPE}any`) ?? [];
  const names = folders.flatMap((folder) => {
    const scope = join(folder, SCOPE);
    return existsSync(scope) ? readdirSync(scope).filter((name) => isVertical(join(scope, name))) : [];
  });
  return [...new Set(names)].sort().map((name) => SCOPE + name);
}

function isVertical(folder: string): boolean {
  const manifest = join(folder, 'package.json');
  if (!existsSync(manifest)) return false;
  const { keywords } = JSON.parse(readFileSync(manifest, 'utf8')) as { keywords?: unknown };
  return Array.isArray(keywords) && keywords.includes(KEYWORD);
}

/**
 * Loads verticals by id (`credit-risk`), by package name or by path, looked up from `from`. Throws `not-found` with every
 * name that cannot be loaded.
 */
export async function loadVerticals(names: readonly string[], from: string): Promise<Vertical[]> {
  const found = createRequire(join(from, 'package.json'));
  const faults: string[] = [];
  const loaded = new Map<string, Vertical>();
  for (const name of names) {
    try {
      const vertical = await importFirst(
        found,
        /^[.@/]/.test(name) || name.includes('/') ? [name] : [SCOPE + name, name],
      );
      loaded.set(vertical.id, vertical);
    } catch (cause) {
      faults.push(`- '${name}': ${(cause as Error).message.split('\n')[0]}`);
    }
  }
  if (faults.length > 0) {
    throw new ProoflineError(
      'not-found',
      'VERTICAL_NOT_LOADED',
      `These verticals cannot be loaded:\n${faults.join('\n')}\nPROOFLINE_VERTICALS takes ids, names of installed packages and paths, separated by commas.`,
    );
  }
  return [...loaded.values()];
}

async function importFirst(found: NodeJS.Require, modules: readonly string[]): Promise<Vertical> {
  let file: string | undefined;
  for (const name of modules) {
    try {
      file = found.resolve(name);
      break;
    } catch {}
  }
  if (file === undefined) throw new Error(`no module ${modules.map((name) => `'${name}'`).join(' or ')} is installed.`);
  const { default: vertical } = (await import(pathToFileURL(file).href)) as { default?: Vertical };
  if (typeof vertical !== 'object' || !Array.isArray(vertical?.tasks)) {
    throw new Error('its default export is not what defineVertical() returns.');
  }
  return defineVertical(vertical);
}
