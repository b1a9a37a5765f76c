import { describe, expect, it } from 'vitest';
import { matrix } from '../matrix/matrix.js';
import { rocAuc } from '../metrics/ranking.js';
import { Rng } from '../random/rng.js';
import { describeEstimator } from '../testing/describe-estimator.js';
import { FittedLogisticRegression, LOGISTIC_REGRESSION_PARAMETERS, LogisticRegression } from './logistic-regression.js';

const context = () => ({ rng: new Rng(1) });

function logistic(n: number, slopes: number[], intercept: number, seed = 1) {
  const rng = new Rng(seed);
  const columns = slopes.map(() => Float64Array.from({ length: n }, () => rng.normal()));
  const y = Float64Array.from({ length: n }, (_, i) => {
    const margin = slopes.reduce((sum, b, j) => sum + b * columns[j]![i]!, intercept);
    return rng.next() < 1 / (1 + Math.exp(-margin)) ? 1 : 0;
  });
  return { x: matrix(columns), y };
}

describeEstimator({
  name: 'LogisticRegression',
  task: 'classification',
  create: (parameters) => new LogisticRegression(parameters),
  load: FittedLogisticRegression.fromArtifact,
  specs: LOGISTIC_REGRESSION_PARAMETERS,
  rowOrderTolerance: 1e-6,
  weightTolerance: 1e-6,
  zeroWeightTolerance: 1e-6,
});

describe('LogisticRegression', () => {
  it('finds the closed-form optimum of one binary column without penalty', async () => {
    // 10 rows with x = 0, 2 of them events; 10 rows with x = 1, 6 events: log-odds -ln 4 and ln 1.5.
    const x = matrix([Float64Array.from({ length: 20 }, (_, i) => (i < 10 ? 0 : 1))]);
    const y = Float64Array.from({ length: 20 }, (_, i) => (i < 2 || i >= 14 ? 1 : 0));
    const model = await new LogisticRegression({ l2: 0 }, { standardErrors: true }).fit({ x, y }, context());
    expect(model.intercepts[0]).toBeCloseTo(Math.log(0.25), 6);
    expect(model.coefficients[0]).toBeCloseTo(Math.log(1.5) - Math.log(0.25), 6);
    // Standard error of a log odds ratio: the root of the sum of reciprocal counts.
    expect(model.standardErrors![0]).toBeCloseTo(Math.sqrt(1 / 2 + 1 / 8 + 1 / 6 + 1 / 4), 4);
  });

  it('reaches the same optimum by Newton and by L-BFGS', async () => {
    const data = logistic(800, [1, -2, 0.5], -1);
    const newton = await new LogisticRegression({ solver: 'irls' }).fit(data, context());
    const quasi = await new LogisticRegression({ solver: 'lbfgs', tolerance: 1e-10 }).fit(data, context());
    expect(quasi.info.objective / newton.info.objective).toBeCloseTo(1, 9);
    for (const [j, b] of newton.coefficients.entries()) expect(quasi.coefficients[j]).toBeCloseTo(b, 4);
  });

  it('recovers the coefficients that made the data', async () => {
    const model = await new LogisticRegression({ l2: 0 }).fit(logistic(20_000, [1, -2, 0.5], -1), context());
    expect(model.coefficients[0]).toBeCloseTo(1, 1);
    expect(model.coefficients[1]).toBeCloseTo(-2, 1);
    expect(model.intercepts[0]).toBeCloseTo(-1, 1);
  });

  it('sets useless coefficients to zero under a lasso penalty and keeps all at zero or above when told', async () => {
    const data = logistic(2000, [1.5, -1.5, 0, 0], 0);
    const lasso = await new LogisticRegression({ l2: 0, l1: 60 }).fit(data, context());
    expect(lasso.coefficients[2]).toBe(0);
    expect(lasso.coefficients[3]).toBe(0);
    expect(lasso.coefficients[0]).toBeGreaterThan(0.5);
    const positive = await new LogisticRegression({ sign: 'non-negative' }).fit(data, context());
    expect(Math.min(...positive.coefficients)).toBe(0);
    expect(positive.coefficients[0]).toBeGreaterThan(0.5);
  });

  it('stays finite on separable data, constant columns and huge outliers', async () => {
    const n = 100;
    const separable = Float64Array.from({ length: n }, (_, i) => i);
    const y = Float64Array.from({ length: n }, (_, i) => (i < 50 ? 0 : 1));
    const outlier = Float64Array.from({ length: n }, (_, i) => (i === 3 ? 1e9 : i % 7));
    const x = matrix([separable, new Float64Array(n).fill(5), outlier]);
    const model = await new LogisticRegression().fit({ x, y }, context());
    expect(model.coefficients.every(Number.isFinite)).toBe(true);
    expect(model.coefficients[1]).toBe(0);
    expect(rocAuc(y, model.predictProbability(x))).toBeGreaterThan(0.99);
  });

  it.each(['irls', 'lbfgs'])('says that separable data without a penalty have no optimum: %s', async (solver) => {
    const x = matrix([Float64Array.from({ length: 40 }, (_, i) => i)]);
    const y = Float64Array.from({ length: 40 }, (_, i) => (i < 20 ? 0 : 1));
    const fit = async (l2: number, outcome: Float64Array, weight?: Float64Array) => {
      const data = weight === undefined ? { x, y: outcome } : { x, y: outcome, weight };
      return (await new LogisticRegression({ solver, l2 }).fit(data, context())).info.converged;
    };
    expect(await fit(0, y)).toBe(false);
    expect(await fit(1, y)).toBe(true);
    // One row on the wrong side gives the likelihood a largest value; counted for nothing, it does not.
    const overlapping = y.map((event, i) => (i === 10 ? 1 : event));
    expect(await fit(0, overlapping)).toBe(true);
    const without = new Float64Array(40).fill(1e-3);
    without[10] = 0;
    expect(await fit(0, overlapping, without)).toBe(false);
  });

  it.each([
    ['irls', 600, 7],
    ['irls', 6000, 1],
    ['lbfgs', 600, 7],
    ['lbfgs', 6000, 1],
  ])('says so of a rare level with events only: %s, %i rows, %i of the level', async (solver, rows, members) => {
    const { x, y } = logistic(rows, [1, -0.5], -1, 3);
    const level = Float64Array.from({ length: rows }, (_, i) => (i < members ? 1 : 0));
    const all = matrix([...x.columns, level]);
    const fit = async (outcome: Float64Array, l2 = 0, weight?: Float64Array) => {
      const data = { x: all, y: outcome, ...(weight === undefined ? {} : { weight }) };
      return (await new LogisticRegression({ solver, l2 }).fit(data, context())).info.converged;
    };
    const eventsOnly = y.map((event, i) => (i < members ? 1 : event));
    expect(await fit(eventsOnly)).toBe(false);
    expect(await fit(eventsOnly, 1)).toBe(true);
    if (members === 1) return;
    const mixed = eventsOnly.map((event, i) => (i === 0 ? 0 : event));
    expect(await fit(mixed)).toBe(true);
    // Counted for nothing, the one that has no event does not hold the others.
    expect(
      await fit(
        mixed,
        0,
        Float64Array.from({ length: rows }, (_, i) => (i === 0 ? 0 : 1)),
      ),
    ).toBe(false);
  });

  it.each([1e-3, 1e-5])('tells columns that differ by %d of their deviation apart without a penalty', async (gap) => {
    const rng = new Rng(11);
    const n = 4000;
    const base = Float64Array.from({ length: n }, () => rng.normal());
    const own = Float64Array.from({ length: n }, () => rng.normal());
    const y = Float64Array.from({ length: n }, (_, i) =>
      rng.next() < 1 / (1 + Math.exp(-base[i]! - own[i]!)) ? 1 : 0,
    );
    // A nearly collinear pair, and the same plane by columns that are not.
    const near = matrix([base, base.map((value, i) => value + gap * own[i]!)]);
    const plain = await new LogisticRegression({ l2: 0 }).fit({ x: matrix([base, own]), y }, context());
    const fitted = await new LogisticRegression({ l2: 0 }).fit({ x: near, y }, context());
    expect(fitted.info.converged).toBe(true);
    // Single precision rounds a standardised value by up to 6e-8 of itself: of the gap by some 6e-8 / gap.
    const rounding = 6e-8 / gap;
    expect(Math.abs((fitted.coefficients[1]! * gap) / plain.coefficients[1]! - 1)).toBeLessThan(1e-4 + 2 * rounding);
    expect(fitted.info.objective / plain.info.objective - 1).toBeLessThan(1e-4);
  });

  it('says so of three separable classes too', async () => {
    const x = matrix([
      Float64Array.from({ length: 30 }, (_, i) => i),
      Float64Array.from({ length: 30 }, (_, i) => (i - 15) ** 2),
    ]);
    const y = Float64Array.from({ length: 30 }, (_, i) => Math.floor(i / 10));
    expect((await new LogisticRegression({ l2: 0 }).fit({ x, y }, context())).info.converged).toBe(false);
    expect((await new LogisticRegression({ l2: 1 }).fit({ x, y }, context())).info.converged).toBe(true);
  });

  it('fits a column of any unit', async () => {
    const { x, y } = logistic(2000, [1], 0);
    const plain = await new LogisticRegression({ l2: 0 }).fit({ x, y }, context());
    const small = matrix([x.columns[0]!.map((value) => 1e-18 * value)]);
    const tiny = await new LogisticRegression({ l2: 0 }).fit({ x: small, y }, context());
    expect(tiny.coefficients[0]! * 1e-18).toBeCloseTo(plain.coefficients[0]!, 6);
  });

  it('treats a weight of two like a row that stands twice', async () => {
    const { x, y } = logistic(200, [1], 0);
    const weight = Float64Array.from({ length: 200 }, (_, i) => (i < 50 ? 2 : 1));
    const weighted = await new LogisticRegression({ l2: 0 }).fit({ x, y, weight }, context());
    const twice = (values: Float64Array) => Float64Array.from([...values, ...values.slice(0, 50)]);
    const doubled = await new LogisticRegression({ l2: 0 }).fit(
      { x: matrix([twice(x.columns[0]!)]), y: twice(y) },
      context(),
    );
    expect(weighted.coefficients[0]).toBeCloseTo(doubled.coefficients[0]!, 6);
  });

  it('separates three classes with probabilities that sum to one', async () => {
    const rng = new Rng(4);
    const n = 600;
    const y = Float64Array.from({ length: n }, (_, i) => i % 3);
    const centres = [
      [0, 0],
      [4, 0],
      [0, 4],
    ];
    const x = matrix([0, 1].map((j) => y.map((k) => centres[k]![j]! + rng.normal())));
    const model = await new LogisticRegression().fit({ x, y }, context());
    const p = model.predictProbability(x);
    let right = 0;
    for (let i = 0; i < n; i++) {
      const row = [...p.subarray(3 * i, 3 * i + 3)];
      expect(row.reduce((a, b) => a + b)).toBeCloseTo(1, 12);
      if (row.indexOf(Math.max(...row)) === y[i]) right++;
    }
    expect(right / n).toBeGreaterThan(0.93);
  });

  it.each([2, 3])(
    'leaves a level of 0 and 1 its unit when told, and shrinks a rare one more: %i classes',
    async (classes) => {
      const rng = new Rng(8);
      const n = 3000;
      const rare = Float64Array.from({ length: n }, (_, i) => (i % 60 === 0 ? 1 : 0));
      const number = Float64Array.from({ length: n }, () => 5 * rng.normal());
      const y = Float64Array.from({ length: n }, (_, i) =>
        rng.next() < 0.2 + 0.4 * rare[i]! ? 1 : classes === 3 && rng.next() < 0.3 ? 2 : 0,
      );
      const x = matrix([rare, number]);
      const fit = async (parameters: object) =>
        (await new LogisticRegression(parameters).fit({ x, y }, context())).coefficients;
      // A penalty in the level's own unit is one on the standardised level, over its variance of 1/60 · 59/60.
      const variance = (1 / 60) * (59 / 60);
      const alone = async (parameters: object) =>
        (await new LogisticRegression(parameters).fit({ x: matrix([rare]), y }, context())).coefficients;
      const unscaled = await alone({ l2: 4, scaling: 'numbers' });
      const equal = await alone({ l2: 4 / variance });
      unscaled.forEach((slope, k) => {
        expect(slope).toBeCloseTo(equal[k]!, 4);
      });
      const at = classes === 2 ? 0 : 2;
      const kept = (await fit({ l2: 40, scaling: 'numbers' }))[at]!;
      expect(Math.abs(kept)).toBeLessThan(0.5 * Math.abs((await fit({ l2: 40 }))[at]!));
      expect((await fit({ l2: 0, scaling: 'numbers' }))[0]).toBeCloseTo((await fit({ l2: 0 }))[0]!, 3);
    },
  );

  it('refuses a solver that would not be used', async () => {
    const { x, y } = logistic(60, [1], 0);
    const refused = (parameters: object, target = y) =>
      expect(new LogisticRegression(parameters).fit({ x, y: target }, context())).rejects;
    const three = y.map((_, i) => i % 3);
    await refused({ solver: 'irls' }, three).toThrow("solver 'irls' is for two classes, and y has 3");
    await refused({ solver: 'lbfgs', l1: 2 }).toThrow("'lbfgs' takes no lasso penalty, and 'l1' is 2");
    await refused({ solver: 'lbfgs', sign: 'non-negative' }, three).toMatchObject({ code: 'SOLVER_UNSUITABLE' });
    const fitted = await new LogisticRegression({ solver: 'lbfgs' }).fit({ x, y: three }, context());
    expect(fitted.info.converged).toBe(true);
  });

  it('names what is wrong with its input', async () => {
    const x = matrix([Float64Array.of(1, Number.NaN)]);
    await expect(new LogisticRegression().fit({ x, y: Float64Array.of(0, 0, 1) }, context())).rejects.toThrow(
      /x has 2 rows, y has 3[\s\S]*missing in row 1/,
    );
    const gap = matrix([Float64Array.of(1, 2, 3, 4), Float64Array.of(1, Number.NaN, Number.POSITIVE_INFINITY, 1)]);
    for (const y of [Float64Array.of(0, 1, 0, 1), Float64Array.of(0, 1, 2, 1)]) {
      await expect(new LogisticRegression().fit({ x: gap, y }, context())).rejects.toThrow(
        /missing in row 1[\s\S]*infinite in row 2/,
      );
    }
    expect(() => new LogisticRegression({ l2: -1 })).toThrow(/'l2' of LogisticRegression must be a number from 0/);
  });
});
