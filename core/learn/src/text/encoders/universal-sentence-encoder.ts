import { TransformerMemory } from '../../neural/transformer-memory.js';
import { batchLimit, encodeInBatches, type TokenBatch } from './encode-in-batches.js';
import { FileProblems } from './file-problems.js';
import { GraphWeights } from './graph-weights.js';
import { RecordedFiles } from './recorded-files.js';
import type { EncodeOptions, ModelFiles, SentenceEncoder } from './sentence-encoder.js';
import { SentencePieces, type SentencePieceVocabulary } from './sentence-pieces.js';
import {
  EMBEDDING,
  INNER,
  MOST_TOKENS,
  PIECES,
  placeWeights,
  type UniversalLayer,
  type UniversalWeights,
  WIDTH,
} from './universal-weights.js';

const NAME = 'universal-sentence-encoder-lite';
/** Changes when the same files give other vectors, for what is computed here is part of the fingerprint. */
const REVISION = 2;
const HEADS = 4;

/**
 * The Universal Sentence Encoder, lite (Cer et al. 2018, arXiv:1803.11175): SentencePiece, two transformer layers, mean of
 * the tokens, 512 numbers; English. It reads the TensorFlow.js graph model's weights and computes what the graph computes
 * (to 5e-4: the layers multiply in fixed point), on our kernels, without TensorFlow.js.
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
  private readonly weights: UniversalWeights;
  private readonly room: Record<'ids' | 'offsets' | 'scores' | 'x' | 'y' | 'normed' | 'wide' | 'attended', number>;

  /** Throws `MODEL_FILES_ODD` with everything that is missing or of another shape. */
  constructor(source: ModelFiles) {
    const files = new RecordedFiles(source);
    const problems = new FileProblems(files.place);
    const graph = new GraphWeights(files, problems);
    const { memory } = this;
    this.weights = placeWeights(memory, (name, ...shape) => graph.take(name, shape));
    const vocabulary = files.read('vocab.json') ?? new Uint8Array(0);
    const entries = readVocabulary(vocabulary);
    if (entries === undefined) {
      problems.add(`vocab.json is not a list of at most ${PIECES} pieces with their scores.`);
    }
    problems.check();
    this.pieces = new SentencePieces(entries ?? []);
    this.fingerprint = files.fingerprint(`${NAME} ${REVISION}`);

    const rows = batchLimit(MOST_TOKENS);
    memory.reserveRows(rows);
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
    const { table, timing, residual, layers, last } = this.weights;
    const [first, second] = layers;
    const rows = ids.length;
    const texts = offsets.length - 1;
    memory.i32(room.ids, rows).set(ids);
    memory.i32(room.offsets, texts + 1).set(offsets);
    // The graph adds the embedded tokens to themselves and their positions, hence twice.
    kernels.embed(table, room.ids, room.offsets, texts, EMBEDDING, 2, timing, room.x);
    memory.applyDense(residual, rows, room.x, room.y);
    this.attend(first, room.x, rows, texts);
    this.widen(first, rows);
    // Nine of ten numbers are zero after ReLU.
    memory.applyDense(first.innerOut, rows, room.wide, room.y, { add: true, mostlyZero: true });
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
    memory.applyDense(last, texts, room.normed, room.y, { activation: 'tanh' });
    kernels.normaliseRows(room.y, texts, WIDTH);
    return memory.f32(room.y, texts * WIDTH);
  }

  /** y += attention of the normalised x. */
  private attend(
    { width, attentionNorm, qkv, attentionOut }: UniversalLayer,
    x: number,
    rows: number,
    texts: number,
  ): void {
    const { memory, room } = this;
    const depth = width / HEADS;
    memory.applyNorm(attentionNorm, rows, x, room.normed);
    memory.applyDense(qkv, rows, room.normed, room.wide);
    const { offsets, scores, attended } = room;
    memory.kernels.attention(room.wide, offsets, texts, HEADS, depth, depth ** -0.5, scores, attended);
    memory.applyDense(attentionOut, rows, attended, room.y, { add: true });
  }

  /** wide = ReLU of the normalised y through the inner layer. */
  private widen({ innerNorm, inner }: UniversalLayer, rows: number): void {
    this.memory.applyNorm(innerNorm, rows, this.room.y, this.room.normed);
    this.memory.applyDense(inner, rows, this.room.normed, this.room.wide, { activation: 'relu' });
  }
}

function readVocabulary(bytes: Uint8Array): SentencePieceVocabulary | undefined {
  try {
    const entries: unknown = JSON.parse(Buffer.from(bytes).toString());
    const isPiece = (entry: unknown): boolean => Array.isArray(entry) && typeof entry[0] === 'string';
    if (Array.isArray(entries) && entries.length <= PIECES && entries.every(isPiece)) return entries;
  } catch {}
  return undefined;
}
