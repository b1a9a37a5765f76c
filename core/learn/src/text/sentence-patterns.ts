import { Pace } from '../estimator/pace.js';
import type { Analyser } from './analyser.js';
import { hashUnits, listWordNgrams, type NgramList, type UnitPool } from './ngrams.js';
import { normalise } from './normalise.js';
import { scanTokens } from './tokenise.js';

/** A word is usual where it is in this share of the texts or more, … */
const USUAL_SHARE = 0.0015;
/** … and in so many of them. */
const USUAL_TEXTS = 3;
const [SHORTEST, LONGEST] = [2, 3];
/** Words between the two of a pair, at most. */
const WIDEST_GAP = 4;

/** Symbols: no word of a text is one of them. */
const [BEGIN, END, BLANK, GAP] = ['^', '$', '_', '…'];
const NUMBER = '0';

/** Elementary steps that a character of a text costs, for `Pace`. */
const STEPS_PER_CHARACTER = 40;

/** The words that sentences are built with, rather than what they are about: those in many texts, in order of their letters. */
export async function usualWords(texts: readonly string[], signal?: AbortSignal): Promise<string[]> {
  const pace = new Pace(signal);
  const documents = new Map<string, number>();
  for (const text of texts) {
    const plain = normalise(text);
    const words = new Set<string>();
    scanTokens(plain, (start, end, kind) => {
      if (kind === 'word') words.add(plain.slice(start, end));
    });
    for (const word of words) documents.set(word, (documents.get(word) ?? 0) + 1);
    if (pace.spend(STEPS_PER_CHARACTER * (plain.length + 10))) await pace.turn();
  }
  const fewest = Math.max(USUAL_TEXTS, USUAL_SHARE * texts.length);
  return [...documents].flatMap(([word, count]) => (count >= fewest ? [word] : [])).sort();
}

/**
 * How a sentence is built, whatever it is about: every number is one and the same word, words that are not usual are blanks, of
 * which several in a row are one (`^ play _ by _ $`). Of that, n-grams of two or three words, and pairs of words with
 * one to four others between (`play … by`), so that a sentence is known again when something is put into it.
 */
export function sentencePatterns(usual: ReadonlySet<string>): Analyser {
  const ends: number[] = [];
  return {
    name: 'pattern',
    list(text, pool, list) {
      const words = patternOf(text, usual);
      if (words === undefined) return;
      const from = pool.length;
      ends.length = 0;
      for (const word of words) {
        if (ends.length > 0) pool.append(' ');
        pool.append(word);
        ends.push(pool.length);
      }
      listWordNgrams(pool, from, ends, SHORTEST, LONGEST, list);
      listPairs(words, pool, list);
    },
  };
}

/** Undefined where a text has no word. */
function patternOf(text: string, usual: ReadonlySet<string>): string[] | undefined {
  const words = [BEGIN];
  scanTokens(text, (start, end, kind) => {
    if (kind === 'symbol') return;
    const word = text.slice(start, end);
    if (kind === 'number') words.push(NUMBER);
    else if (usual.has(word)) words.push(word);
    else if (words.at(-1) !== BLANK) words.push(BLANK);
  });
  if (words.length === 1) return undefined;
  words.push(END);
  return words;
}

function listPairs(words: readonly string[], pool: UnitPool, list: NgramList): void {
  for (let i = 0; i < words.length; i++) {
    if (words[i] === BLANK) continue;
    const last = Math.min(i + 1 + WIDEST_GAP, words.length - 1);
    for (let j = i + 2; j <= last; j++) {
      if (words[j] === BLANK) continue;
      const from = pool.length;
      pool.append(words[i]!);
      pool.append(GAP);
      pool.append(words[j]!);
      list.push(from, pool.length, hashUnits(pool.units, from, pool.length));
    }
  }
}
