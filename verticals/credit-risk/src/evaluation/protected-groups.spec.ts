import type { Column, ColumnSpec, Dataset } from '@proofline/pipeline';
import { describe, expect, it } from 'vitest';
import { protectedGroups } from './protected-groups.js';

const numeric = (values: number[]): Column => ({ kind: 'numeric', values: Float64Array.from(values) });
const categorical = (levels: string[], codes: number[]): Column => ({
  kind: 'categorical',
  levels,
  codes: Int32Array.from(codes),
});

function dataset(specs: ColumnSpec[], columns: Record<string, Column>): Dataset {
  const rows = Math.max(
    ...Object.values(columns).map((column) => (column.kind === 'categorical' ? column.codes : column.values).length),
  );
  return {
    rows,
    columns: new Map(Object.entries(columns)),
    schema: { version: 1, columns: specs },
    rowNumbers: Int32Array.from({ length: rows }, (_, i) => i + 1),
    fingerprint: 'sha256:0',
    source: { path: 'x.csv', bytes: 0, format: { kind: 'csv' } },
  };
}

const age: ColumnSpec = { name: 'age', type: 'integer', role: 'protected', unit: 'years' };
const income: ColumnSpec = { name: 'benefit', type: 'number', role: 'protected' };
const sex: ColumnSpec = {
  name: 'sex',
  type: 'category',
  role: 'protected',
  categories: [{ value: 'f', label: { en: 'women', zh: '女' } }, 'm'],
};

describe('protectedGroups', () => {
  it('takes a few whole numbers for codes of groups, not for a quantity', () => {
    const coded: ColumnSpec = { name: 'SEX', type: 'integer', role: 'protected' };
    const train = dataset([coded], { SEX: numeric([2, 1, 2, Number.NaN]) });
    const test = dataset([coded], { SEX: numeric([1, 3]) });
    const { columns } = protectedGroups(train, test, {});
    expect(columns[0]!.labels.map(({ en }) => en)).toEqual(['1', '2', '3', 'not given']);
    expect([...columns[0]!.train]).toEqual([1, 0, 1, 3]);
    expect([...columns[0]!.test]).toEqual([0, 2]);
  });

  it('puts ages in bands that set the elderly of the law apart, missing ones by themselves', () => {
    const data = dataset([age], { age: numeric([24, 25, 39, 40, 61, 62, 80, Number.NaN]) });
    const { columns } = protectedGroups(data, data, {});
    expect(columns[0]!.labels.map(({ en }) => en)).toEqual(['< 25', '25 – 40', '40 – 62', '≥ 62', 'missing']);
    expect([...columns[0]!.test]).toEqual([0, 1, 1, 2, 2, 3, 3, 4]);
  });

  it('takes the bands of the client, and quarters of the training rows for other numbers', () => {
    const train = dataset([age, income], { age: numeric([20, 30, 50, 70]), benefit: numeric([1, 2, 3, 4]) });
    const test = dataset([age, income], { age: numeric([49, 50]), benefit: numeric([0, 9]) });
    const { columns } = protectedGroups(train, test, { protectedBands: { age: [50] } });
    expect([...columns[0]!.test]).toEqual([0, 1]);
    expect([...columns[1]!.train]).toEqual([0, 1, 2, 3]);
    expect([...columns[1]!.test]).toEqual([0, 3]);
  });

  it('matches levels by name, and shows their labels', () => {
    const train = dataset([sex], { sex: categorical(['f', 'm'], [0, 1, -1]) });
    const test = dataset([sex], { sex: categorical(['m', 'f'], [0, 1, 1]) });
    const [column] = protectedGroups(train, test, {}).columns;
    expect(column!.labels.map(({ en }) => en)).toEqual(['women', 'm', 'not given']);
    expect([...column!.train]).toEqual([0, 1, 2]);
    expect([...column!.test]).toEqual([1, 0, 0]);
  });

  it('names what people cannot be grouped by', () => {
    const born: ColumnSpec = { name: 'born', type: 'date', role: 'protected' };
    const data = dataset([born], { born: { kind: 'time', values: Float64Array.of(0) } });
    const { columns, refused } = protectedGroups(data, data, {});
    expect(columns).toEqual([]);
    expect(refused.map(({ name }) => name)).toEqual(['born']);
  });
});
