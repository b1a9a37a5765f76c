import { describe, expect, it } from 'vitest';
import { decodeArtifact, encodeArtifact } from '../estimator/artifact.js';
import { type Matrix, matrix, takeRows } from '../matrix/matrix.js';
import { rocAuc } from '../metrics/ranking.js';
import { rmse } from '../metrics/regression.js';
import { Rng } from '../random/rng.js';
import { FittedBoostingClassifier, FittedBoostingRegressor } from './fitted-boosting.js';
import { GradientBoostingClassifier, GradientBoostingRegressor } from './gradient-boosting.js';

const context = (seed = 1) => ({ rng: new Rng(seed) });
const sigmoid = (z: number): number => 1 / (1 + Math.exp(-z));

/** A smooth column, one that interacts, a category of 12 levels, and 10 % missing cells in the first. */
function sample(n: number, seed = 1): { x: Matrix; y: Float64Array } {
  const rng = new Rng(seed);
  const effect = Array.from({ length: 12 }, (_, k) => Math.sin(k * 2.1));
  const a = new Float64Array(n);
  const b = new Float64Array(n);
  const c = new Float64Array(n);
  const noise = new Float64Array(n);
  const y = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    a[i] = rng.normal();
    b[i] = rng.next();
    c[i] = rng.int(12);
    noise[i] = rng.normal();
    const margin = 1.2 * a[i]! + (b[i]! > 0.5 ? a[i]! : -0.5) + 1.5 * effect[c[i]!]!;
    y[i] = rng.next() < sigmoid(margin) ? 1 : 0;
    if (rng.next() < 0.1) a[i] = Number.NaN;
  }
  return { x: matrix([a, b, c, noise], { names: ['a', 'b', 'c', 'noise'], cardinality: [0, 0, 12, 0] }), y };
}

describe('GradientBoostingClassifier', () => {
  it('learns numbers, interactions, categories and missing cells', async () => {
    const model = await new GradientBoostingClassifier({ trees: 80, leaves: 8, minLeafRows: 20 }).fit(
      sample(4000),
      context(),
    );
    const test = sample(4000, 2);
    expect(rocAuc(test.y, model.predictProbability(test.x))).toBeGreaterThan(0.85);
    const gain = Object.fromEntries(model.importance().map(({ name, gain: g }) => [name, g]));
    expect(gain.a).toBeGreaterThan(gain.noise! * 5);
    expect(gain.c).toBeGreaterThan(gain.noise! * 5);
  });

  it.each([{}, { growth: 'depth', depth: 4, alpha: 0.5 }, { rowSampling: 0.6, columnSampling: 0.5 }])(
    'gives the same bytes with the kernels and with their plain twins (%j)',
    async (parameters) => {
      const data = sample(700);
      const fit = (kernels: 'wasm' | 'twin') =>
        new GradientBoostingClassifier({ trees: 15, leaves: 10, ...parameters }, { kernels }).fit(data, context());
      const wasm = await fit('wasm');
      const twin = await fit('twin');
      expect(encodeArtifact(wasm.toArtifact())).toEqual(encodeArtifact(twin.toArtifact()));
    },
  );

  it('answers a batch like each row alone, and the same after a round trip', async () => {
    const data = sample(500);
    const model = await new GradientBoostingClassifier({ trees: 20 }).fit(data, context());
    const batch = model.predictProbability(data.x);
    for (const i of [0, 17, 499]) expect(model.predictProbability(takeRows(data.x, [i]))[0]).toBe(batch[i]);
    const back = FittedBoostingClassifier.fromArtifact(decodeArtifact(encodeArtifact(model.toArtifact())));
    expect(back.predictProbability(data.x)).toEqual(batch);
    expect(back.explain(data.x, 3)).toEqual(model.explain(data.x, 3));
  });

  it.each([21, 22, 23, 24])(
    'walks %i trees of one and of three scores like the tables of masks and the twins',
    async (trees) => {
      const { x, y } = sample(300);
      const three = y.map((value, i) => value + (i % 2));
      for (const outcome of [y, three]) {
        const fit = (kernels: 'wasm' | 'twin') =>
          new GradientBoostingClassifier({ trees, leaves: 6 }, { kernels }).fit({ x, y: outcome }, context());
        const wasm = await fit('wasm');
        const twin = await fit('twin');
        const batch = wasm.margins(x);
        const outputs = batch.length / x.rows;
        for (let i = 0; i < x.rows; i += 7) {
          const alone = takeRows(x, [i]);
          const expected = batch.subarray(i * outputs, (i + 1) * outputs);
          expect(wasm.margins(alone)).toEqual(expected);
          expect(twin.margins(alone)).toEqual(expected);
        }
      }
    },
  );

  it('obeys monotone constraints at every point of a grid, where it would not without', async () => {
    const rng = new Rng(5);
    const n = 1500;
    const a = Float64Array.from({ length: n }, () => rng.next());
    const b = Float64Array.from({ length: n }, () => rng.next());
    const y = a.map((v, i) => (rng.next() < sigmoid(3 * v + 2 * Math.sin(12 * v) - 2 * b[i]!) ? 1 : 0));
    const x = matrix([a, b]);
    const violations = async (monotone: number[]): Promise<number> => {
      const model = await new GradientBoostingClassifier({ trees: 60, leaves: 12 }, { monotone }).fit(
        { x, y },
        context(),
      );
      const grid = Float64Array.from({ length: 101 }, (_, k) => k / 100);
      let count = 0;
      for (let row = 0; row < 40; row++) {
        const up = model.margins(matrix([grid, new Float64Array(101).fill(b[row]!)]));
        const down = model.margins(matrix([new Float64Array(101).fill(a[row]!), grid]));
        for (let k = 1; k < 101; k++) {
          if (up[k]! < up[k - 1]!) count++;
          if (down[k]! > down[k - 1]!) count++;
        }
      }
      return count;
    };
    expect(await violations([1, -1])).toBe(0);
    expect(await violations([0, 0])).toBeGreaterThan(0);
  });

  it('stops early and keeps the rounds that were best on validation', async () => {
    const train = sample(600);
    const validation = sample(600, 9);
    const model = await new GradientBoostingClassifier({
      trees: 500,
      learningRate: 0.3,
      earlyStoppingRounds: 10,
    }).fit({ ...train, validation }, context());
    const best = model.validationLoss.indexOf(Math.min(...model.validationLoss)) + 1;
    expect(model.rounds).toBe(best);
    expect(model.validationLoss.length).toBeLessThanOrEqual(best + 10);
  });

  it('refuses validation rows of other columns or of a class that it was not trained on', async () => {
    const data = sample(100);
    const fit = (validation: { x: Matrix; y: Float64Array }) =>
      new GradientBoostingClassifier({ trees: 2 }).fit({ ...data, validation }, context());
    await expect(fit({ x: data.x, y: data.y.map((v, i) => (i === 7 ? 2 : v)) })).rejects.toMatchObject({
      code: 'CLASS_UNKNOWN',
      message: expect.stringContaining(
        '(validation rows): y is 2 in row 7; the training rows have the classes 0 to 1.',
      ),
    });
    await expect(fit({ x: matrix([data.y]), y: data.y })).rejects.toMatchObject({ code: 'COLUMNS_DIFFER' });
    await expect(fit({ x: data.x, y: data.y.map(() => Number.NaN) })).rejects.toMatchObject({
      code: 'TARGET_NOT_FINITE',
    });
  });

  it('separates three classes with probabilities that sum to one', async () => {
    const rng = new Rng(3);
    const n = 600;
    const y = Float64Array.from({ length: n }, (_, i) => i % 3);
    const x = matrix([y.map((k) => (k === 0 ? 0 : 3) + rng.normal()), y.map((k) => (k === 1 ? 0 : 3) + rng.normal())]);
    const model = await new GradientBoostingClassifier({ trees: 30, leaves: 6 }).fit({ x, y }, context());
    const p = model.predictProbability(x);
    let right = 0;
    for (let i = 0; i < n; i++) {
      const row = [...p.subarray(3 * i, 3 * i + 3)];
      expect(row.reduce((s, v) => s + v)).toBeCloseTo(1, 12);
      if (row.indexOf(Math.max(...row)) === y[i]) right++;
    }
    expect(right / n).toBeGreaterThan(0.9);
    expect(model.explain(x, 0).values.length).toBe(6);
  });

  it('treats a weight of two like a row that stands twice', async () => {
    const smooth = sample(300);
    // Few distinct values, so that both see the same bins.
    const x = { ...smooth.x, columns: smooth.x.columns.map((column) => column.map((v) => Math.round(2 * v) / 2)) };
    const rows = [...smooth.y.keys(), ...Array.from({ length: 100 }, (_, i) => i)];
    const weight = Float64Array.from(smooth.y, (_, i) => (i < 100 ? 2 : 1));
    const weighted = await new GradientBoostingClassifier({ trees: 10 }).fit({ x, y: smooth.y, weight }, context());
    const doubled = await new GradientBoostingClassifier({ trees: 10 }).fit(
      { x: takeRows(x, rows), y: Float64Array.from(rows, (i) => smooth.y[i]!) },
      context(),
    );
    const margins = doubled.margins(x);
    for (const [i, margin] of weighted.margins(x).entries()) expect(margin).toBeCloseTo(margins[i]!, 9);
  });

  it('copes with constant, empty and all-equal columns, few rows and unseen categories', async () => {
    const n = 30;
    const y = Float64Array.from({ length: n }, (_, i) => i % 2);
    const x = matrix(
      [
        new Float64Array(n).fill(7),
        new Float64Array(n).fill(Number.NaN),
        y.map((v, i) => (i % 5 === 0 ? Number.NaN : v)),
        Float64Array.from({ length: n }, (_, i) => i % 3),
      ],
      { cardinality: [0, 0, 0, 3] },
    );
    const model = await new GradientBoostingClassifier({ trees: 20, minChildWeight: 0.1 }).fit({ x, y }, context());
    expect(rocAuc(y, model.predictProbability(x))).toBeGreaterThan(0.9);
    const unseen = matrix(
      [[0], [1], [Number.NaN], [17]].map((v) => Float64Array.from(v)),
      { cardinality: [0, 0, 0, 18] },
    );
    expect(model.predictProbability(unseen)[0]).toBeGreaterThan(0);
  });

  it('is the same for the same seed and can be cancelled', async () => {
    const data = sample(300);
    const fit = (seed: number) =>
      new GradientBoostingClassifier({ trees: 10, rowSampling: 0.5 }).fit(data, context(seed));
    expect(encodeArtifact((await fit(1)).toArtifact())).toEqual(encodeArtifact((await fit(1)).toArtifact()));
    expect(encodeArtifact((await fit(1)).toArtifact())).not.toEqual(encodeArtifact((await fit(2)).toArtifact()));
    const signal = AbortSignal.abort();
    await expect(new GradientBoostingClassifier().fit(data, { ...context(), signal })).rejects.toMatchObject({
      kind: 'cancelled',
    });
  });
});

describe('TreeShap', () => {
  it('adds up to the margin, for numbers, categories and missing cells', async () => {
    const data = sample(400);
    const model = await new GradientBoostingClassifier({ trees: 25, leaves: 12 }).fit(data, context());
    const margins = model.margins(data.x);
    for (let i = 0; i < 40; i++) {
      const { values, expected } = model.explain(data.x, i);
      expect(values.reduce((sum, v) => sum + v, expected[0]!)).toBeCloseTo(margins[i]!, 9);
    }
  });

  it('equals the Shapley values by definition', async () => {
    const data = sample(300);
    const model = await new GradientBoostingClassifier({ trees: 4, leaves: 9 }).fit(data, context());
    const { forest, mapper } = (model as unknown as { model: import('./boost.js').Boosted }).model;
    const { binOf } = await import('./binning.js');
    const { goesLeft } = await import('./forest.js');
    const row = 11;
    const expectation = (node: number, known: ReadonlySet<number>): number => {
      const column = forest.column[node]!;
      if (column < 0) return forest.value[node]!;
      const left = forest.left[node]!;
      if (known.has(column)) {
        const bin = binOf(mapper, column, data.x.columns[column]![row]!);
        return expectation(left + (goesLeft(forest, node, bin) ? 0 : 1), known);
      }
      const a = forest.cover[left]!;
      const b = forest.cover[left + 1]!;
      return (a * expectation(left, known) + b * expectation(left + 1, known)) / (a + b);
    };
    const value = (known: ReadonlySet<number>): number =>
      [...forest.roots].reduce((sum, root) => sum + expectation(root, known), 0);
    const factorial = [1, 1, 2, 6, 24];
    const { values } = model.explain(data.x, row);
    for (let j = 0; j < 4; j++) {
      let phi = 0;
      for (let mask = 0; mask < 16; mask++) {
        if (mask & (1 << j)) continue;
        const known = new Set([0, 1, 2, 3].filter((k) => mask & (1 << k)));
        const share = (factorial[known.size]! * factorial[3 - known.size]!) / factorial[4]!;
        phi += share * (value(new Set([...known, j])) - value(known));
      }
      expect(values[j]).toBeCloseTo(phi, 10);
    }
  });
});

describe('GradientBoostingRegressor', () => {
  const rng = new Rng(8);
  const n = 2000;
  const a = Float64Array.from({ length: n }, () => 4 * rng.next());
  const noise = Float64Array.from({ length: n }, () => rng.normal());
  const x = matrix([a]);

  it('fits a mean', async () => {
    const y = a.map((v, i) => Math.sin(2 * v) + 0.1 * noise[i]!);
    const model = await new GradientBoostingRegressor({ trees: 100, leaves: 8 }).fit({ x, y }, context());
    expect(
      rmse(
        a.map((v) => Math.sin(2 * v)),
        model.predict(x),
      ),
    ).toBeLessThan(0.06);
    const back = FittedBoostingRegressor.fromArtifact(decodeArtifact(encodeArtifact(model.toArtifact())));
    expect(back.predict(x)).toEqual(model.predict(x));
  });

  it('fits a quantile that holds its share', async () => {
    const y = a.map((v, i) => v + (0.2 + v) * noise[i]!);
    for (const level of [0.1, 0.5, 0.9]) {
      const model = await new GradientBoostingRegressor({
        loss: 'quantile',
        quantile: level,
        trees: 100,
        leaves: 6,
        minLeafRows: 40,
      }).fit({ x, y }, context());
      const p = model.predict(x);
      const below = y.reduce((sum, v, i) => sum + (v <= p[i]! ? 1 : 0), 0) / n;
      expect(Math.abs(below - level)).toBeLessThan(0.03);
    }
  });
});
