import { type Artifact, requireKind } from '@proofline/learn';
import { type FittedCandidate, type MulticlassPrediction, type MulticlassTruth, text } from '@proofline/pipeline';
import { joinedText, textColumns } from './joined-text.js';
import { TextModel } from './text-model.js';

const KIND = 'customer-service.naive-bayes.v1';
/** Laplace's: each word counts as seen once more in each class. */
const SMOOTHING = 1;

/** The words of a text as they stand, and each Chinese character: no stemming, no weights, nothing learnt. */
function wordsOf(utterance: string): string[] {
  return utterance.toLowerCase().match(/\p{Script=Han}|[\p{L}\p{N}]+/gu) ?? [];
}

/**
 * Multinomial naive Bayes on counts of words (Manning, Raghavan, Schütze 2008, chapter 13): the simplest model of a text, trained
 * in a second.
 */
export function naiveBayes(task: string): FittedCandidate<MulticlassTruth, MulticlassPrediction> {
  return {
    name: `customer-service.${task}.naive-bayes.v1`,
    title: text('Naive Bayes on words', '词语朴素贝叶斯'),
    complexity: 5,
    calibrate: true,
    cost: (rows) => 2e-5 * rows,
    async fit({ frame, truth, weight, schema }) {
      const columns = textColumns(schema);
      const vocabulary = new Map<string, number>();
      const texts = joinedText(frame, columns).map((one) =>
        wordsOf(one).map((word) => {
          const known = vocabulary.get(word);
          if (known === undefined) vocabulary.set(word, vocabulary.size);
          return known ?? vocabulary.size - 1;
        }),
      );
      const k = truth.classes.length;
      const counts = new Float64Array(vocabulary.size * k).fill(SMOOTHING);
      const totals = new Float64Array(k).fill(SMOOTHING * vocabulary.size);
      const priors = new Float64Array(k);
      texts.forEach((words, i) => {
        const own = truth.y[i]!;
        const w = weight?.[i] ?? 1;
        priors[own]! += w;
        for (const word of words) {
          counts[word * k + own]! += w;
          totals[own]! += w;
        }
      });
      const all = priors.reduce((sum, one) => sum + one, 0);
      const logPrior = priors.map((one) => Math.log((one + SMOOTHING) / (all + SMOOTHING * k)));
      const logLikelihood = counts.map((count, at) => Math.log(count / totals[at % k]!));
      return new NaiveBayesModel(columns, truth.classes, [...vocabulary.keys()], logPrior, logLikelihood);
    },
    load(artifact) {
      requireKind(artifact, KIND);
      const { columns, classes, words } = artifact.json as { columns: string[]; classes: string[]; words: string[] };
      const { logPrior, logLikelihood } = artifact.tensors as Record<string, Float64Array>;
      return new NaiveBayesModel(columns, classes, words, logPrior!, logLikelihood!);
    },
  };
}

class NaiveBayesModel extends TextModel {
  private readonly vocabulary: ReadonlyMap<string, number>;

  constructor(
    uses: readonly string[],
    classes: readonly string[],
    private readonly words: readonly string[],
    private readonly logPrior: Float64Array,
    /** Of each word in each class, word by word. */
    private readonly logLikelihood: Float64Array,
  ) {
    super(uses, classes);
    this.vocabulary = new Map(words.map((word, at) => [word, at]));
  }

  toArtifact(): Artifact {
    const { uses, classes, words, logPrior, logLikelihood } = this;
    return {
      kind: KIND,
      json: { columns: [...uses], classes: [...classes], words: [...words] },
      tensors: { logPrior, logLikelihood },
    };
  }

  protected probabilityOf(texts: readonly string[]): Float64Array {
    const k = this.classes.length;
    const probability = new Float64Array(texts.length * k);
    texts.forEach((utterance, row) => {
      const score = this.logPrior.slice();
      for (const word of wordsOf(utterance)) {
        const at = this.vocabulary.get(word);
        if (at === undefined) continue;
        for (let c = 0; c < k; c++) score[c]! += this.logLikelihood[at * k + c]!;
      }
      const most = Math.max(...score);
      let sum = 0;
      for (let c = 0; c < k; c++) sum += Math.exp(score[c]! - most);
      for (let c = 0; c < k; c++) probability[row * k + c] = Math.exp(score[c]! - most) / sum;
    });
    return probability;
  }
}
