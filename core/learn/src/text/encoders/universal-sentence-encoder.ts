import { type PlacedDense, type PlacedNorm, TransformerMemory } from '../../neural/transformer-memory.js';
import { batchLimit, encodeInBatches, type TokenBatch } from './encode-in-batches.js';
import { FileProblems } from './file-problems.js';
import { GraphWeights } from './graph-weights.js';
import { RecordedFiles } from './recorded-files.js';
import type { EncodeOptions, ModelFiles, SentenceEncoder } from './sentence-encoder.js';
import { SentencePieces, type SentencePieceVocabulary } from './sentence-pieces.js';

const NAME = 'universal-sentence-encoder-lite';
/** Changes when the same files give other vectors, for what is computed here is part of the fingerprint. */
const REVISION = 1;
const MOST_TOKENS = 128;
const PIECES = 8002;
const EMBEDDING = 256;
const WIDTH = 512;
const INNER = 1536;
const HEADS = 4;
const EPSILON = 1e-6;

interface Layer {
  width: number;
  attentionNorm: PlacedNorm;
  qkv: PlacedDense;
  attentionOut: PlacedDense;
  innerNorm: PlacedNorm;
  inner: PlacedDense;
  innerOut: PlacedDense;
}

/**
 * The Universal Sentence Encoder, lite (Cer et al. 2018, arXiv:1803.11175): SentencePiece, two transformer layers, mean of
 * the tokens, 512 numbers; English. It reads the TensorFlow.js graph model's weights and computes what the graph computes
 * (to 1e-5), on our kernels, without TensorFlow.js.
 *
 * Only the first 128 pieces of a text count. Characters that the vocabulary lacks (Chinese, emoji) all become the one
 * unknown piece: such texts get vectors, but vectors that say little. An empty text gets the vector of no piece at all.
 */
export class UniversalSentenceEncoder implements SentenceEncoder {
  readonly name = NAME;
  readonly fingerprint: string;
  readonly dimensions = WIDTH;
  private readonly pieces: SentencePieces;
  private readonly memory = new TransformerMemory();
  private readonly table: number;
  private readonly timing: number;
  private readonly residual: PlacedDense;
  private readonly layers: Layer[];
  private readonly last: PlacedDense;
  private readonly room: Record<'ids' | 'offsets' | 'scores' | 'x' | 'y' | 'normed' | 'wide' | 'attended', number>;

  /** Throws `MODEL_FILES_ODD` with everything that is missing or of another shape. */
  constructor(source: ModelFiles) {
    const files = new RecordedFiles(source);
    const problems = new FileProblems(files.place);
    const weights = new GraphWeights(files, problems);
    const take = (name: string, ...shape: number[]): Float32Array => weights.take(name, shape);
    const encode = (name: string, ...shape: number[]): Float32Array =>
      take(`module_apply_default/Encoder_en/KonaTransformer/Encode/${name}/ConcatPartitions/concat`, ...shape);
    const memory = this.memory;
    const norm = (name: string, width: number): PlacedNorm =>
      memory.norm(encode(`${name}/layer_norm_scale`, width), encode(`${name}/layer_norm_bias`, width), EPSILON);

    this.table = memory.place(take('module/Embeddings_en', PIECES, EMBEDDING));
    this.timing = memory.place(
      timingSignal(
        take(
          'module_apply_default/Encoder_en/KonaTransformer/Encode/TransformerStack/Layer_0/AddTimingSignal/TimingSignal/ExpandDims_1',
          1,
          EMBEDDING / 2,
        ),
      ),
    );
    const dense = 'Layer_0/TransformerLayer/dense';
    this.residual = memory.dense(
      [{ weights: encode(`${dense}/kernel`, EMBEDDING, WIDTH), bias: encode(`${dense}/bias`, WIDTH) }],
      EMBEDDING,
    );
    this.layers = [EMBEDDING, WIDTH].map((width, index) => {
      const layer = `Layer_${index}/TransformerLayer`;
      const attention = (name: string, outputs: number): PlacedDense =>
        memory.dense(
          [
            {
              weights: take(
                `module/Encoder_en/KonaTransformer/Encode/${layer}/MultiheadAttention/${name}/kernel/part_0`,
                1,
                1,
                width,
                outputs,
              ),
              bias: encode(`${layer}/MultiheadAttention/${name}/bias`, outputs),
            },
          ],
          width,
        );
      const inner = (name: string, inputs: number, outputs: number): PlacedDense =>
        memory.dense(
          [
            {
              weights: take(
                `module_apply_default/Encoder_en/KonaTransformer/Encode/TransformerStack/${layer}/FFN/${name}/Tensordot/Reshape_1`,
                inputs,
                outputs,
              ),
              bias: encode(`${layer}/FFN/${name}/bias`, outputs),
            },
          ],
          inputs,
        );
      return {
        width,
        attentionNorm: norm(`${layer}/layer_prepostprocess/layer_norm`, width),
        qkv: attention('qkv_transform_single', 3 * width),
        attentionOut: attention('output_transform_single', WIDTH),
        innerNorm: norm(`${layer}/FFN/layer_prepostprocess/layer_norm`, WIDTH),
        inner: inner('conv1', WIDTH, INNER),
        innerOut: inner('conv2', INNER, WIDTH),
      };
    });
    const tanh = 'module/Encoder_en/hidden_layers/tanh_layer_0';
    this.last = memory.dense(
      [{ weights: take(`${tanh}/weights`, WIDTH, WIDTH), bias: take(`${tanh}/bias`, WIDTH) }],
      WIDTH,
    );
    const vocabulary = files.read('vocab.json') ?? new Uint8Array(0);
    const entries = readVocabulary(vocabulary);
    if (entries === undefined) {
      problems.add(`vocab.json is not a list of at most ${PIECES} pieces with their scores.`);
    }
    problems.check();
    this.pieces = new SentencePieces(entries ?? []);
    this.fingerprint = files.fingerprint(`${NAME} ${REVISION}`);

    const rows = batchLimit(MOST_TOKENS);
    this.room = {
      ids: memory.reserve(rows),
      offsets: memory.reserve(rows + 1),
      scores: memory.reserve(MOST_TOKENS + 3),
      x: memory.reserve(rows * EMBEDDING),
      y: memory.reserve(rows * WIDTH),
      normed: memory.reserve(rows * WIDTH),
      wide: memory.reserve(rows * INNER),
      attended: memory.reserve(rows * WIDTH),
    };
  }

  encode(texts: readonly string[], options?: EncodeOptions): Float32Array {
    const tokenise = (text: string): number[] => this.pieces.encode(text, MOST_TOKENS);
    return encodeInBatches(texts, WIDTH, tokenise, (batch) => this.run(batch), options);
  }

  private run({ ids, offsets }: TokenBatch): Float32Array {
    const { memory, room } = this;
    const { kernels } = memory;
    const rows = ids.length;
    const texts = offsets.length - 1;
    memory.i32(room.ids, rows).set(ids);
    memory.i32(room.offsets, texts + 1).set(offsets);
    // The graph adds the embedded tokens to themselves and their positions, hence twice.
    kernels.embed(this.table, room.ids, room.offsets, texts, EMBEDDING, 2, this.timing, room.x);
    memory.applyDense(this.residual, rows, room.x, room.y);
    const [first, second] = this.layers as [Layer, Layer];
    this.attend(first, room.x, rows, texts);
    this.widen(first, rows);
    memory.applyDense(first.innerOut, rows, room.wide, room.y, { add: true });
    this.attend(second, room.y, rows, texts);
    this.widen(second, rows);
    // What follows the last activation is linear, so the mean is taken before it: one row a text instead of one a token.
    kernels.meanRows(room.wide, room.offsets, texts, INNER, room.attended);
    kernels.meanRows(room.y, room.offsets, texts, WIDTH, room.normed);
    memory.applyDense(second.innerOut, texts, room.attended, room.normed, { add: true });
    const pooled = memory.f32(room.normed, texts * WIDTH);
    for (let text = 0; text < texts; text++) {
      if (offsets[text] === offsets[text + 1]) pooled.fill(0, text * WIDTH, (text + 1) * WIDTH);
    }
    memory.applyDense(this.last, texts, room.normed, room.y, { activation: 'tanh' });
    kernels.normaliseRows(room.y, texts, WIDTH);
    return memory.f32(room.y, texts * WIDTH);
  }

  /** y += attention of the normalised x. */
  private attend({ width, attentionNorm, qkv, attentionOut }: Layer, x: number, rows: number, texts: number): void {
    const { memory, room } = this;
    const depth = width / HEADS;
    memory.applyNorm(attentionNorm, rows, x, room.normed);
    memory.applyDense(qkv, rows, room.normed, room.wide);
    const { offsets, scores, attended } = room;
    memory.kernels.attention(room.wide, offsets, texts, HEADS, depth, depth ** -0.5, scores, attended);
    memory.applyDense(attentionOut, rows, attended, room.y, { add: true });
  }

  /** wide = ReLU of the normalised y through the inner layer. */
  private widen({ innerNorm, inner }: Layer, rows: number): void {
    this.memory.applyNorm(innerNorm, rows, this.room.y, this.room.normed);
    this.memory.applyDense(inner, rows, this.room.normed, this.room.wide, { activation: 'relu' });
  }
}

/** Sines, then cosines of position times each rate (Vaswani et al. 2017), positions x 256. */
function timingSignal(rates: Float32Array): Float32Array {
  const signal = new Float32Array(MOST_TOKENS * EMBEDDING);
  for (let position = 0; position < MOST_TOKENS; position++) {
    for (let i = 0; i < rates.length; i++) {
      const angle = Math.fround(position * rates[i]!);
      signal[position * EMBEDDING + i] = Math.sin(angle);
      signal[position * EMBEDDING + rates.length + i] = Math.cos(angle);
    }
  }
  return signal;
}

function readVocabulary(bytes: Uint8Array): SentencePieceVocabulary | undefined {
  try {
    const entries: unknown = JSON.parse(Buffer.from(bytes).toString());
    const isPiece = (entry: unknown): boolean => Array.isArray(entry) && typeof entry[0] === 'string';
    if (Array.isArray(entries) && entries.length <= PIECES && entries.every(isPiece)) return entries;
  } catch {}
  return undefined;
}
