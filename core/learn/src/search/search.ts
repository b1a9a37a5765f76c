import { ProoflineError, throwIfCancelled } from '../errors/proofline-error.js';
import type { ParameterSpec } from '../estimator/parameter.js';
import type { Rng } from '../random/rng.js';
import { axisOf, fromAxis, type ParameterValue, Parzen, toAxis } from './parzen.js';

/** The parameters to search, by name, with their ranges. Search spaces are data. */
export type SearchSpace = Readonly<Record<string, ParameterSpec>>;

/** One setting and its loss on each part (fold) that it was evaluated on. */
export interface SearchTrial {
  parameters: Record<string, ParameterValue>;
  losses: number[];
  /** Mean of `losses`; infinite where the trial failed. */
  loss: number;
  /** Whether it was evaluated on every part; others failed or were cut off by successive halving. */
  complete: boolean;
  /** Why the setting could not be fitted or scored on the part after `losses`, where that is so. */
  failure?: string;
}

export interface SearchOptions {
  /** Evaluate at least the first of these: the defaults first, then settings known to be good. */
  startingPoints: readonly Record<string, ParameterValue>[];
  /**
   * Parts of an evaluation (folds): a trial is run on 1/3 of them first and continues only among the best third, or until
   * one has run on all.
   */
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
 * Deterministic: its budget is counted in evaluations, and the clock only serves as a reported hard stop. A setting whose
 * training diverges, or whose loss is not a finite number, loses against every other and says why; any other error, and a
 * search in which every setting fails (`NO_SETTING_FITTED`), throws.
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

  const run = async (parameters: Record<string, ParameterValue>): Promise<void> => {
    const losses: number[] = [];
    let failure: string | undefined;
    const advance = async (until: number): Promise<void> => {
      while (losses.length < until && failure === undefined) {
        throwIfCancelled(options.signal);
        const outcome = await attempt(() => evaluate(parameters, losses.length));
        if (typeof outcome === 'string') failure = outcome;
        else losses.push(outcome);
      }
    };
    await advance(firstRung);
    const rivals = trials.map((trial) => early(trial, firstRung)).sort(ascending);
    const worstKept = rivals[Math.floor(rivals.length * KEEP)] ?? Number.POSITIVE_INFINITY;
    if (!trials.some((trial) => trial.complete) || mean(losses) <= worstKept) await advance(parts);
    const failed = failure !== undefined;
    spent += (losses.length + (failed ? 1 : 0)) / parts;
    const trial = {
      parameters,
      losses,
      loss: failed ? Number.POSITIVE_INFINITY : mean(losses),
      complete: losses.length === parts,
      ...(failure === undefined ? {} : { failure }),
    };
    trials.push(trial);
    options.onTrial?.(trial, spent);
  };

  const tried = new Set<string>();
  const key = (parameters: Record<string, ParameterValue>): string =>
    JSON.stringify(Object.entries(parameters).sort(([a], [b]) => (a < b ? -1 : 1)));
  const [first, ...others] = options.startingPoints;
  await run(first ?? {});
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
    else await run(parameters);
    tried.add(key(parameters));
  }
  const complete = trials.filter((trial) => trial.complete);
  if (complete.length === 0) throw noneFitted(trials);
  const best = complete.reduce((a, b) => (b.loss < a.loss ? b : a));
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
  const ranked = [...trials].sort((a, b) => ascending(early(a, firstRung), early(b, firstRung)));
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

/** The loss of one part, or in words why there is none. */
async function attempt(evaluate: () => Promise<number>): Promise<number | string> {
  try {
    const loss = await evaluate();
    return Number.isFinite(loss) ? loss : `The loss is ${loss}.`;
  } catch (error) {
    if (error instanceof ProoflineError && error.code === 'TRAINING_DIVERGED') return error.message;
    throw error;
  }
}

function noneFitted(trials: readonly SearchTrial[]): ProoflineError {
  const [{ parameters, failure }] = trials as [SearchTrial];
  return new ProoflineError(
    'invalid-input',
    'NO_SETTING_FITTED',
    `None of the ${trials.length} settings tried could be fitted. With ${JSON.stringify(parameters)}: ${failure}`,
  );
}

/** Mean loss over the parts that all trials ran; infinite for a failed one. */
function early({ losses, failure }: SearchTrial, firstRung: number): number {
  return failure === undefined ? mean(losses.slice(0, firstRung)) : Number.POSITIVE_INFINITY;
}

function ascending(a: number, b: number): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
