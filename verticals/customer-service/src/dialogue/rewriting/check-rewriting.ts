import { languageOf } from '@proofline/learn/text';
import type { Language } from '@proofline/pipeline';
import { checkReply, type Grounds } from '../../grounding/check-reply.js';
import { denialsIn } from '../../grounding/statements.js';

/** A text as the flow or a document has it, and what else a rewording of it may rest on. */
export interface Original {
  text: string;
  language: Language;
  /** What must not leave the house whatever it looks like. */
  personal?: readonly string[];
  grounds: Omit<Grounds, 'sources'> & { sources?: readonly string[] };
}

const MARKUP = /<[a-z!/?][^>]*>|```|\]\(/i;
/** Of what a reply says, kinds that a rewording may drop no more than change. */
const KEPT = new Set(['promise', 'name', 'contradiction', 'length']);

/**
 * Why a rewording may not be sent; undefined where it may. It says nothing that the original, the slots and the sources do not,
 * keeps every value and every question, denies what it denied, is in the same language, and not much longer.
 */
export function objectionTo(rewritten: string, { text, language, grounds }: Original): string | undefined {
  if (rewritten.trim() === '') return 'it is empty';
  if (rewritten.length > 2 * text.length + 120) return 'it is too long';
  if (MARKUP.test(rewritten) && !MARKUP.test(text)) return 'it has markup in it';
  const spoken = languageOf(rewritten);
  if (spoken.language !== language && spoken.language !== languageOf(text).language) return 'it is in another language';
  if (asks(text) !== asks(rewritten)) return asks(text) ? 'it asks no question any more' : 'it asks a question';
  const [denied, denies] = [denialsIn(text), denialsIn(rewritten)];
  if (denied !== denies) return denies > denied ? 'it denies something' : 'it denies less';
  const { violations } = checkReply(rewritten, { ...grounds, sources: [text, ...(grounds.sources ?? [])] });
  const [first] = violations;
  if (first !== undefined) return `'${first.text}' rests on nothing (${first.kind})`;
  // The other way round: what the original says is lost where the rewording does not ground it.
  const lost = checkReply(text, { ...grounds, slots: {}, sources: [rewritten] }).violations.find(
    ({ kind }) => !KEPT.has(kind),
  );
  return lost === undefined ? undefined : `it says nothing of '${lost.text}'`;
}

function asks(text: string): boolean {
  return /[?？]/u.test(text);
}
