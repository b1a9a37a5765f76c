import { findPii, type Language } from '@proofline/pipeline';
import type { Flow, FlowSlot } from '../flow/flow-shape.js';
import { formatValue } from '../replies/format-value.js';
import { FORMATS } from '../replies/placeholders.js';
import type { FilledSlot } from '../state.js';
import type { SimpleValue } from '../understanding.js';

/** A customer gives no more of them than that in one conversation; the oldest go first. */
const MOST = 200;

/** What of a text is personal where it answers the question for such a slot: all of it, and a name in it by itself. */
export function wordsOf(text: string): string[] {
  const bare = text.replace(/^[\s\p{P}]+|[\s\p{P}]+$/gu, '');
  return [bare, ...findPii(text).map((span) => span.text)].filter((words) => words !== '');
}

/** A value, of no composite slot, as the customer said it and as replies and summaries write it. */
export function waysToWrite({ value, text }: FilledSlot, slot: FlowSlot, { languages }: Flow): string[] {
  const written = (language: Language): string[] =>
    [undefined, ...(slot.type === 'date' ? FORMATS : [])].map((format) =>
      formatValue(value as SimpleValue, slot, language, format),
    );
  return [...wordsOf(text), ...(typeof value === 'object' ? [] : [String(value)]), ...languages.flatMap(written)];
}

export function withWords(before: readonly string[] = [], added: readonly string[]): string[] {
  return [...new Set([...before, ...added])].slice(-MOST);
}
