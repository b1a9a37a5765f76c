import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
let words: Set<string> | undefined;

/** Whether a lower-case word is among the most common ones of English (natural's list, its numbers and signs left out). */
export function isStopWord(word: string): boolean {
  words ??= new Set(
    (require('natural/lib/natural/util/stopwords.js') as { words: string[] }).words.filter((one) =>
      /^[a-z]+$/.test(one),
    ),
  );
  return words.has(word);
}
