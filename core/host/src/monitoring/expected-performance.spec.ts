import { Rng } from '@proofline/learn';
import { binary, multiclass, regression } from '@proofline/pipeline';
import { describe, expect, it } from 'vitest';
import { expectedPerformance } from './expected-performance.js';

function probabilities(rows: number, rng: Rng): Float64Array {
  return Float64Array.from({ length: rows }, () => 1 / (1 + Math.exp(1 - 1.2 * rng.normal())));
}

describe('expectedPerformance', () => {
  it('holds what comes true where the probabilities do', () => {
    const rng = new Rng(3);
    const rows = 400;
    let within = 0;
    let sum = 0;
    const looks = 60;
    for (let look = 0; look < looks; look++) {
      const p = probabilities(rows, rng);
      const y = p.map((share) => (rng.next() < share ? 1 : 0));
      const auc = binary.metrics.auc!.compute({ y, positive: '1', negative: '0' }, p);
      const { value, interval } = expectedPerformance(binary, 'auc', p, rows, rng.fork(look))!;
      if (auc >= interval[0] && auc <= interval[1]) within++;
      sum += auc - value;
    }
    expect(within / looks).toBeGreaterThan(0.88);
    expect(Math.abs(sum / looks)).toBeLessThan(0.01);
  });

  it('expects the noise of a calibration error that is none', () => {
    const p = probabilities(500, new Rng(4));
    const { value, interval } = expectedPerformance(binary, 'ece', p, 500, new Rng(5))!;
    expect(value).toBeGreaterThan(0.01);
    expect(value).toBeLessThan(0.08);
    expect(interval[0]).toBeLessThan(value);
    expect(interval[1]).toBeGreaterThan(value);
  });

  it('draws one outcome a row of several classes', () => {
    const classes = ['a', 'b', 'c'];
    const probability = Float64Array.from({ length: 600 }, (_, i) => [0.6, 0.3, 0.1][i % 3]!);
    const { value, interval } = expectedPerformance(multiclass, 'accuracy', { probability, classes }, 200, new Rng(6))!;
    expect(value).toBeCloseTo(0.6, 10);
    // ± 1.96 · √(0.24 / 200)
    expect(interval[0]).toBeGreaterThan(0.6 - 0.09);
    expect(interval[0]).toBeLessThan(0.6 - 0.045);
  });

  it('expects nothing of a single row, whose outcome is one', () => {
    expect(expectedPerformance(binary, 'auc', Float64Array.of(0.3), 1, new Rng(8))).toBeUndefined();
    expect(expectedPerformance(binary, 'logLoss', Float64Array.of(0.3), 1, new Rng(8))?.interval).toEqual([
      expect.any(Number),
      expect.any(Number),
    ]);
  });

  it('expects nothing of a quantity', () => {
    expect(expectedPerformance(regression, 'rmse', Float64Array.of(1, 2), 2, new Rng(7))).toBeUndefined();
  });
});
