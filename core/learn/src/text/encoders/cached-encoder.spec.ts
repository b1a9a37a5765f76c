import { describe, expect, it } from 'vitest';
import { cachedEncoder, type VectorEntry, type VectorStore } from './cached-encoder.js';
import type { EncodeOptions, SentenceEncoder } from './sentence-encoder.js';

/** Two numbers a text: its length and its first code unit. Remembers what it was asked. */
class CountingEncoder implements SentenceEncoder {
  readonly name = 'counting';
  readonly fingerprint = 'f';
  readonly dimensions = 2;
  readonly asked: string[] = [];

  encode(texts: readonly string[], { onProgress }: EncodeOptions = {}): Float32Array {
    this.asked.push(...texts);
    onProgress?.({ done: texts.length, total: texts.length });
    return Float32Array.from(texts.flatMap((text) => [text.length, text.charCodeAt(0)]));
  }
}

class MapStore implements VectorStore {
  readonly kept = new Map<string, Float32Array>();
  read(keys: readonly string[]): (Float32Array | undefined)[] {
    return keys.map((key) => this.kept.get(key));
  }
  write(entries: readonly VectorEntry[]): void {
    for (const { key, vector } of entries) this.kept.set(key, vector);
  }
}

describe('cached encoder', () => {
  it('encodes a text once, in a call and over calls, and answers as the encoder does', () => {
    const counting = new CountingEncoder();
    const cached = cachedEncoder(counting);
    const texts = ['a', 'bb', 'a', 'ccc', 'bb'];
    expect(cached.encode(texts)).toEqual(new CountingEncoder().encode(texts));
    expect(cached.encode(['bb', 'dddd', 'a'])).toEqual(Float32Array.from([2, 98, 4, 100, 1, 97]));
    expect(counting.asked).toEqual(['a', 'bb', 'ccc', 'dddd']);
    expect(cached).toMatchObject({ name: 'counting', fingerprint: 'f', dimensions: 2 });
    expect(cached.encode([])).toEqual(new Float32Array(0));
  });

  it('forgets what was asked for longest ago', () => {
    const counting = new CountingEncoder();
    const cached = cachedEncoder(counting, { memoryBytes: 2 * 8 });
    for (const text of ['a', 'b', 'a', 'c', 'a', 'b']) cached.encode([text]);
    expect(counting.asked).toEqual(['a', 'b', 'c', 'b']);
    // More in one call than there is memory for.
    expect(cached.encode(['x', 'y', 'z', 'x'])).toEqual(Float32Array.from([1, 120, 1, 121, 1, 122, 1, 120]));
  });

  it('keeps vectors in a store, where another one finds them', () => {
    const store = new MapStore();
    cachedEncoder(new CountingEncoder(), { store, storeFrom: 2 }).encode(['a', 'bb']);
    expect(store.kept.size).toBe(2);
    for (const key of store.kept.keys()) expect(key).toMatch(/^[0-9a-f]{32}$/);
    const counting = new CountingEncoder();
    const other = cachedEncoder(counting, { store, storeFrom: 2 });
    expect(other.encode(['bb', 'e', 'a'])).toEqual(Float32Array.from([2, 98, 1, 101, 1, 97]));
    expect(counting.asked).toEqual(['e']);
  });

  it('neither looks for a message that is answered in the store, nor keeps it there', () => {
    const store = new MapStore();
    const many = Array.from({ length: 32 }, (_, i) => 't'.repeat(i + 1));
    cachedEncoder(new CountingEncoder(), { store }).encode(many);
    expect(store.kept.size).toBe(32);
    const counting = new CountingEncoder();
    const cached = cachedEncoder(counting, { store });
    for (const text of ['t', 'new']) cached.encode([text]);
    expect(counting.asked).toEqual(['t', 'new']);
    expect(store.kept.size).toBe(32);
  });

  it('tells texts apart that UTF-8 does not', () => {
    const cached = cachedEncoder(new CountingEncoder());
    expect(cached.encode(['\ud800', '\ud801'])).toEqual(Float32Array.from([1, 0xd800, 1, 0xd801]));
  });

  it('counts every text in its progress, in blocks that reach the store one by one', () => {
    const written: number[] = [];
    const store: VectorStore = {
      read: (keys) => keys.map(() => undefined),
      write: ({ length }) => written.push(length),
    };
    const cached = cachedEncoder(new CountingEncoder(), { store, storeFrom: 2 });
    cached.encode(['t0', 't1']);
    const seen: number[] = [];
    cached.encode(
      Array.from({ length: 1500 }, (_, i) => `t${i}`),
      { onProgress: ({ done, total }) => seen.push(done, total) },
    );
    expect(written).toEqual([2, 1024, 474]);
    expect(seen).toEqual([1026, 1500, 1500, 1500, 1500, 1500]);
  });
});
