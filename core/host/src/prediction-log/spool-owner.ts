import { readFileSync } from 'node:fs';
import { readFile, rm, rmdir, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';

/** Says whose folder it is; touched while its owner lives. */
const LOCK = 'owner.json';
/** How often an owner touches it. */
export const BEAT_MS = 20_000;
/** An owner that has not touched it for so long writes there no more, for somebody may take it over. */
export const FENCE_MS = 60_000;
/** A folder of another machine or container that nobody touched for so long may be taken over. */
const ABANDONED_MS = 180_000;

interface Owner {
  pid: number;
  host: string;
  /** When the process began, as the system counts it: a number of a process is given again. */
  born?: string;
}

export async function claim(folder: string): Promise<void> {
  const born = bornOf(process.pid);
  const owner: Owner = { pid: process.pid, host: hostname(), ...(born === undefined ? {} : { born }) };
  await writeFile(join(folder, LOCK), JSON.stringify(owner), { flag: 'wx' });
}

/** Gives a folder up: what is left in it is for whoever comes first. */
export async function giveUp(folder: string): Promise<void> {
  await rm(join(folder, LOCK), { force: true });
  await rmdir(folder).catch(() => undefined);
}

/** Throws where the folder was taken over. */
export async function beat(folder: string): Promise<void> {
  const now = new Date();
  await utimes(join(folder, LOCK), now, now);
}

/** Whether a folder's owner has gone. */
export async function isAbandoned(folder: string): Promise<boolean> {
  const file = join(folder, LOCK);
  try {
    const { pid, host, born } = JSON.parse(await readFile(file, 'utf8')) as Owner;
    if (host !== hostname()) return Date.now() - (await stat(file)).mtimeMs > ABANDONED_MS;
    return !isAlive(pid) || (born !== undefined && bornOf(pid) !== born);
  } catch (error) {
    // Given up in order, being taken over by another process at this moment, or torn by a power cut.
    return error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === 'ENOENT';
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Linux tells when a process began (proc(5), the 22nd field); elsewhere the number alone must do. */
function bornOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name of the program is in brackets and may hold anything; the 3rd field follows the last of them.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}
