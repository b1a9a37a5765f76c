import { layerSeed, type StepSettings } from '../engine.js';
import type { Pointer } from '../neural-kernels.js';
import { ConvolutionEncoder } from './convolution-encoder.js';
import type { EmbeddedTexts, SequenceEncoder } from './encoder.js';
import { RecurrentEncoder } from './recurrent-encoder.js';
import { SequenceMemory } from './sequence-memory.js';
import { encodedWidth, type SequenceShape, sequenceSlots } from './sequence-shape.js';

/**
 * Texts as ids of the vocabulary, one behind another; text i is the tokens `offsets[i]` to `offsets[i + 1]`. None is empty. A
 * token may be several pieces, as many for each: its vector is then their mean.
 */
export interface TokenIds {
  ids: Int32Array;
  offsets: Int32Array;
}

/** Tokens of all texts, and the pieces of each. */
export function countTokens({ ids, offsets }: TokenIds): { tokens: number; pieces: number } {
  const tokens = offsets[offsets.length - 1]!;
  return { tokens, pieces: tokens === 0 ? 1 : ids.length / tokens };
}

/** Layers of dropout, for `layerSeed`. */
export const ON_TOKENS = 0;
export const ON_ENCODED = 1;

/** Ids of a batch in memory. */
interface PlacedIds {
  at: Pointer;
  count: number;
  /** First id of each row, and the end, where a row has several. */
  offsets?: Pointer;
}

/** The network of a shape on our kernels: embedding, encoder, dropout, dense layer; forward, backward and Adam. */
export class SequenceNetwork {
  readonly memory: SequenceMemory;
  /** Numbers that the dense layer gets. */
  readonly width: number;
  private readonly encoder: SequenceEncoder;
  private batch: { input: EmbeddedTexts; ids: PlacedIds; encoded: Pointer; rows: number; seed: number } | undefined;

  constructor(
    readonly shape: SequenceShape,
    trained: boolean,
  ) {
    this.memory = new SequenceMemory(sequenceSlots(shape), trained);
    const { encoder, dimension } = shape;
    this.width = encodedWidth(encoder);
    this.encoder =
      encoder.kind === 'convolution'
        ? new ConvolutionEncoder(this.memory, encoder, dimension)
        : new RecurrentEncoder(this.memory, encoder, dimension);
  }

  /** Rows of the outputs: one a text, or one a token where states are not pooled. */
  rowsOf(texts: TokenIds): number {
    const { encoder } = this.shape;
    const ofTokens = encoder.kind === 'recurrent' && encoder.pooling === 'none';
    return ofTokens ? countTokens(texts).tokens : texts.offsets.length - 1;
  }

  /** rows x outputs of a batch; with a seed, as in training. Until the next call. */
  forward(texts: TokenIds, seed?: number): Pointer {
    const { memory, shape, width } = this;
    const { kernels } = memory;
    memory.startBatch();
    const { input, ids } = this.embed(texts);
    if (seed !== undefined) this.dropTokens(input.x, input.rows, seed);
    const rows = this.rowsOf(texts);
    const encoded = this.encoder.forward(input);
    if (seed !== undefined) this.dropEncoded(encoded, rows, seed);
    const out = memory.reserve(rows * shape.outputs);
    const kernel = memory.weight('dense.kernel');
    kernels.gemm(false, false, rows, shape.outputs, width, encoded, kernel, out, false, memory.scratch);
    kernels.biasActivate(out, memory.weight('dense.bias'), rows, shape.outputs, 0);
    this.batch = seed === undefined ? undefined : { input, ids, encoded, rows, seed };
    return out;
  }

  /** Writes the gradients of all weights from that of the outputs of the `forward` before, which was one of training. */
  backward(gradient: Pointer): void {
    const { memory, shape, width } = this;
    const { kernels, scratch } = memory;
    const { input, ids, encoded, rows, seed } = this.batch!;
    const { outputs, dimension, vocabulary } = shape;
    kernels.columnSums(gradient, rows, outputs, memory.gradient('dense.bias'));
    kernels.gemm(true, false, width, outputs, rows, encoded, gradient, memory.gradient('dense.kernel'), false, scratch);
    const gEncoded = memory.reserve(rows * width);
    kernels.gemm(false, true, rows, width, outputs, gradient, memory.weight('dense.kernel'), gEncoded, false, scratch);
    this.dropEncoded(gEncoded, rows, seed);
    const gX = this.encoder.backward(input, gEncoded);
    this.dropTokens(gX, input.rows, seed);
    const gEmbedding = memory.gradient('embedding');
    const { at, count, offsets } = ids;
    let gPieces = gX;
    if (offsets !== undefined) {
      gPieces = memory.reserve(count * dimension);
      kernels.meanRowsGradient(gX, offsets, input.rows, dimension, gPieces);
    }
    kernels.segmentSum(gPieces, at, count, dimension, gEmbedding, vocabulary);
    // Padding is not trained.
    memory.f32(gEmbedding, dimension).fill(0);
  }

  descend(settings: StepSettings): void {
    this.memory.descend(settings);
  }

  /** Looks the tokens up; gaps are the vector of padding, which is zero. */
  private embed(texts: TokenIds): { input: EmbeddedTexts; ids: PlacedIds } {
    const { memory } = this;
    const { gap } = this.encoder;
    const { ids, offsets } = texts;
    const { tokens, pieces } = countTokens(texts);
    const count = offsets.length - 1;
    const rows = tokens + count * gap;
    const spread = new Int32Array(rows * pieces);
    const rowOf = new Int32Array(tokens);
    for (let i = 0; i < count; i++) {
      const [first, end] = [offsets[i]!, offsets[i + 1]!];
      spread.set(ids.subarray(first * pieces, end * pieces), (first + i * gap) * pieces);
      for (let t = first; t < end; t++) rowOf[t] = t + i * gap;
    }
    const placed = this.lookUp(spread, rows);
    const [offsetsAt, rowsAt] = [memory.placeIntegers(offsets), memory.placeIntegers(rowOf)];
    return { input: { texts: count, tokens, offsets, offsetsAt, rowsAt, rows, x: placed.x }, ids: placed.ids };
  }

  /** The vectors of so many rows: of one id each, or the mean of several. */
  private lookUp(ids: Int32Array, rows: number): { x: Pointer; ids: PlacedIds } {
    const { memory } = this;
    const { dimension } = this.shape;
    const at = memory.placeIntegers(ids);
    const vectors = memory.reserve(ids.length * dimension);
    memory.kernels.gatherRows(memory.weight('embedding'), at, ids.length, dimension, vectors);
    if (ids.length === rows) return { x: vectors, ids: { at, count: rows } };
    const offsets = memory.placeIntegers(Int32Array.from({ length: rows + 1 }, (_, t) => (t * ids.length) / rows));
    const x = memory.reserve(rows * dimension);
    memory.kernels.meanRows(vectors, offsets, rows, dimension, x);
    return { x, ids: { at, count: ids.length, offsets } };
  }

  private dropTokens(x: Pointer, rows: number, seed: number): void {
    const { dropout, encoder, dimension } = this.shape;
    if (dropout === 0 || encoder.kind === 'convolution') return;
    this.memory.kernels.dropout(x, rows * dimension, 1 - dropout, layerSeed(seed, ON_TOKENS));
  }

  private dropEncoded(x: Pointer, rows: number, seed: number): void {
    const { dropout } = this.shape;
    if (dropout === 0) return;
    this.memory.kernels.dropout(x, rows * this.width, 1 - dropout, layerSeed(seed, ON_ENCODED));
  }
}
