import { INVISIBLE } from './normalise.js';

/** What the tokeniser needs to know of a character. */
export const CharacterClass = {
  /** White space, controls and other invisible characters: between tokens. */
  SPACE: 1,
  /** Letters of scripts that write words apart, with their marks. */
  LETTER: 2,
  DIGIT: 3,
  HAN: 4,
  KANA: 5,
  EMOJI: 6,
  SYMBOL: 7,
  /** Nothing to be seen, inside a word where it stands in one: a soft hyphen, a zero-width non-joiner. */
  JOINER: 8,
} as const;
export type CharacterClass = (typeof CharacterClass)[keyof typeof CharacterClass];

const { SPACE, LETTER, DIGIT, HAN, KANA, EMOJI, SYMBOL, JOINER } = CharacterClass;

const HAN_CHARACTER = /[\p{Script=Han}〇]/u;
// The prolonged sound mark belongs to both kana.
const KANA_CHARACTER = /[\p{Script=Hiragana}\p{Script=Katakana}\u30fc\uff70]/u;
const DIGIT_CHARACTER = /\p{Nd}/u;
const LETTER_CHARACTER = /[\p{L}\p{M}\p{Nl}\p{No}]/u;
const EMOJI_CHARACTER = /[\p{Extended_Pictographic}\p{Regional_Indicator}\p{Emoji_Modifier}]/u;
const INSIDE_WORDS = new RegExp(`${INVISIBLE.source}|\u200c`);
const SPACE_CHARACTER = /[\p{Z}\p{C}\p{Variation_Selector}]/u;

/** Classes of the basic plane as they are asked for; 0 is not yet looked up. */
const known = new Uint8Array(0x10000);

export function characterClass(codePoint: number): CharacterClass {
  if (codePoint >= known.length) return lookUp(codePoint);
  const found = known[codePoint]!;
  if (found !== 0) return found as CharacterClass;
  const result = lookUp(codePoint);
  known[codePoint] = result;
  return result;
}

function lookUp(codePoint: number): CharacterClass {
  const character = String.fromCodePoint(codePoint);
  if (INSIDE_WORDS.test(character)) return JOINER;
  // Variation selectors are marks, which would count as letters.
  if (SPACE_CHARACTER.test(character)) return SPACE;
  if (HAN_CHARACTER.test(character)) return HAN;
  if (KANA_CHARACTER.test(character)) return KANA;
  if (DIGIT_CHARACTER.test(character)) return DIGIT;
  if (LETTER_CHARACTER.test(character)) return LETTER;
  if (codePoint > 0x7f && EMOJI_CHARACTER.test(character)) return EMOJI;
  return SYMBOL;
}
