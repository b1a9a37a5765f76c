import { ProoflineError } from '@proofline/learn';
import {
  type MulticlassPrediction,
  type MulticlassTruth,
  type Task,
  type TaskKind,
  text,
  textClassification,
} from '@proofline/pipeline';
import { ANSWER_MEASURES } from './evaluation/answers.js';
import { evaluateAnswers, TEXT_MEASURES } from './evaluation/evaluate-text.js';
import { recommendedAnswers } from './evaluation/recommended-answers.js';
import { questions } from './examples.js';
import { answerCandidates } from './models/answer-finder.model.js';
import { answerSettings } from './text-settings.js';

/** An FAQ as a company has it: one question an answer. */
const FAQ_ADVICE =
  "This task measures, and for that needs several questions of customers for each answer. An FAQ with one question an answer is ready as it is: put the file into the folder 'knowledge' of a dialogue, with the columns 'question' and 'answer'.";

/** As `textClassification`, which refuses answers with too few questions; here that is said to be no fault of the FAQ. */
const answers: TaskKind<MulticlassTruth, MulticlassPrediction> = {
  ...textClassification,
  truth(dataset, learnt) {
    try {
      return textClassification.truth(dataset, learnt);
    } catch (error) {
      if (!(error instanceof ProoflineError) || !/^TOO_FEW_/.test(error.code)) throw error;
      const { kind, code, message, problems } = error;
      throw new ProoflineError(kind, code, `${message} ${FAQ_ADVICE}`, { problems, cause: error });
    }
  },
};

/**
 * Which entry of an FAQ answers a question; with `outOfScope` of the target also that none does. The outcomes are the answers
 * themselves, whose words count then, or names of them.
 */
export const answer: Task<MulticlassTruth, MulticlassPrediction> = {
  id: 'answer',
  title: text('Answers from an FAQ', '常见问题问答'),
  kind: answers,
  primaryMetric: 'accuracy',
  candidates: answerCandidates('answer'),
  settingsShape: () => answerSettings,
  criteria: [
    {
      metric: 'wrongAnswerShare',
      bound: '<=',
      value: 0.1,
      level: 'must',
      reason: text(
        'A wrong answer that sounds sure costs more trust than none.',
        '听起来肯定的错误回答比不回答更损害信任。',
      ),
    },
    {
      metric: 'answeredShare',
      bound: '>=',
      value: 0.5,
      level: 'should',
      reason: text(
        'Below this an FAQ that customers read themselves does as well.',
        '低于此值，不如让客户自行查阅常见问题。',
      ),
    },
    {
      metric: 'recallAt3',
      bound: '>=',
      value: 0.85,
      level: 'should',
      reason: text('Where it is unsure the bot can offer a choice.', '把握不足时可以提供选项。'),
    },
  ],
  measures: { ...TEXT_MEASURES, ...ANSWER_MEASURES },
  recommendation: recommendedAnswers,
  evaluate: evaluateAnswers,
  examples: questions,
};
