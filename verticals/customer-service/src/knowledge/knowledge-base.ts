import { type Problem, ProoflineError } from '@proofline/learn';
import { tokenise } from '@proofline/learn/text';
import { SHIPPED_ENCODER } from '@proofline/pipeline';
import { isoDay, localNow, today } from '../extraction/calendar.js';
import { type AnswerScale, type BestItem, bestItem, probabilityOf, utilities } from '../retrieval/answer-scale.js';
import { type Entry, EvidenceIndex } from '../retrieval/evidence-index.js';
import { DEFAULT_SCALES, type KnowledgeScales } from './default-scales.js';
import { citationOf, type Passage, textOf } from './passage.js';

export interface KnowledgeSettings {
  /** The name of a sentence encoder; default: the shipped one. */
  encoder?: string | undefined;
  /** How clues are weighed; default: as they were learnt from the FAQ of a made-up shop. */
  scales?: KnowledgeScales | undefined;
  /** From which probability on a passage answers; default: that of the scales, from which few answers are wrong. */
  threshold?: number | undefined;
  /** Days after which a document is stale that says when it was updated. */
  staleAfterDays?: number | undefined;
  /** Whether a stale document may still answer; default true. */
  staleAnswers?: boolean | undefined;
  /** Where a day that a document is valid until ends, e.g. `Asia/Shanghai`; default UTC. */
  timeZone?: string | undefined;
}

/** What the documents say to a question. */
export interface KnowledgeAnswer {
  /** A passage, or the sentences of it that answer, word for word. */
  text: string;
  /** `Delivery › Costs (delivery.md:12)` */
  source: string;
  /** Probability that the passage answers the question. */
  score: number;
  /** Less likely than the threshold asks for: no answer, unless something else speaks for it. */
  doubtful: boolean;
  passage: Passage;
}

/** Characters; a longer passage is cut down to the sentences that answer. */
const SHORT_PASSAGE = 320;
/** A neighbour of the best sentence belongs to the answer where it fits so well beside it. */
const BELONGS = 0.7;
/** Passages that share so many of their words (Jaccard) say the same: neither makes the other doubtful. */
const SAME_WORDS = 0.4;
const DAY = 86_400_000;

/**
 * Finds the passage that answers a question, by words and by meaning, and cites it; where none is likely enough to answer it,
 * there is no answer. The same question gets the same answer.
 */
export class KnowledgeBase {
  private readonly words: ReadonlySet<string>[];

  private constructor(
    readonly passages: readonly Passage[],
    private readonly index: EvidenceIndex,
    /** Entries of the index that are sentences, by passage. */
    private readonly sentenceEntries: readonly (readonly number[])[],
    private readonly settings: KnowledgeSettings,
  ) {
    this.words = passages.map((passage) => new Set(tokenise(textOf(passage)).map(({ text }) => text)));
  }

  /** Throws `KNOWLEDGE_NOTHING` without passages. */
  static async of(passages: readonly Passage[], settings: KnowledgeSettings = {}): Promise<KnowledgeBase> {
    if (passages.length === 0) {
      throw new ProoflineError('invalid-input', 'KNOWLEDGE_NOTHING', 'There are no documents to answer from.');
    }
    const { entries, sentenceEntries } = entriesOf(passages);
    const index = await EvidenceIndex.fit(entries, passages.length, settings.encoder ?? SHIPPED_ENCODER);
    return new KnowledgeBase(passages, index, sentenceEntries, settings);
  }

  /** The answer, where one is likely enough. `now`: documents that are refused for their age are left out. */
  answer(question: string, now: Date): KnowledgeAnswer | undefined {
    const found = this.find(question, now);
    return found?.doubtful === false ? found : undefined;
  }

  /** The likeliest answer, be it doubtful; undefined where nothing speaks for any. */
  find(question: string, now: Date): KnowledgeAnswer | undefined {
    const scale = this.scaleOf(question);
    const scores = utilities(this.index.evidence(question), scale.weights);
    if (this.settings.staleAnswers === false) {
      for (const [item, passage] of this.passages.entries()) if (this.isStale(passage, now)) scores[item] = 0;
    }
    const best = bestItem(scores, (item, other) => this.saysElse(item, other));
    if (best.utility <= 0) return undefined;
    const passage = this.passages[best.item]!;
    const sentences = this.extract(question, best, scale);
    const score = probabilityOf(best, scale.right);
    return {
      text: textOf({ sentences, language: passage.language }),
      source: citationOf(passage, sentences[0]!.line),
      score,
      doubtful: score < (this.settings.threshold ?? scale.threshold),
      passage,
    };
  }

  /** Documents that are past their day, or have not been looked at for long. */
  staleDocuments(now: Date): Problem[] {
    const stale = new Map<string, Passage>();
    for (const passage of this.passages) {
      const place = passage.file.endsWith('.csv') ? `${passage.file}:${passage.line}` : passage.file;
      if (this.isStale(passage, now)) stale.set(place, stale.get(place) ?? passage);
    }
    return [...stale].map(([place, { file, updated, validUntil }]) => ({
      code: 'KNOWLEDGE_STALE',
      message: `${place}: ${
        this.isPast(validUntil, now) ? `This was valid until ${validUntil}.` : `This was last updated on ${updated}.`
      }${this.settings.staleAnswers === false ? ' It does not answer.' : ''}`,
      where: { file },
      fix: "See whether it still holds, and set 'updated' or 'validUntil' anew.",
    }));
  }

  private isPast(validUntil: string | undefined, now: Date): boolean {
    return validUntil !== undefined && isoDay(today(localNow(now, this.settings.timeZone ?? 'UTC'))) > validUntil;
  }

  private isStale({ updated, validUntil }: Passage, now: Date): boolean {
    if (this.isPast(validUntil, now)) return true;
    const { staleAfterDays } = this.settings;
    return (
      updated !== undefined &&
      staleAfterDays !== undefined &&
      now.getTime() - Date.parse(updated) > staleAfterDays * DAY
    );
  }

  private scaleOf(question: string): AnswerScale & { threshold: number } {
    const { understood, words } = this.settings.scales ?? DEFAULT_SCALES;
    return this.index.understands(question) ? understood : words;
  }

  private saysElse(item: number, other: number): boolean {
    const [a, b] = [this.words[item]!, this.words[other]!];
    let common = 0;
    for (const word of a) if (b.has(word)) common++;
    return common < SAME_WORDS * (a.size + b.size - common);
  }

  /** A short passage as a whole; of a long one the best sentence, with neighbours that fit nearly as well. */
  private extract(question: string, { item }: BestItem, { weights }: AnswerScale): Passage['sentences'] {
    const passage = this.passages[item]!;
    if (textOf(passage).length <= SHORT_PASSAGE) return passage.sentences;
    const fits = this.index.fits(question, this.sentenceEntries[item]!, weights);
    const best = fits.indexOf(Math.max(...fits));
    let [from, to] = [best, best + 1];
    const fitsToo = (at: number): boolean => at in fits && fits[at]! >= BELONGS * fits[best]!;
    while (fitsToo(from - 1)) from--;
    while (fitsToo(to)) to++;
    return passage.sentences.slice(from, to);
  }
}

/** What is compared with a question: the questions of a passage, where it stands, and each of its sentences. */
export function entriesOf(passages: readonly Passage[]): { entries: Entry[]; sentenceEntries: number[][] } {
  const entries: Entry[] = [];
  const sentenceEntries = passages.map(({ title, headings, questions, sentences }, item) => {
    for (const text of questions) entries.push({ item, text });
    // The title of an FAQ says nothing of an entry.
    if (headings.length > 0) entries.push({ item, text: [title, ...headings].join(': ') });
    return sentences.map(({ text }) => entries.push({ item, text }) - 1);
  });
  return { entries, sentenceEntries };
}
