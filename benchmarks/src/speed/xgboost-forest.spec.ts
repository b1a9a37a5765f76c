import { GradientBoostingClassifier, Rng } from '@proofline/learn';
import { sampleData } from '@proofline/learn/testing';
import { describe, expect, it } from 'vitest';
import { nextSingle, toXgboostTrees } from './xgboost-forest.js';

describe('our forest in the arrays of xgboost', () => {
  it('finds the next number of single precision', () => {
    expect(nextSingle(1)).toBe(1 + 2 ** -23);
    expect(nextSingle(0)).toBe(2 ** -149);
    expect(nextSingle(-1)).toBe(-1 + 2 ** -24);
    expect(nextSingle(0.1)).toBe(Math.fround(0.1));
    expect(nextSingle(1 + 2 ** -30)).toBe(1 + 2 ** -23);
  });

  it('gives the same margins when its trees are walked as xgboost walks them', async () => {
    const data = sampleData({ rows: 400, classes: 2, missing: true, seed: 5 });
    const x = { ...data.x, columns: data.x.columns.map((column) => column.map(Math.fround)) };
    const model = await new GradientBoostingClassifier({ trees: 20, leaves: 8 }).fit(
      { ...data, x },
      { rng: new Rng(1) },
    );
    const trees = toXgboostTrees(model);
    const margin = (i: number): number =>
      trees.reduce((sum, tree) => {
        let n = 0;
        while (tree.left[n]! >= 0) {
          const value = x.columns[tree.column[n]!]![i]!;
          const left = Number.isNaN(value) ? tree.missingLeft[n] === 1 : value < tree.condition[n]!;
          n = left ? tree.left[n]! : tree.right[n]!;
        }
        return sum + tree.value[n]!;
      }, 0);
    const margins = model.margins(x);
    const base = margins[0]! - margin(0);
    for (let i = 0; i < x.rows; i++) expect(Math.abs(margins[i]! - base - margin(i))).toBeLessThan(1e-5);
    for (const tree of trees) {
      tree.parent.forEach((parent, n) => {
        if (n > 0) expect([tree.left[parent], tree.right[parent]]).toContain(n);
      });
    }
  });
});
