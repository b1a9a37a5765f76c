import { throwIfCancelled } from '../errors/proofline-error.js';

/** A smooth function: writes the gradient at `x` into `gradient` and returns the value. */
export type Objective = (x: Float64Array, gradient: Float64Array) => number;

export interface LbfgsOptions {
  maxIterations?: number;
  /** Stops when the largest gradient component is below this share of max(1, |value|). Default 1e-7. */
  tolerance?: number;
  memory?: number;
  /**
   * Called before each step: gives what multiplies a vector by an inverse Hessian at the current point, from which the search
   * models the curvature anew, or undefined to go on with the one before. The search then ends when a step promises less
   * than `tolerance` · max(1, |value|).
   */
  precondition?: (iteration: number) => ((v: Float64Array) => Float64Array) | undefined;
  signal?: AbortSignal;
}

export interface LbfgsResult {
  x: Float64Array;
  value: number;
  iterations: number;
  converged: boolean;
}

/**
 * Limited-memory BFGS (Nocedal and Wright 2006, algorithm 7.5) with a backtracking line search that accepts the Wolfe
 * conditions' sufficient decrease and skips updates of non-positive curvature.
 */
export function lbfgs(objective: Objective, start: Float64Array, options: LbfgsOptions = {}): LbfgsResult {
  const { maxIterations = 500, tolerance = 1e-7, memory = 10 } = options;
  const n = start.length;
  let x: Float64Array = Float64Array.from(start);
  let gradient: Float64Array = new Float64Array(n);
  let value = objective(x, gradient);
  const steps: Float64Array[] = [];
  const changes: Float64Array[] = [];
  const rhos: number[] = [];
  let precondition: ((v: Float64Array) => Float64Array) | undefined;
  const forget = (): void => {
    steps.length = changes.length = rhos.length = 0;
  };
  for (let iteration = 0; iteration < maxIterations; iteration++) {
    throwIfCancelled(options.signal);
    const renewed = options.precondition?.(iteration);
    if (renewed !== undefined) {
      precondition = renewed;
      forget();
    }
    const enough = tolerance * Math.max(1, Math.abs(value));
    if (precondition === undefined && largest(gradient) <= enough) {
      return { x, value, iterations: iteration, converged: true };
    }
    let direction = twoLoop(gradient, steps, changes, rhos, precondition);
    let slope = dot(direction, gradient);
    if (precondition !== undefined && Math.abs(slope) <= 2 * enough) {
      return { x, value, iterations: iteration, converged: true };
    }
    if (slope >= 0) {
      forget();
      direction = gradient.map((g) => -g);
      slope = dot(direction, gradient);
    }
    let length = steps.length === 0 && precondition === undefined ? Math.min(1, 1 / norm(gradient)) : 1;
    const next = new Float64Array(n);
    const nextGradient = new Float64Array(n);
    let nextValue = Number.POSITIVE_INFINITY;
    let accepted = false;
    for (let attempt = 0; attempt < 40; attempt++) {
      for (let j = 0; j < n; j++) next[j] = x[j]! + length * direction[j]!;
      nextValue = objective(next, nextGradient);
      if (nextValue <= value + 1e-4 * length * slope) {
        accepted = true;
        break;
      }
      length *= 0.5;
    }
    if (!accepted)
      return { x, value, iterations: iteration, converged: largest(gradient) <= 1e-4 * Math.max(1, value) };
    const step = next.map((v, j) => v - x[j]!);
    const change = nextGradient.map((g, j) => g - gradient[j]!);
    const curvature = dot(step, change);
    if (curvature > 1e-12 * norm(step) * norm(change)) {
      steps.push(step);
      changes.push(change);
      rhos.push(1 / curvature);
      if (steps.length > memory) {
        steps.shift();
        changes.shift();
        rhos.shift();
      }
    }
    x = next;
    gradient = nextGradient;
    value = nextValue;
  }
  return { x, value, iterations: maxIterations, converged: false };
}

function twoLoop(
  gradient: Float64Array,
  steps: readonly Float64Array[],
  changes: readonly Float64Array[],
  rhos: readonly number[],
  precondition?: (v: Float64Array) => Float64Array,
): Float64Array {
  let q: Float64Array = gradient.map((g) => -g);
  const alphas = new Float64Array(steps.length);
  for (let k = steps.length - 1; k >= 0; k--) {
    alphas[k] = rhos[k]! * dot(steps[k]!, q);
    for (let j = 0; j < q.length; j++) q[j]! -= alphas[k]! * changes[k]![j]!;
  }
  const last = steps.length - 1;
  if (precondition !== undefined) q = precondition(q);
  else if (last >= 0) {
    const scale = 1 / (rhos[last]! * dot(changes[last]!, changes[last]!));
    for (let j = 0; j < q.length; j++) q[j]! *= scale;
  }
  for (let k = 0; k < steps.length; k++) {
    const beta = rhos[k]! * dot(changes[k]!, q);
    for (let j = 0; j < q.length; j++) q[j]! += (alphas[k]! - beta) * steps[k]![j]!;
  }
  return q;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let j = 0; j < a.length; j++) sum += a[j]! * b[j]!;
  return sum;
}

function norm(a: Float64Array): number {
  return Math.sqrt(dot(a, a));
}

function largest(a: Float64Array): number {
  let most = 0;
  for (const value of a) most = Math.max(most, Math.abs(value));
  return most;
}
