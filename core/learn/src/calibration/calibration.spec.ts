import { describe, expect, it } from 'vitest';
import { expectedCalibrationError } from '../metrics/probability.js';
import { rocAuc } from '../metrics/ranking.js';
import { Rng } from '../random/rng.js';
import { CALIBRATION_METHODS, chooseCalibration, fitCalibration, loadCalibration } from './calibration.js';
import { isotonicRegression } from './isotonic.js';

const sigmoid = (z: number): number => 1 / (1 + Math.exp(-z));

/** Outcomes of a logistic truth, and probabilities of a model that is twice too sure of itself. */
function overconfident(n: number, seed = 2) {
  const rng = new Rng(seed);
  const margin = Float64Array.from({ length: n }, () => rng.normal() - 1);
  const y = margin.map((z) => (rng.next() < sigmoid(z) ? 1 : 0));
  return { y, p: margin.map((z) => sigmoid(2 * z)), truth: margin.map(sigmoid) };
}

describe('isotonicRegression', () => {
  it('pools violators into their mean', () => {
    const fit = isotonicRegression(Float64Array.of(1, 2, 3, 4), Float64Array.of(0, 1, 0, 1));
    expect([...fit.y]).toEqual([0, 0.5, 1]);
    expect([...fit.x]).toEqual([1, 2.5, 4]);
  });

  it('gives equal inputs one value', () => {
    const fit = isotonicRegression(Float64Array.of(1, 1, 2), Float64Array.of(0, 1, 1));
    expect([...fit.x]).toEqual([1, 2]);
    expect([...fit.y]).toEqual([0.5, 1]);
  });
});

describe('calibration', () => {
  it.each(['platt', 'beta', 'isotonic'] as const)('%s repairs an overconfident model and keeps its order', (method) => {
    const train = overconfident(20_000);
    const test = overconfident(20_000, 3);
    const before = expectedCalibrationError(test.y, test.p);
    const mapped = fitCalibration(method, train.y, train.p).apply(test.p);
    expect(before).toBeGreaterThan(0.05);
    expect(expectedCalibrationError(test.y, mapped)).toBeLessThan(0.015);
    expect(rocAuc(test.y, mapped)).toBeCloseTo(rocAuc(test.y, test.p), 3);
  });

  it('Platt finds the half that was doubled', () => {
    const { y, p } = overconfident(50_000);
    const { a, c } = fitCalibration('platt', y, p).toArtifact().json as { a: number; c: number };
    expect(a).toBeCloseTo(0.5, 1);
    expect(c).toBeCloseTo(0, 1);
  });

  it('chooses none for a calibrated model and something for another', () => {
    const { y, p, truth } = overconfident(5000);
    expect(chooseCalibration(y, truth, new Rng(1)).method).toBe('none');
    expect(chooseCalibration(y, p, new Rng(1)).method).not.toBe('none');
  });

  it('never turns a ranking round, even where scores carry nothing or the opposite', () => {
    const { y, p } = overconfident(500);
    const wrong = p.map((value) => 1 - value);
    for (const method of CALIBRATION_METHODS) {
      const mapped = fitCalibration(method, y, wrong).apply(Float64Array.of(0.1, 0.5, 0.9));
      expect(mapped[0]).toBeLessThanOrEqual(mapped[1]!);
      expect(mapped[1]).toBeLessThanOrEqual(mapped[2]!);
    }
  });

  it('answers the same after a round trip', () => {
    const { y, p } = overconfident(800);
    for (const method of CALIBRATION_METHODS) {
      const fitted = fitCalibration(method, y, p);
      expect(loadCalibration(fitted.toArtifact()).apply(p)).toEqual(fitted.apply(p));
    }
  });
});
