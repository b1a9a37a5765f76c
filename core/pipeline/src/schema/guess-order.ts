import { WORD_SCALES } from './word-scales.js';

/** Levels from the smallest to the largest, and those that say that nobody knows. */
export interface GuessedOrder {
  ordered: string[];
  missing: string[];
}

/** Fewer levels have no order to speak of: between two any model finds the step. */
const FEWEST = 3;

/** Levels that stand beside a scale and have no place in it; not "none", which may be its lowest. */
const UNKNOWN =
  /(?:^|[\s.])(?:unk|unknown|unspecified|not (?:available|given|known|stated|provided)|n\.?a\.?|n\/a|missing|未知|不详|缺失|未提供)$/i;

/**
 * The order of the levels of a category, where they say it themselves: ranges and bounds ("10-14", "< 1 year", "10+ years",
 * "5万以上"), grades ("A1" to "G5"; letters alone only in a column called a grade or a rating), and words of a known scale
 * (low, medium, high; levels of education). Undefined where any level has no certain place: an order that is not there
 * does more harm than one that is not seen.
 */
export function guessOrder(name: string, levels: readonly string[]): GuessedOrder | undefined {
  const missing = levels.filter((level) => UNKNOWN.test(level.replaceAll('_', ' ').trim()));
  const known = levels.filter((level) => !missing.includes(level));
  if (known.length < FEWEST) return undefined;
  for (const places of [rangePlaces(known), gradePlaces(name, known), scalePlaces(known)]) {
    const ordered = places && inOrder(known, places);
    if (ordered !== undefined) return { ordered, missing };
  }
  return undefined;
}

/** Levels by their places (compared number by number); undefined where two share one. */
function inOrder(levels: readonly string[], places: readonly (readonly number[])[]): string[] | undefined {
  const compare = (a: number, b: number): number => {
    const [x, y] = [places[a]!, places[b]!];
    const k = x.findIndex((value, i) => value !== y[i]);
    return k < 0 ? 0 : x[k]! - y[k]!;
  };
  const order = [...levels.keys()].sort(compare);
  if (order.some((k, i) => i > 0 && compare(order[i - 1]!, k) === 0)) return undefined;
  return order.map((k) => levels[k]!);
}

const MULTIPLES: Readonly<Record<string, number>> = { k: 1e3, m: 1e6, 千: 1e3, 万: 1e4, 百万: 1e6, 亿: 1e8 };
const NUMBER = /(\d[\d,]*(?:\.\d+)?)\s*(百万|[km千万亿](?![a-z]))?/gi;
const BELOW =
  /<|≤|\b(?:lt|le|under|below|less than|up to|at most|younger than)\b|以下|以内|不足|小于|少于|低于|不超过/i;
const ABOVE =
  />|≥|\+|\b(?:gt|ge|over|above|more than|at least|or more|and more|or over|and over|older than|plus)\b|以上|超过|大于|多于|高于|不少于/i;
/** What stands around the numbers of a range and says nothing of its place. */
const CONNECTIVES =
  /[[\]()（）【】{}<>≤≥=+~～–—,.$€£¥￥|\s-]|\b(?:lt|le|gt|ge|under|below|less|than|up|to|at|most|least|over|above|more|or|and|older|younger|plus|inf|infinity)\b|以下|以内|不足|小于|少于|低于|不超过|以上|超过|大于|多于|高于|不少于|至|到|和|[~∞]/gi;

/**
 * Lower and upper end of each level. All must be written about one thing (the words left beside numbers are the same), one at
 * least must be a range or a bound, since "branch 3" is a name, and no two may overlap.
 */
function rangePlaces(levels: readonly string[]): number[][] | undefined {
  const words = new Set<string>();
  const places: number[][] = [];
  let bounds = 0;
  for (const level of levels) {
    const text = level.toLowerCase().replaceAll('_', ' ').trim();
    const numbers = [...text.matchAll(NUMBER)].map(
      ([, digits, multiple]) => Number(digits!.replaceAll(',', '')) * (MULTIPLES[multiple?.toLowerCase() ?? ''] ?? 1),
    );
    if (numbers.length === 0 || numbers.length > 2) return undefined;
    const rest = text.replace(NUMBER, ' ').replace(CONNECTIVES, ' ').replace(/s\b/g, '').replace(/\s+/g, ' ').trim();
    if (rest !== '') words.add(rest);
    const [low, high] = numbers as [number, number?];
    if (high !== undefined) {
      // "10 14" and "5/7" are no ranges; one that falls is something else.
      if (high <= low || !/\d\D*(?:[-~～–—,<≤]|\bto\b|\band\b|至|到)\D*\d/i.test(text)) return undefined;
      places.push([low, high]);
    } else if (BELOW.test(text)) places.push([Number.NEGATIVE_INFINITY, low]);
    else if (ABOVE.test(text)) places.push([low, Number.POSITIVE_INFINITY]);
    else {
      places.push([low, low]);
      continue;
    }
    bounds++;
  }
  if (bounds === 0 || words.size > 1) return undefined;
  const sorted = [...places].sort((a, b) => a[0]! - b[0]! || a[1]! - b[1]!);
  const overlap = sorted.some(([low], k) => k > 0 && low! < sorted[k - 1]![1]!);
  return overlap ? undefined : places;
}

const GRADE_NAME = /grade|rating|risk|score|band|tier|class(?!ification)|等级|评级|级别|信用级/i;
/** As agencies write them, and Chinese banks: AAA is the best. */
const AGENCY = /^(AAA|AA|A|BBB|BB|B|CCC|CC|C|DDD|DD|D)([+-]?)$/;
const AGENCY_ORDER = ['AAA', 'AA', 'A', 'BBB', 'BB', 'B', 'CCC', 'CC', 'C', 'DDD', 'DD', 'D'];

/** Letters from A on with digits, as loan grades are; letters alone or of an agency where the name says what they are. */
function gradePlaces(name: string, levels: readonly string[]): number[][] | undefined {
  const named = GRADE_NAME.test(name);
  const cells = levels.map((level) => level.trim().toUpperCase());
  const parts = cells.map((cell) => /^([A-Z])([0-9])$/.exec(cell));
  if (parts.every((part) => part !== null)) {
    const places = parts.map((part) => [part![1]!.charCodeAt(0), Number(part![2])]);
    const letters = new Set(places.map(([letter]) => letter!));
    const digits = new Set(places.map(([, digit]) => digit!));
    if (named) return contiguous(letters, [65]) ? places : undefined;
    // Without a name that says so, most of a grid from A1 (or A0) on must be there.
    const isGrid = contiguous(letters, [65]) && contiguous(digits, [0, 1]);
    return isGrid && letters.size >= 3 && places.length > 0.8 * letters.size * digits.size ? places : undefined;
  }
  if (!named) return undefined;
  if (cells.every((cell) => /^[A-Z]$/.test(cell))) {
    const places = cells.map((cell) => cell.charCodeAt(0));
    return contiguous(new Set(places), [65]) ? places.map((place) => [place]) : undefined;
  }
  const agency = cells.map((cell) => AGENCY.exec(cell));
  if (!agency.every((part) => part !== null)) return undefined;
  return agency.map((part) => [AGENCY_ORDER.indexOf(part![1]!), part![2] === '+' ? 0 : part![2] === '-' ? 2 : 1]);
}

function contiguous(values: ReadonlySet<number>, starts: readonly number[]): boolean {
  const least = Math.min(...values);
  return starts.includes(least) && Math.max(...values) - least === values.size - 1;
}

/** Place of each level in the one scale that has all of them. */
function scalePlaces(levels: readonly string[]): number[][] | undefined {
  const texts = levels.map(plainText);
  for (const written of [texts, withoutCommonWord(texts)]) {
    for (const scale of WORD_SCALES) {
      const places = written.map((text) => scale.findIndex((words) => words.test(text)));
      if (places.every((place) => place >= 0)) return places.map((place) => [place]);
    }
  }
  return undefined;
}

function plainText(level: string): string {
  return level
    .toLowerCase()
    .replace(/['’]/g, '')
    .replace(/[_\-.,()（）]/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}

/** "low risk, high risk" and "travel rarely, non travel" without the word (of Chinese: the ending) that all of them have. */
function withoutCommonWord(texts: readonly string[]): readonly string[] {
  const [first] = texts;
  const shared = first!.split(' ').filter((word) => texts.every((text) => text.split(' ').includes(word)));
  const rest = texts.map((text) =>
    text
      .split(' ')
      .filter((word) => !shared.includes(word))
      .join(' '),
  );
  let ending = 0;
  while (texts.every((text) => text.length > ending + 1 && text.at(-1 - ending) === first!.at(-1 - ending))) ending++;
  return /\p{Script=Han}/u.test(first!) && ending > 0 ? texts.map((text) => text.slice(0, text.length - ending)) : rest;
}
