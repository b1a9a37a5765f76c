import { describe, expect, it } from 'vitest';
import { answersSection } from './answers.js';
import { recommendedAnswers } from './recommended-answers.js';
import type { TextStudy } from './study.js';

const classes = ['a', 'b', 'none'];
/** Truth a, b, a, none; the third is answered wrongly, the fourth with little confidence. */
const probability = Float64Array.of(0.8, 0.1, 0.1, 0.2, 0.7, 0.1, 0.3, 0.6, 0.1, 0.2, 0.1, 0.7);
const truth = { y: Float64Array.of(0, 1, 0, 2), classes, outOfScope: 2 };
const options = { costs: {}, currency: 'EUR', constraints: {}, settings: { wrongAnswers: 0 } };
const recommendation = recommendedAnswers.derive({ truth, outOfFold: { probability, classes }, options });

describe('answers of an FAQ', () => {
  it('are recommended from the confidence on from which few are wrong, and never the one that stands for none', () => {
    expect(recommendation).toEqual({ threshold: expect.closeTo(0.65, 10), wrongAnswers: 0, none: 'none' });
    const answers = [0, 1, 2, 3].map((row) => recommendedAnswers.answer(recommendation, { probability, classes }, row));
    expect(answers.map(({ recommendedAnswer }) => recommendedAnswer)).toEqual(['a', 'b', null, null]);
  });

  it('are measured by the rank of the right one, and by how many of those given are wrong', async () => {
    const study = {
      context: {
        recommendation: { threshold: 0.5, wrongAnswers: 0.05, none: 'none' },
        champion: { test: { probability, classes } },
      },
      classes,
      truth: Int32Array.from(truth.y),
      outOfScope: 2,
    } as unknown as TextStudy;
    const { measures, section } = await answersSection(study);
    const values = Object.fromEntries(Object.entries(measures!).map(([name, { value }]) => [name, value]));
    expect(values).toEqual({
      answeredShare: 0.75,
      wrongAnswerShare: 1 / 3,
      recallAt1: 2 / 3,
      recallAt3: 1,
      recallAt5: 1,
      meanReciprocalRank: (1 + 1 + 1 / 2) / 3,
    });
    expect(section!.blocks).toHaveLength(2);
  });
});
