import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseFeatureSchema, parsePocConfig } from '@proofline/pipeline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from './terminal.js';

const GERMAN = fileURLToPath(new URL('../../fixtures/german-credit/german-credit.csv', import.meta.url));

let folder: string;
let head: string;
let rows: string[];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'proofline-cli-'));
  [head = '', ...rows] = readFileSync(GERMAN, 'utf8').trim().split('\n');
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, content: string | Buffer): string {
  writeFileSync(join(folder, name), content);
  return name;
}

const table = (lines: readonly string[]): string => `${lines.join('\n')}\n`;

describe('bad input to proofline poc', () => {
  const cases: [string, () => string | Buffer, RegExp][] = [
    ['an empty file', () => '', /is empty.*Export the table again/],
    ['a header only', () => table([head]), /has a header .* and no rows/],
    [
      'a binary file',
      () => Buffer.from(Array.from({ length: 4000 }, (_, i) => (i * 7919) % 256)),
      /is binary, not a table/,
    ],
    ['30 rows', () => table([head, ...rows.slice(0, 30)]), /30 rows; at least \d+ are needed/],
    [
      'one class',
      () => table([head, ...rows.filter((row) => row.endsWith('good'))]),
      /has 1 outcome: good \(700 rows\)/,
    ],
    [
      'three classes',
      () => table([head, ...rows.map((row, i) => (i % 5 ? row : row.replace(/(good|bad)$/, 'unsure')))]),
      /has 3 outcomes/,
    ],
    [
      'ragged rows',
      () => table([head, ...rows.slice(0, 48), `${rows[48]},extra`, ...rows.slice(49)]),
      /does not have 21 fields.*49/,
    ],
    [
      'a header twice',
      () => table([head.replace('age', 'duration_months'), ...rows]),
      /The header names 'duration_months' 2 times \(columns 2, 13\)/,
    ],
    [
      'a missing target',
      () => table([head.replace('credit_risk', 'outcome'), ...rows]),
      /--target names the column 'credit_risk', which does not exist/,
    ],
  ];
  it.each(cases)('%s: says what, where and what to do, and writes nothing', async (name, content, message) => {
    const data = file(`${name.replaceAll(' ', '-')}.csv`, content());
    const ran = await run(folder, [
      'poc',
      'credit-risk',
      '--data',
      data,
      '--target',
      'credit_risk',
      '--positive',
      'bad',
      '--budget',
      '2s',
      '--out',
      'never',
    ]);
    expect(ran.err).toMatch(message);
    expect(ran.code).toBe(2);
    expect(ran.err).not.toMatch(/\n\s+at /);
    expect(readdirSync(folder)).not.toContain('never');
  });

  it('names which of several files is wrong, and columns that cannot serve in their role', async () => {
    const data = file('all.csv', table([head, ...rows]));
    const unsure = file('unsure.csv', table([head, ...rows.slice(0, 90).map((row) => row.replace(/bad$/, 'unsure'))]));
    const rejects = file('rejects.csv', table([head.replace('age', 'years'), ...rows.slice(0, 90)]));
    const criteria = file('success.yaml', 'criteria: 5\n');
    const cases: [string[], RegExp][] = [
      [['--test', 'none.csv'], /none\.csv/],
      [['--test', unsure], /Test file '.*unsure\.csv': Column 'credit_risk': not one of the categories: 'unsure'/],
      [['--rejects', rejects], /File of rejects '.*rejects\.csv': Column 'age' is missing/],
      [['--rejects', file('empty.csv', '')], /empty\.csv' is empty/],
      [['--criteria', criteria], /^error success\.yaml:1: 'criteria'/],
      [['--score', 'housing'], /Score column 'housing' is of type category; .* is a number.*--score/],
      [['--id', 'housing'], /Identifier 'housing' has 3 values in 1000 rows, .*data rows 1 and 2.*--group/],
    ];
    for (const [flags, message] of cases) {
      const args = ['poc', 'credit-risk', '--data', data, '--target', 'credit_risk', '--positive', 'bad', ...flags];
      const ran = await run(folder, [...args, '--out', 'never']);
      expect(ran.code, flags.join(' ')).toBe(2);
      expect(
        ran.err
          .split('\n')
          .filter((line) => !/^\[|^ {2}[·!]/.test(line))
          .join('\n'),
      ).toMatch(message);
    }
  });

  it('names a file that is not there', async () => {
    const ran = await run(folder, ['poc', 'credit-risk', '--data', 'nowhere.csv', '--target', 'y']);
    expect(ran.code).toBe(2);
    expect(ran.err).toMatch(/nowhere\.csv/);
  });

  it('refuses a target and protected columns among the features', async () => {
    const schema = file(
      'twice.yaml',
      'version: 1\ncolumns:\n  - { name: y, type: category, role: target }\n  - { name: y, type: category }\n  - { name: sex, type: category, role: protected }\n  - { name: sex, type: category }\n',
    );
    const ran = await run(folder, [
      'poc',
      'credit-risk',
      '--data',
      file('y.csv', 'y,sex\n1,f\n'),
      '--schema',
      schema,
      '--out',
      'never',
    ]);
    expect(ran.code).toBe(2);
    expect(ran.err).toMatch(/Column 'y' is listed twice, as target and as feature/);
    expect(ran.err).toMatch(/Column 'sex' is listed twice, as protected and as feature/);
  });
});

describe('a column of dates with bad cells', () => {
  /** The sample with a date of the application, some of them no dates. */
  function dated(name: string, cell: (row: number) => string): string {
    return file(name, table([`application_date,${head}`, ...rows.map((row, i) => `${cell(i)},${row}`)]));
  }
  const day = (row: number): string => `20${15 + Math.floor(row / 100)}-0${1 + (row % 9)}-1${row % 10}`;
  const roles = ['--target', 'credit_risk', '--positive', 'bad'];
  const poc = (data: string, ...more: string[]) =>
    run(folder, ['poc', 'credit-risk', '--data', data, ...roles, ...more, '--json', '--out', data.replace('.csv', '')]);

  it('is listed alike by validate and poc, named with --time or not', async () => {
    const data = dated('dated.csv', (row) =>
      row === 4 ? 'soon' : row === 70 ? '' : row === 90 ? '31.12.2019' : day(row),
    );
    for (const named of [[], ['--time', 'application_date']]) {
      const ran = await poc(data, ...named);
      expect(ran.code).toBe(2);
      const checked = await run(folder, ['validate', '--data', data, ...roles, ...named, '--json']);
      expect(checked.code).toBe(2);
      const { problems } = JSON.parse(checked.out);
      expect(problems).toMatchObject([
        { code: 'DATE_FORMAT', got: "'soon', '31.12.2019'", allowed: 'yyyy-MM-dd (ISO 8601)', count: 2 },
        { code: 'TIME_MISSING', got: 'an empty cell', allowed: 'a time in each row', where: { row: 71 } },
      ]);
      // The paths differ: poc was given a configuration that names the file.
      const cells = (list: { where: object }[]) => list.map((one) => ({ ...one, where: { ...one.where, file: '' } }));
      expect(cells(JSON.parse(ran.out).error.problems)).toEqual(cells(problems));
    }
  });

  it('is warned of where too many are bad for a split by time', async () => {
    const data = dated('holes.csv', (row) => (row % 4 === 0 ? '' : day(row)));
    const { code, out } = await poc(data, '--candidates', 'scorecard', '--budget', '2s');
    expect(code).toBe(0);
    const { warnings } = JSON.parse(out);
    expect(warnings).toContainEqual(
      expect.stringMatching(/split at random although there are dates \('application_date': only 75 % of the rows/),
    );
    const { split } = JSON.parse(readFileSync(join(folder, 'holes', 'report.json'), 'utf8'));
    expect(split.reason.en).toContain("Not by time: 'application_date'");
    expect(split.reason.en).not.toContain('no time column');
  });
});

describe('proofline validate', () => {
  it('lists every problem of a file at once', async () => {
    const schema = file(
      'loans.yaml',
      'version: 1\ncolumns:\n  - { name: amount, type: number, range: { min: 0 } }\n  - { name: opened, type: date }\n  - { name: kind, type: category, categories: [car, house] }\n  - { name: bad, type: category, role: target, positive: 1, categories: [0, 1] }\n',
    );
    const data = file(
      'loans.csv',
      'amount,opened,kind,bad\n100,2024-01-31,car,0\nabc,2024-02-30,boat,1\n-5,31.01.2024,car,2\n',
    );
    const ran = await run(folder, ['validate', '--data', data, '--schema', schema, '--json']);
    expect(ran.code).toBe(2);
    const report = JSON.parse(ran.out);
    expect(report).toMatchObject({ valid: false, rows: 3 });
    const columns = report.problems.map(({ where }: { where: { column: string } }) => where.column);
    expect(new Set(columns)).toEqual(new Set(['amount', 'opened', 'kind', 'bad']));
    const text = await run(folder, ['validate', '--data', data, '--schema', schema]);
    expect(text.out).toMatch(/'abc' \(data row 2\)/);
    expect(text.out.trim().split('\n').at(-1)).toMatch(/^invalid .*loans\.csv: \d+ problems; 3 rows, 4 columns\.$/);
  });

  it.each([
    ['30 rows', () => [head, ...rows.slice(0, 30)], 'bad', /30 rows; at least \d+ are needed/],
    ['one class', () => [head, ...rows.filter((row) => row.endsWith('good'))], 'good', /has 1 outcome: good/],
    [
      'three classes',
      () => [head, ...rows.map((row, i) => (i % 5 ? row : row.replace(/(good|bad)$/, 'unsure')))],
      'bad',
      /has 3 outcomes/,
    ],
    ['an event that does not occur', () => [head, ...rows], 'awful', /event 'awful' does not occur/],
  ])('refuses what a run would refuse: %s', async (_name, lines, positive, message) => {
    const data = file('outcomes.csv', table(lines()));
    const args = ['--data', data, '--target', 'credit_risk', '--positive', positive];
    for (const command of [['validate'], ['validate', 'credit-risk']]) {
      const ran = await run(folder, [...command, ...args]);
      expect(ran.code).toBe(2);
      expect(ran.out).toMatch(message);
    }
    expect((await run(folder, ['poc', 'credit-risk', ...args, '--out', 'never'])).err).toMatch(message);
  });

  it('leaves a quantity to the vertical that wants one', async () => {
    const data = file('amounts.csv', table(['age,amount', ...rows.slice(0, 90).map((_, i) => `${20 + i},${i * 7.5}`)]));
    const args = ['--data', data, '--target', 'amount'];
    expect((await run(folder, ['validate', ...args])).code).toBe(0);
    expect((await run(folder, ['validate', 'credit-risk', ...args])).out).toMatch(/has 90 outcomes/);
  });

  it('accepts the sample data under its own schema', async () => {
    const schema = fileURLToPath(new URL('../../fixtures/german-credit/schema.yaml', import.meta.url));
    const ran = await run(folder, ['validate', '--data', GERMAN, '--schema', schema]);
    expect(ran).toMatchObject({ code: 0, err: '' });
    expect(ran.out).toContain('1,000 rows');
  });
});

describe('proofline schema infer', () => {
  it('writes a schema that the reader reads back, and overwrites nothing', async () => {
    const args = ['schema', 'infer', '--data', GERMAN, '--target', 'credit_risk', '--positive', 'bad'];
    const shown = await run(folder, args);
    const schema = parseFeatureSchema(shown.out);
    expect(schema.columns).toHaveLength(21);
    expect(schema.columns.find(({ role }) => role === 'target')).toMatchObject({
      name: 'credit_risk',
      positive: 'bad',
    });
    expect((await run(folder, [...args, '--out', 'inferred.yaml'])).code).toBe(0);
    expect(readFileSync(join(folder, 'inferred.yaml'), 'utf8')).toBe(shown.out);
    const twice = await run(folder, [...args, '--out', 'inferred.yaml']);
    expect(twice.code).toBe(2);
    expect(twice.err).toContain('add --force');
  });
});

describe('proofline validate of a proofline.yaml', () => {
  const config = 'version: 1\nvertical: credit-risk\ncolumns: { target: credit_risk, positive: bad }\n';

  it('judges criteria, candidates, settings and recipe as a run does, all at once', async () => {
    file('book.csv', table([head, ...rows]));
    const wrong = `candidates: [scorcard]\nsettings: { cutof: 3 }\nrecipe: [{ step: unreadable-to-missing, column: ag }]\n`;
    const named = file('wrong.yaml', `${config}data: { file: book.csv }\n${wrong}`);
    const ran = await run(folder, ['validate', '--config', named, '--json']);
    expect(ran.code).toBe(2);
    const codes = JSON.parse(ran.out).problems.map(({ code }: { code: string }) => code);
    expect(codes).toEqual(['CANDIDATE_UNKNOWN', 'SETTING_KEY_UNKNOWN', 'RECIPE_COLUMN_UNKNOWN']);
    const text = await run(folder, ['validate', '--config', named]);
    expect(text.out).toContain("Did you mean 'scorecard'?");
    expect(text.out).toMatch(/invalid configuration: 3 problems; .*book\.csv itself is valid/);
    const side = file(
      'side.yaml',
      `${config}data: { file: book.csv }\ncriteria: [{ metric: ece, bound: ">=", value: 0.1 }]\n`,
    );
    expect((await run(folder, ['validate', '--config', side])).err).toContain('ece, bound: "<=", value: 0.1}');
  });

  it('reads the other files that it names, and takes --data before its own', async () => {
    file('book.csv', table([head, ...rows]));
    file('short.csv', table([head, ...rows.slice(0, 5).map((row) => row.replace(/(good|bad)$/, 'unsure'))]));
    const named = file(
      'more.yaml',
      `${config}data: { file: book.csv, test: short.csv, extras: { rejects: gone.csv } }\n`,
    );
    const ran = await run(folder, ['validate', '--config', named]);
    expect(ran.code).toBe(2);
    expect(ran.out).toMatch(/Test file '.*short\.csv': Column 'credit_risk': not one of the categories: 'unsure'/);
    expect(ran.out).toContain('gone.csv');
    const other = file('other.yaml', `${config}data: { file: gone.csv }\n`);
    expect((await run(folder, ['validate', '--config', other, '--data', 'book.csv'])).code).toBe(0);
  });
});

describe('proofline intake', () => {
  it('writes proofline.yaml and schema.yaml from answers', async () => {
    file('german.csv', table([head, ...rows]));
    const answers = file(
      'answers.yaml',
      'version: 1\nvertical: credit-risk\nclient: A bank\nquestion: Who pays?\ndata: { file: german.csv }\ncolumns: { target: credit_risk, positive: bad }\nowner: the committee\n',
    );
    const ran = await run(folder, ['intake', '--answers', answers, '--out', 'bank']);
    expect(ran.code).toBe(0);
    const config = parsePocConfig(readFileSync(join(folder, 'bank', 'proofline.yaml'), 'utf8'));
    expect(config).toMatchObject({
      client: 'A bank',
      owner: 'the committee',
      data: { file: '../german.csv', schema: 'schema.yaml' },
      columns: { target: 'credit_risk', positive: 'bad' },
    });
    const valid = await run(folder, ['validate', '--config', 'bank']);
    expect(valid.code).toBe(0);
    const again = await run(folder, ['intake', '--answers', answers, '--out', 'bank']);
    expect(again.code).toBe(2);
    expect(again.err).toContain('exists');
  });

  it('asks only where there is a terminal', async () => {
    const ran = await run(folder, ['intake', '--out', 'elsewhere']);
    expect(ran.code).toBe(2);
    expect(ran.err).toContain('--answers');
  });
});

describe('proofline', () => {
  it('lists its verticals', async () => {
    const ran = await run(folder, ['verticals', '--json']);
    const [vertical] = JSON.parse(ran.out);
    expect(vertical).toMatchObject({ id: 'credit-risk', tasks: [{ id: 'default', primaryMetric: 'auc' }] });
  });

  it('says what it can do, and exits with 0', async () => {
    const ran = await run(folder, ['--help']);
    expect(ran.code).toBe(0);
    for (const command of ['verticals', 'intake', 'schema', 'validate', 'poc', 'predict', 'report'])
      expect(ran.out).toContain(command);
    expect((await run(folder, ['--version'])).out.trim()).toMatch(/^\d+\.\d+\.\d+$/);
  });

  it('prints one object for a usage error with --json, and nothing on stdout without', async () => {
    const ran = await run(folder, ['poc', 'credit-risk', '--sead', '3', '--json']);
    expect(ran.code).toBe(2);
    const { error } = JSON.parse(ran.out);
    expect(error).toMatchObject({ code: 'USAGE', problems: [{ code: 'USAGE' }] });
    expect(error.message).toMatch(/unknown option '--sead'/);
    expect((await run(folder, ['poc', 'credit-risk', '--sead', '3'])).out).toBe('');
  });

  it('says which module of a vertical it could not load', async () => {
    const ran = await run(folder, ['--load', './nowhere.js', 'verticals']);
    expect(ran.code).toBe(2);
    expect(ran.err).toContain("The vertical './nowhere.js' cannot be loaded");
  });
});
