import { join } from 'node:path';
import { cachedEncoder, type SentenceEncoder } from '@proofline/learn/encoders';
import { VectorFile, type VectorFileOptions } from './vector-file.js';

/**
 * The encoder with a memory, and with a file in `folder` (e.g. `<PROOFLINE_HOME>/vectors`) that outlives the process and that
 * several processes share. Another encoder, or the same with other weights, has a file of its own.
 */
export function cachedInFolder(
  folder: string,
  encoder: SentenceEncoder,
  options: Pick<VectorFileOptions, 'mostBytes' | 'onProblem'> = {},
): SentenceEncoder {
  const path = join(folder, `${encoder.fingerprint.slice(0, 32)}.vectors`);
  return cachedEncoder(encoder, { store: new VectorFile({ path, dimensions: encoder.dimensions, ...options }) });
}
