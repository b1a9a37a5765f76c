import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Problem } from '@proofline/learn';
import { afterAll, describe, expect, it } from 'vitest';
import type { NumericColumn } from '../dataset/frame.js';
import { compileRowParser } from '../dataset/parse-row.js';
import { readDataset } from '../dataset/read-dataset.js';
import type { ColumnSpec, FeatureSchema } from '../schema/feature-schema.js';
import type { CellRepairs } from './cell-repairs.js';
import { unitFactors } from './unit-factors.js';

const folder = mkdtempSync(join(tmpdir(), 'proofline-repairs-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const schema: FeatureSchema = {
  version: 1,
  columns: [
    { name: 'age', type: 'integer', role: 'feature', range: { min: 0, max: 120 } },
    { name: 'weight', type: 'number', role: 'feature', unit: 'kg', range: { max: 500 } },
    { name: 'seen', type: 'date', role: 'feature' },
  ],
};
const repairs: CellRepairs = {
  outOfRange: new Set(['age']),
  unreadable: new Set(['seen']),
  units: new Map([['weight', { g: 0.001 }]]),
};
const CELLS = [
  ['30', '70', '2024-01-31'],
  ['-5', '70 kg', 'soon'],
  ['400', '2500 g', '2024-01-31'],
  ['31', '750000g', '2024-01-31'],
];

const told = (problems: readonly Problem[]) => problems.map(({ code, count }) => `${code} ${count}`);

describe('a fault that a recipe repairs', () => {
  it('is a warning with its count; others stay errors', async () => {
    const path = join(folder, 'people.csv');
    writeFileSync(path, ['age,weight,seen', ...CELLS.map((row) => row.join(','))].join('\n'));
    await expect(readDataset(path, schema)).rejects.toMatchObject({
      problems: [{ code: 'OUT_OF_RANGE' }, { code: 'NOT_A_NUMBER' }, { code: 'DATE_FORMAT' }],
    });
    // 750000 g are 750 kg, beyond what this column is allowed: no recipe says what becomes of that.
    await expect(readDataset(path, schema, { repairs })).rejects.toMatchObject({
      problems: [{ code: 'OUT_OF_RANGE', where: { column: 'weight', row: 4 } }],
    });
    const warnings: Problem[] = [];
    const dataset = await readDataset(path, schema, {
      repairs: { ...repairs, outOfRange: new Set(['age', 'weight']) },
      onWarning: (warning) => warnings.push(warning),
    });
    expect(told(warnings)).toEqual(['OUT_OF_RANGE 2', 'UNIT_CONVERTED 1', 'OUT_OF_RANGE 1', 'DATE_FORMAT 1']);
    expect([...(dataset.columns.get('age') as NumericColumn).values]).toEqual([30, -5, 400, 31]);
    expect([...(dataset.columns.get('weight') as NumericColumn).values]).toEqual([70, 70, 2.5, 750]);
  });

  it('gets the same verdict in a row as in a file', () => {
    const strict = compileRowParser(schema);
    const forgiving = compileRowParser(schema, { repairs });
    const row = { age: -5, weight: '2500 g', seen: 'soon' };
    expect(() => strict.parse(row)).toThrow(/has 3 problems/);
    const { frame, warnings } = forgiving.parse(row);
    expect(told(warnings)).toEqual(['OUT_OF_RANGE 1', 'UNIT_CONVERTED 1', 'DATE_FORMAT 1']);
    expect([...frame.columns.values()].map((column) => (column as NumericColumn).values[0])).toEqual([-5, 2.5, NaN]);
    expect(() => forgiving.parse({ ...row, weight: '750000 g' })).toThrow(/out of range/);
  });
});

it('a fault that a recipe can repair names its step; of an outcome it cannot', () => {
  const fixes = (columns: FeatureSchema['columns'], row: unknown): (string | undefined)[] => {
    try {
      compileRowParser({ version: 1, columns }, { purpose: 'train' }).parse(row);
      return [];
    } catch (error) {
      return (error as { problems: Problem[] }).problems.map(({ fix }) => fix);
    }
  };
  const [age, weight] = schema.columns as [ColumnSpec, ColumnSpec];
  expect(fixes([age, weight], { age: 140, weight: '80 g' })).toEqual([
    expect.stringContaining('{ step: impossible-to-missing, column: "age", min: 0, max: 120 }'),
    "Correct the cells, or name the unit that they carry under 'unit' in the schema. A recipe (--recipe) can repair them: '- { step: unreadable-to-missing, column: \"weight\" }'.",
  ]);
  expect(fixes([{ ...age, unit: 'months' }], { age: '3 years' })).toEqual([
    expect.stringContaining('{ step: read-units, column: "age", units: {"years":12} }'),
  ]);
  expect(fixes([{ ...age, role: 'target' }], { age: 140 })).toEqual([expect.not.stringContaining('recipe')]);
});

it('factors of units are those of the quantity', () => {
  expect(unitFactors('kg')).toEqual({ g: 1 / 1000, mg: 0.001 / 1000, t: 1000 });
  expect(unitFactors('months')).toMatchObject({ years: 12 });
  expect(unitFactors('EUR')).toBeUndefined();
  expect(unitFactors(undefined)).toBeUndefined();
});
