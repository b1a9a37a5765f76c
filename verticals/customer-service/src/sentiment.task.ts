import {
  type MulticlassPrediction,
  type MulticlassTruth,
  type Task,
  text,
  textClassification,
} from '@proofline/pipeline';
import { evaluateSentiment } from './evaluation/evaluate-sentiment.js';
import { TEXT_MEASURES } from './evaluation/evaluate-text.js';
import { utterances } from './examples.js';
import { lexiconModel } from './models/lexicon.model.js';
import { textCandidates } from './models/text-candidates.js';
import { textSettings } from './text-settings.js';
import { notesOfText } from './urgency/notes-of-text.js';

/** How a customer feels about it, in the client's own classes: negative, neutral, positive, or finer ones. */
export const sentiment: Task<MulticlassTruth, MulticlassPrediction> = {
  id: 'sentiment',
  title: text('Sentiment', '情感分析'),
  kind: textClassification,
  // Most messages to a service desk are complaints: accuracy alone would praise whoever calls all of them so.
  primaryMetric: 'f1Macro',
  candidates: [...textCandidates('sentiment'), lexiconModel('sentiment')],
  settingsShape: () => textSettings,
  criteria: [
    {
      metric: 'f1Macro',
      bound: '>=',
      value: 0.65,
      level: 'must',
      reason: text(
        'Below this upset customers are routed hardly better than by chance.',
        '低于此值，对不满客户的分流几乎与随机无异。',
      ),
    },
    {
      metric: 'ece',
      bound: '<=',
      value: 0.05,
      level: 'should',
      reason: text('Routing goes by the confidence.', '分流依据置信度。'),
    },
  ],
  measures: TEXT_MEASURES,
  evaluate: evaluateSentiment,
  notes: notesOfText,
  examples: utterances,
};
