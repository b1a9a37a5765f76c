import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Problem } from '@proofline/learn';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FeatureSchema } from '../schema/feature-schema.js';
import { readDataset } from './read-dataset.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'proofline-test-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const columns: FeatureSchema['columns'] = [
  { name: 'amount', type: 'number', role: 'feature', unit: 'EUR' },
  { name: 'rate', type: 'number', role: 'feature' },
  { name: 'city', type: 'category', role: 'feature', categories: ['Köln', 'Zürich', '北京'] },
];
/** As each country's export writes the same two rows. */
const american = 'amount,rate,city\n"1,234.5",0.125,Köln\n20,0.5,Zürich\n';
const german = 'amount;rate;city\n1.234,5;0,125;Köln\n20;0,5;Zürich\n';
const formats: [string, FeatureSchema['file']][] = [
  ['American', {}],
  ['German in windows-1252', { encoding: 'windows-1252', delimiter: ';', decimal: ',' }],
  ['UTF-16', { encoding: 'utf-16le', delimiter: '\t' }],
];
const files: [string, Buffer][] = [
  ['American', Buffer.from(american)],
  ['German', Buffer.from(german)],
  ['German in windows-1252', Buffer.from(german, 'latin1')],
  ['packed', gzipSync(german)],
  ['UTF-16 with tabs', Buffer.from(`\ufeff${german.replaceAll(';', '\t')}`, 'utf16le')],
  [
    'JSON lines',
    Buffer.from('{"amount":1234.5,"rate":0.125,"city":"Köln"}\n{"amount":20,"rate":0.5,"city":"Zürich"}\n'),
  ],
];

let count = 0;
async function read(content: Buffer | string, file: FeatureSchema['file'] = {}) {
  const path = join(folder, `file-${count++}`);
  await writeFile(path, content);
  const warnings: Problem[] = [];
  const dataset = await readDataset(
    path,
    { version: 1, file, columns },
    { purpose: 'predict', format: 'file', onWarning: (warning) => warnings.push(warning) },
  );
  const { amount, rate, city } = Object.fromEntries(dataset.columns);
  if (amount?.kind !== 'numeric' || rate?.kind !== 'numeric' || city?.kind !== 'categorical') throw new TypeError();
  return {
    amount: [...amount.values],
    rate: [...rate.values],
    city: [...city.codes].map((code) => city.levels[code]),
    warnings: warnings.map(({ code }) => code),
  };
}

describe('a file in another format than the training file', () => {
  for (const [trained, format] of formats) {
    it.each(files)(`is read as it is, trained on ${trained}: %s`, async (_name, content) => {
      expect(await read(content, format)).toEqual({
        amount: [1234.5, 20],
        rate: [0.125, 0.5],
        city: ['Köln', 'Zürich'],
        warnings: [],
      });
    });
  }

  it('is Chinese, where the training file was Western, and the other way round only where that is certain', async () => {
    const chinese = await read(
      // 北京 in GB 18030.
      Buffer.concat([Buffer.from('amount,rate,city\n1,2,'), Buffer.from([0xb1, 0xb1, 0xbe, 0xa9]), Buffer.from('\n')]),
      { encoding: 'windows-1252' },
    );
    expect(chinese.city).toEqual(['北京']);
    expect((await read(german, { encoding: 'gb18030' })).city).toEqual(['Köln', 'Zürich']);
  });

  it('keeps what the schema says where the file does not say otherwise', async () => {
    // Bytes of Big5 and windows-1252 cannot be told apart with certainty.
    expect(
      (await read(Buffer.from('amount,rate,city\n1,2,Z\u00fcrich\n', 'latin1'), { encoding: 'iso-8859-15' })).city,
    ).toEqual(['Zürich']);
    const grouped = 'amount;rate;city\n1.234;2.345;Köln\n';
    expect((await read(grouped, { delimiter: ';', decimal: ',' })).amount).toEqual([1234]);
    expect((await read(grouped, { delimiter: ';' })).amount).toEqual([1.234]);
  });

  it('settles what could be either by the delimiter, or says that it could not', async () => {
    expect(await read('amount,rate,city\n1.234,2.345,Köln\n', { delimiter: ';', decimal: ',' })).toMatchObject({
      amount: [1.234],
      warnings: [],
    });
    expect(await read('amount;rate;city\n1,234;2,345;Köln\n')).toMatchObject({
      amount: [1234],
      warnings: ['DECIMAL_DOUBTFUL'],
    });
  });

  it('quotes no more than the beginning of what it could not read', async () => {
    const header = Array.from({ length: 400 }, (_, i) => `column ${i}`).join(' and ');
    const error = await read(`${header}\n1\n2\n`).catch((thrown: Error) => thrown);
    expect((error as Error).message).toContain("'column 0 and column 1");
    expect((error as Error).message.length).toBeLessThan(1500);
  });
});
