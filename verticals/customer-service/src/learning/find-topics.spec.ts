import { Rng } from '@proofline/learn';
import { describe, expect, it } from 'vitest';
import { likeness } from './alike.js';
import { findTopics } from './find-topics.js';
import { cosine, type MessageVectors } from './message-vectors.js';

/** Unit vectors at these angles, in degrees. */
const at = (...angles: number[]): MessageVectors => ({
  rows: angles.length,
  dimensions: 2,
  values: Float32Array.from(angles.flatMap((a) => [Math.cos((a * Math.PI) / 180), Math.sin((a * Math.PI) / 180)])),
  of: 'meaning',
});
const topicsAt = (...angles: number[]): Promise<number[][]> =>
  findTopics(
    at(...angles),
    angles.map((_, i) => i),
    { alike: Math.cos(Math.PI / 12), least: 3 },
    { rng: new Rng(1) },
  );

describe('findTopics', () => {
  it('finds groups of messages, the largest first, and leaves out those that nobody else sends', async () => {
    expect(await topicsAt(0, 90, 2, 91, 4, 180, 6, 93, 270)).toEqual([
      [0, 2, 4, 6],
      [1, 3, 7],
    ]);
  });

  it('finds one group where there is one', async () => {
    expect(await topicsAt(0, 1, 2, 3, 4, 5)).toEqual([[0, 1, 2, 3, 4, 5]]);
    expect(await topicsAt(0, 0, 0)).toEqual([[0, 1, 2]]);
  });

  it('finds none where messages are few or unlike', async () => {
    expect(await topicsAt(0, 1)).toEqual([]);
    expect(await topicsAt(0, 60, 120, 180)).toEqual([]);
  });
});

describe('likeness', () => {
  it('is the usual one without enough known utterances', () => {
    expect(likeness(at(0, 90), ['a', 'b'])).toBe(0.55);
  });

  it('is learnt from known utterances: those of an intent are like each other, those of two are not', () => {
    const angles = Array.from({ length: 24 }, (_, i) => (i < 12 ? i : 90 + i));
    const cut = likeness(
      at(...angles),
      angles.map((angle) => (angle < 12 ? 'a' : 'b')),
    );
    expect(cut).toBeCloseTo(Math.cos(Math.PI / 180), 6);
  });
});

it('cosine is the dot product of unit vectors', () => {
  expect(cosine(at(0, 60), 0, 1)).toBeCloseTo(0.5, 6);
});
