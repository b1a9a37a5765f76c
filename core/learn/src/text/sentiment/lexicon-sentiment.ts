import { type Token, tokenise } from '../tokenise.js';
import { CHINESE_DEGREES, CHINESE_NEGATIONS, CHINESE_PLAIN, CHINESE_WORDS } from './chinese-words.js';
import { ENGLISH_DEGREES, ENGLISH_NEGATIONS, englishWords } from './english-words.js';

/** A word that carries a feeling, at its place in the text. */
export interface FeltWord {
  /** As it stands in the text. */
  text: string;
  start: number;
  end: number;
  /** With negations and words of degree before it taken in; positive is pleased. */
  value: number;
  negated: boolean;
}

export interface LexiconSentiment {
  label: 'negative' | 'neutral' | 'positive';
  /** From -1 (very angry) to 1 (very pleased). */
  score: number;
  /** Why, in the order of the text. */
  words: FeltWord[];
}

/** What is left of a feeling when it is turned round: `not good` is not as bad as `bad` (Hutto and Gilbert 2014, VADER). */
const TURNED = -0.74;
/** Words before another in which a negation counts, and a word of degree. */
const REACH = 3;
const CAPITALS = 1.2;
const EXCLAMATION = 0.3;
/** A sum of √15 gives a score of 0.71, as in VADER. */
const SPREAD = 15;
/** From this score on a text is not neutral: a bad fact alone is. */
const FELT = 0.4;

const EMOJI: readonly (readonly [string, number])[] = [
  ['😡🤬👿💢', -4],
  ['😠😤👎😭💔', -3],
  ['😢😞😒🙄😩😫😔', -2],
  ['🙂👌🙏😉', 1],
  ['😀😃😄😊👍🎉', 2],
  ['😍🥰❤💯', 3],
];
const FELT_EMOJI = new Map(EMOJI.flatMap(([all, value]) => [...all].map((one) => [one, value] as const)));

/**
 * How a text feels, by lists of words in English and Chinese, mixed or not: negations turn a word round, words of degree, capitals
 * and exclamation marks strengthen it. A list knows no irony and no facts; a trained model does better where there are data.
 */
export function lexiconSentiment(text: string): LexiconSentiment {
  const words = [...englishFeelings(text), ...chineseFeelings(text)].sort((a, b) => a.start - b.start);
  let sum = words.reduce((total, { value }) => total + value, 0);
  const marks = Math.min(3, text.match(/[!！]/g)?.length ?? 0);
  sum += Math.sign(sum) * marks * EXCLAMATION;
  const score = sum / Math.sqrt(sum * sum + SPREAD);
  return { label: score <= -FELT ? 'negative' : score >= FELT ? 'positive' : 'neutral', score, words };
}

function englishFeelings(text: string): FeltWord[] {
  const tokens = tokenise(text);
  const known = englishWords();
  const shouts = /[a-z]/.test(text);
  return tokens.flatMap((token, at) => {
    const bare = token.kind === 'emoji' ? FELT_EMOJI.get([...token.text][0]!) : undefined;
    const felt = bare ?? (token.kind === 'word' ? known.get(token.text) : undefined);
    if (felt === undefined || felt === 0) return [];
    const { start, end } = token;
    const said = text.slice(start, end);
    const { negated, degree } = bare === undefined ? before(tokens, at) : { negated: false, degree: 1 };
    const loud = shouts && said.length > 2 && said === said.toUpperCase() && /[A-Z]/.test(said) ? CAPITALS : 1;
    return [{ text: said, start, end, value: felt * degree * loud * (negated ? TURNED : 1), negated }];
  });
}

/** Negations and degrees among the words before one, up to a punctuation mark. */
function before(tokens: readonly Token[], at: number): { negated: boolean; degree: number } {
  let negated = false;
  let degree = 1;
  for (let back = 1; back <= REACH; back++) {
    const token = tokens[at - back];
    if (token === undefined || token.kind !== 'word' || token.text === 'but') break;
    if (ENGLISH_NEGATIONS.has(token.text) || token.text.endsWith("n't")) negated = true;
    if (back === 1) degree = ENGLISH_DEGREES.get(token.text) ?? 1;
  }
  return { negated, degree };
}

const longestFirst = (words: Iterable<string>): string => [...words].sort((a, b) => b.length - a.length).join('|');
/** Plain words are matched so that nothing is read into them. */
const CHINESE = new RegExp(longestFirst([...CHINESE_WORDS.keys(), ...CHINESE_PLAIN]), 'g');
const DEGREE_BEFORE = new RegExp(`(?:${longestFirst(CHINESE_DEGREES.keys())})$`);
const NEGATION_BEFORE = new RegExp(`(?:${longestFirst(CHINESE_NEGATIONS)})[么那]?$`);

function chineseFeelings(text: string): FeltWord[] {
  if (!/\p{Script=Han}/u.test(text)) return [];
  return [...text.matchAll(CHINESE)].flatMap((match) => {
    const felt = CHINESE_WORDS.get(match[0]);
    if (felt === undefined) return [];
    const start = match.index;
    let head = text.slice(Math.max(0, start - 4), start);
    const degree = DEGREE_BEFORE.exec(head)?.[0];
    if (degree !== undefined) head = head.slice(0, -degree.length);
    const negated = NEGATION_BEFORE.test(head);
    const value = felt * (CHINESE_DEGREES.get(degree ?? '') ?? 1) * (negated ? TURNED : 1);
    return [{ text: match[0], start, end: start + match[0].length, value, negated }];
  });
}
