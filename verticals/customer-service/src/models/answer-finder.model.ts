import { type Artifact, decodeArtifact, encodeArtifact, requireKind } from '@proofline/learn';
import {
  type FittedCandidate,
  type Localized,
  type MulticlassPrediction,
  type MulticlassTruth,
  SHIPPED_ENCODER,
  text,
} from '@proofline/pipeline';
import { AnswerFinder } from '../retrieval/answer-finder.js';
import { MOST_ASKED } from '../retrieval/study-answers.js';
import { joinedText, textColumns } from './joined-text.js';
import { mostFrequent } from './most-frequent.model.js';
import { TextModel } from './text-model.js';

const KIND = 'customer-service.answer-finder-model.v1';

/** The share of questions that are expected to have no answer, where the client's settings do not say. */
const EXPECTED_UNANSWERABLE = 0.1;

interface FinderHead {
  algorithm: string;
  title: Localized;
  complexity: number;
  words: boolean;
  encoder: boolean;
}

/** The candidates of a task that answers questions from a list of answers. */
export function answerCandidates(task: string): FittedCandidate<MulticlassTruth, MulticlassPrediction>[] {
  return [
    mostFrequent(task),
    answerFinder(task, {
      algorithm: 'bm25',
      title: text('Words in common (BM25)', '词语匹配（BM25）'),
      complexity: 10,
      words: true,
      encoder: false,
    }),
    answerFinder(task, {
      algorithm: 'meaning',
      title: text('Meaning (sentence vectors)', '语义匹配（句向量）'),
      complexity: 15,
      words: false,
      encoder: true,
    }),
    answerFinder(task, {
      algorithm: 'hybrid',
      title: text('Words and meaning (BM25 and sentence vectors)', '词语与语义（BM25 与句向量）'),
      complexity: 20,
      words: true,
      encoder: true,
    }),
  ];
}

function answerFinder(
  task: string,
  { algorithm, title, complexity, words, encoder }: FinderHead,
): FittedCandidate<MulticlassTruth, MulticlassPrediction> {
  return {
    name: `customer-service.${task}.${algorithm}.v1`,
    title,
    complexity,
    calibrate: true,
    // Each question that is asked meets all others.
    cost: (rows) => {
      const met = rows * Math.min(rows, MOST_ASKED);
      return (encoder ? 5e-3 * rows + 1e-6 * met : 4e-4 * rows + 2e-7 * met) + 0.05;
    },
    async fit({ frame, truth, weight, schema, settings, context }) {
      const columns = textColumns(schema);
      const { y, classes, outOfScope } = truth;
      const known = [...classes.keys()].filter((k) => k !== outOfScope);
      const itemOf = new Map(known.map((k, item) => [k, item]));
      const finder = await AnswerFinder.fit(
        {
          questions: joinedText(frame, columns).map((asked, i) => ({
            text: asked,
            item: itemOf.get(y[i]!),
            ...(weight === undefined ? {} : { weight: weight[i]! }),
          })),
          answers: known.map((k, item) => ({ item, text: classes[k]!.replaceAll('_', ' ') })),
          items: known.length,
        },
        {
          words,
          ...(encoder ? { encoder: String(settings?.encoder ?? SHIPPED_ENCODER) } : {}),
          unanswerableShare: Number(settings?.outOfScopeShare ?? EXPECTED_UNANSWERABLE),
        },
        context,
      );
      return new AnswerFinderModel(columns, classes, outOfScope, finder);
    },
    load(artifact) {
      requireKind(artifact, KIND);
      const { columns, classes, outOfScope } = artifact.json as {
        columns: string[];
        classes: string[];
        outOfScope: number | null;
      };
      const finder = AnswerFinder.fromArtifact(decodeArtifact(artifact.tensors.finder as Uint8Array));
      return new AnswerFinderModel(columns, classes, outOfScope ?? undefined, finder);
    },
  };
}

class AnswerFinderModel extends TextModel {
  constructor(
    uses: readonly string[],
    classes: readonly string[],
    private readonly outOfScope: number | undefined,
    private readonly finder: AnswerFinder,
  ) {
    super(uses, classes);
  }

  protected probabilityOf(questions: readonly string[]): Float64Array {
    const { classes, outOfScope, finder } = this;
    const out = new Float64Array(questions.length * classes.length);
    questions.forEach((question, row) => {
      const { items, answered } = finder.find(question);
      const own = out.subarray(row * classes.length, (row + 1) * classes.length);
      let item = 0;
      for (let k = 0; k < classes.length; k++) {
        own[k] = k === outOfScope ? 1 - answered : (outOfScope === undefined ? 1 : answered) * items[item++]!;
      }
    });
    return out;
  }

  toArtifact(): Artifact {
    const { uses, classes, outOfScope, finder } = this;
    return {
      kind: KIND,
      json: { columns: [...uses], classes: [...classes], outOfScope: outOfScope ?? null },
      tensors: { finder: encodeArtifact(finder.toArtifact()) },
    };
  }
}
