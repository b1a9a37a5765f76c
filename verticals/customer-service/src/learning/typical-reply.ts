import { type SparseMatrix, transposeSparse } from '@proofline/learn';
import type { Language } from '@proofline/pipeline';
import { wordRows } from './message-vectors.js';

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
  const words = await wordRows(
    sentences.map(({ text }) => text),
    language,
  );
  const corpus = new Corpus(sentences, words, topics.length);
  return topics.map((_, topic) => typicalOf(topic, corpus));
}

/** Sentences, and in how many conversations they are said. */
class Corpus {
  /** The rows of each topic's sentences. */
  readonly rows: number[][];
  /** Conversations of each topic in which a human answered. */
  readonly answered: number[];
  /** Of each sentence, its conversation among those of all topics. */
  private readonly conversation: Int32Array;
  private readonly holders: SparseMatrix;
  private readonly cosines: Float64Array;
  /** By text: what humans say word for word again and again is counted once. */
  private readonly counted = new Map<string, readonly number[]>();

  constructor(
    readonly sentences: readonly Sentence[],
    private readonly words: SparseMatrix,
    topics: number,
  ) {
    this.rows = Array.from({ length: topics }, () => []);
    this.answered = Array.from({ length: topics }, () => 0);
    this.conversation = new Int32Array(sentences.length);
    const numbers = new Map<string, number>();
    sentences.forEach(({ topic, conversation }, row) => {
      this.rows[topic]!.push(row);
      const key = `${topic} ${conversation}`;
      if (!numbers.has(key)) {
        numbers.set(key, numbers.size);
        this.answered[topic]!++;
      }
      this.conversation[row] = numbers.get(key)!;
    });
    this.holders = transposeSparse(words);
    this.cosines = new Float64Array(sentences.length);
  }

  /** In how many conversations of each topic somebody says the same. */
  counts(row: number): readonly number[] {
    const { text } = this.sentences[row]!;
    const counts = this.counted.get(text) ?? this.count(row);
    this.counted.set(text, counts);
    return counts;
  }

  /** The conversations of a topic in which somebody says the same, in their order. */
  saidIn(row: number, topic: number): string[] {
    const same = new Set(this.alike(row));
    const own = this.rows[topic]!.filter((other) => same.has(other));
    return [...new Set(own.map((other) => this.sentences[other]!.conversation))];
  }

  private count(row: number): number[] {
    const counts = this.rows.map(() => 0);
    const seen = new Set<number>();
    for (const other of this.alike(row)) {
      const conversation = this.conversation[other]!;
      if (seen.has(conversation)) continue;
      seen.add(conversation);
      counts[this.sentences[other]!.topic]!++;
    }
    return counts;
  }

  /** In no order. Only rows that share a word are looked at: among thousands of chats each is held against few of all. */
  private alike(row: number): number[] {
    const { words, holders, cosines } = this;
    const touched: number[] = [];
    for (let k = words.start[row]!; k < words.start[row + 1]!; k++) {
      const column = words.index[k]!;
      for (let h = holders.start[column]!; h < holders.start[column + 1]!; h++) {
        const other = holders.index[h]!;
        if (cosines[other] === 0) touched.push(other);
        cosines[other]! += words.value[k]! * holders.value[h]!;
      }
    }
    const found = touched.filter((other) => cosines[other]! >= SAME);
    for (const other of touched) cosines[other] = 0;
    return found;
  }
}

function typicalOf(topic: number, corpus: Corpus): TypicalReply | undefined {
  const { sentences, answered } = corpus;
  /** The share of the topic's conversations that have the sentence. */
  const shares = new Map<number, number>();
  for (const row of corpus.rows[topic]!) {
    if (isQuestion(sentences[row]!.text)) continue;
    const counts = corpus.counts(row);
    const share = counts[topic]! / answered[topic]!;
    if (counts[topic]! < 2 || share < LEAST_SHARE) continue;
    const elsewhere = counts.map((count, other) => (other === topic || count === 0 ? 0 : count / answered[other]!));
    if (Math.max(...elsewhere) < share / 2) shares.set(row, share);
  }
  const replies = new Map<number, number[]>();
  for (const row of shares.keys()) {
    const { reply } = sentences[row]!;
    replies.set(reply, [...(replies.get(reply) ?? []), row]);
  }
  // What most conversations share counts, however long a reply is: sentences with placeholders last, equal ones by order.
  const weight = (kept: readonly number[]): number =>
    kept.reduce((sum, row) => sum + shares.get(row)! - (isPersonal(sentences[row]!.text) ? 1 : 0), 0);
  const [best] = [...replies.values()].sort((a, b) => weight(b) - weight(a) || a[0]! - b[0]!);
  if (best === undefined) return undefined;
  const text = best
    .map((row) => sentences[row]!.text)
    .join(/\p{Script=Han}/u.test(sentences[best[0]!]!.text) ? '' : ' ');
  const [most] = [...best].sort((a, b) => shares.get(b)! - shares.get(a)!);
  return { text, conversations: corpus.saidIn(most!, topic), agreement: shares.get(most!)! };
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
