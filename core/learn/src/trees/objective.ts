/** The loss that boosting descends: starting scores, gradients and the metric that is watched. */
export interface Objective {
  /** Scores a row: classes for more than two, else 1. */
  readonly outputs: number;
  start(y: Float64Array, weight: Float64Array): Float64Array;
  /** Writes (gradient, hessian) of one output at each row, pair by pair. */
  gradients(y: Float64Array, weight: Float64Array, scores: Float64Array, output: number, pairs: Float64Array): void;
  loss(y: Float64Array, weight: Float64Array, scores: Float64Array): number;
  /** Quantile of the residuals that a leaf takes instead of its Newton value. */
  readonly leafQuantile?: number;
}

export const logistic: Objective = {
  outputs: 1,
  start(y, weight) {
    let events = 0;
    let total = 0;
    for (let i = 0; i < y.length; i++) {
      events += weight[i]! * y[i]!;
      total += weight[i]!;
    }
    const rate = Math.min(1 - 1e-9, Math.max(1e-9, events / total));
    return Float64Array.of(Math.log(rate / (1 - rate)));
  },
  gradients(y, weight, scores, _output, pairs) {
    for (let i = 0; i < y.length; i++) {
      const p = 1 / (1 + Math.exp(-scores[i]!));
      pairs[2 * i] = weight[i]! * (p - y[i]!);
      pairs[2 * i + 1] = weight[i]! * Math.max(p * (1 - p), 1e-16);
    }
  },
  loss(y, weight, scores) {
    let sum = 0;
    let total = 0;
    for (let i = 0; i < y.length; i++) {
      const s = scores[i]!;
      const softplus = s > 0 ? s + Math.log1p(Math.exp(-s)) : Math.log1p(Math.exp(s));
      sum += weight[i]! * (softplus - y[i]! * s);
      total += weight[i]!;
    }
    return sum / total;
  },
};

/** More than two classes; the hessian's factor k/(k−1) is that of Friedman, Hastie and Tibshirani (2000), section 6. */
export function softmax(classes: number): Objective {
  const probability = new Float64Array(classes);
  const fill = (scores: Float64Array, row: number): void => {
    let most = Number.NEGATIVE_INFINITY;
    for (let k = 0; k < classes; k++) most = Math.max(most, scores[row * classes + k]!);
    let sum = 0;
    for (let k = 0; k < classes; k++) sum += probability[k] = Math.exp(scores[row * classes + k]! - most);
    for (let k = 0; k < classes; k++) probability[k]! /= sum;
  };
  return {
    outputs: classes,
    start(y, weight) {
      const mass = new Float64Array(classes).fill(1e-9);
      let total = 0;
      for (let i = 0; i < y.length; i++) {
        mass[y[i]!]! += weight[i]!;
        total += weight[i]!;
      }
      return mass.map((m) => Math.log(m / total));
    },
    gradients(y, weight, scores, output, pairs) {
      const factor = classes / (classes - 1);
      for (let i = 0; i < y.length; i++) {
        fill(scores, i);
        const p = probability[output]!;
        pairs[2 * i] = weight[i]! * (p - (y[i] === output ? 1 : 0));
        pairs[2 * i + 1] = weight[i]! * factor * Math.max(p * (1 - p), 1e-16);
      }
    },
    loss(y, weight, scores) {
      let sum = 0;
      let total = 0;
      for (let i = 0; i < y.length; i++) {
        fill(scores, i);
        sum -= weight[i]! * Math.log(Math.max(1e-15, probability[y[i]!]!));
        total += weight[i]!;
      }
      return sum / total;
    },
  };
}

export const squaredError: Objective = {
  outputs: 1,
  start(y, weight) {
    let sum = 0;
    let total = 0;
    for (let i = 0; i < y.length; i++) {
      sum += weight[i]! * y[i]!;
      total += weight[i]!;
    }
    return Float64Array.of(sum / total);
  },
  gradients(y, weight, scores, _output, pairs) {
    for (let i = 0; i < y.length; i++) {
      pairs[2 * i] = weight[i]! * (scores[i]! - y[i]!);
      pairs[2 * i + 1] = weight[i]!;
    }
  },
  loss(y, weight, scores) {
    let sum = 0;
    let total = 0;
    for (let i = 0; i < y.length; i++) {
      sum += weight[i]! * (scores[i]! - y[i]!) ** 2;
      total += weight[i]!;
    }
    return sum / total;
  },
};

/** Pinball loss at `level`; leaves take the residuals' quantile (Friedman 2001, section 4.4, for the median). */
export function quantile(level: number): Objective {
  return {
    outputs: 1,
    leafQuantile: level,
    start: (y, weight) => Float64Array.of(weightedQuantile(y, weight, level)),
    gradients(y, weight, scores, _output, pairs) {
      for (let i = 0; i < y.length; i++) {
        pairs[2 * i] = weight[i]! * (scores[i]! >= y[i]! ? 1 - level : -level);
        pairs[2 * i + 1] = weight[i]!;
      }
    },
    loss(y, weight, scores) {
      let sum = 0;
      let total = 0;
      for (let i = 0; i < y.length; i++) {
        const residual = y[i]! - scores[i]!;
        sum += weight[i]! * (residual >= 0 ? level * residual : (level - 1) * residual);
        total += weight[i]!;
      }
      return sum / total;
    },
  };
}

/** Smallest value up to which at least `level` of the weight lies. */
export function weightedQuantile(values: Float64Array, weight: Float64Array, level: number): number {
  const order = new Uint32Array(values.length);
  for (let i = 0; i < order.length; i++) order[i] = i;
  order.sort((a, b) => values[a]! - values[b]!);
  let total = 0;
  for (const w of weight) total += w;
  let passed = 0;
  for (const i of order) {
    passed += weight[i]!;
    if (passed >= level * total) return values[i]!;
  }
  return values[order.at(-1) ?? 0] ?? 0;
}
