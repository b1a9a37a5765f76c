import { type FitContext, Rng } from '@proofline/learn';
import type { SentenceEncoder } from '@proofline/learn/encoders';
import type { Flow } from '../dialogue/flow/flow-shape.js';
import type { Understanding } from '../dialogue/understanding.js';
import { nameLike } from '../names.js';
import { likeness, usualLikeness } from './alike.js';
import type { Miss } from './find-misses.js';
import { findTopics } from './find-topics.js';
import type { KnownUtterance } from './known-utterances.js';
import { cosine, type MessageVectors, vectorsOf } from './message-vectors.js';
import type { Proposal, ProposedUtterance } from './proposal.js';
import { type TypicalReply, typicalReplies } from './typical-reply.js';
import { typicalWords } from './typical-words.js';

export interface LearningSettings {
  flow: Flow;
  known: readonly KnownUtterance[];
  /** The encoder for a language; without one words are compared. */
  encoderFor: (language: Understanding['language']) => SentenceEncoder | undefined;
  /** Messages that make a topic; default 3. */
  least?: number;
  seed?: number;
  signal?: AbortSignal;
}

/** What the misses of one language fall into. */
interface Topic {
  misses: Miss[];
  /** Of the misses, the most typical first. */
  order: number[];
  words: string[];
  /** The intent that it is likely about, and the share of its messages that say so. */
  near?: { intent: string; share: number };
  /** How much nearer its messages are to one another than to those of the next topic, from -1 to 1. */
  clearness: number;
}

const LANGUAGES = ['en', 'zh', 'other'] as const;
/** Comparing each with each, more would take minutes; the sample is drawn by the seed. */
const MOST_MISSES = 3000;
const MOST_KNOWN = 1500;
/** A topic is about an existing intent where so large a share of its messages is. */
const NEAR = 0.6;
/** A message is about the intent of a known utterance that is nearly as near as messages of its own topic are: by this factor. */
const AS_NEAR = 0.85;
const UTTERANCES = 20;
/** Of the ways to ask something. */
const QUESTIONS = 3;

/** Clusters what was missed, and proposes what would help against it; the largest topic first. Same input, same proposals. */
export async function propose(misses: readonly Miss[], settings: LearningSettings): Promise<Proposal[]> {
  const rng = new Rng(settings.seed ?? 7);
  const proposals: Proposal[] = [];
  const taken = new Set([...Object.keys(settings.flow.intents), ...settings.known.map(({ intent }) => intent)]);
  for (const language of LANGUAGES) {
    const own = sampled(
      misses.filter((miss) => miss.language === language),
      MOST_MISSES,
      rng.fork(`misses ${language}`),
    );
    const context = {
      rng: rng.fork(language),
      ...(settings.signal === undefined ? {} : { signal: settings.signal }),
    };
    const topics = await topicsOf(own, language, settings, context);
    const replies = await typicalReplies(topics.map(answered), language);
    topics.forEach((topic, i) => {
      proposals.push(...proposalsOf(topic, replies[i], `${language}-${i + 1}`, settings, taken));
    });
  }
  return proposals;
}

/** The topics among misses of one language, the largest first. */
async function topicsOf(
  misses: readonly Miss[],
  language: Understanding['language'],
  { flow, known, encoderFor, least = 3 }: LearningSettings,
  context: FitContext,
): Promise<Topic[]> {
  if (misses.length < least) return [];
  const examples = sampled(
    known.filter((one) => one.language === language),
    MOST_KNOWN,
    context.rng.fork('known'),
  );
  const texts = [...examples, ...misses].map(({ text }) => text);
  const vectors = await vectorsOf(texts, language, encoderFor(language));
  const intents = examples.map(({ intent }) => intent);
  const alike = likeness(vectors, intents);
  const related = Math.min(alike, usualLikeness(vectors));
  const rows = misses.map((_, i) => examples.length + i);
  const found = await findTopics(vectors, rows, { alike, related, least }, context);
  const words = typicalWords(
    found.map((topic) => topic.map((row) => texts[row]!)),
    examples.map(({ text }) => text),
  );
  return found.map((topic, i) => {
    const own = topic.map((row) => misses[row - examples.length]!);
    const near = nearIntent(topic, own, { vectors, intents, related, flow });
    return {
      misses: own,
      order: byTypicality(vectors, topic),
      words: words[i]!,
      ...(near === undefined ? {} : { near }),
      clearness: clearness(vectors, topic, found),
    };
  });
}

/** The intent that most messages of the topic are about: by the known utterance nearest to each, else by the bot's guess. */
function nearIntent(
  topic: readonly number[],
  misses: readonly Miss[],
  {
    vectors,
    intents,
    related,
    flow,
  }: { vectors: MessageVectors; intents: readonly string[]; related: number; flow: Flow },
): Topic['near'] {
  const among = topic.map((row) =>
    Math.max(-1, ...topic.map((other) => (other === row ? -1 : cosine(vectors, row, other)))),
  );
  const within = [...among].sort((a, b) => a - b)[Math.floor(among.length / 2)]!;
  const votes = new Map<string, number>();
  topic.forEach((row, i) => {
    const intent = nearest(vectors, row, intents, Math.max(related, AS_NEAR * within)) ?? misses[i]!.guess;
    if (intent !== undefined) votes.set(intent, (votes.get(intent) ?? 0) + 1);
  });
  const [best] = [...votes].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  if (best === undefined || best[1] < NEAR * topic.length) return undefined;
  // What is said in any conversation is understood without examples.
  if (flow.intents[best[0]]?.act !== undefined) return undefined;
  return { intent: best[0], share: best[1] / topic.length };
}

function nearest(vectors: MessageVectors, row: number, intents: readonly string[], alike: number): string | undefined {
  let best = { intent: undefined as string | undefined, near: alike };
  intents.forEach((intent, known) => {
    const near = cosine(vectors, row, known);
    if (near >= best.near) best = { intent, near };
  });
  return best.intent;
}

/** The members of a topic by falling mean cosine to the others, as indices into it; the first is its medoid. */
function byTypicality(vectors: MessageVectors, topic: readonly number[]): number[] {
  const mean = topic.map((row) => topic.reduce((sum, other) => sum + cosine(vectors, row, other), 0));
  return topic.map((_, i) => i).sort((a, b) => mean[b]! - mean[a]! || a - b);
}

/** Mean silhouette of the topic's messages by cosine distance, as Rousseeuw (1987) has it; 1 where there is no other topic. */
function clearness(vectors: MessageVectors, topic: readonly number[], topics: readonly (readonly number[])[]): number {
  const distance = (row: number, others: readonly number[]): number =>
    others.reduce((sum, other) => sum + 1 - cosine(vectors, row, other), 0);
  const rest = topics.filter((other) => other !== topic);
  if (rest.length === 0 || topic.length < 2) return 1;
  const each = topic.map((row) => {
    const own = distance(row, topic) / (topic.length - 1);
    const next = Math.min(...rest.map((other) => distance(row, other) / other.length));
    return Math.max(own, next) === 0 ? 0 : (next - own) / Math.max(own, next);
  });
  return each.reduce((sum, one) => sum + one, 0) / each.length;
}

function answered({ misses }: Topic) {
  const replies = new Map(misses.map(({ conversation, replies }) => [conversation, replies]));
  return { replies: [...replies].map(([conversation, texts]) => ({ conversation, texts })) };
}

function proposalsOf(
  topic: Topic,
  reply: TypicalReply | undefined,
  id: string,
  { flow, known }: LearningSettings,
  taken: Set<string>,
): Proposal[] {
  const { misses, words, near, clearness } = topic;
  const conversations = [...new Set(misses.map(({ conversation }) => conversation))];
  const about = {
    topic: words.join(' '),
    language: misses[0]!.language,
    messages: misses.length,
    conversations: conversations.length,
    reasons: countOf(misses.map(({ reason }) => reason)),
  };
  const utterances = utterancesOf(topic);
  const said = `${misses.length} messages in ${conversations.length} conversations`;
  const proposals: Proposal[] = [];
  if (near !== undefined) {
    const has = known.filter(({ intent }) => intent === near.intent).length;
    proposals.push({
      id: `${id}-utterances`,
      approve: false,
      kind: 'utterances',
      intent: near.intent,
      ...about,
      confidence: rounded(near.share),
      change: `'${near.intent}' is known by ${has} utterances and would be by ${has + utterances.length}; ${said} were missed.`,
      utterances,
    });
  } else {
    const intent = nameOf(words, id, taken);
    proposals.push({
      id: `${id}-intent`,
      approve: false,
      kind: 'intent',
      intent,
      ...about,
      confidence: rounded(Math.max(0, clearness)),
      change: `A new intent for ${said} that no intent fits. The flow needs it, too, with what the bot does about it.`,
      utterances,
    });
  }
  const byDocuments = near === undefined || flow.intents[near.intent]?.knowledge === true;
  if (byDocuments && reply !== undefined) {
    proposals.push({
      id: `${id}-faq`,
      approve: false,
      kind: 'faq',
      ...about,
      confidence: rounded(reply.agreement),
      change: `An answer to ${said}, as humans gave it in ${reply.conversations.length} of them.`,
      questions: utterances.slice(0, QUESTIONS).map(({ text }) => text),
      answer: reply.text,
      citations: reply.conversations,
    });
  }
  return proposals;
}

/** The most typical messages, each text once. */
function utterancesOf({ misses, order }: Topic): ProposedUtterance[] {
  const texts = new Map<string, ProposedUtterance>();
  for (const i of order) {
    const { text, conversation } = misses[i]!;
    const key = text.toLowerCase();
    if (!texts.has(key)) texts.set(key, { text, conversation });
  }
  return [...texts.values()].slice(0, UTTERANCES);
}

/** A name that no intent has, nor another proposal, from now on taken: the first typical words. */
function nameOf(words: readonly string[], id: string, taken: Set<string>): string {
  const plain = nameLike(words.slice(0, 3).join('_') || id);
  let name = plain;
  while (taken.has(name)) name = nameLike(`${name}_${id}`);
  taken.add(name);
  return name;
}

function countOf<T extends string>(values: readonly T[]): Partial<Record<T, number>> {
  const counts: Partial<Record<T, number>> = {};
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1;
  return counts;
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}

/** So many at most, drawn by the seed, in their order. */
function sampled<T>(items: readonly T[], most: number, rng: Rng): readonly T[] {
  if (items.length <= most) return items;
  const rows = rng.shuffle(Int32Array.from(items, (_, i) => i)).subarray(0, most);
  return Array.from(rows.sort(), (row) => items[row]!);
}
