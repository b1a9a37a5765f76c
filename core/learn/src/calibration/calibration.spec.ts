import { describe, expect, it } from 'vitest';
import { decodeArtifact, encodeArtifact } from '../estimator/artifact.js';
import { takeValues } from '../matrix/matrix.js';
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

/** Weights of 1, with 0 for the last rows. */
const lastWithout = (n: number, zeros: number): Float64Array =>
  Float64Array.from({ length: n }, (_, i) => (i < n - zeros ? 1 : 0));

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

  it('Platt gives each of two scores the mean of its smoothed targets, however wrong the scores are', () => {
    // 2 events of 40 at 1e-5, 9 of 60 at 1 - 1e-4: events count 12/13, the others 1/91.
    const y = Float64Array.from({ length: 100 }, (_, i) => (i < 2 || i >= 91 ? 1 : 0));
    const p = Float64Array.from({ length: 100 }, (_, i) => (i < 40 ? 1e-5 : 1 - 1e-4));
    const mapped = fitCalibration('platt', y, p).apply(Float64Array.of(1e-5, 1 - 1e-4));
    expect(mapped[0]).toBeCloseTo(((2 * 12) / 13 + 38 / 91) / 40, 9);
    expect(mapped[1]).toBeCloseTo(((9 * 12) / 13 + 51 / 91) / 60, 9);
  });

  it('beta gives each of three scores its event rate', () => {
    // Between neighbours ln p and -ln(1 - p) rise by ln 5 and ln 1.8 or the other way round: two equations for a and b.
    const y = Float64Array.from({ length: 60 }, (_, i) => (i < 1 || (i >= 20 && i < 24) || i >= 44 ? 1 : 0));
    const p = Float64Array.from({ length: 60 }, (_, i) => [0.1, 0.5, 0.9][Math.floor(i / 20)]!);
    const fitted = fitCalibration('beta', y, p);
    const mapped = fitted.apply(Float64Array.of(0.1, 0.5, 0.9));
    [0.05, 0.2, 0.8].forEach((rate, k) => {
      expect(mapped[k]).toBeCloseTo(rate, 9);
    });
    expect((fitted.toArtifact().json as { a: number }).a).toBeCloseTo(0.391147, 6);
    expect((fitted.toArtifact().json as { b: number }).b).toBeCloseTo(1.579854, 6);
  });

  /** Score and outcome of a row whose standard normal is z. */
  const hard: [string, (z: number, chance: number, noise: number) => [number, number]][] = [
    ['twenty times too sure', (z, chance) => [sigmoid(20 * z), chance < sigmoid(z) ? 1 : 0]],
    ['near 0.95 at a rate of 2 %', (z, chance) => [sigmoid(3 + 0.3 * z), chance < sigmoid(-4 + z) ? 1 : 0]],
    ['tiny', (z, chance) => [sigmoid(-12 + 2 * z), chance < sigmoid(-1 + z) ? 1 : 0]],
    ['nearly separated', (z, _, noise) => [sigmoid(8 * z), z + 0.3 * noise > 0 ? 1 : 0]],
    ['often exactly 0 or 1', (z, chance) => [z > 1 ? 1 : z < -1 ? 0 : 0.5 + 0.1 * z, chance < sigmoid(z) ? 1 : 0]],
    ['of a rare event', (z, chance) => [sigmoid(-5 + z), chance < sigmoid(-6 + z) ? 1 : 0]],
  ];
  // The loss is convex, so these conditions hold at its least value and nowhere else.
  it.each(hard)('reaches the optimum where scores are %s', (name, draw) => {
    for (const n of [60, 400, 3000]) {
      const rng = new Rng(`${name} ${n}`);
      const rows = Array.from({ length: n }, () => draw(rng.normal(), rng.next(), rng.normal()));
      const p = Float64Array.from(rows, ([score]) => score);
      const y = Float64Array.from(rows, ([, outcome]) => outcome);
      const events = y.reduce((sum, v) => sum + v, 0);
      if (events < 2) continue;
      for (const method of ['platt', 'beta'] as const) {
        const fitted = fitCalibration(method, y, p);
        const { a, b } = fitted.toArtifact().json as { a: number; b: number };
        const [high, low] = method === 'platt' ? [(events + 1) / (events + 2), 1 / (n - events + 2)] : [1, 0];
        const residual = fitted.apply(p).map((mu, i) => mu - (y[i] === 1 ? high : low));
        const mean = (of: (q: number) => number): number =>
          residual.reduce((sum, r, i) => sum + r * of(Math.min(1 - 1e-6, Math.max(1e-6, p[i]!))), 0) / n;
        const [forA, forB] = [mean((q) => Math.log(q)), mean((q) => -Math.log1p(-q))];
        expect(Math.abs(mean(() => 1))).toBeLessThan(1e-6);
        if (method === 'platt') expect(Math.abs(forA + forB)).toBeLessThan(1e-6);
        else {
          // A term in use has gradient 0, and a dropped one would only raise the loss.
          for (const [slope, gradient] of [
            [a, forA],
            [b, forB],
          ] as const) {
            expect(slope).toBeGreaterThanOrEqual(0);
            if (slope > 0) expect(Math.abs(gradient)).toBeLessThan(1e-6);
            else expect(gradient).toBeGreaterThan(0);
          }
        }
      }
    }
  });

  it('maps to the base rate where scores carry nothing', () => {
    const y = Float64Array.from({ length: 300 }, (_, i) => (i % 10 === 0 ? 1 : 0));
    for (const method of ['platt', 'beta'] as const) {
      const mapped = fitCalibration(method, y, new Float64Array(300).fill(0.95)).apply(Float64Array.of(0.94, 0.95));
      expect(mapped[1]).toBeCloseTo(0.1, 2);
      expect(mapped[0]).toBeLessThan(mapped[1]!);
    }
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

  it.each(CALIBRATION_METHODS)('%s keeps the promises of an estimator', (method) => {
    const { y, p } = overconfident(600);
    const [keptY, keptP] = [y.slice(), p.slice()];
    const fitted = fitCalibration(method, y, p);
    const at = Float64Array.of(0, 1e-9, 0.01, 0.2, 0.5, 0.77, 0.999, 1);
    const mapped = fitted.apply(at);
    // The same bytes twice, also after other data; probabilities, rising; nothing given is changed or handed back.
    fitCalibration(method, y.slice(9), p.slice(9));
    const bytes = (calibration: typeof fitted) => encodeArtifact(calibration.toArtifact());
    expect(bytes(fitCalibration(method, y, p))).toEqual(bytes(fitted));
    expect(bytes(loadCalibration(decodeArtifact(bytes(fitted))))).toEqual(bytes(fitted));
    expect([...mapped]).toEqual([...mapped].sort((a, b) => a - b));
    expect(mapped.every((v) => v >= 0 && v <= 1)).toBe(true);
    expect([y, p]).toEqual([keptY, keptP]);
    expect(mapped).not.toBe(at);
    expect([...fitted.apply(at.slice(3, 4))]).toEqual([mapped[3]]);
    // The order of the rows, a weight of two, a weight of nought.
    const order = new Rng(2).shuffle(Int32Array.from(y.keys()));
    const close = (other: typeof fitted): void => {
      other.apply(at).forEach((v, i) => {
        expect(v).toBeCloseTo(mapped[i]!, 8);
      });
    };
    close(fitCalibration(method, takeValues(y, order), takeValues(p, order)));
    close(
      fitCalibration(
        method,
        Float64Array.of(...y, 1, 1),
        Float64Array.of(...p, 0.01, 0.3),
        lastWithout(y.length + 2, 2),
      ),
    );
    const weight = y.map((_, i) => (i % 3 === 0 ? 2 : 1));
    const twice = [...y.keys()].flatMap((i) => (weight[i] === 2 ? [i, i] : [i]));
    const weighted = fitCalibration(method, y, p, weight).apply(at);
    fitCalibration(method, takeValues(y, twice), takeValues(p, twice))
      .apply(at)
      .forEach((v, i) => {
        expect(v).toBeCloseTo(weighted[i]!, 8);
      });
  });

  it.each(CALIBRATION_METHODS)('%s stays a probability on one row, one class and one score', (method) => {
    const at = Float64Array.of(0, 0.3, 1);
    for (const [y, p] of [
      [[1], [0.3]],
      [
        [0, 0, 0],
        [0.1, 0.5, 0.9],
      ],
      [
        [0, 1, 0],
        [0.4, 0.4, 0.4],
      ],
      [
        [0, 1],
        [0, 1],
      ],
    ] as const) {
      const mapped = fitCalibration(method, Float64Array.from(y), Float64Array.from(p)).apply(at);
      expect(mapped.every((v) => v >= 0 && v <= 1)).toBe(true);
    }
  });

  it('names everything that is wrong with what it is fitted on', () => {
    const fit = (y: number[], p: number[], w?: number[]) => () =>
      fitCalibration('platt', Float64Array.from(y), Float64Array.from(p), w && Float64Array.from(w));
    expect(fit([0, 2], [0.5, 1.5, Number.NaN], [1])).toThrow(
      /probability has 3[\s\S]*weight has 1[\s\S]*got 2 in row 1[\s\S]*got 1.5 in row 1/,
    );
    expect(fit([], [])).toThrow('needs at least one row');
    expect(fit([0, 1], [0.1, 0.2], [0, 0])).toThrow('all 2 weights are 0');
    expect(() => chooseCalibration(Float64Array.of(0, 1), Float64Array.of(-1, 0), new Rng(1))).toThrow(
      'got -1 in row 0',
    );
  });
});
