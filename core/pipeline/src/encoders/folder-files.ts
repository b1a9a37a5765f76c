import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ModelFiles } from '@proofline/learn/encoders';

/** The files of a folder. A name that leads out of it is that of no file. */
export function folderFiles(folder: string): ModelFiles {
  return {
    place: `'${folder}'`,
    read(name) {
      if (!name.split('/').every((part) => /^[\w-][\w.-]*$/.test(part))) return undefined;
      try {
        return readFileSync(join(folder, name));
      } catch (error) {
        if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code!)) return undefined;
        throw error;
      }
    },
  };
}
