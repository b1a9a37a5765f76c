import { ProoflineError } from '../errors/proofline-error.js';
import type { ParameterSpecs } from '../estimator/parameter.js';
import { listCharacterNgrams, listWordNgrams, type NgramList, type UnitPool } from './ngrams.js';
import { STEM_LANGUAGES, type StemLanguage, stemmer } from './stem.js';
import { isStopWord, STOP_WORD_LANGUAGES, type StopWordLanguage } from './stop-words.js';
import { scanTokens } from './tokenise.js';

/** Which n-grams a vectoriser takes. */
export interface AnalyserParameters {
  /** Word n-grams from so many words … */
  wordMin?: number;
  /** … to so many; 0 takes none. */
  wordMax?: number;
  /** Character n-grams inside of words, the space on either side included (scikit-learn's `char_wb`), from so many characters … */
  charMin?: number;
  /** … to so many; 0 takes none. */
  charMax?: number;
  /** Reduces the words of word n-grams to their stems, by the rules of this language. */
  stem?: string;
  /** Leaves the most common words of this language out of word n-grams. */
  stopWords?: string;
}

export const ANALYSER_PARAMETERS: ParameterSpecs<AnalyserParameters> = {
  wordMin: { type: 'integer', min: 1, max: 8, default: 1, doc: 'Word n-grams from so many words.' },
  wordMax: { type: 'integer', min: 0, max: 8, default: 2, doc: 'Word n-grams to so many words; 0 takes none.' },
  charMin: { type: 'integer', min: 1, max: 16, default: 2, doc: 'Character n-grams from so many characters.' },
  charMax: {
    type: 'integer',
    min: 0,
    max: 16,
    default: 5,
    doc: 'Character n-grams inside of words to so many characters; 0 takes none.',
  },
  stem: { type: 'choice', choices: ['none', ...STEM_LANGUAGES], default: 'none', doc: 'Stems of words by language.' },
  stopWords: {
    type: 'choice',
    choices: ['none', ...STOP_WORD_LANGUAGES],
    default: 'none',
    doc: 'Common words left out.',
  },
};

/** One way to take n-grams; each has a block of columns of its own. */
export interface Analyser {
  /** The first two in scikit-learn's words. */
  readonly name: 'word' | 'char_wb' | 'pattern';
  /** Appends what it needs of a normalised text to the pool, and its n-grams to the list. */
  list(text: string, pool: UnitPool, list: NgramList): void;
}

/** Throws `PARAMETERS_INVALID` where a range is upside down or no n-grams are left. */
export function analysersOf(owner: string, parameters: Required<AnalyserParameters>): Analyser[] {
  const { wordMin, wordMax, charMin, charMax } = parameters;
  const problems = [
    ...(wordMax > 0 && wordMin > wordMax ? [upsideDown(owner, 'word', wordMin, wordMax)] : []),
    ...(charMax > 0 && charMin > charMax ? [upsideDown(owner, 'char', charMin, charMax)] : []),
    ...(wordMax === 0 && charMax === 0
      ? [
          {
            code: 'PARAMETER_OUT_OF_RANGE',
            message: `${owner} takes no n-grams with 'wordMax' and 'charMax' at 0. Set one to 1 or more.`,
            where: { path: 'wordMax' },
          },
        ]
      : []),
  ];
  if (problems.length > 0) {
    throw new ProoflineError('invalid-input', 'PARAMETERS_INVALID', problems.map((p) => p.message).join('\n'), {
      problems,
    });
  }
  return [...(wordMax > 0 ? [words(parameters)] : []), ...(charMax > 0 ? [characters(charMin, charMax)] : [])];
}

function upsideDown(owner: string, what: 'word' | 'char', min: number, max: number) {
  return {
    code: 'PARAMETER_OUT_OF_RANGE',
    message: `Parameter '${what}Min' of ${owner} must be '${what}Max' (${max}) or less, got ${min}.`,
    where: { path: `${what}Min` },
    got: String(min),
    allowed: `1 to ${max}`,
  };
}

function words({ wordMin, wordMax, stem, stopWords }: Required<AnalyserParameters>): Analyser {
  const stemWord = stem === 'none' ? undefined : stemmer(stem as StemLanguage);
  const common = stopWords === 'none' ? undefined : (stopWords as StopWordLanguage);
  const ends: number[] = [];
  return {
    name: 'word',
    list(text, pool, list) {
      ends.length = 0;
      const from = pool.length;
      scanTokens(text, (start, end, kind) => {
        if (kind === 'symbol') return;
        const word = text.slice(start, end);
        if (common !== undefined && isStopWord(word, common)) return;
        if (ends.length > 0) pool.append(' ');
        pool.append(stemWord !== undefined && kind === 'word' ? stemWord(word) : word);
        ends.push(pool.length);
      });
      listWordNgrams(pool, from, ends, wordMin, wordMax, list);
    },
  };
}

function characters(min: number, max: number): Analyser {
  return {
    name: 'char_wb',
    list(text, pool, list) {
      if (text === '') return;
      const from = pool.length;
      pool.append(' ');
      pool.append(text);
      pool.append(' ');
      listCharacterNgrams(pool, from, pool.length, min, max, list);
    },
  };
}
