export interface EncodeProgress {
  /** Texts that are encoded. */
  done: number;
  total: number;
}

export interface EncodeOptions {
  /** Checked between batches; an aborted call throws the `cancelled` error. */
  signal?: AbortSignal;
  /** Called after each batch of some dozens of texts. */
  onProgress?: (progress: EncodeProgress) => void;
}

/** A text becomes a vector that is near those of texts with a like meaning: near in the sense of the dot product. */
export interface SentenceEncoder {
  readonly name: string;
  /** SHA-256 of the weights, the vocabulary and the way they are used: the same fingerprint, the same vectors. */
  readonly fingerprint: string;
  readonly dimensions: number;
  /**
   * `texts.length * dimensions` numbers, row by row, each row of length 1. Any string is encoded, the empty one too; what
   * is behind the model's longest input is left out. A text alone and the same text among others get the same bits.
   */
  encode(texts: readonly string[], options?: EncodeOptions): Float32Array;
}

/** The files of a model by name, wherever they lie. */
export interface ModelFiles {
  /** Where that is, for messages. */
  readonly place: string;
  /** The bytes of a file; undefined where there is none of that name. */
  read(name: string): Uint8Array | undefined;
}
