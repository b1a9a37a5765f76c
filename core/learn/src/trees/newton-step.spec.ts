import { describe, expect, it } from 'vitest';
import { type Matrix, matrix } from '../matrix/matrix.js';
import { Rng } from '../random/rng.js';
import { GradientBoostingClassifier, GradientBoostingRegressor } from './gradient-boosting.js';
import type { BoostingClassifierParameters, BoostingRegressorParameters } from './parameters.js';

/**
 * One tree, one whole step, computed by hand: leaf values -G / (H + lambda) with G shrunk by alpha, and gains
 * G² / (H + lambda) of the children less that of their parent (Chen and Guestrin 2016, equations 5 and 7, times two).
 */
const ONE = { trees: 1, learningRate: 1, leaves: 2, minChildWeight: 0 };
const f = (...values: number[]): Float64Array => Float64Array.from(values);
const context = { rng: new Rng(1) };

async function regress(x: Matrix, y: Float64Array, more: BoostingRegressorParameters = {}, weight?: Float64Array) {
  const data = { x, y, ...(weight === undefined ? {} : { weight }) };
  const model = await new GradientBoostingRegressor({ ...ONE, ...more }).fit(data, context);
  const { gain, splits } = model.importance()[0]!;
  return { values: [...model.predict(x)], gain, splits };
}

async function classify(x: Matrix, y: Float64Array, more: BoostingClassifierParameters = {}) {
  return new GradientBoostingClassifier({ ...ONE, ...more }).fit({ x, y }, context);
}

function expectClose(got: ArrayLike<number>, expected: readonly number[]): void {
  expect(got).toHaveLength(expected.length);
  expected.forEach((value, i) => {
    expect(got[i]).toBeCloseTo(value, 9);
  });
}

describe('a tree of squared error', () => {
  // Mean 5; gradients 4, 2 | 0, -6 and hessians of 1.
  const x = matrix([f(0, 0, 1, 1)]);
  const y = f(1, 3, 5, 11);

  it('steps to the children by their means, shrunk by lambda', async () => {
    const { values, gain, splits } = await regress(x, y, { lambda: 1 });
    expectClose(values, [5 - 6 / 3, 5 - 6 / 3, 5 + 6 / 3, 5 + 6 / 3]);
    expect(gain).toBeCloseTo(36 / 3 + 36 / 3 - 0, 6);
    expect(splits).toBe(1);
    expectClose((await regress(x, y, { lambda: 0 })).values, [2, 2, 8, 8]);
    expectClose((await regress(x, y, { lambda: 1, learningRate: 0.25 })).values, [4.5, 4.5, 5.5, 5.5]);
  });

  it('takes alpha off the gradients of a leaf and leaves it at 0 where they are smaller', async () => {
    const { values, gain } = await regress(x, y, { lambda: 1, alpha: 1.5 });
    expectClose(values, [5 - 4.5 / 3, 5 - 4.5 / 3, 5 + 4.5 / 3, 5 + 4.5 / 3]);
    expect(gain).toBeCloseTo((2 * 4.5 ** 2) / 3, 6);
    expect(await regress(x, y, { lambda: 1, alpha: 6.5 })).toMatchObject({ values: [5, 5, 5, 5], splits: 0 });
  });

  it('splits only for more than the least gain and the least weight of a child', async () => {
    expect((await regress(x, y, { lambda: 1, minGain: 23.9 })).splits).toBe(1);
    expect((await regress(x, y, { lambda: 1, minGain: 24.1 })).splits).toBe(0);
    expect((await regress(x, y, { lambda: 1, minChildWeight: 2 })).splits).toBe(1);
    expect((await regress(x, y, { lambda: 1, minChildWeight: 2.1 })).splits).toBe(0);
  });

  it('counts a row by its weight', async () => {
    // The last row twice: mean 6.2, gradients 5.2 + 3.2 | 1.2 - 2·4.8, hessians 2 | 3.
    const { values, gain } = await regress(x, y, { lambda: 1 }, f(1, 1, 1, 2));
    expectClose(values, [6.2 - 8.4 / 3, 6.2 - 8.4 / 3, 6.2 + 8.4 / 4, 6.2 + 8.4 / 4]);
    expect(gain).toBeCloseTo(8.4 ** 2 / 3 + 8.4 ** 2 / 4, 6);
  });
});

describe('growth', () => {
  // After the root's split, the first row and then the second gain 2133 and 267 on the left, and the right side only 16.
  const x = matrix([f(0, 1, 2, 3, 4, 5, 6, 7)]);
  const y = f(-1060, -1020, -1000, -1000, 1000, 1000, 1004, 1004);

  it('by leaf splits what gains most, wherever it is', async () => {
    const { values } = await regress(x, y, { lambda: 0, leaves: 4, growth: 'leaf' });
    expectClose(values, [-1060, -1020, -1000, -1000, 1002, 1002, 1002, 1002]);
  });

  it('by depth finishes a level first', async () => {
    const level = [-1060, -3020 / 3, -3020 / 3, -3020 / 3, 1000, 1000, 1004, 1004];
    expectClose((await regress(x, y, { lambda: 0, leaves: 4, growth: 'depth' })).values, level);
    // Bound by its depth alone: four leaves although two are asked for.
    expectClose((await regress(x, y, { lambda: 0, depth: 2, growth: 'depth' })).values, level);
    expect((await regress(x, y, { lambda: 0, depth: 1, growth: 'depth' })).splits).toBe(1);
  });
});

describe('a tree of the logistic loss', () => {
  const x = matrix([f(0, 0, 1, 1)]);
  const y = f(0, 0, 0, 1);

  it('steps by gradients p - y and hessians p(1 - p)', async () => {
    // p = 0.25: gradients of 0.25 twice | 0.25 - 0.75, hessians of 0.1875.
    const model = await classify(x, y);
    const [low, high] = [Math.log(1 / 3) - 0.5 / 1.375, Math.log(1 / 3) + 0.5 / 1.375];
    expectClose(model.margins(x), [low, low, high, high]);
    expect(model.importance()[0]!.gain).toBeCloseTo((2 * 0.25) / 1.375, 6);
  });

  it('gives both classes the same weight where they are balanced', async () => {
    // Weights of 2/3 and 2, p = 0.5: gradients 2/3 | -2/3, hessians 1/3 | 2/3.
    const validation = { x: matrix([f(0, 1)]), y: f(0, 1) };
    const model = await new GradientBoostingClassifier({ ...ONE, classWeight: 'balanced' }).fit(
      { x, y, validation },
      context,
    );
    expectClose(model.margins(x), [-1 / 2, -1 / 2, 2 / 5, 2 / 5]);
    const [ofZero, ofOne] = [Math.log1p(Math.exp(-1 / 2)), Math.log1p(Math.exp(-2 / 5))];
    expectClose(model.validationLoss, [((2 / 3) * ofZero + 2 * ofOne) / (8 / 3)]);
  });

  it('balances what has weight', async () => {
    const weight = f(1, 1, 1, 0);
    const model = await new GradientBoostingClassifier({ ...ONE, classWeight: 'balanced' }).fit(
      { x, y, weight },
      context,
    );
    expect(model.predictProbability(x).every((p) => p >= 0 && p < 0.01)).toBe(true);
  });
});

describe('a round of the softmax loss', () => {
  it('grows a tree a class, with hessians 3/2 · p(1 - p)', async () => {
    // p = 1/3: gradients -2/3 of the row's class and 1/3 of the others, hessians of 1/3. Equal cuts: the first.
    const x = matrix([f(0, 1, 2)]);
    const model = await classify(x, f(0, 1, 2));
    const start = Math.log(1 / 3);
    const steps = [
      [1 / 2, -1 / 4, -2 / 5],
      [-2 / 5, 1 / 5, -2 / 5],
      [-2 / 5, 1 / 5, 1 / 2],
    ];
    expectClose(
      model.margins(x),
      steps.flat().map((step) => start + step),
    );
  });
});
