import { Rng } from '@proofline/learn';
import { type ReferenceDistribution, text } from '@proofline/pipeline';
import { describe, expect, it } from 'vitest';
import { isAlarming, judgeDrift } from './drift.js';

const BINS = 10;

function reference(name: string, counts: readonly number[]): ReferenceDistribution {
  return { name, title: text(name), groups: counts.map((rows, k) => ({ kind: 'bin', label: text(`bin ${k}`), rows })) };
}

/** Counts of standard normal values, moved by `shift`, over the deciles of the unmoved ones. */
const DECILES = [-1.2816, -0.8416, -0.5244, -0.2533, 0, 0.2533, 0.5244, 0.8416, 1.2816];
function draw(rng: Rng, rows: number, shift = 0): number[] {
  const counts = new Array<number>(BINS).fill(0);
  for (let i = 0; i < rows; i++) {
    const value = rng.normal() + shift;
    let bin = 0;
    while (bin < DECILES.length && value >= DECILES[bin]!) bin++;
    counts[bin]! += 1;
  }
  return counts;
}

/** Twenty features, of which the first may have moved. */
function judge(rng: Rng, rows: number, shift = 0) {
  return judgeDrift(
    Array.from({ length: 20 }, (_, k) => ({
      reference: reference(`f${k}`, draw(rng, 700)),
      counts: draw(rng, rows, k === 0 ? shift : 0),
    })),
  );
}

describe('judgeDrift', () => {
  it.each([35, 200, 1_000])('raises no alarm on %i rows of the same population', (rows) => {
    const rng = new Rng(rows);
    const looks = 300;
    let alarmed = 0;
    for (let look = 0; look < looks; look++) if (judge(rng, rows).some(isAlarming)) alarmed++;
    // Twenty tests at 5 % each would alarm in 64 of 100 looks.
    expect(alarmed / looks).toBeLessThan(0.03);
  });

  it('finds a feature that moved, and only that one', () => {
    const rng = new Rng(5);
    const looks = 100;
    let found = 0;
    let false_ = 0;
    for (let look = 0; look < looks; look++) {
      const alarming = judge(rng, 200, 0.7).filter(isAlarming);
      if (alarming.some(({ name }) => name === 'f0')) found++;
      false_ += alarming.filter(({ name }) => name !== 'f0').length;
    }
    expect(found).toBeGreaterThan(95);
    expect(false_).toBeLessThan(5);
  });

  it('does not call large what is merely certain: very many rows, a small step', () => {
    const rng = new Rng(6);
    const [first] = judgeDrift([{ reference: reference('f', draw(rng, 100_000)), counts: draw(rng, 100_000, 0.1) }]);
    expect(first!.pValue).toBeLessThan(1e-6);
    expect(first!.state).toBe('steady');
    const [second] = judgeDrift([{ reference: reference('f', draw(rng, 100_000)), counts: draw(rng, 100_000, 0.6) }]);
    expect(second!.state).toBe('shifted');
  });

  it('says so where there is nothing to compare', () => {
    const known = reference('f', draw(new Rng(7), 700));
    const [few, dropped] = judgeDrift([
      { reference: known, counts: draw(new Rng(8), 4) },
      { reference: known, counts: undefined },
    ]);
    expect(few).toMatchObject({ state: 'too-few-rows' });
    expect(dropped).toMatchObject({ state: 'not-kept' });
    expect(few).not.toHaveProperty('qValue');
  });
});
