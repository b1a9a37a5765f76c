import { throwIfCancelled } from '../errors/proofline-error.js';
import type { FitContext } from '../estimator/estimator.js';
import type { LogisticSolution } from './binary-logistic.js';
import { descendCoordinates } from './coordinate-descent.js';
import type { LogisticRegressionParameters } from './logistic-regression.js';
import type { StandardisedDesign } from './standardise.js';

/** A class's weight in the Hessian stays above this share of the row's, where its probability is near 0 or 1. */
const LEAST_CURVATURE = 1e-6;

/**
 * More than two classes with a lasso penalty or a sign constraint. The classes take turns: each one's block of coefficients
 * goes along a proximal Newton step (its part of the likelihood as a quadratic, minimised by coordinate descent: Friedman,
 * Hastie and Tibshirani 2010, section 4) as far as the penalised likelihood falls.
 */
export function fitMultinomialElasticNet(
  { rows, columns, values }: StandardisedDesign,
  y: Float64Array,
  weight: Float64Array | undefined,
  classes: number,
  { l1, l2, sign, maxIterations, tolerance }: Required<LogisticRegressionParameters>,
  context: FitContext,
): LogisticSolution {
  const p = columns + 1;
  const nonNegative = sign === 'non-negative';
  const blocks = Array.from({ length: classes }, () => new Float64Array(p));
  const margins = new Float64Array(rows * classes);
  const probability = new Float64Array(rows);
  const logLikelihood = (changed: number, direction: Float64Array, length: number): number => {
    let sum = 0;
    for (let i = 0; i < rows; i++) {
      const at = i * classes;
      let most = Number.NEGATIVE_INFINITY;
      for (let c = 0; c < classes; c++) {
        most = Math.max(most, margins[at + c]! + (c === changed ? length * direction[i]! : 0));
      }
      let total = 0;
      for (let c = 0; c < classes; c++) {
        total += Math.exp(margins[at + c]! + (c === changed ? length * direction[i]! : 0) - most);
      }
      const own = margins[at + y[i]!]! + (y[i] === changed ? length * direction[i]! : 0);
      sum += (weight?.[i] ?? 1) * (own - most - Math.log(total));
    }
    return sum;
  };
  const penalty = (beta: Float64Array): number => {
    let sum = 0;
    for (let j = 0; j < columns; j++) sum += l1 * Math.abs(beta[j]!) + 0.5 * l2 * beta[j]! ** 2;
    return sum;
  };
  const direction = new Float64Array(rows);
  let value = -logLikelihood(-1, direction, 0);
  let iterations = 0;
  let converged = false;
  while (iterations < maxIterations && !converged) {
    const before = value;
    for (let c = 0; c < classes; c++) {
      throwIfCancelled(context.signal);
      const beta = blocks[c]!;
      classProbability(margins, classes, c, probability);
      const { slope, hessian } = quadratic(values, rows, p, probability, y, c, weight);
      for (let j = 0; j < columns; j++) {
        slope[j]! += l2 * beta[j]!;
        hessian[j * p + j]! += l2;
      }
      const target = Float64Array.from(beta);
      const descent = { beta: target, slope, hessian, l1, penalised: columns, nonNegative };
      descendCoordinates(descent, { maxSweeps: 200, tolerance: 1e-9 });
      for (let i = 0; i < rows; i++) {
        let sum = target[columns]! - beta[columns]!;
        for (let j = 0, at = i * columns; j < columns; j++, at++) sum += values[at]! * (target[j]! - beta[j]!);
        direction[i] = sum;
      }
      const others = blocks.reduce((sum, block, k) => sum + (k === c ? 0 : penalty(block)), 0);
      for (let attempt = 0, length = 1; attempt < 30; attempt++, length *= 0.5) {
        const next = beta.map((b, j) => (length === 1 ? target[j]! : b + length * (target[j]! - b)));
        const nextValue = -logLikelihood(c, direction, length) + penalty(next) + others;
        if (!(nextValue <= value)) continue;
        blocks[c] = next;
        value = nextValue;
        for (let i = 0; i < rows; i++) margins[i * classes + c]! += length * direction[i]!;
        break;
      }
    }
    iterations++;
    converged = before - value <= tolerance * 1e-2 * Math.max(1, Math.abs(value));
    context.onProgress?.({ done: iterations, total: maxIterations, trainLoss: value / rows });
  }
  const coefficients = new Float64Array(classes * columns);
  const intercepts = new Float64Array(classes);
  blocks.forEach((block, c) => {
    coefficients.set(block.subarray(0, columns), c * columns);
    intercepts[c] = block[columns]!;
  });
  return { coefficients, intercepts, iterations, converged, objective: value };
}

/** Probability of one class in every row, written into `out`. */
function classProbability(margins: Float64Array, classes: number, wanted: number, out: Float64Array): void {
  for (let i = 0; i < out.length; i++) {
    const at = i * classes;
    let sum = 0;
    for (let c = 0; c < classes; c++) sum += Math.exp(margins[at + c]! - margins[at + wanted]!);
    out[i] = 1 / sum;
  }
}

/** Gradient and Hessian of one class's block of coefficients, the intercept last, of the negative log likelihood. */
function quadratic(
  values: Float64Array,
  rows: number,
  p: number,
  probability: Float64Array,
  y: Float64Array,
  wanted: number,
  weight: Float64Array | undefined,
): { slope: Float64Array; hessian: Float64Array } {
  const columns = p - 1;
  const slope = new Float64Array(p);
  const hessian = new Float64Array(p * p);
  for (let i = 0; i < rows; i++) {
    const at = i * columns;
    const w = weight?.[i] ?? 1;
    const q = probability[i]!;
    const residual = w * (q - (y[i] === wanted ? 1 : 0));
    const curvature = w * Math.max(q * (1 - q), LEAST_CURVATURE);
    for (let j = 0; j < columns; j++) {
      const v = values[at + j]!;
      if (v === 0) continue;
      slope[j]! += residual * v;
      const scaled = curvature * v;
      for (let k = 0, cell = j * p; k <= j; k++, cell++) hessian[cell]! += scaled * values[at + k]!;
      hessian[columns * p + j]! += scaled;
    }
    slope[columns]! += residual;
    hessian[columns * p + columns]! += curvature;
  }
  for (let j = 0; j < p; j++) for (let k = 0; k < j; k++) hessian[k * p + j] = hessian[j * p + k]!;
  return { slope, hessian };
}
