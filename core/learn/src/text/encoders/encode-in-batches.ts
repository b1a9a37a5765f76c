import { throwIfCancelled } from '../../errors/proofline-error.js';
import type { EncodeOptions } from './sentence-encoder.js';

/**
 * Rows (tokens of all texts, one text after another, without padding) that go through the layers together: enough that a
 * layer's weights are read from the cache for many rows, few enough that the rows stay there as well.
 */
export const BATCH_ROWS = 192;

export interface TokenBatch {
  /** Token ids of all texts, one text after another. */
  ids: readonly number[];
  /** Where each text begins in `ids`, and the end: texts + 1 numbers. */
  offsets: readonly number[];
}

/** Most rows of a batch, and of texts, of which one without tokens still takes a row of the output. */
export function batchLimit(longestText: number): number {
  return Math.max(BATCH_ROWS, longestText);
}

/** Tokens of the texts, gathered into batches; `run` gives texts x dimensions numbers for each. */
export function encodeInBatches(
  texts: readonly string[],
  dimensions: number,
  tokenise: (text: string) => readonly number[],
  run: (batch: TokenBatch) => Float32Array,
  { signal, onProgress }: EncodeOptions = {},
): Float32Array {
  const out = new Float32Array(texts.length * dimensions);
  let ids: number[] = [];
  let offsets = [0];
  let done = 0;
  const flush = (): void => {
    if (offsets.length === 1) return;
    throwIfCancelled(signal);
    out.set(run({ ids, offsets }), done * dimensions);
    done += offsets.length - 1;
    onProgress?.({ done, total: texts.length });
    ids = [];
    offsets = [0];
  };
  for (const text of texts) {
    const tokens = tokenise(text);
    if (ids.length + tokens.length > BATCH_ROWS || offsets.length > BATCH_ROWS) flush();
    for (const id of tokens) ids.push(id);
    offsets.push(ids.length);
  }
  flush();
  return out;
}
