import { wilsonInterval } from '@proofline/learn';
import { percentText, type ReportSection, type Task, text } from '@proofline/pipeline';
import { likeliestAnswers, type RecommendedAnswers } from './recommended-answers.js';
import type { SectionBuilder, TextStudy } from './study.js';

/** What criteria of answers may name besides the metrics of every task of text. */
export const ANSWER_MEASURES: NonNullable<Task['measures']> = {
  recallAt1: {
    title: text('right answer first, of questions that have one', '有答案的问题中首位命中率'),
    better: 'higher',
    range: [0, 1],
  },
  recallAt3: { title: text('right answer among the first 3', '前 3 位命中率'), better: 'higher', range: [0, 1] },
  recallAt5: { title: text('right answer among the first 5', '前 5 位命中率'), better: 'higher', range: [0, 1] },
  meanReciprocalRank: { title: text('mean reciprocal rank', '平均倒数排名'), better: 'higher', range: [0, 1] },
  answeredShare: { title: text('share of questions that is answered', '作答比例'), better: 'higher', range: [0, 1] },
  wrongAnswerShare: {
    title: text('share of answers that is wrong', '错误回答占比'),
    better: 'lower',
    range: [0, 1],
  },
};

/** How high the right answers stand, and what is answered, and how much of it wrongly, from the recommended confidence on. */
export const answersSection: SectionBuilder = (study) => {
  const { context, truth, outOfScope } = study;
  const { threshold, wrongAnswers } = context.recommendation as unknown as RecommendedAnswers;
  const { answer, confidence } = likeliestAnswers(context.champion.test, outOfScope);
  const share = (holds: readonly boolean[]) => {
    const count = holds.filter(Boolean).length;
    return { value: count / holds.length, interval: wilsonInterval(count, holds.length) };
  };
  const ranks = ranksOf(study);
  const answered = [...answer.keys()].filter((row) => confidence[row]! >= threshold);
  const measures: Record<string, { value: number; interval?: readonly [number, number] }> = {
    answeredShare: share(Array.from(confidence, (one) => one >= threshold)),
    ...(answered.length === 0 ? {} : { wrongAnswerShare: share(answered.map((row) => answer[row] !== truth[row])) }),
  };
  if (ranks.length > 0) {
    for (const k of [1, 3, 5]) measures[`recallAt${k}`] = share(ranks.map((rank) => rank <= k));
    measures.meanReciprocalRank = { value: ranks.reduce((sum, rank) => sum + 1 / rank, 0) / ranks.length };
  }
  const wrong = answered.filter((row) => answer[row] !== truth[row]).length;
  const [bound, given] = [percentText(wrongAnswers), percentText(measures.answeredShare!.value)];
  const section: ReportSection = {
    id: 'answers',
    title: text('What is answered', '作答情况'),
    level: 'evidence',
    blocks: [
      {
        type: 'text',
        text: text(
          `A question is answered from the confidence ${threshold.toFixed(3)} on: of the training questions, each met by a model that had not seen it, at most ${bound.en} of the answers were wrong then. On unseen questions this answers ${given.en}, ${answered.length} in all, ${wrong} of them wrongly. The others are asked back about, or handed over.`,
          `置信度不低于 ${threshold.toFixed(3)} 时作答：在训练问题上（均由未见过该问题的模型作答），错误回答不超过 ${bound.zh}。在未见过的问题上，作答比例为 ${given.zh}，共 ${answered.length} 条，其中 ${wrong} 条错误。其余问题追问或转人工。`,
        ),
      },
      {
        type: 'table',
        caption: text(
          'Where the right answer stands, of the questions that have one.',
          '有答案的问题中，正确答案的排名。',
        ),
        columns: [{ title: text('measure', '指标') }, { title: text('value', '数值'), align: 'right' }],
        rows: Object.entries(ANSWER_MEASURES).flatMap(([name, { title }]) => {
          const measured = measures[name];
          if (measured === undefined) return [];
          return [[title, { value: measured.value, digits: 3 }]];
        }),
      },
    ],
  };
  return { section, measures };
};

/** Of each question that has an answer the place of the right one among all answers, from 1. Equal ones stand before it. */
function ranksOf({ context, classes, truth, outOfScope }: TextStudy): number[] {
  const { probability } = context.champion.test;
  const k = classes.length;
  return [...truth.keys()]
    .filter((row) => truth[row] !== outOfScope)
    .map((row) => {
      const own = probability[row * k + truth[row]!]!;
      let rank = 1;
      for (let c = 0; c < k; c++) {
        if (c !== outOfScope && c !== truth[row] && probability[row * k + c]! >= own) rank++;
      }
      return rank;
    });
}
