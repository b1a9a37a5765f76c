import { describe, expect, it } from 'vitest';
import { encodeArtifact } from '../estimator/artifact.js';
import { matrix } from '../matrix/matrix.js';
import { Rng } from '../random/rng.js';
import { LogisticDesign } from './logistic-design.js';
import { LogisticRegression, type LogisticRegressionParameters } from './logistic-regression.js';

function data(rows: number, columns: number, seed = 1) {
  const rng = new Rng(seed);
  const list = Array.from({ length: columns }, (_, j) =>
    Float64Array.from({ length: rows }, () => 3 * rng.normal() + 10 * j),
  );
  const weight = Float64Array.from({ length: rows }, () => rng.int(3) + 0.5);
  const y = Float64Array.from({ length: rows }, (_, i) => (list[0]![i]! + 2 * rng.normal() > 1 ? 1 : 0));
  return { x: matrix(list), y, weight };
}

describe('the likelihood of logistic regression', () => {
  // More than one block of 1024 rows, an odd number of them, and a number of columns that is no multiple of four.
  const { x, y, weight } = data(1501, 6);

  it('has the value, gradient and Hessian of its definition', () => {
    const design = new LogisticDesign(x, y, weight);
    const beta = Float64Array.of(0.3, -0.2, 0.1, 0, 0.5, -0.4, -0.7);
    const standardised = x.columns.map((column, j) =>
      column.map((v) => Math.fround((v - design.mean[j]!) * (1 / design.scale[j]!))),
    );
    const row = (i: number): number[] => [...standardised.map((column) => column[i]!), 1];
    let value = 0;
    const gradient = new Float64Array(7);
    const hessian = new Float64Array(49);
    for (let i = 0; i < 1501; i++) {
      const own = row(i);
      const margin = own.reduce((sum, v, j) => sum + v * beta[j]!, 0);
      const p = 1 / (1 + Math.exp(-margin));
      value += weight[i]! * (Math.log1p(Math.exp(margin)) - y[i]! * margin);
      own.forEach((a, j) => {
        gradient[j]! += weight[i]! * (p - y[i]!) * a;
        own.forEach((b, k) => {
          hessian[7 * j + k]! += weight[i]! * p * (1 - p) * a * b;
        });
      });
    }
    for (let j = 0; j < 6; j++) {
      value += 0.5 * 2 * beta[j]! ** 2;
      gradient[j]! += 2 * beta[j]!;
      hessian[8 * j]! += 2;
    }
    expect(design.evaluate(beta, 2)).toBeCloseTo(value, 9);
    for (let j = 0; j < 7; j++) expect(design.gradient[j]).toBeCloseTo(gradient[j]!, 9);
    const own = design.hessian(2);
    for (let j = 0; j < 7; j++) for (let k = 0; k <= j; k++) expect(own[7 * j + k]).toBeCloseTo(hessian[7 * j + k]!, 9);
  });

  it('knows the value at the base rate without looking at the rows', () => {
    const design = new LogisticDesign(x, y, weight);
    const { beta, value } = design.baseRate();
    expect(value).toBeCloseTo(design.evaluate(beta, 1), 9);
    expect(design.gradient[6]).toBeCloseTo(0, 9);
  });

  it('is estimated from every other block of rows, scaled up to all', () => {
    const beta = Float64Array.of(0.3, -0.2, 0.1, 0, 0.5, -0.4, -0.7);
    const all = new LogisticDesign(x, y, weight);
    const sampled = all.evaluate(beta, 0, 2);
    const slopes = all.gradient.slice();
    let value = 0;
    let intercept = 0;
    for (let i = 0; i < 1024; i++) {
      const margin = x.columns.reduce(
        (sum, column, j) => sum + (beta[j]! * (column[i]! - all.mean[j]!)) / all.scale[j]!,
        beta[6]!,
      );
      value += weight[i]! * (Math.log1p(Math.exp(margin)) - y[i]! * margin);
      intercept += weight[i]! * (1 / (1 + Math.exp(-margin)) - y[i]!);
    }
    // 1501 rows are padded to 1502, of which 1024 are taken.
    expect(sampled).toBeCloseTo((1502 / 1024) * value, 5);
    expect(slopes[6]).toBeCloseTo((1502 / 1024) * intercept, 5);
  });

  it('takes mean and deviation in any unit, and finds what is constant', () => {
    const rows = 1001;
    const rng = new Rng(5);
    const own = Float64Array.from({ length: rows }, () => rng.normal());
    const mean = own.reduce((sum, v) => sum + v, 0) / rows;
    const deviation = Math.sqrt(own.reduce((sum, v) => sum + (v - mean) ** 2, 0) / rows);
    const columns = [
      own.map((v) => 1e-20 * v),
      own.map((v) => 1e6 + v),
      new Float64Array(rows).fill(0.1),
      // A constant but for its last digit.
      Float64Array.from({ length: rows }, (_, i) => (i % 2 === 0 ? 0.3 : 0.1 + 0.2)),
      // The first value does not count, whatever it is.
      Float64Array.from(own, (v, i) => (i === 0 ? -1e60 : v)),
      // The first value that counts is the only one of its size.
      Float64Array.from(own, (v, i) => (i === 1 ? 1e8 : v)),
    ];
    const events = Float64Array.from({ length: rows }, (_, i) => i % 2);
    const counted = new Float64Array(rows).fill(1);
    counted[0] = 0;
    const rest = own.subarray(1);
    const restMean = rest.reduce((sum, v) => sum + v, 0) / (rows - 1);
    const restDeviation = Math.sqrt(rest.reduce((sum, v) => sum + (v - restMean) ** 2, 0) / (rows - 1));
    const design = new LogisticDesign(matrix(columns), events, undefined);
    expect(design.mean[0]! * 1e20).toBeCloseTo(mean, 12);
    expect(design.scale[0]! * 1e20).toBeCloseTo(deviation, 12);
    expect(design.mean[1]).toBeCloseTo(1e6 + mean, 8);
    expect(design.scale[1]).toBeCloseTo(deviation, 8);
    expect([0, 1, 2, 3].map((j) => design.variance(j))).toEqual([1, 1, 0, 0]);
    const far = new LogisticDesign(matrix(columns), events, counted);
    expect(far.evaluate(new Float64Array(7).fill(0.1), 0)).toBeLessThan(1001);
    expect(far.mean[4]).toBeCloseTo(restMean, 10);
    expect(far.scale[4]).toBeCloseTo(restDeviation, 10);
    // One value of 1e8 among 1000: a thousandth of it on average, and a deviation of it by the root of 0.001 · 0.999.
    expect(far.scale[5]! / (1e8 * Math.sqrt(0.001 * 0.999))).toBeCloseTo(1, 7);
  });

  it('leaves columns of 0 and 1 their unit where asked for', () => {
    const rows = 40;
    const level = Float64Array.from({ length: rows }, (_, i) => (i % 4 === 0 ? 1 : 0));
    const number = Float64Array.from({ length: rows }, (_, i) => i);
    const events = Float64Array.from({ length: rows }, (_, i) => i % 2);
    const design = new LogisticDesign(matrix([level, number]), events, undefined, { keepBinary: true });
    expect([design.scale[0], design.mean[0], design.variance(0), design.variance(1)]).toEqual([1, 0.25, 0.1875, 1]);
    expect(design.scale[1]).toBeCloseTo(Math.sqrt((rows ** 2 - 1) / 12), 9);
    expect(new LogisticDesign(matrix([level]), events, undefined).variance(0)).toBe(1);
  });

  it('is the same after its memory was used by another', () => {
    const beta = new Float64Array(7).fill(0.1);
    const first = new LogisticDesign(x, y, weight);
    const value = first.evaluate(beta, 1);
    first.release();
    const other = data(900, 3, 9);
    new LogisticDesign(other.x, other.y, other.weight).release();
    const again = new LogisticDesign(x, y, weight);
    expect(again.evaluate(beta, 1)).toBe(value);
    expect(new LogisticDesign(x, y, undefined).evaluate(beta, 1)).toBe(
      new LogisticDesign(x, y, new Float64Array(1501).fill(1)).evaluate(beta, 1),
    );
  });

  it.each<LogisticRegressionParameters>([{}, { solver: 'lbfgs', l2: 10 }, { l1: 3 }, { sign: 'non-negative' }])(
    'gives the same bytes by the kernels and by their twins: %j',
    async (parameters) => {
      const fit = async (kernels: 'wasm' | 'twin') => {
        const estimator = new LogisticRegression(parameters, { kernels, standardErrors: true });
        return encodeArtifact((await estimator.fit({ x, y, weight }, { rng: new Rng(1) })).toArtifact());
      };
      expect(await fit('wasm')).toEqual(await fit('twin'));
    },
  );
});

describe('a fit on large data', () => {
  const rows = 24_000;
  const { x, y } = data(rows, 30, 3);
  // Levels that the sample of rows has none of.
  const rare = [5000, 5001, 17_333].map((at) => Float64Array.from({ length: rows }, (_, i) => (i === at ? 1 : 0)));
  const all = matrix([...x.columns, ...rare]);

  it('ends at the optimum that Newton steps find', async () => {
    const by = async (solver: string) =>
      new LogisticRegression({ solver, l2: 0.1 }, { standardErrors: true }).fit({ x: all, y }, { rng: new Rng(1) });
    const [auto, newton] = [await by('auto'), await by('irls')];
    expect(auto.info.converged).toBe(true);
    expect(auto.info.iterations).toBeLessThan(60);
    expect(auto.info.objective / newton.info.objective - 1).toBeLessThan(1e-9);
    auto.coefficients.forEach((slope, j) => {
      expect(Math.abs(slope - newton.coefficients[j]!)).toBeLessThan(0.01 * newton.standardErrors![j]!);
    });
  });
});
