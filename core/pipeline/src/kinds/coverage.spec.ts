import { Rng } from '@proofline/learn';
import { describe, expect, it } from 'vitest';
import { binary } from './binary.js';

const sigmoid = (z: number): number => 1 / (1 + Math.exp(-z));

/** Outcomes with known probabilities, and predictions that are off by a known slope and intercept. */
function draw(rows: number, rng: Rng, base: number, slope: number, intercept: number) {
  const z = Float64Array.from({ length: rows }, () => base + 1.5 * rng.normal());
  const y = z.map((v) => (rng.next() < sigmoid(v) ? 1 : 0));
  return { truth: { y, positive: '1', negative: '0' }, prediction: z.map((v) => sigmoid(intercept + slope * v)) };
}

const REPEATS = 200;
const ROWS = 300;

describe('intervals hold the truth as often as they say', () => {
  // Two standard errors of a share of 0.95 over 200 repeats are 0.031, and few events make bootstrap intervals a little short.
  const cases = [
    { name: 'half events, perfectly calibrated', base: 0, slope: 1, intercept: 0 },
    { name: 'one event in eight, a little off', base: -2.5, slope: 0.9, intercept: 0.2 },
  ];
  for (const { name, base, slope, intercept } of cases) {
    it(name, () => {
      const population = draw(300_000, new Rng('population'), base, slope, intercept);
      const metrics = ['logLoss', 'brier', 'averagePrecision', 'ece', 'ks'];
      const truth = new Map(
        metrics.map((m) => [m, binary.metrics[m]!.compute(population.truth, population.prediction)]),
      );
      const held = new Map(metrics.map((m) => [m, 0]));
      for (let repeat = 0; repeat < REPEATS; repeat++) {
        const rng = new Rng(`repeat ${repeat}`);
        const sample = draw(ROWS, rng, base, slope, intercept);
        for (const metric of metrics) {
          const { value, interval } = binary.estimate(metric, sample.truth, sample.prediction, {
            rng: rng.fork(metric),
          });
          expect(interval[0] <= value && value <= interval[1]).toBe(true);
          const inside = interval[0] <= truth.get(metric)! && truth.get(metric)! <= interval[1];
          held.set(metric, held.get(metric)! + (inside ? 1 : 0));
        }
      }
      const shares = Object.fromEntries([...held].map(([metric, count]) => [metric, count / REPEATS]));
      for (const metric of metrics) expect(shares[metric], metric).toBeGreaterThanOrEqual(0.9);
    });
  }
});
