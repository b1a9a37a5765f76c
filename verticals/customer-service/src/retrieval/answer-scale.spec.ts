import { describe, expect, it } from 'vitest';
import { bestItem, fitScale, type JudgedQuestion, probabilityOf, utilities } from './answer-scale.js';
import { answerThreshold } from './answer-threshold.js';
import { CLUES } from './evidence-index.js';

const EVERY = CLUES.map(() => true);

/** Two items; the first clue of each. */
function question(first: number, second: number, right: number | undefined): JudgedQuestion {
  const clues = new Float64Array(2 * CLUES.length);
  clues[0] = first;
  clues[CLUES.length] = second;
  return { clues, right, weight: 1 };
}

describe('fitScale', () => {
  it('finds the weight where the gradient of the conditional logit is zero', () => {
    // Three of four questions are answered by the item with the larger clue: log(3) is what a difference of 1 is worth,
    // a little less with the ridge: 1/(1+e^w) − 1/4 − 2·0.002·w = 0.
    const questions = [question(1, 0, 0), question(1, 0, 0), question(0, 1, 1), question(0, 1, 0)];
    const { weights } = fitScale(questions, EVERY);
    const [w] = weights;
    expect(1 / (1 + Math.exp(w!)) - 0.25 - 0.004 * w!).toBeCloseTo(0, 5);
    expect(weights.slice(1)).toEqual(CLUES.slice(1).map(() => expect.closeTo(0, 6)));
  });

  it('tells how likely there is an answer, and leaves out clues that do not count', () => {
    const asked = Array.from({ length: 40 }, (_, i) =>
      i % 2 === 0 ? question(0.9, 0.1, 0) : question(0.1, 0.05, undefined),
    );
    const scale = fitScale(asked, EVERY);
    const at = (first: number, second: number): number =>
      probabilityOf(bestItem(utilities(question(first, second, 0).clues, scale.weights)), scale.answered);
    expect(at(0.9, 0.1)).toBeGreaterThan(0.9);
    expect(at(0.1, 0.05)).toBeLessThan(0.1);
    expect(
      fitScale(
        asked,
        EVERY.map(() => false),
      ).weights,
    ).toEqual(CLUES.map(() => 0));
  });
});

describe('bestItem', () => {
  it('leads over the next, or over the next that says something else', () => {
    const scores = Float64Array.of(1, 5, 4, 2);
    expect(bestItem(scores)).toEqual({ item: 1, utility: 5, lead: 1 });
    expect(bestItem(scores, (item) => item !== 2)).toEqual({ item: 1, utility: 5, lead: 3 });
    expect(bestItem(Float64Array.of(3))).toEqual({ item: 0, utility: 3, lead: 3 });
  });
});

describe('answerThreshold', () => {
  it('is the lowest confidence from which few enough answers are wrong', () => {
    const confidence = Float64Array.of(0.9, 0.8, 0.7, 0.6, 0.5, 0.4);
    const right = [true, true, false, true, true, false];
    expect(answerThreshold(confidence, right, 0)).toBeCloseTo(0.75, 10);
    // Of five answers one is wrong.
    expect(answerThreshold(confidence, right, 0.2)).toBeCloseTo(0.45, 10);
    expect(answerThreshold(confidence, right, 0.5)).toBe(0.4);
    expect(answerThreshold(confidence, [false, ...right.slice(1)], 0.1)).toBe(1);
    // Equal confidences are answered together or not at all.
    expect(answerThreshold(Float64Array.of(0.5, 0.5), [true, false], 0.4)).toBe(1);
  });
});
