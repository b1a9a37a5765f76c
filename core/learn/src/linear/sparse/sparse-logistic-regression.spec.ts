import { describe, expect, it } from 'vitest';
import { encodeArtifact } from '../../estimator/artifact.js';
import { sparseRows } from '../../matrix/sparse-matrix.js';
import { Rng } from '../../random/rng.js';
import { describeSparseClassifier } from '../../testing/describe-sparse-classifier.js';
import { sparseSampleData } from '../../testing/sparse-sample-data.js';
import { type SparseSupervised, takeFeatures } from './features.js';
import {
  FittedSparseLogisticRegression,
  SPARSE_LOGISTIC_REGRESSION_PARAMETERS,
  SparseLogisticRegression,
  type SparseLogisticRegressionParameters,
} from './sparse-logistic-regression.js';

const context = () => ({ rng: new Rng(7) });

describeSparseClassifier<SparseLogisticRegressionParameters, FittedSparseLogisticRegression>({
  name: 'SparseLogisticRegression',
  create: (parameters) => new SparseLogisticRegression(parameters),
  load: (artifact) => FittedSparseLogisticRegression.fromArtifact(artifact),
  specs: SPARSE_LOGISTIC_REGRESSION_PARAMETERS,
  precise: { C: 1, tolerance: 1e-6, maxIterations: 5000 },
  tolerance: 2e-3,
});

describe('SparseLogisticRegression', () => {
  it('finds the optimum of one row a class, by hand', async () => {
    // By symmetry column j has weight u for class j and -u/2 for the others, and the intercepts are 0: the margin between
    // classes is d = 1.5·u, and u = C·(1 - p) with p = 1 / (1 + 2·exp(-d)).
    const x = { sparse: sparseRows(3, [[[0, 1]], [[1, 1]], [[2, 1]]]) };
    const y = Float64Array.of(0, 1, 2);
    for (const C of [0.5, 1, 20]) {
      const model = await new SparseLogisticRegression({ C, tolerance: 1e-6 }).fit({ x, y }, context());
      const u = model.weights.sparseWeight(1, 1);
      expect(model.weights.sparseWeight(1, 0)).toBeCloseTo(-u / 2, 3);
      const p = 1 / (1 + 2 * Math.exp(-1.5 * u));
      expect(u).toBeCloseTo(C * (1 - p), 3);
      expect(model.predictProbability(x)[0]).toBeCloseTo(p, 3);
    }
  });

  it.each([
    ['none', 3],
    ['balanced', 2],
    ['balanced', 5],
  ])('leaves no slope of its loss, with weights of rows and classes: %s, %i classes', async (classWeight, classes) => {
    const data = sparseSampleData({ classes });
    const y = data.y.map((k, i) => (k === 1 && i % 4 < 2 ? 0 : k));
    const weight = y.map((_, i) => 1 + (i % 4) / 2);
    const parameters = { C: 0.7, classWeight, tolerance: 1e-6, maxIterations: 5000 };
    const model = await new SparseLogisticRegression(parameters).fit({ ...data, y, weight }, context());
    expect(model.info.converged).toBe(true);
    const total = weight.reduce((sum, w) => sum + w, 0);
    const mass = Array.from({ length: classes }, (_, k) => weight.reduce((sum, w, i) => sum + (y[i] === k ? w : 0), 0));
    const scaled = weight.map((w, i) => (classWeight === 'balanced' ? (w * total) / (classes * mass[y[i]!]!) : w));
    const slope = slopeOf(model, { ...data, y, weight: scaled }, 0.7);
    expect(Math.max(...slope.map(Math.abs))).toBeLessThan(2e-3);
  });

  it('gives probabilities', async () => {
    const data = sparseSampleData({ classes: 5 });
    const p = (await new SparseLogisticRegression().fit(data, context())).predictProbability(data.x);
    expect(p).toHaveLength(5 * data.y.length);
    for (let i = 0; i < data.y.length; i++) {
      expect(p.subarray(5 * i, 5 * (i + 1)).reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 12);
    }
    expect(p.every((value) => value >= 0 && value <= 1)).toBe(true);
  });

  it.each([2, 5, 37])('gives the same bits in WebAssembly and in TypeScript: %i classes', async (classes) => {
    const data = sparseSampleData({ classes: Math.min(classes, 5), rows: 60 });
    const y = data.y.map((k, i) => (classes > 5 ? i % classes : k));
    const fit = (kernels: 'wasm' | 'twin') => {
      const estimator = new SparseLogisticRegression({ maxIterations: 6 }, { kernels, keepDual: true });
      return estimator.fit({ ...data, y }, context());
    };
    const [wasm, twin] = [await fit('wasm'), await fit('twin')];
    expect(encodeArtifact(twin.toArtifact())).toEqual(encodeArtifact(wasm.toArtifact()));
    const warm = (kernels: 'wasm' | 'twin') =>
      new SparseLogisticRegression({ maxIterations: 1 }, { kernels }).fit(
        { ...data, y, start: { dual: wasm.dual! } },
        context(),
      );
    expect(encodeArtifact((await warm('twin')).toArtifact())).toEqual(
      encodeArtifact((await warm('wasm')).toArtifact()),
    );
  });

  it('goes on from where another fit ended, with rows added and left out, to the same optimum', async () => {
    const data = sparseSampleData({ rows: 160 });
    const part = (rows: number[]) => ({ x: takeFeatures(data.x, rows), y: Float64Array.from(rows, (i) => data.y[i]!) });
    const parameters = { tolerance: 1e-4, maxIterations: 2000 };
    const estimator = new SparseLogisticRegression(parameters, { keepDual: true });
    const before = await estimator.fit(part([...Array(158).keys()]), context());
    // One row left out, two added.
    const rows = [...Array(159).keys()].map((i) => i + 1);
    const rowOf = rows.map((i) => (i < 158 ? i : -1));
    const cold = await estimator.fit(part(rows), context());
    const warm = await estimator.fit({ ...part(rows), start: { dual: before.dual!, rowOf } }, context());
    expect(warm.info.passes).toBeLessThan(cold.info.passes / 2);
    const [a, b] = [cold.predictProbability(data.x), warm.predictProbability(data.x)];
    expect(a.reduce((most, p, k) => Math.max(most, Math.abs(p - b[k]!)), 0)).toBeLessThan(0.01);
    const again = await estimator.fit({ ...part(rows), start: { dual: warm.dual! } }, context());
    expect(again.info.passes).toBeLessThanOrEqual(3);
    expect((await new SparseLogisticRegression().fit(data, context())).dual).toBeUndefined();
  });

  it('lets a row whose class was changed start anew', async () => {
    const data = sparseSampleData();
    const estimator = new SparseLogisticRegression({ tolerance: 1e-4, maxIterations: 2000 }, { keepDual: true });
    const { dual } = await estimator.fit(data, context());
    const y = data.y.map((k, i) => (i < 3 ? (k + 1) % 3 : k));
    const [cold, warm] = [
      await estimator.fit({ ...data, y }, context()),
      await estimator.fit({ ...data, y, start: { dual: dual! } }, context()),
    ];
    const [a, b] = [cold.predictProbability(data.x), warm.predictProbability(data.x)];
    expect(a.reduce((most, p, k) => Math.max(most, Math.abs(p - b[k]!)), 0)).toBeLessThan(0.01);
  });

  it('refuses to go on from other classes, or from rows that were not there', async () => {
    const data = sparseSampleData();
    const { dual } = await new SparseLogisticRegression({}, { keepDual: true }).fit(data, context());
    const fit = (other: SparseSupervised, rowOf?: number[]) =>
      new SparseLogisticRegression().fit(
        { ...other, start: { dual: dual!, ...(rowOf === undefined ? {} : { rowOf }) } },
        context(),
      );
    await expect(fit(sparseSampleData({ classes: 2 }))).rejects.toMatchObject({ code: 'CLASSES_DIFFER' });
    await expect(fit(sparseSampleData({ rows: 90 }))).rejects.toMatchObject({ code: 'LENGTH_MISMATCH' });
    await expect(fit(data, Array(150).fill(150))).rejects.toMatchObject({ code: 'ROW_INVALID' });
  });

  it('stays finite where classes are told apart by a hair or not at all, and costs are huge', async () => {
    const x = { sparse: sparseRows(1, [[[0, 100]], [[0, 100]], [[0, -100]], []]) };
    const y = Float64Array.of(0, 1, 1, 0);
    for (const C of [1e-6, 1e6]) {
      const model = await new SparseLogisticRegression({ C, maxIterations: 30 }).fit({ x, y }, context());
      expect(model.predictProbability(x).every(Number.isFinite)).toBe(true);
    }
  });

  it('says when it was stopped before the optimum', async () => {
    const { info } = await new SparseLogisticRegression({ maxIterations: 1 }).fit(sparseSampleData(), context());
    expect(info).toMatchObject({ passes: 1, converged: false });
  });
});

/** Gradient of ½‖W‖² + C·Σ weight·(-ln p), all classes one after the other. */
function slopeOf(
  { weights, ...model }: FittedSparseLogisticRegression,
  data: Required<SparseSupervised>,
  C: number,
): number[] {
  const sparse = data.x.sparse!;
  const dense = data.x.dense!;
  const fitted = new FittedSparseLogisticRegression(weights, model.info);
  const p = fitted.predictProbability(data.x);
  const { classes } = weights;
  return Array.from({ length: classes }, (_, k) => {
    const slope = [
      ...Array.from({ length: sparse.columns }, (_, j) => weights.sparseWeight(j, k)),
      ...Array.from({ length: dense.columns }, (_, j) => weights.denseWeight(j, k)),
      weights.intercepts[k]!,
    ];
    data.y.forEach((own, i) => {
      const pull = C * data.weight[i]! * ((own === k ? 1 : 0) - p[i * classes + k]!);
      for (let e = sparse.start[i]!; e < sparse.start[i + 1]!; e++) slope[sparse.index[e]!]! -= pull * sparse.value[e]!;
      for (let j = 0; j < dense.columns; j++) slope[sparse.columns + j]! -= pull * dense.values[i * dense.columns + j]!;
      slope[slope.length - 1]! -= pull;
    });
    return slope;
  }).flat();
}
