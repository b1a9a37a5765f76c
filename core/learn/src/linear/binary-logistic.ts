import { throwIfCancelled } from '../errors/proofline-error.js';
import type { FitContext } from '../estimator/estimator.js';
import { choleskyInPlace, choleskyInverse, choleskySolve } from './cholesky.js';
import { lbfgs } from './lbfgs.js';
import type { LogisticRegressionParameters } from './logistic-regression.js';
import type { StandardisedDesign } from './standardise.js';

export interface LogisticSolution {
  /** On standardised columns. */
  coefficients: Float64Array;
  intercepts: Float64Array;
  standardErrors?: Float64Array;
  iterations: number;
  converged: boolean;
  objective: number;
}

/** Work of one Newton step above which L-BFGS is faster: rows · columns². */
const NEWTON_WORK = 4e7;

/**
 * Two classes. Newton steps on the penalised likelihood (IRLS); with a lasso penalty or a sign constraint each step's
 * quadratic model is minimised by coordinate descent (proximal Newton: Lee, Sun and Saunders 2014). Many columns without
 * either go to L-BFGS.
 */
export function fitBinary(
  design: StandardisedDesign,
  y: Float64Array,
  weight: Float64Array | undefined,
  parameters: Required<LogisticRegressionParameters>,
  context: FitContext,
): LogisticSolution {
  const constrained = parameters.l1 > 0 || parameters.sign === 'non-negative';
  const large = design.rows * design.columns ** 2 > NEWTON_WORK;
  if (!constrained && (parameters.solver === 'lbfgs' || (parameters.solver === 'auto' && large))) {
    return byLbfgs(design, y, weight, parameters, context);
  }
  return byNewton(design, y, weight, parameters, context);
}

function byNewton(
  design: StandardisedDesign,
  y: Float64Array,
  weight: Float64Array | undefined,
  { l1, l2, sign, maxIterations, tolerance }: Required<LogisticRegressionParameters>,
  context: FitContext,
): LogisticSolution {
  const p = design.columns + 1;
  const beta = new Float64Array(p);
  beta[p - 1] = startingIntercept(y, weight);
  const penalty = (b: Float64Array): number => {
    let sum = 0;
    for (let j = 0; j < p - 1; j++) sum += 0.5 * l2 * b[j]! ** 2 + l1 * Math.abs(b[j]!);
    return sum;
  };
  const gradient = new Float64Array(p);
  const hessian = new Float64Array(p * p);
  let value = likelihood(design, y, weight, beta) + penalty(beta);
  let iterations = 0;
  let converged = false;
  while (iterations < maxIterations && !converged) {
    throwIfCancelled(context.signal);
    iterations++;
    secondOrder(design, y, weight, beta, gradient, hessian);
    for (let j = 0; j < p - 1; j++) {
      gradient[j]! += l2 * beta[j]!;
      hessian[j * p + j]! += l2;
    }
    const step =
      l1 > 0 || sign === 'non-negative'
        ? constrainedStep(beta, gradient, hessian, l1, sign === 'non-negative')
        : newtonStep(gradient, hessian);
    let length = 1;
    let next = beta;
    let nextValue = value;
    for (let attempt = 0; attempt < 30; attempt++, length *= 0.5) {
      next = beta.map((b, j) => b + length * step[j]!);
      nextValue = likelihood(design, y, weight, next) + penalty(next);
      if (nextValue <= value + 1e-12 * Math.abs(value)) break;
    }
    converged = Math.abs(value - nextValue) <= tolerance * Math.max(1, Math.abs(value)) * 1e-2;
    if (nextValue <= value + 1e-12 * Math.abs(value)) {
      beta.set(next);
      value = nextValue;
    } else converged = true;
    context.onProgress?.({ done: iterations, total: maxIterations, trainLoss: value / design.rows });
  }
  return {
    coefficients: beta.slice(0, p - 1),
    intercepts: beta.slice(p - 1),
    ...(l1 > 0 || sign === 'non-negative' ? {} : { standardErrors: standardErrors(design, y, weight, beta, l2) }),
    iterations,
    converged,
    objective: value,
  };
}

function byLbfgs(
  design: StandardisedDesign,
  y: Float64Array,
  weight: Float64Array | undefined,
  { l2, maxIterations, tolerance }: Required<LogisticRegressionParameters>,
  context: FitContext,
): LogisticSolution {
  const p = design.columns + 1;
  const start = new Float64Array(p);
  start[p - 1] = startingIntercept(y, weight);
  let evaluations = 0;
  const result = lbfgs(
    (beta, gradient) => {
      let value = firstOrder(design, y, weight, beta, gradient);
      for (let j = 0; j < p - 1; j++) {
        value += 0.5 * l2 * beta[j]! ** 2;
        gradient[j]! += l2 * beta[j]!;
      }
      context.onProgress?.({ done: ++evaluations, total: maxIterations, trainLoss: value / design.rows });
      return value;
    },
    start,
    { maxIterations, tolerance: Math.max(tolerance, 1e-9) * 10, ...(context.signal ? { signal: context.signal } : {}) },
  );
  return {
    coefficients: result.x.slice(0, p - 1),
    intercepts: result.x.slice(p - 1),
    standardErrors: standardErrors(design, y, weight, result.x, l2),
    iterations: result.iterations,
    converged: result.converged,
    objective: result.value,
  };
}

/** Log-odds of the mean, kept finite. */
function startingIntercept(y: Float64Array, weight: Float64Array | undefined): number {
  let events = 0;
  let total = 0;
  for (let i = 0; i < y.length; i++) {
    events += (weight?.[i] ?? 1) * y[i]!;
    total += weight?.[i] ?? 1;
  }
  const rate = Math.min(1 - 1e-6, Math.max(1e-6, events / total));
  return Math.log(rate / (1 - rate));
}

/** Σ w·log(1 + exp(m)) − w·y·m, computed without overflow. */
function likelihood(
  { rows, columns, values }: StandardisedDesign,
  y: Float64Array,
  weight: Float64Array | undefined,
  beta: Float64Array,
): number {
  let sum = 0;
  for (let i = 0, at = 0; i < rows; i++) {
    let margin = beta[columns]!;
    for (let j = 0; j < columns; j++) margin += values[at++]! * beta[j]!;
    const softplus = margin > 0 ? margin + Math.log1p(Math.exp(-margin)) : Math.log1p(Math.exp(margin));
    sum += (weight?.[i] ?? 1) * (softplus - y[i]! * margin);
  }
  return sum;
}

function firstOrder(
  { rows, columns, values }: StandardisedDesign,
  y: Float64Array,
  weight: Float64Array | undefined,
  beta: Float64Array,
  gradient: Float64Array,
): number {
  gradient.fill(0);
  let sum = 0;
  for (let i = 0; i < rows; i++) {
    const at = i * columns;
    let margin = beta[columns]!;
    for (let j = 0; j < columns; j++) margin += values[at + j]! * beta[j]!;
    const w = weight?.[i] ?? 1;
    const softplus = margin > 0 ? margin + Math.log1p(Math.exp(-margin)) : Math.log1p(Math.exp(margin));
    sum += w * (softplus - y[i]! * margin);
    const residual = w * (1 / (1 + Math.exp(-margin)) - y[i]!);
    for (let j = 0; j < columns; j++) gradient[j]! += residual * values[at + j]!;
    gradient[columns]! += residual;
  }
  return sum;
}

/** Gradient and (lower triangle of the) Hessian of the likelihood. */
function secondOrder(
  { rows, columns, values }: StandardisedDesign,
  y: Float64Array,
  weight: Float64Array | undefined,
  beta: Float64Array,
  gradient: Float64Array,
  hessian: Float64Array,
): void {
  const p = columns + 1;
  gradient.fill(0);
  hessian.fill(0);
  for (let i = 0; i < rows; i++) {
    const at = i * columns;
    let margin = beta[columns]!;
    for (let j = 0; j < columns; j++) margin += values[at + j]! * beta[j]!;
    const w = weight?.[i] ?? 1;
    const mu = 1 / (1 + Math.exp(-margin));
    const residual = w * (mu - y[i]!);
    const curvature = w * Math.max(mu * (1 - mu), 1e-10);
    for (let j = 0; j < columns; j++) {
      const value = values[at + j]!;
      // One-hot columns are constant in most rows, but not zero once centred; only true zeros can be skipped.
      if (value === 0) continue;
      gradient[j]! += residual * value;
      const scaled = curvature * value;
      const row = j * p;
      for (let k = 0; k <= j; k++) hessian[row + k]! += scaled * values[at + k]!;
      hessian[columns * p + j]! += scaled;
    }
    gradient[columns]! += residual;
    hessian[columns * p + columns]! += curvature;
  }
}

function newtonStep(gradient: Float64Array, hessian: Float64Array): Float64Array {
  const factor = Float64Array.from(hessian);
  choleskyInPlace(factor, gradient.length);
  return choleskySolve(factor, gradient).map((value) => -value);
}

/** Minimises g·d + ½·dᵀHd + l1·‖β + d‖₁ over d, with β + d ≥ 0 if asked, by cyclic coordinate descent. */
function constrainedStep(
  beta: Float64Array,
  gradient: Float64Array,
  hessian: Float64Array,
  l1: number,
  nonNegative: boolean,
): Float64Array {
  const p = gradient.length;
  const at = (i: number, j: number): number => (i >= j ? hessian[i * p + j]! : hessian[j * p + i]!);
  const step = new Float64Array(p);
  const slope = Float64Array.from(gradient);
  for (let sweep = 0; sweep < 500; sweep++) {
    let moved = 0;
    for (let j = 0; j < p; j++) {
      const curvature = at(j, j);
      if (curvature <= 0) continue;
      const current = beta[j]! + step[j]!;
      let target = current - slope[j]! / curvature;
      if (j < p - 1) {
        const shrink = l1 / curvature;
        target = Math.sign(target) * Math.max(0, Math.abs(target) - shrink);
        if (nonNegative) target = Math.max(0, target);
      }
      const change = target - current;
      if (change === 0) continue;
      step[j]! += change;
      for (let k = 0; k < p; k++) slope[k]! += change * at(k, j);
      moved = Math.max(moved, Math.abs(change) * Math.sqrt(curvature));
    }
    if (moved < 1e-9) break;
  }
  return step;
}

function standardErrors(
  design: StandardisedDesign,
  y: Float64Array,
  weight: Float64Array | undefined,
  beta: Float64Array,
  l2: number,
): Float64Array {
  const p = design.columns + 1;
  const gradient = new Float64Array(p);
  const hessian = new Float64Array(p * p);
  secondOrder(design, y, weight, beta, gradient, hessian);
  for (let j = 0; j < p - 1; j++) hessian[j * p + j]! += l2;
  choleskyInPlace(hessian, p);
  const inverse = choleskyInverse(hessian, p);
  return Float64Array.from({ length: p - 1 }, (_, j) => Math.sqrt(Math.max(0, inverse[j * p + j]!)));
}
