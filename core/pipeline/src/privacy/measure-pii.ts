import { findPii, PII_KINDS, type PiiKind, type PiiOptions } from './mask-pii.js';

/** A text with the personal data that it holds. */
export interface PiiExample {
  text: string;
  spans: readonly { kind: PiiKind; start: number; end: number }[];
}

export interface PiiScore {
  kind: PiiKind | 'all';
  /** Share of what was found that is right; a place counts only with the right kind and at least half of it covered. */
  precision: number;
  /** Share of what there is that was found. */
  recall: number;
  found: number;
  there: number;
}

/** Precision and recall of each kind that occurs, and of all together. NaN where there is nothing to divide by. */
export function measurePii(examples: readonly PiiExample[], options: PiiOptions = {}): PiiScore[] {
  const counts = new Map(PII_KINDS.map((kind) => [kind, { right: 0, found: 0, there: 0 }]));
  for (const { text, spans } of examples) {
    const found = findPii(text, options);
    for (const { kind } of spans) counts.get(kind)!.there++;
    for (const one of found) {
      const count = counts.get(one.kind)!;
      count.found++;
      if (spans.some((span) => span.kind === one.kind && isMostly(one, span))) count.right++;
    }
  }
  const score = (kind: PiiKind | 'all', all: readonly { right: number; found: number; there: number }[]): PiiScore => {
    const sum = (part: 'right' | 'found' | 'there') => all.reduce((total, count) => total + count[part], 0);
    const [right, found, there] = [sum('right'), sum('found'), sum('there')];
    return { kind, precision: right / found, recall: right / there, found, there };
  };
  const kinds = PII_KINDS.filter((kind) => counts.get(kind)!.there + counts.get(kind)!.found > 0);
  return [...kinds.map((kind) => score(kind, [counts.get(kind)!])), score('all', [...counts.values()])];
}

/** Two spans that are the same thing: what they share is at least half of what either covers. */
function isMostly(a: { start: number; end: number }, b: { start: number; end: number }): boolean {
  const shared = Math.min(a.end, b.end) - Math.max(a.start, b.start);
  return shared * 2 >= Math.max(a.end - a.start, b.end - b.start);
}
