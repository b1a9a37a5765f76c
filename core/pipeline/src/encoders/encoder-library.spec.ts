import { appendFileSync, cpSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { addEncoder, listEncoders, openEncoder, removeEncoder, SHIPPED_ENCODER } from './encoder-library.js';
import { folderFiles } from './folder-files.js';

const BERT = join(import.meta.dirname, '../../../../fixtures/encoders/tiny-bert');
const root = mkdtempSync(join(tmpdir(), 'proofline-encoders-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(root, 'home-'));
});

describe('encoder library', () => {
  it('keeps the files that matter, and opens, lists and removes them', async () => {
    const folder = join(home, 'source');
    cpSync(BERT, folder, { recursive: true });
    writeFileSync(join(folder, 'pytorch_model.bin'), 'much more');
    expect(await listEncoders(home)).toEqual([]);
    const { entry, encoder } = await addEncoder(home, folder, { name: 'tiny' });
    expect(entry).toMatchObject({ name: 'tiny', dimensions: 32, mostTokens: 20, source: folder });
    expect(entry.bytes).toBeGreaterThan(46_000);
    expect(await listEncoders(home)).toEqual([entry]);
    rmSync(folder, { recursive: true });
    expect(readdirSync(join(home, 'models', 'tiny')).sort()).toEqual([
      '1_Pooling',
      'config.json',
      'encoder.json',
      'model.safetensors',
      'modules.json',
      'tokenizer_config.json',
      'vocab.txt',
    ]);
    const found = openEncoder(home, 'tiny');
    expect(found).toMatchObject({ name: 'tiny', fingerprint: encoder.fingerprint });
    expect(found.encode(['my card'])).toEqual(encoder.encode(['my card']));
    expect(openEncoder(home, 'tiny')).toBe(found);
    expect(await removeEncoder(home, 'tiny')).toEqual(entry);
    expect(readdirSync(join(home, 'models'))).toEqual([]);
    expect(() => openEncoder(home, 'tiny')).toThrow(expect.objectContaining({ code: 'ENCODER_NOT_FOUND' }));
  });

  it('opens the shipped one without a name, and lends its name to no other', async () => {
    expect(openEncoder(home)).toMatchObject({ name: SHIPPED_ENCODER, dimensions: 512 });
    await expect(addEncoder(home, BERT, { name: SHIPPED_ENCODER })).rejects.toThrow(/always there/);
  });

  it('replaces one only when it is told to', async () => {
    await addEncoder(home, BERT, { name: 'tiny', source: 'first' });
    await expect(addEncoder(home, BERT, { name: 'tiny' })).rejects.toThrow(
      expect.objectContaining({ kind: 'conflict', code: 'ENCODER_EXISTS' }),
    );
    await addEncoder(home, BERT, { name: 'tiny', source: 'second', replace: true });
    expect(await listEncoders(home)).toEqual([expect.objectContaining({ source: 'second' })]);
  });

  it('keeps nothing of a folder that cannot be used', async () => {
    await expect(addEncoder(home, home, { name: 'empty' })).rejects.toThrow(
      /config.json is missing. tokenizer.json is missing. model.safetensors is missing/,
    );
    await expect(addEncoder(home, BERT, { name: '../out' })).rejects.toThrow(/cannot be the name of an encoder/);
    await expect(removeEncoder(home, '..')).rejects.toThrow(/cannot be the name of an encoder/);
    expect(existsSync(join(home, 'models'))).toBe(false);
  });

  it('notices files that have changed since', async () => {
    await addEncoder(home, BERT, { name: 'tiny' });
    appendFileSync(join(home, 'models', 'tiny', 'config.json'), '\n');
    expect(() => openEncoder(home, 'tiny')).toThrow(expect.objectContaining({ code: 'ENCODER_CHANGED' }));
    writeFileSync(join(home, 'models', 'tiny', 'encoder.json'), '{}');
    expect(() => openEncoder(home, 'tiny')).toThrow(/not what 'proofline models add' writes/);
  });

  it('reads no file outside of the folder', () => {
    const files = folderFiles(BERT);
    expect(files.read('1_Pooling/config.json')).toBeDefined();
    for (const name of ['../tiny-bert.json', '/etc/hostname', '1_Pooling/../../README.md', '', 'config.json/x']) {
      expect(files.read(name)).toBeUndefined();
    }
  });
});
