import { rename, rm } from 'node:fs/promises';
import { asInputError } from './system-error.js';

/** Has a file written beside its place, then puts it there: what breaks off leaves no half file, and what was there stays. */
export async function replaceFile(target: string, write: (draft: string) => Promise<void>): Promise<void> {
  const draft = `${target}.${process.pid}.part`;
  try {
    await write(draft);
    await rename(draft, target);
  } catch (error) {
    await rm(draft, { force: true });
    throw asInputError(error, target) ?? error;
  }
}
