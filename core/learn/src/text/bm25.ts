import { type Artifact, type Json, requireKind } from '../estimator/artifact.js';
import type { FitContext } from '../estimator/estimator.js';
import { type ParameterSpecs, resolveParameters } from '../estimator/parameter.js';
import { ANALYSER_PARAMETERS, type Analyser, type AnalyserParameters, analysersOf } from './analyser.js';
import { checkTexts } from './check-texts.js';
import { countNgrams, type NgramCounts } from './ngram-counts.js';
import { NgramReader, type Vocabulary } from './ngram-reader.js';
import { normalise } from './normalise.js';

export interface Bm25Parameters extends AnalyserParameters {
  /** How fast a word that is repeated stops to count more. */
  k1?: number;
  /** How much a long text is marked down: 0 not at all, 1 by its full length. */
  b?: number;
}

/** Words by default, no n-grams. */
export const BM25_PARAMETERS: ParameterSpecs<Bm25Parameters> = {
  ...ANALYSER_PARAMETERS,
  wordMax: { ...ANALYSER_PARAMETERS.wordMax, default: 1 } as (typeof ANALYSER_PARAMETERS)['wordMax'],
  charMax: { ...ANALYSER_PARAMETERS.charMax, default: 0 } as (typeof ANALYSER_PARAMETERS)['charMax'],
  k1: { type: 'number', min: 0, max: 10, default: 1.2, doc: 'How fast a repeated word stops to count more.' },
  b: { type: 'number', min: 0, max: 1, default: 0.75, doc: 'How much a long text is marked down.' },
};

const KIND = 'learn.bm25.v1';
const OWNER = 'Bm25';

/**
 * An index of texts that finds those a query is about: Okapi BM25 (Robertson and Zaragoza 2009) with Lucene's idf,
 * ln(1 + (n - df + ½) / (df + ½)), which is never negative. With word and character n-grams their scores are added.
 */
export class Bm25 {
  readonly name = 'bm25';
  readonly parameters: Required<Bm25Parameters>;

  constructor(parameters: Bm25Parameters = {}) {
    this.parameters = resolveParameters(OWNER, BM25_PARAMETERS, parameters);
    analysersOf(OWNER, this.parameters);
  }

  /** Throws `DATA_EMPTY` without texts and `TEXT_INVALID` for what is no text. */
  async fit(texts: readonly string[], context: Partial<FitContext> = {}): Promise<FittedBm25> {
    checkTexts(texts, OWNER, { needsOne: true });
    const counts = await countNgrams(texts, analysersOf(OWNER, this.parameters), context, true);
    context.onProgress?.({ done: texts.length, total: texts.length });
    const { k1, b } = this.parameters;
    return new FittedBm25(
      this.parameters,
      texts.length,
      counts.map((block) => postingsOf(block, texts.length, k1, b)),
    );
  }
}

/** For each n-gram the texts that have it, and what it adds to the score of each. */
interface Bm25Block extends Vocabulary {
  /** Offsets into the two arrays below, one more than n-grams. */
  start: Int32Array;
  text: Int32Array;
  weight: Float32Array;
}

function postingsOf(counts: NgramCounts, rows: number, k1: number, b: number): Bm25Block {
  const chosen = counts.choose(1, 0);
  const lengths = new Float64Array(rows);
  const start = new Int32Array(chosen.length + 1);
  counts.forEachEntry((row, column, count) => {
    lengths[row]! += count;
    start[column + 1]!++;
  });
  const mean = lengths.reduce((sum, length) => sum + length, 0) / rows;
  for (let j = 0; j < chosen.length; j++) start[j + 1]! += start[j]!;
  const next = start.slice();
  const text = new Int32Array(start[chosen.length]!);
  const weight = new Float32Array(text.length);
  const idf = Float64Array.from(chosen, (id) => idfOf(counts.documents(id), rows));
  counts.forEachEntry((row, column, count) => {
    const at = next[column]!++;
    text[at] = row;
    weight[at] = (idf[column]! * count * (k1 + 1)) / (count + k1 * (1 - b + (b * lengths[row]!) / mean));
  });
  return { ...counts.vocabulary(chosen), start, text, weight };
}

function idfOf(documents: number, rows: number): number {
  return Math.log(1 + (rows - documents + 0.5) / (documents + 0.5));
}

export interface SearchHit {
  /** Place of the text among those of the fit. */
  row: number;
  score: number;
}

export class FittedBm25 {
  private readonly readers: readonly NgramReader[];
  private readonly scores: Float64Array;

  constructor(
    readonly parameters: Required<Bm25Parameters>,
    readonly rows: number,
    private readonly blocks: readonly Bm25Block[],
  ) {
    const analysers = analysersOf(OWNER, parameters);
    this.readers = blocks.map((block, k) => new NgramReader(analysers[k]!, block));
    this.scores = new Float64Array(rows);
  }

  /** The `k` texts of the highest scores, highest first, equal ones in order; those that share nothing with the query are left out. */
  search(query: string, k: number): SearchHit[] {
    const { hits } = this.match(query);
    return hits.sort((a, b) => b.score - a.score || a.row - b.row).slice(0, k);
  }

  /**
   * All texts that share something with the query, in no order, and the score of a text of mean length that has each n-gram of
   * it as often as it does: what their scores are a share of. N-grams that no text has count there as the rarest do.
   */
  match(query: string): { hits: SearchHit[]; whole: number } {
    checkTexts([query], OWNER);
    const { scores } = this;
    const plain = normalise(query);
    const touched: number[] = [];
    let whole = 0;
    this.blocks.forEach(({ start, text, weight }, b) => {
      const reader = this.readers[b]!;
      reader.read(plain);
      whole += reader.unknown * idfOf(0, this.rows);
      for (let f = 0; f < reader.found; f++) {
        const id = reader.ids[f]!;
        const times = reader.counts[f]!;
        whole += times * idfOf(start[id + 1]! - start[id]!, this.rows);
        for (let e = start[id]!; e < start[id + 1]!; e++) {
          const row = text[e]!;
          if (scores[row] === 0) touched.push(row);
          scores[row]! += times * weight[e]!;
        }
      }
    });
    const hits = touched.map((row) => ({ row, score: scores[row]! }));
    for (const row of touched) scores[row] = 0;
    return { hits, whole };
  }

  toArtifact(): Artifact {
    return {
      kind: KIND,
      json: {
        parameters: this.parameters as unknown as Json,
        rows: this.rows,
        blocks: this.blocks.map(({ name }) => name),
      },
      tensors: Object.fromEntries(
        this.blocks.flatMap(({ name, units, ends, start, text, weight }) =>
          Object.entries({ units, ends, start, text, weight }).map(([key, values]) => [`${name}.${key}`, values]),
        ),
      ),
    };
  }

  static fromArtifact(artifact: Artifact): FittedBm25 {
    requireKind(artifact, KIND);
    const { parameters, rows, blocks } = artifact.json as unknown as {
      parameters: Required<Bm25Parameters>;
      rows: number;
      blocks: Analyser['name'][];
    };
    const tensors = artifact.tensors as Record<string, Int32Array>;
    return new FittedBm25(
      parameters,
      rows,
      blocks.map((name) => ({
        name,
        units: artifact.tensors[`${name}.units`] as Uint16Array<ArrayBuffer>,
        ends: tensors[`${name}.ends`]!,
        start: tensors[`${name}.start`]!,
        text: tensors[`${name}.text`]!,
        weight: artifact.tensors[`${name}.weight`] as Float32Array,
      })),
    );
  }
}
