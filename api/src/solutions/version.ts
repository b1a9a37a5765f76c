import { ProoflineError } from '@proofline/learn';
import { SOLUTION } from '../http/shapes.js';

/** The parameters that address a version. */
export const VERSION = { ...SOLUTION, version: 'Number of the version.' };

/** `unknown` is the code for what has no such version. */
export function versionOf(text: string, unknown: 'MODEL_UNKNOWN' | 'DIALOGUE_UNKNOWN' = 'MODEL_UNKNOWN'): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new ProoflineError('not-found', unknown, `There is no version '${text}'; versions are 1, 2, 3 ….`);
}
