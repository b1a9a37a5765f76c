import { type Artifact, type Json, requireKind } from '../estimator/artifact.js';
import { SparseBuilder, type SparseMatrix } from '../matrix/sparse-matrix.js';
import { type Analyser, analysersOf } from './analyser.js';
import { checkTexts } from './check-texts.js';
import { NgramTable } from './ngram-table.js';
import { NgramList, UnitPool } from './ngrams.js';
import { normalise } from './normalise.js';
import type { TfidfParameters } from './tfidf.js';

/** The n-grams of one analyser, in column order: their texts one after the other, where each ends, and its weight. */
export interface TfidfBlock {
  name: Analyser['name'];
  units: Uint16Array;
  ends: Int32Array;
  idf: Float32Array;
}

const KIND = 'learn.tfidf.v1';
const OWNER = 'TfidfVectorizer';
/** Logarithms of counts are looked up as far as this. */
const MOST_COUNTS = 256;
const SUBLINEAR = Float64Array.from({ length: MOST_COUNTS }, (_, count) => 1 + Math.log(Math.max(1, count)));

export class FittedTfidf {
  readonly columns: number;
  private readonly readers: readonly BlockReader[];
  private readonly offsets: number[];

  constructor(
    readonly parameters: Required<TfidfParameters>,
    private readonly blocks: readonly TfidfBlock[],
  ) {
    const analysers = analysersOf(OWNER, parameters);
    this.readers = blocks.map((block, b) => new BlockReader(analysers[b]!, block));
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
      json: { parameters: this.parameters as unknown as Json, blocks: this.blocks.map(({ name }) => name) },
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
    const { parameters, blocks } = artifact.json as unknown as {
      parameters: Required<TfidfParameters>;
      blocks: Analyser['name'][];
    };
    return new FittedTfidf(
      parameters,
      blocks.map((name) => ({
        name,
        units: artifact.tensors[`${name}.units`] as Uint16Array,
        ends: artifact.tensors[`${name}.ends`] as Int32Array,
        idf: artifact.tensors[`${name}.idf`] as Float32Array,
      })),
    );
  }
}

/** Finds the n-grams of a fitted analyser in texts. */
class BlockReader {
  /** N-grams of the text read last, in the order of their first place, and how often each is there. */
  found = 0;
  ids = new Int32Array(64);
  counts = new Int32Array(64);
  private readonly table: NgramTable;
  private readonly pool = new UnitPool();
  private readonly list = new NgramList();
  /** Place of an n-gram in `ids`, plus 1; 0 where the text has not had it. Cleared after each text. */
  private readonly place: Int32Array;

  constructor(
    private readonly analyser: Analyser,
    block: TfidfBlock,
  ) {
    const pool = new UnitPool();
    pool.units = block.units as Uint16Array<ArrayBuffer>;
    pool.length = block.units.length;
    this.table = NgramTable.of(pool, block.ends);
    this.place = new Int32Array(block.ends.length);
  }

  read(text: string): void {
    const { list, pool, table, place } = this;
    list.count = 0;
    pool.length = 0;
    this.analyser.list(text, pool, list);
    if (list.count > this.ids.length) {
      this.ids = new Int32Array(2 * list.count);
      this.counts = new Int32Array(2 * list.count);
    }
    const { ids, counts } = this;
    let found = 0;
    for (let k = 0; k < list.count; k++) {
      const id = table.find(pool.units, list.from[k]!, list.to[k]!, list.hash[k]!);
      if (id < 0) continue;
      const known = place[id]!;
      if (known > 0) counts[known - 1]!++;
      else {
        ids[found] = id;
        counts[found] = 1;
        place[id] = ++found;
      }
    }
    for (let k = 0; k < found; k++) place[ids[k]!] = 0;
    this.found = found;
  }

  text(id: number): string {
    return this.table.text(id);
  }
}
