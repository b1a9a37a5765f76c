import { throwIfCancelled } from '../errors/proofline-error.js';
import type { FitContext } from '../estimator/estimator.js';
import type { Matrix } from '../matrix/matrix.js';
import { choleskyInPlace, choleskyInverse, choleskySolve } from './cholesky.js';
import { lbfgs } from './lbfgs.js';
import type { LogisticDesign } from './logistic-design.js';
import type { LogisticRegressionParameters } from './logistic-regression.js';
import { quadraticStep } from './quadratic-step.js';

export interface LogisticSolution {
  /** On standardised columns. */
  coefficients: Float64Array;
  intercepts: Float64Array;
  standardErrors?: Float64Array;
  iterations: number;
  converged: boolean;
  objective: number;
}

type Parameters = Required<LogisticRegressionParameters>;

/** Work of one Hessian above which L-BFGS is faster: rows · columns². */
const NEWTON_WORK = 2e7;
/** The same of the Hessian of a sample of the rows. */
const SAMPLE_WORK = 1e8;
/** Rows a column in the sample, and the least, whatever the work. */
const SAMPLED_ROWS = 300;
const LEAST_SAMPLED_ROWS = 5;
/** Rows a column from which the optimum of a sample is nearer to that of all rows than the base rate is. */
const TELLING_ROWS = 50;
/** Factoring a Hessian of more columns takes longer than it saves. */
const MOST_FACTORED = 1500;
/** Change of a row's log-odds by a further step that no optimum would see. */
const DRIFT = 0.1;

/**
 * Two classes. Newton steps on the penalised likelihood (IRLS); with a lasso penalty or a sign constraint each step's
 * quadratic model is minimised by coordinate descent (proximal Newton: Lee, Sun and Saunders 2014). Large data without
 * either go to L-BFGS, which starts from the optimum and the Hessian of a sample of the rows.
 */
export function fitBinary(
  design: LogisticDesign,
  rows: number,
  parameters: Parameters,
  context: FitContext,
  standardErrors: boolean,
): LogisticSolution {
  const constrained = parameters.l1 > 0 || parameters.sign === 'non-negative';
  const large = rows * design.p ** 2 > NEWTON_WORK;
  const quasi = !constrained && (parameters.solver === 'lbfgs' || (parameters.solver === 'auto' && large));
  const solution = (quasi ? byLbfgs : byNewton)(design, rows, parameters, context);
  if (!standardErrors || constrained) return solution;
  const p = design.p;
  design.evaluate(Float64Array.of(...solution.coefficients, ...solution.intercepts), parameters.l2);
  const factor = design.hessian(parameters.l2);
  choleskyInPlace(factor, p);
  const inverse = choleskyInverse(factor, p);
  const errors = Float64Array.from({ length: p - 1 }, (_, j) => Math.sqrt(Math.max(0, inverse[j * p + j]!)));
  return { ...solution, standardErrors: errors };
}

/**
 * Whether one more Newton step would still move a row's log-odds far. At an optimum it moves none; where a level has events
 * only, or some rows are separated in another way, each step adds about 1 to their log-odds, however small their part of the
 * likelihood has become (quasi-complete separation: Albert and Anderson 1984). For a fit without penalty or sign constraint.
 */
export function drifts(
  design: LogisticDesign,
  x: Matrix,
  weight: Float64Array | undefined,
  solution: LogisticSolution,
): boolean {
  design.evaluate(Float64Array.of(...solution.coefficients, ...solution.intercepts), 0);
  const step = newtonStep(Float64Array.from(design.gradient), design.hessian(0));
  const moved = new Float64Array(x.rows).fill(step[design.p - 1]!);
  x.columns.forEach((column, j) => {
    const slope = step[j]! / design.scale[j]!;
    if (design.variance(j) > 0) for (let i = 0; i < x.rows; i++) moved[i]! += slope * (column[i]! - design.mean[j]!);
  });
  return moved.some((by, i) => Math.abs(by) > DRIFT && (weight?.[i] ?? 1) > 0);
}

function byNewton(
  design: LogisticDesign,
  rows: number,
  { l1, l2, sign, maxIterations, tolerance }: Parameters,
  context: FitContext,
): LogisticSolution {
  const { p } = design;
  const lasso = (b: Float64Array): number => {
    let sum = 0;
    for (let j = 0; j < p - 1; j++) sum += l1 * Math.abs(b[j]!);
    return sum;
  };
  // The intercept, which is the last, is neither shrunk nor bounded.
  const limits = {
    l1: new Float64Array(p).fill(l1, 0, p - 1),
    nonNegative: new Uint8Array(p).fill(sign === 'non-negative' ? 1 : 0, 0, p - 1),
  };
  let { beta } = design.baseRate();
  let value = design.evaluate(beta, l2);
  let iterations = 0;
  let converged = false;
  while (iterations < maxIterations && !converged) {
    throwIfCancelled(context.signal);
    iterations++;
    const gradient = Float64Array.from(design.gradient);
    const hessian = design.hessian(l2);
    const step =
      l1 > 0 || sign === 'non-negative'
        ? quadraticStep(beta, gradient, hessian, limits)
        : newtonStep(gradient, hessian);
    let length = 1;
    let next = beta;
    let nextValue = value;
    let better = false;
    for (let attempt = 0; attempt < 30 && !better; attempt++, length *= 0.5) {
      next = beta.map((b, j) => b + length * step[j]!);
      nextValue = design.evaluate(next, l2) + lasso(next);
      better = nextValue <= value + 1e-12 * Math.abs(value);
    }
    converged = !better || Math.abs(value - nextValue) <= tolerance * Math.max(1, Math.abs(value)) * 1e-2;
    if (better) {
      beta = next;
      value = nextValue;
    }
    context.onProgress?.({ done: iterations, total: maxIterations, trainLoss: value / rows });
  }
  return {
    coefficients: beta.slice(0, p - 1),
    intercepts: beta.slice(p - 1),
    iterations,
    converged,
    objective: value,
  };
}

function byLbfgs(
  design: LogisticDesign,
  rows: number,
  { l2, maxIterations, tolerance }: Parameters,
  context: FitContext,
): LogisticSolution {
  const { p } = design;
  const signal = context.signal ? { signal: context.signal } : {};
  const perColumn = Math.max(LEAST_SAMPLED_ROWS, Math.min(SAMPLED_ROWS, SAMPLE_WORK / p ** 3));
  const every = Math.max(1, Math.floor(rows / (perColumn * p)));
  const factored = p <= MOST_FACTORED;
  const telling = factored && every > 1 && perColumn >= TELLING_ROWS;
  const start = telling ? nearOptimum(design, l2, every, signal) : design.baseRate().beta;
  /** Hessians to take: of the first point, and of the second where the first is only the base rate. */
  const hessians = telling ? 1 : 2;
  let evaluations = 0;
  const result = lbfgs(
    (beta, gradient) => {
      const value = design.evaluate(beta, l2);
      gradient.set(design.gradient);
      context.onProgress?.({ done: ++evaluations, total: maxIterations, trainLoss: value / rows });
      return value;
    },
    start,
    {
      maxIterations,
      tolerance: factored ? tolerance * 1e-3 : Math.max(tolerance, 1e-9) * 10,
      ...(factored
        ? { precondition: (k: number) => (k < hessians ? sampledNewton(design, l2, every) : undefined) }
        : {}),
      ...signal,
    },
  );
  return {
    coefficients: result.x.slice(0, p - 1),
    intercepts: result.x.slice(p - 1),
    iterations: result.iterations,
    converged: result.converged,
    objective: result.value,
  };
}

/**
 * β near the optimum of every `every`-th block of rows, where the search among all of them starts: what is far off is seen in
 * a part of them as well, at a part of the cost (dynamic sample sizes: Byrd, Chin, Nocedal and Wu 2012).
 */
function nearOptimum(
  design: LogisticDesign,
  l2: number,
  every: number,
  signal: { signal?: AbortSignal },
): Float64Array {
  const { beta, value } = design.baseRate();
  const sampled = lbfgs(
    (at, gradient) => {
      const own = design.evaluate(at, l2, every);
      gradient.set(design.gradient);
      return own;
    },
    beta,
    {
      maxIterations: 10,
      // By chance alone the sample's optimum is some p·every/2 above that of all rows; no use in a small part of it.
      tolerance: (0.02 * design.p * every) / value,
      precondition: (k) => (k === 0 ? sampledNewton(design, l2, 2 * every) : undefined),
      ...signal,
    },
  );
  return sampled.x;
}

/**
 * Solves with the Hessian at the last β, estimated from every `every`-th block of rows. A rare level may be absent from them:
 * no column's curvature is taken for less than half of what one of its variance has on average.
 */
function sampledNewton(design: LogisticDesign, l2: number, every: number): (v: Float64Array) => Float64Array {
  const { p } = design;
  const factor = design.hessian(l2, every);
  const usual = factor[p * p - 1]!;
  for (let j = 0; j < p - 1; j++) {
    factor[j * p + j] = Math.max(factor[j * p + j]!, 0.5 * usual * design.variance(j));
  }
  choleskyInPlace(factor, p);
  return (v) => choleskySolve(factor, v);
}

function newtonStep(gradient: Float64Array, hessian: Float64Array): Float64Array {
  const factor = Float64Array.from(hessian);
  choleskyInPlace(factor, gradient.length);
  return choleskySolve(factor, gradient).map((value) => -value);
}
