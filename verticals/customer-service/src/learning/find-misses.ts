import { tokenise } from '@proofline/learn/text';
import { findPii, PiiMasker } from '@proofline/pipeline';
import { readActs } from '../dialogue/acts.js';
import { wordsOf } from '../dialogue/engine/personal-words.js';
import type { Flow, FlowSlot } from '../dialogue/flow/flow-shape.js';
import { newConversation } from '../dialogue/state.js';
import type { Answer, Entity, FindAnswer, Understand, Understanding } from '../dialogue/understanding.js';
import type { Conversation } from './transcripts.js';

export const MISS_REASONS = ['handed-over', 'out-of-scope', 'not-understood', 'contradicted'] as const;
export type MissReason = (typeof MISS_REASONS)[number];

/** What a customer wanted and the bot does not know. Personal data is masked in all texts. */
export interface Miss {
  conversation: string;
  text: string;
  language: Understanding['language'];
  reason: MissReason;
  /** What the bot would guess: an intent that it is not sure of. */
  guess?: string;
  /** What humans wrote in the conversation afterwards, one text for each time that they took the word. */
  replies: string[];
}

/** A message of which personal data are so large a share gives them, and asks for nothing. */
const MOSTLY_PERSONAL = 1 / 3;
/** Fewer words say nothing that could be learnt: `hello there`, an order number. */
const LEAST_WORDS = 2;

/** A customer who says that the bot answered something else; a mere no may answer a question of the bot. */
const CONTRADICTED =
  /\b(?:not what i (?:meant|mean|asked|wanted|want|said)|(?:did not|didn't|don't|do not) (?:understand|answer|get) (?:me|my question|the question|it)|misunderst\w+|wrong answer|not my question|not helpful|doesn't help|does not help)\b|不是这个意思|不是我(?:想)?(?:要|问)的|我(?:要)?问的不是|答非所问|没(?:有)?(?:听|看|弄|搞)?(?:懂|明白)我|没有?回答我|你理解错/iu;

/** The bot as it is today. */
export interface Bot {
  flow: Flow;
  understand: Understand;
  /** Asks its documents. */
  findAnswer?: FindAnswer | undefined;
  /** What `today` and `tomorrow` of all messages count from; default: the present. */
  now?: Date;
}

/**
 * Messages of customers, from before a human took over, that the bot as it is today does not understand well enough to act
 * on and its documents do not answer, or that it did act on and was contradicted. Messages that only greet, say yes or no, ask for a human or answer a question of the flow
 * are none. A message that the bot of that day missed and today's would not is none either.
 */
export async function findMisses(
  conversations: readonly Conversation[],
  { flow, understand, findAnswer, now = new Date() }: Bot,
): Promise<{ misses: Miss[]; messages: number }> {
  const questions = questionsOf(Object.values(flow.slots));
  const misses: Miss[] = [];
  let messages = 0;
  for (const conversation of conversations) {
    const { id, lines } = conversation;
    const masker = new PiiMasker({ known: personalIn(conversation, flow) });
    const state = newConversation(flow.languages[0]!);
    const replies = repliesOf(conversation, masker);
    const handedOver = lines.findIndex(({ from }) => from === 'human');
    const before = handedOver < 0 ? lines : lines.slice(0, handedOver);
    for (const [at, { from, text }] of before.entries()) {
      if (from !== 'customer') continue;
      messages++;
      const asked = lines[at - 1];
      if (asked?.from === 'bot' && holdsOne(asked.text, questions)) continue;
      if (saysNothingToLearn(text)) continue;
      const understood = await understand(text, state, now);
      if (wordsBeside(text, understood.entities) < LEAST_WORDS) continue;
      const language = understood.language === 'other' ? state.language : understood.language;
      const answer = await findAnswer?.(text, language);
      const reason = missed(flow, { ...understood, answer }, conversation, at);
      if (reason === undefined) continue;
      const guess = guessOf(flow, understood);
      misses.push({
        conversation: id,
        text: masker.mask(text.trim()).text,
        language: understood.language,
        reason,
        ...(guess === undefined || reason === 'contradicted' ? {} : { guess }),
        replies,
      });
    }
  }
  return { misses, messages };
}

/** What customers answered where the bot asked for a slot that is personal. */
function personalIn({ lines }: Conversation, flow: Flow): string[] {
  const questions = questionsOf(Object.values(flow.slots).filter(({ personal }) => personal));
  const asks = (at: number): boolean =>
    lines[at]?.from !== undefined && lines[at].from !== 'customer' && holdsOne(lines[at].text, questions);
  return lines.flatMap(({ from, text }, at) => (from === 'customer' && asks(at - 1) ? wordsOf(text) : []));
}

function questionsOf(slots: readonly FlowSlot[]): string[] {
  return slots.flatMap(({ ask }) => [...(ask?.en ?? []), ...(ask?.zh ?? [])]);
}

function holdsOne(text: string, questions: readonly string[]): boolean {
  return questions.some((question) => text.includes(question));
}

/** What humans wrote, one text for each time that they took the word. */
function repliesOf({ lines }: Conversation, masker: PiiMasker): string[] {
  const replies: string[][] = [];
  lines.forEach(({ from, text }, at) => {
    if (from !== 'human' || text.trim() === '') return;
    if (lines[at - 1]?.from === 'human' && replies.length > 0) replies.at(-1)!.push(text.trim());
    else replies.push([text.trim()]);
  });
  return replies.map((texts) => masker.mask(texts.join('\n')).text);
}

/** Said in any conversation. */
function saysNothingToLearn(text: string): boolean {
  const { act, choice } = readActs(text);
  return act !== undefined || choice !== undefined || CONTRADICTED.test(text) || isMostlyPersonal(text);
}

/** `My name is Anna Meyer, my e-mail is anna@example.org`. */
function isMostlyPersonal(text: string): boolean {
  const personal = findPii(text).reduce((sum, { start, end }) => sum + end - start, 0);
  return personal >= MOSTLY_PERSONAL * text.trim().length && personal > 0;
}

/** Words that are no part of a date, a number or the like. */
function wordsBeside(text: string, entities: readonly Entity[]): number {
  const inEntity = (at: number): boolean => entities.some(({ start, end }) => at >= start && at < end);
  return tokenise(text).filter(({ kind, start }) => kind === 'word' && !inEntity(start)).length;
}

function missed(
  flow: Flow,
  understood: Omit<Understanding, 'answer'> & { answer: Answer | undefined },
  { lines }: Conversation,
  at: number,
): MissReason | undefined {
  const next = lines.slice(at + 1);
  const sure = sureIntent(flow, understood);
  const byDocuments = sure === undefined || flow.intents[sure]!.knowledge === true;
  const answers = understood.answer !== undefined && understood.answer.score >= flow.policies.thresholds.knowledge;
  if (answers || !byDocuments) {
    const answered = next[0]?.from === 'bot';
    const then = next.find(({ from }) => from !== 'bot');
    return answered && then?.from === 'customer' && CONTRADICTED.test(then.text) ? 'contradicted' : undefined;
  }
  const again = next.findIndex(({ from }) => from === 'customer');
  if (next.slice(0, again < 0 ? next.length : again).some(({ from }) => from === 'human')) return 'handed-over';
  return outOfScope(flow, understood) ? 'out-of-scope' : 'not-understood';
}

function outOfScope({ policies }: Flow, { outOfScope }: Pick<Understanding, 'outOfScope'>): boolean {
  return typeof outOfScope === 'boolean' ? outOfScope : outOfScope >= policies.thresholds.outOfScope;
}

/** As the dialogue acts on an intent at the start of a conversation. */
function sureIntent(flow: Flow, understood: Pick<Understanding, 'intents' | 'outOfScope'>): string | undefined {
  const { intent, margin } = flow.policies.thresholds;
  const [first, second] = wanted(flow, understood);
  if (first === undefined || outOfScope(flow, understood)) return undefined;
  const sure = first.confidence >= intent && first.confidence - (second?.confidence ?? 0) >= margin;
  return sure ? first.name : undefined;
}

function guessOf(flow: Flow, understood: Understanding): string | undefined {
  const [first] = wanted(flow, understood);
  if (first === undefined || outOfScope(flow, understood)) return undefined;
  return first.confidence >= flow.policies.thresholds.suggest ? first.name : undefined;
}

function wanted(flow: Flow, { intents }: Pick<Understanding, 'intents'>): Understanding['intents'] {
  return intents.filter(({ name, negated }) => negated !== true && flow.intents[name] !== undefined);
}
