import {
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import creditRisk from '@proofline/credit-risk';
import type { Json } from '@proofline/learn';
import { judgeFile, loadPackage, type Refused, scoreFile } from '@proofline/pipeline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from './terminal.js';

// A package is asked by files that come from elsewhere than its training file.

const HEADER = ['id', 'income', 'debt', 'note', 'home', 'default'];
const ROWS = Array.from({ length: 240 }, (_, i): string[] => {
  const income = 1000 + ((i * 7919) % 7000) + 0.25;
  const debt = ((i * 104729) % 5000) + 0.5;
  // `note` has nothing to do with the outcome.
  return [
    `A${i}`,
    `${income}`,
    `${debt}`,
    `${(i * 31) % 97}`,
    i % 3 ? 'rent' : 'own',
    debt > 2600 === i % 7 > 0 ? 'yes' : 'no',
  ];
});

/** The table as a country's export writes it. */
function table(
  rows: readonly (readonly string[])[],
  delimiter: string,
  decimal: '.' | ',',
  skip: string[] = [],
): string {
  const kept = HEADER.map((_, j) => j).filter((j) => !skip.includes(HEADER[j]!));
  const lines = [HEADER, ...rows].map((row, i) =>
    kept.map((j) => (i > 0 ? row[j]!.replace('.', decimal) : row[j])).join(delimiter),
  );
  return `${lines.join('\n')}\n`;
}

let folder: string;
const write = (name: string, content: string | Buffer): void => writeFileSync(join(folder, name), content);
const read = (name: string): string => readFileSync(join(folder, name), 'utf8');
const predict = (...args: string[]) => run(folder, ['predict', '--package', 'out/package', ...args]);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'proofline-scoring-'));
  write('train.csv', Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(table(ROWS, ';', ','), 'utf16le')]));
  const args = ['poc', 'credit-risk', '--data', 'train.csv', '--target', 'default', '--id', 'id', '--budget', '1s'];
  const ran = await run(folder, [...args, '--candidates', 'scorecard', '--out', 'out']);
  expect(ran.code, ran.err).toBe(0);
  write('new.csv', table(ROWS.slice(0, 20), ',', '.', ['default']));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('proofline predict', () => {
  it('reads a file in another encoding, with another delimiter and decimal sign', async () => {
    const american = await predict('--data', 'new.csv');
    expect(american).toMatchObject({ code: 0, err: '' });
    write('new-de.csv', Buffer.from(table(ROWS.slice(0, 20), ';', ',', ['default']), 'latin1'));
    expect(await predict('--data', 'new-de.csv')).toEqual(american);
    expect(american.out.split('\n')[1]).toMatch(/^1,0\.\d+,.*,A0$/);
  });

  it('asks for nothing that the model does not use, and forgives cells that it does not', async () => {
    const whole = await predict('--data', 'new.csv');
    write('less.csv', table(ROWS.slice(0, 20), ',', '.', ['default', 'note']));
    expect(await predict('--data', 'less.csv')).toEqual(whole);
    const odd = ROWS.slice(0, 20).map((row) => row.with(3, 'n.b.').with(5, 'undecided'));
    write('odd.csv', table(odd, ',', '.'));
    expect(await predict('--data', 'odd.csv')).toEqual(whole);
  });

  it('advises on the file alone: a package cannot be edited', async () => {
    write('wrong.csv', table([ROWS[0]!.with(2, 'much').with(4, 'castle')], ',', '.', ['default']));
    const wrong = await predict('--data', 'wrong.csv');
    write('short.csv', table(ROWS.slice(0, 5), ',', '.', ['default', 'debt']));
    const short = await predict('--data', 'short.csv');
    for (const { code, err } of [wrong, short]) {
      expect(code).toBe(2);
      expect(err).not.toMatch(/schema|recipe/);
    }
    expect(wrong.err).toMatch(/Column 'debt': not a number: 'much'.*Correct the cells, or leave them empty/);
    expect(short.err).toMatch(/Column 'debt' is missing\. Add it to the file/);
  });

  it('remarks on a number far outside what was learnt from, of a row and in a file', async () => {
    const row = JSON.stringify({ income: 2000, debt: 900_000, home: 'rent' });
    const remark =
      /^Debt is 900,000, far outside what the model has learnt from \(\d.* to 4,9.*\): its answer is a guess\.$/;
    const answer = JSON.parse((await predict('--row', row)).out);
    expect(answer.remarks).toEqual([expect.stringMatching(remark)]);
    expect(JSON.parse((await predict('--row', row, '--lang', 'zh')).out).remarks[0]).toContain('超出模型');
    write('rich.csv', table([ROWS[0]!, ROWS[1]!.with(2, '900000')], ',', '.', ['default']));
    expect((await predict('--data', 'rich.csv', '--out', 'rich.jsonl')).code).toBe(0);
    const records = read('rich.jsonl')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(records.map(({ remarks }) => remarks)).toEqual([null, expect.stringMatching(remark)]);
  });

  it('tells a value that it does not know from one that was not given', async () => {
    // Whoever does not say how they live pays back least often.
    const homes = ROWS.map(([id, , debt], i) => {
      const [home, bad] = [
        ['own', 10],
        ['rent', 4],
        ['', 1.2],
      ][i % 3]! as [string, number];
      return `${id},${debt},${home},${(i * 37) % 100 < 100 / bad ? 'yes' : 'no'}`;
    });
    write('homes.csv', `id,debt,home,default\n${homes.join('\n')}\n`);
    const train = ['poc', 'credit-risk', '--data', 'homes.csv', '--target', 'default', '--candidates', 'scorecard'];
    expect((await run(folder, [...train, '--budget', '1s', '--out', 'homes'])).code).toBe(0);
    const reasonsFor = async (...args: string[]): Promise<string> => {
      const asked = ['predict', '--package', 'homes/package', '--unknown-category', 'missing', '--reasons', '2'];
      const ran = await run(folder, [...asked, ...args]);
      expect(ran.code).toBe(0);
      return ran.out;
    };
    const row = (home: string | null): string => JSON.stringify({ debt: 4000.5, home });
    const unknown = "Home: 'castle' is not a value that the model knows";
    expect(await reasonsFor('--row', row('castle'))).toContain(unknown);
    expect(await reasonsFor('--row', row(null))).toContain('Home not given');
    write('castle.csv', 'id,debt,home\nA,4000.5,rent\nB,4000.5,castle\nC,4000.5,\n');
    const [, , castle, empty] = (await reasonsFor('--data', 'castle.csv')).split('\n');
    expect(castle).toContain(unknown);
    expect(empty).toContain('Home not given');
  });

  it('advises on a row in the words of JSON, and shows how a number may be written', async () => {
    const ran = await predict('--row', JSON.stringify({ income: 1, debt: '3.5', home: 'castle' }));
    expect(ran.err).toContain(
      "Field 'debt': not a number: '3.5'. Allowed: a number such as 1234,5 or 1.234,5 (decimal comma, a point only before each three digits). Correct the value, or send null where the value is not known.",
    );
    expect(ran.err).not.toMatch(/cells|empty/);
    expect((await predict('--row', JSON.stringify({ income: 1, debt: '3.000', home: 'rent' }))).code).toBe(0);
  });

  it('writes Parquet, JSON lines and CSV by the name of --out, for a file and for a row', async () => {
    const row = JSON.stringify({ income: 2000, debt: 4000.5, home: 'rent' });
    for (const [what, value, rows] of [['--data', 'new.csv', 20] as const, ['--row', row, 1] as const]) {
      for (const name of ['p.csv', 'p.jsonl', 'p.parquet']) {
        const ran = await predict(what, value, '--out', name, '--reasons', '1');
        expect(ran).toMatchObject({ code: 0, out: '' });
      }
      const lines = read('p.jsonl').trim().split('\n');
      const records = lines.map((line) => JSON.parse(line));
      expect(records).toHaveLength(rows);
      expect(read('p.csv').trim().split('\n')).toHaveLength(rows + 1);
      expect(read('p.csv').split('\n')[0]).toBe(Object.keys(records[0]).join(','));
      const connection = await (await DuckDBInstance.create(':memory:')).connect();
      const parquet = await connection.runAndReadAll(`SELECT * FROM '${join(folder, 'p.parquet')}'`);
      const shown = parquet.getRowObjectsJson().map((record) => ({ ...record, row: Number(record.row) }));
      expect(shown).toEqual(records);
      expect(records[0].row).toBe(1);
    }
    expect(await predict('--row', row, '--out', 'p.json')).toMatchObject({ code: 0, out: '' });
    expect(JSON.parse(read('p.json'))).toEqual(JSON.parse((await predict('--row', row)).out));
  });

  it('refuses what it does not write, before any work', async () => {
    expect((await predict('--data', 'new.csv', '--out', 'p.xlsx')).err).toMatch(
      /Excel workbook.*\.csv \(which Excel opens\)/,
    );
    expect((await predict('--data', 'new.csv', '--out', 'p.txt')).err).toMatch(/\.csv, \.jsonl or \.parquet/);
    expect((await predict('--data', 'none.csv', '--out', 'nowhere/p.csv')).err).toMatch(/nowhere.*does not exist/);
    expect(readdirSync(folder).filter((name) => /xlsx|txt|part$/.test(name))).toEqual([]);
  });

  it('never overwrites what it reads, under whatever name', async () => {
    const before = read('new.csv');
    linkSync(join(folder, 'new.csv'), join(folder, 'hard.csv'));
    symlinkSync('new.csv', join(folder, 'soft.csv'));
    mkdirSync(join(folder, 'sub'), { recursive: true });
    for (const out of [
      'new.csv',
      './sub/../new.csv',
      'hard.csv',
      'soft.csv',
      'out/package/p.csv',
      'out/package/schema.json',
    ]) {
      const ran = await predict('--data', 'new.csv', '--out', out);
      expect(ran.code, out).toBe(2);
      expect(ran.err, out).toMatch(/--out names .* Name another file|whose ending says no format/);
    }
    expect(read('new.csv')).toBe(before);
    expect((await predict('--data', 'new.csv')).code).toBe(0);
  });
});

describe('scoreFile', () => {
  // More rows than are answered at a time, so that rows are counted across frames.
  const many = Array.from({ length: 25_000 }, (_, i) => ROWS[i % ROWS.length]!.with(0, `B${i + 1}`));

  async function score(file: string, reasons = 0) {
    const { predictor } = await loadPackage(join(folder, 'out/package'), [creditRisk]);
    const judged = await judgeFile(join(folder, file), predictor, {});
    const refused: Refused[] = [];
    const done: number[] = [];
    const records: Record<string, Json>[] = [];
    const onRefused = (some: readonly Refused[]): void => void refused.push(...some);
    const options = { reasons, language: 'en', onRefused, onDone: (rows: number) => void done.push(rows) } as const;
    for await (const record of scoreFile(judged, predictor, options)) records.push(record);
    return { judged, predictor, refused, done, records };
  }

  it('answers the good rows of a file as rows are answered, and says of the others what is said of rows', async () => {
    const rows = many.slice();
    rows[2] = rows[2]!.with(2, 'much');
    // What the model does not use decides nothing.
    rows[3] = rows[3]!.with(3, 'n.b.');
    rows[10_001] = rows[10_001]!.with(2, 'a lot');
    rows[24_999] = rows[24_999]!.with(2, '1e999');
    write('dirty.csv', table(rows, ',', '.', ['default']));
    const { predictor, judged, refused, records, done } = await score('dirty.csv');
    expect(judged).toMatchObject({ rows: 25_000, ofTable: [], broken: [] });
    expect(refused.map(({ row, column, got }) => [row, column, got])).toEqual([
      [3, 'debt', 'much'],
      [10_002, 'debt', 'a lot'],
      [25_000, 'debt', '1e999'],
    ]);
    const asRow = ([, income, debt, , home]: readonly string[]) => ({ income, debt, home });
    for (const row of [3, 10_002, 25_000]) {
      const codes = refused.filter((one) => one.row === row).map(({ code }) => code);
      let thrown: unknown;
      try {
        predictor.predictRows([asRow(rows[row - 1]!.map((cell) => cell.replace('.', ',')))]);
      } catch (error) {
        thrown = error;
      }
      expect((thrown as { problems: { code: string }[] }).problems.map(({ code }) => code)).toEqual(codes);
    }
    expect(records).toHaveLength(24_997);
    expect(records.map(({ row }) => row)).toEqual(
      many.map((_, i) => i + 1).filter((row) => ![3, 10_002, 25_000].includes(row)),
    );
    for (const record of [records[0]!, records[10_010]!, records.at(-1)!]) {
      const row = rows[(record.row as number) - 1]!;
      const own = { income: Number(row[1]), debt: Number(row[2]), home: row[4] };
      expect(record).toMatchObject({ ...predictor.predictRows([own])[0], id: row[0] });
    }
    expect(done.at(-1)).toBe(25_000);
  });

  it('goes on after rows that are none, and keeps the numbers of the others', async () => {
    const lines = table(many.slice(0, 40), ',', '.', ['default']).trimEnd().split('\n');
    lines[5] = 'B5,1';
    lines[20] = `${lines[20]},1,2`;
    write('ragged.csv', `${lines.join('\n')}\ntotal,,,,\n`);
    const { judged, refused, records } = await score('ragged.csv', 2);
    expect(judged.rows).toBe(41);
    expect(refused.map(({ row, column, code }) => [row, column, code])).toEqual([
      [5, null, 'ROW_RAGGED'],
      [20, null, 'ROW_RAGGED'],
      [41, null, 'TOTAL_ROW'],
    ]);
    expect(records.map(({ row, id }) => id === `B${row}`)).toEqual(Array.from({ length: 38 }, () => true));
    expect(records[0]).toHaveProperty('reason_2');
    write(
      'broken.jsonl',
      '{"income": 1500, "debt": 3, "home": "own"}\n{"income": \n{"income": 1, "debt": 3, "home": "own"}\n',
    );
    const json = await score('broken.jsonl');
    expect(json.refused).toMatchObject([{ row: 2, column: null, code: 'ROW_NOT_JSON' }]);
    expect(json.records.map(({ row }) => row)).toEqual([1, 3]);
  });

  it('stops reading when nobody takes its records any more, and passes on what it fails by', async () => {
    write('many.csv', table(many, ',', '.', ['default']));
    const { predictor } = await loadPackage(join(folder, 'out/package'), [creditRisk]);
    const judged = await judgeFile(join(folder, 'many.csv'), predictor, {});
    let done = 0;
    const onDone = (rows: number): void => {
      done = rows;
    };
    for await (const _ of scoreFile(judged, predictor, { reasons: 0, language: 'en', onDone })) break;
    expect(done).toBeLessThan(25_000);
    rmSync(join(folder, 'many.csv'));
    const gone = scoreFile(judged, predictor, { reasons: 0, language: 'en' });
    await expect(gone.toArray()).rejects.toThrow('There is no file');
  });
});
