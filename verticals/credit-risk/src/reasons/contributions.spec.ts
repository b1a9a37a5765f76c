import type { ColumnSpec, FeatureSchema, Frame } from '@proofline/pipeline';
import { describe, expect, it } from 'vitest';
import { toReasons } from './contributions.js';
import type { Side } from './statement.js';

const inquiries: ColumnSpec = {
  name: 'inquiries',
  type: 'integer',
  role: 'feature',
  label: { en: 'number of recent inquiries', zh: '近期查询次数' },
  special: [{ code: -998, meaning: { en: 'no file at the bureau', zh: '无征信档案' } }],
};
const employed: ColumnSpec = {
  name: 'employed',
  type: 'number',
  role: 'feature',
  label: { en: 'time in employment', zh: '就业时长' },
  unit: 'months',
};
const housing: ColumnSpec = {
  name: 'housing',
  type: 'category',
  role: 'feature',
  categories: ['own', { value: 'rent', label: { en: 'rented', zh: '租住' } }],
};
const sex: ColumnSpec = { name: 'sex', type: 'category', role: 'protected' };
const schema: FeatureSchema = { version: 1, columns: [sex, inquiries, employed, housing] };

/** Rows: ordinary; no file at the bureau; nothing given. */
const frame: Frame = {
  rows: 3,
  columns: new Map([
    [
      'inquiries',
      {
        kind: 'numeric' as const,
        values: Float64Array.of(7, Number.NaN, Number.NaN),
        special: Uint8Array.of(0, 1, 0),
      },
    ],
    ['employed', { kind: 'numeric' as const, values: Float64Array.of(2.5, 30, Number.NaN) }],
    ['housing', { kind: 'categorical' as const, codes: Int32Array.of(1, 0, -1), levels: ['own', 'rent'] }],
  ]),
};
const shares = (a: number, b: number, c: number) => [
  { feature: 'inquiries', contribution: a },
  { feature: 'employed', contribution: b },
  { feature: 'housing', contribution: c },
];
const sides = (): Map<string, Side> =>
  new Map([
    ['inquiries', 'high'],
    ['employed', 'low'],
  ]);

describe('toReasons', () => {
  it('says what speaks against the applicant in the words of the field, in both languages', () => {
    const reasons = toReasons(shares(0.5, 0.9, 0.2), schema, frame, 0, 4, sides);
    expect(reasons.map(({ text }) => text)).toEqual([
      { en: 'Time in employment too short (2.5 months)', zh: '就业时长过短（2.5 个月）' },
      { en: 'Number of recent inquiries too high (7)', zh: '近期查询次数过高（7）' },
      { en: 'Housing: rented', zh: 'housing：租住' },
    ]);
    expect(reasons.map(({ code }) => code)).toEqual(['employed.low', 'inquiries.high', 'housing.value']);
  });

  it('names special codes by their meaning and missing cells as not given, whatever the side', () => {
    const special = toReasons(shares(0.5, 0, 0), schema, frame, 1, 4, sides);
    expect(special.map(({ text, code }) => [code, text.en])).toEqual([
      ['inquiries.special.-998', 'Number of recent inquiries: no file at the bureau'],
    ]);
    const missing = toReasons(shares(0.5, 0.4, 0.3), schema, frame, 2, 4, sides);
    expect(missing.map(({ text, code }) => [code, text.en, text.zh])).toEqual([
      ['inquiries.missing', 'Number of recent inquiries not given', '近期查询次数未提供'],
      ['employed.missing', 'Time in employment not given', '就业时长未提供'],
      ['housing.missing', 'Housing not given', 'housing未提供'],
    ]);
  });

  it('makes no claim about a side that is not known', () => {
    const [first] = toReasons(shares(0.5, 0, 0), schema, frame, 0, 1);
    expect(first!.text.en).toBe('Number of recent inquiries: 7');
  });

  it('asks for sides once, only of quantities that speak against the applicant', () => {
    const asked: (readonly string[])[] = [];
    toReasons(shares(0.5, -0.9, 0.7), schema, frame, 0, undefined, (features) => {
      asked.push(features);
      return sides();
    });
    expect(asked).toEqual([['inquiries']]);
  });

  it('gives at most as many as asked, and none that lowers the risk or leaves it', () => {
    expect(toReasons(shares(0.5, 0.9, 0.2), schema, frame, 0, 2).map((r) => r.feature)).toEqual([
      'employed',
      'inquiries',
    ]);
    expect(toReasons(shares(-0.5, 0, 1e-12), schema, frame, 0, 4)).toEqual([]);
    expect(toReasons(shares(-0.5, 0, 0.1), schema, frame, 0).map((r) => r.feature)).toEqual([
      'housing',
      'employed',
      'inquiries',
    ]);
  });

  it('keeps equal shares in the order of the schema, also where their last bits differ', () => {
    for (const first of [0.3, 0.1 + 0.2]) {
      for (const third of [0.3, 0.1 + 0.2]) {
        const order = toReasons(shares(first, 0.1, third), schema, frame, 0, 4).map((r) => r.feature);
        expect(order).toEqual(['inquiries', 'housing', 'employed']);
      }
    }
  });

  it('never names a protected column', () => {
    const withSex = [...shares(0.1, 0.1, 0.1), { feature: 'sex', contribution: 2 }];
    expect(() => toReasons(withSex, schema, frame, 0, 4)).toThrow("'sex' is no feature");
  });
});
