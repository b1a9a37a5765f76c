import { canonicalJson } from '@proofline/learn';
import { describe, expect, it } from 'vitest';
import type { Dataset } from '../dataset/dataset.js';
import { type CategoricalColumn, type Column, type NumericColumn, takeFrame } from '../dataset/frame.js';
import type { ColumnSpec } from '../schema/feature-schema.js';
import { FittedRecipe } from './fitted-recipe.js';
import type { Recipe } from './recipe.js';

const NA = Number.NaN;

function table(columns: Record<string, [Omit<ColumnSpec, 'name' | 'role'>, Column]>, rows: number): Dataset {
  return {
    rows,
    columns: new Map(Object.entries(columns).map(([name, [, column]]) => [name, column])),
    schema: {
      version: 1,
      columns: Object.entries(columns).map(([name, [spec]]) => ({ name, role: 'feature', ...spec })),
    },
    rowNumbers: Int32Array.from({ length: rows }, (_, i) => i + 1),
    fingerprint: 'sha256:test',
    source: { path: 'test.csv', bytes: 0, format: { kind: 'csv' } },
  };
}

const numbers = (...values: number[]): NumericColumn => ({ kind: 'numeric', values: Float64Array.from(values) });
const levelsOf = (column: Column | undefined): (string | null)[] => {
  const { codes, levels } = column as CategoricalColumn;
  return Array.from(codes, (code) => (code < 0 ? null : levels[code]!));
};
const valuesOf = (column: Column | undefined): number[] => [...(column as NumericColumn).values];

/** Ten ages with a slip and two missing cells; jobs of 6, 2, 1 rows and a missing one; months with two special codes. */
function people(): Dataset {
  return table(
    {
      age: [{ type: 'integer', range: { min: 0, max: 120 } }, numbers(-5, 20, 30, 40, 50, 60, 70, 80, NA, NA)],
      job: [
        { type: 'category' },
        {
          kind: 'categorical',
          levels: ['clerk', 'other', 'diver'],
          codes: Int32Array.of(0, 0, 0, 0, 0, 0, 1, 1, 2, -1),
        },
      ],
      months: [
        {
          type: 'number',
          special: [
            { code: 96, meaning: 'never' },
            { code: 98, meaning: 'unknown' },
          ],
        },
        {
          kind: 'numeric',
          values: Float64Array.of(1, 2, 3, 4, 5, 6, 7, NA, NA, NA),
          special: Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 1, 2, 2),
        },
      ],
    },
    10,
  );
}

const fit = (...recipe: Recipe) => FittedRecipe.fit(recipe, people());

describe('each step, by hand', () => {
  it('sets impossible values to missing, and counts them', () => {
    const { train, log } = fit({ step: 'impossible-to-missing', column: 'age', min: 0, max: 75 });
    expect(valuesOf(train.columns.get('age'))).toEqual([NA, 20, 30, 40, 50, 60, 70, NA, NA, NA]);
    expect(log).toEqual([
      {
        step: {
          en: 'Impossible values (under 0 or over 75) set to missing.',
          zh: '将不可能的值（小于 0 或大于 75）设为缺失。',
        },
        column: 'age',
        affected: 2,
        of: 10,
      },
    ]);
  });

  it('caps at quantiles of the training rows and leaves missing cells alone', () => {
    // Eight present: -5 20 30 40 50 60 70 80. The 0.15 quantile is at 0.15 * 7 = 1.05, the second; 0.85 at 5.95, the seventh.
    const { train, log } = fit({ step: 'cap', column: 'age', low: 0.15, high: 0.85 });
    expect(valuesOf(train.columns.get('age'))).toEqual([20, 20, 30, 40, 50, 60, 70, 70, NA, NA]);
    expect(log[0]!.affected).toBe(2);
  });

  it('fills with the median (mean of the middle two), the mode or a value, and not over special codes', () => {
    const { train } = fit(
      { step: 'fill-missing', column: 'age', with: 'median' },
      { step: 'fill-missing', column: 'job', with: 'mode' },
      { step: 'fill-missing', column: 'months', with: 0 },
    );
    expect(valuesOf(train.columns.get('age')).slice(-2)).toEqual([45, 45]);
    expect(levelsOf(train.columns.get('job'))[9]).toBe('clerk');
    expect(valuesOf(train.columns.get('months')).slice(-3)).toEqual([NA, NA, NA]);
  });

  it('sets special codes to missing, the named ones only', () => {
    const { train, log } = fit({ step: 'special-to-missing', column: 'months', codes: [98] });
    expect([...(train.columns.get('months') as NumericColumn).special!]).toEqual([0, 0, 0, 0, 0, 0, 0, 1, 0, 0]);
    expect(log[0]!.affected).toBe(2);
  });

  it('converts a unit', () => {
    const { train } = fit({ step: 'convert-unit', column: 'months', factor: 30, unit: 'days' });
    expect(valuesOf(train.columns.get('months')).slice(0, 2)).toEqual([30, 60]);
  });

  it('joins rare levels under a name that no kept level has', () => {
    const { recipe, train, log } = fit({ step: 'join-rare-levels', column: 'job', minRows: 2 });
    // The level `other` is the client's own; the joined one must not be taken for it.
    expect(levelsOf(train.columns.get('job')).slice(5)).toEqual(['clerk', 'other', 'other', 'other (2)', null]);
    expect(log[0]!.affected).toBe(1);
    const foreign = recipe.apply({
      rows: 2,
      columns: new Map([['job', { kind: 'categorical', levels: ['pilot', 'other'], codes: Int32Array.of(0, 1) }]]),
    });
    expect(levelsOf(foreign.columns.get('job'))).toEqual(['other (2)', 'other']);
  });

  it('sees in later steps what earlier ones made', () => {
    const { train } = fit(
      { step: 'impossible-to-missing', column: 'age', min: 0 },
      { step: 'fill-missing', column: 'age', with: 'median' },
    );
    expect(valuesOf(train.columns.get('age'))[0]).toBe(50);
  });

  it('does nothing, and says so, where the training rows have nothing to learn from', () => {
    const empty = table({ income: [{ type: 'number' }, numbers(NA, NA)] }, 2);
    const { recipe, log } = FittedRecipe.fit(
      [
        { step: 'cap', column: 'income', low: 0.01, high: 0.99 },
        { step: 'fill-missing', column: 'income', with: 'median' },
      ],
      empty,
    );
    expect(log.map(({ affected }) => affected)).toEqual([0, 0]);
    const loaded = FittedRecipe.fromJson(JSON.parse(canonicalJson(recipe.toJson())));
    expect(
      valuesOf(loaded.apply(table({ income: [{ type: 'number' }, numbers(-7, 7)] }, 2)).columns.get('income')),
    ).toEqual([-7, 7]);
  });
});

describe('a fitted recipe', () => {
  const everything: Recipe = [
    { step: 'drop-duplicates', rows: 'equal' },
    { step: 'impossible-to-missing', column: 'age', min: 0 },
    { step: 'cap', column: 'age', high: 0.5 },
    { step: 'fill-missing', column: 'age', with: 'median' },
    { step: 'join-rare-levels', column: 'job', minRows: 2 },
    { step: 'special-to-missing', column: 'months', codes: [98] },
    { step: 'convert-unit', column: 'months', factor: 30, unit: 'days' },
  ];

  it('treats a row alone like the same row in a file, before and after a round trip through JSON', () => {
    const { recipe } = FittedRecipe.fit(everything, people());
    const loaded = FittedRecipe.fromJson(JSON.parse(canonicalJson(recipe.toJson())));
    const whole = recipe.apply(people());
    expect(loaded.apply(people())).toEqual(whole);
    for (let row = 0; row < 10; row++) {
      expect(loaded.apply(takeFrame(people(), [row]))).toEqual({
        ...takeFrame(whole, [row]),
      });
    }
  });

  it('leaves the frame that it is given as it was, and hands it on where no step applies', () => {
    const { recipe } = FittedRecipe.fit(everything, people());
    const given = people();
    recipe.apply(given);
    expect(given).toEqual(people());
    expect(FittedRecipe.fit([], people()).recipe.apply(given)).toBe(given);
  });

  it('drops rows in training only', () => {
    const twice = (): Dataset => table({ a: [{ type: 'number' }, numbers(1, 2, 1)] }, 3);
    const { recipe, train } = FittedRecipe.fit([{ step: 'drop-duplicates', rows: 'equal' }], twice());
    expect([...train.rowNumbers]).toEqual([1, 2]);
    expect(recipe.apply(twice()).rows).toBe(3);
  });

  it('refuses another layout', () => {
    expect(() => FittedRecipe.fromJson({ version: 1, steps: [] })).toThrow(/layout 1; this version reads layout 2/);
  });
});
