import type { SlotLexicon } from './slot-lexicon.js';

/** The values that an attribute has at each token. */
export type AttributeValues = readonly (readonly string[])[];

/** What lies before the first token and behind the last. */
export const OUTSIDE = '\u0002';

interface Sentence {
  words: readonly string[];
  lower: readonly string[];
  lexicon: SlotLexicon;
  /** What the lexicon owes to this sentence, where it was learnt from it. */
  own: SlotLexicon | undefined;
}

/** Sequences above this length are documents rather than utterances: which words stand in them says little of a token. */
const LONGEST_BAG = 50;

/** Of a word; what is longer is no word. */
const MOST_TRIGRAMS = 40;

const each = (value: (sentence: Sentence, t: number) => string) => (sentence: Sentence) =>
  sentence.lower.map((_, t) => [value(sentence, t)]);

const affix = (cut: (word: string) => string, length: number) => (sentence: Sentence) =>
  sentence.lower.map((word) => (word.length >= length ? [cut(word)] : []));

/** What can be known of each token; templates name them. */
export const TOKEN_ATTRIBUTES: Readonly<Record<string, (sentence: Sentence) => AttributeValues>> = {
  /** The word in lower case. */
  lower: each(({ lower }, t) => lower[t]!),
  shape: each(({ words }, t) => shapeOf(words[t]!)),
  prefix1: affix((word) => word.slice(0, 1), 1),
  prefix2: affix((word) => word.slice(0, 2), 2),
  prefix3: affix((word) => word.slice(0, 3), 3),
  prefix4: affix((word) => word.slice(0, 4), 4),
  suffix1: affix((word) => word.slice(-1), 1),
  suffix2: affix((word) => word.slice(-2), 2),
  suffix3: affix((word) => word.slice(-3), 3),
  suffix4: affix((word) => word.slice(-4), 4),
  /** Every three characters of the word, with ^ and $ for its ends: what new words have in common with known ones. */
  gram3: ({ lower }) => lower.map((word) => trigrams(`^${word}$`)),
  /** In how many training sequences the word stands: 0, 1, or at least 2, 4, 10. */
  seen: each(({ lower, lexicon, own }, t) => seenText(lexicon.frequency(lower[t]!, own))),
  /** The tags (BILOU) that the word had in training, with + from 40 % of the times and ! from 90 %. */
  slot: ({ lower, lexicon, own }) => lower.map((word) => usualTags(lexicon.tagsOf(word, own))),
  /** Labels of learnt phrases that cover the token, with its place in the phrase (B, I, L or U). */
  phrase: ({ lower, lexicon, own }) => lexicon.phrasesIn(lower, own),
  /** The nearest usual word before: within a name of unknown words, what leads up to it. */
  before: (sentence) => nearestUsual(sentence, -1),
  after: (sentence) => nearestUsual(sentence, 1),
  /** Each word of the sequence, whatever the place. */
  bag: ({ lower }) => {
    const bag = lower.length > LONGEST_BAG ? [] : [...new Set(lower)];
    return lower.map(() => bag);
  },
};

/** Runs of capitals as A, of other letters as a, each digit as 0, the rest as it is; at most 8 characters. */
export function shapeOf(word: string): string {
  return word
    .replace(/\p{Lu}+/gu, 'A')
    .replace(/[\p{Ll}\p{Lo}]+/gu, 'a')
    .replace(/\d/g, '0')
    .slice(0, 8);
}

function trigrams(text: string): string[] {
  const grams = new Set<string>();
  for (let k = 0; k + 3 <= text.length && k < MOST_TRIGRAMS; k++) grams.add(text.slice(k, k + 3));
  return [...grams];
}

function seenText(frequency: number): string {
  const step = [10, 4, 2, 1].find((least) => frequency >= least) ?? 0;
  return String(step);
}

function usualTags(tags: ReadonlyMap<string, number>): string[] {
  let total = 0;
  for (const count of tags.values()) total += count;
  const out: string[] = [];
  for (const [tag, count] of tags) {
    const share = count / total;
    if (share >= 0.05) out.push(`${tag}${share >= 0.9 ? '!' : share >= 0.4 ? '+' : ''}`);
  }
  return out;
}

function nearestUsual({ lower, lexicon, own }: Sentence, step: number): string[][] {
  const usual = lower.map((word) => lexicon.isUsual(word, own));
  return lower.map((_, t) => {
    let at = t + step;
    while (at >= 0 && at < lower.length && !usual[at]) at += step;
    return [lower[at] ?? OUTSIDE];
  });
}
