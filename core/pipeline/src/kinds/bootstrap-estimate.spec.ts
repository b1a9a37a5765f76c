import { aucInterval, Rng } from '@proofline/learn';
import { describe, expect, it } from 'vitest';
import { binary } from './binary.js';
import { regression } from './regression.js';

const rng = new Rng('rows');
const n = 120;
const p = Float64Array.from({ length: n }, () => rng.next());
const y = p.map((q) => (rng.next() < q ? 1 : 0));
const truth = { y, positive: '1', negative: '0' };

/** Each row four times, and which row it came from. */
const copies = Int32Array.from({ length: 4 * n }, (_, i) => i >> 2);
const fourTimes = (values: Float64Array): Float64Array => Float64Array.from(copies, (i) => values[i]!);
const repeated = { ...truth, y: fourTimes(y) };

describe('intervals of rows that came in groups', () => {
  it('are those of as many independent rows as there are groups', () => {
    for (const metric of ['brier', 'logLoss', 'averagePrecision']) {
      const single = binary.estimate(metric, truth, p, { rng: new Rng(3) });
      const grouped = binary.estimate(metric, repeated, fourTimes(p), { rng: new Rng(3), group: copies });
      expect(grouped.value).toBeCloseTo(single.value, 12);
      expect(grouped.interval[0]).toBeCloseTo(single.interval[0], 12);
      expect(grouped.interval[1]).toBeCloseTo(single.interval[1], 12);
    }
  });

  it('do not take copies of a row for evidence, which the closed form for AUC would', () => {
    const width = ([low, high]: readonly [number, number]): number => high - low;
    const naive = width(aucInterval(repeated.y, fourTimes(p)).interval);
    const honest = width(aucInterval(y, p).interval);
    const grouped = width(binary.estimate('auc', repeated, fourTimes(p), { rng: new Rng(3), group: copies }).interval);
    expect(naive / honest).toBeCloseTo(0.5, 1);
    expect(grouped / honest).toBeGreaterThan(0.85);
    expect(grouped / honest).toBeLessThan(1.2);
  });

  it('hold for differences as well, and labels may be any numbers', () => {
    const noise = p.map((q) => 0.5 + 0.2 * (q - 0.5));
    const single = binary.compare('brier', truth, p, noise, { rng: new Rng(5) });
    const group = copies.map((i) => 7 * i - 3);
    const grouped = binary.compare('brier', repeated, fourTimes(p), fourTimes(noise), { rng: new Rng(5), group });
    expect(grouped.value).toBeCloseTo(single.value, 12);
    expect(grouped.interval[0]).toBeCloseTo(single.interval[0], 12);
    expect(grouped.interval[1]).toBeCloseTo(single.interval[1], 12);
  });
});

describe('weights in intervals', () => {
  it('leave rows of weight 0 out of the value, and multiply the draws', () => {
    const weight = y.map((_, i) => (i < 60 ? 2 : 0));
    const half = y.slice(0, 60);
    const { value, interval } = regression.estimate('mae', { y }, p, { rng: new Rng(1), weight });
    const mean = half.reduce((sum, v, i) => sum + Math.abs(v - p[i]!), 0) / 60;
    expect(value).toBeCloseTo(mean, 12);
    expect(interval[0]).toBeLessThan(mean);
    expect(interval[1]).toBeGreaterThan(mean);
  });
});
