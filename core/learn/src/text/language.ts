import { CharacterClass, characterClass } from './character-class.js';

export interface TextLanguage {
  /**
   * `zh`: mostly Chinese characters and no kana. `en`: mostly Latin letters; other languages in Latin script are not told
   * apart from English. `other`: another script, or no letters at all.
   */
  language: 'en' | 'zh' | 'other';
  /** More than one script has at least a tenth of the words. */
  mixed: boolean;
}

const { LETTER, HAN, KANA } = CharacterClass;
const LATIN = /\p{Script=Latin}/u;
/** A Chinese word has about so many characters. */
const HAN_PER_WORD = 1.5;

/** The language of a text by its script. Words are counted, not letters, for a Latin word has many and a Chinese one or two. */
export function languageOf(text: string): TextLanguage {
  const words = { latin: 0, han: 0, other: 0 };
  let before: CharacterClass | undefined;
  let kana = false;
  for (let i = 0; i < text.length; i++) {
    const codePoint = text.codePointAt(i)!;
    if (codePoint > 0xffff) i++;
    const kind = characterClass(codePoint);
    if (kind === HAN) words.han += 1 / HAN_PER_WORD;
    else if (kind === KANA) {
      kana = true;
      words.other += 1 / HAN_PER_WORD;
    } else if (kind === LETTER && before !== LETTER) {
      if (codePoint < 0x80 || LATIN.test(String.fromCodePoint(codePoint))) words.latin++;
      else words.other++;
    }
    before = kind;
  }
  const total = words.latin + words.han + words.other;
  const mixed = Object.values(words).filter((count) => count > 0 && count >= 0.1 * total).length > 1;
  // Japanese writes its nouns in Chinese characters.
  if (kana && words.han + words.other >= words.latin) return { language: 'other', mixed };
  if (words.han > 0 && words.han >= Math.max(words.latin, words.other)) return { language: 'zh', mixed };
  if (words.latin > 0 && words.latin >= words.other) return { language: 'en', mixed };
  return { language: 'other', mixed };
}
