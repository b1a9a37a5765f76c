import type { Pointer } from '../neural-kernels.js';

/** Embedded texts in a `SequenceMemory`, one behind another, each followed by `gap` rows of zeros. */
export interface EmbeddedTexts {
  texts: number;
  tokens: number;
  /** First token of each text, and the end. */
  offsets: Int32Array;
  offsetsAt: Pointer;
  /** Row of `x` that holds each token. */
  rowsAt: Pointer;
  /** Rows of `x`: tokens and gaps. */
  rows: number;
  /** rows x dimension. */
  x: Pointer;
}

/** What turns token vectors into numbers of a text, or of each token, on our kernels. */
export interface SequenceEncoder {
  /** Rows of zeros that it wants behind each text. */
  readonly gap: number;
  /** texts (or tokens) x width. */
  forward(input: EmbeddedTexts): Pointer;
  /**
   * Takes the gradient of what `forward` gave for the same input; writes those of its weights, and returns that of `x`, which
   * may be wrong in the gaps.
   */
  backward(input: EmbeddedTexts, gradient: Pointer): Pointer;
}
