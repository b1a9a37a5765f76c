import { describe, expect, it } from 'vitest';
import { type Matrix, matrix } from '../matrix/matrix.js';
import { Rng } from '../random/rng.js';
import { describeEstimator } from '../testing/describe-estimator.js';
import { FittedLinearRegression, LINEAR_REGRESSION_PARAMETERS, LinearRegression } from './linear-regression.js';

const context = () => ({ rng: new Rng(1) });
const promises = {
  task: 'regression' as const,
  load: FittedLinearRegression.fromArtifact,
  specs: LINEAR_REGRESSION_PARAMETERS,
};

describeEstimator({
  ...promises,
  name: 'LinearRegression (ridge)',
  create: (parameters) => new LinearRegression(parameters),
  rowOrderTolerance: 1e-12,
  weightTolerance: 1e-12,
  zeroWeightTolerance: 1e-12,
});

describeEstimator({
  ...promises,
  name: 'LinearRegression (elastic net)',
  create: (parameters) => new LinearRegression(parameters),
  quick: { l1: 5, l2: 2 },
  rowOrderTolerance: 1e-12,
  weightTolerance: 1e-12,
  zeroWeightTolerance: 1e-12,
});

/** Employment of the United States, 1947-1962 (Longley 1967), as in NIST's reference data sets. */
const longley = {
  deflator: [83, 88.5, 88.2, 89.5, 96.2, 98.1, 99, 100, 101.2, 104.6, 108.4, 110.8, 112.6, 114.2, 115.7, 116.9],
  product: [
    234289, 259426, 258054, 284599, 328975, 346999, 365385, 363112, 397469, 419180, 442769, 444546, 482704, 502601,
    518173, 554894,
  ],
  unemployed: [2356, 2325, 3682, 3351, 2099, 1932, 1870, 3578, 2904, 2822, 2936, 4681, 3813, 3931, 4806, 4007],
  armedForces: [1590, 1456, 1616, 1650, 3099, 3594, 3547, 3350, 3048, 2857, 2798, 2637, 2552, 2514, 2572, 2827],
  population: [
    107608, 108632, 109773, 110929, 112075, 113270, 115094, 116219, 117388, 118734, 120445, 121950, 123366, 125368,
    127852, 130081,
  ],
  year: Array.from({ length: 16 }, (_, i) => 1947 + i),
};
const employed = Float64Array.of(
  ...[60323, 61122, 60171, 61187, 63221, 63639, 64989, 63761, 66019, 67857, 68169, 66513, 68655, 69564, 69331, 70551],
);

function linear(n: number, slopes: number[], noise: number, seed = 1): { x: Matrix; y: Float64Array } {
  const rng = new Rng(seed);
  const columns = slopes.map((_, j) => Float64Array.from({ length: n }, () => 3 + (j + 1) * rng.normal()));
  const y = Float64Array.from({ length: n }, (_, i) =>
    slopes.reduce((sum, b, j) => sum + b * columns[j]![i]!, 7 + noise * rng.normal()),
  );
  return { x: matrix(columns), y };
}

/** Columns and target as the penalties see them, worked out anew. */
function standardised({ x, y }: { x: Matrix; y: Float64Array }) {
  const scaled = (values: Float64Array): { scale: number; values: Float64Array } => {
    const mean = values.reduce((sum, v) => sum + v, 0) / values.length;
    const scale = Math.sqrt(values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / values.length);
    return { scale, values: values.map((v) => (v - mean) / scale) };
  };
  return { columns: x.columns.map(scaled), target: scaled(y) };
}

describe('LinearRegression', () => {
  it('agrees with the certified coefficients of a nearly collinear problem', async () => {
    const x = matrix(
      Object.values(longley).map((values) => Float64Array.from(values)),
      { names: Object.keys(longley) },
    );
    const { coefficients, intercept } = await new LinearRegression({ l2: 0 }).fit({ x, y: employed }, context());
    const certified = [
      15.0618722713733, -0.035819179292591, -2.02022980381683, -1.03322686717359, -0.0511041056535807, 1829.15146461355,
    ];
    certified.forEach((value, j) => {
      expect(coefficients[j]! / value).toBeCloseTo(1, 9);
    });
    expect(intercept / -3482258.63459582).toBeCloseTo(1, 9);
  });

  it('shrinks one column as the closed form says: slope · n / (n + l2)', async () => {
    const x = matrix([Float64Array.of(0, 1, 2, 3)]);
    const y = Float64Array.of(1, 3, 5, 7);
    const free = await new LinearRegression({ l2: 0 }).fit({ x, y }, context());
    expect(free.coefficients[0]).toBeCloseTo(2, 14);
    expect(free.intercept).toBeCloseTo(1, 14);
    const shrunk = await new LinearRegression({ l2: 4 }).fit({ x, y }, context());
    expect(shrunk.coefficients[0]).toBeCloseTo(1, 14);
    // The intercept is free, so that the mean is kept: 4 at x = 1.5.
    expect(shrunk.intercept).toBeCloseTo(2.5, 14);
  });

  it('is a soft threshold on orthogonal columns: (n·r − l1) / (n + l2), r the correlation', async () => {
    const a = Float64Array.of(1, 1, -1, -1);
    const b = Float64Array.of(1, -1, 1, -1);
    // Standard deviation 5, correlation 0.8 with a and 0.6 with b.
    const y = a.map((value, i) => 10 + 4 * value + 3 * b[i]!);
    const model = await new LinearRegression({ l1: 2.6, l2: 1 }).fit({ x: matrix([a, b]), y }, context());
    expect(model.coefficients[0]).toBeCloseTo((5 * (3.2 - 2.6)) / 5, 12);
    expect(model.coefficients[1]).toBe(0);
    expect(model.intercept).toBeCloseTo(10, 12);
  });

  it('meets the optimality conditions of the elastic net and proves it by its gap', async () => {
    const data = linear(300, [2, 0, -1, 0.02, 0, 0.5], 2);
    // Two columns that say nearly the same.
    const rng = new Rng(5);
    data.x = matrix([...data.x.columns, data.x.columns[0]!.map((v) => v + 0.05 * rng.normal())]);
    const [l1, l2] = [25, 3];
    const model = await new LinearRegression({ l1, l2, tolerance: 1e-12 }).fit(data, context());
    const { columns, target } = standardised(data);
    const beta = columns.map(({ scale }, j) => (model.coefficients[j]! * scale) / target.scale);
    const residual = target.values.map((t, i) => t - columns.reduce((sum, c, j) => sum + beta[j]! * c.values[i]!, 0));
    columns.forEach(({ values }, j) => {
      const score = values.reduce((sum, v, i) => sum + v * residual[i]!, 0) - l2 * beta[j]!;
      if (beta[j] === 0) expect(Math.abs(score)).toBeLessThanOrEqual(l1);
      else expect(score).toBeCloseTo(l1 * Math.sign(beta[j]!), 3);
    });
    expect(beta.filter((b) => b === 0).length).toBeGreaterThanOrEqual(2);
    const squares = residual.reduce((sum, r) => sum + r * r, 0);
    const penalty = beta.reduce((sum, b) => sum + l1 * Math.abs(b) + 0.5 * l2 * b * b, 0);
    expect(model.info.objective).toBeCloseTo(0.5 * squares + penalty, 8);
    expect(model.info.converged).toBe(true);
    expect(model.info.dualityGap).toBeLessThanOrEqual(1e-12 * 300);
  });

  it('has a gap that bounds how far an early end is from the optimum', async () => {
    const rng = new Rng(8);
    const common = Float64Array.from({ length: 200 }, () => rng.normal());
    const x = matrix(Array.from({ length: 12 }, () => common.map((v) => v + 0.3 * rng.normal())));
    const y = x.columns[0]!.map((v, i) => v - x.columns[3]![i]! + 0.1 * rng.normal());
    const best = await new LinearRegression({ l1: 0.5, l2: 0, tolerance: 1e-12 }).fit({ x, y }, context());
    for (const maxIterations of [1, 2, 4]) {
      const { info } = await new LinearRegression({ l1: 0.5, l2: 0, maxIterations, tolerance: 1e-12 }).fit(
        { x, y },
        context(),
      );
      expect(info.converged).toBe(false);
      expect(info.objective - best.info.objective).toBeGreaterThan(0);
      expect(info.objective - best.info.objective).toBeLessThanOrEqual(info.dualityGap);
    }
  });

  it('goes from nothing to ridge as the lasso penalty goes from its largest useful value to zero', async () => {
    const data = linear(200, [1, -2, 0.5], 1);
    const { columns, target } = standardised(data);
    const largest = Math.max(
      ...columns.map(({ values }) => Math.abs(values.reduce((sum, v, i) => sum + v * target.values[i]!, 0))),
    );
    const none = await new LinearRegression({ l1: largest * 1.000001 }).fit(data, context());
    expect([...none.coefficients]).toEqual([0, 0, 0]);
    expect(none.intercept).toBeCloseTo(data.y.reduce((sum, v) => sum + v, 0) / 200, 10);
    const some = await new LinearRegression({ l1: largest * 0.999 }).fit(data, context());
    expect(some.coefficients.filter((b) => b !== 0)).toHaveLength(1);
    const ridge = await new LinearRegression({ l2: 10 }).fit(data, context());
    const nearly = await new LinearRegression({ l1: 1e-9, l2: 10, tolerance: 1e-12 }).fit(data, context());
    nearly.coefficients.forEach((b, j) => {
      expect(b).toBeCloseTo(ridge.coefficients[j]!, 5);
    });
  });

  it('does not depend on units: other scales and origins give the same predictions', async () => {
    const data = linear(100, [2, -1], 1);
    const moved = {
      x: matrix([data.x.columns[0]!.map((v) => 1000 * v - 5), data.x.columns[1]!.map((v) => v / 1e6)]),
      y: data.y.map((v) => 20 * v + 3),
    };
    for (const parameters of [
      { l1: 0, l2: 5 },
      { l1: 10, l2: 5 },
    ]) {
      const model = await new LinearRegression(parameters).fit(data, context());
      const other = await new LinearRegression(parameters).fit(moved, context());
      const expected = model.predict(data.x).map((v) => 20 * v + 3);
      other.predict(moved.x).forEach((v, i) => {
        expect(v).toBeCloseTo(expected[i]!, 9);
      });
    }
  });

  it('shares a slope between equal columns and leaves rows of weight 0 out', async () => {
    const column = Float64Array.of(1, 2, 3, 4, 5);
    const y = Float64Array.of(2, 4, 6, 8, 1000);
    const weight = Float64Array.of(1, 1, 1, 1, 0);
    const model = await new LinearRegression({ l2: 1e-6 }).fit({ x: matrix([column, column]), y, weight }, context());
    expect(model.coefficients[0]).toBeCloseTo(1, 5);
    expect(model.coefficients[1]).toBeCloseTo(1, 5);
    expect(model.predict(matrix([column, column]))[4]).toBeCloseTo(10, 5);
  });

  it('fits more columns than rows without penalty', async () => {
    const rng = new Rng(2);
    const x = matrix(Array.from({ length: 8 }, () => Float64Array.from({ length: 5 }, () => rng.normal())));
    const y = Float64Array.of(1, 2, 3, 4, 5);
    const model = await new LinearRegression({ l2: 0 }).fit({ x, y }, context());
    model.predict(x).forEach((value, i) => {
      expect(value).toBeCloseTo(y[i]!, 4);
    });
  });
});
