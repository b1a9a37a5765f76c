import type { SentenceEncoder } from '@proofline/learn/encoders';
import { describe, expect, it } from 'vitest';
import { encodeInTurns } from './encode-in-turns.js';

const TEXTS = Array.from({ length: 150 }, (_, i) => 'x'.repeat(i));

/** A vector is the length of the text, twice. `onCall` hears of each call. */
function lengths(onCall: (texts: number) => void): SentenceEncoder {
  return {
    name: 'lengths',
    fingerprint: 'none',
    dimensions: 2,
    encode: (texts) => {
      onCall(texts.length);
      return Float32Array.from(texts.flatMap(({ length }) => [length, length]));
    },
  };
}

describe('encodeInTurns', () => {
  it('gives the vectors of one call, and lets others have their turn in between', async () => {
    let turns = 0;
    const calls: number[] = [];
    const count = (): void => {
      turns++;
      if (calls.length < 3) setImmediate(count);
    };
    setImmediate(count);
    const values = await encodeInTurns(
      lengths((texts) => calls.push(texts)),
      TEXTS,
    );
    expect(values).toEqual(Float32Array.from(TEXTS.flatMap(({ length }) => [length, length])));
    expect(calls).toEqual([64, 64, 22]);
    expect(turns).toBeGreaterThan(1);
  });

  it('stops where it is cancelled', async () => {
    const stop = new AbortController();
    const encoder = lengths(() => stop.abort());
    await expect(encodeInTurns(encoder, TEXTS, stop.signal)).rejects.toMatchObject({ kind: 'cancelled' });
  });
});
