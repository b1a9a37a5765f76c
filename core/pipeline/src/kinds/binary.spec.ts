import { Rng, rocAuc } from '@proofline/learn';
import { describe, expect, it } from 'vitest';
import { binary } from './binary.js';
import { loadLogitBlend, stackLogits } from './binary-stack.js';

const sigmoid = (z: number): number => 1 / (1 + Math.exp(-z));

function sample(n: number, seed = 1) {
  const rng = new Rng(seed);
  const a = Float64Array.from({ length: n }, () => rng.normal());
  const b = Float64Array.from({ length: n }, () => rng.normal());
  const y = a.map((z, i) => (rng.next() < sigmoid(z + b[i]! - 1) ? 1 : 0));
  return { truth: { y, positive: '1', negative: '0' }, a: a.map(sigmoid), b: b.map(sigmoid), rng };
}

describe('binary kind', () => {
  it('estimates every metric with an interval around its value', () => {
    const { truth, a, rng } = sample(500);
    for (const [name, metric] of Object.entries(binary.metrics)) {
      const { value, interval } = binary.estimate(name, truth, a, { rng: rng.fork(name) });
      expect(value).toBeCloseTo(metric.compute(truth, a), 12);
      expect(interval[0]).toBeLessThan(interval[1]);
      expect(interval[0] < value && value < interval[1]).toBe(true);
    }
  });

  it('says by how much one prediction is better than another, positive when the first one is', () => {
    const { truth, a, rng } = sample(800);
    const noise = a.map(() => 0.1 + 0.8 * rng.next());
    for (const name of ['auc', 'ks', 'logLoss', 'brier']) {
      const { value, interval } = binary.compare(name, truth, a, noise, { rng: rng.fork(name) });
      expect(value).toBeGreaterThan(0);
      expect(interval[0]).toBeGreaterThan(0);
      expect(binary.compare(name, truth, noise, a, { rng: rng.fork(name) }).value).toBeCloseTo(-value, 12);
    }
  });

  it('stacks members that know different things into something better than each', () => {
    const { truth, a, b } = sample(3000);
    const blend = stackLogits(truth.y, [a, b]);
    const joined = blend.apply([a, b]);
    expect(rocAuc(truth.y, joined)).toBeGreaterThan(Math.max(rocAuc(truth.y, a), rocAuc(truth.y, b)) + 0.03);
    expect(blend.weights[0]).toBeCloseTo(1, 0);
    expect(loadLogitBlend(blend.toArtifact()).apply([a, b])).toEqual(joined);
  });

  it('gives a useless member no negative share', () => {
    const { truth, a, rng } = sample(2000);
    const against = a.map((p) => 1 - p + 0.01 * (rng.next() - 0.5));
    const blend = stackLogits(truth.y, [a, against]);
    expect(Math.min(...blend.weights)).toBeGreaterThanOrEqual(0);
    expect(blend.weights[0]).toBeGreaterThan(blend.weights[1]!);
  });

  it('assembles folds and averages repeats', () => {
    const parts = [
      { rows: [2, 0], prediction: Float64Array.of(0.2, 0.1) },
      { rows: [1], prediction: Float64Array.of(0.3) },
    ];
    const joined = binary.assemble(3, parts);
    expect([...joined]).toEqual([0.1, 0.3, 0.2]);
    expect([...binary.average([joined, Float64Array.of(0.3, 0.3, 0.4)])].map((v) => v.toFixed(3))).toEqual([
      '0.200',
      '0.300',
      '0.300',
    ]);
    expect(binary.distance(joined, joined)).toBe(0);
    expect(binary.distance(joined, Float64Array.of(0.1, Number.NaN, 0.2))).toBe(Number.POSITIVE_INFINITY);
  });
});
