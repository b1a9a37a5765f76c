import { describe, expect, it } from 'vitest';
import { encodeArtifact } from '../../estimator/artifact.js';
import { sparseRows } from '../../matrix/sparse-matrix.js';
import { Rng } from '../../random/rng.js';
import { describeSparseClassifier } from '../../testing/describe-sparse-classifier.js';
import { sparseSampleData } from '../../testing/sparse-sample-data.js';
import type { SparseSupervised } from './features.js';
import { FittedLinearSvm, LINEAR_SVM_PARAMETERS, LinearSvm, type LinearSvmParameters } from './linear-svm.js';

const context = () => ({ rng: new Rng(7) });

describeSparseClassifier<LinearSvmParameters, FittedLinearSvm>({
  name: 'LinearSvm',
  create: (parameters) => new LinearSvm(parameters),
  load: (artifact) => FittedLinearSvm.fromArtifact(artifact),
  specs: LINEAR_SVM_PARAMETERS,
  precise: { tolerance: 1e-5 },
  tolerance: 1e-3,
});

describe('LinearSvm', () => {
  it('finds the optimum of two points, by hand', async () => {
    // By symmetry b = 0; ½w² + 2·C·(1 - w)² is least at w = 4C / (1 + 4C).
    const x = { sparse: sparseRows(1, [[[0, 1]], [[0, -1]]]) };
    for (const C of [0.1, 1, 10]) {
      const model = await new LinearSvm({ C, tolerance: 1e-6 }).fit({ x, y: Float64Array.of(1, 0) }, context());
      const w = (4 * C) / (1 + 4 * C);
      const margins = model.decision(x);
      [-w, w, w, -w].forEach((margin, k) => {
        expect(margins[k]).toBeCloseTo(margin, 5);
      });
    }
  });

  it.each(['none', 'balanced'])(
    'leaves no slope of its loss, with weights of rows and classes: %s',
    async (classWeight) => {
      const data = sparseSampleData({ classes: 3 });
      // Twice as many rows of class 0 as of the others.
      const y = data.y.map((k, i) => (k === 1 && i % 2 === 0 ? 0 : k));
      const weight = y.map((_, i) => 1 + (i % 4) / 2);
      const model = await new LinearSvm({ C: 0.7, classWeight, tolerance: 1e-6 }).fit(
        { ...data, y, weight },
        context(),
      );
      const total = weight.reduce((sum, w) => sum + w, 0);
      for (let k = 0; k < 3; k++) {
        const mass = weight.reduce((sum, w, i) => sum + (y[i] === k ? w : 0), 0);
        const factor = classWeight === 'balanced' ? total / (3 * mass) : 1;
        const slope = slopeOf(
          model,
          { ...data, y, weight: weight.map((w, i) => (y[i] === k ? factor * w : w)) },
          k,
          0.7,
        );
        expect(Math.max(...slope.map(Math.abs))).toBeLessThan(1e-3);
      }
    },
  );

  it('gives the same bits in WebAssembly and in TypeScript', async () => {
    const data = sparseSampleData({ classes: 5 });
    const fit = (kernels: 'wasm' | 'twin') => new LinearSvm({}, { kernels }).fit(data, context());
    const [wasm, twin] = [await fit('wasm'), await fit('twin')];
    expect(encodeArtifact(twin.toArtifact())).toEqual(encodeArtifact(wasm.toArtifact()));
    expect(twin.decision(data.x)).toEqual(wasm.decision(data.x));
  });

  it('decides alike on classes that fill whole registers and some that do not', async () => {
    // 37 classes: a tile of 32, and 8 more of which 3 are padding.
    const rows = Array.from({ length: 74 }, (_, i) => [[i % 37, 1] as const, [37, 0.5] as const]);
    const data = { x: { sparse: sparseRows(38, rows) }, y: Float64Array.from(rows, (_, i) => i % 37) };
    const fit = (kernels: 'wasm' | 'twin') => new LinearSvm({}, { kernels }).fit(data, context());
    const model = await fit('wasm');
    expect(model.predict(data.x)).toEqual(data.y);
    expect((await fit('twin')).decision(data.x)).toEqual(model.decision(data.x));
  });

  it('says when it was stopped before the optimum', async () => {
    const data = sparseSampleData();
    expect((await new LinearSvm({ maxIterations: 2, tolerance: 1e-6 }).fit(data, context())).info).toEqual({
      passes: 6,
      converged: false,
    });
    expect((await new LinearSvm().fit(data, context())).info.converged).toBe(true);
  });

  it('draws its order from the seed and ends near the same optimum', async () => {
    const data = sparseSampleData();
    const fit = (seed: number) => new LinearSvm({ tolerance: 1e-5 }).fit(data, { rng: new Rng(seed) });
    const [a, b] = [(await fit(1)).decision(data.x), (await fit(2)).decision(data.x)];
    expect(a).not.toEqual(b);
    a.forEach((margin, k) => {
      expect(Math.abs(margin - b[k]!)).toBeLessThan(1e-3);
    });
  });
});

/** Gradient of ½‖w‖² + ½b² + C·Σ weight·max(0, 1 - y·m)² for class `k`, in the order sparse, dense, intercept. */
function slopeOf(
  { weights, ...model }: FittedLinearSvm,
  data: Required<SparseSupervised>,
  k: number,
  C: number,
): number[] {
  const sparse = data.x.sparse!;
  const dense = data.x.dense!;
  const slope = [
    ...Array.from({ length: sparse.columns }, (_, j) => weights.sparseWeight(j, k)),
    ...Array.from({ length: dense.columns }, (_, j) => weights.denseWeight(j, k)),
    weights.intercepts[k]!,
  ];
  const margins = weights.decide(data.x, 'test');
  expect(model.info.converged).toBe(true);
  data.y.forEach((own, i) => {
    const sign = own === k ? 1 : -1;
    const slack = Math.max(0, 1 - sign * margins[i * weights.classes + k]!);
    const pull = 2 * C * data.weight[i]! * slack * sign;
    for (let e = sparse.start[i]!; e < sparse.start[i + 1]!; e++) slope[sparse.index[e]!]! -= pull * sparse.value[e]!;
    for (let j = 0; j < dense.columns; j++) slope[sparse.columns + j]! -= pull * dense.values[i * dense.columns + j]!;
    slope[slope.length - 1]! -= pull;
  });
  return slope;
}
