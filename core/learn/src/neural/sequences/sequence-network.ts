import { layerSeed, type StepSettings } from '../engine.js';
import type { Pointer } from '../neural-kernels.js';
import { ConvolutionEncoder } from './convolution-encoder.js';
import type { EmbeddedTexts, SequenceEncoder } from './encoder.js';
import { RecurrentEncoder } from './recurrent-encoder.js';
import { SequenceMemory } from './sequence-memory.js';
import { encodedWidth, type SequenceShape, sequenceSlots } from './sequence-shape.js';

/** Texts as ids of the vocabulary, one behind another; text i is `offsets[i]` to `offsets[i + 1]`. None is empty. */
export interface TokenIds {
  ids: Int32Array;
  offsets: Int32Array;
}

/** Layers of dropout, for `layerSeed`. */
export const ON_TOKENS = 0;
export const ON_ENCODED = 1;

/** The network of a shape on our kernels: embedding, encoder, dropout, dense layer; forward, backward and Adam. */
export class SequenceNetwork {
  readonly memory: SequenceMemory;
  /** Numbers that the dense layer gets. */
  readonly width: number;
  private readonly encoder: SequenceEncoder;
  private batch: { input: EmbeddedTexts; ids: Pointer; encoded: Pointer; rows: number; seed: number } | undefined;

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
  rowsOf({ ids, offsets }: TokenIds): number {
    const { encoder } = this.shape;
    return encoder.kind === 'recurrent' && encoder.pooling === 'none' ? ids.length : offsets.length - 1;
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
    kernels.segmentSum(gX, ids, input.rows, dimension, gEmbedding, vocabulary);
    // Padding is not trained.
    memory.f32(gEmbedding, dimension).fill(0);
  }

  descend(settings: StepSettings): void {
    this.memory.descend(settings);
  }

  /** Looks the tokens up; gaps are the vector of padding, which is zero. */
  private embed({ ids, offsets }: TokenIds): { input: EmbeddedTexts; ids: Pointer } {
    const { memory, shape } = this;
    const { gap } = this.encoder;
    const texts = offsets.length - 1;
    const spread = new Int32Array(ids.length + texts * gap);
    const rowOf = new Int32Array(ids.length);
    for (let i = 0; i < texts; i++) {
      for (let t = offsets[i]!; t < offsets[i + 1]!; t++) {
        rowOf[t] = t + i * gap;
        spread[t + i * gap] = ids[t]!;
      }
    }
    const idsAt = memory.placeIntegers(spread);
    const x = memory.reserve(spread.length * shape.dimension);
    memory.kernels.gatherRows(memory.weight('embedding'), idsAt, spread.length, shape.dimension, x);
    const [offsetsAt, rowsAt] = [memory.placeIntegers(offsets), memory.placeIntegers(rowOf)];
    return { input: { texts, tokens: ids.length, offsets, offsetsAt, rowsAt, rows: spread.length, x }, ids: idsAt };
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
