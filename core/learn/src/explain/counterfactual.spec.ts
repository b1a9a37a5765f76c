import { describe, expect, it } from 'vitest';
import { type Matrix, matrix, takeRows } from '../matrix/matrix.js';
import { Rng } from '../random/rng.js';
import { GradientBoostingClassifier } from '../trees/gradient-boosting.js';
import type { Action } from './actions.js';
import { CounterfactualSearch } from './counterfactual.js';

const names = ['income', 'debt', 'age', 'housing'];

/** Income 0…100 and debt 0…50 in steps of 1, age 20…70, three kinds of housing. Median deviations: 25, 12.5, 12.5. */
function applicants(n = 2000): Matrix {
  const rng = new Rng('applicants');
  const draw = (low: number, high: number) => Float64Array.from({ length: n }, () => low + rng.int(high - low + 1));
  return matrix([draw(0, 100), draw(0, 50), draw(20, 70), draw(0, 2)], { names, cardinality: [0, 0, 0, 3] });
}

const row = (...values: number[]): Matrix =>
  matrix(
    values.map((value) => Float64Array.of(value)),
    { names, cardinality: [0, 0, 0, 3] },
  );

/** Risk 0.9 − 0.01·income + 0.02·debt − 0.1·(housing = 2), in a form that shows the limits of binary fractions no edge. */
const risk = ({ columns: [income, debt, , housing] }: Matrix): Float64Array =>
  income!.map((v, i) => (900 - 10 * v + 20 * debt![i]! - (housing![i] === 2 ? 100 : 0)) / 1000);

const actions: Action[] = [
  { feature: 'income', direction: 'rise' },
  { feature: 'debt', direction: 'fall' },
  { feature: 'housing' },
];

describe('CounterfactualSearch', () => {
  const reference = applicants();
  const search = new CounterfactualSearch(reference, risk);
  const spread = (values: Float64Array): number => {
    const middle = (v: Float64Array): number => v.slice().sort()[v.length >> 1]!;
    return middle(values.map((v) => Math.abs(v - middle(values))));
  };
  const [incomeSpread, debtSpread] = [spread(reference.columns[0]!), spread(reference.columns[1]!)];

  it('finds the nearest value of the one feature that is enough', () => {
    // 0.9 − 0.5 + 0.2 = 0.6; 0.45 needs 15 more income, or 7.5 less debt, or both in part.
    const { prediction, reached, found } = search.find(row(50, 10, 40, 0), 0, {
      threshold: 0.451,
      side: 'below',
      actions,
    });
    expect(prediction).toBeCloseTo(0.6, 12);
    expect(reached).toBe(false);
    expect(found.map(({ changes }) => changes)).toContainEqual([{ feature: 'income', from: 50, to: 65 }]);
    expect(found.map(({ changes }) => changes)).toContainEqual([{ feature: 'debt', from: 10, to: 2 }]);
    const [income] = found.filter(({ changes }) => changes[0]!.feature === 'income' && changes.length === 1);
    expect(income!.distance).toBeCloseTo(0.5 + 15 / incomeSpread, 12);
    expect(income!.prediction).toBeCloseTo(0.45, 12);
    expect(found.map(({ distance }) => distance)).toEqual(found.map(({ distance }) => distance).sort((a, b) => a - b));
  });

  it('keeps to directions, ranges and categories, and never touches what has no action', () => {
    const restricted: Action[] = [
      { feature: 'income', direction: 'rise', max: 60 },
      { feature: 'debt', direction: 'fall', min: 5 },
      { feature: 'housing', categories: [0, 1] },
    ];
    // 0.6 can fall by 0.1 through income and by 0.1 through debt.
    const { found } = search.find(row(50, 10, 40, 0), 0, { threshold: 0.401, side: 'below', actions: restricted });
    expect(found).toHaveLength(1);
    expect(found[0]!.changes.toSorted((a, b) => a.feature.localeCompare(b.feature))).toEqual([
      { feature: 'debt', from: 10, to: 5 },
      { feature: 'income', from: 50, to: 60 },
    ]);
    expect(found[0]!.distance).toBeCloseTo(1 + 10 / incomeSpread + 5 / debtSpread, 12);
  });

  it('says when there is none, and how near it came', () => {
    const restricted: Action[] = [
      { feature: 'income', direction: 'rise', max: 60 },
      { feature: 'housing', categories: [0, 1] },
    ];
    const { found, nearest, evaluated } = search.find(row(50, 10, 40, 0), 0, {
      threshold: 0.4,
      side: 'below',
      actions: restricted,
    });
    expect(found).toEqual([]);
    expect(nearest!.changes).toEqual([{ feature: 'income', from: 50, to: 60 }]);
    expect(nearest!.prediction).toBeCloseTo(0.5, 12);
    expect(evaluated).toBeGreaterThan(3);
    const nothing = search.find(row(50, 10, 40, 0), 0, { threshold: 0.4, side: 'below', actions: [] });
    expect(nothing).toMatchObject({ found: [], reached: false, evaluated: 1 });
    expect(nothing.nearest).toBeUndefined();
  });

  it('has nothing to change where the row is on the wanted side', () => {
    expect(search.find(row(90, 0, 40, 0), 0, { threshold: 0.5, side: 'below', actions })).toMatchObject({
      reached: true,
      found: [],
      evaluated: 1,
    });
    expect(search.find(row(0, 50, 40, 0), 0, { threshold: 0.5, side: 'above', actions }).reached).toBe(true);
  });

  it('fills a gap at the cost from the median, and never proposes one', () => {
    const gaps = {
      ...reference,
      columns: reference.columns.map((c) => c.map((v, i) => (i % 5 === 0 ? Number.NaN : v))),
    };
    const withGaps = new CounterfactualSearch(gaps, (x) =>
      risk({ ...x, columns: x.columns.map((c) => c.map((v) => (Number.isNaN(v) ? 0 : v))) }),
    );
    const { found } = withGaps.find(row(Number.NaN, 10, 40, 2), 0, { threshold: 0.401, side: 'below', actions });
    const income = found.find(({ changes }) => changes.length === 1)!;
    expect(income.changes).toEqual([{ feature: 'income', from: Number.NaN, to: 60 }]);
    const present = gaps.columns[0]!.filter((v) => !Number.isNaN(v)).sort();
    const median = present[present.length >> 1]!;
    expect(income.distance).toBeCloseTo(0.5 + Math.abs(60 - median) / spread(present), 12);
  });

  it('prefers few changes as the charge for each rises', () => {
    const options = { threshold: 0.2, side: 'below' as const, actions };
    const cheap = search.find(row(50, 10, 40, 0), 0, { ...options, perFeature: 0 }).found[0]!;
    const dear = search.find(row(50, 10, 40, 0), 0, { ...options, perFeature: 100 }).found[0]!;
    expect(dear.changes.length).toBeLessThanOrEqual(cheap.changes.length);
    expect(dear.changes).toHaveLength(1);
  });

  it('comes within a few per cent of the shortest of all ways, on a model with steps and interactions', async () => {
    const rng = new Rng(21);
    const x = matrix(
      [0, 1, 2, 3, 4].map(() => Float64Array.from({ length: 600 }, () => rng.int(9))),
      { names: ['a', 'b', 'c', 'd', 'e'] },
    );
    const [a, b, c, d] = x.columns as [Float64Array, Float64Array, Float64Array, Float64Array];
    const y = a.map((v, i) => (v * b[i]! - 4 * c[i]! + (d[i]! > 6 ? 8 : 0) + 6 * rng.normal() > 4 ? 1 : 0));
    const model = await new GradientBoostingClassifier({ trees: 30, leaves: 8 }).fit({ x, y }, { rng: new Rng(1) });
    const predict = (m: Matrix): Float64Array => model.predictProbability(m);
    const three: Action[] = ['a', 'b', 'c'].map((feature) => ({ feature }));
    const spreads = [a, b, c].map(spread);
    const trees = new CounterfactualSearch(x, predict);
    let [searched, shortest, rows] = [0, 0, 0];
    for (let i = 0; rows < 25; i++) {
      const before = predict(takeRows(x, [i]))[0]!;
      if (before >= 0.3) continue;
      rows++;
      const found = trees.find(x, i, { threshold: 0.6, side: 'above', actions: three }).found[0]!;
      // All 9³ rows.
      const all = matrix(
        x.columns.map((column, j) =>
          Float64Array.from({ length: 729 }, (_, k) => (j < 3 ? Math.floor(k / 9 ** j) % 9 : column[i]!)),
        ),
        { names: x.names },
      );
      let least = Number.POSITIVE_INFINITY;
      predict(all).forEach((p, k) => {
        if (p < 0.6) return;
        let cost = 0;
        for (let j = 0; j < 3; j++) {
          const moved = Math.abs(all.columns[j]![k]! - x.columns[j]![i]!);
          cost += moved === 0 ? 0 : 0.5 + moved / spreads[j]!;
        }
        least = Math.min(least, cost);
      });
      expect(found.distance).toBeGreaterThanOrEqual(least - 1e-12);
      searched += found.distance;
      shortest += least;
      const changed = { ...takeRows(x, [i]) };
      const columns = changed.columns.map((column, j) => {
        const change = found.changes.find(({ feature }) => feature === x.names[j]);
        return change === undefined ? column : Float64Array.of(change.to);
      });
      expect(predict({ ...changed, columns })[0]).toBe(found.prediction);
    }
    expect(searched / shortest).toBeLessThan(1.03);
  });

  it('names everything that is wrong with what it is asked', () => {
    const find = (more: object) => () =>
      search.find(row(50, 10, 40, 0), 0, { threshold: 0.4, side: 'below', actions, ...more });
    const wrong: Action[] = [
      { feature: 'salary' },
      { feature: 'income', min: 5, max: 1 },
      { feature: 'debt', categories: [1] },
      { feature: 'debt' },
      { feature: 'housing', direction: 'rise' },
    ];
    expect(find({ actions: wrong })).toThrow(
      /no column 'salary'[\s\S]*between 5 and 1[\s\S]*'debt' is numeric[\s\S]*'debt' has two[\s\S]*'housing' is categorical/,
    );
    expect(find({ actions: [{ feature: 'housing', categories: [3] }] })).toThrow('no category 3; allowed is 0 to 2');
    expect(find({ threshold: Number.NaN, beam: 0, perFeature: -1 })).toThrow(
      /beam must[\s\S]*threshold must[\s\S]*perFeature/,
    );
    expect(() => search.find(row(1, 2, 3, 0), 7, { threshold: 0.4, side: 'below', actions })).toThrow('no row 7');
    expect(() => new CounterfactualSearch(takeRows(reference, []), risk)).toThrow('needs observed rows');
  });
});
