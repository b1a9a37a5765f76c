import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Rng } from '@proofline/learn';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { validateFile } from '../validate/validate-file.js';
import { applyRoles } from './apply-roles.js';
import { unusedDatesOf } from './choose-time.js';
import type { FeatureSchema } from './feature-schema.js';
import type { RolesGiven } from './guess-role.js';
import { type InferredSchema, inferSchema } from './infer-schema.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'proofline-test-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const n = 300;
const DAY = 86_400_000;
const rng = new Rng('loans');
/** Days of the loans of a book, over three years from 2017. */
const days = Array.from({ length: n }, () => new Date(Date.UTC(2017, 0, 1) + rng.int(1095) * DAY));
const two = (value: number): string => String(value).padStart(2, '0');
const iso = (day: Date): string => day.toISOString().slice(0, 10);
const dotted = (day: Date): string => `${two(day.getUTCDate())}.${two(day.getUTCMonth() + 1)}.${day.getUTCFullYear()}`;
const later = (day: Date, by: number): Date => new Date(day.getTime() + by * DAY);

type Cell = (day: Date, row: number) => string | number;
interface Found extends InferredSchema {
  path: string;
  /** The column that rows would be split by. */
  time: string | undefined;
  format: unknown;
  said: (column: string) => string;
}

/** A loan book with these columns, and what is made of it. */
async function book(columns: Record<string, Cell>, roles: RolesGiven = {}, tail: string[] = []): Promise<Found> {
  const names = ['amount', ...Object.keys(columns)];
  const lines = days.map((day, row) =>
    [1000 + ((row * 7919) % 30_011), ...Object.values(columns).map((cell) => `"${cell(day, row)}"`)].join(','),
  );
  const path = join(folder, `${names.join('-')}-${Object.keys(roles).join('-')}.csv`);
  await writeFile(path, `${[names.join(','), ...lines, ...tail].join('\n')}\n`);
  const inferred = await inferSchema(path, { roles });
  const time = inferred.schema.columns.find(({ role }) => role === 'time');
  const said = (column: string): string =>
    inferred.assumptions
      .filter((assumption) => assumption.column === column)
      .map(({ text }) => text.en)
      .join(' ');
  return { ...inferred, path, time: time?.name, format: time?.format, said };
}

/** The problems that a run would have with the file. */
async function problemsOf({ path, schema, questions }: Found) {
  return (await validateFile(path, schema, { timeRequired: true, known: questions })).problems;
}

describe('the time of the case', () => {
  it.each<[string, unknown, Cell]>([
    ['application_date', 'dd/MM/yy', (day) => dotted(day).replace(/\.20/, '.').replaceAll('.', '/')],
    [
      'applied_at',
      'MM/dd/yyyy hh:mm a',
      (day, row) =>
        `${two(day.getUTCMonth() + 1)}/${two(day.getUTCDate())}/${day.getUTCFullYear()} ${two(1 + (row % 12))}:05 ${row % 2 ? 'PM' : 'AM'}`,
    ],
    ['application_quarter', 'yyyyQQQ', (day) => `${day.getUTCFullYear()}Q${1 + Math.floor(day.getUTCMonth() / 3)}`],
    ['application_date', 'yyyy-QQQ', (day) => `${day.getUTCFullYear()}-Q${1 + Math.floor(day.getUTCMonth() / 3)}`],
    ['申请日期', 'yyyy年M月d日', (day) => `${day.getUTCFullYear()}年${day.getUTCMonth() + 1}月${day.getUTCDate()}日`],
    ['issue_month', 'yyyyMM', (day) => iso(day).slice(0, 7).replace('-', '')],
    ['issue_date', 'excel-serial', (day) => day.getTime() / DAY + 25_569],
    ['created_at', 'epoch-seconds', (day, row) => day.getTime() / 1000 + row],
    ['application_time', 'epoch-milliseconds', (day, row) => day.getTime() + row],
    ['application_year', 'yyyy', (day) => day.getUTCFullYear()],
    ['application_date', ['yyyy-MM-dd', 'dd.MM.yyyy'], (day, row) => (row % 3 === 0 ? dotted(day) : iso(day))],
  ])('is told in %s as %j', async (name, format, cell) => {
    const found = await book({ [name]: cell });
    expect(found).toMatchObject({ time: name, format, unusedDates: [], questions: [] });
    expect(await problemsOf(found)).toEqual([]);
  });

  it('is told although some cells are no dates, and these are listed', async () => {
    const cell: Cell = (day, row) => (row === 17 ? 'n.v.' : row === 40 ? '' : row === 60 ? dotted(day) : iso(day));
    const found = await book({ application_date: cell }, {}, ['1,Total']);
    expect(found.time).toBe('application_date');
    const problems = await problemsOf(found);
    expect(problems).toMatchObject([
      {
        code: 'DATE_FORMAT',
        got: `'n.v.', '${dotted(days[60]!)}', 'Total'`,
        allowed: 'yyyy-MM-dd (ISO 8601)',
        where: { column: 'application_date', row: 18 },
        count: 3,
      },
      { code: 'TIME_MISSING', got: 'an empty cell', allowed: 'a time in each row', where: { row: 41 } },
    ]);
    expect(problems[0]!.message).toContain('data rows 18, 61, 301');
  });

  it('lists the same cells where the user names the column, and more of them are wrong', async () => {
    const half: Cell = (day, row) => (row % 5 < 2 ? 'unknown to us' : iso(day));
    const guessed = await book({ application_date: half });
    expect(guessed.time).toBeUndefined();
    expect(guessed.unusedDates).toMatchObject([{ column: 'application_date', couldBeTime: true }]);
    expect(guessed.unusedDates[0]!.reason.en).toContain('only 60 % of the rows');
    const named = await book({ application_date: half }, { time: 'application_date' });
    expect(await problemsOf(named)).toMatchObject([{ code: 'DATE_FORMAT', count: 120 }]);
  });

  it('is the application before the contract, and says which was taken and why', async () => {
    const { time, said, unusedDates } = await book({
      decision_date: (day) => iso(later(day, 9)),
      application_date: iso,
      birth_date: (_, row) => `19${60 + (row % 40)}-05-17`,
      last_payment_d: (day) => iso(later(day, 300)),
    });
    expect(time).toBe('application_date');
    expect(said('application_date')).toContain("before 'decision_date': by its name it is the date of the application");
    expect(said('decision_date')).toContain("'application_date' is the time of the case");
    expect(unusedDates.map(({ column, couldBeTime }) => [column, couldBeTime])).toEqual([
      ['decision_date', true],
      ['birth_date', false],
      ['last_payment_d', false],
    ]);
    const zh = await book({
      放款日期: (day) => iso(later(day, 9)),
      还款日期: (day) => iso(later(day, 300)),
      申请日期: iso,
    });
    expect(zh.time).toBe('申请日期');
  });

  it.each(['default_date', 'closed_date', 'maturity', 'earliest_cr_line', 'employment_start', '结清日期', '出生日期'])(
    'is not %s',
    async (name) => {
      const { time, unusedDates } = await book({ [name]: iso });
      expect(time).toBeUndefined();
      expect(unusedDates).toMatchObject([{ column: name, couldBeTime: false }]);
    },
  );

  it('is asked for where no name tells which of two dates it is', async () => {
    const columns: Record<string, Cell> = { date_a: iso, date_b: (day) => iso(later(day, 5)) };
    const found = await book(columns);
    expect(found.time).toBeUndefined();
    expect(await problemsOf(found)).toMatchObject([{ code: 'TIME_AMBIGUOUS', got: "'date_a', 'date_b'" }]);
    expect(await book(columns, { time: 'date_b' })).toMatchObject({ time: 'date_b', questions: [] });
    expect(await book(columns, { ignore: ['date_b'] })).toMatchObject({ time: 'date_a', questions: [] });
  });

  it('is asked for where days and months cannot be told apart', async () => {
    const early = (day: Date): Date =>
      new Date(Date.UTC(day.getUTCFullYear(), day.getUTCMonth(), 1 + (day.getUTCDate() % 12)));
    const found = await book({ application_date: (day) => dotted(early(day)).replaceAll('.', '/') });
    expect(found.time).toBe('application_date');
    expect(await problemsOf(found)).toMatchObject([{ code: 'DATE_AMBIGUOUS', allowed: 'dd/MM/yyyy or MM/dd/yyyy' }]);
    const mixed = await book({
      applied: (day, row) =>
        row % 2 === 0
          ? dotted(day).replaceAll('.', '/')
          : `${two(day.getUTCMonth() + 1)}/${two(day.getUTCDate())}/${day.getUTCFullYear()}`,
    });
    expect((await problemsOf(mixed)).map(({ code }) => code)).toEqual(['DATE_AMBIGUOUS']);
  });

  it('is told in a file of very many moments whose way of writing changes in the middle', async () => {
    const path = join(folder, 'moments.csv');
    const lines = Array.from({ length: 9000 }, (_, row) => {
      const when = new Date(Date.UTC(2019, 0, 1) + row * 3_600_000).toISOString();
      const [year, month, day] = when.slice(0, 10).split('-');
      const time = when.slice(11, 16);
      return `${row % 97},${row < 4500 ? `${year}-${month}-${day} ${time}` : `${day}/${month}/${year} ${time}`}`;
    });
    await writeFile(path, `amount,applied_at\n${lines.join('\n')}\n`);
    const { schema, questions } = await inferSchema(path);
    expect(schema.columns[1]).toMatchObject({ role: 'time', type: 'datetime' });
    expect([...(schema.columns[1]!.format ?? [])].sort()).toEqual(['ISO 8601', 'dd/MM/yyyy HH:mm']);
    expect(questions).toEqual([]);
    expect((await validateFile(path, schema, { timeRequired: true })).problems).toEqual([]);
  });

  it('is the month where each day is the first of one', async () => {
    const found = await book({ snapshot_date: (day) => `01/${two(day.getUTCMonth() + 1)}/${day.getUTCFullYear()}` });
    expect(found).toMatchObject({ time: 'snapshot_date', format: 'dd/MM/yyyy', questions: [] });
    const american = await book({
      snapshot_month: (day) => `${two(day.getUTCMonth() + 1)}/01/${day.getUTCFullYear()}`,
    });
    expect(american).toMatchObject({ time: 'snapshot_month', format: 'MM/dd/yyyy', questions: [] });
  });

  it('is no quantity: amounts, years of cars and numbers of months stay numbers, and the doubtful ones are told', async () => {
    const { schema, time, unusedDates } = await book({
      income: (_, row) => 30_000 + ((row * 71) % 20_000),
      car_year: (_, row) => 1998 + (row % 20),
      year: (_, row) => 1998 + (row % 20),
      month: (_, row) => 1 + (row % 24),
      months_since_date: (_, row) => row % 50,
    });
    expect(time).toBeUndefined();
    expect(schema.columns.every(({ type }) => type === 'number' || type === 'integer')).toBe(true);
    expect(unusedDates.map(({ column }) => column)).toEqual(['year', 'month']);
    const named = await book({ month: (_, row) => 1 + (row % 24) }, { time: 'month' });
    expect(named.schema.columns[1]).toMatchObject({ role: 'time', type: 'integer' });
  });

  it('refuses a column that is named as the time and holds none, with what it holds and what is taken', async () => {
    const columns = { age: (_: Date, row: number) => 20 + (row % 50), purpose: () => 'car' };
    await expect(book(columns, { time: 'age' })).rejects.toMatchObject({
      problems: [
        {
          code: 'TIME_NOT_DATES',
          message: "--time names the column 'age', which holds numbers from 20 to 69, no dates, months or years.",
          allowed: expect.stringContaining('years (2024)'),
          fix: expect.stringContaining("'role: time'"),
        },
      ],
    });
    await expect(book(columns, { time: 'purpose' })).rejects.toThrow("few or none of them dates, such as 'car'.");
    // All that is wrong with roles comes at once.
    await expect(book(columns, { time: 'age', id: 'numbr' })).rejects.toMatchObject({ code: 'ROLES_INVALID' });
  });

  it('may be counted in numbers where the schema says so, not where a flag alone does', () => {
    const schema = (role: 'time' | 'feature'): FeatureSchema => ({
      version: 1,
      columns: [
        { name: 'wave', type: 'integer', role },
        { name: 'bad', type: 'category', role: 'target' },
      ],
    });
    expect(applyRoles(schema('time'), { time: 'wave' }).columns[0]).toMatchObject({ role: 'time' });
    expect(() => applyRoles(schema('feature'), { time: 'wave' })).toThrow('numbers by its schema (type integer)');
  });

  it('is told of in a schema that somebody wrote, too', () => {
    const date = { type: 'date', role: 'ignore' } as const;
    const columns = [
      { name: 'application_date', ...date },
      { name: 'birth_date', ...date },
      { name: 'x', type: 'number', role: 'feature' } as const,
    ];
    expect(unusedDatesOf({ version: 1, columns })).toMatchObject([
      { column: 'application_date', couldBeTime: true, reason: { en: 'the schema gives it the role ignore' } },
      { column: 'birth_date', couldBeTime: false },
    ]);
  });
});
