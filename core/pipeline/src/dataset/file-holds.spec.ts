import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { FeatureSchema } from '../schema/feature-schema.js';
import { fileHolds } from './file-holds.js';

const schema: FeatureSchema = {
  version: 1,
  columns: [
    { name: 'customer', type: 'integer', role: 'id' },
    { name: 'amount', type: 'number', role: 'feature' },
  ],
};
let folder: string;
let file: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'proofline-holds-'));
  file = join(folder, 'loans.csv');
  await writeFile(file, 'customer,amount,more\n0012,5,a\nA-7,much,b\n 15 ,6,c\n');
});
afterAll(() => rm(folder, { recursive: true }));

it('finds a value as the file writes it, whatever else is wrong with the file', async () => {
  for (const value of ['0012', 'A-7', '15', ' A-7 '])
    expect(await fileHolds(file, schema, 'customer', value)).toBe(true);
  for (const value of ['12', '5', 'a', '']) expect(await fileHolds(file, schema, 'customer', value)).toBe(false);
});

it('says where there is no such column', async () => {
  await writeFile(join(folder, 'other.csv'), 'amount,more\n5,a\n6,b\n');
  await expect(fileHolds(join(folder, 'other.csv'), schema, 'customer', 'A-7')).rejects.toThrow('customer');
});
