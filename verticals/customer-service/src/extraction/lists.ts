import type { Candidate } from './entity.js';
import { ORDINARY_WORDS } from './ordinary-words.js';
import { inSmallLetters } from './small-letters.js';
import { editsAllowed, editsBetween } from './typos.js';

/** Names of one kind: colours, products, cities. */
export interface ListDefinition {
  /** What the slot is called. */
  label: string;
  entries: readonly ListEntry[];
  /** Typos are forgiven; default true. */
  fuzzy?: boolean;
}

export interface ListEntry {
  /** What an entity gets as its value, in whichever words it was said. */
  value: string;
  synonyms?: readonly string[];
}

interface Phrase {
  label: string;
  value: string;
  words: readonly string[];
  fuzzy: boolean;
}

const HAN = /\p{Script=Han}/u;
const WORDS = /[\p{L}\p{N}]+(?:['’][\p{L}]+)?/gu;

/** Words of other scripts than Chinese, with their places. */
interface Word {
  text: string;
  start: number;
  end: number;
}

/** Finds the entries of all lists. Compiled once, used for every message. */
export class ListMatcher {
  /** Phrases of words by their first word. */
  private readonly byFirstWord = new Map<string, Phrase[]>();
  /** First words of forgiving phrases, by length. */
  private readonly firstWords = new Map<number, string[]>();
  /** Chinese phrases by their first character, longest first. */
  private readonly byCharacter = new Map<string, { text: string; label: string; value: string }[]>();
  private readonly longChinese: { text: string; label: string; value: string }[] = [];
  private readonly segmenter: Intl.Segmenter;

  constructor(lists: readonly ListDefinition[]) {
    this.segmenter = new Intl.Segmenter('zh', { granularity: 'word' });
    for (const { label, entries, fuzzy = true } of lists) {
      for (const { value, synonyms = [] } of entries) {
        for (const phrase of new Set([value, ...synonyms])) this.add(label, value, phrase, fuzzy);
      }
    }
    for (const phrases of this.byCharacter.values()) phrases.sort((a, b) => b.text.length - a.text.length);
    for (const phrases of this.byFirstWord.values()) phrases.sort((a, b) => b.words.length - a.words.length);
  }

  private add(label: string, value: string, phrase: string, fuzzy: boolean): void {
    const text = inSmallLetters(phrase).trim();
    if (HAN.test(text)) {
      const named = { text, label, value };
      push(this.byCharacter, text[0]!, named);
      if (fuzzy && text.length >= 4) this.longChinese.push(named);
      return;
    }
    const words = [...text.matchAll(WORDS)].map(([word]) => word);
    const first = words[0];
    if (first === undefined) return;
    if (!this.byFirstWord.has(first)) push(this.firstWords, first.length, first);
    push(this.byFirstWord, first, { label, value, words, fuzzy });
  }

  /** @param text folded to ASCII width */
  find(text: string): Candidate[] {
    const lower = inSmallLetters(text);
    return [...this.inWords(lower), ...this.inChinese(lower)];
  }

  private inWords(lower: string): Candidate[] {
    const found: Candidate[] = [];
    const words: Word[] = [];
    for (const match of lower.matchAll(WORDS)) {
      if (HAN.test(match[0])) words.push(...latinParts(match[0], match.index));
      else words.push({ text: match[0], start: match.index, end: match.index + match[0].length });
    }
    const likely = new Map<string, readonly string[]>();
    for (const [at, word] of words.entries()) {
      let firsts = likely.get(word.text);
      if (firsts === undefined) {
        firsts = this.likelyFirstWords(word.text);
        likely.set(word.text, firsts);
      }
      for (const first of firsts) {
        for (const phrase of this.byFirstWord.get(first)!) {
          const confidence = matches(phrase, words, at);
          if (confidence === 0) continue;
          const { label, value } = phrase;
          const end = words[at + phrase.words.length - 1]!.end;
          found.push({ type: 'list', label, value, start: word.start, end, confidence });
        }
      }
    }
    return found;
  }

  /** First words of phrases that a word may be a form or a typo of. */
  private likelyFirstWords(word: string): string[] {
    const exact = [word, ...singulars(word)].filter((one) => this.byFirstWord.has(one));
    if (exact.length > 0) return exact;
    const close: string[] = [];
    const reach = editsAllowed(word.length);
    for (let length = word.length - reach; reach > 0 && length <= word.length + reach; length++) {
      for (const first of this.firstWords.get(length) ?? []) if (isTypoOf(word, first)) close.push(first);
    }
    return close;
  }

  private inChinese(lower: string): Candidate[] {
    if (this.byCharacter.size === 0 || !HAN.test(lower)) return [];
    const found: Candidate[] = [];
    let bounds: Set<number> | undefined;
    for (let at = 0; at < lower.length; ) {
      const named = this.byCharacter.get(lower[at]!)?.find(({ text }) => lower.startsWith(text, at));
      if (named === undefined) {
        at++;
        continue;
      }
      const end = at + named.text.length;
      const { label, value } = named;
      // A single character is an entry only where it is a word of its own: 红 of 红的, not of 红包.
      if (named.text.length === 1) {
        bounds ??= this.wordBounds(lower);
        if (!bounds.has(at) || !(bounds.has(end) || lower[end] === '的')) {
          at++;
          continue;
        }
      }
      found.push({ type: 'list', label, value, start: at, end, confidence: named.text.length === 1 ? 0.8 : 1 });
      at = end;
    }
    return [...found, ...this.withOneOtherCharacter(lower)];
  }

  private wordBounds(text: string): Set<number> {
    const bounds = new Set<number>([text.length]);
    // By clause: the segmenter needs more than linear time for a text without any end.
    for (const clause of text.matchAll(/[^\s\p{P}]{1,200}/gu)) {
      bounds.add(clause.index).add(clause.index + clause[0].length);
      for (const { index } of this.segmenter.segment(clause[0])) bounds.add(clause.index + index);
    }
    return bounds;
  }

  /** Long Chinese names with one character wrong: one of their halves is right. */
  private withOneOtherCharacter(lower: string): Candidate[] {
    const found: Candidate[] = [];
    for (const { text, label, value } of this.longChinese) {
      const middle = text.length >> 1;
      for (const [half, offset] of [
        [text.slice(0, middle), 0],
        [text.slice(middle), middle],
      ] as const) {
        for (let at = lower.indexOf(half); at >= 0; at = lower.indexOf(half, at + 1)) {
          const start = at - offset;
          const window = lower.slice(start, start + text.length);
          if (start < 0 || window.length < text.length || !differsOnce(window, text)) continue;
          found.push({ type: 'list', label, value, start, end: start + text.length, confidence: 1 - 1 / text.length });
        }
      }
    }
    return found;
  }
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const values = map.get(key);
  if (values) values.push(value);
  else map.set(key, [value]);
}

function latinParts(run: string, offset: number): Word[] {
  return [...run.matchAll(/[^\p{Script=Han}]+/gu)].map((match) => ({
    text: match[0],
    start: offset + match.index,
    end: offset + match.index + match[0].length,
  }));
}

/** What a plural may be one of. */
function singulars(word: string): string[] {
  const forms: string[] = [];
  if (word.length > 3 && word.endsWith('s')) forms.push(word.slice(0, -1));
  if (word.length > 4 && word.endsWith('es')) forms.push(word.slice(0, -2));
  if (word.length > 4 && word.endsWith('ies')) forms.push(`${word.slice(0, -3)}y`);
  if (/['’]s$/.test(word)) forms.push(word.slice(0, -2));
  return forms;
}

/** The confidence of a phrase whose first word stands at `at`; 0 where it does not. */
function matches(phrase: Phrase, words: readonly Word[], at: number): number {
  let edits = 0;
  let letters = 0;
  for (const [offset, wanted] of phrase.words.entries()) {
    const got = words[at + offset]?.text;
    if (got === undefined) return 0;
    letters += wanted.length;
    if (got === wanted || singulars(got).includes(wanted)) continue;
    if (!phrase.fuzzy || !isTypoOf(got, wanted)) return 0;
    edits += editsBetween(got, wanted, editsAllowed(wanted.length));
  }
  return edits === 0 ? 1 : Math.max(0.5, 1 - (1.5 * edits) / letters);
}

/** Typing seldom goes wrong at the first letter, and a common word is meant as it stands. */
function isTypoOf(got: string, wanted: string): boolean {
  const allowed = Math.min(editsAllowed(wanted.length), editsAllowed(got.length));
  if (allowed === 0 || ORDINARY_WORDS.has(got) || /\d/.test(got)) return false;
  const swappedStart = got[0] === wanted[1] && got[1] === wanted[0];
  return (got[0] === wanted[0] || swappedStart) && editsBetween(got, wanted, allowed) <= allowed;
}

function differsOnce(a: string, b: string): boolean {
  let others = 0;
  for (let at = 0; at < a.length && others < 2; at++) if (a[at] !== b[at]) others++;
  return others === 1;
}
