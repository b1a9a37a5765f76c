import {
  type MulticlassPrediction,
  type MulticlassTruth,
  type Task,
  text,
  textClassification,
} from '@proofline/pipeline';
import { evaluateText, TEXT_MEASURES } from './evaluation/evaluate-text.js';
import { utterances } from './examples.js';
import { textCandidates } from './models/text-candidates.js';
import { textNetwork } from './models/text-network.model.js';
import { textSettings } from './text-settings.js';

/** What a customer wants, one of the solution's intents; with `outOfScope` of the target also none of them. */
export const intent: Task<MulticlassTruth, MulticlassPrediction> = {
  id: 'intent',
  title: text('Intent', '意图识别'),
  kind: textClassification,
  primaryMetric: 'accuracy',
  candidates: [...textCandidates('intent'), textNetwork('intent')],
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
