import { type KernelKind, KernelMemory } from '../kernels/kernel-memory.js';
import type { Matrix } from '../matrix/matrix.js';
import { LOGISTIC_KERNELS, type LogisticKernels } from './logistic-kernels.js';
import { deviationCounts, firstCounted, isBinary } from './standardise.js';

/** Rows of a block; told in `assembly/logistic.ts`. */
const BLOCK = 1024;

/** Squared distance from the mean, in variances, from which a sum of squares loses more than four digits. */
const FAR = 1e4;

/**
 * The penalised likelihood of binary logistic regression in the kernels' memory: columns with mean 0 and standard deviation
 * 1 (a constant one is all zeros; one of 0 and 1 keeps its unit where asked for), then the intercept's column of ones. `evaluate` gives its value at a β and leaves gradient
 * and curvature for `gradient` and `hessian`.
 *
 * A standardised value is rounded to single precision, 6e-8 of itself. A column that differs from others by less than some
 * 3e-7 of its deviation counts as their combination anyway: that is where `choleskyInPlace` gives a pivot up.
 */
export class LogisticDesign {
  /** Columns with the intercept, which is the last. */
  readonly p: number;
  readonly mean: Float64Array;
  /** What a column was divided by: its standard deviation, or 1 where it is constant or keeps its unit. */
  readonly scale: Float64Array;
  readonly gradient: Float64Array;
  private readonly memory: KernelMemory<LogisticKernels>;
  private readonly kernels: LogisticKernels;
  /** Sums of the weights, and of those of events. */
  private readonly total: number;
  private readonly events: number;
  /** Of each column as it stands in the design. */
  private readonly variances: Float64Array;
  private readonly even: number;
  private readonly width: number;
  private readonly beta: Float64Array;
  private readonly out: Float64Array;
  private readonly at: Record<
    'x' | 'y' | 'weight' | 'residual' | 'curvature' | 'beta' | 'gradient' | 'scaled' | 'out',
    number
  >;

  constructor(
    x: Matrix,
    y: Float64Array,
    weight: Float64Array | undefined,
    { keepBinary = false, kernels: kind }: { keepBinary?: boolean; kernels?: KernelKind | undefined } = {},
  ) {
    const columns = x.columns.length;
    this.p = columns + 1;
    this.even = x.rows + (x.rows & 1);
    this.width = Math.ceil(this.p / 4) * 4;
    const one = 8 * this.even;
    const blocks = Math.ceil(x.rows / BLOCK);
    const sizes = {
      x: 4 * BLOCK * this.width * blocks,
      y: one,
      weight: one,
      // A number a row; while the design is made, one of its columns.
      residual: one,
      curvature: one,
      beta: 8 * this.width,
      gradient: 8 * this.width,
      scaled: 4 * 8 * BLOCK,
      out: 8 * this.width * this.width,
    };
    const memory = KernelMemory.create(LOGISTIC_KERNELS, Object.values(sizes), kind);
    this.kernels = memory.kernels;
    this.at = memory.takeEach(sizes);
    this.memory = memory;
    const padded = (at: number, values: Float64Array | undefined): void => {
      const own = memory.f64(at, this.even).fill(values === undefined ? 1 : 0);
      own.set(values ?? []);
      if (this.even > x.rows) own[x.rows] = 0;
    };
    padded(this.at.y, y);
    padded(this.at.weight, weight);
    this.beta = memory.f64(this.at.beta, this.width);
    this.gradient = memory.f64(this.at.gradient, this.p);
    this.out = memory.f64(this.at.out, this.width * this.width);
    this.mean = new Float64Array(columns);
    this.scale = new Float64Array(columns).fill(1);
    this.variances = new Float64Array(columns);

    const { even, width, kernels } = this;
    const values = this.at.residual;
    const staged = memory.f64(values, even);
    for (let j = this.p; j < width; j++) kernels.place(this.at.weight, even, 0, 0, width, this.at.x + 4 * BLOCK * j);
    /** Σ w·(v - origin) of what stands at `from`; leaves Σ w·(v - origin)² in `out`. */
    const moments = (from: number, origin: number): number =>
      kernels.moments(from, this.at.weight, even, origin, this.at.out);
    staged.fill(1);
    this.total = moments(values, 0);
    this.events = moments(this.at.y, 0);
    kernels.place(values, even, 0, 1, width, this.at.x + 4 * BLOCK * columns);
    const first = firstCounted(weight);
    x.columns.forEach((column, j) => {
      const origin = column[first]!;
      staged.set(column);
      if (even > x.rows) staged[x.rows] = origin;
      // Summed from one of its values on, a constant column has a deviation of exactly 0. Where that value is far out, the
      // squares of the others' distances from it are nearly equal, and they are summed once more, from the mean.
      let mean = origin;
      let shift = Number.POSITIVE_INFINITY;
      let variance = 0;
      for (let pass = 0; pass < 3 && shift ** 2 > FAR * variance; pass++) {
        shift = moments(values, mean) / this.total;
        mean += shift;
        variance = this.out[0]! / this.total - shift ** 2;
      }
      const deviation = Math.sqrt(Math.max(0, variance));
      this.mean[j] = mean;
      const varies = deviationCounts(deviation, mean);
      if (varies) {
        const keeps = keepBinary && isBinary(column);
        this.scale[j] = keeps ? 1 : deviation;
        this.variances[j] = keeps ? variance : 1;
      }
      kernels.place(values, even, mean, varies ? 1 / this.scale[j]! : 0, width, this.at.x + 4 * BLOCK * j);
    });
  }

  /** Variance of a column of the design: 0 of a constant one, 1 of a standardised one. */
  variance(column: number): number {
    return this.variances[column]!;
  }

  /** Lets the next fit have the memory; the design is then of no more use. */
  release(): void {
    this.memory.release();
  }

  /** The β of the base rate (no slopes, the log-odds of the mean, kept finite) and its value. No row is looked at. */
  baseRate(): { beta: Float64Array; value: number } {
    const { total, events, p } = this;
    const rate = Math.min(1 - 1e-6, Math.max(1e-6, events / total));
    const logOdds = Math.log(rate / (1 - rate));
    const beta = new Float64Array(p);
    beta[p - 1] = logOdds;
    return { beta, value: -total * Math.log(1 - rate) - events * logOdds };
  }

  /**
   * Σ w·(ln(1 + exp(m)) − y·m) + ½·l2·‖β‖²; the intercept is not penalised. Leaves the gradient in `gradient`. The sum is
   * taken over every `every`-th block of rows and scaled up to all of them.
   */
  evaluate(beta: Float64Array, l2: number, every = 1): number {
    const { at, even, width, p, gradient } = this;
    this.beta.set(beta);
    let value = this.kernels.evaluate(
      at.x,
      width,
      even,
      every,
      at.y,
      at.weight,
      at.beta,
      at.residual,
      at.curvature,
      at.gradient,
    );
    if (every > 1) {
      const up = this.scaleUp(every);
      value *= up;
      for (let j = 0; j < p; j++) gradient[j]! *= up;
    }
    for (let j = 0; j < p - 1; j++) {
      value += 0.5 * l2 * beta[j]! ** 2;
      gradient[j]! += l2 * beta[j]!;
    }
    return value;
  }

  /**
   * Lower triangle of the Hessian (p · p, row by row) at the β of the last `evaluate`, from every `every`-th block of rows,
   * scaled up to all of them.
   */
  hessian(l2: number, every = 1): Float64Array {
    const { at, even, width, p } = this;
    this.out.fill(0);
    this.kernels.gram(at.x, width, even, at.curvature, every, at.scaled, at.out);
    const up = this.scaleUp(every);
    const hessian = new Float64Array(p * p);
    for (let i = 0; i < p; i++) {
      for (let j = 0; j <= i; j++) hessian[i * p + j] = up * this.out[i * width + j]!;
      if (i < p - 1) hessian[i * p + i]! += l2;
    }
    return hessian;
  }

  /** All rows over those in every `every`-th block. */
  private scaleUp(every: number): number {
    let taken = 0;
    for (let from = 0; from < this.even; from += BLOCK * every) taken += Math.min(BLOCK, this.even - from);
    return this.even / taken;
  }
}
