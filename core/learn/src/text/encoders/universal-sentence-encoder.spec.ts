import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { ProoflineError } from '../../errors/proofline-error.js';
import { openBackend } from '../../neural/backend.js';
import { packageFiles, shippedEncoder } from './shipped-encoder.js';
import { UniversalSentenceEncoder } from './universal-sentence-encoder.js';

const encoder = shippedEncoder();
const { dimensions } = encoder;

const TEXTS = [
  'I lost my card',
  'How do I reset my password?',
  'Hi',
  'What is the procedure for changing the address on my account, please? I tried twice :-) £20.50',
  '我想退款',
  '😀 ok',
  'a '.repeat(140),
  'Füße, naïve ① ﬁ',
];

const row = (vectors: Float32Array, i: number): Float32Array => vectors.slice(i * dimensions, (i + 1) * dimensions);
const dot = (a: Float32Array, b: Float32Array): number => a.reduce((sum, value, i) => sum + value * b[i]!, 0);
const encodeOne = (text: string): Float32Array => encoder.encode([text]);

/** The package's graph, executed by TensorFlow.js on the pieces the encoder finds. */
async function executeGraph(pieces: number[][]): Promise<Float32Array> {
  const { tf } = await openBackend('wasm');
  const { loadGraphModel } = await import('@tensorflow/tfjs-converter');
  const files = packageFiles();
  const { modelTopology, weightsManifest } = JSON.parse(Buffer.from(files.read('model.json')!).toString());
  const weights = Buffer.concat(weightsManifest[0].paths.map((path: string) => files.read(path)!));
  const model = await loadGraphModel({
    load: async () => ({
      modelTopology,
      weightSpecs: weightsManifest[0].weights,
      weightData: weights.buffer.slice(weights.byteOffset, weights.byteOffset + weights.byteLength) as ArrayBuffer,
    }),
  });
  const places = pieces.flatMap((ids, text) => ids.map((_, position) => [text, position] as [number, number]));
  const output = await model.executeAsync({
    indices: tf.tensor2d(places, [places.length, 2], 'int32'),
    values: tf.tensor1d(pieces.flat(), 'int32'),
  });
  return (output as { dataSync(): Float32Array }).dataSync();
}

describe('universal sentence encoder', () => {
  it('gives the vectors of the graph executed by TensorFlow.js', async () => {
    const { pieces } = encoder as unknown as { pieces: { encode(text: string, most: number): number[] } };
    const want = await executeGraph(TEXTS.map((text) => pieces.encode(text, 128)));
    const got = encoder.encode(TEXTS);
    expect(got.length).toBe(want.length);
    let worst = 0;
    for (let i = 0; i < want.length; i++) worst = Math.max(worst, Math.abs(got[i]! - want[i]!));
    expect(worst).toBeLessThan(5e-4);
  });

  it('cuts texts into the pieces of the package it comes from', () => {
    const { pieces } = encoder as unknown as { pieces: { encode(text: string, most: number): number[] } };
    // From the tokenizer of @energetic-ai/embeddings 0.2.0.
    expect(pieces.encode('I lost my card', 128)).toEqual([16, 1064, 69, 1305]);
    expect(pieces.encode('Füße, naïve ① ﬁ b :) c', 128)).toEqual([
      189, 6980, 0, 59, 8, 1216, 0, 105, 207, 1480, 464, 658, 598,
    ]);
  });

  it('puts texts of a like meaning near each other', () => {
    const vectors = encoder.encode(['I forgot my password', 'How can I reset my password?', 'Where is my parcel?']);
    expect(dot(row(vectors, 0), row(vectors, 1))).toBeGreaterThan(dot(row(vectors, 0), row(vectors, 2)) + 0.2);
  });

  it('gives a text the same bits alone and among others, and each vector the length 1', () => {
    const many = Array.from({ length: 120 }, (_, i) => TEXTS[(i * 5) % TEXTS.length]!.slice(0, 10 + (i % 50)));
    const vectors = encoder.encode(many);
    for (const i of [0, 1, 17, 63, 119]) expect(row(vectors, i)).toEqual(encodeOne(many[i]!));
    for (let i = 0; i < many.length; i++) expect(dot(row(vectors, i), row(vectors, i))).toBeCloseTo(1, 5);
  });

  it('encodes anything: empty texts, emoji, lone surrogates, a hundred thousand characters', () => {
    const odd = ['', ' \n ', '😀', '\ud800', 'x'.repeat(100_000), 'word '.repeat(20_000), '\0'];
    const vectors = encoder.encode(odd);
    expect(vectors.every(Number.isFinite)).toBe(true);
    expect(row(vectors, 0)).toEqual(row(vectors, 1));
    expect(row(vectors, 5)).toEqual(encodeOne('word '.repeat(128)));
    expect(encoder.encode([])).toEqual(new Float32Array(0));
  });

  it('reports progress and can be cancelled', () => {
    const texts = Array.from({ length: 60 }, () => TEXTS[3]!);
    const stop = new AbortController();
    const seen: number[] = [];
    const run = (): Float32Array =>
      encoder.encode(texts, {
        signal: stop.signal,
        onProgress: ({ done, total }) => {
          expect(total).toBe(60);
          seen.push(done);
          if (seen.length === 3) stop.abort();
        },
      });
    expect(run).toThrow(expect.objectContaining({ kind: 'cancelled' }));
    expect(seen.length).toBe(3);
    expect(seen[2]).toBeGreaterThan(seen[1]!);
  });

  it('has a fingerprint that tells the files from others', () => {
    expect(encoder.fingerprint).toMatch(/^[0-9a-f]{64}$/);
    const files = packageFiles();
    const changed = new UniversalSentenceEncoder({
      place: 'here',
      read: (name) => {
        const bytes = files.read(name);
        if (name === 'group1-shard7of7') bytes![0]! ^= 1;
        return bytes;
      },
    });
    expect(changed.fingerprint).not.toBe(encoder.fingerprint);
  });

  it('says everything that is wrong with files', () => {
    const files = packageFiles();
    const open = (): unknown =>
      new UniversalSentenceEncoder({
        place: 'the folder x',
        read: (name) => (name.includes('shard') && !name.includes('1of7') ? undefined : files.read(name)),
      });
    expect(open).toThrow(ProoflineError);
    expect(open).toThrow(/the folder x.*group1-shard2of7 is missing.*group1-shard7of7 is missing/);
    const empty = (): unknown => new UniversalSentenceEncoder({ place: 'x', read: () => undefined });
    expect(empty).toThrow(/model.json is missing.*tanh_layer_0/);
    expect(empty).toThrow(/vocab.json is not a list/);
  });

  it('loads no TensorFlow.js and prints nothing', async () => {
    const script = `
      import { createRequire } from 'node:module';
      const { shippedEncoder } = await import('@proofline/learn/encoders');
      shippedEncoder().encode(['hello']);
      const loaded = Object.keys(createRequire(import.meta.url).cache).filter((path) => /tensorflow|energetic/.test(path));
      if (loaded.length > 0) console.log(loaded.join());
    `;
    const run = promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script], {
      cwd: new URL('../../..', import.meta.url),
    });
    expect(await run).toEqual({ stdout: '', stderr: '' });
  });
});
