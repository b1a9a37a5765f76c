import { defineVertical, text } from '@proofline/pipeline';
import { answer } from './answer.task.js';
import { entities } from './entities.task.js';
import { intent } from './intent.task.js';
import { sentiment } from './sentiment.task.js';

export const customerService = defineVertical({
  id: 'customer-service',
  title: text('Customer service', '客户服务'),
  summary: text(
    'What a customer wants, what to answer and when to hand over: intents with out-of-scope, entities, sentiment and dialogue, in English and Chinese.',
    '客户想要什么、如何作答、何时转人工：意图识别（含范围外）、实体、情感与对话，支持中英文。',
  ),
  version: '0.1.0',
  compatibility: '^0.1.0',
  tasks: [intent, entities, sentiment, answer],
  dialogue: async () => (await import('./dialogue/platform-dialogue.js')).platformDialogue,
});
