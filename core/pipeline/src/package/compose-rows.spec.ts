import { Rng } from '@proofline/learn';
import { describe, expect, it } from 'vitest';
import type { Dataset } from '../dataset/dataset.js';
import { compileRowParser } from '../dataset/parse-row.js';
import type { FeatureSchema } from '../schema/feature-schema.js';
import { composeRows } from './predictor.js';

const schema: FeatureSchema = {
  version: 1,
  columns: [
    { name: 'amount', type: 'number', role: 'feature', special: [{ code: -1, meaning: 'unknown' }] },
    { name: 'home', type: 'category', role: 'feature', categories: ['own', 'rent'] },
    { name: 'phone', type: 'integer', role: 'feature', pii: true, required: true, range: { min: 100, max: 999 } },
    { name: 'said', type: 'text', role: 'feature' },
    { name: 'street', type: 'category', role: 'feature', pii: true, categories: ['A', 'B'] },
  ],
};
const dataset = {
  rows: 3,
  schema,
  columns: new Map([
    [
      'amount',
      { kind: 'numeric', values: Float64Array.of(5, Number.NaN, Number.NaN), special: Uint8Array.of(0, 1, 0) },
    ],
    ['home', { kind: 'categorical', levels: ['own', 'rent'], codes: Int32Array.of(0, 1, -1) }],
    ['phone', { kind: 'numeric', values: Float64Array.of(555, 556, 557) }],
    ['said', { kind: 'text', values: ['where is it', null, '我想退货'] }],
    ['street', { kind: 'categorical', levels: ['A', 'B'], codes: Int32Array.of(0, 1, 1) }],
  ]),
} as unknown as Dataset;

describe('composeRows', () => {
  it('draws each cell by itself from the file, as it would be sent, and leaves personal data out', () => {
    const rows = composeRows(dataset, 60, new Rng(3));
    expect(new Set(rows.map(({ amount }) => amount))).toEqual(new Set([5, -1, null]));
    expect(new Set(rows.map(({ home }) => home))).toEqual(new Set(['own', 'rent', null]));
    expect(new Set(rows.map(({ phone }) => phone))).toEqual(new Set([100]));
    expect(new Set(rows.map(({ street }) => street))).toEqual(new Set([null]));
    const said = rows.map((row) => row.said as string | null);
    expect(new Set(said.map((text) => text?.split(' ').length ?? 0))).toEqual(new Set([0, 3, 4]));
    const words = new Set(['where', 'is', 'it', '我', '想', '退', '货']);
    expect(new Set(said.flatMap((text) => text?.split(' ') ?? []))).toEqual(words);
    // Cells of different rows meet, and words of different rows.
    expect(said.some((text) => text !== null && /[a-z]/.test(text) && /[退货]/.test(text))).toBe(true);
    expect(rows.some(({ amount, home }) => amount === 5 && home === 'rent')).toBe(true);
    expect(() => compileRowParser(schema).parseRows(rows)).not.toThrow();
  });
});
