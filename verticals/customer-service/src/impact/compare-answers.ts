import { pairedShareInterval, wilsonInterval } from '@proofline/learn';
import type { MulticlassPrediction } from '@proofline/pipeline';

/** Where a text that is judged comes from: training texts are judged by models that had not seen them. */
export const SOURCES = ['train', 'test', 'log'] as const;
export type Source = (typeof SOURCES)[number];

/** A text with what the two models make of it. */
export interface JudgedText {
  source: Source;
  /** 1-based data row of its file. */
  row: number;
  text: string;
  /** Its class after the change; null where nobody says. */
  label: string | null;
  before: Answer;
  after: Answer;
}

export interface Answer {
  label: string;
  confidence: number;
  /** The class that comes next, and how much less likely it is. */
  next: string;
  margin: number;
}

/** A text whose answer changes. */
export interface Flip extends JudgedText {
  /** `broken`: was right and is wrong; `mended`: the other way round; `other`: neither, or nobody says what is right. */
  kind: 'broken' | 'mended' | 'other';
  /** One of the two answers leads clearly. Else the model hesitates both times, and the answer might as well have stayed. */
  clear: boolean;
}

export interface Share {
  before: number;
  after: number;
  /** After minus before, with its 95 % interval. */
  difference: number;
  interval: readonly [number, number];
}

export interface ClassImpact {
  label: string;
  /** Texts of the class, by the labels after the change. */
  texts: number;
  recall: Share | null;
  precision: Share | null;
  /** Mean confidence in the class of its texts, after minus before. */
  confidence: number | null;
  /** The recall falls for certain, with all classes held against the same doubt (Bonferroni). */
  harmed: boolean;
}

/** Two classes between which the model hesitates. */
export interface AmbiguousPair {
  labels: readonly [string, string];
  before: number;
  after: number;
}

export interface Comparison {
  /** Share of right answers by where the texts come from; of texts with a class only. */
  accuracy: Partial<Record<Source, Share & { texts: number }>>;
  /** Clear ones first; broken, then others, then mended; each by falling confidence in the new answer. */
  flips: Flip[];
  classes: ClassImpact[];
  ambiguous: AmbiguousPair[];
  /** Texts that fall out of scope, and that come into it. */
  outOfScope: { into: Flip[]; outOf: Flip[] };
  /** Texts with the same right answer whose confidence falls by a fifth or more, the steepest first. */
  lessSure: JudgedText[];
  /** Mean confidence in the answer, after minus before. */
  confidence: number;
}

/** With a smaller lead the model hesitates. */
const HESITATES = 0.2;
/** Fewer texts make no pair of classes ambiguous. */
const FEWEST_HESITANT = 3;
const MUCH_LESS_SURE = 0.2;

/** The answers of a prediction, row by row. */
export function answersOf({ probability, classes }: MulticlassPrediction): Answer[] {
  const k = classes.length;
  return Array.from({ length: probability.length / k }, (_, row) => {
    const own = probability.subarray(row * k, (row + 1) * k);
    let first = 0;
    for (let c = 1; c < k; c++) if (own[c]! > own[first]!) first = c;
    let second = first === 0 ? 1 : 0;
    for (let c = 0; c < k; c++) if (c !== first && own[c]! > own[second]!) second = c;
    return {
      label: classes[first]!,
      confidence: own[first]!,
      next: classes[second]!,
      margin: own[first]! - own[second]!,
    };
  });
}

function isClear({ before, after }: JudgedText): boolean {
  return before.margin >= HESITATES || after.margin >= HESITATES;
}

/** What changes between two models, by the texts that both answered. */
export function compareAnswers(judged: readonly JudgedText[], outOfScope?: string): Comparison {
  const flips = judged.flatMap((one) =>
    one.before.label === one.after.label ? [] : [{ ...one, kind: kindOf(one), clear: isClear(one) }],
  );
  const rank = { broken: 0, other: 1, mended: 2 };
  flips.sort(
    (a, b) =>
      Number(b.clear) - Number(a.clear) ||
      rank[a.kind] - rank[b.kind] ||
      b.after.confidence - a.after.confidence ||
      a.row - b.row,
  );
  const known = judged.filter(({ label }) => label !== null);
  return {
    accuracy: accuracies(known),
    flips,
    classes: classImpacts(known),
    ambiguous: ambiguousPairs(judged),
    outOfScope: {
      into: flips.filter(({ after }) => after.label === outOfScope),
      outOf: flips.filter(({ before }) => before.label === outOfScope),
    },
    lessSure: known
      .filter(({ label, before, after }) => before.label === label && after.label === label)
      .filter(({ before, after }) => before.confidence - after.confidence >= MUCH_LESS_SURE)
      .sort((a, b) => a.after.confidence - a.before.confidence - (b.after.confidence - b.before.confidence)),
    confidence: mean(judged.map(({ before, after }) => after.confidence - before.confidence)) ?? 0,
  };
}

function kindOf({ label, before, after }: JudgedText): Flip['kind'] {
  if (label === before.label) return 'broken';
  return label === after.label ? 'mended' : 'other';
}

function accuracies(known: readonly JudgedText[]): Comparison['accuracy'] {
  const found: Comparison['accuracy'] = {};
  for (const source of SOURCES) {
    const own = known.filter((one) => one.source === source);
    if (own.length > 0) found[source] = { ...rightShare(own), texts: own.length };
  }
  return found;
}

/** Share of right answers of the same texts. */
function rightShare(texts: readonly JudgedText[]): Share {
  const { right, gained, lost } = countRight(texts);
  const n = texts.length;
  return {
    before: right / n,
    after: (right + gained - lost) / n,
    difference: (gained - lost) / n,
    interval: pairedShareInterval(gained, lost, n),
  };
}

function countRight(texts: readonly JudgedText[]): { right: number; gained: number; lost: number } {
  const count = { right: 0, gained: 0, lost: 0 };
  for (const { label, before, after } of texts) {
    if (before.label === label) count.right++;
    if (before.label !== label && after.label === label) count.gained++;
    if (before.label === label && after.label !== label) count.lost++;
  }
  return count;
}

function classImpacts(known: readonly JudgedText[]): ClassImpact[] {
  const labels = [...new Set(known.flatMap(({ label, before, after }) => [label!, before.label, after.label]))].sort();
  const ofLabel = groupBy(known, ({ label }) => label!);
  const namedBefore = groupBy(known, ({ before }) => before.label);
  const namedAfter = groupBy(known, ({ after }) => after.label);
  return labels.map((label) => {
    const own = ofLabel.get(label) ?? [];
    const { gained, lost } = countRight(own);
    const level = 1 - 0.05 / labels.length;
    return {
      label,
      texts: own.length,
      recall: own.length === 0 ? null : rightShare(own),
      precision: precisionOf(label, namedBefore.get(label) ?? [], namedAfter.get(label) ?? []),
      confidence: mean(own.map(({ before, after }) => confidenceIn(after, label) - confidenceIn(before, label))),
      harmed: own.length > 0 && pairedShareInterval(gained, lost, own.length, level)[1] < 0,
    };
  });
}

function confidenceIn({ label, confidence, next, margin }: Answer, wanted: string): number {
  if (label === wanted) return confidence;
  return next === wanted ? confidence - margin : 0;
}

/** Its interval is that of two samples (Newcombe 1998, method 10): the two models name other texts. */
function precisionOf(label: string, before: readonly JudgedText[], after: readonly JudgedText[]): Share | null {
  if (before.length === 0 || after.length === 0) return null;
  const right = (texts: readonly JudgedText[]): number => texts.filter((one) => one.label === label).length;
  const [a, b] = [right(before), right(after)];
  const [p, q] = [a / before.length, b / after.length];
  const [lowP, highP] = wilsonInterval(a, before.length);
  const [lowQ, highQ] = wilsonInterval(b, after.length);
  return {
    before: p,
    after: q,
    difference: q - p,
    interval: [q - p - Math.hypot(q - lowQ, highP - p), q - p + Math.hypot(highQ - q, p - lowP)],
  };
}

/** Pairs of classes that the model hesitates between at least twice as often as before. */
function ambiguousPairs(judged: readonly JudgedText[]): AmbiguousPair[] {
  const pairs = new Map<string, AmbiguousPair>();
  const count = ({ label, next, margin }: Answer, when: 'before' | 'after'): void => {
    if (margin >= HESITATES) return;
    const labels = [label, next].sort() as [string, string];
    const key = JSON.stringify(labels);
    const pair = pairs.get(key) ?? { labels, before: 0, after: 0 };
    pairs.set(key, { ...pair, [when]: pair[when] + 1 });
  };
  for (const { before, after } of judged) {
    count(before, 'before');
    count(after, 'after');
  }
  return [...pairs.values()]
    .filter(({ before, after }) => after >= FEWEST_HESITANT && after >= 2 * before)
    .sort((a, b) => b.after - b.before - (a.after - a.before) || (a.labels.join() < b.labels.join() ? -1 : 1));
}

function groupBy<T>(all: readonly T[], keyOf: (one: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const one of all) {
    const key = keyOf(one);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [one]);
    else group.push(one);
  }
  return groups;
}

function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}
