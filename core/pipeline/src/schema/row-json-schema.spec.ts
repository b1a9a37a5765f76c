import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { compileRowParser } from '../dataset/parse-row.js';
import type { FeatureSchema } from './feature-schema.js';
import { rowJsonSchema } from './row-json-schema.js';

const SCHEMA: FeatureSchema = {
  version: 1,
  columns: [
    { name: 'application', type: 'text', role: 'id' },
    {
      name: 'amount',
      type: 'number',
      role: 'feature',
      required: true,
      range: { min: 0 },
      unit: 'EUR',
      label: { en: 'Credit amount', zh: '贷款金额' },
    },
    {
      name: 'months_since_delinquency',
      type: 'integer',
      role: 'feature',
      range: { min: 0, max: 90 },
      special: [{ code: 96, meaning: 'never' }],
    },
    {
      name: 'purpose',
      type: 'category',
      role: 'feature',
      categories: ['car', { value: 'edu', label: { en: 'education', zh: '教育' } }],
    },
    { name: 'owns_home', type: 'boolean', role: 'feature', required: true },
    { name: 'since', type: 'date', role: 'feature', format: 'dd/MM/yyyy' },
    { name: 'sex', type: 'category', role: 'protected', categories: ['f', 'm'] },
    { name: 'defaulted', type: 'category', role: 'target', categories: ['no', 'yes'], positive: 'yes' },
  ],
};

const GOOD = {
  amount: 1200,
  months_since_delinquency: 96,
  purpose: 'edu',
  owns_home: true,
  since: '31/12/2020',
};

describe('rowJsonSchema', () => {
  const described = z.fromJSONSchema(rowJsonSchema(SCHEMA) as z.core.JSONSchema.JSONSchema);
  const parser = compileRowParser(SCHEMA);
  const isRead = (row: unknown): boolean => {
    try {
      parser.parse(row);
      return true;
    } catch {
      return false;
    }
  };

  it.each([
    ['a good row', GOOD, true],
    ['an id', { ...GOOD, application: 'A-1' }, true],
    ['what is not known', { ...GOOD, purpose: null, since: null, months_since_delinquency: null }, true],
    ['a value that must be known', { ...GOOD, amount: null }, false],
    ['a field that is not there', { ...GOOD, purpose: undefined }, false],
    ['a field that nobody knows', { ...GOOD, colour: 'red' }, false],
    ['a number outside its range', { ...GOOD, amount: -1 }, false],
    ['a number that is neither in the range nor a code', { ...GOOD, months_since_delinquency: 95 }, false],
    ['a category that is not listed', { ...GOOD, purpose: 'yacht' }, false],
    ['a truth value as a word', { ...GOOD, owns_home: 'perhaps' }, false],
  ])('agrees with the parser on %s', (_, given, good) => {
    const row = JSON.parse(JSON.stringify(given)) as unknown;
    expect(described.safeParse(row).success).toBe(good);
    expect(isRead(row)).toBe(good);
  });

  it('says what fields mean, and leaves out what no caller should send', () => {
    const { properties } = rowJsonSchema(SCHEMA) as {
      properties: Record<string, { title?: string; description?: string }>;
    };
    expect(Object.keys(properties)).toEqual([
      'application',
      'amount',
      'months_since_delinquency',
      'purpose',
      'owns_home',
      'since',
    ]);
    expect(properties.amount).toEqual({ title: 'Credit amount', description: 'In EUR.', type: 'number', minimum: 0 });
    expect(properties.purpose!.description).toBe('edu: education. null where it is not known.');
    expect(properties.months_since_delinquency!.description).toContain('96: never.');
    expect(properties.since!.description).toContain('As dd/MM/yyyy.');
  });
});
