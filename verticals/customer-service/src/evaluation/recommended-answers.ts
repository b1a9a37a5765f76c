import type { Json } from '@proofline/learn';
import type { MulticlassPrediction, MulticlassTruth, Recommendation } from '@proofline/pipeline';
import { answerThreshold, WRONG_ANSWERS } from '../retrieval/answer-threshold.js';

/** From which confidence on a question is answered. */
export interface RecommendedAnswers {
  threshold: number;
  /** The share of answers that may be wrong, from which the threshold follows. */
  wrongAnswers: number;
  /** What stands for none of the answers; null where nothing does. */
  none: string | null;
}

/** Of each row the likeliest answer, what stands for none left out, and its probability. */
export function likeliestAnswers(
  { probability, classes }: MulticlassPrediction,
  outOfScope: number | undefined,
): { answer: Int32Array; confidence: Float64Array } {
  const k = classes.length;
  const rows = probability.length / k;
  const answer = new Int32Array(rows).fill(-1);
  const confidence = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    for (let c = 0; c < k; c++) {
      const own = probability[row * k + c]!;
      if (c === outOfScope || (answer[row]! >= 0 && own <= confidence[row]!)) continue;
      answer[row] = c;
      confidence[row] = own;
    }
  }
  return { answer, confidence };
}

/** The threshold is chosen on training questions that no model answers that has learnt from them. */
export const recommendedAnswers: Recommendation<MulticlassTruth, MulticlassPrediction> = {
  derive({ truth, outOfFold, options }) {
    const wrongAnswers = Number(options.settings.wrongAnswers ?? WRONG_ANSWERS);
    const { answer, confidence } = likeliestAnswers(outOfFold, truth.outOfScope);
    const right = Array.from(answer, (k, row) => k === truth.y[row]);
    const none = truth.outOfScope === undefined ? null : truth.classes[truth.outOfScope]!;
    return { threshold: answerThreshold(confidence, right, wrongAnswers), wrongAnswers, none };
  },
  answer(recommendation, { classes, probability }, row): Record<string, Json> {
    const { threshold, none } = recommendation as unknown as RecommendedAnswers;
    const own = probability.subarray(row * classes.length, (row + 1) * classes.length);
    const { answer, confidence } = likeliestAnswers(
      { classes, probability: own },
      none === null ? undefined : classes.indexOf(none),
    );
    return {
      recommendedAnswer: confidence[0]! >= threshold ? classes[answer[0]!]! : null,
      recommendedThreshold: threshold,
    };
  },
};
