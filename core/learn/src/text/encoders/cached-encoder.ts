import { createHash } from 'node:crypto';
import type { EncodeOptions, SentenceEncoder } from './sentence-encoder.js';

/** Where vectors are kept between processes. A key is 32 hexadecimal digits; a store serves one encoder. */
export interface VectorStore {
  /** For each key its vector, or undefined where it is not kept. */
  read(keys: readonly string[]): (Float32Array | undefined)[];
  /** Keeps vectors, or does not: it is a cache, and never throws. */
  write(entries: readonly VectorEntry[]): void;
}

export interface VectorEntry {
  key: string;
  vector: Float32Array;
}

export interface CacheOptions {
  store?: VectorStore;
  /** What may be kept in memory, in bytes of vectors; those go first that were asked for longest ago. Default: 32 MiB. */
  memoryBytes?: number;
  /** Texts of a call from which on the store is asked and written to; default: 32. */
  storeFrom?: number;
}

/** Texts that are encoded before their vectors go to the store: what a killed process loses at most. */
const BLOCK = 1024;

/**
 * The same encoder with a memory: a text that was encoded before, or is in the call twice, is not encoded again. The
 * vectors are the same bits with and without it.
 *
 * The store is for the many texts that models learn from. A call with a few is a message that is being answered: it is encoded
 * in the time that files would take, and nothing of what customers write is kept.
 */
export function cachedEncoder(encoder: SentenceEncoder, options: CacheOptions = {}): SentenceEncoder {
  return new CachedEncoder(encoder, options);
}

class CachedEncoder implements SentenceEncoder {
  readonly name: string;
  readonly fingerprint: string;
  readonly dimensions: number;
  private readonly store: VectorStore | undefined;
  private readonly storeFrom: number;
  private readonly most: number;
  /** The order of a map is that of insertion: the first is the one asked for longest ago. */
  private readonly recent = new Map<string, Float32Array>();

  constructor(
    private readonly encoder: SentenceEncoder,
    { store, memoryBytes = 2 ** 25, storeFrom = 32 }: CacheOptions,
  ) {
    this.name = encoder.name;
    this.fingerprint = encoder.fingerprint;
    this.dimensions = encoder.dimensions;
    this.store = store;
    this.storeFrom = storeFrom;
    this.most = Math.floor(memoryBytes / (4 * encoder.dimensions));
  }

  encode(texts: readonly string[], options: EncodeOptions = {}): Float32Array {
    const out = new Float32Array(texts.length * this.dimensions);
    const wanted = new Map<string, { text: string; rows: number[] }>();
    let done = 0;
    const give = (vector: Float32Array, rows: readonly number[]): void => {
      for (const row of rows) out.set(vector, row * this.dimensions);
      done += rows.length;
    };
    for (const [row, text] of texts.entries()) {
      const key = keyOf(text);
      const known = this.recent.get(key);
      if (known !== undefined) {
        this.remember(key, known);
        give(known, [row]);
      } else {
        const other = wanted.get(key);
        if (other === undefined) wanted.set(key, { text, rows: [row] });
        else other.rows.push(row);
      }
    }
    const store = texts.length < this.storeFrom ? undefined : this.store;
    this.takeFrom(store, wanted, give);
    const missing = [...wanted];
    for (let from = 0; from < missing.length; from += BLOCK) {
      const block = missing.slice(from, from + BLOCK);
      const before = done;
      const vectors = this.encoder.encode(
        block.map(([, { text }]) => text),
        {
          ...options,
          onProgress: ({ done: encoded }) =>
            options.onProgress?.({ done: Math.min(texts.length, before + encoded), total: texts.length }),
        },
      );
      const entries = block.map(([key], i) => ({ key, vector: this.rowOf(vectors, i) }));
      store?.write(entries);
      for (const [i, { key, vector }] of entries.entries()) {
        this.remember(key, vector);
        give(vector, block[i]![1].rows);
      }
    }
    if (texts.length > 0) options.onProgress?.({ done: texts.length, total: texts.length });
    return out;
  }

  private takeFrom(
    store: VectorStore | undefined,
    wanted: Map<string, { rows: number[] }>,
    give: (vector: Float32Array, rows: readonly number[]) => void,
  ): void {
    if (store === undefined || wanted.size === 0) return;
    const keys = [...wanted.keys()];
    for (const [i, vector] of store.read(keys).entries()) {
      if (vector === undefined) continue;
      const key = keys[i]!;
      this.remember(key, vector);
      give(vector, wanted.get(key)!.rows);
      wanted.delete(key);
    }
  }

  /** A copy: a view would keep the vectors of a whole call in memory. */
  private rowOf(vectors: Float32Array, row: number): Float32Array {
    return vectors.slice(row * this.dimensions, (row + 1) * this.dimensions);
  }

  private remember(key: string, vector: Float32Array): void {
    this.recent.delete(key);
    this.recent.set(key, vector);
    if (this.recent.size <= this.most) return;
    for (const oldest of this.recent.keys()) {
      this.recent.delete(oldest);
      return;
    }
  }
}

/** 128 bits of a SHA-256: texts with the same key do not occur. */
function keyOf(text: string): string {
  // UTF-16, because UTF-8 would make one key of all texts that differ in lone surrogates.
  return createHash('sha256').update(text, 'utf16le').digest('hex').slice(0, 32);
}
