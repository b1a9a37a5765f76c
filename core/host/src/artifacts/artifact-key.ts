import { ProoflineError } from '@proofline/learn';

const KEY = /^[\w.-]+(\/[\w.-]+)*$/;

/** Throws where a key could lead elsewhere: a defect. */
export function checkKey(key: string): void {
  if (KEY.test(key) && !key.split('/').some((part) => part === '..' || part === '.')) return;
  throw new ProoflineError('internal', 'ARTIFACT_KEY', `'${key}' is no key of an artefact.`);
}

export function artifactMissing(key: string): ProoflineError {
  return new ProoflineError('not-found', 'ARTIFACT_MISSING', `The artefact '${key}' is not in the store.`);
}

/** An error of a disk that is full, or of a file that is too large for it, in a sentence; everything else as it is. */
export function explainFull(error: unknown, key: string): unknown {
  const { code } = error as { code?: string };
  if (code === 'EFBIG') {
    return new ProoflineError(
      'too-large',
      'FILE_TOO_LARGE',
      `The file is larger than the artefact store or the limits of its process ('ulimit -f') allow. Nothing of it was kept.`,
      { cause: error },
    );
  }
  if (code !== 'ENOSPC' && code !== 'EDQUOT') return error;
  return new ProoflineError(
    'unavailable',
    'STORE_FULL',
    `There is no room left in the artefact store for '${key}'. Nothing was kept; free some space and try again.`,
    { cause: error },
  );
}
