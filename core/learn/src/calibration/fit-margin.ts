import { choleskyInPlace, choleskySolve } from '../linear/cholesky.js';

/** A line in its columns, on their own scale, with the mean log loss of its sigmoid. */
export interface Margin {
  slopes: Float64Array;
  intercept: number;
  loss: number;
}

const MOST_STEPS = 200;
/** The last step is one that promises less than this share of the total weight: the error it leaves is of that size. */
const ENOUGH = 1e-11;
/** What rounding may do to a loss. */
const ROUNDING = 1e-14;

/**
 * The line `offset + Σ slope·column + intercept` whose sigmoid has the least log loss against targets in [0, 1]: Newton's
 * method from the base rate. The loss is convex, and a step is halved until the loss falls by a share of what the step
 * promises (Boyd and Vandenberghe 2004, algorithm 9.5), so no start and no scale of the columns makes it diverge. A column
 * that says nothing of its own keeps slope 0; where columns separate the targets, steps end when the loss is flat.
 */
export function fitMargin(
  columns: readonly Float64Array[],
  target: Float64Array,
  weight?: Float64Array,
  offset?: Float64Array,
): Margin {
  const width = columns.length + 1;
  const { total, centre, spread } = scaleOf(columns, target, weight);
  const rate = weightedMean(target, total, weight);
  const inside = Math.min(1 - 1e-9, Math.max(1e-9, rate));
  let beta: Float64Array = new Float64Array(width);
  beta[width - 1] = Math.log(inside / (1 - inside));
  const z = new Float64Array(width).fill(1);
  /** Sum of the log loss; the gradient and the lower triangle of the Hessian where they are wanted. */
  const evaluate = (at: Float64Array, gradient?: Float64Array, hessian?: Float64Array): number => {
    gradient?.fill(0);
    hessian?.fill(0);
    let loss = 0;
    for (let i = 0; i < target.length; i++) {
      const w = weight?.[i] ?? 1;
      if (w === 0) continue;
      let margin = (offset?.[i] ?? 0) + at[width - 1]!;
      for (let j = 0; j < columns.length; j++) {
        z[j] = (columns[j]![i]! - centre[j]!) / spread[j]!;
        margin += z[j]! * at[j]!;
      }
      loss += w * (Math.max(margin, 0) + Math.log1p(Math.exp(-Math.abs(margin))) - target[i]! * margin);
      if (gradient === undefined || hessian === undefined) continue;
      const p = 1 / (1 + Math.exp(-margin));
      for (let j = 0; j < width; j++) {
        gradient[j]! += w * (p - target[i]!) * z[j]!;
        for (let k = 0; k <= j; k++) hessian[j * width + k]! += w * p * (1 - p) * z[j]! * z[k]!;
      }
    }
    return loss;
  };
  const gradient = new Float64Array(width);
  const hessian = new Float64Array(width * width);
  let loss = evaluate(beta, gradient, hessian);
  for (let step = 0; step < MOST_STEPS; step++) {
    choleskyInPlace(hessian, width);
    const direction = choleskySolve(hessian, gradient);
    const promise = direction.reduce((sum, d, j) => sum + d * gradient[j]!, 0);
    const next = lineSearch(evaluate, beta, direction, loss * (1 + ROUNDING), promise);
    if (next === undefined) break;
    beta = next;
    loss = evaluate(beta, gradient, hessian);
    if (!(promise > ENOUGH * total)) break;
  }
  const slopes = Float64Array.from(columns, (_, j) => beta[j]! / spread[j]!);
  const intercept = slopes.reduce((sum, slope, j) => sum - slope * centre[j]!, beta[width - 1]!);
  return { slopes, intercept, loss: loss / total };
}

/** The longest of the halved steps along `direction` that lowers the loss enough, or undefined where none does. */
function lineSearch(
  evaluate: (at: Float64Array) => number,
  from: Float64Array,
  direction: Float64Array,
  loss: number,
  promise: number,
): Float64Array | undefined {
  for (let share = 1; share > 1e-9; share /= 2) {
    const next = from.map((value, j) => value - share * direction[j]!);
    if (evaluate(next) <= loss - 1e-4 * share * promise) return next;
  }
  return undefined;
}

/** Total weight, and weighted mean and deviation of each column; 1 for the deviation of a constant one. */
function scaleOf(
  columns: readonly Float64Array[],
  target: Float64Array,
  weight?: Float64Array,
): { total: number; centre: Float64Array; spread: Float64Array } {
  const total = target.reduce((sum, _, i) => sum + (weight?.[i] ?? 1), 0);
  const centre = Float64Array.from(columns, (column) => weightedMean(column, total, weight));
  const spread = Float64Array.from(columns, (column, j) => {
    const squares = column.map((value) => (value - centre[j]!) ** 2);
    const deviation = Math.sqrt(weightedMean(squares, total, weight));
    // Rounding leaves a constant column with a deviation that is not exactly zero.
    return deviation > 1e-12 * Math.abs(centre[j]!) ? deviation : 1;
  });
  return { total, centre, spread };
}

function weightedMean(values: Float64Array, total: number, weight?: Float64Array): number {
  return values.reduce((sum, value, i) => sum + (weight?.[i] ?? 1) * value, 0) / total;
}
