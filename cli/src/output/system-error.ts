import { ProoflineError } from '@proofline/learn';

/** What the system refused, in words, and what the user can do. Other codes are defects. */
const REFUSALS: Readonly<Record<string, readonly [what: string, fix: string]>> = {
  EACCES: ['permission is denied', 'Name a path that you may use, or have its permissions changed.'],
  EPERM: ['the operation is not permitted', 'Name a path that you may use, or have its permissions changed.'],
  EROFS: ['it is on a read-only file system', 'Name a path elsewhere.'],
  ENOENT: ['it, or a folder on the way to it, does not exist', 'Check the path.'],
  EEXIST: ['something of that name exists already', 'Name another path.'],
  EISDIR: ['it is a folder', 'Name a file.'],
  ENOTDIR: ['part of the path is a file, not a folder', 'Check the path.'],
  ENOTEMPTY: ['the folder is not empty', 'Name another folder.'],
  ENAMETOOLONG: ['the name is too long', 'Name a shorter path.'],
  ELOOP: ['its links lead in a circle', 'Check the path.'],
  ENOSPC: ['there is no space left on the disk', 'Free some space, or name a path on another disk.'],
  EDQUOT: ['your disk quota is used up', 'Free some space, or name a path on another disk.'],
  EFBIG: ['the file would be larger than the file system allows', 'Name a path on another disk.'],
  EMFILE: ['too many files are open', "Raise the limit ('ulimit -n'), or close other programs."],
  ENFILE: ['too many files are open on this machine', 'Close other programs.'],
  EBUSY: ['it is in use', 'Close what uses it, or name another path.'],
  ETXTBSY: ['it is in use', 'Close what uses it, or name another path.'],
  EIO: ['the disk reports an error', 'Check the disk, or name a path elsewhere.'],
};

/**
 * A refusal of the file system as an error that the user can act on; undefined for anything else. `file` is what was read or
 * written, for errors that do not say it themselves.
 */
export function asInputError(error: unknown, file?: string): ProoflineError | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code, path, dest, syscall } = error as NodeJS.ErrnoException & { dest?: string };
  const refusal = code === undefined ? undefined : REFUSALS[code];
  if (code === undefined || refusal === undefined || syscall === undefined) return undefined;
  const [what, fix] = refusal;
  const place = dest ?? path ?? file;
  const subject = place === undefined ? 'A temporary file cannot be written' : `'${place}' cannot be ${done(syscall)}`;
  // Who writes an output names it; what nobody names is a temporary file.
  const more = place === undefined ? ' Temporary files go to the folder that TMPDIR names.' : '';
  return new ProoflineError('invalid-input', `FILE_${code}`, `${subject}: ${what}. ${fix}${more}`, {
    cause: error,
    problems: [
      {
        code: `FILE_${code}`,
        message: `${subject}: ${what}.`,
        ...(place === undefined ? {} : { where: { file: place } }),
        fix,
      },
    ],
  });
}

function done(syscall: string): string {
  if (syscall === 'open') return 'opened';
  return /^(?:read|scandir|stat|lstat|opendir|realpath)/.test(syscall) ? 'read' : 'written';
}
