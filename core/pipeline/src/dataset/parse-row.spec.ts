import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Problem, ProoflineError, Rng } from '@proofline/learn';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FeatureSchema } from '../schema/feature-schema.js';
import type { Column } from './frame.js';
import { compileRowParser, frameFromRows, parseRow } from './parse-row.js';
import { readDataset } from './read-dataset.js';
import { scanFile } from './scan-file.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'proofline-test-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const schema: FeatureSchema = {
  version: 1,
  columns: [
    { name: 'amount', type: 'number', role: 'feature', missing: ['NA', '-1'], unit: 'EUR', required: true },
    {
      name: 'age',
      type: 'integer',
      role: 'feature',
      range: { min: 18, max: 99 },
      special: [
        { code: 999, meaning: 'unknown' },
        { code: 'refused', meaning: 'refused' },
      ],
    },
    { name: 'grade', type: 'category', role: 'feature', categories: ['1', '2', '3'] },
    { name: 'purpose', type: 'category', role: 'feature', categories: ['car', 'house', 'a "big", one'] },
    { name: 'owner', type: 'boolean', role: 'feature' },
    { name: 'since', type: 'date', role: 'feature', format: 'dd.MM.yyyy' },
    { name: 'seen', type: 'datetime', role: 'feature' },
    { name: 'note', type: 'text', role: 'feature' },
    { name: 'bad', type: 'category', role: 'target', categories: ['0', '1'] },
  ],
};
const row = {
  amount: 5,
  age: 30,
  grade: 2,
  purpose: 'car',
  owner: true,
  since: '31.01.2024',
  seen: '2024-01-31T10:00:00Z',
  note: 'x',
};

function problemsOf(work: () => unknown): Problem[] {
  try {
    work();
    return [];
  } catch (error) {
    if (!(error instanceof ProoflineError)) throw error;
    return error.problems;
  }
}
const codes = (problems: Problem[]): string[] =>
  problems.map(({ code, where }) => `${code} ${where?.column ?? ''}`).sort();

describe('parseRow', () => {
  it('reads a row of JSON into a frame of one row; the outcome need not be there', () => {
    const { frame } = parseRow(schema, row);
    expect(frame.rows).toBe(1);
    expect(frame.columns.get('amount')).toEqual({ kind: 'numeric', values: Float64Array.of(5) });
    expect(frame.columns.get('age')).toEqual({
      kind: 'numeric',
      values: Float64Array.of(30),
      special: Uint8Array.of(0),
    });
    expect(frame.columns.get('grade')).toMatchObject({ codes: Int32Array.of(1) });
    expect(frame.columns.get('owner')).toEqual({
      kind: 'categorical',
      codes: Int32Array.of(1),
      levels: ['false', 'true'],
    });
    expect(frame.columns.get('bad')).toMatchObject({ codes: Int32Array.of(-1) });
  });

  it('says everything that is wrong with a row at once', () => {
    const { note: _note, ...rest } = row;
    const problems = problemsOf(() =>
      parseRow(schema, {
        ...rest,
        amount: null,
        age: 17,
        grade: 7,
        purpose: 'boat',
        owner: 'maybe',
        since: '2024-01-31',
        seen: [1],
        colour: 'red',
      }),
    );
    expect(codes(problems)).toEqual([
      'CATEGORY_UNKNOWN grade',
      'CATEGORY_UNKNOWN purpose',
      'COLUMN_MISSING note',
      'COLUMN_UNKNOWN colour',
      'DATE_FORMAT since',
      'NOT_A_BOOLEAN owner',
      'OUT_OF_RANGE age',
      'REQUIRED_MISSING amount',
      'WRONG_TYPE seen',
    ]);
    for (const problem of problems) expect(problem.fix, problem.code).toBeTruthy();
    expect(problemsOf(() => parseRow(schema, [1, 2]))[0]!.code).toBe('ROW_NOT_OBJECT');
  });

  it('names an unknown field and the one that was meant', () => {
    const { age: _age, ...rest } = row;
    const [missing, unknown] = problemsOf(() => parseRow(schema, { ...rest, Age: 30 }));
    expect(missing).toMatchObject({ code: 'COLUMN_MISSING', message: "Field 'age' is missing." });
    expect(unknown).toMatchObject({ code: 'COLUMN_UNKNOWN', message: "Field 'Age' is not in the schema." });
    expect(unknown!.fix).toContain("Did you mean 'age'?");
  });

  it('puts what stands in for ignored columns into the frame of a single row', () => {
    const columns: FeatureSchema['columns'] = [
      { name: 'age', type: 'integer', role: 'feature' },
      { name: 'home', type: 'category', role: 'ignore' },
    ];
    const home: Column = { kind: 'categorical', codes: Int32Array.of(-1), levels: [] };
    const parser = compileRowParser({ version: 1, columns }, { standIns: new Map([['home', home]]) });
    const { frame } = parser.parse({ age: 30, home: [] });
    expect([...frame.columns.keys()]).toEqual(['age', 'home']);
    expect(frame.columns.get('home')).toBe(home);
  });

  it('reads many rows as one frame, and names the rows that are wrong', () => {
    const frame = frameFromRows(schema, [row, { ...row, age: 'refused' }, { ...row, age: 999 }]);
    expect(frame.columns.get('age')).toEqual({
      kind: 'numeric',
      values: Float64Array.of(30, Number.NaN, Number.NaN),
      special: Uint8Array.of(0, 2, 1),
    });
    const [problem] = problemsOf(() => frameFromRows(schema, [row, { ...row, age: 12 }, { ...row, age: 12 }]));
    expect(problem).toMatchObject({ code: 'OUT_OF_RANGE', count: 2, where: { column: 'age', row: 2 } });
    expect(frameFromRows(schema, []).rows).toBe(0);
  });

  it('keeps an open list of categories to the rows at hand', () => {
    const open: FeatureSchema = { version: 1, columns: [{ name: 'c', type: 'category', role: 'feature' }] };
    const parser = compileRowParser(open);
    expect(parser.parse({ c: 'b' }).frame.columns.get('c')).toMatchObject({ levels: ['b'], codes: Int32Array.of(0) });
    expect(parser.parse({ c: 'a' }).frame.columns.get('c')).toMatchObject({ levels: ['a'], codes: Int32Array.of(0) });
    expect(parser.parse({ c: null }).frame.columns.get('c')).toMatchObject({ levels: [], codes: Int32Array.of(-1) });
  });

  it('judges and reads 1,000 random rows, valid and broken, like the same rows in a file', async () => {
    const rng = new Rng('rows');
    const pick = <T>(values: readonly T[]): T => values[rng.int(values.length)]!;
    const pools: Record<string, readonly string[]> = {
      amount: [
        '5',
        '-3.25',
        '1e+05',
        '1,234.5',
        '€ 12',
        '12 EUR',
        'NA',
        '-1',
        '-1.0',
        '',
        'abc',
        '1_000',
        'nan',
        'inf',
        '0x10',
        ' 7 ',
        '$5',
      ],
      age: ['30', '18', '99', '17', '100', '999', '999.0', 'refused', '30.5', '', 'old', '1e1', ' 20'],
      grade: ['1', '2', '3', '1.0', '4', '', 'one', ' 2 '],
      purpose: ['car', 'house', 'a "big", one', 'Car', 'boat', '', ' car'],
      owner: ['true', 'no', '1', '0', 'TRUE', 'maybe', '', '是'],
      since: ['31.01.2024', '29.02.2023', '2024-01-31', '', '1.1.2024'],
      seen: ['2024-01-31T10:00:00Z', '2024-01-31 10:00', '2024-01-31', '31.01.2024', '', '2024-01-31T10:00:00+08:00'],
      note: ['x', '', 'two\nlines', 'a,b', '"quoted"', '  spaced  ', 'é中'],
      bad: ['0', '1', '2', ''],
    };
    const names = Object.keys(pools);
    const rows = Array.from({ length: 1000 }, () =>
      // Half of the rows mostly valid: the first entries of each pool are.
      Object.fromEntries(names.map((name) => [name, rng.next() < 0.7 ? pools[name]![0]! : pick(pools[name]!)])),
    );
    const quote = (cell: string): string => (/[",\n]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
    const path = join(folder, 'random.csv');
    await writeFile(
      path,
      `${names.join(',')}\n${rows.map((r) => names.map((name) => quote(r[name]!)).join(',')).join('\n')}\n`,
    );

    // Verdicts: every (row, column, code) that the file's scan logs must be what the row alone gets.
    const perRow: string[][] = rows.map(() => []);
    await scanFile(path, schema, {}, () => {}).then((scan) => {
      expect(scan.rows).toBe(1000);
    });
    const parser = compileRowParser(schema, { purpose: 'train' });
    const valid: Record<string, string>[] = [];
    const counts = new Map<string, number>();
    rows.forEach((r, i) => {
      const problems = problemsOf(() => parser.parse(r));
      perRow[i] = codes(problems);
      if (problems.length === 0) valid.push(r);
      for (const key of perRow[i]!) counts.set(key, (counts.get(key) ?? 0) + 1);
    });
    const scan = await scanFile(path, schema, {});
    const inFile = new Map(scan.problems.map(({ code, where, count }) => [`${code} ${where?.column}`, count]));
    expect(inFile).toEqual(new Map([...inFile.keys()].map((key) => [key, counts.get(key)])));
    expect(inFile.size).toBe(counts.size);
    for (const { code, where } of scan.problems) expect(perRow[where!.row! - 1]).toContain(`${code} ${where!.column}`);

    // Values: the valid rows read alone, as a batch and from a file are the same frame.
    expect(valid.length).toBeGreaterThan(50);
    const validPath = join(folder, 'valid.csv');
    await writeFile(
      validPath,
      `${names.join(',')}\n${valid.map((r) => names.map((name) => quote(r[name]!)).join(',')).join('\n')}\n`,
    );
    const data = await readDataset(validPath, schema);
    const batch = frameFromRows(schema, valid, { purpose: 'train' });
    for (const [name, column] of data.columns) expect(batch.columns.get(name), name).toEqual(column);
    valid.forEach((r, i) => {
      const alone = parser.parse(r).frame;
      for (const [name, column] of data.columns)
        expect(cell(alone.columns.get(name)!, 0), name).toEqual(cell(column, i));
    });
  });
});

function cell(column: Column, i: number): unknown {
  switch (column.kind) {
    case 'numeric':
      return [column.values[i], column.special?.[i]];
    case 'categorical':
      return column.codes[i]! < 0 ? null : column.levels[column.codes[i]!];
    default:
      return column.values[i];
  }
}

describe('the advice on a date', () => {
  const days: FeatureSchema = {
    version: 1,
    columns: [{ name: 'opened', type: 'date', role: 'feature', format: 'dd/MM/yyyy' }],
  };
  const advice = (opened: string): string | undefined => {
    try {
      parseRow(days, { opened });
    } catch (error) {
      return (error as ProoflineError).problems[0]!.fix;
    }
    return undefined;
  };

  it('says that a day does not exist rather than name another format', () => {
    expect(advice('31/02/2020')).toBe(
      "'31/02/2020' is written as it should be, but there is no such day: correct the value, or send null where the value is not known.",
    );
    expect(advice('29/02/2020')).toBeUndefined();
    expect(advice('2020-02-28')).toContain("'format: ");
    expect(advice('02/28/2020')).toContain('MM/dd/yyyy');
  });
});
