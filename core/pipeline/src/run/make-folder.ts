import { mkdir } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

/**
 * Makes a folder and those above it that are missing. Not `mkdir` with `recursive`: where the file system answers that a
 * folder does not exist although the one above it does (/proc), Node 20 tries for ever.
 */
export async function makeFolder(folder: string): Promise<void> {
  const path = resolve(folder);
  if (await isMade(path)) return;
  await makeFolder(dirname(path));
  if (!(await isMade(path))) await mkdir(path);
}

/** Whether the folder is there now; false where the one above it is missing. */
async function isMade(path: string): Promise<boolean> {
  try {
    await mkdir(path);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return true;
    if (code === 'ENOENT' && dirname(path) !== path) return false;
    throw error;
  }
}
