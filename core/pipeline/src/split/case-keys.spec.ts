import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeParquet } from '../dataset/write-parquet.js';
import type { ColumnSpec, FeatureSchema } from '../schema/feature-schema.js';
import { type CaseFile, casesAlsoIn } from './case-keys.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'proofline-cases-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const column = (name: string, type: ColumnSpec['type'] = 'number', role: ColumnSpec['role'] = 'feature') => ({
  name,
  type,
  role,
});

const TABLE: FeatureSchema = {
  version: 1,
  columns: [
    column('income'),
    column('purpose', 'category'),
    column('bad', 'category', 'target'),
    column('line', 'integer', 'ignore'),
  ],
};

async function file(name: string, content: string, schema = TABLE): Promise<CaseFile> {
  const path = join(folder, name);
  await writeFile(path, content);
  return { path, schema, format: 'schema' };
}

const inOther = async (a: CaseFile, b: CaseFile, counts?: (row: number) => boolean): Promise<number[]> => [
  ...(await casesAlsoIn(a, b, counts)),
];

describe('cases that another file has too', () => {
  it('are found by their cells, in whatever order rows and columns stand, and whatever an ignored column says', async () => {
    const a = await file('a.csv', 'income,purpose,bad,line\n100,car,no,1\n200,car,no,2\n300,boat,yes,3\n');
    const b = await file('b.csv', 'line;bad;purpose;income\n7;yes;boat;300.0\n8;no;car;100\n9;yes;car;200\n');
    expect(await inOther(a, b)).toEqual([1, 0, 1]);
  });

  it('are those of the rows that count', async () => {
    const a = await file('c.csv', 'income,purpose,bad,line\n100,car,no,1\n200,car,no,2\n');
    expect(await inOther(a, a, (row) => row === 1)).toEqual([0, 1]);
    expect(await inOther(a, a, () => false)).toEqual([0, 0]);
  });

  it('are found though the other schema takes a column for another type and has one more', async () => {
    const a = await file('d.csv', 'income,purpose,bad,line\n100,car,no,1\nn/a,car,no,2\n');
    const more: FeatureSchema = {
      version: 1,
      columns: [column('income', 'category'), column('purpose', 'text'), column('bad', 'category'), column('region')],
    };
    const b = await file('e.csv', 'income,purpose,bad,region\n100.00,car,no,west\n', more);
    expect(await inOther(a, b)).toEqual([1, 0]);
  });

  it('are found by their identifier though their outcome has changed since; an empty one names nobody', async () => {
    const withId: FeatureSchema = { ...TABLE, columns: [column('loan', 'text', 'id'), ...TABLE.columns] };
    const a = await file(
      'f.csv',
      'loan,income,purpose,bad,line\nL1,100,car,no,1\n,200,car,no,2\nL3,300,car,no,3\n',
      withId,
    );
    const b = await file(
      'g.csv',
      'loan,income,purpose,bad,line\nL1,105,car,yes,1\n,900,car,no,2\nL4,1,car,no,3\n',
      withId,
    );
    expect(await inOther(a, b)).toEqual([1, 0, 0]);
  });

  it('are all rows of a group of which one counts, whichever schema names it; without a group, a row is alone', async () => {
    const withGroup: FeatureSchema = { ...TABLE, columns: [column('household', 'text', 'group'), ...TABLE.columns] };
    const asFeature: FeatureSchema = { ...TABLE, columns: [column('household', 'text', 'ignore'), ...TABLE.columns] };
    const header = 'household,income,purpose,bad,line\n';
    const cells = [
      `${header}H1,100,car,no,1\n,200,car,no,2\nH3,300,car,no,3\n`,
      `${header}H1,7,boat,yes,1\n,9,car,no,2\nH3,8,car,no,3\n`,
    ];
    const [a, b] = [await file('m.csv', cells[0]!, withGroup), await file('n.csv', cells[1]!, withGroup)];
    expect(await inOther(a, b)).toEqual([1, 0, 1]);
    expect(await inOther(a, b, (row) => row < 2)).toEqual([1, 0, 0]);
    expect(await inOther(a, { ...b, schema: asFeature })).toEqual([1, 0, 1]);
    expect(await inOther({ ...a, schema: asFeature }, b)).toEqual([1, 0, 1]);
    expect(await inOther({ ...a, schema: TABLE }, b)).toEqual([0, 0, 0]);
  });

  it('tell a cell of one column from the same cell of another', async () => {
    const two: FeatureSchema = { version: 1, columns: [column('x'), column('y')] };
    const a = await file('h.csv', 'x,y\n1,2\n3,3\n', two);
    const b = await file('i.csv', 'x,y\n2,1\n3,3\n', two);
    expect(await inOther(a, b)).toEqual([0, 1]);
  });
});

it('finds cases of a CSV file in JSON lines and in Parquet', async () => {
  const a = await file('j.csv', 'income,purpose,bad,line\n100,car,no,1\n2.5,boat,yes,2\n');
  const lines = await file('k.jsonl', '{"income": 2.5, "purpose": "boat", "bad": "yes", "line": 4}\n');
  expect(await inOther(a, lines)).toEqual([0, 1]);
  const path = join(folder, 'l.parquet');
  await writeParquet(path, [
    { income: 100, purpose: 'car', bad: 'no', line: 9 },
    { income: 7, purpose: 'car', bad: 'no', line: 9 },
  ]);
  expect(await inOther(a, { path, schema: TABLE, format: 'schema' })).toEqual([1, 0]);
});
