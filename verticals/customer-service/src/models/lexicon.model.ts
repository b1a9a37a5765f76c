import {
  type Artifact,
  decodeArtifact,
  encodeArtifact,
  FittedSparseLogisticRegression,
  requireKind,
  SparseLogisticRegression,
} from '@proofline/learn';
import { languageOf, lexiconSentiment } from '@proofline/learn/text';
import {
  type FittedCandidate,
  type Frame,
  type MulticlassPrediction,
  type MulticlassTruth,
  type Reason,
  text,
} from '@proofline/pipeline';
import { URGENCIES, urgencyOf } from '../urgency/urgency.js';
import { joinedText, textColumns } from './joined-text.js';
import { amongAll, knownClasses } from './known-classes.js';
import { TextModel } from './text-model.js';

const KIND = 'customer-service.lexicon.v1';
/** Weakly regularised: a dozen features, thousands of rows. */
const C = 10;
const FEATURES = 12;

/**
 * Goes by what lists of words and rules say of a text: how it feels, and how urgent it is. A dozen numbers, of which it learns
 * what they mean in the client's classes; the yardstick for models that learn the words themselves.
 */
export function lexiconModel(task: string): FittedCandidate<MulticlassTruth, MulticlassPrediction> {
  return {
    name: `customer-service.${task}.lexicon.v1`,
    title: text('Lists of feeling words (logistic regression)', '情感词典（逻辑回归）'),
    complexity: 3,
    calibrate: true,
    cost: (rows) => 1e-4 * rows + 0.2,
    async fit({ frame, truth, weight, schema, context }) {
      const columns = textColumns(schema);
      const { known, y } = knownClasses(truth.y);
      const regression = await new SparseLogisticRegression({ C }).fit(
        {
          x: { dense: featuresOf(joinedText(frame, columns)) },
          y,
          ...(weight === undefined ? {} : { weight }),
        },
        context,
      );
      return new LexiconModel(columns, truth.classes, known, regression);
    },
    load(artifact) {
      requireKind(artifact, KIND);
      const { columns, classes } = artifact.json as { columns: string[]; classes: string[] };
      const { known, regression } = artifact.tensors;
      return new LexiconModel(
        columns,
        classes,
        known as Int32Array,
        FittedSparseLogisticRegression.fromArtifact(decodeArtifact(regression as Uint8Array)),
      );
    },
  };
}

class LexiconModel extends TextModel {
  constructor(
    uses: readonly string[],
    classes: readonly string[],
    /** The classes that were learnt, as indices into all. */
    private readonly known: Int32Array,
    private readonly regression: FittedSparseLogisticRegression,
  ) {
    super(uses, classes);
  }

  /** The words that it goes by, the strongest first. */
  override explain(frame: Frame, row: number, limit?: number): Reason[] {
    const words = [...lexiconSentiment(this.textOf(frame, row)).words].sort(
      (a, b) => Math.abs(b.value) - Math.abs(a.value),
    );
    return words.slice(0, limit).map(
      ({ text: word, value, negated }): Reason => ({
        feature: this.uses[0]!,
        code: `${this.uses[0]}.word`,
        text: text(
          `“${word}”${negated ? ', which is denied,' : ''} sounds ${value < 0 ? 'negative' : 'positive'}`,
          `“${word}”${negated ? '（被否定）' : ''}语气${value < 0 ? '消极' : '积极'}`,
        ),
        contribution: value,
        value: word,
      }),
    );
  }

  toArtifact(): Artifact {
    const { uses, classes, known, regression } = this;
    return {
      kind: KIND,
      json: { columns: [...uses], classes: [...classes] },
      tensors: { known, regression: encodeArtifact(regression.toArtifact()) },
    };
  }

  protected probabilityOf(texts: readonly string[]): Float64Array {
    return amongAll(this.regression.predictProbability({ dense: featuresOf(texts) }), this.known, this.classes.length);
  }
}

/** What lists and rules say of each text, as numbers of about the same size. */
function featuresOf(texts: readonly string[]): { rows: number; columns: number; values: Float32Array } {
  const values = new Float32Array(texts.length * FEATURES);
  texts.forEach((said, row) => {
    const { score, words } = lexiconSentiment(said);
    const { level, reasons } = urgencyOf(said);
    const felt = words.map(({ value }) => value);
    const sum = (keep: (value: number) => boolean): number => felt.filter(keep).reduce((a, b) => a + b, 0);
    values.set(
      [
        score,
        Math.abs(score),
        Math.max(-3, sum((value) => value < 0) / 4),
        Math.min(3, sum((value) => value > 0) / 4),
        felt.at(-1) === undefined ? 0 : felt.at(-1)! / 4,
        URGENCIES.indexOf(level) - 1,
        Math.min(1, reasons.length / 3),
        reasons.some(({ rule }) => rule === 'repeated-contact' || rule === 'outage') ? 1 : 0,
        Math.min(1, (said.match(/[!！]/g)?.length ?? 0) / 3),
        Math.min(1, (said.match(/[?？]/g)?.length ?? 0) / 2),
        Math.min(1, said.length / 200),
        languageOf(said).language === 'zh' ? 1 : 0,
      ],
      row * FEATURES,
    );
  });
  return { rows: texts.length, columns: FEATURES, values };
}
