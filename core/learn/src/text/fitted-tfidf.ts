import { type Artifact, type Json, requireKind } from '../estimator/artifact.js';
import { SparseBuilder, type SparseMatrix } from '../matrix/sparse-matrix.js';
import { type Analyser, analysersOf } from './analyser.js';
import { checkTexts } from './check-texts.js';
import { NgramReader, type Vocabulary } from './ngram-reader.js';
import { normalise } from './normalise.js';
import { sentencePatterns } from './sentence-patterns.js';
import type { TfidfParameters } from './tfidf.js';

/** The n-grams of one analyser, and the weight of each. */
export interface TfidfBlock extends Vocabulary {
  idf: Float32Array;
}

const KIND = 'learn.tfidf.v1';
const OWNER = 'TfidfVectorizer';
/** Logarithms of counts are looked up as far as this. */
const MOST_COUNTS = 256;
const SUBLINEAR = Float64Array.from({ length: MOST_COUNTS }, (_, count) => 1 + Math.log(Math.max(1, count)));

/** What has columns of its own, in order. `usual`: the words that patterns are made of. */
export function tfidfAnalysers(parameters: Required<TfidfParameters>, usual: readonly string[]): Analyser[] {
  const ngrams = analysersOf(OWNER, parameters);
  return parameters.patterns ? [...ngrams, sentencePatterns(new Set(usual))] : ngrams;
}

export class FittedTfidf {
  readonly columns: number;
  private readonly readers: readonly NgramReader[];
  private readonly offsets: number[];

  constructor(
    readonly parameters: Required<TfidfParameters>,
    private readonly blocks: readonly TfidfBlock[],
    private readonly usual: readonly string[],
  ) {
    const analysers = tfidfAnalysers(parameters, usual);
    this.readers = blocks.map((block, b) => new NgramReader(analysers[b]!, block));
    this.offsets = [];
    let columns = 0;
    for (const { idf } of blocks) {
      this.offsets.push(columns);
      columns += idf.length;
    }
    this.columns = columns;
  }

  /** One row a text; n-grams that were not seen in the fit are left out. Throws `TEXT_INVALID` for what is no text. */
  transform(texts: readonly string[]): SparseMatrix {
    checkTexts(texts, OWNER);
    const builder = new SparseBuilder();
    for (const text of texts) {
      const plain = normalise(text);
      this.readers.forEach((reader, b) => {
        const from = builder.length;
        reader.read(plain);
        for (let k = 0; k < reader.found; k++) this.push(builder, b, reader.ids[k]!, reader.counts[k]!);
        builder.normalise(from);
      });
      builder.endRow();
    }
    return builder.build(this.columns);
  }

  /** Adds an n-gram of a block with its weight, before scaling. */
  push(builder: SparseBuilder, block: number, id: number, count: number): void {
    const tf = !this.parameters.sublinearTf ? count : count < MOST_COUNTS ? SUBLINEAR[count]! : 1 + Math.log(count);
    builder.push(this.offsets[block]! + id, tf * this.blocks[block]!.idf[id]!);
  }

  /** The n-gram of a column; a character n-gram has a space where a word begins or ends. */
  feature(column: number): { analyser: Analyser['name']; ngram: string; idf: number } {
    let b = this.blocks.length - 1;
    while (this.offsets[b]! > column) b--;
    const { name, idf } = this.blocks[b]!;
    const id = column - this.offsets[b]!;
    return { analyser: name, ngram: this.readers[b]!.text(id), idf: idf[id]! };
  }

  toArtifact(): Artifact {
    return {
      kind: KIND,
      json: {
        parameters: this.parameters as unknown as Json,
        blocks: this.blocks.map(({ name }) => name),
        usual: [...this.usual],
      },
      tensors: Object.fromEntries(
        this.blocks.flatMap(({ name, units, ends, idf }) => [
          [`${name}.units`, units],
          [`${name}.ends`, ends],
          [`${name}.idf`, idf],
        ]),
      ),
    };
  }

  static fromArtifact(artifact: Artifact): FittedTfidf {
    requireKind(artifact, KIND);
    const { parameters, blocks, usual } = artifact.json as unknown as {
      parameters: Required<TfidfParameters>;
      blocks: Analyser['name'][];
      /** Missing in artefacts from before there were patterns. */
      usual?: string[];
    };
    return new FittedTfidf(
      parameters,
      blocks.map((name) => ({
        name,
        units: artifact.tensors[`${name}.units`] as Uint16Array<ArrayBuffer>,
        ends: artifact.tensors[`${name}.ends`] as Int32Array,
        idf: artifact.tensors[`${name}.idf`] as Float32Array,
      })),
      usual ?? [],
    );
  }
}
