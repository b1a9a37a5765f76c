/** A number in words at a place of a text. */
export interface Numeral {
  start: number;
  end: number;
  value: number;
  ordinal: boolean;
  /** Below 1 where the words may be no number: `one`, `second`. */
  confidence: number;
}

const UNITS = [
  'zero',
  'one',
  'two',
  'three',
  'four',
  'five',
  'six',
  'seven',
  'eight',
  'nine',
  'ten',
  'eleven',
  'twelve',
];
const TEENS = ['thirteen', 'fourteen', 'fifteen', 'sixteen', 'seventeen', 'eighteen', 'nineteen'];
const TENS = ['twenty', 'thirty', 'forty', 'fifty', 'sixty', 'seventy', 'eighty', 'ninety'];
const ORDINALS = [
  'zeroth',
  'first',
  'second',
  'third',
  'fourth',
  'fifth',
  'sixth',
  'seventh',
  'eighth',
  'ninth',
  'tenth',
  'eleventh',
  'twelfth',
];

const SMALL = new Map([...UNITS, ...TEENS].map((word, value) => [word, value]));
const TEN = new Map(TENS.map((word, index) => [word, (index + 2) * 10]));
const SCALE = new Map([
  ['hundred', 100],
  ['thousand', 1e3],
  ['million', 1e6],
  ['billion', 1e9],
  ['dozen', 12],
]);
const ORDINAL = new Map([
  ...ORDINALS.map((word, value) => [word, value] as const),
  ...TEENS.map((word, index) => [`${word}th`, index + 13] as const),
  ...TENS.map((word, index) => [word.replace(/y$/, 'ieth'), (index + 2) * 10] as const),
]);

const LEAVES = [...SMALL.keys(), ...TEN.keys(), ...SCALE.keys(), ...ORDINAL.keys()].sort((a, b) => b.length - a.length);
const WORD = LEAVES.join('|');
/** Words in a row; `and` and a hyphen only between two of them, `a` only before a scale. */
const RUN = new RegExp(
  `(?<![\\p{L}\\d'-])(?:(?:half )?an? (?=dozen|hundred|thousand|million|billion))?(?:${WORD})s?(?:(?: and | |-)(?:${WORD})s?)*(?: and a half)?(?![\\p{L}\\d])`,
  'giu',
);
const COUPLE = /(?<![\p{L}\d'-])(?:a couple(?: of)?|a pair of)(?![\p{L}\d])/giu;

/** `first` in these is no rank, `second` in these is a time. */
const NOT_A_RANK_BEFORE = /(?:\bat|\ba|\bone|\bper|\beach|\bevery|\bsplit) $/i;
const NOT_A_RANK_AFTER = /^ (?:name|of all|hand|thoughts?)\b/i;
const POINTS_AT_ONE =
  /\b(?:capital|does|can|should|must|current|last|first|new|old|other|the|this|that|these|those|a|an|which|each|every|any|another|no|some)(?: \p{L}+)? $/iu;
const COUNTS_ONE = /\b(?:just|only|exactly|need|want|take|have|of|by|to|not|is|it) $/i;
const FUNCTION_WORD =
  /^ (?:of|is|was|are|or|and|but|that|which|who|please|for|in|on|at|to|from|with|as|by|if|so|then|than|has|had|will|would|can|could|should|may|might|must|when|where|there|here|instead|thing|i|you|we|they|he|she|it|my|your)\b/i;

/** Whether a lone `one` counts something. `the red one` and `one of them` do not. */
function countsOne(before: string, after: string): boolean {
  if (POINTS_AT_ONE.test(before)) return false;
  if (/^ \p{L}/u.test(after) && !FUNCTION_WORD.test(after)) return true;
  return (before.trim() === '' || COUNTS_ONE.test(before)) && !/^ (?:of|thing)\b/i.test(after);
}

/**
 * Numbers in words: `twenty-five`, `a dozen`, `two and a half`, `one thousand two hundred`, `twenty-first`.
 * @param text folded to ASCII width
 */
export function englishNumerals(text: string): Numeral[] {
  const found: Numeral[] = [];
  for (const match of text.matchAll(RUN)) found.push(...readRun(text, match[0], match.index));
  for (const match of text.matchAll(COUPLE)) {
    found.push({ start: match.index, end: match.index + match[0].length, value: 2, ordinal: false, confidence: 0.7 });
  }
  return found.sort((a, b) => a.start - b.start);
}

/** A run may hold several numbers one after another (`two three`, `twenty five six`): each is read as far as it goes. */
function readRun(text: string, run: string, offset: number): Numeral[] {
  const words = [...run.toLowerCase().matchAll(/[a-z]+/g)].map((match) => ({ word: match[0], at: match.index }));
  const found: Numeral[] = [];
  for (let at = 0; at < words.length; ) {
    const read = readNumber(
      words.map(({ word }) => word),
      at,
    );
    const first = words[at]!;
    const last = words[read.next - 1]!;
    const start = offset + first.at;
    const end = offset + last.at + last.word.length;
    const confidence = certainty(text, start, end, read);
    if (read.value !== undefined && confidence > 0) {
      found.push({ start, end, value: read.value, ordinal: read.ordinal, confidence });
    }
    at = read.next;
  }
  return found;
}

function certainty(text: string, start: number, end: number, read: Read): number {
  const before = text.slice(Math.max(0, start - 24), start);
  const after = text.slice(end, end + 16);
  const word = text.slice(start, end).toLowerCase();
  if (word === 'one') return countsOne(before, after) ? 0.9 : 0;
  if (word === 'ones' || word === 'seconds' || /^(?:hundreds|thousands|millions|billions|dozens)$/.test(word)) return 0;
  if (read.ordinal && read.next > 0 && /^(?:first|second|seconds)$/.test(word)) {
    return NOT_A_RANK_BEFORE.test(before) || NOT_A_RANK_AFTER.test(after) ? 0 : 0.9;
  }
  return 1;
}

interface Read {
  value: number | undefined;
  ordinal: boolean;
  next: number;
}

/** Reads one number from `words[at]` on. */
function readNumber(words: readonly string[], at: number): Read {
  let total = 0;
  let group = 0;
  let room = Number.POSITIVE_INFINITY;
  let ordinal = false;
  let any = false;
  let next = at;
  const half = words[at] === 'half';
  for (; next < words.length && !ordinal; next++) {
    const word = words[next]!;
    if (word === 'and' || (next === at && half)) {
      if (word === 'and' && words[next + 1] === 'a' && words[next + 2] === 'half') {
        return { value: total + group + 0.5, ordinal: false, next: next + 3 };
      }
      // `and` goes on with what is smaller after a hundred or more: `two hundred and five`, but not `two and three`.
      if (word === 'and' && (group < 100 || !isSmall(words[next + 1]))) break;
      continue;
    }
    if (word === 'a' || word === 'an') {
      group = 1;
      continue;
    }
    const bare = word.replace(/s$/, '');
    const scale = SCALE.get(word) ?? SCALE.get(bare);
    if (scale !== undefined) {
      group = Math.max(group, 1) * scale;
      if (scale >= 1e3) {
        total += group;
        group = 0;
      }
      room = scale;
      any = true;
      continue;
    }
    const rank = ORDINAL.get(word);
    const value = SMALL.get(word) ?? TEN.get(word) ?? rank ?? SMALL.get(bare) ?? TEN.get(bare);
    if (value === undefined || value >= room || (any && room === 1)) break;
    group += value;
    any = true;
    ordinal = rank !== undefined;
    room = TEN.has(word) ? 10 : 1;
  }
  if (next === at) return { value: undefined, ordinal: false, next: at + 1 };
  if (words[next - 1] === 'and') next--;
  return { value: any ? (total + group) * (half ? 0.5 : 1) : undefined, ordinal, next };
}

const isSmall = (word: string | undefined): boolean =>
  word !== undefined && (SMALL.has(word) || TEN.has(word) || ORDINAL.has(word));
