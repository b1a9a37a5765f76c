import { type SequencePrediction, type SequenceTruth, sequenceLabelling, type Task, text } from '@proofline/pipeline';
import { entitySettingsShape } from './entity-settings.js';
import { evaluateEntities } from './evaluation/entities.evaluation.js';
import { utterances } from './examples.js';
import { entitiesCrf } from './models/entities-crf.model.js';
import { entitiesDictionary } from './models/entities-dictionary.model.js';
import { entitiesNetwork } from './models/entities-network.model.js';

/** The details in what a customer says: places, dates, products, numbers of orders, whatever the solution marks. */
export const entities: Task<SequenceTruth, SequencePrediction> = {
  id: 'entities',
  title: text('Entities', '实体识别'),
  kind: sequenceLabelling,
  primaryMetric: 'spanF1',
  candidates: [entitiesDictionary, entitiesCrf, entitiesNetwork],
  settingsShape: () => entitySettingsShape,
  criteria: [
    {
      metric: 'spanF1',
      bound: '>=',
      value: 0.85,
      level: 'must',
      reason: text(
        'Below this customers must correct what was understood too often.',
        '低于此值，客户会过于频繁地需要更正。',
      ),
    },
    {
      metric: 'spanPrecision',
      bound: '>=',
      value: 0.85,
      level: 'should',
      reason: text('A wrong detail does more harm than one that is asked for.', '错误的信息比再次询问危害更大。'),
    },
  ],
  evaluate: evaluateEntities,
  examples: utterances,
};
