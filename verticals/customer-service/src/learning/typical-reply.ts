import type { Language } from '@proofline/pipeline';
import { cosine, type MessageVectors, wordVectors } from './message-vectors.js';

/** What humans answer to a topic, in their own sentences. */
export interface TypicalReply {
  text: string;
  /** Conversations in which a human says so, or nearly so. */
  conversations: string[];
  /** Their share of the conversations of the topic that a human answered. */
  agreement: number;
}

export interface AnsweredTopic {
  /** What humans wrote in each of its conversations. */
  replies: readonly { conversation: string; texts: readonly string[] }[];
}

interface Sentence {
  topic: number;
  conversation: string;
  /** Of the replies of all conversations, counted on. */
  reply: number;
  text: string;
}

/** From this cosine of their words on two sentences say the same. */
const SAME = 0.5;
/** A sentence of an answer is said in so large a share of the conversations of the topic. */
const LEAST_SHARE = 1 / 3;

/**
 * The most typical human reply of each topic, `undefined` where humans do not agree: of all replies the one whose
 * sentences are said most often in the other conversations, without the sentences that only this one has (a name, an order)
 * and without those that humans say whatever the topic (`Thank you for your patience.`).
 */
export async function typicalReplies(
  topics: readonly AnsweredTopic[],
  language: Language | 'other',
): Promise<(TypicalReply | undefined)[]> {
  const sentences = sentencesOf(topics);
  if (sentences.length === 0) return topics.map(() => undefined);
  const vectors = await wordVectors(
    sentences.map(({ text }) => text),
    language,
  );
  const rows = topics.map((_, topic) => sentences.flatMap((one, row) => (one.topic === topic ? [row] : [])));
  return topics.map((_, topic) => typicalOf(topic, { rows, sentences, vectors }));
}

interface Corpus {
  /** The rows of each topic's sentences. */
  rows: readonly (readonly number[])[];
  sentences: readonly Sentence[];
  vectors: MessageVectors;
}

function typicalOf(topic: number, corpus: Corpus): TypicalReply | undefined {
  const { rows, sentences } = corpus;
  const answered = new Set(rows[topic]!.map((row) => sentences[row]!.conversation)).size;
  const saidIn = new Map<number, string[]>();
  for (const row of rows[topic]!) {
    if (isQuestion(sentences[row]!.text)) continue;
    const conversations = conversationsWith(row, topic, corpus);
    const share = conversations.length / answered;
    if (conversations.length < 2 || share < LEAST_SHARE) continue;
    const elsewhere = Math.max(0, ...rows.map((_, other) => (other === topic ? 0 : shareOf(row, other, corpus))));
    if (elsewhere < share / 2) saidIn.set(row, conversations);
  }
  const replies = new Map<number, number[]>();
  for (const row of saidIn.keys()) {
    const { reply } = sentences[row]!;
    replies.set(reply, [...(replies.get(reply) ?? []), row]);
  }
  // What most conversations share counts, however long a reply is: sentences with placeholders last, equal ones by order.
  const weight = (kept: readonly number[]): number =>
    kept.reduce((sum, row) => sum + saidIn.get(row)!.length / answered - (isPersonal(sentences[row]!.text) ? 1 : 0), 0);
  const [best] = [...replies.values()].sort((a, b) => weight(b) - weight(a) || a[0]! - b[0]!);
  if (best === undefined) return undefined;
  const text = best
    .map((row) => sentences[row]!.text)
    .join(/\p{Script=Han}/u.test(sentences[best[0]!]!.text) ? '' : ' ');
  const conversations = best.map((row) => saidIn.get(row)!).sort((a, b) => b.length - a.length)[0]!;
  return { text, conversations, agreement: conversations.length / answered };
}

function conversationsWith(row: number, topic: number, { rows, sentences, vectors }: Corpus): string[] {
  const same = rows[topic]!.filter((other) => cosine(vectors, row, other) >= SAME);
  return [...new Set(same.map((other) => sentences[other]!.conversation))];
}

function shareOf(row: number, topic: number, corpus: Corpus): number {
  const all = new Set(corpus.rows[topic]!.map((other) => corpus.sentences[other]!.conversation)).size;
  return all === 0 ? 0 : conversationsWith(row, topic, corpus).length / all;
}

function sentencesOf(topics: readonly AnsweredTopic[]): Sentence[] {
  let reply = 0;
  return topics.flatMap(({ replies }, topic) =>
    replies.flatMap(({ conversation, texts }) =>
      texts.flatMap((text) => {
        const at = reply++;
        return splitSentences(text).map((one) => ({ topic, conversation, reply: at, text: one }));
      }),
    ),
  );
}

function splitSentences(text: string): string[] {
  const segmenter = new Intl.Segmenter(/\p{Script=Han}/u.test(text) ? 'zh' : 'en', { granularity: 'sentence' });
  return Array.from(segmenter.segment(text), ({ segment }) => segment.trim()).filter((one) => one !== '');
}

function isQuestion(sentence: string): boolean {
  return /[?？]\s*$/.test(sentence);
}

/** Holds personal data that was masked. */
export function isPersonal(text: string): boolean {
  return /\[[A-Z]+(?:_[A-Z]+)*_\d+\]/.test(text);
}
