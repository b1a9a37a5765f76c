import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Rng } from '@proofline/learn';
import iconv from 'iconv-lite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { proposableRepairs } from '../clean/propose-recipe.js';
import type { NumericColumn } from '../dataset/frame.js';
import { readDataset } from '../dataset/read-dataset.js';
import { validateFile } from '../validate/validate-file.js';
import type { ColumnSpec, FeatureSchema } from './feature-schema.js';
import { formatFeatureSchema } from './format-feature-schema.js';
import type { RolesGiven } from './guess-role.js';
import { type Assumption, type InferOptions, inferSchema } from './infer-schema.js';
import { parseFeatureSchema } from './parse-feature-schema.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'proofline-test-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

let count = 0;
/** Infers, and holds every inferred schema to its promise: it survives YAML, and its own file is valid under it. */
async function infer(
  content: string | Uint8Array,
  roles: RolesGiven = {},
  kind?: InferOptions['kind'],
): Promise<{
  schema: FeatureSchema;
  assumptions: Assumption[];
  column: (name: string) => ColumnSpec;
  said: (name?: string) => string;
}> {
  const path = join(folder, `infer-${count++}.csv`);
  await writeFile(path, content);
  const { schema, assumptions } = await inferSchema(path, { roles, ...(kind === undefined ? {} : { kind }) });
  expect(parseFeatureSchema(formatFeatureSchema(schema, assumptions))).toEqual(schema);
  expect((await validateFile(path, schema)).problems).toEqual([]);
  expect((await readDataset(path, schema)).rows).toBeGreaterThan(0);
  return {
    schema,
    assumptions,
    column: (name) => schema.columns.find((c) => c.name === name)!,
    said: (name) =>
      assumptions
        .filter((a) => a.column === name)
        .map((a) => a.text.en)
        .join(' '),
  };
}

const rng = new Rng('infer');
const n = 400;
function table(columns: Record<string, (i: number) => string | number>, delimiter = ','): string {
  const names = Object.keys(columns);
  const lines = Array.from({ length: n }, (_, i) => names.map((name) => columns[name]!(i)).join(delimiter));
  return `${names.join(delimiter)}\n${lines.join('\n')}\n`;
}
/** With one decimal, digits grouped by threes. */
const grouped = (x: number, mark: string): string => x.toFixed(1).replace(/\B(?=(\d{3})+\.)/g, mark);
const wide = (digit: string): string => String.fromCharCode(digit.charCodeAt(0) + 0xfee0);
const pick = (values: readonly (string | number)[]): string | number => values[rng.int(values.length)]!;

describe('inferSchema', () => {
  it.each([
    ['grouped by no-break spaces', () => rng.next() * 1e6, (x: number) => grouped(x, '\u00a0'), { type: 'number' }],
    ['grouped by narrow spaces', () => rng.next() * 1e6, (x: number) => grouped(x, '\u202f'), { type: 'number' }],
    ['grouped by spaces', () => rng.next() * 1e6, (x: number) => grouped(x, ' '), { type: 'number' }],
    ['grouped by apostrophes', () => rng.next() * 1e6, (x: number) => grouped(x, "'"), { type: 'number' }],
    [
      'in brackets where negative',
      () => rng.normal() * 1e4,
      (x: number) => (x < 0 ? `(${grouped(-x, ' ')})` : grouped(x, ' ')),
      { type: 'number' },
    ],
    ['in full-width digits', () => rng.int(1e6), (x: number) => String(x).replace(/\d/g, wide), { type: 'number' }],
    ['in dollars', () => rng.next() * 1e4, (x: number) => `$${grouped(x, ' ')}`, { type: 'number', unit: 'USD' }],
    ['in per cent', () => rng.next() * 100, (x: number) => `${x.toFixed(1)} %`, { type: 'number', unit: '%' }],
    ['in 万', () => rng.int(1000) * 1e3, (x: number) => `${x / 1e4}万`, { type: 'number' }],
    ['in k', () => rng.int(500) * 1e3, (x: number) => `${x / 1e3}k`, { type: 'number' }],
  ] as const)('reads numbers %s', async (_, draw, write, expected) => {
    const amounts = Array.from({ length: n }, () => Number(draw().toFixed(1)));
    const content = table({ amount: (i) => write(amounts[i]!), y: (i) => i % 2 });
    const { schema, column } = await infer(content, { target: 'y' });
    expect(column('amount')).toMatchObject({ ...expected, role: 'feature' });
    const path = join(folder, `infer-${count - 1}.csv`);
    const read = (await readDataset(path, schema)).columns.get('amount') as NumericColumn;
    amounts.forEach((amount, i) => {
      expect(read.values[i]).toBeCloseTo(amount, 6);
    });
  });

  it('takes months and years for one quantity, and asks a recipe to convert', async () => {
    const path = join(folder, 'terms.csv');
    const content = (year: string): string =>
      table({
        term: (i) => (i % 4 === 0 ? `${1 + (i % 3)} ${year}` : `${12 * (1 + (i % 5))} months`),
        y: (i) => i % 2,
      });
    await writeFile(path, content('yrs'));
    const { schema, assumptions } = await inferSchema(path, { roles: { target: 'y' } });
    expect(schema.columns[0]).toMatchObject({ type: 'number', unit: 'months' });
    expect(assumptions.map(({ text }) => text.en).join(' ')).toMatch(
      /years \(× 12\): converted to months .* read-units/,
    );
    const read = await readDataset(path, schema, { repairs: proposableRepairs(schema) });
    expect([...(read.columns.get('term') as NumericColumn).values.slice(0, 5)]).toEqual([12, 24, 36, 48, 24]);
    await expect(readDataset(path, schema)).rejects.toThrow(/step: read-units, column: "term", units: {"years":12}/);
    // Two currencies have no fixed rate, a month of the year is no duration, and more than ten years are not ten.
    for (const cells of [
      ['€5', '$6'],
      ['1月', '12月'],
      ['2019年', '2020年'],
      ['2 years', '10+ years'],
    ]) {
      expect((await infer(table({ x: (i) => cells[i % 2]!, y: (i) => i % 3 }))).column('x').type).toBe('category');
    }
  });

  it('finds the identifier of a large file, where counts are estimates', async () => {
    const rows = 100_000;
    const path = join(folder, 'large.csv');
    await writeFile(path, `ref,x\n${Array.from({ length: rows }, (_, i) => `C${i},${i % 9}`).join('\n')}\n`);
    const { schema } = await inferSchema(path);
    expect(schema.columns[0]).toMatchObject({ name: 'ref', role: 'id' });
  });

  it('says that a header names a column twice, in the words of the file', async () => {
    const path = join(folder, 'doubled.csv');
    await writeFile(path, 'a,b,a\n1,2,3\n4,5,6\n');
    await expect(inferSchema(path)).rejects.toMatchObject({
      code: 'HEADER_DUPLICATED',
      message: expect.stringContaining("The header names 'a' 2 times (columns 1, 3). Rename or remove one"),
    });
  });

  it('takes spellings of one outcome for one, and says so', async () => {
    const spellings = ['Yes', 'yes', 'Yes', 'YES ', 'No', 'no'];
    const words = await infer(table({ x: (i) => i * 3, y: (i) => spellings[i % 6]! }), {
      target: 'y',
      positive: 'yes',
    });
    expect(words.column('y')).toMatchObject({ type: 'category', categories: ['No', 'Yes'], positive: 'Yes' });
    expect(words.said('y')).toContain("'YES', 'yes' are other spellings of the outcome 'Yes'");
    expect(words.said('y')).toContain("The event is 'Yes': 'yes', as it was named, is another spelling of it.");
    const numbers = await infer(table({ x: (i) => i * 3, default: (i) => ['0', '1.0', '0', '0.0', '1'][i % 5]! }));
    expect(numbers.column('default')).toMatchObject({ role: 'target', categories: ['0', '1'], positive: '1' });
    // Classes that differ in more than spelling stay apart.
    const classes = await infer(table({ x: (i) => i * 3, y: (i) => ['1', '2', '01a'][i % 3]! }), { target: 'y' });
    expect(classes.column('y').categories).toEqual(['1', '2', '01a']);
  });

  it('tells types apart', async () => {
    const { column } = await infer(
      table({
        amount: () => (rng.next() * 1e4).toFixed(2),
        count: () => rng.int(12),
        flag: () => rng.int(2),
        active: () => pick(['true', 'false']),
        paid: () => pick(['yes', 'no']),
        purpose: () => pick(['car', 'house', 'other']),
        comment: (i) => `a text of its own, number ${i}`.replace(',', ''),
        grade: () => pick(['A1', 'A2', 'B1']),
        plz: () => pick(['01067', '80331', '10115']),
        sci: () => pick(['1e+05', '2e+05', '30000']),
        big: () => `"${(1000 + rng.int(9000)).toLocaleString('en-US')}"`,
      }),
    );
    expect(column('amount')).toMatchObject({ type: 'number', role: 'feature' });
    expect(column('count')).toMatchObject({ type: 'integer' });
    expect(column('flag')).toMatchObject({ type: 'integer' });
    expect(column('active')).toMatchObject({ type: 'boolean' });
    expect(column('paid')).toMatchObject({ type: 'category', categories: ['no', 'yes'] });
    expect(column('purpose')).toMatchObject({ type: 'category', categories: ['car', 'house', 'other'] });
    expect(column('comment')).toMatchObject({ type: 'text', role: 'ignore' });
    expect(column('grade')).toMatchObject({ type: 'category' });
    expect(column('plz')).toMatchObject({ type: 'category', categories: ['01067', '10115', '80331'] });
    expect(column('sci')).toMatchObject({ type: 'number' });
    expect(column('big')).toMatchObject({ type: 'number' });
  });

  it('lists levels that say their order in it, and says so', async () => {
    const { column, said } = await infer(
      table({
        sub_grade: () => `${pick(['A', 'B', 'C', 'D', 'E'])}${1 + rng.int(5)}`,
        employed: () => pick(['< 1 year', '1 year', '5 years', '10+ years', 'n/a', 'unknown']),
        risk: () => pick(['medium', 'low', 'high']),
        town: () => pick(['Ulm', 'Bonn', 'Trier']),
      }),
    );
    expect(column('employed')).toMatchObject({
      type: 'category',
      categories: ['< 1 year', '1 year', '5 years', '10+ years'],
      ordered: true,
      missing: ['n/a', 'unknown'],
    });
    expect(said('employed')).toContain("'unknown' means missing.");
    expect(column('risk')).toMatchObject({ categories: ['low', 'medium', 'high'], ordered: true });
    expect(said('risk')).toBe('Its levels have an order: low, medium, high.');
    expect(column('sub_grade')).toMatchObject({ ordered: true });
    expect(said('sub_grade')).toBe('Its levels have an order: A1, A2, A3, …, E3, E4, E5.');
    expect(column('town').ordered).toBeUndefined();
    expect(said('town')).toBe('');
  });

  it('takes codes for codes, by name and by how often they occur', async () => {
    const { column, said } = await infer(
      table({
        education: () => 1 + rng.int(5),
        branch_code: () => pick([11, 12, 35, 78]),
        a5: () => pick([1, 2, 2, 2, 2, 3, 4, 5, 5, 5, 5, 6, 7, 8, 8, 8, 8, 8]),
        dependants: () => pick([0, 0, 0, 0, 1, 1, 2, 3]),
        months: () => pick([6, 12, 24, 36]),
      }),
    );
    expect(column('education').type).toBe('category');
    expect(column('branch_code').type).toBe('category');
    expect(column('a5').type).toBe('category');
    expect(column('dependants').type).toBe('integer');
    expect(column('months').type).toBe('integer');
    expect(said('education')).toContain('codes of categories');
  });

  it('finds tokens that mean missing and codes that are no quantity', async () => {
    const { column, said } = await infer(
      table({
        income: (i) => (i % 9 === 0 ? 'NA' : 1000 + rng.int(5000)),
        job: (i) => (i % 7 === 0 ? '?' : pick(['clerk', 'none', 'nurse'])),
        late: (i) => (i % 40 === 0 ? 98 : i % 90 === 1 ? 96 : pick([0, 0, 0, 1, 2, 3])),
        days: (i) => (i % 20 === 0 ? -999 : 10 + rng.int(300)),
        file_age: (i) =>
          i % 8 === 0 ? -999 : i % 8 === 1 ? -998 : i % 8 === 2 ? -997 : i % 8 === 3 ? -996 : rng.int(90),
        score: () => 300 + rng.int(550),
        balance: (i) => (i % 5 === 0 ? -1 : i % 5 === 1 ? -rng.int(500) - 2 : rng.int(3000)),
        status: () => pick([-2, -1, 0, 1, 2, 8]),
        age: () => 18 + rng.int(82),
      }),
    );
    expect(column('income')).toMatchObject({ type: 'number', missing: ['NA'] });
    expect(column('job')).toMatchObject({ type: 'category', missing: ['?'], categories: ['clerk', 'none', 'nurse'] });
    expect(column('late').special?.map(({ code }) => code)).toEqual([96, 98]);
    expect(column('days').special?.map(({ code }) => code)).toEqual([-999]);
    expect(column('file_age').special?.map(({ code }) => code)).toEqual([-999, -998, -997, -996]);
    expect(said('late')).toContain('96, 98 lies far off');
    for (const name of ['score', 'balance', 'status', 'age']) expect(column(name).special, name).toBeUndefined();
  });

  it('guesses roles and says so', async () => {
    const { column, said } = await infer(
      table({
        '': (i) => i,
        customer_id: (i) => `C-${1000 + i}`,
        application_date: (i) => `2023-0${1 + (i % 9)}-1${i % 10}`,
        birth_date: (i) => `19${60 + (i % 40)}-05-17`,
        sex: () => pick([1, 2]),
        性别: () => pick(['男', '女']),
        age: () => 20 + rng.int(50),
        email: (i) => `person${i}@example.org`,
        telephone: () => pick(['none', 'registered']),
        constant: () => 7,
        empty: () => '',
        default: () => pick([0, 0, 0, 1]),
        amount: () => rng.int(100_000),
      }),
    );
    expect(column('column_1').role).toBe('ignore');
    expect(column('customer_id')).toMatchObject({ role: 'id', type: 'text' });
    expect(column('application_date')).toMatchObject({ role: 'time', type: 'date' });
    expect(column('birth_date')).toMatchObject({ role: 'ignore', pii: true });
    expect(column('sex')).toMatchObject({ role: 'protected', type: 'category' });
    expect(column('性别').role).toBe('protected');
    expect(column('age').role).toBe('feature');
    expect(column('email')).toMatchObject({ role: 'ignore', pii: true });
    expect(column('telephone').role).toBe('feature');
    expect(column('constant').role).toBe('ignore');
    expect(column('empty').role).toBe('ignore');
    expect(column('default')).toMatchObject({ role: 'target', categories: ['0', '1'] });
    expect(said('age')).toContain('--protected');
    for (const name of ['column_1', 'customer_id', 'application_date', 'sex', 'constant', 'empty', 'default']) {
      expect(said(name), name).not.toBe('');
    }
  });

  it('keeps protected attributes from the features, and says what it leaves to the user', async () => {
    const { column, said } = await infer(
      table({
        senior_citizen: () => rng.int(2),
        country_of_birth: () => `C${rng.int(40)}`,
        nationality: () => `N${rng.int(150)}`,
        marital_status: () => pick(['single', 'married']),
        female: () => rng.int(2),
        blacklist: () => rng.int(2),
        months_at_residence: () => rng.int(90),
        native_language: () => pick(['de', 'tr', 'pl']),
        default: () => pick([0, 0, 0, 1]),
      }),
    );
    for (const name of ['country_of_birth', 'nationality', 'marital_status', 'female']) {
      expect(column(name).role, name).toBe('protected');
    }
    for (const name of ['senior_citizen', 'blacklist', 'months_at_residence', 'native_language']) {
      expect(column(name).role, name).toBe('feature');
    }
    expect(said('senior_citizen')).toContain('Age stays a feature');
    expect(said('native_language')).toContain('A language tells of the origin');
  });

  it('names the event and says why, and does not guess where yes is welcome', async () => {
    const content = table({
      defaulted: () => pick(['no', 'yes']),
      repaid: () => pick(['no', 'yes']),
      x: () => rng.int(9),
    });
    const risk = await infer(content, { target: 'defaulted' });
    expect(risk.column('defaulted')).toMatchObject({ role: 'target', positive: 'yes' });
    expect(risk.said('defaulted')).toContain("'yes' is taken as the event");
    const named = await infer(content, { target: 'defaulted', positive: 'no' });
    expect(named.column('defaulted').positive).toBe('no');
    expect(named.said('defaulted')).not.toContain('event');
    const welcome = await infer(content, { target: 'repaid' });
    expect(welcome.column('repaid').positive).toBeUndefined();
    expect(welcome.said('repaid')).not.toContain('event');
  });

  it('keeps to the roles that the user named', async () => {
    const { column } = await infer(
      table({
        sex: () => pick(['m', 'f']),
        when: (i) => `2023-0${1 + (i % 9)}-10`,
        customer_id: (i) => 5000 + (i % 60),
        outcome: () => pick([1, 2, 3, 4, 5]),
        x: () => rng.int(100),
      }),
      { target: 'outcome', positive: '5', protected: [], ignore: ['when'], id: 'x' },
    );
    expect(column('outcome')).toMatchObject({ role: 'target', type: 'category', positive: '5' });
    expect(column('when').role).toBe('ignore');
    expect(column('customer_id').role).toBe('group');
    expect(column('x')).toMatchObject({ role: 'id', type: 'text' });
  });

  it('finds decimal commas, units and date formats', async () => {
    const { schema, column } = await infer(
      table(
        {
          preis: () => (rng.next() * 1000).toFixed(2).replace('.', ','),
          umsatz: () => `${rng.int(9)}.${100 + rng.int(900)},50 €`,
          anteil: () => `${rng.int(100)} %`,
          datum: (i) => `${String(1 + (i % 28)).padStart(2, '0')}.0${1 + (i % 9)}.2022`,
          monat: (i) => `20220${1 + (i % 9)}`,
          laufzeit_months: () => 12 * (1 + rng.int(5)),
        },
        ';',
      ),
    );
    expect(schema.file).toEqual({ delimiter: ';', decimal: ',' });
    expect(column('preis').type).toBe('number');
    expect(column('umsatz')).toMatchObject({ type: 'number', unit: 'EUR' });
    expect(column('anteil')).toMatchObject({ type: 'number', unit: '%' });
    expect(column('datum')).toMatchObject({ type: 'date', format: 'dd.MM.yyyy' });
    expect(column('monat')).toMatchObject({ type: 'date', format: 'yyyyMM' });
    expect(column('laufzeit_months')).toMatchObject({ type: 'integer', unit: 'months' });
  });

  it('reads GB 18030, files without a header, and JSON lines', async () => {
    const chinese = await infer(iconv.encode('年龄,用途,是否违约\n35,购车,0\n41,装修,1\n29,购车,0\n', 'gb18030'));
    expect(chinese.schema.file).toEqual({ encoding: 'gb18030' });
    expect(chinese.column('是否违约').role).toBe('target');
    const headless = await infer('A11 6 1\nA12 48 2\nA14 12 1\nA11 24 1\n', { target: 'column_3' });
    expect(headless.said()).toContain('no header');
    expect(headless.column('column_1')).toMatchObject({ type: 'category', categories: ['A11', 'A12', 'A14'] });
    const lines = await infer('{"x": 1.5, "c": "a", "t": true}\n{"x": 2, "c": "b"}\n{"x": 3, "c": "a", "t": false}\n');
    expect(lines.column('x').type).toBe('number');
    expect(lines.column('t').type).toBe('boolean');
    expect(lines.column('c')).toMatchObject({ categories: ['a', 'b'] });
  });

  it('leaves a text among numbers to be found: it does not bend the schema to it', async () => {
    const path = join(folder, 'slip.csv');
    await writeFile(path, table({ x: (i) => (i === 17 ? '12abc' : (i * 37) % 91), y: (i) => i % 3 }));
    const { schema } = await inferSchema(path);
    expect(schema.columns[0]).toMatchObject({ name: 'x', type: 'integer' });
    const { problems } = await validateFile(path, schema);
    expect(problems).toMatchObject([{ code: 'NOT_A_NUMBER', where: { column: 'x', row: 18 }, got: "'12abc'" }]);
  });

  it('gives the same schema twice', async () => {
    const content = table({ a: () => rng.int(50), b: () => rng.next(), c: () => pick(['x', 'y']) });
    const path = join(folder, 'twice.csv');
    await writeFile(path, content);
    expect(await inferSchema(path)).toEqual(await inferSchema(path));
  });

  it('takes labels 0 and 1 for two classes where the kind of task has no event', async () => {
    const content = table({
      review: (i) => `the ${pick(['kettle', 'parcel'])} of order ${i}`,
      label: () => pick([0, 1]),
    });
    const cases: [RolesGiven, InferOptions['kind']?][] = [
      [{ target: 'label', text: ['review'] }],
      [{ target: 'label', text: ['review'] }, { reads: 'text' }],
      [{ target: 'label' }, {}],
    ];
    for (const [roles, kind] of cases) {
      const { column, said } = await infer(content, roles, kind);
      expect(column('label')).not.toHaveProperty('positive');
      expect(said('label')).not.toContain('event');
    }
    const { column } = await infer(content, { target: 'label' }, { event: () => '1' });
    expect(column('label').positive).toBe('1');
  });
});
