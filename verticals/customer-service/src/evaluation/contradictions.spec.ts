import { describe, expect, it } from 'vitest';
import { findContradictions } from './contradictions.js';

describe('contradictions', () => {
  it('are texts that say nearly the same in different classes', async () => {
    const texts = [
      'where is my parcel',
      'Where is my parcel?',
      'where is my parcel',
      'I want a refund for the broken lamp',
      'I want a refund for that broken lamp',
      'what does delivery cost',
    ];
    const found = await findContradictions(texts, Float64Array.of(0, 0, 1, 1, 2, 2));
    expect(found.map(({ rows }) => rows)).toEqual([
      [0, 2],
      [1, 2],
    ]);
    expect(found[0]!.cosine).toBeCloseTo(1, 6);
  });

  it('are none among texts of one class, and none among texts that differ', async () => {
    expect(await findContradictions(['hello there', 'hello there'], Float64Array.of(0, 0))).toEqual([]);
    expect(await findContradictions(['hello there', 'my bill is wrong'], Float64Array.of(0, 1))).toEqual([]);
  });
});
