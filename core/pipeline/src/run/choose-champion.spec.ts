import { Rng, rmse } from '@proofline/learn';
import { describe, expect, it } from 'vitest';
import { regression } from '../kinds/regression.js';
import type { Candidate } from '../task/task.js';
import { text } from '../text/localized.js';
import { chooseChampion } from './choose-champion.js';

type Truth = { y: Float64Array };
const candidate = (name: string, complexity: number): Candidate<Truth, Float64Array> => ({
  name,
  title: text(name),
  complexity,
  blend: { members: [] },
});

const n = 400;
const rng = new Rng('champion');
const y = Float64Array.from({ length: n }, () => rng.normal());
const error = (size: number): Float64Array => y.map((v) => v + size * rng.normal());
const sharp = error(0.3);
const level = sharp.map((v) => v + 0.03 * rng.normal());
const poor = error(1);
const choose = (
  list: { candidate: Candidate<Truth, Float64Array>; outOfFold: Float64Array }[],
  weight?: Float64Array,
) => chooseChampion(regression, 'rmse', { y }, list, { rng: new Rng(1), ...(weight === undefined ? {} : { weight }) });

describe('chooseChampion', () => {
  const complex = { candidate: candidate('Complex', 3), outOfFold: sharp };
  const simple = { candidate: candidate('Simple', 1), outOfFold: poor };

  it('is the best one where its lead over each simpler one is certain', () => {
    const { name, behindBest, reason } = choose([simple, complex]);
    expect(name).toBe('Complex');
    expect(behindBest.get('Complex')).toEqual({ value: 0, interval: [0, 0] });
    expect(behindBest.get('Simple')!.value).toBeCloseTo(rmse(y, poor) - rmse(y, sharp), 12);
    expect(behindBest.get('Simple')!.interval[0]).toBeGreaterThan(0);
    expect(reason.en).toMatch(/The complex has the best .* its lead over each other candidate is certain/);
  });

  it('is the simplest one that cannot be told apart from the best', () => {
    const near = { candidate: candidate('Near', 2), outOfFold: level };
    const { name, behindBest, reason } = choose([complex, simple, near]);
    const gap = rmse(y, level) - rmse(y, sharp);
    expect(gap).toBeGreaterThan(0);
    expect(behindBest.get('Near')!.value).toBeCloseTo(gap, 12);
    expect(behindBest.get('Near')!.interval[0]).toBeLessThan(0);
    expect(name).toBe('Near');
    expect(reason.en).toContain('the near is simpler and cannot be told apart from it');
  });

  it('takes the simpler of two with the same answers', () => {
    const twin = { candidate: candidate('Twin', 2), outOfFold: sharp };
    expect(choose([complex, twin]).name).toBe('Twin');
  });

  it('judges by the rows that count', () => {
    // The poor one is right on the first ten rows, and only these have weight.
    const lucky = poor.map((v, i) => (i < 10 ? y[i]! : v));
    const weight = y.map((_, i) => (i < 10 ? 1 : 0));
    const list = [complex, { ...simple, outOfFold: lucky }];
    expect(choose(list).name).toBe('Complex');
    expect(choose(list, weight).name).toBe('Simple');
  });
});
