/** A word of a text: characters `start` to `end` (UTF-16 units, exclusive). */
export interface Word {
  word: string;
  start: number;
  end: number;
}

/**
 * In this order: a possessive 's; letters, joined by single hyphens, apostrophes and points (`close-by`, `l.a`), without the
 * possessive; digits with what stands between them (`10:30`, `2/6/2020`, `1,000.50`); any other sign. A Chinese, Japanese or
 * Korean ideogram and kana are words each: what belongs together is for the model to say.
 */
const LETTER = '(?![\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}])[\\p{L}\\p{M}]';
const WORD = new RegExp(
  `['’]s(?![\\p{L}\\p{N}])|${LETTER}(?:${LETTER})*(?:(?!['’]s(?![\\p{L}\\p{N}]))[-'’.](?:${LETTER})+)*|\\p{N}+(?:[.,:/-]\\p{N}+)*|\\S`,
  'gu',
);

/**
 * The words of a text, each character that is no space in one of them. Words never reach across spaces, so that the words of a
 * text of tokens joined by spaces are parts of these tokens.
 */
export function splitWords(text: string): Word[] {
  return Array.from(text.matchAll(WORD), ({ 0: word, index }) => ({ word, start: index, end: index + word.length }));
}
