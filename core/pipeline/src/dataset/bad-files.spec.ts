import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Problem, ProoflineError } from '@proofline/learn';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FeatureSchema } from '../schema/feature-schema.js';
import { validateFile } from '../validate/validate-file.js';
import { readDataset } from './read-dataset.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'proofline-test-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const schema: FeatureSchema = {
  version: 1,
  columns: [
    { name: 'amount', type: 'number', role: 'feature', required: true },
    {
      name: 'age',
      type: 'integer',
      role: 'feature',
      range: { min: 18, max: 120 },
      special: [{ code: 999, meaning: 'unknown' }],
    },
    { name: 'purpose', type: 'category', role: 'feature', categories: ['car', 'house', 'education'] },
    { name: 'applied', type: 'date', role: 'time' },
    { name: 'bad', type: 'category', role: 'target', categories: ['0', '1'] },
  ],
};
const header = 'amount,age,purpose,applied,bad\n';
const good = `${header}100,30,car,2024-01-01,0\n200,40,house,2024-02-01,1\n`;

let count = 0;
/** Both doors to a file must say the same: reading it, and validating it. */
async function problemsOf(content: string | Uint8Array, columns: FeatureSchema = schema): Promise<Problem[]> {
  const path = join(folder, `bad-${count++}.csv`);
  await writeFile(path, content);
  const error = await readDataset(path, columns).then(
    () => undefined,
    (thrown: ProoflineError) => thrown,
  );
  const report = await validateFile(path, columns);
  expect(report.problems).toEqual(error?.problems ?? []);
  if (error !== undefined) {
    expect(error.kind).toBe('invalid-input');
    for (const problem of error.problems) {
      expect(error.message).toContain(problem.message);
      if (problem.fix !== undefined) expect(error.message).toContain(problem.fix);
    }
  }
  return error?.problems ?? [];
}

describe('a file that is wrong', () => {
  it('is not this one', async () => {
    expect(await problemsOf(good)).toEqual([]);
  });

  it('is not there', async () => {
    await expect(readDataset(join(folder, 'none.csv'), schema)).rejects.toMatchObject({
      kind: 'not-found',
      code: 'FILE_NOT_FOUND',
    });
    expect((await validateFile(join(folder, 'none.csv'), schema)).problems[0]!.code).toBe('FILE_NOT_FOUND');
    await expect(readDataset(folder, schema)).rejects.toMatchObject({ code: 'FILE_NOT_A_FILE' });
  });

  it.each([
    ['empty', '', 'FILE_EMPTY'],
    ['only empty lines', '\n\n  \n', 'FILE_EMPTY'],
    ['a header only', header, 'HEADER_ONLY'],
    ['binary', Uint8Array.from({ length: 4000 }, (_, i) => (i * 37) % 256), 'FILE_BINARY'],
    ['a workbook', Buffer.from('PK\u0003\u0004 and so on'), 'FILE_BINARY'],
    ['a PDF', '%PDF-1.7\n1 0 obj', 'FILE_BINARY'],
    ['broken gzip', Buffer.concat([gzipSync(good).subarray(0, 12), Buffer.alloc(40, 7)]), 'FILE_BINARY'],
    ['a web page', '<!DOCTYPE html>\n<html><body>Please log in</body></html>', 'FILE_NOT_A_TABLE'],
    ['a JSON array', '[{"amount": 1}]', 'FILE_JSON_ARRAY'],
    ['damaged Parquet', 'PAR1 is all there is', 'FILE_UNREADABLE'],
  ])('is %s', async (_name, content, code) => {
    const [problem, ...others] = await problemsOf(content);
    expect(problem!.code).toBe(code);
    expect(problem!.fix).toBeTruthy();
    expect(others).toEqual([]);
  });

  it('has another delimiter than the schema says', async () => {
    const [problem] = await problemsOf(good.replaceAll(',', ';'), { ...schema, file: { delimiter: ',' } });
    expect(problem).toMatchObject({ code: 'DELIMITER_WRONG' });
    expect(problem!.message).toContain("delimiter ','");
    expect(problem!.fix).toContain('delimiter: ";"');
  });

  it('lacks a column, with the name that was meant', async () => {
    const problems = await problemsOf(good.replace('amount', 'Amount_').replace('age', 'years'));
    expect(problems.map(({ code, where }) => `${code} ${where!.column}`)).toEqual([
      'COLUMN_MISSING amount',
      'COLUMN_MISSING age',
      'COLUMN_UNKNOWN Amount_',
      'COLUMN_UNKNOWN years',
    ]);
    expect(problems[0]!.fix).toBe("Did you mean 'Amount_', which is there? Rename it.");
  });

  it('names a column twice', async () => {
    const [problem] = await problemsOf(`amount,age,purpose,applied,bad,age\n1,30,car,2024-01-01,0,30\n`);
    expect(problem).toMatchObject({ code: 'HEADER_DUPLICATED', got: 'columns 2, 6', where: { column: 'age' } });
  });

  it('has text among numbers, with rows, cells and count', async () => {
    const rows = Array.from({ length: 8 }, (_, i) => `${i < 7 ? 'n.b.' : '5'},30,car,2024-01-01,0\n`).join('');
    const [problem] = await problemsOf(header + rows);
    expect(problem).toMatchObject({
      code: 'NOT_A_NUMBER',
      count: 7,
      got: "'n.b.'",
      where: { column: 'amount', row: 1 },
    });
    expect(problem!.message).toContain('7 cells, first data rows 1, 2, 3, 4, 5');
    expect(problem!.fix).toContain("list it under 'missing'");
  });

  it('has decimal commas that nobody announced', async () => {
    const [problem] = await problemsOf(good.replaceAll(',', ';').replace('100', '100,5'), schema);
    expect(problem).toMatchObject({ code: 'NOT_A_NUMBER', got: "'100,5'" });
    expect(problem!.fix).toContain('decimal: ","');
  });

  it('has an unknown category, with the one that was meant', async () => {
    const [problem] = await problemsOf(good.replace('house', 'huose'));
    expect(problem).toMatchObject({ code: 'CATEGORY_UNKNOWN', got: "'huose'", allowed: 'car, house, education' });
    expect(problem!.where).toMatchObject({ column: 'purpose', row: 2 });
    expect(problem!.fix).toContain("Did you mean 'house'?");
  });

  it('has dates in another format, which is suggested', async () => {
    const [problem] = await problemsOf(good.replace('2024-01-01', '31.01.2024'));
    expect(problem).toMatchObject({ code: 'DATE_FORMAT', got: "'31.01.2024'" });
    expect(problem!.fix).toContain('format: dd.MM.yyyy');
  });

  it('has values out of range, fractions among whole numbers and gaps where values are required', async () => {
    const problems = await problemsOf(
      `${header}1,17,car,2024-01-01,0\n,30.5,car,2024-01-01,1\n3,999,car,2024-01-01,0\n`,
    );
    expect(problems.map(({ code, where }) => `${code} ${where!.column} ${where!.row}`)).toEqual([
      'REQUIRED_MISSING amount 2',
      'OUT_OF_RANGE age 1',
      'NOT_AN_INTEGER age 2',
    ]);
    expect(problems[1]!.allowed).toBe('18 to 120, or one of the special codes 999');
  });

  it('has ragged rows, and the numbers of other rows stay right', async () => {
    const problems = await problemsOf(
      `${header}1,30,car,2024-01-01,0\n2,30,car\n3,30,car,2024-01-01,0,9,9\n4,30,boat,2024-01-01,1\n`,
    );
    expect(problems[0]).toMatchObject({ code: 'ROW_RAGGED', count: 2, got: '2: 3; 3: more than 5', where: { row: 2 } });
    expect(problems[0]!.message).toContain('do not have 5 fields');
    expect(problems[1]).toMatchObject({ code: 'CATEGORY_UNKNOWN', where: { column: 'purpose', row: 4 } });
  });

  it('opens a quote that is never closed', async () => {
    const problems = await problemsOf(`${good}5,30,"car,2024-01-01,0\n6,30,car,2024-01-01,0\n`);
    expect(problems.map(({ code }) => code)).toEqual(['QUOTE_UNCLOSED']);
  });

  it('holds lines that are not JSON objects', async () => {
    const rows = [
      '{"amount": 1, "age": 30, "purpose": "car", "applied": "2024-01-01", "bad": 0}',
      '{"amount": ',
      '[1, 2]',
      '{"amount": {"value": 1}}',
    ];
    const problems = await problemsOf(rows.join('\n'));
    expect(problems.find(({ code }) => code === 'ROW_NOT_JSON')).toMatchObject({ count: 2, where: { row: 2 } });
    expect(problems.find(({ code }) => code === 'WRONG_TYPE')).toMatchObject({ where: { column: 'amount', row: 4 } });
  });

  it('is in an encoding that does not exist', async () => {
    const [problem] = await problemsOf(good, { ...schema, file: { encoding: 'utf-9' } });
    expect(problem).toMatchObject({ code: 'ENCODING' });
    expect(problem!.fix).toContain('gb18030');
  });

  it('has many problems, and all of them are said at once', async () => {
    const problems = await problemsOf(
      'amount,age,purpose,applied,extra\nx,17,boat,1.1.2024,1\ny,200,ship,2024-01-01,1\n1,2\n',
    );
    expect(problems.map(({ code }) => code).sort()).toEqual([
      'CATEGORY_UNKNOWN',
      'COLUMN_MISSING',
      'COLUMN_UNKNOWN',
      'DATE_FORMAT',
      'NOT_A_NUMBER',
      'OUT_OF_RANGE',
      'ROW_RAGGED',
    ]);
  });

  it('ends in a total', async () => {
    const total = ({ code, where }: Problem): boolean => code === 'TOTAL_ROW' && where?.file !== undefined;
    for (const row of ['Total,35,,,', '300,35,合计,,', 'Grand total:,,,,1']) {
      expect((await problemsOf(`${good}${row}\n`)).filter(total)).toMatchObject([{ got: row }]);
    }
    // A level that other rows have, and the name of a company.
    const text: FeatureSchema = {
      version: 1,
      columns: [
        { name: 'part', type: 'text', role: 'feature' },
        { name: 'a', type: 'number', role: 'feature' },
      ],
    };
    expect(await problemsOf('part,a\nTotal,1\nfirst,2\nTotal,\n', text)).toEqual([]);
    expect(await problemsOf('a,part\n1,Shell\n2,Total\n', text)).toEqual([]);
  });

  it('is packed and breaks off, or is damaged inside', async () => {
    const rows = Array.from({ length: 5000 }, (_, i) => `${(i * 7919) % 10_007},30,car,2024-01-01,${i % 2}`);
    const packed = gzipSync(`${header}${rows.join('\n')}\n`);
    expect(await problemsOf(packed.subarray(0, packed.length >> 1))).toMatchObject([
      { code: 'FILE_BINARY', fix: 'Copy or pack it again, or give it unpacked.' },
    ]);
    // As its first bytes and its last are those of Parquet, only the database can tell; its words stay inside.
    const [parquet] = await problemsOf(`PAR1${'x'.repeat(500)}PAR1`);
    expect(parquet!.message).toMatch(/starts like a Parquet file but is damaged\.$/);
  });

  it('leaves nothing behind in the temporary folder', async () => {
    const before = (await readdir(tmpdir())).filter(
      (name) => name.startsWith('proofline-spill') || /^proofline-\w{6}$/.test(name),
    );
    await problemsOf(Buffer.from('\u00fcber;x\n1;2\n', 'latin1'));
    const after = (await readdir(tmpdir())).filter(
      (name) => name.startsWith('proofline-spill') || /^proofline-\w{6}$/.test(name),
    );
    expect(after.length).toBeLessThanOrEqual(before.length);
  });
});
