import { lexiconSentiment } from '@proofline/learn/text';
import { urgencyOf } from '../../urgency/urgency.js';
import type { ConversationState } from '../state.js';
import type { Understanding } from '../understanding.js';

/** How a customer feels and how urgent it is, by lists of words and rules: what a flow knows of it without a trained model. */
export function moodOf(
  text: string,
  { stalled }: Pick<ConversationState, 'stalled'>,
): Pick<Understanding, 'sentiment' | 'urgency' | 'urgencyReasons'> {
  const { label, score } = lexiconSentiment(text);
  const { level, reasons } = urgencyOf(text, { stalled });
  return {
    sentiment: { label, score: label === 'neutral' ? 1 - Math.abs(score) : Math.abs(score) },
    urgency: level,
    ...(reasons.length === 0 ? {} : { urgencyReasons: reasons }),
  };
}
