import { describe, expect, it } from 'vitest';
import type { Predictor } from '../package/predictor.js';
import type { ColumnSpec, FeatureSchema } from '../schema/feature-schema.js';
import { checkSchema } from './check-schema.js';

type Column = Partial<ColumnSpec> & { name: string };

/** A model of these columns that uses all features but those named. */
function model(columns: readonly Column[], unused: readonly string[] = []): Predictor {
  const specs = columns.map((column): ColumnSpec => ({ type: 'number', role: 'feature', ...column }));
  const schema: FeatureSchema = { version: 1, columns: specs };
  const used = specs.map((spec): ColumnSpec => (unused.includes(spec.name) ? { ...spec, role: 'ignore' } : spec));
  return { schema, inputSchema: { ...schema, columns: used } } as unknown as Predictor;
}

const faults = (is: Column, was: Column): unknown => {
  const { passed, measured } = checkSchema(model([is]), model([was]));
  const found = (measured as { faults: string[] }).faults;
  expect(passed).toBe(found.length === 0);
  return found;
};

describe('a field of the champion', () => {
  it.each<[string, Partial<ColumnSpec>, Partial<ColumnSpec>]>([
    ['is the same', { type: 'integer' }, { type: 'integer' }],
    ['takes more numbers', { type: 'number' }, { type: 'integer' }],
    ['takes any text', { type: 'text' }, { type: 'category', categories: ['a'] }],
    ['takes more categories', { type: 'category', categories: ['a', 'b'] }, { type: 'category', categories: ['a'] }],
    ['takes a wider range', { range: { min: 0 } }, { range: { min: 1, max: 9 } }],
    ['need not be there any more', { required: false }, { required: true }],
    ['is not read any more', { role: 'ignore', type: 'text' }, { type: 'number' }],
  ])('that %s breaks nothing', (_, is, was) => {
    expect(faults({ name: 'x', ...is }, { name: 'x', ...was })).toEqual([]);
  });

  it.each<[string, Partial<ColumnSpec>, Partial<ColumnSpec>]>([
    ['was of type number and is of type integer', { type: 'integer' }, { type: 'number' }],
    ['was of type text and is of type category', { type: 'category', categories: ['a'] }, { type: 'text' }],
    [
      'no longer takes b, c',
      { type: 'category', categories: ['a'] },
      { type: 'category', categories: ['a', { value: 'b' }, 'c'] },
    ],
    ['no longer takes other values than those listed', { type: 'category', categories: ['a'] }, { type: 'category' }],
    ['no longer takes values under 1', { range: { min: 1 } }, { range: { min: 0 } }],
    ['no longer takes values over 9', { range: { max: 9 } }, {}],
    ['may no longer be null', { required: true }, {}],
    ['no longer knows the code 96', {}, { special: [{ code: 96, meaning: 'not available' }] }],
    [
      'is read in another format of dates',
      { type: 'date', format: 'dd/MM/yyyy' },
      { type: 'date', format: 'MM/dd/yyyy' },
    ],
  ])('that %s breaks a request', (fault, is, was) => {
    expect(faults({ name: 'x', ...is }, { name: 'x', ...was })).toEqual([`field 'x' ${fault}`]);
  });

  it('must be known, whatever it was for', () => {
    const { measured } = checkSchema(model([{ name: 'x' }]), model([{ name: 'x' }, { name: 'note', role: 'ignore' }]));
    expect(measured).toEqual({ faults: ["field 'note' is unknown"] });
  });
});

describe('a field that the candidate needs', () => {
  it('breaks requests where it was no feature', () => {
    const { passed, measured } = checkSchema(model([{ name: 'x' }, { name: 'z' }]), model([{ name: 'x' }]));
    expect({ passed, measured }).toEqual({
      passed: false,
      measured: { faults: ["field 'z' is needed and was none of its features"] },
    });
  });

  it('is named where the champion has it and does not use it', () => {
    const both = [{ name: 'x' }, { name: 'z' }];
    const { passed, measured, text } = checkSchema(model(both), model(both, ['z']));
    expect({ passed, measured }).toEqual({ passed: true, measured: { faults: [], neededAnew: ['z'] } });
    expect(text.en).toContain('It needs z, which the champion does not use');
  });
});
