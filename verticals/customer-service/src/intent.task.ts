import {
  type MulticlassPrediction,
  type MulticlassTruth,
  type Task,
  text,
  textClassification,
} from '@proofline/pipeline';
import { evaluateText, TEXT_MEASURES } from './evaluation/evaluate-text.js';
import { utterances } from './examples.js';
import { linearText } from './models/linear-text.model.js';
import { naiveBayes } from './models/naive-bayes.model.js';
import { textSettings } from './text-settings.js';

/** What a customer wants, one of the solution's intents; with `outOfScope` of the target also none of them. */
export const intent: Task<MulticlassTruth, MulticlassPrediction> = {
  id: 'intent',
  title: text('Intent', '意图识别'),
  kind: textClassification,
  primaryMetric: 'accuracy',
  candidates: [
    naiveBayes('intent'),
    linearText('intent', {
      algorithm: 'words',
      title: text('Words (support vector machine)', '词语特征（支持向量机）'),
      complexity: 10,
      ngrams: true,
      encoder: false,
    }),
    linearText('intent', {
      algorithm: 'words-and-meaning',
      title: text('Words and meaning (support vector machine)', '词语与语义特征（支持向量机）'),
      complexity: 20,
      ngrams: true,
      encoder: true,
    }),
  ],
  settingsShape: () => textSettings,
  criteria: [
    {
      metric: 'accuracy',
      bound: '>=',
      value: 0.85,
      level: 'must',
      reason: text('Below this customers meet wrong answers too often.', '低于此值，客户会过于频繁地得到错误答复。'),
    },
    {
      metric: 'ece',
      bound: '<=',
      value: 0.05,
      level: 'should',
      reason: text('Whether to answer or to ask back is decided by the confidence.', '作答还是追问取决于置信度。'),
    },
  ],
  measures: TEXT_MEASURES,
  evaluate: evaluateText,
  examples: utterances,
};
