import { Rng } from '@proofline/learn';
import type { CategoricalColumn, ColumnSpec, Frame, NumericColumn } from '@proofline/pipeline';
import { describe, expect, it } from 'vitest';
import { findRecourse } from './recourse.js';

const frame = (months: number[], homes: [string[], number[]], special?: number[]): Frame => ({
  rows: months.length,
  columns: new Map<string, NumericColumn | CategoricalColumn>([
    [
      'months',
      { kind: 'numeric', values: Float64Array.from(months), ...(special && { special: Uint8Array.from(special) }) },
    ],
    ['home', { kind: 'categorical', levels: homes[0], codes: Int32Array.from(homes[1]) }],
  ]),
});
// Months 0 to 50, median 25, median absolute deviation 13; homes in turn.
const train = frame(
  Array.from({ length: 51 }, (_, i) => i),
  [['own', 'rent'], Array.from({ length: 51 }, (_, i) => i % 2)],
);
/** A hundredth a month, and a fifth for a home that is not one's own; a special code counts 60 months. */
const model = {
  predict: (f: Frame): Float64Array => {
    const months = f.columns.get('months') as NumericColumn;
    const home = f.columns.get('home') as CategoricalColumn;
    return months.values.map(
      (value, i) => (months.special?.[i] ? 60 : value) / 100 + (home.levels[home.codes[i]!] === 'own' ? 0 : 0.2),
    );
  },
};
const spec = (name: string, actionable?: ColumnSpec['actionable']): ColumnSpec => ({
  name,
  role: 'feature',
  type: name === 'home' ? 'category' : 'integer',
  ...(actionable === undefined ? {} : { actionable }),
});
const search = (rows: Frame, ...specs: ColumnSpec[]) =>
  findRecourse(model, rows, [0], train, specs, 0.45, new Rng(1))[0]!;

describe('findRecourse', () => {
  // 40 months and a rented home: 0.6. A new home costs 1, sixteen months less cost 16 / 13.
  const declined = frame([40], [['rent'], [0]]);

  it('takes the smallest change that the schema allows', () => {
    const found = search(declined, spec('months', 'decrease'), spec('home', true));
    expect(found.changes).toMatchObject([{ feature: 'home', from: 1, to: 0 }]);
    expect(found.prediction).toBeCloseTo(0.4, 12);
    // Without the home 24 months are the most that bring it below 0.45.
    const shorter = search(declined, spec('months', 'decrease'), spec('home', false));
    expect(shorter.changes).toMatchObject([{ feature: 'months', from: 40, to: 24 }]);
  });

  it('finds nothing where the allowed direction does not help, or nothing may change', () => {
    expect(search(declined, spec('months', 'increase'))).toEqual({ row: 0 });
    expect(search(declined, spec('months'), spec('home'))).toEqual({ row: 0 });
  });

  it('lets a special code stand until a number is proposed in its place', () => {
    const coded = frame([Number.NaN], [['castle'], [0]], [1]);
    const found = search(coded, spec('months', true));
    expect(found.prediction).toBeLessThan(0.45);
    expect(found.changes![0]!.to).toBeLessThanOrEqual(24);
  });
});
