import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import iconv from 'iconv-lite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type MaskReport, maskFile } from './mask-file.js';
import { maskTokens } from './mask-tagged.js';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'proofline-mask-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** The masked copy of a file with this content, as bytes, with the report. */
async function masked(
  name: string,
  content: string | Buffer,
  more: { columns?: string[]; pack?: boolean; options?: Parameters<typeof maskFile>[0]['options'] } = {},
): Promise<MaskReport & { bytes: Buffer; text: string }> {
  const [path, out] = [join(folder, name), join(folder, `masked-${name}`)];
  await writeFile(path, content);
  const report = await maskFile({ path, out, ...more });
  const bytes = await readFile(out);
  return { ...report, bytes, text: bytes.toString('utf8') };
}

const CSV = [
  'id,text,note',
  '1,"I am Anna Smith, mail anna@x.com","a ""b"""',
  '2,where is it,  spaces  ',
  '',
  '3,"two lines',
  'bob@y.org ""quoted""",bob@y.org',
  '4,我叫王伟，手机13812345678,',
  '',
].join('\r\n');
const MASKED_CSV = CSV.replace('Anna Smith, mail anna@x.com', '[NAME_1], mail [EMAIL_1]')
  .replace('bob@y.org ""', '[EMAIL_1] ""')
  .replace('王伟，手机13812345678', '[NAME_1]，手机[PHONE_1]');

describe('maskFile', () => {
  it('masks cells of the named columns, and leaves every other character as it is', async () => {
    const { text, bytes: _, ...report } = await masked('some.csv', CSV, { columns: ['text'] });
    expect(text).toBe(MASKED_CSV);
    expect(report).toEqual({
      rows: 4,
      maskedRows: 3,
      counts: { name: 2, email: 2, phone: 1 },
      left: { note: 1 },
    });
  });

  it('keeps the encoding, the byte order mark, and what is to be kept', async () => {
    const gbk = await masked('gbk.csv', iconv.encode(CSV, 'gb18030'), { columns: ['text'] });
    expect(iconv.decode(gbk.bytes, 'gb18030')).toBe(MASKED_CSV);
    const wide = Buffer.from(`\ufeff${CSV}`, 'utf16le');
    expect((await masked('wide.csv', wide, { columns: ['text'] })).bytes.toString('utf16le')).toBe(
      `\ufeff${MASKED_CSV}`,
    );
    const packed = await masked('packed.csv.gz', gzipSync(CSV), { columns: ['text'], pack: true });
    expect(gunzipSync(packed.bytes).toString()).toBe(MASKED_CSV);
    const kept = await masked('kept.csv', CSV, { columns: ['text'], options: { keep: ['email', 'name', 'phone'] } });
    expect(kept.text).toBe(CSV);
  });

  it('leaves lines above the header, and files without one', async () => {
    const titled = `Export of the desk\n\n${CSV.replaceAll('\r', '')}`;
    expect((await masked('titled.csv', titled, { columns: ['text'] })).text).toBe(
      `Export of the desk\n\n${MASKED_CSV.replaceAll('\r', '')}`,
    );
    const bare = '1;anna@x.com\n2;where\n3;there\n';
    expect((await masked('bare.csv', bare, { columns: ['column_2'] })).text).toBe(
      bare.replace('anna@x.com', '[EMAIL_1]'),
    );
  });

  it('masks values of JSON lines', async () => {
    const lines =
      '{"text": "anna@x.com", "n": 1.50, "note": "bob@y.org"}\n{"text":"\\u0061nna@x.com"}\n{"text":"fine"}\n';
    const { text, left } = await masked('some.jsonl', lines, { columns: ['text'] });
    expect(text).toBe('{"text": "[EMAIL_1]", "n": 1.50, "note": "bob@y.org"}\n{"text":"[EMAIL_1]"}\n{"text":"fine"}\n');
    expect(left).toEqual({ note: 1 });
  });

  it('leaves tags of CoNLL files on what they were on', async () => {
    const lines = [
      'I\tX\tO\nam\tX\tO\nAnna\tX\tB-name\nSmith\tX\tI-name\nwith\tX\tO\nthe\tX\tO\nred\tX\tB-color\none\tX\tO\n',
      '我\tX\tO\n叫\tX\tO\n王\tX\tB-name\n伟\tX\tI-name\n要\tX\tO\n红\tX\tB-color\n色\tX\tI-color\n',
    ].join('\n');
    const { text, counts } = await masked('some.conll', lines);
    expect(text).toBe(
      lines
        .replace('Anna\tX\tB-name\nSmith\tX\tI-name', '[NAME_1]\tX\tB-name')
        .replace('王\tX\tB-name\n伟\tX\tI-name', '[NAME_1]\tX\tB-name'),
    );
    expect(counts).toEqual({ name: 2 });
  });

  it.each([
    ['U-name', ['B-name', 'L-name']],
    ['S-name', ['B-name', 'E-name']],
    ['B-name', ['B-name', 'I-name']],
    ['O', ['O', 'O']],
  ])('gives one token the tag %s for %j', (tag, tags) => {
    expect(maskTokens(['I', 'am', 'Anna', 'Smith'], ['O', 'O', ...tags])).toMatchObject({
      tokens: ['I', 'am', '[NAME_1]'],
      tags: ['O', 'O', tag],
    });
  });

  it('masks a name of which a part is marked part by part', () => {
    expect(maskTokens(['I', 'am', 'Anna', 'Smith'], ['O', 'O', 'O', 'B-family'])).toMatchObject({
      tokens: ['I', 'am', '[NAME_1]', '[NAME_1]'],
      tags: ['O', 'O', 'O', 'B-family'],
    });
  });

  it('moves the offsets of marked texts, in what the file counts', async () => {
    const text = '😀 I am Anna Smith, send the red one';
    const count = (part: string, label: string) => {
      const start = Array.from(text.slice(0, text.indexOf(part))).length;
      return { start, end: start + part.length, label, value: part };
    };
    const row = { text, entities: [count('Anna Smith', 'name'), count('Smith', 'none'), count('red', 'color')], id: 7 };
    row.entities.splice(1, 1);
    const plain = '{"text": "nothing",  "entities": []}';
    const said = (await masked('marked.jsonl', `${JSON.stringify(row)}\n${plain}\n`)).text.split('\n');
    expect(said[1]).toBe(plain);
    const { entities, ...rest } = JSON.parse(said[0]!);
    expect(rest).toEqual({ text: '😀 I am [NAME_1], send the red one', id: 7 });
    const characters = Array.from(rest.text);
    expect(entities).toHaveLength(2);
    for (const { start, end, value } of entities) expect(characters.slice(start, end).join('')).toBe(value);
    expect(entities[0].value).toBe('[NAME_1]');
  });

  it('names what it cannot mask', async () => {
    await expect(masked('a.csv', CSV, { columns: ['txt'] })).rejects.toThrow(
      /'txt', which does not exist. Columns: id, text, note/,
    );
    await expect(masked('b.csv', CSV)).rejects.toMatchObject({ code: 'MASK_COLUMNS_MISSING' });
    await expect(masked('c.jsonl', '{"text": "a"}\n{oops\n', { columns: ['text'] })).rejects.toMatchObject({
      code: 'ROW_NOT_JSON',
    });
  });
});
