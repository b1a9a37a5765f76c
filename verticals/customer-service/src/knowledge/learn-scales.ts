import type { Rng } from '@proofline/learn';
import { bestItem, fitScale, probabilityOf, utilities } from '../retrieval/answer-scale.js';
import { answerThreshold } from '../retrieval/answer-threshold.js';
import { CLUES, type Entry, WORD_CLUES } from '../retrieval/evidence-index.js';
import { type AskedQuestion, type StudiedQuestion, studyQuestions } from '../retrieval/study-answers.js';
import type { KnowledgeScales } from './default-scales.js';

/** Of the answers that documents give, at most this share may be wrong. */
const WRONG_ANSWERS = 0.1;

/**
 * How clues are weighed for documents, from questions and the items that answer them. The questions are asked twice: of entries
 * that have other questions beside the answer, as in an FAQ, and of the answers alone, as in a manual.
 */
export async function learnScales(
  questions: readonly AskedQuestion[],
  answers: readonly Entry[],
  items: number,
  encoder: string,
  rng: Rng,
): Promise<KnowledgeScales> {
  const asFaq = await studyQuestions(questions, answers, items, encoder, { rng: rng.fork('faq') });
  const asManual = await studyQuestions(questions, answers, items, encoder, { rng: rng.fork('manual') }, false);
  const studied = [...asFaq, ...asManual];
  return {
    understood: scaleFrom(
      studied.filter(({ understood }) => understood),
      CLUES.map(() => true),
    ),
    words: scaleFrom(
      studied,
      CLUES.map((clue) => WORD_CLUES.includes(clue)),
    ),
  };
}

function scaleFrom(studied: readonly StudiedQuestion[], counts: readonly boolean[]): KnowledgeScales['words'] {
  const scale = fitScale(studied, counts);
  const best = studied.map(({ clues }) => bestItem(utilities(clues, scale.weights)));
  const confidence = Float64Array.from(best, (one) => probabilityOf(one, scale.right));
  const right = studied.map((one, i) => one.right === best[i]!.item);
  return { ...scale, threshold: answerThreshold(confidence, right, WRONG_ANSWERS) };
}
