import { quadraticStep, throwIfCancelled } from '@proofline/learn';

/** A variable of a card whose bins' log-odds are to be fitted together with those of all others. */
export interface JointVariable {
  /** Index of each row's bin. */
  bins: Uint16Array;
  /** Of the event, bin by bin: where the fit starts and what it is held to. */
  logOdds: readonly number[];
  /** The first so many bins are ordinary ones, in order; those of special codes and missing follow. */
  ordinary: number;
}

export interface JointFit {
  intercept: number;
  logOdds: number[][];
}

/**
 * Precision of the prior on each step: a step is expected within ±1/√10, about 30 %, of the one that it starts from, and a
 * special or missing bin within as much log-odds.
 */
const PRECISION = 10;
const MAX_ITERATIONS = 50;
const TOLERANCE = 1e-9;
/** Most additions for one Hessian; beyond them it is taken from every so many rows. */
const HESSIAN_WORK = 2e8;

/**
 * Fits the log-odds of all bins of all variables together by maximum a posteriori logistic regression. A step from one
 * ordinary bin to the next is c times the step it starts from, c ≥ 0 with a normal prior around 1, so that no step turns
 * against the evidence of its own variable and steps that few rows speak for stay as they were; a special or missing bin
 * moves by e with a normal prior around 0. Newton steps on the rows' pairs of bins, their quadratic model minimised under
 * the bounds by coordinate descent (proximal Newton: Lee, Sun and Saunders 2014).
 */
export function fitJointPoints(
  variables: readonly JointVariable[],
  intercept: number,
  y: Float64Array,
  weight: Float64Array | undefined,
  signal?: AbortSignal,
): JointFit {
  const problem = new JointProblem(variables, y, weight);
  let theta = problem.start(intercept);
  let value = problem.evaluate(theta);
  for (let iteration = 0; iteration < MAX_ITERATIONS; iteration++) {
    throwIfCancelled(signal);
    const step = quadraticStep(theta, problem.gradient(theta), problem.hessian(), problem);
    let better = false;
    let fall = 0;
    for (let length = 1; length > 1e-6 && !better; length *= 0.5) {
      const next = theta.map((t, k) => t + length * step[k]!);
      const nextValue = problem.evaluate(next);
      better = nextValue < value;
      if (!better) continue;
      fall = value - nextValue;
      theta = next;
      value = nextValue;
    }
    if (!better) {
      problem.evaluate(theta);
      break;
    }
    if (fall <= TOLERANCE * Math.abs(value)) break;
  }
  return problem.solution(theta);
}

/** Parameters: variable by variable a c for each step and an e for each other bin, then the intercept. */
class JointProblem {
  /** 1 where a parameter may not fall below 0. */
  readonly nonNegative: Uint8Array;
  private readonly first: number[] = [];
  private readonly size: number;
  private readonly prior: Float64Array;
  private readonly probability: Float64Array;
  private logOdds: Float64Array[] = [];

  constructor(
    private readonly variables: readonly JointVariable[],
    private readonly y: Float64Array,
    private readonly weight: Float64Array | undefined,
  ) {
    let size = 0;
    for (const { logOdds, ordinary } of variables) {
      this.first.push(size);
      size += Math.max(0, ordinary - 1) + logOdds.length - ordinary;
    }
    this.size = size + 1;
    this.nonNegative = new Uint8Array(this.size);
    this.prior = new Float64Array(this.size);
    variables.forEach(({ ordinary }, v) => {
      const steps = Math.max(0, ordinary - 1);
      this.nonNegative.fill(1, this.first[v]!, this.first[v]! + steps);
      this.prior.fill(1, this.first[v]!, this.first[v]! + steps);
    });
    this.probability = new Float64Array(y.length);
  }

  start(intercept: number): Float64Array {
    const theta = Float64Array.from(this.prior);
    theta[this.size - 1] = intercept;
    return theta;
  }

  /** Penalised negative log-likelihood; leaves each row's probability for `gradient` and `hessian`. */
  evaluate(theta: Float64Array): number {
    const rows = this.y.length;
    const z = this.probability;
    z.fill(theta[this.size - 1]!);
    this.logOdds = this.variables.map((_, v) => this.binsOf(theta, v));
    this.variables.forEach(({ bins }, v) => {
      const logOdds = this.logOdds[v]!;
      for (let i = 0; i < rows; i++) z[i]! += logOdds[bins[i]!]!;
    });
    let value = 0;
    for (let i = 0; i < rows; i++) {
      const signed = this.y[i] === 1 ? -z[i]! : z[i]!;
      value +=
        (this.weight?.[i] ?? 1) * (signed > 0 ? signed + Math.log1p(Math.exp(-signed)) : Math.log1p(Math.exp(signed)));
      z[i] = 1 / (1 + Math.exp(-z[i]!));
    }
    for (let k = 0; k < this.size - 1; k++) value += 0.5 * PRECISION * (theta[k]! - this.prior[k]!) ** 2;
    return value;
  }

  gradient(theta: Float64Array): Float64Array {
    const gradient = new Float64Array(this.size);
    const residual = this.probability.map((p, i) => (this.weight?.[i] ?? 1) * (p - this.y[i]!));
    this.variables.forEach(({ bins, logOdds }, v) => {
      const sums = new Float64Array(logOdds.length);
      for (let i = 0; i < bins.length; i++) sums[bins[i]!]! += residual[i]!;
      this.toParameters(
        v,
        (bin) => sums[bin]!,
        (k, sum) => {
          gradient[k] = sum;
        },
      );
    });
    gradient[this.size - 1] = residual.reduce((sum, r) => sum + r, 0);
    for (let k = 0; k < this.size - 1; k++) gradient[k]! += PRECISION * (theta[k]! - this.prior[k]!);
    return gradient;
  }

  /** At the last evaluation, size·size, row by row. */
  hessian(): Float64Array {
    const { size, variables } = this;
    const rows = this.y.length;
    const stride = Math.max(1, Math.ceil((rows * variables.length ** 2) / 2 / HESSIAN_WORK));
    const curvature = this.probability.map((p, i) => stride * (this.weight?.[i] ?? 1) * p * (1 - p));
    const hessian = new Float64Array(size * size);
    const set = (a: number, b: number, value: number): void => {
      hessian[a * size + b] = value;
      hessian[b * size + a] = value;
    };
    for (let v = 0; v < variables.length; v++) {
      const { bins, logOdds } = variables[v]!;
      const count = logOdds.length;
      const sums = new Float64Array(count);
      for (let i = 0; i < rows; i += stride) sums[bins[i]!]! += curvature[i]!;
      this.toParameters(
        v,
        (bin) => sums[bin]!,
        (k, sum) => set(k, size - 1, sum),
      );
      for (let u = 0; u <= v; u++) {
        const others = variables[u]!;
        const width = others.logOdds.length;
        const pairs = new Float64Array(count * width);
        for (let i = 0; i < rows; i += stride) pairs[bins[i]! * width + others.bins[i]!]! += curvature[i]!;
        const half = new Float64Array(count * size);
        for (let bin = 0; bin < count; bin++) {
          this.toParameters(
            u,
            (other) => pairs[bin * width + other]!,
            (k, sum) => {
              half[bin * size + k] = sum;
            },
          );
        }
        for (let b = this.first[u]!; b < (this.first[u + 1] ?? size - 1); b++) {
          this.toParameters(
            v,
            (bin) => half[bin * size + b]!,
            (k, sum) => set(k, b, sum),
          );
        }
      }
    }
    let total = 0;
    for (let i = 0; i < rows; i += stride) total += curvature[i]!;
    hessian[size * size - 1] = total;
    for (let k = 0; k < size - 1; k++) hessian[k * size + k]! += PRECISION;
    return hessian;
  }

  solution(theta: Float64Array): JointFit {
    return {
      intercept: theta[this.size - 1]!,
      logOdds: this.variables.map((_, v) => [...this.binsOf(theta, v)]),
    };
  }

  /** Log-odds of a variable's bins. */
  private binsOf(theta: Float64Array, v: number): Float64Array {
    const { logOdds, ordinary } = this.variables[v]!;
    const out = Float64Array.from(logOdds);
    let k = this.first[v]!;
    for (let bin = 1; bin < ordinary; bin++)
      out[bin] = out[bin - 1]! + theta[k++]! * (logOdds[bin]! - logOdds[bin - 1]!);
    for (let bin = ordinary; bin < out.length; bin++) out[bin]! += theta[k++]!;
    return out;
  }

  /** Sums over bins turned into sums over the parameters that move them: a step moves every ordinary bin after it. */
  private toParameters(v: number, sum: (bin: number) => number, put: (parameter: number, sum: number) => void): void {
    const { logOdds, ordinary } = this.variables[v]!;
    const steps = Math.max(0, ordinary - 1);
    let after = 0;
    for (let bin = ordinary - 1; bin >= 1; bin--) {
      after += sum(bin);
      put(this.first[v]! + bin - 1, after * (logOdds[bin]! - logOdds[bin - 1]!));
    }
    for (let bin = ordinary; bin < logOdds.length; bin++) put(this.first[v]! + steps + bin - ordinary, sum(bin));
  }
}
