import { hosmerLemeshow, Rng } from '@proofline/learn';
import { describe, expect, it } from 'vitest';
import { riskBands } from './bands.js';
import { calibrationLine } from './calibration.js';
import { swapSet } from './swap-set.js';
import { effectiveSize, weightedMean } from './weighted-rows.js';

describe('effectiveSize', () => {
  it('is the number of rows of equal weight, and (Σ w)² / Σ w² otherwise', () => {
    expect(effectiveSize([0, 1, 2])).toBe(3);
    expect(effectiveSize([0, 1, 2], Float64Array.of(7, 7, 7))).toBe(3);
    // (1 + 3)² / (1 + 9).
    expect(effectiveSize([0, 2], Float64Array.of(1, 100, 3))).toBeCloseTo(1.6, 12);
    expect(effectiveSize([])).toBe(0);
  });
});

describe('weightedMean', () => {
  it('counts a row as often as its weight', () => {
    expect(weightedMean(Float64Array.of(1, 5), Float64Array.of(3, 1))).toBe(2);
    expect(weightedMean(Uint8Array.of(1, 0))).toBe(0.5);
  });
});

describe('weights in sections', () => {
  const rng = new Rng(5);
  const p = Float64Array.from({ length: 400 }, (_, i) => 0.05 + (0.9 * i) / 400);
  const y = p.map((q) => (rng.next() < q ? 1 : 0));

  it('change nothing where they are all alike', () => {
    const alike = new Float64Array(400).fill(2.5);
    const [plain, weighted] = [calibrationLine(y, p), calibrationLine(y, p, alike)];
    expect(weighted.slope).toBeCloseTo(plain.slope, 9);
    expect(weighted.slopeInterval[0]).toBeCloseTo(plain.slopeInterval[0], 9);
    const fit = hosmerLemeshow(y, p, { weight: alike });
    expect(fit.statistic).toBeCloseTo(hosmerLemeshow(y, p).statistic, 9);
    const bands = riskBands(y, p, 4, alike);
    riskBands(y, p, 4).forEach((band, k) => {
      expect(bands[k]!.badRate).toBeCloseTo(band.badRate, 12);
      expect(bands[k]!.interval[0]).toBeCloseTo(band.interval[0], 12);
      expect(bands[k]!.rows).toBe(band.rows);
    });
  });

  it('leave rows of no weight out', () => {
    // The upper half counts for nothing: level and slope are those of the lower half alone.
    const weight = p.map((_, i) => (i < 200 ? 1 : 0));
    const half = calibrationLine(y.slice(0, 200), p.slice(0, 200));
    const line = calibrationLine(y, p, weight);
    expect(line.slope).toBeCloseTo(half.slope, 9);
    expect(line.interceptInterval[1]).toBeCloseTo(half.interceptInterval[1], 9);
    const top = riskBands(y, p, 2, weight)[0]!;
    // 200 rows without weight and then half of the others.
    expect(top.meanPredicted).toBeCloseTo(p.slice(100, 200).reduce((sum, q) => sum + q, 0) / 100, 12);
    expect(top.effectiveRows).toBeCloseTo(100, 12);
  });

  it('are what a swap set holds equal', () => {
    const outcome = Float64Array.of(0, 1, 0, 1);
    const byNew = Float64Array.of(0.1, 0.2, 0.3, 0.4);
    const byOld = Float64Array.of(4, 3, 2, 1);
    // Half of the weight is the first row of the new order, and the three others of the old one.
    const set = swapSet(outcome, byNew, byOld, 3, Float64Array.of(3, 1, 1, 1));
    expect(set.approvalRate).toBe(0.5);
    expect(set.swapIn).toMatchObject({ rows: 1, badRate: 0 });
    expect(set.swapOut.rows).toBe(3);
    expect(set.swapOut.badRate).toBeCloseTo(2 / 3, 12);
  });
});
