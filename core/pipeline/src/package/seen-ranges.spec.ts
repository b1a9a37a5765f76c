import { describe, expect, it } from 'vitest';
import type { Column, Frame } from '../dataset/frame.js';
import type { ColumnSpec } from '../schema/feature-schema.js';
import { outsideRemarks, seenRanges } from './seen-ranges.js';

const features: ColumnSpec[] = [
  { name: 'income', type: 'number', role: 'feature', label: { en: 'monthly income', zh: '月收入' } },
  { name: 'age', type: 'integer', role: 'feature' },
  { name: 'empty', type: 'number', role: 'feature' },
  { name: 'home', type: 'category', role: 'feature' },
];

function frame(income: number[], age: number[]): Frame {
  const empty = income.map(() => Number.NaN);
  const columns = new Map<string, Column>(
    Object.entries({ income, age, empty }).map(([name, values]) => [
      name,
      { kind: 'numeric', values: Float64Array.from(values) },
    ]),
  );
  columns.set('home', { kind: 'categorical', codes: new Int32Array(income.length), levels: ['own'] });
  return { rows: income.length, columns };
}

describe('what a model has seen', () => {
  const seen = seenRanges(frame([1000, 9000, Number.NaN, 5000], [20, 70, 30, 40]), features);

  it('is the range of each feature that holds a number', () => {
    expect(seen).toEqual({ income: [1000, 9000], age: [20, 70] });
  });

  it('is said of a number that lies beyond it by more than a tenth, with column, value and range', () => {
    // A tenth of the income's range is 800.
    const asked = frame([9801, 9799, 199, Number.NaN, 5000], [40, 40, 40, 40, 99]);
    const remarks = outsideRemarks(features, seen);
    const said = (row: number): string[] => remarks(asked, row).map(({ en }) => en);
    expect(said(0)).toEqual([
      'Monthly income is 9,801, far outside what the model has learnt from (1,000 to 9,000): its answer is a guess.',
    ]);
    expect(said(1)).toEqual([]);
    expect(said(2)[0]).toContain('Monthly income is 199,');
    expect(said(3)).toEqual([]);
    expect(said(4)[0]).toContain('Age is 99, far outside what the model has learnt from (20 to 70)');
    expect(remarks(asked, 0)[0]!.zh).toContain('月收入为 9,801');
    expect(outsideRemarks(features, {})(asked, 0)).toEqual([]);
  });
});
