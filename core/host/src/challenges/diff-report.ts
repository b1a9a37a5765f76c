import type { Json } from '@proofline/learn';

/** Differences that are named, the largest. */
const NAMED = 10;
/** Refused predictions that are named for each code. */
const EXAMPLES = 5;
const QUANTILES = [0.05, 0.25, 0.5, 0.75, 0.95] as const;

/** What one of two models answered. */
export interface Side {
  prediction: Record<string, Json>;
  /** The number that it comes down to, in kinds that have one. */
  score: number | null;
  latencyMs: number;
}

/** A prediction, by both models. */
export interface Pair {
  id: string;
  requestId: string;
  champion: Side;
  challenger: Side;
  outcome: string | null;
}

/** A prediction that the other model refuses. */
export interface RefusedPair {
  id: string;
  code: string;
  failed: boolean;
}

export interface Agreement {
  /** The field of the answers, e.g. the recommended decision. */
  name: string;
  rows: number;
  agree: number;
  share: number;
  /** What became of what, the most frequent first. */
  changes: { champion: string; challenger: string; rows: number }[];
}

export interface ScoreDifferences {
  rows: number;
  mean: number;
  /** Of the differences without their sign. */
  meanAbsolute: number;
  quantiles: { q: number; difference: number }[];
  largest: { id: string; champion: number; challenger: number; difference: number }[];
}

export interface Latency {
  p50: number;
  p90: number;
  p99: number;
  max: number;
}

/** How far answers agree in each field that holds a word: a decision, a class. */
export function agreements(pairs: readonly Pair[]): Agreement[] {
  const names = new Set(pairs.flatMap(({ champion }) => wordsOf(champion.prediction)));
  return [...names].map((name) => agreement(name, pairs));
}

function wordsOf(prediction: Record<string, Json>): string[] {
  return Object.keys(prediction).filter((name) => typeof prediction[name] === 'string');
}

function agreement(name: string, pairs: readonly Pair[]): Agreement {
  const changes = new Map<string, { champion: string; challenger: string; rows: number }>();
  const both = pairs.map(({ champion, challenger }) => [champion.prediction[name], challenger.prediction[name]]);
  const words = both.filter((two): two is [string, string] => two.every((word) => typeof word === 'string'));
  for (const [champion, challenger] of words.filter(([a, b]) => a !== b)) {
    const key = JSON.stringify([champion, challenger]);
    const change = changes.get(key) ?? { champion, challenger, rows: 0 };
    changes.set(key, { ...change, rows: change.rows + 1 });
  }
  const agree = words.filter(([a, b]) => a === b).length;
  return {
    name,
    rows: words.length,
    agree,
    share: words.length === 0 ? 1 : agree / words.length,
    changes: [...changes.values()].sort((a, b) => b.rows - a.rows),
  };
}

/** Challenger minus champion; undefined where answers are no numbers. */
export function scoreDifferences(pairs: readonly Pair[]): ScoreDifferences | undefined {
  const differences = pairs.flatMap(({ id, champion, challenger }) =>
    champion.score === null || challenger.score === null
      ? []
      : [
          {
            id,
            champion: champion.score,
            challenger: challenger.score,
            difference: challenger.score - champion.score,
          },
        ],
  );
  const rows = differences.length;
  if (rows === 0) return undefined;
  const sorted = Float64Array.from(differences, ({ difference }) => difference).sort();
  const mean = (of: (difference: number) => number): number => sorted.reduce((sum, one) => sum + of(one), 0) / rows;
  return {
    rows,
    mean: mean((one) => one),
    meanAbsolute: mean(Math.abs),
    quantiles: QUANTILES.map((q) => ({ q, difference: quantile(sorted, q) })),
    largest: differences.sort((a, b) => Math.abs(b.difference) - Math.abs(a.difference)).slice(0, NAMED),
  };
}

/** Of a model's requests, in milliseconds; undefined without any. A request's predictions share the time that they took. */
export function latencyOf(pairs: readonly Pair[], side: 'champion' | 'challenger'): Latency | undefined {
  const requests = new Map(pairs.map((pair) => [pair.requestId, pair[side].latencyMs]));
  if (requests.size === 0) return undefined;
  const sorted = Float64Array.from(requests.values()).sort();
  return {
    p50: quantile(sorted, 0.5),
    p90: quantile(sorted, 0.9),
    p99: quantile(sorted, 0.99),
    max: sorted.at(-1)!,
  };
}

/** What the challenger refuses that the champion takes, by code. */
export function refusalsOf(refused: readonly RefusedPair[]): {
  code: string;
  failed: boolean;
  rows: number;
  examples: string[];
}[] {
  const codes = new Map<string, RefusedPair[]>();
  for (const one of refused) codes.set(one.code, [...(codes.get(one.code) ?? []), one]);
  return [...codes]
    .map(([code, those]) => ({
      code,
      failed: those[0]!.failed,
      rows: those.length,
      examples: those.slice(0, EXAMPLES).map(({ id }) => id),
    }))
    .sort((a, b) => b.rows - a.rows);
}

/** The smallest value that a share `q` of the sorted values does not exceed. */
function quantile(sorted: Float64Array, q: number): number {
  return sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)]!;
}
