import { describe, expect, it } from 'vitest';
import { type Matrix, matrix } from '../matrix/matrix.js';
import { Rng } from '../random/rng.js';
import { describeEstimator } from '../testing/describe-estimator.js';
import { FittedLogisticRegression, LOGISTIC_REGRESSION_PARAMETERS, LogisticRegression } from './logistic-regression.js';

const context = () => ({ rng: new Rng(1) });

describeEstimator({
  name: 'LogisticRegression (elastic net)',
  task: 'classification',
  create: (parameters) => new LogisticRegression(parameters),
  load: FittedLogisticRegression.fromArtifact,
  specs: LOGISTIC_REGRESSION_PARAMETERS,
  quick: { l1: 1, l2: 0.5 },
  classes: [3, 4],
  rowOrderTolerance: 1e-6,
  weightTolerance: 1e-6,
  zeroWeightTolerance: 1e-6,
});

/** Four classes; the first two columns tell them apart, the third column says something of one, three say nothing. */
function fourClasses(n = 400): { x: Matrix; y: Float64Array } {
  const rng = new Rng(11);
  const columns = Array.from({ length: 6 }, () => Float64Array.from({ length: n }, () => rng.normal()));
  const y = Float64Array.from({ length: n }, (_, i) => {
    const score = [columns[0]![i]!, columns[1]![i]!, 0.6 * columns[2]![i]!, 0].map(
      (s) => 2 * s - Math.log(-Math.log(rng.next())),
    );
    return score.indexOf(Math.max(...score));
  });
  return { x: matrix(columns), y };
}

/** Coefficients on standardised columns, the columns themselves, and the scores Σ w·x·(1[y = c] − p). */
function atOptimum(model: FittedLogisticRegression, { x, y }: { x: Matrix; y: Float64Array }) {
  const p = model.predictProbability(x);
  const k = model.classes;
  return x.columns.flatMap((column, j) => {
    const mean = column.reduce((sum, v) => sum + v, 0) / x.rows;
    const scale = Math.sqrt(column.reduce((sum, v) => sum + (v - mean) ** 2, 0) / x.rows);
    return Array.from({ length: k }, (_, c) => ({
      beta: model.coefficients[c * x.columns.length + j]! * scale,
      score: column.reduce((sum, v, i) => sum + ((v - mean) / scale) * ((y[i] === c ? 1 : 0) - p[i * k + c]!), 0),
    }));
  });
}

describe('LogisticRegression of several classes', () => {
  it('meets the optimality conditions of the elastic net', async () => {
    const data = fourClasses();
    const [l1, l2] = [12, 2];
    const model = await new LogisticRegression({ l1, l2, tolerance: 1e-12 }).fit(data, context());
    expect(model.info.converged).toBe(true);
    const cells = atOptimum(model, data);
    expect(cells.filter(({ beta }) => beta === 0).length).toBeGreaterThan(8);
    for (const { beta, score } of cells) {
      if (beta === 0) expect(Math.abs(score)).toBeLessThanOrEqual(l1 + 1e-4);
      else expect(score - l2 * beta).toBeCloseTo(l1 * Math.sign(beta), 3);
    }
    // The intercepts are free: the mean probability of a class is its share.
    const p = model.predictProbability(data.x);
    for (let c = 0; c < 4; c++) {
      const expected = p.reduce((sum, v, at) => sum + (at % 4 === c ? v : 0), 0);
      expect(expected).toBeCloseTo(data.y.filter((v) => v === c).length, 3);
    }
  });

  it('agrees with L-BFGS as the lasso penalty vanishes', async () => {
    const data = fourClasses();
    const smooth = await new LogisticRegression({ l2: 3, tolerance: 1e-12 }).fit(data, context());
    const nearly = await new LogisticRegression({ l2: 3, l1: 1e-9, tolerance: 1e-12 }).fit(data, context());
    expect(nearly.info.objective / smooth.info.objective).toBeCloseTo(1, 9);
    nearly.coefficients.forEach((b, j) => {
      expect(b).toBeCloseTo(smooth.coefficients[j]!, 4);
    });
  });

  it('gives the shares of the classes under a penalty that forbids slopes', async () => {
    const data = fourClasses();
    const model = await new LogisticRegression({ l1: 1e4 }).fit(data, context());
    expect(model.coefficients.every((b) => b === 0)).toBe(true);
    const p = model.predictProbability(data.x);
    for (let c = 0; c < 4; c++) expect(p[c]).toBeCloseTo(data.y.filter((v) => v === c).length / 400, 6);
  });

  it('keeps coefficients at zero or above when told', async () => {
    const data = fourClasses();
    const model = await new LogisticRegression({ l2: 1, sign: 'non-negative', tolerance: 1e-12 }).fit(data, context());
    expect(Math.min(...model.coefficients)).toBe(0);
    for (const { beta, score } of atOptimum(model, data)) {
      if (beta === 0) expect(score).toBeLessThanOrEqual(1e-4);
      else expect(score - beta).toBeCloseTo(0, 3);
    }
  });
});
