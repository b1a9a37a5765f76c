import { type PlacedDense, type PlacedNorm, TransformerMemory } from '../../neural/transformer-memory.js';
import { batchLimit, encodeInBatches, type TokenBatch } from './encode-in-batches.js';
import { type EncoderFolder, readEncoderFolder } from './encoder-folder.js';
import { FileProblems, requiredFile } from './file-problems.js';
import { RecordedFiles } from './recorded-files.js';
import { Safetensors } from './safetensors.js';
import type { EncodeOptions, ModelFiles, SentenceEncoder } from './sentence-encoder.js';
import { folderTokenizer, type Tokenise } from './word-piece-tokenizer.js';

/** Changes when the same files give other vectors. */
const REVISION = 2;
const WEIGHTS = 'model.safetensors';
/** Characters of a text that are looked at: several times what the longest input takes. */
const MOST_CHARACTERS = 16_384;

interface Layer {
  qkv: PlacedDense;
  attentionOut: PlacedDense;
  attentionNorm: PlacedNorm;
  inner: PlacedDense;
  innerOut: PlacedDense;
  innerNorm: PlacedNorm;
}

/**
 * An encoder of the BERT family from a sentence-transformers folder (Reimers and Gurevych 2019, arXiv:1908.10084):
 * `config.json`, `model.safetensors`, `tokenizer.json` or `vocab.txt`, `modules.json` with the pooling. It runs on our
 * kernels, synchronous, and gives the vectors of sentence-transformers with `normalize_embeddings=True`, to 1e-3: the layers multiply in fixed point.
 *
 * Only as many tokens of a text count as the folder says (all-MiniLM-L6-v2: 256), and of 16,384 characters.
 */
export class SentenceTransformer implements SentenceEncoder {
  readonly fingerprint: string;
  readonly dimensions: number;
  /** The files of the folder that were read: what has to be kept of it. */
  readonly files: readonly string[];
  private readonly folder: EncoderFolder;
  private readonly tokeniser: Tokenise;
  private readonly memory = new TransformerMemory();
  private readonly table: number;
  private readonly added: number;
  private readonly embeddingNorm: PlacedNorm;
  private readonly layers: Layer[];
  private readonly room: Record<'ids' | 'offsets' | 'scores' | 'x' | 'attended' | 'wide' | 'pooled', number>;

  /** Throws `MODEL_FILES_ODD` with everything that is missing, odd or of a kind that is not supported. */
  constructor(
    readonly name: string,
    source: ModelFiles,
  ) {
    const files = new RecordedFiles(source);
    const problems = new FileProblems(files.place);
    const folder = readEncoderFolder(files, problems);
    const tokeniser = folderTokenizer(files, folder?.vocabulary, problems);
    const bytes = requiredFile(files, WEIGHTS, problems);
    if (folder === undefined || tokeniser === undefined || bytes === undefined || !problems.none) problems.check();
    this.folder = folder!;
    this.tokeniser = tokeniser!;
    const { hidden, inner, vocabulary, layers } = this.folder;
    this.dimensions = hidden;

    const weights = new Safetensors(bytes!, WEIGHTS, problems);
    // Some folders hold a model with a head, whose encoder is one part: 'bert.embeddings.…'.
    const first = 'embeddings.word_embeddings.weight';
    const prefix = weights.names.find((name) => name.endsWith(first))?.slice(0, -first.length) ?? '';
    const take = (name: string, ...shape: number[]): Float32Array => weights.take(prefix + name, shape);
    const { memory } = this;
    const norm = (name: string): PlacedNorm =>
      memory.norm(take(`${name}.weight`, hidden), take(`${name}.bias`, hidden), this.folder.epsilon);
    const dense = (names: string[], inputs: number, outputs: number): PlacedDense =>
      memory.dense(
        names.map((name) => ({
          weights: take(`${name}.weight`, outputs, inputs),
          bias: take(`${name}.bias`, outputs),
        })),
        inputs,
        true,
      );
    this.table = memory.place(take(first, vocabulary, hidden));
    this.added = memory.place(this.addedToTokens(take));
    this.embeddingNorm = norm('embeddings.LayerNorm');
    this.layers = Array.from({ length: layers }, (_, index) => {
      const layer = `encoder.layer.${index}`;
      const attention = `${layer}.attention`;
      return {
        qkv: dense(
          ['query', 'key', 'value'].map((one) => `${attention}.self.${one}`),
          hidden,
          hidden,
        ),
        attentionOut: dense([`${attention}.output.dense`], hidden, hidden),
        attentionNorm: norm(`${attention}.output.LayerNorm`),
        inner: dense([`${layer}.intermediate.dense`], hidden, inner),
        innerOut: dense([`${layer}.output.dense`], inner, hidden),
        innerNorm: norm(`${layer}.output.LayerNorm`),
      };
    });
    problems.check();

    this.files = files.names;
    this.fingerprint = files.fingerprint(`sentence-transformer ${REVISION}`);

    const rows = batchLimit(this.folder.mostTokens);
    memory.reserveRows(rows);
    this.room = {
      ids: memory.reserve(rows),
      offsets: memory.reserve(rows + 1),
      scores: memory.reserve(this.folder.mostTokens + 3),
      x: memory.reserve(rows * hidden),
      attended: memory.reserve(rows * hidden),
      wide: memory.reserve(rows * Math.max(inner, 3 * hidden)),
      pooled: memory.reserve(rows * hidden),
    };
  }

  /** Tokens of a text that count, the marks of its beginning and end included. */
  get mostTokens(): number {
    return this.folder.mostTokens;
  }

  encode(texts: readonly string[], options?: EncodeOptions): Float32Array {
    return encodeInBatches(
      texts,
      this.dimensions,
      (text) => this.tokenise(text),
      (batch) => this.run(batch),
      options,
    );
  }

  /** The tokens of a text: beginning, pieces, end; where there are too many, the last pieces go. */
  private tokenise(text: string): number[] {
    const { lowercase, mostTokens } = this.folder;
    const read = text.slice(0, MOST_CHARACTERS);
    const ids = this.tokeniser(lowercase ? read.toLowerCase() : read);
    return ids.length <= mostTokens ? ids : [...ids.slice(0, mostTokens - 1), ids.at(-1)!];
  }

  /** Positions x hidden: what is added to the embedding of a text's first token, second token, … */
  private addedToTokens(take: (name: string, ...shape: number[]) => Float32Array): Float32Array {
    const { hidden, positions, firstPosition, tokenTypes, mostTokens } = this.folder;
    const position = take('embeddings.position_embeddings.weight', positions, hidden);
    const type = take('embeddings.token_type_embeddings.weight', tokenTypes, hidden);
    const added = position.slice(firstPosition * hidden, (firstPosition + mostTokens) * hidden);
    for (let i = 0; i < added.length; i++) added[i]! += type[i % hidden]!;
    return added;
  }

  private run({ ids, offsets }: TokenBatch): Float32Array {
    const { memory, room } = this;
    const { hidden, heads, activation, pooling } = this.folder;
    const { kernels } = memory;
    const rows = ids.length;
    const texts = offsets.length - 1;
    memory.i32(room.ids, rows).set(ids);
    memory.i32(room.offsets, texts + 1).set(offsets);
    kernels.embed(this.table, room.ids, room.offsets, texts, hidden, 1, this.added, room.x);
    memory.applyNorm(this.embeddingNorm, rows, room.x, room.x);
    const depth = hidden / heads;
    for (const layer of this.layers) {
      memory.applyDense(layer.qkv, rows, room.x, room.wide);
      kernels.attention(room.wide, room.offsets, texts, heads, depth, depth ** -0.5, room.scores, room.attended);
      memory.applyDense(layer.attentionOut, rows, room.attended, room.x, { add: true });
      memory.applyNorm(layer.attentionNorm, rows, room.x, room.x);
      memory.applyDense(layer.inner, rows, room.x, room.wide, { activation });
      memory.applyDense(layer.innerOut, rows, room.wide, room.x, { add: true });
      memory.applyNorm(layer.innerNorm, rows, room.x, room.x);
    }
    if (pooling === 'mean') kernels.meanRows(room.x, room.offsets, texts, hidden, room.pooled);
    else this.takeFirstTokens(offsets, texts);
    kernels.normaliseRows(room.pooled, texts, hidden);
    return memory.f32(room.pooled, texts * hidden);
  }

  private takeFirstTokens(offsets: readonly number[], texts: number): void {
    const { hidden } = this.folder;
    for (let text = 0; text < texts; text++) {
      const first = this.memory.f32(this.room.x + 4 * hidden * offsets[text]!, hidden);
      this.memory.f32(this.room.pooled + 4 * hidden * text, hidden).set(first);
    }
  }
}
