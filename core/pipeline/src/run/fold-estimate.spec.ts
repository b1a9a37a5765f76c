import { aucDifference, aucInterval, Rng } from '@proofline/learn';
import { describe, expect, it } from 'vitest';
import { binary } from '../kinds/binary.js';
import { compareOverFolds, estimateOverFolds, type JudgedFold, meanOverFolds } from './fold-estimate.js';

describe('meanOverFolds', () => {
  it('adds the squares of the arms of the folds', () => {
    const { value, interval } = meanOverFolds([
      [
        { value: 0.7, interval: [0.67, 0.73] },
        { value: 0.8, interval: [0.76, 0.86] },
      ],
    ]);
    expect(value).toBeCloseTo(0.75, 12);
    // √(0.03² + 0.04²)/2 below, √(0.03² + 0.06²)/2 above.
    expect(interval[0]).toBeCloseTo(0.75 - 0.025, 12);
    expect(interval[1]).toBeCloseTo(0.75 + Math.sqrt(0.0045) / 2, 12);
  });

  it('is no narrower for judging the same rows again', () => {
    const folds = [
      { value: 0.6, interval: [0.5, 0.7] },
      { value: 0.6, interval: [0.5, 0.7] },
    ] as const;
    const width = (repeats: readonly (typeof folds)[]): number => {
      const { interval } = meanOverFolds(repeats);
      return interval[1] - interval[0];
    };
    expect(width([folds, folds, folds])).toBeCloseTo(width([folds]), 12);
  });

  it('does not average away the noise of a distance', () => {
    const folds = [
      { value: 0.04, interval: [0, 0.06] },
      { value: 0.04, interval: [0, 0.06] },
    ] as const;
    expect(meanOverFolds([folds], true).interval[0]).toBe(0);
    expect(meanOverFolds([folds]).interval[0]).toBeGreaterThan(0.01);
  });
});

/** A good and a weak score of rows in folds whose scores are on other scales, so that pooling them would mislead. */
function folds(rows: number, k: number, seed: string) {
  const rng = new Rng(seed);
  const y = Float64Array.from({ length: rows }, (_, i) => (i % 3 === 0 ? 1 : 0));
  const judged: JudgedFold<Float64Array>[] = Array.from({ length: k }, (_, f) => {
    const own = Int32Array.from([...y.keys()].filter((i) => Math.floor(i / 3) % k === f));
    const score = (strength: number): Float64Array =>
      Float64Array.from(own, (i) => 0.1 * f + 0.05 / (1 + Math.exp(-strength * y[i]! - rng.normal())));
    return {
      rows: own,
      predictions: new Map([
        ['good', score(1)],
        ['weak', score(0.4)],
      ]),
    };
  });
  return { truth: { y, positive: '1', negative: '0' }, judged };
}

describe('estimates over folds', () => {
  const of = (name: string) => (fold: JudgedFold<Float64Array>) => fold.predictions.get(name)!;
  const sampling = () => ({ rng: new Rng(3) });

  it('have a lead that is the difference of what the two have', () => {
    const { truth, judged } = folds(900, 5, 'lead');
    for (const metric of ['auc', 'gini', 'logLoss', 'brier'] as const) {
      const value = (name: string): number =>
        estimateOverFolds(binary, metric, truth, [judged], of(name), sampling()).value;
      const sign = binary.metrics[metric]!.better === 'higher' ? 1 : -1;
      const lead = compareOverFolds(binary, metric, truth, [judged], [of('good'), of('weak')], sampling());
      expect(lead.value).toBeCloseTo(sign * (value('good') - value('weak')), 12);
      expect(lead.interval[0]).toBeLessThan(lead.value);
      expect(lead.interval[1]).toBeGreaterThan(lead.value);
    }
  });

  it('are surer than those of one fold alone, as all rows are surer than a part', () => {
    const { truth, judged } = folds(900, 5, 'width');
    const width = ([low, high]: readonly [number, number]): number => high - low;
    const all = estimateOverFolds(binary, 'auc', truth, [judged], of('good'), sampling());
    const [first] = judged;
    const own = binary.takeTruth(truth, first!.rows);
    expect(width(all.interval)).toBeLessThan(0.6 * width(aucInterval(own.y, first!.predictions.get('good')!).interval));
    const lead = compareOverFolds(binary, 'auc', truth, [judged], [of('good'), of('weak')], sampling());
    const leadOfOne = aucDifference(own.y, first!.predictions.get('good')!, first!.predictions.get('weak')!);
    expect(width(lead.interval)).toBeLessThan(0.6 * width(leadOfOne.interval));
  });

  it('hold what the scores are worth about as often as they say', () => {
    // Normal scores one standard deviation apart have an AUC of Φ(1/√2).
    const expected = 0.7602499;
    const held = Array.from({ length: 100 }, (_, seed) => {
      const { truth, judged } = folds(240, 4, `cover ${seed}`);
      const { interval } = estimateOverFolds(binary, 'auc', truth, [judged], of('good'), sampling());
      return interval[0] <= expected && expected <= interval[1];
    }).filter(Boolean).length;
    expect(held).toBeGreaterThanOrEqual(89);
    expect(held).toBeLessThan(100);
  });
});
