import { describe, expect, it } from 'vitest';
import type { Dataset } from '../dataset/dataset.js';
import type { Column } from '../dataset/frame.js';
import { profileDataset } from '../profile/profile-dataset.js';
import type { ColumnSpec } from '../schema/feature-schema.js';
import { sampleDataset } from '../testing/sample-dataset.js';
import { checkRecipe } from './check-recipe.js';
import { proposeRecipe } from './propose-recipe.js';
import { recipeDocument } from './recipe.js';

const ROWS = 400;

function table(columns: [ColumnSpec, Column][]): Dataset {
  return {
    rows: ROWS,
    columns: new Map(columns.map(([{ name }, column]) => [name, column])),
    schema: { version: 1, columns: columns.map(([spec]) => spec) },
    rowNumbers: Int32Array.from({ length: ROWS }, (_, i) => i + 1),
    fingerprint: 'sha256:test',
    source: { path: 'test.csv', bytes: 0, format: { kind: 'csv' } },
  };
}

/** Numbers by row, with some rows changed. */
function numbers(
  spec: Partial<ColumnSpec> & { name: string },
  at: (i: number) => number,
  changed: Record<number, number> = {},
): [ColumnSpec, Column] {
  const values = Float64Array.from({ length: ROWS }, (_, i) => changed[i] ?? at(i));
  return [
    { type: 'number', role: 'feature', ...spec },
    { kind: 'numeric', values, ...(spec.special === undefined ? {} : { special: new Uint8Array(ROWS) }) },
  ];
}

const propose = (...columns: [ColumnSpec, Column][]) => proposeRecipe(profileDataset(table(columns)));
const short = (...columns: [ColumnSpec, Column][]) => propose(...columns).map(({ why: _why, ...step }) => step);

describe('a recipe is proposed for', () => {
  it('values outside the range of the schema, and for the age of a person without one', () => {
    const age = (i: number): number => 20 + (i % 50);
    expect(short(numbers({ name: 'years', range: { min: 0 } }, age, { 3: -1 }))).toEqual([
      { step: 'impossible-to-missing', column: 'years', min: 0 },
    ]);
    expect(short(numbers({ name: 'years', range: { min: 0 } }, age))).toEqual([]);
    expect(short(numbers({ name: 'Applicant_Age' }, age, { 3: -1, 5: 999 }))).toEqual([
      { step: 'impossible-to-missing', column: 'Applicant_Age', min: 0, max: 122 },
    ]);
    // In months, or of an account: no person.
    expect(short(numbers({ name: 'age' }, (i) => 12 * age(i)))).toEqual([]);
    expect(short(numbers({ name: 'account_age' }, age, { 3: 140 }))).toEqual([]);
    expect(short(numbers({ name: 'balance' }, age, { 3: -1 }))).toEqual([]);
  });

  it('percentages far beyond all others, but not for a limit that was overdrawn', () => {
    const share = (i: number): number => i % 100;
    expect(short(numbers({ name: 'use', unit: '%' }, share, { 9: 7600 }))).toEqual([
      { step: 'impossible-to-missing', column: 'use', max: 1000 },
    ]);
    expect(short(numbers({ name: 'use', unit: '%' }, share, { 9: 130 }))).toEqual([]);
    expect(short(numbers({ name: 'growth', unit: '%' }, share, { 9: 7600, 10: -40 }))).toEqual([]);
  });

  it('rare special codes and levels', () => {
    const meaning = 'not available';
    const months = numbers({ name: 'months', special: [96, 98].map((code) => ({ code, meaning })) }, (i) => i % 30);
    const { special } = months[1] as { special: Uint8Array };
    special.fill(1, 0, 5);
    special.fill(2, 5, 9);
    expect(short(months)).toEqual([{ step: 'special-to-missing', column: 'months', codes: ['98'] }]);
    const codes = Int32Array.from({ length: ROWS }, (_, i) => i % 13);
    const levels = Array.from({ length: 14 }, (_, k) => `L${k}`);
    const job = (rare: number): [ColumnSpec, Column] => [
      { name: 'job', type: 'category', role: 'feature' },
      { kind: 'categorical', levels, codes: codes.map((code, i) => (i < rare ? 13 : code)) },
    ];
    expect(short(job(4))).toEqual([{ step: 'join-rare-levels', column: 'job', minRows: 5 }]);
    expect(short(job(5))).toEqual([]);
  });

  it('records entered twice', () => {
    const columns = (copied: boolean): [ColumnSpec, Column][] =>
      ['a', 'b', 'c'].map((name, k) => numbers({ name }, (i) => i * 10 + k, copied ? { 17: 40 + k } : {}));
    expect(short(...columns(true))).toEqual([{ step: 'drop-duplicates', rows: 'copies' }]);
    expect(short(...columns(false))).toEqual([]);
  });

  it('nothing where nothing is wrong, missing cells and outliers included', () => {
    const dataset = sampleDataset('binary', 600);
    expect(proposeRecipe(profileDataset(dataset))).toEqual([]);
  });
});

it('a proposal is a document that may be given back, and fits its schema', () => {
  const columns = [numbers({ name: 'age', range: { max: 90 } }, (i) => i % 80, { 3: 400 })];
  const recipe = propose(...columns);
  expect(recipeDocument.parse(JSON.parse(JSON.stringify(recipe)))).toEqual(recipe);
  expect(() => checkRecipe(recipe, table(columns).schema)).not.toThrow();
});
