import { ProoflineError } from '@proofline/learn';
import { SOLUTION } from '../http/shapes.js';

/** The parameters that address a version. */
export const VERSION = { ...SOLUTION, version: 'Number of the version.' };

export function versionOf(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new ProoflineError('not-found', 'MODEL_UNKNOWN', `There is no version '${text}'; versions are 1, 2, 3 ….`);
}
