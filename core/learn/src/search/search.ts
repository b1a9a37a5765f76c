import { throwIfCancelled } from '../errors/proofline-error.js';
import type { ParameterSpec } from '../estimator/parameter.js';
import type { Rng } from '../random/rng.js';
import { axisOf, fromAxis, type ParameterValue, Parzen, toAxis } from './parzen.js';

/** The parameters to search, by name, with their ranges. Search spaces are data. */
export type SearchSpace = Readonly<Record<string, ParameterSpec>>;

/** One setting and its loss on each part (fold) that it was evaluated on. */
export interface SearchTrial {
  parameters: Record<string, ParameterValue>;
  losses: number[];
  /** Mean of `losses`. */
  loss: number;
  /** Whether it was evaluated on every part; others were cut off by successive halving. */
  complete: boolean;
}

export interface SearchOptions {
  /** Evaluate at least the first of these: the defaults first, then settings known to be good. */
  startingPoints: readonly Record<string, ParameterValue>[];
  /** Parts of an evaluation (folds): a trial is run on 1/3 of them first and continues only among the best third. */
  parts: number;
  /** Work allowed, in complete evaluations; a trial cut off early costs its share. The first starting point is free. */
  evaluations: number;
  rng: Rng;
  signal?: AbortSignal;
  /** Hard stop in epoch milliseconds. Reaching it makes the result depend on the machine, so it is reported. */
  deadline?: number;
  now?: () => number;
  onTrial?: (trial: SearchTrial, spent: number) => void;
}

export interface SearchResult {
  best: SearchTrial;
  /** Every trial in the order in which they ran: the leaderboard. */
  trials: SearchTrial[];
  stoppedByClock: boolean;
}

const RANDOM_TRIALS = 8;
const GOOD_SHARE = 0.25;
const DRAWS = 24;
const KEEP = 1 / 3;

/**
 * Hyper-parameter search by the tree-structured Parzen estimator (Bergstra et al. 2011) with successive halving over
 * parts (Jamieson and Talwalkar 2016, run asynchronously). `evaluate(parameters, part)` returns the loss on one part.
 * Deterministic: its budget is counted in evaluations, and the clock only serves as a reported hard stop.
 */
export async function search(
  space: SearchSpace,
  evaluate: (parameters: Record<string, ParameterValue>, part: number) => Promise<number>,
  options: SearchOptions,
): Promise<SearchResult> {
  const { parts, rng } = options;
  const firstRung = Math.max(1, Math.round(parts * KEEP));
  const trials: SearchTrial[] = [];
  const now = options.now ?? Date.now;
  let spent = 0;
  let stoppedByClock = false;

  const run = async (parameters: Record<string, ParameterValue>, mustComplete: boolean): Promise<void> => {
    const losses: number[] = [];
    const advance = async (until: number): Promise<void> => {
      while (losses.length < until) {
        throwIfCancelled(options.signal);
        losses.push(await evaluate(parameters, losses.length));
      }
    };
    await advance(firstRung);
    const rivals = trials.map((trial) => mean(trial.losses.slice(0, firstRung))).sort((a, b) => a - b);
    const worstKept = rivals[Math.floor(rivals.length * KEEP)] ?? Number.POSITIVE_INFINITY;
    if (mustComplete || mean(losses) <= worstKept) await advance(parts);
    spent += losses.length / parts;
    const trial = { parameters, losses, loss: mean(losses), complete: losses.length === parts };
    trials.push(trial);
    options.onTrial?.(trial, spent);
  };

  const tried = new Set<string>();
  const key = (parameters: Record<string, ParameterValue>): string =>
    JSON.stringify(Object.entries(parameters).sort(([a], [b]) => (a < b ? -1 : 1)));
  const [first, ...others] = options.startingPoints;
  await run(first ?? {}, true);
  tried.add(key(first ?? {}));
  spent = 0;
  const names = Object.keys(space);
  while (spent + 1 <= options.evaluations && (others.length > 0 || names.length > 0)) {
    if (options.deadline !== undefined && now() > options.deadline) {
      stoppedByClock = true;
      break;
    }
    const parameters = others.shift() ?? { ...first, ...propose(space, trials, firstRung, rng) };
    // A setting that was drawn before costs nothing, but counts: a small space must come to an end.
    if (tried.has(key(parameters))) spent += firstRung / parts;
    else await run(parameters, false);
    tried.add(key(parameters));
  }
  const best = trials.filter((trial) => trial.complete).reduce((a, b) => (b.loss < a.loss ? b : a));
  return { best, trials, stoppedByClock };
}

function propose(
  space: SearchSpace,
  trials: readonly SearchTrial[],
  firstRung: number,
  rng: Rng,
): Record<string, ParameterValue> {
  const names = Object.keys(space);
  const axes = names.map((name) => axisOf(space[name]!));
  // Trials are ranked on the parts that all of them ran, so that those cut off early count as what they are.
  const ranked = [...trials].sort((a, b) => mean(a.losses.slice(0, firstRung)) - mean(b.losses.slice(0, firstRung)));
  const goodCount = Math.max(1, Math.ceil(GOOD_SHARE * ranked.length));
  const random = trials.length < RANDOM_TRIALS;
  const positions = (some: readonly SearchTrial[], j: number): number[] =>
    some.filter((t) => t.parameters[names[j]!] !== undefined).map((t) => toAxis(axes[j]!, t.parameters[names[j]!]!));
  const good = axes.map((axis, j) => new Parzen(axis, random ? [] : positions(ranked.slice(0, goodCount), j)));
  const bad = axes.map((axis, j) => new Parzen(axis, random ? [] : positions(ranked.slice(goodCount), j)));
  let best: { score: number; draw: number[] } | undefined;
  for (let d = 0; d < (random ? 1 : DRAWS); d++) {
    const draw = good.map((estimator) => estimator.sample(rng));
    const score = draw.reduce((sum, x, j) => sum + good[j]!.logDensity(x) - bad[j]!.logDensity(x), 0);
    if (best === undefined || score > best.score) best = { score, draw };
  }
  return Object.fromEntries(names.map((name, j) => [name, fromAxis(axes[j]!, best!.draw[j]!)]));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
