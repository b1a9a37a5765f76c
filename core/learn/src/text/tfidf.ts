import { ProoflineError } from '../errors/proofline-error.js';
import type { FitContext } from '../estimator/estimator.js';
import { Pace } from '../estimator/pace.js';
import { type ParameterSpecs, resolveParameters } from '../estimator/parameter.js';
import { grown, SparseBuilder, type SparseMatrix } from '../matrix/sparse-matrix.js';
import { ascendingOrder } from '../sorting/argsort.js';
import { ANALYSER_PARAMETERS, type Analyser, type AnalyserParameters, analysersOf } from './analyser.js';
import { checkTexts } from './check-texts.js';
import { FittedTfidf, type TfidfBlock } from './fitted-tfidf.js';
import { NgramTable } from './ngram-table.js';
import { NgramList, UnitPool } from './ngrams.js';
import { normalise } from './normalise.js';

export interface TfidfParameters extends AnalyserParameters {
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
/** Elementary steps that a character of a text costs, for `Pace`. */
const STEPS_PER_CHARACTER = 200;

/**
 * Weights of word and character n-grams by term frequency · inverse document frequency, as scikit-learn's TfidfVectorizer has
 * them: idf = ln((1 + n) / (1 + df)) + 1 when smooth, and rows of each analyser scaled to length 1. Texts are normalised
 * (`normalise`); words are those of `tokenise`, without symbols. Columns: word n-grams, then character n-grams, each by
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
    const pace = new Pace(context.signal);
    await pace.turn();
    const counts = analysersOf(OWNER, this.parameters).map((analyser) => new Counts(analyser, keep));
    for (let i = 0; i < texts.length; i++) {
      const text = normalise(texts[i]!);
      for (const block of counts) block.add(text, i);
      if (pace.spend(STEPS_PER_CHARACTER * (text.length + 10))) {
        context.onProgress?.({ done: i + 1, total: texts.length });
        await pace.turn();
      }
    }
    const { minDf, maxFeatures, smoothIdf } = this.parameters;
    const blocks = counts.map((block) => block.close(texts.length, minDf, maxFeatures, smoothIdf));
    if (blocks.every(({ idf }) => idf.length === 0)) {
      throw new ProoflineError(
        'invalid-input',
        'VOCABULARY_EMPTY',
        `${OWNER}: no n-gram is in ${minDf} or more of the ${texts.length} texts. Lower 'minDf', or look whether the texts are empty.`,
      );
    }
    context.onProgress?.({ done: texts.length, total: texts.length });
    return { model: new FittedTfidf(this.parameters, blocks), counts };
  }
}

/** Rows of all blocks side by side, from what was counted. */
function weigh(model: FittedTfidf, counts: readonly Counts[], rows: number): SparseMatrix {
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

/** What one analyser finds in the texts of a fit. */
class Counts {
  /** Column of an n-gram by its number in the table, -1 where it is left out. */
  column = new Int32Array(0);
  /** Entries, row by row: number of the n-gram and how often it is there. */
  id = new Int32Array(1024);
  count = new Int32Array(1024);
  /** Where the entries of each row end. */
  readonly ends: number[] = [];
  private entries = 0;
  private readonly pool = new UnitPool();
  private readonly table = new NgramTable(this.pool);
  private readonly list = new NgramList();
  private frequency = new Int32Array(1024);
  /** The last row that had the n-gram, plus 1, and its entry there. */
  private lastRow = new Int32Array(1024);
  private entry = new Int32Array(1024);

  constructor(
    private readonly analyser: Analyser,
    private readonly keep: boolean,
  ) {}

  add(text: string, row: number): void {
    const { list, table, pool } = this;
    list.count = 0;
    if (!this.keep) this.entries = 0;
    this.analyser.list(text, pool, list);
    for (let k = 0; k < list.count; k++) {
      const known = table.size;
      const id = table.add(list.from[k]!, list.to[k]!, list.hash[k]!);
      if (id === known) this.makeRoom(id);
      if (this.lastRow[id] === row + 1) this.count[this.entry[id]!]!++;
      else {
        this.lastRow[id] = row + 1;
        this.frequency[id]!++;
        this.pushEntry(id);
      }
    }
    this.ends.push(this.entries);
  }

  /** Chooses and orders the columns. */
  close(rows: number, minDf: number, maxFeatures: number, smooth: boolean): TfidfBlock {
    const { table, frequency } = this;
    const key = new Float64Array(table.size);
    for (let id = 0; id < key.length; id++) key[id] = -(2 ** 32) * frequency[id]! + (table.hash[id]! >>> 0);
    const order = ascendingOrder(key);
    for (let k = 1; k < order.length; k++) {
      for (
        let j = k;
        j > 0 && key[order[j]!] === key[order[j - 1]!] && table.compare(order[j]!, order[j - 1]!) < 0;
        j--
      )
        [order[j], order[j - 1]] = [order[j - 1]!, order[j]!];
    }
    let columns = order.length;
    while (columns > 0 && frequency[order[columns - 1]!]! < minDf) columns--;
    if (maxFeatures > 0) columns = Math.min(columns, maxFeatures);
    const chosen = order.subarray(0, columns);
    this.column = new Int32Array(table.size).fill(-1);
    const idf = new Float32Array(columns);
    const one = smooth ? 1 : 0;
    chosen.forEach((id, column) => {
      this.column[id] = column;
      idf[column] = Math.log((rows + one) / (frequency[id]! + one)) + 1;
    });
    return { name: this.analyser.name, ...table.gather(chosen), idf };
  }

  private pushEntry(id: number): void {
    if (this.entries === this.id.length) {
      this.id = grown(this.id, new Int32Array(2 * this.entries));
      this.count = grown(this.count, new Int32Array(2 * this.entries));
    }
    this.entry[id] = this.entries;
    this.id[this.entries] = id;
    this.count[this.entries++] = 1;
  }

  private makeRoom(id: number): void {
    if (id < this.frequency.length) return;
    this.frequency = grown(this.frequency, new Int32Array(2 * id));
    this.lastRow = grown(this.lastRow, new Int32Array(2 * id));
    this.entry = grown(this.entry, new Int32Array(2 * id));
  }
}
