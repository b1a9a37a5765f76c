import { isBlend } from '../run/candidate-model.js';
import type { Candidate, FittedCandidate } from '../task/task.js';

/** What a run will do for one candidate, fixed before it starts so that the result does not depend on the clock. */
export interface CandidatePlan {
  name: string;
  /** Parameter settings to try, each on every fold. The default settings are always the first. */
  trials: number;
  /** Expected seconds of the whole: trials on folds and the final fit. */
  seconds: number;
}

const MAX_TRIALS = 40;
/** A fit whose cost nobody states: a small linear model. */
const DEFAULT_COST = 0.02;

/** Candidates are compared on no fewer rows than this, whatever the budget: below, noise would choose. */
const FEWEST_ROWS = 20_000;

interface Shape {
  /** All rows that may be learnt from; the final fit takes them all. */
  rows: number;
  /** Rows that candidates are tuned and compared on; all unless given. */
  studied?: number;
  features: number;
  /** That they are when each level is a column of its own. */
  columns: number;
  folds: number;
}

/**
 * How many of the rows candidates are tuned and compared on: as many as let the default settings of all be fitted on the
 * folds, and on all rows in the end, within the budget. From expected costs, like the plan.
 */
export function rowsToStudy<T, P>(candidates: readonly Candidate<T, P>[], shape: Shape, budgetSeconds: number): number {
  const fitted = candidates.filter((c): c is FittedCandidate<T, P> => !isBlend(c));
  const final = fitted.reduce((sum, c) => sum + fitCost(c, shape), 0);
  const folds = fitted.reduce((sum, c) => sum + foldCost(c, shape.rows, shape), 0);
  const share = Math.min(1, Math.max(0, budgetSeconds - final) / folds);
  return Math.min(shape.rows, Math.max(FEWEST_ROWS, Math.floor(share * shape.rows)));
}

/**
 * Shares a budget among candidates: each gets its defaults tried once; what is left goes to those with parameters to
 * tune, in equal parts. Made from expected costs on the reference machine, never from a clock: the same budget gives the
 * same plan on every machine.
 */
export function planTraining<T, P>(
  candidates: readonly Candidate<T, P>[],
  shape: Shape,
  budgetSeconds: number,
): Map<string, CandidatePlan> {
  const fitted = candidates.filter((c): c is FittedCandidate<T, P> => !isBlend(c));
  const onFolds = (c: FittedCandidate<T, P>): number => foldCost(c, shape.studied ?? shape.rows, shape);
  const once = (c: FittedCandidate<T, P>): number => onFolds(c) + fitCost(c, shape);
  const tunable = fitted.filter((c) => (c.tuned?.length ?? 0) > 0 || (c.startingPoints?.length ?? 0) > 0);
  const spent = fitted.reduce((sum, c) => sum + once(c), 0);
  const share = tunable.length === 0 ? 0 : Math.max(0, budgetSeconds - spent) / tunable.length;
  const plans = new Map<string, CandidatePlan>();
  for (const candidate of fitted) {
    const more = tunable.includes(candidate) ? Math.floor(share / Math.max(onFolds(candidate), 1e-3)) : 0;
    const trials = Math.min(MAX_TRIALS, 1 + more);
    plans.set(candidate.name, {
      name: candidate.name,
      trials,
      seconds: trials * onFolds(candidate) + fitCost(candidate, shape),
    });
  }
  return plans;
}

/** Expected seconds of one setting on every fold of so many rows. */
function foldCost<T, P>(candidate: FittedCandidate<T, P>, rows: number, shape: Shape): number {
  return shape.folds * fitCost(candidate, { ...shape, rows: rows * (1 - 1 / shape.folds) });
}

function fitCost<T, P>(candidate: FittedCandidate<T, P>, { rows, features, columns }: Shape): number {
  return candidate.cost?.(rows, features, defaultParameters(candidate), columns) ?? DEFAULT_COST;
}

export function defaultParameters<T, P>(candidate: FittedCandidate<T, P>): Record<string, number | string | boolean> {
  const defaults: Record<string, number | string | boolean> = {};
  for (const [name, spec] of Object.entries(candidate.parameters ?? {})) defaults[name] = spec.default;
  return defaults;
}
