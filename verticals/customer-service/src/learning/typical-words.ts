import { isStopWord, stemmer, tokenise } from '@proofline/learn/text';

const SHOWN = 5;
/** A typical word is in so many times as large a share of the topic's texts as of all others. */
const TIMES = 2;
const stem = stemmer('en');

/**
 * The words that set each topic apart from the others and from the texts beside them, by c-TF-IDF (Grootendorst 2022): the
 * frequency of a word in the topic · ln(1 + mean words of a topic / frequency of the word in all). Words of one message, and
 * words that are hardly more frequent than elsewhere, are none.
 */
export function typicalWords(topics: readonly (readonly string[])[], beside: readonly string[]): string[][] {
  const classes = [...topics, beside].map(countWords);
  const all = joinedCounts(classes);
  const mean = all.words / classes.length;
  return classes.slice(0, topics.length).map((own) => {
    const rest = all.texts - own.texts;
    const isTypical = (word: string): boolean => {
      const inTexts = own.inTexts.get(word)!;
      const elsewhere = all.inTexts.get(word)! - inTexts;
      return inTexts > 1 && inTexts / own.texts >= (TIMES * elsewhere) / Math.max(1, rest);
    };
    return (
      [...own.times]
        .filter(([word]) => isTypical(word))
        .map(([word, times]) => ({ word, weight: times * Math.log(1 + mean / all.times.get(word)!) }))
        .sort((a, b) => b.weight - a.weight || (a.word < b.word ? -1 : 1))
        .map(({ word }) => word)
        // `student` and `students` say the same.
        .filter((word, i, sorted) => sorted.findIndex((other) => stem(other) === stem(word)) === i)
        .slice(0, SHOWN)
    );
  });
}

interface WordCounts {
  texts: number;
  words: number;
  times: Map<string, number>;
  /** In how many texts each word stands. */
  inTexts: Map<string, number>;
}

function countWords(texts: readonly string[]): WordCounts {
  const counts: WordCounts = { texts: texts.length, words: 0, times: new Map(), inTexts: new Map() };
  for (const text of texts) {
    const words = wordsOf(text);
    counts.words += words.length;
    for (const word of words) add(counts.times, word, 1);
    for (const word of new Set(words)) add(counts.inTexts, word, 1);
  }
  return counts;
}

function joinedCounts(classes: readonly WordCounts[]): WordCounts {
  const all: WordCounts = { texts: 0, words: 0, times: new Map(), inTexts: new Map() };
  for (const { texts, words, times, inTexts } of classes) {
    all.texts += texts;
    all.words += words;
    for (const [word, count] of times) add(all.times, word, count);
    for (const [word, count] of inTexts) add(all.inTexts, word, count);
  }
  return all;
}

function add(counts: Map<string, number>, word: string, count: number): void {
  counts.set(word, (counts.get(word) ?? 0) + count);
}

function wordsOf(text: string): string[] {
  return (
    tokenise(text.replaceAll(/\[[A-Z_]+_\d+\]/g, ' '))
      .filter(({ kind }) => kind === 'word')
      .map((token) => token.text)
      // One letter, or one Chinese character, is seldom a word that says something by itself.
      .filter((word) => [...word].length > 1 && !isStopWord(word, 'en') && !isStopWord(word, 'zh'))
  );
}
