import { CharacterClass, characterClass } from './character-class.js';
import { normalise } from './normalise.js';
import { segmentChinese } from './segment-chinese.js';
import { type StemLanguage, stemmer } from './stem.js';

export type TokenKind = 'word' | 'number' | 'email' | 'url' | 'emoji' | 'symbol';

export interface Token {
  /** As `normalise` writes it, and stemmed where asked for. The original is `text.slice(start, end)`. */
  text: string;
  /** Offsets into the original string, in UTF-16 units, as `slice` takes them. */
  start: number;
  end: number;
  kind: TokenKind;
}

export interface TokeniseOptions {
  /** Default true. */
  lowerCase?: boolean;
  /** Reduces words to their stems, by the rules of one language. Default: none. */
  stem?: StemLanguage;
}

const { SPACE, LETTER, DIGIT, HAN, KANA, EMOJI, JOINER } = CharacterClass;

/**
 * Tokens of a text, in order, white space left out. A word is a run of letters and digits with apostrophes inside (don't), in
 * Chinese what the segmenter says, in kana a run; scripts in one sentence are divided where they meet. A number keeps its
 * separators (1,000.50, 12:30, 2024-01-05); e-mail addresses, URLs and emoji of several characters are one token each, and so
 * is a repeated symbol (!!!). Scripts without spaces other than Chinese come as whole runs. Time is linear in the length.
 */
export function tokenise(text: string, { lowerCase = true, stem }: TokeniseOptions = {}): Token[] {
  const stemWord = stem === undefined ? undefined : stemmer(stem);
  const tokens: Token[] = [];
  scanTokens(text, (start, end, kind) => {
    const plain = normalise(text.slice(start, end), { lowerCase });
    tokens.push({ text: kind === 'word' && stemWord !== undefined ? stemWord(plain) : plain, start, end, kind });
  });
  return tokens;
}

/** Told each token of a text in order, by its place. */
export type TokenVisitor = (start: number, end: number, kind: TokenKind) => void;

/** Finds the tokens of a text without making strings of them. */
export function scanTokens(text: string, visit: TokenVisitor): void {
  let from = 0;
  for (const { start, end, kind } of wholes(text)) {
    scanPlain(text, from, start, visit);
    visit(start, end, kind);
    from = end;
  }
  scanPlain(text, from, text.length, visit);
}

// Counts are bounded, so that no text makes a search try the same characters again and again.
const URL_START = /(?<![\p{L}\p{N}])(?:https?:\/\/|www\.)[\x21\x23-\x26\x28-\x3b\x3d\x3f-\x7e]+/giu;
const EMAIL = /(?<![\w.%+-])[\w.%+-]{1,64}@(?:[a-z0-9-]{1,63}\.){1,8}[a-z]{2,24}/gi;
const END_OF_SENTENCE = /[.,!?;:)\]}*]/;

/** URLs and e-mail addresses. */
function wholes(text: string): { start: number; end: number; kind: TokenKind }[] {
  const found: { start: number; end: number; kind: TokenKind }[] = [];
  if (/:\/\/|www\./i.test(text)) {
    for (const match of text.matchAll(URL_START)) {
      let end = match.index + match[0].length;
      while (END_OF_SENTENCE.test(text[end - 1]!)) end--;
      found.push({ start: match.index, end, kind: 'url' });
    }
  }
  if (text.includes('@')) {
    const urls = found.length;
    let next = 0;
    for (const match of text.matchAll(EMAIL)) {
      const end = match.index + match[0].length;
      while (next < urls && found[next]!.end <= match.index) next++;
      // An address inside a URL is part of it.
      if (next === urls || found[next]!.start >= end) found.push({ start: match.index, end, kind: 'email' });
    }
    if (found.length > urls && urls > 0) found.sort((a, b) => a.start - b.start);
  }
  return found;
}

const EMOJI_SEQUENCE =
  /\p{RI}\p{RI}|\p{Extended_Pictographic}(?:\p{EMod}|\ufe0f)?(?:\u200d\p{Extended_Pictographic}(?:\p{EMod}|\ufe0f)?)*|./suy;

/** The tokens from one place to another, where there is no URL and no e-mail address. */
function scanPlain(text: string, from: number, to: number, visit: TokenVisitor): void {
  let at = from;
  while (at < to) {
    const codePoint = text.codePointAt(at)!;
    const kind = characterClass(codePoint);
    const start = at;
    at += codePoint > 0xffff ? 2 : 1;
    if (kind === SPACE || kind === JOINER) continue;
    if (kind === HAN) {
      at = endOfRun(text, at, to, HAN);
      let place = start;
      for (const word of segmentChinese(text.slice(start, at))) {
        visit(place, place + word.length, 'word');
        place += word.length;
      }
    } else if (kind === KANA) {
      at = endOfRun(text, at, to, KANA);
      visit(start, at, 'word');
    } else if (kind === LETTER) {
      at = endOfWord(text, at, to);
      visit(start, at, 'word');
    } else if (kind === DIGIT) {
      const digits = endOfRun(text, at, to, DIGIT);
      at = endOfNumber(text, digits, to);
      // 15th and a4b2 are words; 1.5kg is a number and a word.
      const word = at === digits ? endOfWord(text, at, to) : at;
      visit(start, word, word > at ? 'word' : 'number');
      at = word;
    } else if (kind === EMOJI) {
      EMOJI_SEQUENCE.lastIndex = start;
      EMOJI_SEQUENCE.test(text);
      at = EMOJI_SEQUENCE.lastIndex;
      visit(start, at, 'emoji');
    } else {
      const step = at - start;
      while (at < to && text.codePointAt(at) === codePoint) at += step;
      visit(start, at, 'symbol');
    }
  }
}

function classAt(text: string, at: number): CharacterClass {
  return characterClass(text.codePointAt(at)!);
}

function endOfRun(text: string, from: number, to: number, kind: CharacterClass): number {
  let at = from;
  while (at < to && classAt(text, at) === kind) at += text.codePointAt(at)! > 0xffff ? 2 : 1;
  return at;
}

/** Letters, digits, and between letters apostrophes and what is not to be seen. */
function endOfWord(text: string, from: number, to: number): number {
  let at = from;
  while (at < to) {
    const codePoint = text.codePointAt(at)!;
    const kind = characterClass(codePoint);
    if (kind === LETTER || kind === DIGIT) at += codePoint > 0xffff ? 2 : 1;
    else if ((isApostrophe(codePoint) || kind === JOINER) && at + 1 < to && classAt(text, at + 1) === LETTER) at++;
    else break;
  }
  return at;
}

function isApostrophe(codePoint: number): boolean {
  return codePoint === 0x27 || codePoint === 0x2019 || codePoint === 0x02bc || codePoint === 0xff07;
}

/** Digits after digits with one separator between: 1,000.50, 12:30, 31/12/2024, 555-1234. */
function endOfNumber(text: string, from: number, to: number): number {
  let at = from;
  while (at + 1 < to && '.,:/-'.includes(text[at]!) && classAt(text, at + 1) === DIGIT)
    at = endOfRun(text, at + 1, to, DIGIT);
  return at;
}
