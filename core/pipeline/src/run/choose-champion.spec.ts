import { Rng, rmse } from '@proofline/learn';
import { describe, expect, it } from 'vitest';
import { regression } from '../kinds/regression.js';
import type { Candidate } from '../task/task.js';
import { text } from '../text/localized.js';
import { chooseChampion } from './choose-champion.js';
import type { PassedOver } from './run-limits.js';

type Truth = { y: Float64Array };
const candidate = (name: string, complexity: number, baseline = false): Candidate<Truth, Float64Array> => ({
  name,
  title: text(name),
  complexity,
  ...(baseline ? { baseline } : {}),
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
  passedOver?: PassedOver[],
) =>
  chooseChampion(
    regression,
    'rmse',
    { y },
    list,
    { rng: new Rng(1), ...(weight === undefined ? {} : { weight }) },
    passedOver,
  );

describe('chooseChampion', () => {
  const complex = { candidate: candidate('Complex', 3), outOfFold: sharp };
  const simple = { candidate: candidate('Simple', 1), outOfFold: poor };

  it('is the best one where its lead over each simpler one is certain', () => {
    const { name, behindBest, reason } = choose([simple, complex]);
    expect(name).toBe('Complex');
    expect(behindBest.get('Complex')).toEqual({ value: 0, interval: [0, 0] });
    expect(behindBest.get('Simple')!.value).toBeCloseTo(rmse(y, poor) - rmse(y, sharp), 12);
    expect(behindBest.get('Simple')!.interval[0]).toBeGreaterThan(0);
    expect(reason.en).toMatch(/The complex has the best .* its lead over each other model is certain/);
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

  describe('with a baseline', () => {
    const worse = sharp.map((v) => v + 0.035 * rng.normal());
    const baseline = { candidate: candidate('Baseline', 0, true), outOfFold: worse };

    it('prefers a model that is better, though level with the baseline', () => {
      const { name, behindBest, lead, reason } = choose([baseline, complex]);
      expect(rmse(y, worse)).toBeGreaterThan(rmse(y, sharp));
      // Nothing tells them apart: of two models the simpler would be taken.
      expect(behindBest.get('Baseline')!.interval[0]).toBeLessThanOrEqual(0);
      expect(name).toBe('Complex');
      expect(lead!.value).toBeCloseTo(rmse(y, worse) - rmse(y, sharp), 12);
      expect(reason.en).toContain('is the only model that may be chosen and is better than the trivial baseline');
    });

    it('takes the simplest of the level models that are better than the baseline, not one that is worse', () => {
      const behind = { candidate: candidate('Behind', 1), outOfFold: sharp.map((v) => v + 0.1 * rng.normal()) };
      const near = { candidate: candidate('Near', 2), outOfFold: level };
      expect(rmse(y, behind.outOfFold)).toBeGreaterThan(rmse(y, worse));
      expect(choose([baseline, complex, behind, near]).name).toBe('Near');
    });

    it('leaves the baseline where no model is better, and says how near one comes', () => {
      const best = { candidate: candidate('Baseline', 0, true), outOfFold: sharp };
      const { name, lead, reason } = choose([best, { candidate: candidate('Near', 2), outOfFold: level }]);
      expect(name).toBe('Baseline');
      expect(lead!.value).toBeCloseTo(rmse(y, sharp) - rmse(y, level), 12);
      expect(reason.en).toContain('no model is better. The nearest is the near');
      expect(choose([best, { candidate: candidate('Same', 2), outOfFold: sharp }]).name).toBe('Baseline');
    });
  });

  describe('with limits', () => {
    const near = { candidate: candidate('Near', 4), outOfFold: level };
    const large: PassedOver = { name: 'Complex', metric: 'modelMB', bound: '<=', threshold: 0.5 };

    it('chooses among the candidates that keep to them, and says who was passed over', () => {
      const { name, reason, passedOver } = choose([simple, complex, near], undefined, [large]);
      expect(name).toBe('Near');
      expect(passedOver).toEqual([large]);
      expect(reason.en).toContain('Passed over for a constraint: the complex (size of the model in MB above 0.5).');
      expect(reason.en).not.toContain('this machine');
    });

    it('takes the baseline where it alone keeps to them', () => {
      const baseline = { candidate: candidate('Baseline', 0, true), outOfFold: poor };
      const { name, lead, reason } = choose([baseline, complex], undefined, [large]);
      expect(name).toBe('Baseline');
      expect(lead).toBeUndefined();
      expect(reason.en).toContain('is the only candidate that may be chosen');
    });

    it('is not steered by what nobody keeps to', () => {
      const slow = (name: string): PassedOver => ({ name, metric: 'predictMsPer1000', bound: '<=', threshold: 0.001 });
      const { name, reason } = choose([simple, complex], undefined, [slow('Simple'), slow('Complex')]);
      expect(name).toBe('Complex');
      expect(reason.en).toContain('No candidate keeps to the constraints, so they did not steer the choice');
      expect(reason.en).toContain('Times were measured on this machine');
    });
  });
});
