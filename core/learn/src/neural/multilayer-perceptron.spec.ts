import { describe, expect, it } from 'vitest';
import { decodeArtifact, encodeArtifact } from '../estimator/artifact.js';
import type { FitProgress, Supervised } from '../estimator/estimator.js';
import { type Matrix, matrix, takeRows } from '../matrix/matrix.js';
import { rocAuc } from '../metrics/ranking.js';
import { Rng } from '../random/rng.js';
import { describeEstimator } from '../testing/describe-estimator.js';
import {
  FittedMultilayerPerceptronClassifier,
  FittedMultilayerPerceptronRegressor,
} from './fitted-multilayer-perceptron.js';
import { MULTILAYER_PERCEPTRON_PARAMETERS } from './mlp-parameters.js';
import { MultilayerPerceptronClassifier, MultilayerPerceptronRegressor } from './multilayer-perceptron.js';

const context = (seed = 1) => ({ rng: new Rng(seed) });

/** Two classes that no straight line separates: the sign of x0 · x1. */
function quadrants(n: number, seed = 1): { x: Matrix; y: Float64Array } {
  const rng = new Rng(seed);
  const columns = [0, 1, 2].map(() => Float64Array.from({ length: n }, () => rng.normal()));
  const y = Float64Array.from({ length: n }, (_, i) => (columns[0]![i]! * columns[1]![i]! > 0 ? 1 : 0));
  return { x: matrix(columns), y };
}

const small = {
  units: 16,
  epochs: 40,
  dropout: 0,
  learningRate: 0.01,
  patience: 0,
  batchSize: 64,
  members: 1,
} as const;

describe('MultilayerPerceptronClassifier', () => {
  it('learns what a linear model cannot', async () => {
    const test = quadrants(500, 2);
    const model = await new MultilayerPerceptronClassifier(small).fit(quadrants(1000), context());
    expect(rocAuc(test.y, model.predictProbability(test.x))).toBeGreaterThan(0.97);
    const linear = await new MultilayerPerceptronClassifier({ ...small, layers: 0 }).fit(quadrants(1000), context());
    expect(rocAuc(test.y, linear.predictProbability(test.x))).toBeLessThan(0.6);
  });

  it.each([{ activation: 'tanh' }, { batchNorm: true }, { dropout: 0.2, widths: 'constant' }])(
    'also with %o',
    async (variant) => {
      const test = quadrants(500, 2);
      const model = await new MultilayerPerceptronClassifier({ ...small, ...variant }).fit(quadrants(1000), context());
      expect(rocAuc(test.y, model.predictProbability(test.x))).toBeGreaterThan(0.95);
    },
  );

  it('gives the same bytes for the same seed, others for another, and the same answers after save and load', async () => {
    const data = quadrants(200);
    const estimator = new MultilayerPerceptronClassifier({ ...small, epochs: 5, members: 2, dropout: 0.1 });
    const first = await estimator.fit(data, context());
    const bytes = encodeArtifact(first.toArtifact());
    expect(encodeArtifact((await estimator.fit(data, context())).toArtifact())).toEqual(bytes);
    expect(encodeArtifact((await estimator.fit(data, context(2))).toArtifact())).not.toEqual(bytes);
    const loaded = FittedMultilayerPerceptronClassifier.fromArtifact(decodeArtifact(bytes));
    expect(loaded.predictProbability(data.x)).toEqual(first.predictProbability(data.x));
    expect(loaded.curves).toEqual(first.curves);
    expect(loaded.training).toEqual(first.training);
    expect(loaded.training.backend).toBe('wasm');
  });

  it('answers for a row alone to the last bit as for the row in a file', async () => {
    const data = quadrants(100);
    const model = await new MultilayerPerceptronClassifier({ ...small, epochs: 3 }).fit(data, context());
    const all = model.predictProbability(data.x);
    for (const i of [0, 57, 99]) expect(model.predictProbability(takeRows(data.x, [i]))[0]).toBe(all[i]);
  });

  it('separates three classes with probabilities that sum to one', async () => {
    const rng = new Rng(4);
    const y = Float64Array.from({ length: 300 }, (_, i) => i % 3);
    const centres = [
      [0, 0],
      [4, 0],
      [0, 4],
    ];
    const x = matrix([0, 1].map((j) => y.map((k) => centres[k]![j]! + rng.normal())));
    const model = await new MultilayerPerceptronClassifier({ ...small, members: 2 }).fit({ x, y }, context());
    const p = model.predictProbability(x);
    let right = 0;
    for (let i = 0; i < 300; i++) {
      const row = [...p.subarray(3 * i, 3 * i + 3)];
      expect(row.reduce((a, b) => a + b)).toBeCloseTo(1, 12);
      if (row.indexOf(Math.max(...row)) === y[i]) right++;
    }
    expect(right / 300).toBeGreaterThan(0.95);
  });

  it('stops early on the given rows, keeps the best epoch and the whole curve', async () => {
    // Pure noise: the sooner it stops the better.
    const rng = new Rng(6);
    const noise = (n: number): { x: Matrix; y: Float64Array } => ({
      x: matrix([0, 1, 2, 3].map(() => Float64Array.from({ length: n }, () => rng.normal()))),
      y: Float64Array.from({ length: n }, () => rng.int(2)),
    });
    const parameters = { units: 64, epochs: 200, dropout: 0, learningRate: 0.01, patience: 4, members: 1 };
    const data: Supervised = { ...noise(200), validation: noise(200) };
    const model = await new MultilayerPerceptronClassifier(parameters).fit(data, context());
    const [curve] = model.curves;
    expect(curve!.train.length).toBe(curve!.bestEpoch + 1 + 4);
    expect(curve!.validation[curve!.bestEpoch]).toBe(Math.min(...curve!.validation));
    expect(curve!.train.at(-1)!).toBeLessThan(curve!.train[0]!);
    // The weights are those of that epoch: the model's own log loss on these rows is the curve's.
    const p = model.predictProbability(data.validation!.x);
    const loss = data.validation!.y.reduce((sum, k, i) => sum - Math.log(k === 1 ? p[i]! : 1 - p[i]!), 0) / 200;
    expect(loss).toBeCloseTo(curve!.validation[curve!.bestEpoch]!, 5);
  });

  it('sets rows aside by itself, a share of each class', async () => {
    const data = quadrants(400);
    const model = await new MultilayerPerceptronClassifier({ ...small, patience: 5, members: 2 }).fit(data, context());
    expect(model.curves.map((curve) => curve.validation.length > 0)).toEqual([true, true]);
    expect(model.curves[0]!.validation).not.toEqual(model.curves[1]!.validation);
  });

  it('treats a row of weight zero as absent and heeds the others', async () => {
    const data = quadrants(100);
    const kept = Int32Array.from({ length: 80 }, (_, i) => i);
    const weight = Float64Array.from({ length: 100 }, (_, i) => (i < 80 ? 1 : 0));
    const estimator = new MultilayerPerceptronClassifier({ ...small, epochs: 3 });
    const some = await estimator.fit({ x: takeRows(data.x, kept), y: data.y.slice(0, 80) }, context());
    const wild = { ...data.x, columns: data.x.columns.map((c) => c.map((v, i) => (i < 80 ? v : 1e6))) };
    const weighted = await estimator.fit({ ...data, x: wild, weight }, context());
    expect(weighted.predictProbability(data.x)).toEqual(some.predictProbability(data.x));
    const heavy = data.y.map((k) => (k === 1 ? 20 : 1));
    const shifted = await estimator.fit({ ...data, weight: heavy }, context());
    const mean = (p: Float64Array): number => p.reduce((sum, v) => sum + v, 0) / p.length;
    expect(mean(shifted.predictProbability(data.x))).toBeGreaterThan(mean(some.predictProbability(data.x)) + 0.2);
  });

  it('balances classes when told to', async () => {
    const data = quadrants(1200);
    const rare = Int32Array.from(data.y.keys()).filter((i) => data.y[i] === 0 || i % 8 === 0);
    const subset = { x: takeRows(data.x, rare), y: Float64Array.from(rare, (i) => data.y[i]!) };
    // Noise alone to learn from: the mean answer is the share of events that the network believes in.
    const blind = { ...subset, x: matrix([Float64Array.from(rare, (i) => data.x.columns[2]![i]!)]) };
    const answer = async (classWeight: string): Promise<number> => {
      const estimator = new MultilayerPerceptronClassifier({ ...small, classWeight, learningRate: 0.003 });
      const p = (await estimator.fit(blind, context())).predictProbability(blind.x);
      return p.reduce((sum, v) => sum + v, 0) / p.length;
    };
    const share = subset.y.reduce((sum, k) => sum + k, 0) / rare.length;
    expect(share).toBeLessThan(0.15);
    expect(Math.abs((await answer('none')) - share)).toBeLessThan(0.02);
    expect(Math.abs((await answer('balanced')) - 0.5)).toBeLessThan(0.05);
  });

  it('balances what has weight, and refuses validation rows that it could not learn to answer', async () => {
    const { x, y } = quadrants(100);
    const weight = y.map((k) => 1 - k);
    const balanced = new MultilayerPerceptronClassifier({ ...small, epochs: 2, classWeight: 'balanced' });
    const model = await balanced.fit({ x, y, weight }, context());
    expect(model.predictProbability(x).every((p) => p >= 0 && p < 0.5)).toBe(true);
    const fit = (more: object) => balanced.fit({ x, y, validation: { x, y, ...more } }, context());
    await expect(fit({ y: y.map(() => Number.NaN) })).rejects.toMatchObject({ code: 'TARGET_NOT_FINITE' });
    await expect(fit({ y: y.map(() => 2) })).rejects.toMatchObject({ code: 'CLASS_UNKNOWN' });
    await expect(fit({ x: matrix([y]) })).rejects.toMatchObject({ code: 'COLUMNS_DIFFER' });
  });

  it('withstands huge outliers and constant columns', async () => {
    const { x, y } = quadrants(600);
    const spoiled = x.columns[0]!.slice();
    spoiled[3] = 1e9;
    const columns = [spoiled, x.columns[1]!, new Float64Array(600).fill(7)];
    const model = await new MultilayerPerceptronClassifier(small).fit({ x: matrix(columns), y }, context());
    expect(rocAuc(y, model.predictProbability(matrix(columns)))).toBeGreaterThan(0.95);
  });

  it('reports progress with losses and can be cancelled', async () => {
    const seen: FitProgress[] = [];
    const controller = new AbortController();
    const fit = new MultilayerPerceptronClassifier({ ...small, patience: 3 }).fit(quadrants(200), {
      rng: new Rng(1),
      signal: controller.signal,
      onProgress: (progress) => {
        seen.push(progress);
        if (progress.done === 3) controller.abort();
      },
    });
    await expect(fit).rejects.toMatchObject({ kind: 'cancelled' });
    expect(seen.map(({ done, total }) => [done, total])).toEqual([
      [1, 40],
      [2, 40],
      [3, 40],
    ]);
    expect(seen[2]!.trainLoss).toBeGreaterThan(0);
    expect(seen[2]!.validationLoss).toBeGreaterThan(0);
  });

  it('names bad input', async () => {
    const data = quadrants(60);
    const gap = matrix([Float64Array.of(1, Number.NaN)]);
    await expect(
      new MultilayerPerceptronClassifier().fit({ x: gap, y: Float64Array.of(0, 1) }, context()),
    ).rejects.toThrow(/missing in row 1/);
    expect(() => new MultilayerPerceptronClassifier({ units: 1, dropout: 2 })).toThrow(/'units'[\s\S]*'dropout'/);
    const other = { kind: 'learn.other.v1', json: {}, tensors: {} };
    expect(() => FittedMultilayerPerceptronClassifier.fromArtifact(other)).toThrow(/got 'learn.other.v1'/);
    const model = await new MultilayerPerceptronClassifier({ ...small, epochs: 1 }).fit(data, context());
    expect(() => model.predictProbability(matrix([Float64Array.of(1)]))).toThrow(/3 columns, got 1/);
  });
});

describe('MultilayerPerceptronRegressor', () => {
  it('fits a curve in the units of the target, and survives save and load', async () => {
    const rng = new Rng(3);
    const x0 = Float64Array.from({ length: 500 }, () => 4 * rng.next() - 2);
    const y = x0.map((v) => 1000 + 500 * v * v);
    const x = matrix([x0]);
    const model = await new MultilayerPerceptronRegressor({ ...small, epochs: 120 }).fit({ x, y }, context());
    const at = matrix([Float64Array.of(-1, 0, 1.5)]);
    const [low, zero, high] = model.predict(at);
    expect(Math.abs(low! - 1500)).toBeLessThan(75);
    expect(Math.abs(zero! - 1000)).toBeLessThan(75);
    expect(Math.abs(high! - 2125)).toBeLessThan(75);
    const loaded = FittedMultilayerPerceptronRegressor.fromArtifact(decodeArtifact(encodeArtifact(model.toArtifact())));
    expect(loaded.predict(at)).toEqual(model.predict(at));
  });
});

describeEstimator({
  name: 'MultilayerPerceptronClassifier',
  task: 'classification',
  create: (parameters) => new MultilayerPerceptronClassifier(parameters),
  load: FittedMultilayerPerceptronClassifier.fromArtifact,
  specs: MULTILAYER_PERCEPTRON_PARAMETERS,
  quick: { epochs: 20, learningRate: 0.01, members: 2 },
  batchTolerance: 0,
});

describeEstimator({
  name: 'MultilayerPerceptronRegressor',
  task: 'regression',
  create: (parameters) => new MultilayerPerceptronRegressor(parameters),
  load: FittedMultilayerPerceptronRegressor.fromArtifact,
  specs: MULTILAYER_PERCEPTRON_PARAMETERS,
  quick: { epochs: 20, learningRate: 0.01, members: 2, batchNorm: true },
  batchTolerance: 0,
});
