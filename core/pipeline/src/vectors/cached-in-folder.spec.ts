import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { shippedEncoder } from '@proofline/learn/encoders';
import { afterAll, expect, it } from 'vitest';
import { cachedInFolder } from './cached-in-folder.js';

const folder = mkdtempSync(join(tmpdir(), 'proofline-cache-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('vectors of an encoder are kept in a file of its own and read by the next process as the same bits', () => {
  const encoder = shippedEncoder();
  const some = ['I lost my card', '', '我想退款', 'Where is my parcel?'];
  const texts = Array.from({ length: 40 }, (_, i) => `${some[i % 4]}${i < 4 ? '' : i}`);
  const want = encoder.encode(texts);
  expect(cachedInFolder(folder, encoder).encode(texts)).toEqual(want);
  expect(readdirSync(folder)).toEqual([`${encoder.fingerprint.slice(0, 32)}.vectors`]);
  const idle = {
    name: encoder.name,
    fingerprint: encoder.fingerprint,
    dimensions: encoder.dimensions,
    encode: (missing: readonly string[]) => {
      throw new Error(`asked for ${missing.length} texts`);
    },
  };
  expect(cachedInFolder(folder, idle).encode(texts)).toEqual(want);
  expect(() => cachedInFolder(folder, idle).encode(['new'])).toThrow('asked for 1 texts');
});
