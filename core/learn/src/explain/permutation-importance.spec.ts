import { describe, expect, it } from 'vitest';
import { ProoflineError } from '../errors/proofline-error.js';
import { type Matrix, matrix } from '../matrix/matrix.js';
import { rocAuc } from '../metrics/ranking.js';
import { rmse } from '../metrics/regression.js';
import { Rng } from '../random/rng.js';
import { permutationImportance, shuffledColumns } from './permutation-importance.js';

/** y = 3a + b with a, b of variance 1, and a column that the model does not use. */
function linear(n: number): { x: Matrix; y: Float64Array; predict: (x: Matrix) => Float64Array } {
  const rng = new Rng('linear');
  const [a, b, c] = [0, 1, 2].map(() => Float64Array.from({ length: n }, () => rng.normal()));
  const predict = ({ columns }: Matrix): Float64Array => columns[0]!.map((v, i) => 3 * v + columns[1]![i]!);
  const x = matrix([a!, b!, c!], { names: ['a', 'b', 'c'] });
  return { x, y: predict(x), predict };
}

const squaredError =
  (y: Float64Array) =>
  (p: Float64Array, weight: Float64Array): number =>
    rmse(y, p, weight) ** 2;

describe('permutationImportance', () => {
  it('is twice the variance that a column carries, for a perfect linear model and squared error', async () => {
    const { x, y, predict } = linear(3000);
    const table = await permutationImportance(shuffledColumns(x), predict, squaredError(y), {
      rng: new Rng(1),
      better: 'lower',
    });
    expect(table.map(({ feature }) => feature)).toEqual(['a', 'b', 'c']);
    // E(3a − 3a')² = 2 · 9; E(b − b')² = 2.
    expect(table[0]!.importance / 18).toBeCloseTo(1, 1);
    expect(table[1]!.importance / 2).toBeCloseTo(1, 1);
    for (const { importance, interval } of table) {
      expect(interval[0]).toBeLessThanOrEqual(importance);
      expect(interval[1]).toBeGreaterThanOrEqual(importance);
    }
    expect(table[0]!.interval[1] - table[0]!.interval[0]).toBeGreaterThan(0.5);
    expect(table[2]).toEqual({ feature: 'c', importance: 0, interval: [0, 0], standardDeviation: 0 });
  });

  it('covers the true importance with its interval, at about its level', async () => {
    let covered = 0;
    const runs = 60;
    for (let run = 0; run < runs; run++) {
      const rng = new Rng(`run ${run}`);
      const a = Float64Array.from({ length: 150 }, () => rng.normal());
      const y = a.map((v) => v + rng.normal());
      const [first] = await permutationImportance(shuffledColumns(matrix([a])), (x) => x.columns[0]!, squaredError(y), {
        rng,
        better: 'lower',
        repeats: 5,
        replicates: 100,
      });
      // E(y − a')² − E(y − a)² = 3 − 1.
      if (first!.interval[0] <= 2 && first!.interval[1] >= 2) covered++;
    }
    expect(covered / runs).toBeGreaterThanOrEqual(0.88);
  });

  it('shuffles columns of a group as one, so that copies do not hide each other', async () => {
    const rng = new Rng(3);
    const a = Float64Array.from({ length: 500 }, () => rng.normal());
    const y = a.map((v) => (v + rng.normal() > 0 ? 1 : 0));
    const x = matrix([a, a], { names: ['a', 'copy'] });
    const predict = (m: Matrix): Float64Array => m.columns[0]!.map((v, i) => Math.max(v, m.columns[1]![i]!));
    const auc = (p: Float64Array, weight: Float64Array): number => rocAuc(y, p, weight);
    const options = { rng: new Rng(4), replicates: 50, strata: y };
    const alone = await permutationImportance(shuffledColumns(x), predict, auc, options);
    const together = await permutationImportance(shuffledColumns(x, { both: ['a', 'copy'] }), predict, auc, options);
    expect(together[0]!.importance).toBeCloseTo(rocAuc(y, a) - 0.5, 1);
    expect(together[0]!.importance).toBeGreaterThan(1.5 * alone[0]!.importance);
  });

  it('is the same for the same seed, whatever other features are asked for, and leaves its rows as they were', async () => {
    const { x, y, predict } = linear(200);
    const before = x.columns.map((column) => column.slice());
    const run = (groups?: Record<string, string[]>) =>
      permutationImportance(shuffledColumns(x, groups), predict, squaredError(y), { rng: new Rng(9), better: 'lower' });
    const all = await run();
    expect(await run()).toEqual(all);
    expect(await run({ b: ['b'] })).toEqual(all.filter(({ feature }) => feature === 'b'));
    expect(x.columns).toEqual(before);
  });

  it('can be cancelled, and names unknown columns and impossible settings', async () => {
    const { x, y, predict } = linear(20);
    const run = (more: object) =>
      permutationImportance(shuffledColumns(x), predict, squaredError(y), { rng: new Rng(1), ...more });
    await expect(run({ signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'CANCELLED' });
    await expect(run({ repeats: 0 })).rejects.toBeInstanceOf(ProoflineError);
    expect(() => shuffledColumns(x, { all: ['a', 'z'] })).toThrow("There is no column 'z'. There are: a, b, c.");
  });
});
