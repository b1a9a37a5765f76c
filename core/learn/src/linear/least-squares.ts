import { throwIfCancelled } from '../errors/proofline-error.js';
import type { FitContext } from '../estimator/estimator.js';
import { choleskyInPlace, choleskySolve } from './cholesky.js';
import { descendCoordinates } from './coordinate-descent.js';
import type { NormalEquations } from './normal-equations.js';

/** How a fit ended. `objective` and `dualityGap` are sums over the rows, in squared standard deviations of the target. */
export interface LinearFitInfo {
  /** Sweeps over all columns; 1 for the exact solution. */
  iterations: number;
  converged: boolean;
  objective: number;
  /** The objective is no further above its minimum than this; 0 for the exact solution. */
  dualityGap: number;
}

export interface LinearSolution {
  /** On standardised columns and target. */
  beta: Float64Array;
  info: LinearFitInfo;
}

/** Solves (XᵀWX + l2·I)·β = XᵀWy, with a step of refinement: the normal equations square the condition of the columns. */
export function ridge(equations: NormalEquations, l2: number, context: FitContext): LinearSolution {
  const { gram, moments } = equations;
  const p = moments.length;
  const factor = Float64Array.from(gram);
  for (let j = 0; j < p; j++) factor[j * p + j]! += l2;
  choleskyInPlace(factor, p);
  const beta = choleskySolve(factor, moments);
  throwIfCancelled(context.signal);
  const { scores } = residualScores(equations, beta);
  const correction = choleskySolve(
    factor,
    scores.map((score, j) => score - l2 * beta[j]!),
  );
  for (let j = 0; j < p; j++) beta[j]! += correction[j]!;
  const { squares } = residualScores(equations, beta);
  const objective = 0.5 * squares + 0.5 * l2 * beta.reduce((sum, b) => sum + b * b, 0);
  context.onProgress?.({ done: 1, total: 1 });
  return { beta, info: { iterations: 1, converged: true, objective, dualityGap: 0 } };
}

/**
 * Elastic net by coordinate descent on the normal equations. It ends when the gap to a dual feasible point, the residual
 * scaled down (Kim et al. 2007; the ridge part as extra rows of the data), is a small share of the target's squares.
 */
export function elasticNet(
  { gram, moments, squares, target }: NormalEquations,
  { l1, l2, maxIterations, tolerance }: { l1: number; l2: number; maxIterations: number; tolerance: number },
  context: FitContext,
): LinearSolution {
  const p = moments.length;
  const hessian = Float64Array.from(gram);
  for (let j = 0; j < p; j++) hessian[j * p + j]! += l2;
  const beta = new Float64Array(p);
  const slope = moments.map((m) => -m);
  const enough = tolerance * squares;
  /** Of the augmented lasso, whose residual r has squares ‖r‖² and correlations −slope with its columns. */
  const measure = (): { objective: number; dualityGap: number } => {
    let [absolute, explained, bent, steepest] = [0, 0, 0, 0];
    for (let j = 0; j < p; j++) {
      absolute += Math.abs(beta[j]!);
      explained += beta[j]! * moments[j]!;
      bent += beta[j]! * slope[j]!;
      steepest = Math.max(steepest, Math.abs(slope[j]!));
    }
    // slope = Hβ − m, so that yᵀr = yᵀy − mᵀβ and ‖r‖² = yᵀy − 2mᵀβ + βᵀHβ = yᵀr + βᵀslope.
    const along = squares - explained;
    const rest = Math.max(0, along + bent);
    const objective = 0.5 * rest + l1 * absolute;
    const most = steepest > l1 ? l1 / steepest : 1;
    const shrink = rest > 0 ? Math.min(most, Math.max(-most, along / rest)) : 0;
    const dual = shrink * along - 0.5 * shrink * shrink * rest;
    return { objective, dualityGap: Math.max(0, objective - dual) };
  };
  const { sweeps } = descendCoordinates(
    { beta, slope, hessian, l1, penalised: p },
    {
      maxSweeps: maxIterations,
      tolerance: 0,
      done: (sweep) => {
        throwIfCancelled(context.signal);
        const { objective, dualityGap } = measure();
        context.onProgress?.({ done: sweep, total: maxIterations, trainLoss: objective / target.length });
        return dualityGap <= enough;
      },
    },
  );
  const info = measure();
  return { beta, info: { iterations: sweeps, converged: info.dualityGap <= enough, ...info } };
}

/** Of the residuals y − Xβ: their products with the columns, XᵀW(y − Xβ), and their squares. */
function residualScores(
  { design, target, weight }: NormalEquations,
  beta: Float64Array,
): { scores: Float64Array; squares: number } {
  const { rows, columns, values } = design;
  const scores = new Float64Array(columns);
  let squares = 0;
  for (let i = 0; i < rows; i++) {
    const at = i * columns;
    let residual = target[i]!;
    for (let j = 0; j < columns; j++) residual -= values[at + j]! * beta[j]!;
    const weighted = (weight?.[i] ?? 1) * residual;
    squares += weighted * residual;
    for (let j = 0; j < columns; j++) scores[j]! += weighted * values[at + j]!;
  }
  return { scores, squares };
}
