import { type Grid, gridFor, orderFreeSum, roundPairs } from './fixed-point.js';
import type { TrainingKernels } from './kernels.js';

/** The rows of a fit in the kernels' memory: views, and under `at` where they begin. */
export interface TrainingRows {
  count: number;
  kernels: TrainingKernels;
  y: Float64Array;
  weight: Float64Array;
  /** `outputs` numbers a row. */
  scores: Float64Array;
  /** Gradient and hessian of each row for one output. */
  pairs: Float64Array;
  at: { y: number; weight: number; scores: number; pairs: number };
}

/** The loss that boosting descends: starting scores, gradients and the metric that is watched. Made anew for each fit. */
export interface Objective {
  /** Scores a row: classes for more than two, else 1. */
  readonly outputs: number;
  start(y: Float64Array, weight: Float64Array): Float64Array;
  /** Called once a round, before the gradients of its outputs. */
  prepare?(rows: TrainingRows): void;
  /** Writes the pairs of one output, rounded as `fixed-point.ts` tells. */
  gradients(rows: TrainingRows, output: number): void;
  loss(y: Float64Array, weight: Float64Array, scores: Float64Array): number;
  /** Quantile of the residuals that a leaf takes instead of its Newton value. */
  readonly leafQuantile?: number;
}

export function logistic(): Objective {
  let grid: Grid | undefined;
  return {
    outputs: 1,
    start(y, weight) {
      const rate = orderFreeSum(y, weight) / totalOf(weight);
      const inside = Math.min(1 - 1e-9, Math.max(1e-9, rate));
      return Float64Array.of(Math.log(inside / (1 - inside)));
    },
    gradients({ kernels, count, weight, at }) {
      // |p - y| <= 1, so the weights bound the gradients for good.
      grid ??= gridFor(totalOf(weight));
      kernels.logisticGradients(at.scores, at.y, at.weight, count, at.pairs, grid.magic, grid.unit);
    },
    loss: (y, weight, scores) =>
      meanOver(weight, (i) => {
        const s = scores[i]!;
        return Math.max(s, 0) + Math.log1p(Math.exp(-Math.abs(s))) - y[i]! * s;
      }),
  };
}

/** More than two classes; the hessian's factor k/(k−1) is that of Friedman, Hastie and Tibshirani (2000), section 6. */
export function softmax(classes: number): Objective {
  let probability = new Float64Array(0);
  return {
    outputs: classes,
    start(y, weight) {
      const total = totalOf(weight);
      return Float64Array.from({ length: classes }, (_, k) => {
        const mass = orderFreeSum(
          y.map((value) => (value === k ? 1 : 0)),
          weight,
        );
        return Math.log(Math.max(1e-9, mass / total));
      });
    },
    prepare({ count, scores }) {
      if (probability.length !== count * classes) probability = new Float64Array(count * classes);
      probability.set(scores.subarray(0, count * classes));
      for (let i = 0; i < count; i++) softmaxInPlace(probability, i * classes, classes);
    },
    gradients({ count, y, weight, pairs }, output) {
      const factor = classes / (classes - 1);
      for (let i = 0; i < count; i++) {
        const p = probability[i * classes + output]!;
        pairs[2 * i] = weight[i]! * (p - (y[i] === output ? 1 : 0));
        pairs[2 * i + 1] = weight[i]! * factor * Math.max(p * (1 - p), 1e-16);
      }
      roundPairs(pairs, count);
    },
    loss(y, weight, scores) {
      const row = new Float64Array(classes);
      return meanOver(weight, (i) => {
        row.set(scores.subarray(i * classes, (i + 1) * classes));
        softmaxInPlace(row, 0, classes);
        return -Math.log(Math.max(1e-15, row[y[i]!]!));
      });
    },
  };
}

/** Turns the `classes` scores from `at` on into probabilities. */
export function softmaxInPlace(scores: Float64Array, at: number, classes: number): void {
  let most = Number.NEGATIVE_INFINITY;
  for (let k = at; k < at + classes; k++) most = Math.max(most, scores[k]!);
  let sum = 0;
  for (let k = at; k < at + classes; k++) sum += scores[k] = Math.exp(scores[k]! - most);
  for (let k = at; k < at + classes; k++) scores[k]! /= sum;
}

export function squaredError(): Objective {
  return {
    outputs: 1,
    start: (y, weight) => Float64Array.of(orderFreeSum(y, weight) / totalOf(weight)),
    gradients({ count, y, weight, scores, pairs }) {
      for (let i = 0; i < count; i++) {
        pairs[2 * i] = weight[i]! * (scores[i]! - y[i]!);
        pairs[2 * i + 1] = weight[i]!;
      }
      roundPairs(pairs, count);
    },
    loss: (y, weight, scores) => meanOver(weight, (i) => (scores[i]! - y[i]!) ** 2),
  };
}

/** Pinball loss at `level`; leaves take the residuals' quantile (Friedman 2001, section 4.4, for the median). */
export function quantile(level: number): Objective {
  return {
    outputs: 1,
    leafQuantile: level,
    start: (y, weight) => Float64Array.of(weightedQuantile(y, weight, level)),
    gradients({ count, y, weight, scores, pairs }) {
      for (let i = 0; i < count; i++) {
        pairs[2 * i] = weight[i]! * (scores[i]! >= y[i]! ? 1 - level : -level);
        pairs[2 * i + 1] = weight[i]!;
      }
      roundPairs(pairs, count);
    },
    loss: (y, weight, scores) =>
      meanOver(weight, (i) => {
        const residual = y[i]! - scores[i]!;
        return residual >= 0 ? level * residual : (level - 1) * residual;
      }),
  };
}

/** Smallest value up to which at least `level` of the weight lies. */
export function weightedQuantile(values: Float64Array, weight: Float64Array, level: number): number {
  const order = new Uint32Array(values.length);
  for (let i = 0; i < order.length; i++) order[i] = i;
  order.sort((a, b) => values[a]! - values[b]! || weight[a]! - weight[b]!);
  let total = 0;
  for (const i of order) total += weight[i]!;
  let passed = 0;
  for (const i of order) {
    passed += weight[i]!;
    if (passed >= level * total) return values[i]!;
  }
  return values[order.at(-1) ?? 0] ?? 0;
}

function totalOf(weight: Float64Array): number {
  let total = 0;
  let ones = true;
  for (let i = 0; i < weight.length; i++) {
    total += weight[i]!;
    if (weight[i] !== Math.floor(weight[i]!)) ones = false;
  }
  return ones ? total : orderFreeSum(new Float64Array(weight.length).fill(1), weight);
}

function meanOver(weight: Float64Array, loss: (row: number) => number): number {
  let sum = 0;
  let total = 0;
  for (let i = 0; i < weight.length; i++) {
    if (weight[i] === 0) continue;
    sum += weight[i]! * loss(i);
    total += weight[i]!;
  }
  return sum / total;
}
