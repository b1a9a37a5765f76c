import { Rng } from '@proofline/learn';
import type { Dataset } from '../dataset/dataset.js';
import { fingerprintFrame } from '../dataset/fingerprint.js';
import type { Column } from '../dataset/frame.js';
import type { FeatureSchema } from '../schema/feature-schema.js';

/** Kinds of target that a made-up table can have. */
export type SampleKind = 'binary' | 'multiclass' | 'regression';

/**
 * A made-up table with everything that real ones have: a number with a special code, one with missing cells, a direction
 * that everybody knows, categories with a rare level, a protected column, and a target that follows from some of them.
 */
export function sampleDataset(kind: SampleKind, rows = 300, seed = 11): Dataset {
  const rng = new Rng(seed);
  const income = new Float64Array(rows);
  const age = new Float64Array(rows);
  const special = new Uint8Array(rows);
  const debt = new Float64Array(rows);
  const home = new Int32Array(rows);
  const sex = new Int32Array(rows);
  const score = new Float64Array(rows);
  for (let i = 0; i < rows; i++) {
    income[i] = Math.round(1000 * Math.exp(1 + 0.5 * rng.normal()));
    age[i] = 20 + rng.int(50);
    debt[i] = rng.next() < 0.1 ? Number.NaN : Number((2 * rng.next()).toFixed(3));
    home[i] = rng.next() < 0.02 ? 2 : rng.int(2);
    sex[i] = rng.int(2);
    if (rng.next() < 0.08) {
      special[i] = 1;
      income[i] = Number.NaN;
    }
    const known = special[i] === 1 ? 0.8 : -income[i]! / 3000;
    score[i] = known + (Number.isNaN(debt[i]!) ? 0.4 : debt[i]!) + (home[i] === 0 ? 0.6 : -0.3) + 0.6 * rng.normal();
  }
  const sorted = Float64Array.from(score).sort();
  const at = (share: number): number => sorted[Math.floor(share * rows)]!;
  const target = targetOf(kind, score, at);
  const schema: FeatureSchema = {
    version: 1,
    columns: [
      {
        name: 'income',
        type: 'number',
        role: 'feature',
        unit: 'EUR',
        monotone: 'decreasing',
        special: [{ code: -999, meaning: { en: 'refused to say', zh: '拒绝回答' } }],
      },
      { name: 'age', type: 'integer', role: 'feature', label: { en: 'age', zh: '年龄' } },
      { name: 'debt', type: 'number', role: 'feature', range: { min: 0 } },
      { name: 'home', type: 'category', role: 'feature', categories: ['rent', 'own', 'other'] },
      { name: 'sex', type: 'category', role: 'protected', categories: ['f', 'm'] },
      target.spec,
    ],
  };
  const columns = new Map<string, Column>([
    ['income', { kind: 'numeric', values: income, special }],
    ['age', { kind: 'numeric', values: age }],
    ['debt', { kind: 'numeric', values: debt }],
    ['home', { kind: 'categorical', codes: home, levels: ['rent', 'own', 'other'] }],
    ['sex', { kind: 'categorical', codes: sex, levels: ['f', 'm'] }],
    ['outcome', target.column],
  ]);
  return madeUp(schema, columns, rows);
}

/** Columns as if they had been read from a file. */
export function madeUp(schema: FeatureSchema, columns: Dataset['columns'], rows: number): Dataset {
  return {
    rows,
    columns,
    schema,
    rowNumbers: Int32Array.from({ length: rows }, (_, i) => i + 1),
    fingerprint: fingerprintFrame({ rows, columns }),
    source: { path: 'made-up', bytes: 0, format: { kind: 'csv' } },
  };
}

function targetOf(
  kind: SampleKind,
  score: Float64Array,
  at: (share: number) => number,
): { spec: FeatureSchema['columns'][number]; column: Column } {
  const head = { name: 'outcome', role: 'target' as const };
  if (kind === 'regression') {
    return { spec: { ...head, type: 'number' }, column: { kind: 'numeric', values: Float64Array.from(score) } };
  }
  const levels = kind === 'binary' ? ['good', 'bad'] : ['low', 'middle', 'high'];
  const bounds = kind === 'binary' ? [at(0.7)] : [at(0.4), at(0.75)];
  const codes = Int32Array.from(score, (value) => bounds.filter((bound) => value > bound).length);
  return {
    spec: { ...head, type: 'category', categories: levels, ...(kind === 'binary' ? { positive: 'bad' } : {}) },
    column: { kind: 'categorical', codes, levels },
  };
}
