import { ProoflineError } from '../errors/proofline-error.js';
import type { FitContext } from '../estimator/estimator.js';
import { type ParameterSpecs, resolveParameters } from '../estimator/parameter.js';
import { SparseBuilder, type SparseMatrix } from '../matrix/sparse-matrix.js';
import { ANALYSER_PARAMETERS, type AnalyserParameters, analysersOf } from './analyser.js';
import { checkTexts } from './check-texts.js';
import { FittedTfidf, tfidfAnalysers } from './fitted-tfidf.js';
import { countNgrams, type NgramCounts } from './ngram-counts.js';
import { usualWords } from './sentence-patterns.js';

export interface TfidfParameters extends AnalyserParameters {
  /** The patterns of sentences as well, in which words that are not usual are blanks (`sentencePatterns`). */
  patterns?: boolean;
  /** 1 + ln(count) instead of the count. */
  sublinearTf?: boolean;
  /** Document frequencies as if one more text had every n-gram. */
  smoothIdf?: boolean;
  /** N-grams in fewer texts are left out. */
  minDf?: number;
  /** Of each analyser only so many n-grams, those in most texts; 0 takes all. */
  maxFeatures?: number;
}

export const TFIDF_PARAMETERS: ParameterSpecs<TfidfParameters> = {
  ...ANALYSER_PARAMETERS,
  patterns: { type: 'boolean', default: false, doc: 'Patterns of sentences, in which unusual words are blanks.' },
  sublinearTf: { type: 'boolean', default: true, doc: '1 + ln(count) instead of the count.' },
  smoothIdf: { type: 'boolean', default: true, doc: 'As if one more text had every n-gram.' },
  minDf: { type: 'integer', min: 1, max: 1_000_000, default: 1, doc: 'N-grams in fewer texts are left out.' },
  maxFeatures: {
    type: 'integer',
    min: 0,
    max: 10_000_000,
    default: 0,
    doc: 'Most n-grams of each analyser, those in most texts; 0 takes all.',
  },
};

const OWNER = 'TfidfVectorizer';

/**
 * Weights of word and character n-grams by term frequency · inverse document frequency, as scikit-learn's TfidfVectorizer has
 * them: idf = ln((1 + n) / (1 + df)) + 1 when smooth, and rows of each analyser scaled to length 1. Texts are normalised
 * (`normalise`); words are those of `tokenise`, without symbols. Columns: word n-grams, character n-grams, patterns, each by
 * falling document frequency (equal ones by hash, then text), whatever the order of the texts.
 */
export class TfidfVectorizer {
  readonly name = 'tfidf';
  readonly parameters: Required<TfidfParameters>;

  constructor(parameters: TfidfParameters = {}) {
    this.parameters = resolveParameters(OWNER, TFIDF_PARAMETERS, parameters);
    analysersOf(OWNER, this.parameters);
  }

  /** Throws `DATA_EMPTY` without texts, `TEXT_INVALID` for what is no text, `VOCABULARY_EMPTY` where no n-gram is left. */
  async fit(texts: readonly string[], context: Partial<FitContext> = {}): Promise<FittedTfidf> {
    return (await this.run(texts, context, false)).model;
  }

  /** The model and the matrix of the texts it was fitted on, which costs little more than `fit`. */
  async fitTransform(
    texts: readonly string[],
    context: Partial<FitContext> = {},
  ): Promise<{ model: FittedTfidf; x: SparseMatrix }> {
    const { model, counts } = await this.run(texts, context, true);
    return { model, x: weigh(model, counts, texts.length) };
  }

  private async run(texts: readonly string[], context: Partial<FitContext>, keep: boolean) {
    checkTexts(texts, OWNER, { needsOne: true });
    const usual = this.parameters.patterns ? await usualWords(texts, context.signal) : [];
    const counts = await countNgrams(texts, tfidfAnalysers(this.parameters, usual), context, keep);
    const { minDf, maxFeatures, smoothIdf } = this.parameters;
    const one = smoothIdf ? 1 : 0;
    const blocks = counts.map((block) => {
      const chosen = block.choose(minDf, maxFeatures);
      const idf = Float32Array.from(chosen, (id) => Math.log((texts.length + one) / (block.documents(id) + one)) + 1);
      return { ...block.vocabulary(chosen), idf };
    });
    if (blocks.every(({ idf }) => idf.length === 0)) {
      throw new ProoflineError(
        'invalid-input',
        'VOCABULARY_EMPTY',
        `${OWNER}: no n-gram is in ${minDf} or more of the ${texts.length} texts. Lower 'minDf', or look whether the texts are empty.`,
      );
    }
    context.onProgress?.({ done: texts.length, total: texts.length });
    return { model: new FittedTfidf(this.parameters, blocks, usual), counts };
  }
}

/** Rows of all blocks side by side, from what was counted. */
function weigh(model: FittedTfidf, counts: readonly NgramCounts[], rows: number): SparseMatrix {
  const builder = new SparseBuilder();
  const at = counts.map(() => 0);
  for (let i = 0; i < rows; i++) {
    counts.forEach((block, b) => {
      const from = builder.length;
      const end = block.ends[i]!;
      for (let k = at[b]!; k < end; k++) {
        const column = block.column[block.id[k]!]!;
        if (column >= 0) model.push(builder, b, column, block.count[k]!);
      }
      at[b] = end;
      builder.normalise(from);
    });
    builder.endRow();
  }
  return builder.build(model.columns);
}
