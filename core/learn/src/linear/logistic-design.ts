import { type KernelKind, KernelMemory } from '../kernels/kernel-memory.js';
import type { Matrix } from '../matrix/matrix.js';
import { LOGISTIC_KERNELS, type LogisticKernels } from './logistic-kernels.js';

/** Rows of a block; told in `assembly/logistic.ts`. */
const BLOCK = 256;

/**
 * The penalised likelihood of binary logistic regression in the kernels' memory: columns with mean 0 and standard deviation
 * 1 (a constant one is all zeros), then the intercept's column of ones. `evaluate` gives its value at a β and leaves gradient
 * and curvature for `gradient` and `hessian`.
 */
export class LogisticDesign {
  /** Columns with the intercept, which is the last. */
  readonly p: number;
  readonly mean: Float64Array;
  /** Standard deviation; 1 where the column is constant. */
  readonly scale: Float64Array;
  readonly gradient: Float64Array;
  private readonly memory: KernelMemory<LogisticKernels>;
  private readonly kernels: LogisticKernels;
  /** Sums of the weights, and of those of events. */
  private readonly total: number;
  private readonly events: number;
  /** Gradient at the base rate, without the intercept. */
  private readonly slopes: Float64Array;
  private readonly varying: Uint8Array;
  private readonly even: number;
  private readonly width: number;
  private readonly beta: Float64Array;
  private readonly out: Float64Array;
  private readonly at: Record<
    'x' | 'y' | 'weight' | 'residual' | 'curvature' | 'beta' | 'gradient' | 'scaled' | 'out',
    number
  >;

  constructor(x: Matrix, y: Float64Array, weight: Float64Array | undefined, kind?: KernelKind) {
    const columns = x.columns.length;
    this.p = columns + 1;
    this.even = x.rows + (x.rows & 1);
    this.width = Math.ceil(this.p / 4) * 4;
    const one = 8 * this.even;
    const blocks = Math.ceil(x.rows / BLOCK);
    const sizes = {
      x: 8 * BLOCK * this.width * blocks,
      y: one,
      weight: one,
      // One number a row each. While the design is made a column of it and the weighted events, then what they say.
      residual: one,
      curvature: one,
      beta: 8 * this.width,
      gradient: 8 * this.width,
      scaled: 4 * 8 * BLOCK,
      out: 8 * this.width * this.width,
    };
    const memory = KernelMemory.create(LOGISTIC_KERNELS, Object.values(sizes), kind);
    this.kernels = memory.kernels;
    this.at = Object.fromEntries(
      Object.entries(sizes).map(([name, size]) => [name, memory.take(size)]),
    ) as typeof this.at;
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
    this.varying = new Uint8Array(columns);

    const { even, width, kernels } = this;
    const values = this.at.residual;
    const staged = memory.f64(values, even);
    for (let j = this.p; j < width; j++) kernels.place(this.at.weight, even, 0, 0, width, this.at.x + 8 * BLOCK * j);
    const weights = memory.f64(this.at.weight, even);
    const events = memory.f64(this.at.curvature, even);
    const outcomes = memory.f64(this.at.y, even);
    for (let i = 0; i < even; i++) events[i] = weights[i]! * outcomes[i]!;
    /** Σ w·v and Σ w·y·v of the column that is staged. */
    const sums = (): [number, number] => [
      kernels.weightedSums(values, this.at.weight, this.at.curvature, even, this.at.out),
      this.out[0]!,
    ];
    this.slopes = new Float64Array(columns);
    staged.fill(1);
    [this.total, this.events] = sums();
    kernels.place(values, even, 0, 1, width, this.at.x + 8 * BLOCK * columns);
    x.columns.forEach((column, j) => {
      staged.set(column);
      const [sum, sumOfEvents] = sums();
      const mean = sum / this.total;
      const deviation = Math.sqrt(kernels.weightedSquares(values, this.at.weight, even, mean) / this.total);
      this.mean[j] = mean;
      // Rounding leaves a constant column of large numbers with a deviation that is not exactly zero.
      const constant = !(deviation > 1e-12 * Math.max(1, Math.abs(mean)));
      if (!constant) {
        this.scale[j] = deviation;
        this.varying[j] = 1;
        this.slopes[j] = (mean * this.events - sumOfEvents) / deviation;
      }
      kernels.place(values, even, mean, constant ? 0 : 1 / deviation, width, this.at.x + 8 * BLOCK * j);
    });
  }

  /** Whether a column is not constant. */
  varies(column: number): boolean {
    return this.varying[column] === 1;
  }

  /** Lets the next fit have the memory; the design is then of no more use. */
  release(): void {
    this.memory.release();
  }

  /**
   * The β of the base rate (no slopes, the log-odds of the mean, kept finite) and its value; leaves gradient and curvature
   * like `evaluate`. No row is looked at: the sums were taken when the columns were read.
   */
  atBaseRate(): { beta: Float64Array; value: number } {
    const { at, even, total, events, p } = this;
    const rate = Math.min(1 - 1e-6, Math.max(1e-6, events / total));
    const logOdds = Math.log(rate / (1 - rate));
    const beta = new Float64Array(p);
    beta[p - 1] = logOdds;
    this.gradient.set(this.slopes);
    this.gradient[p - 1] = total * rate - events;
    const weights = this.memory.f64(at.weight, even);
    const curvature = this.memory.f64(at.curvature, even);
    for (let i = 0; i < even; i++) curvature[i] = weights[i]! * (rate * (1 - rate));
    return { beta, value: -total * Math.log(1 - rate) - events * logOdds };
  }

  /** Σ w·(ln(1 + exp(m)) − y·m) + ½·l2·‖β‖²; the intercept is not penalised. Leaves the gradient in `gradient`. */
  evaluate(beta: Float64Array, l2: number): number {
    const { at, even, width, p, gradient } = this;
    this.beta.set(beta);
    let value = this.kernels.evaluate(
      at.x,
      width,
      even,
      at.y,
      at.weight,
      at.beta,
      at.residual,
      at.curvature,
      at.gradient,
    );
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
    let taken = 0;
    for (let from = 0; from < even; from += BLOCK * every) taken += Math.min(BLOCK, even - from);
    const up = even / taken;
    const hessian = new Float64Array(p * p);
    for (let i = 0; i < p; i++) {
      for (let j = 0; j <= i; j++) hessian[i * p + j] = up * this.out[i * width + j]!;
      if (i < p - 1) hessian[i * p + i]! += l2;
    }
    return hessian;
  }
}
