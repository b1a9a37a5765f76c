import {
  type Artifact,
  decodeArtifact,
  encodeArtifact,
  type FitContext,
  type Json,
  requireKind,
} from '@proofline/learn';
import { type AnswerScale, bestItem, fitScale, probabilityOf, utilities } from './answer-scale.js';
import { CLUES, type Entry, EvidenceIndex, MEANING_CLUES, WORD_CLUES } from './evidence-index.js';
import { type AskedQuestion, studyQuestions } from './study-answers.js';

/** What an answer is found by. */
export interface FinderChoice {
  /** The words that question and entry have in common. */
  words: boolean;
  /** The name of a sentence encoder; undefined leaves meaning out. */
  encoder?: string;
  /** Share of questions that are expected to have no answer. */
  unanswerableShare: number;
}

export interface FinderData {
  questions: readonly AskedQuestion[];
  /** The words of the answers themselves, where they are known. */
  answers: readonly Entry[];
  items: number;
}

/** Fewer questions do not tell what meaning is worth. */
const FEWEST_QUESTIONS = 40;
const KIND = 'customer-service.answer-finder.v1';

/** Scales for questions whose meaning is known, and for those of which only the words are. */
export interface Scales {
  understood?: AnswerScale;
  words: AnswerScale;
}

/** Finds the item that answers a question, and says how likely any does. */
export class AnswerFinder {
  private constructor(
    readonly index: EvidenceIndex,
    readonly scales: Scales,
  ) {}

  static async fit(
    { questions, answers, items }: FinderData,
    { words, encoder, unanswerableShare }: FinderChoice,
    context: Pick<FitContext, 'rng' | 'signal'>,
  ): Promise<AnswerFinder> {
    const studied = await studyQuestions(questions, answers, items, encoder, context);
    const expected = Math.log((1 - unanswerableShare) / unanswerableShare);
    const scaleOf = (rows: typeof studied, meaning: boolean): AnswerScale => {
      const counts = CLUES.map(
        (clue) => (words && WORD_CLUES.includes(clue)) || (meaning && MEANING_CLUES.includes(clue)),
      );
      const scale = fitScale(rows, counts);
      const answered = rows.filter(({ right }) => right !== undefined).length;
      // The odds of the study, in which a fifth of the answers was hidden, give way to those that are expected.
      const met = Math.log((answered + 0.5) / (rows.length - answered + 0.5));
      return { ...scale, answered: { ...scale.answered, intercept: scale.answered.intercept + expected - met } };
    };
    const understood = studied.filter((one) => one.understood);
    const entries = [
      ...questions.flatMap(({ text, item }): Entry[] => (item === undefined ? [] : [{ text, item }])),
      ...answers,
    ];
    return new AnswerFinder(await EvidenceIndex.fit(entries, items, encoder, context.signal), {
      words: scaleOf(studied, false),
      ...(understood.length < FEWEST_QUESTIONS ? {} : { understood: scaleOf(understood, true) }),
    });
  }

  /** The probability of each item, one after the other, if one of them answers; and that one does. */
  find(question: string): { items: Float64Array; answered: number } {
    const scale = (this.index.understands(question) ? this.scales.understood : undefined) ?? this.scales.words;
    const scores = utilities(this.index.evidence(question), scale.weights);
    const best = bestItem(scores);
    let mass = 0;
    for (const score of scores) mass += Math.exp(score - best.utility);
    return {
      items: scores.map((score) => Math.exp(score - best.utility) / mass),
      answered: probabilityOf(best, scale.answered),
    };
  }

  toArtifact(): Artifact {
    return {
      kind: KIND,
      json: this.scales as unknown as Json,
      tensors: { index: encodeArtifact(this.index.toArtifact()) },
    };
  }

  static fromArtifact(artifact: Artifact): AnswerFinder {
    requireKind(artifact, KIND);
    return new AnswerFinder(
      EvidenceIndex.fromArtifact(decodeArtifact(artifact.tensors.index as Uint8Array)),
      artifact.json as unknown as Scales,
    );
  }
}
