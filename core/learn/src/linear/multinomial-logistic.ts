import type { FitContext } from '../estimator/estimator.js';
import type { LogisticSolution } from './binary-logistic.js';
import { lbfgs } from './lbfgs.js';
import type { LogisticRegressionParameters } from './logistic-regression.js';
import { fitMultinomialElasticNet } from './multinomial-elastic-net.js';
import type { StandardisedDesign } from './standardise.js';

/**
 * More than two classes: softmax likelihood, one block of coefficients a class. A ridge penalty alone leaves it smooth, for
 * L-BFGS; with a lasso penalty or a sign constraint the classes take turns.
 */
export function fitMultinomial(
  design: StandardisedDesign,
  y: Float64Array,
  weight: Float64Array | undefined,
  classes: number,
  parameters: Required<LogisticRegressionParameters>,
  context: FitContext,
): LogisticSolution {
  const { l1, l2, sign, maxIterations, tolerance } = parameters;
  if (l1 > 0 || sign !== 'any') return fitMultinomialElasticNet(design, y, weight, classes, parameters, context);
  const { rows, columns, values } = design;
  const p = columns + 1;
  const probability = new Float64Array(classes);
  let evaluations = 0;
  const result = lbfgs(
    (beta, gradient) => {
      gradient.fill(0);
      let value = 0;
      for (let i = 0; i < rows; i++) {
        const at = i * columns;
        const w = weight?.[i] ?? 1;
        let most = Number.NEGATIVE_INFINITY;
        for (let c = 0; c < classes; c++) {
          let margin = beta[c * p + columns]!;
          for (let j = 0; j < columns; j++) margin += values[at + j]! * beta[c * p + j]!;
          probability[c] = margin;
          most = Math.max(most, margin);
        }
        let sum = 0;
        for (let c = 0; c < classes; c++) sum += Math.exp(probability[c]! - most);
        const logSum = most + Math.log(sum);
        value += w * (logSum - probability[y[i]!]!);
        for (let c = 0; c < classes; c++) {
          const residual = w * (Math.exp(probability[c]! - logSum) - (y[i] === c ? 1 : 0));
          for (let j = 0; j < columns; j++) gradient[c * p + j]! += residual * values[at + j]!;
          gradient[c * p + columns]! += residual;
        }
      }
      for (let c = 0; c < classes; c++) {
        for (let j = 0; j < columns; j++) {
          value += 0.5 * l2 * beta[c * p + j]! ** 2;
          gradient[c * p + j]! += l2 * beta[c * p + j]!;
        }
      }
      context.onProgress?.({ done: ++evaluations, total: maxIterations, trainLoss: value / rows });
      return value;
    },
    new Float64Array(classes * p),
    { maxIterations, tolerance: Math.max(tolerance, 1e-9) * 10, ...(context.signal ? { signal: context.signal } : {}) },
  );
  const coefficients = new Float64Array(classes * columns);
  const intercepts = new Float64Array(classes);
  for (let c = 0; c < classes; c++) {
    coefficients.set(result.x.subarray(c * p, c * p + columns), c * columns);
    intercepts[c] = result.x[c * p + columns]!;
  }
  return {
    coefficients,
    intercepts,
    iterations: result.iterations,
    converged: result.converged,
    objective: result.value,
  };
}
