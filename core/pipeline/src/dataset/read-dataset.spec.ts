import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import iconv from 'iconv-lite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FeatureSchema } from '../schema/feature-schema.js';
import { inferSchema } from '../schema/infer-schema.js';
import { withDatabase } from './database.js';
import type { CategoricalColumn, Column, NumericColumn, TextColumn, TimeColumn } from './frame.js';
import { readDataset } from './read-dataset.js';
import { titleLines } from './title-lines.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'proofline-test-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function file(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

const schema: FeatureSchema = {
  version: 1,
  columns: [
    { name: 'id', type: 'text', role: 'id' },
    { name: 'amount', type: 'number', role: 'feature', missing: ['NA'] },
    { name: 'late', type: 'integer', role: 'feature', special: [{ code: 98, meaning: 'not known' }] },
    { name: 'purpose', type: 'category', role: 'feature', categories: ['car', 'house', 'TV, radio'] },
    { name: 'owner', type: 'boolean', role: 'feature' },
    { name: 'applied', type: 'date', role: 'time' },
    { name: 'note', type: 'text', role: 'ignore' },
    { name: 'bad', type: 'category', role: 'target', categories: ['0', '1'], positive: '1' },
  ],
};
const csv = `id,amount,late,purpose,owner,applied,note,bad
a1,1e+05,0,car,yes,2024-01-31,x,0
a2,-0.5,98,"TV, radio",no,2024-02-01,"two
lines",1
a3,NA,,house,,2024-02-29,,0
`;
const cells = (column: Column | undefined): unknown[] =>
  column === undefined ? [] : column.kind === 'categorical' ? [...column.codes] : [...column.values];

describe('readDataset', () => {
  it("passes over Excel's first line and over titles above the header, in any encoding and with any delimiter", async () => {
    const small: FeatureSchema = {
      ...schema,
      columns: schema.columns.filter(({ name }) => /^(?:id|amount|bad)$/.test(name)),
    };
    const table = (delimiter: string, ...above: string[]): string =>
      [...above, 'id|amount|bad', 'a1|5|0', 'a2||1', 'a3|7|0'].join('\r\n').replaceAll('|', delimiter);
    const expected = await readDataset(await file('small.csv', table(',')), small);
    const contents: (string | Uint8Array)[] = [
      `sep=;\r\n${table(';')}`,
      iconv.encode(`sep=;\r\n${table(';')}`, 'utf-16le', { addBOM: true }),
      table(',', 'Loans as of 2024-01-31', '', '"Report, final"||', 'page||'),
      gzipSync(table('\t', 'Loans')),
      ...['|', '^', '~'].map((delimiter) => table(delimiter)),
    ];
    for (const [k, content] of contents.entries()) {
      const read = await readDataset(await file(`above-${k}.csv`, content), small);
      expect([k, read.rows, read.fingerprint]).toEqual([k, 3, expected.fingerprint]);
    }
    const { schema: inferred, assumptions } = await inferSchema(await file('said.csv', table(',', 'Loans', '')));
    expect(inferred.columns.map(({ name }) => name)).toEqual(['id', 'amount', 'bad']);
    expect(assumptions[0]!.text.en).toBe("The header stands below 2 lines of titles, which are left out: 'Loans'.");
    // A first row with gaps is a row where the next one is no header.
    expect(titleLines('a1,,\na2,5,1\na3,6,0\n', ',', false)).toEqual([]);
    expect(titleLines('Loans,,\nid,amount,bad\na3,6,0\n', ',', false)).toEqual(['Loans,,']);
  });

  it('reads typed columns in the order of the schema, quotes and newlines in quotes included', async () => {
    const data = await readDataset(await file('plain.csv', csv), schema);
    expect(data.rows).toBe(3);
    expect([...data.columns.keys()]).toEqual(['id', 'amount', 'late', 'purpose', 'owner', 'applied', 'bad']);
    expect(cells(data.columns.get('amount'))).toEqual([100_000, -0.5, Number.NaN]);
    expect(cells(data.columns.get('late'))).toEqual([0, Number.NaN, Number.NaN]);
    expect([...(data.columns.get('late') as NumericColumn).special!]).toEqual([0, 1, 0]);
    expect(cells(data.columns.get('purpose'))).toEqual([0, 2, 1]);
    expect(cells(data.columns.get('owner'))).toEqual([1, 0, -1]);
    expect((data.columns.get('applied') as TimeColumn).values[2]).toBe(Date.UTC(2024, 1, 29));
    expect((data.columns.get('id') as TextColumn).values).toEqual(['a1', 'a2', 'a3']);
    expect([...data.rowNumbers]).toEqual([1, 2, 3]);
    expect(data.source.format).toMatchObject({ kind: 'csv', delimiter: ',', encoding: 'utf-8', compression: 'none' });
  });

  it('gives the same table the same fingerprint in every format', async () => {
    const plain = await readDataset(await file('a.csv', csv), schema);
    const variants: Record<string, string | Uint8Array> = {
      'crlf.csv': csv.replaceAll('\n', '\r\n'),
      'bom.csv': `\ufeff${csv}`,
      'packed.csv.gz': gzipSync(csv),
      'utf16.csv': iconv.encode(csv, 'utf-16le', { addBOM: true }),
      'rows.jsonl': [
        { id: 'a1', amount: 1e5, late: 0, purpose: 'car', owner: true, applied: '2024-01-31', bad: 0 },
        { id: 'a2', amount: -0.5, late: 98, purpose: 'TV, radio', owner: false, applied: '2024-02-01', bad: '1' },
        { id: 'a3', purpose: 'house', applied: '2024-02-29', bad: 0 },
      ]
        .map((row) => JSON.stringify(row))
        .join('\n'),
      'columns.csv': csv
        .split('\n')
        .map((line) => line.replace(/^(\w+),/, '$1,'))
        .join('\n'),
    };
    for (const [name, content] of Object.entries(variants)) {
      const data = await readDataset(await file(name, content), schema);
      expect(data.fingerprint, name).toBe(plain.fingerprint);
    }
    const parquet = join(folder, 'table.parquet');
    await withDatabase(undefined, (connection) =>
      connection.run(
        `COPY (SELECT id, TRY_CAST(amount AS DOUBLE) AS amount, CAST(late AS INTEGER) AS late, purpose, CAST(owner AS BOOLEAN) AS owner, CAST(applied AS DATE) AS applied, note, CAST(bad AS BIGINT) AS bad FROM read_csv('${join(folder, 'a.csv')}', header=true, all_varchar=true)) TO '${parquet}' (FORMAT parquet)`,
      ),
    );
    expect((await readDataset(parquet, schema)).fingerprint).toBe(plain.fingerprint);
    const other = await readDataset(await file('other.csv', csv.replace('-0.5', '-0.6')), schema);
    expect(other.fingerprint).not.toBe(plain.fingerprint);
  });

  it.each([
    ['tab.tsv', '\t'],
    ['semicolon.csv', ';'],
    ['pipe.txt', '|'],
    ['space.txt', ' '],
  ])('finds the delimiter of %s', async (name, delimiter) => {
    const rows = ['x y bad', '1 2.5 0', '3 4.5 1'].map((line) => line.replaceAll(' ', delimiter));
    const data = await readDataset(await file(name, rows.join('\n')), {
      version: 1,
      columns: [
        { name: 'x', type: 'integer', role: 'feature' },
        { name: 'y', type: 'number', role: 'feature' },
        { name: 'bad', type: 'category', role: 'target', categories: ['0', '1'] },
      ],
    });
    expect(cells(data.columns.get('y'))).toEqual([2.5, 4.5]);
    expect(data.source.format.delimiter).toBe(delimiter);
  });

  it('reads columns padded with spaces and files without a header', async () => {
    const path = await file('padded.dat', '  1   2.5  0\n 30  4.5  1\n  5  10.5 0\n');
    const data = await readDataset(path, {
      version: 1,
      columns: [
        { name: 'column_1', type: 'integer', role: 'feature' },
        { name: 'column_2', type: 'number', role: 'feature' },
        { name: 'column_3', type: 'integer', role: 'feature' },
      ],
    });
    expect(cells(data.columns.get('column_1'))).toEqual([1, 30, 5]);
    expect(cells(data.columns.get('column_2'))).toEqual([2.5, 4.5, 10.5]);
    const named = await readDataset(path, {
      version: 1,
      columns: ['rooms', 'size', 'sold'].map((name) => ({ name, type: 'number', role: 'feature' })),
    });
    expect(cells(named.columns.get('size'))).toEqual([2.5, 4.5, 10.5]);
  });

  it('reads decimal commas, grouped thousands and the unit that the schema names', async () => {
    const path = await file('comma.csv', 'price;share\n"€ 1.200,50";12,5 %\n3,5;7\n1.000.000;0,25\n');
    const data = await readDataset(path, {
      version: 1,
      file: { decimal: ',' },
      columns: [
        { name: 'price', type: 'number', role: 'feature', unit: 'EUR' },
        { name: 'share', type: 'number', role: 'feature', unit: '%' },
      ],
    });
    expect(cells(data.columns.get('price'))).toEqual([1200.5, 3.5, 1_000_000]);
    expect(cells(data.columns.get('share'))).toEqual([12.5, 7, 0.25]);
  });

  it.each(['utf-8', 'gb18030'])('reads Chinese names and cells in %s', async (encoding) => {
    const text = '编号,年龄,用途,是否违约\n甲01,35,购车,否\n乙02,41,装修,是\n丙03,29,购车,否\n';
    const data = await readDataset(await file(`chinese-${encoding}.csv`, iconv.encode(text, encoding)), {
      version: 1,
      columns: [
        { name: '编号', type: 'text', role: 'id' },
        { name: '年龄', type: 'integer', role: 'feature' },
        { name: '用途', type: 'category', role: 'feature', categories: ['购车', '装修'] },
        { name: '是否违约', type: 'category', role: 'target', categories: ['否', '是'] },
      ],
    });
    expect((data.columns.get('编号') as TextColumn).values).toEqual(['甲01', '乙02', '丙03']);
    expect(cells(data.columns.get('是否违约'))).toEqual([0, 1, 0]);
    expect(data.source.format.encoding).toBe(encoding);
  });

  it('tells Western text from Chinese', async () => {
    const text = 'name;ort;x\nMüller;Köln;1\nGroß;Düsseldorf;2\nÉmile;Orléans;3\n';
    const data = await readDataset(await file('latin.csv', iconv.encode(text, 'windows-1252')), {
      version: 1,
      columns: [
        { name: 'name', type: 'text', role: 'id' },
        { name: 'ort', type: 'text', role: 'feature' },
        { name: 'x', type: 'number', role: 'feature' },
      ],
    });
    expect((data.columns.get('name') as TextColumn).values).toEqual(['Müller', 'Groß', 'Émile']);
    expect(data.source.format.encoding).toBe('windows-1252');
  });

  it('takes 1.0 for the category 1, and numbers of Parquet for categories', async () => {
    const columns: FeatureSchema['columns'] = [
      { name: 'grade', type: 'category', role: 'feature', categories: ['1', '2'] },
      { name: 'x', type: 'number', role: 'feature' },
    ];
    const data = await readDataset(await file('floats.csv', 'grade,x\n1.0,5\n2.0,6\n,7\n'), { version: 1, columns });
    expect(cells(data.columns.get('grade'))).toEqual([0, 1, -1]);
    const path = join(folder, 'floats.parquet');
    await withDatabase(undefined, (connection) =>
      connection.run(
        `COPY (SELECT * FROM (VALUES (1.0::DOUBLE, 5), (2.0, 6), (NULL, 7)) AS t(grade, x)) TO '${path}' (FORMAT parquet)`,
      ),
    );
    expect((await readDataset(path, { version: 1, columns })).fingerprint).toBe(data.fingerprint);
  });

  it('reads floats of 32 bits of Parquet as the decimals that a text would have', async () => {
    const columns: FeatureSchema['columns'] = [
      { name: 'x', type: 'number', role: 'feature' },
      { name: 'grade', type: 'category', role: 'feature', categories: ['0.1', '0.7'] },
    ];
    const text = await readDataset(await file('single.csv', 'x,grade\n0.1,0.1\n-3.3,0.7\n,\n'), {
      version: 1,
      columns,
    });
    const path = join(folder, 'single.parquet');
    await withDatabase(undefined, (connection) =>
      connection.run(
        `COPY (SELECT * FROM (VALUES (0.1::FLOAT, 0.1::FLOAT), (-3.3, 0.7), (NULL, NULL)) AS t(x, grade)) TO '${path}' (FORMAT parquet)`,
      ),
    );
    expect((await readDataset(path, { version: 1, columns })).fingerprint).toBe(text.fingerprint);
  });

  it('reads points in time of Parquet as UTC, NaN as missing, and refuses infinity as it does in text', async () => {
    const path = join(folder, 'times.parquet');
    const write = (x: string): Promise<unknown> =>
      withDatabase(undefined, (connection) =>
        connection.run(
          `COPY (SELECT TIMESTAMPTZ '2024-01-31 10:00:00+08' AS at, ${x}::DOUBLE AS x UNION ALL SELECT NULL, 'NaN'::DOUBLE) TO '${path}' (FORMAT parquet)`,
        ),
      );
    const columns: FeatureSchema['columns'] = [
      { name: 'at', type: 'datetime', role: 'time' },
      { name: 'x', type: 'number', role: 'feature' },
    ];
    await write('1.5');
    const data = await readDataset(path, { version: 1, columns });
    expect(cells(data.columns.get('at'))).toEqual([Date.UTC(2024, 0, 31, 2), Number.NaN]);
    expect(cells(data.columns.get('x'))).toEqual([1.5, Number.NaN]);
    await write("'inf'");
    await expect(readDataset(path, { version: 1, columns })).rejects.toMatchObject({ code: 'NOT_A_NUMBER' });
  });

  it('orders the levels of an open list by content, not by appearance', async () => {
    const columns: FeatureSchema['columns'] = [{ name: 'c', type: 'category', role: 'feature' }];
    const one = await readDataset(await file('open1.csv', 'c,d\nz,1\n10,1\n9,1\nz,1\n'), {
      version: 1,
      columns: [...columns, { name: 'd', type: 'integer', role: 'ignore' }],
    });
    expect(one.columns.get('c')).toEqual({
      kind: 'categorical',
      levels: ['9', '10', 'z'],
      codes: Int32Array.of(2, 1, 0, 2),
    });
  });

  it('reads a file to be predicted without its outcome, and a path that looks like a pattern', async () => {
    const path = await file('rows [new] *.csv', 'amount,late,purpose,owner\n1,2,car,true\n');
    const data = await readDataset(path, schema, { purpose: 'predict' });
    expect(cells(data.columns.get('amount'))).toEqual([1]);
    expect(cells(data.columns.get('bad'))).toEqual([-1]);
    expect(cells(data.columns.get('applied'))).toEqual([Number.NaN]);
    expect((data.columns.get('id') as TextColumn).values).toEqual([null]);
  });

  it('reads an unlisted category as missing, with a warning, where the caller allows it', async () => {
    const path = await file('unlisted.csv', csv.replace(',car,', ',boat,'));
    const warnings: string[] = [];
    const data = await readDataset(path, schema, {
      unknownCategory: 'missing',
      onWarning: (warning) => warnings.push(warning.message),
    });
    expect((data.columns.get('purpose') as CategoricalColumn).codes[0]).toBe(-1);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain("'boat'");
  });

  it('reads cells longer than the part of the file that its format is told from', async () => {
    const long = 'x'.repeat(1_000_000);
    const data = await readDataset(await file('long-cells.csv', `a,b\n1,"${long}"\n2,y\n`), {
      version: 1,
      columns: [
        { name: 'a', type: 'integer', role: 'feature' },
        { name: 'b', type: 'text', role: 'id' },
      ],
    });
    expect((data.columns.get('b') as TextColumn).values).toEqual([long, 'y']);
  });

  it('stops when asked to, and reports progress', async () => {
    const rows = Array.from({ length: 50_000 }, (_, i) => `${i},${i % 7}`).join('\n');
    const path = await file('long.csv', `x,y\n${rows}\n`);
    const columns: FeatureSchema['columns'] = [
      { name: 'x', type: 'integer', role: 'feature' },
      { name: 'y', type: 'integer', role: 'feature' },
    ];
    const fractions: number[] = [];
    const data = await readDataset(path, { version: 1, columns }, { onProgress: (f) => fractions.push(f) });
    expect(data.rows).toBe(50_000);
    expect((data.columns.get('x') as NumericColumn).values[49_999]).toBe(49_999);
    expect(fractions.at(-1)).toBe(1);
    const controller = new AbortController();
    controller.abort();
    await expect(readDataset(path, { version: 1, columns }, { signal: controller.signal })).rejects.toMatchObject({
      kind: 'cancelled',
    });
  });
});
