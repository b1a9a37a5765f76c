import type { Language } from '@proofline/pipeline';
import type { TurnRun } from './turn-run.js';

/**
 * The language to answer in: the customer's, if the flow speaks it. An order number, an address or one foreign word in a
 * conversation changes nothing.
 */
export function languageOf({ flow, state, turn }: TurnRun): Language {
  const { language } = turn;
  if (language === 'other' || !flow.languages.includes(language) || language === state.language) return state.language;
  // Whoever writes Chinese reads it; Latin letters stand in Chinese messages, too.
  if (language === 'zh') return /\p{Script=Han}/u.test(turn.text) ? 'zh' : state.language;
  const words = turn.entities
    .toSorted((a, b) => b.start - a.start)
    .reduce((text, { start, end }) => `${text.slice(0, start)} ${text.slice(end)}`, turn.text)
    .match(/\p{L}{2,}/gu);
  const enough = state.turn <= 1 ? 1 : 2;
  return (words?.length ?? 0) >= enough ? language : state.language;
}
