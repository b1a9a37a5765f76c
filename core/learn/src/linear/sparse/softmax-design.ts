import { type KernelKind, KernelMemory } from '../../kernels/kernel-memory.js';
import type { Rng } from '../../random/rng.js';
import { strideOf } from './class-weights.js';
import { rowsOf, type SparseSupervised } from './features.js';
import { countedRows, placeRows, rowSizes, squaredNorms } from './row-layout.js';
import { paddedWidth, SPARSE_LINEAR_KERNELS, type SparseLinearKernels } from './sparse-kernels.js';

/** ln α of a class that has none of a row's dual. */
const NONE = -200;
/** Intercept of classes that only fill up the stride. */
const NEVER = -1e30;

/** Where a fit ended: for each of its rows ln α of each class. A later fit on much the same rows can go on from there. */
export interface SoftmaxDual {
  rows: number;
  classes: number;
  /** Class of each row: only a row of the same class can go on. */
  y: Float64Array;
  log: Float32Array;
}

/** The rows in the kernels' memory, the dual of each, and the weights that follow from them. */
export class SoftmaxDesign {
  /** Rows whose weight is not 0. */
  readonly counted: number;
  readonly stride: number;
  /** Elementary steps that a row of a pass takes, for `Pace`. */
  readonly stepsPerRow: number;
  /** `stride` weights a column. */
  readonly w: Float32Array;
  readonly v: Float32Array;
  readonly intercepts: Float32Array;
  private readonly memory: KernelMemory<SparseLinearKernels>;
  private readonly width: number;
  private readonly rows: number;
  private readonly state: Float32Array;
  private readonly y: Float64Array;
  private readonly at: Record<
    | 'start'
    | 'index'
    | 'value'
    | 'dense'
    | 'cost'
    | 'norm'
    | 'target'
    | 'state'
    | 'order'
    | 'w'
    | 'v'
    | 'intercepts'
    | 'scratch'
    | 'bounds',
    number
  >;
  /** Σ cost of the rows. */
  private readonly cost: number;

  /** `cost` of each row is what its loss weighs against ½‖W‖². */
  constructor(
    data: SparseSupervised,
    private readonly classes: number,
    cost: Float64Array,
    rng: Rng,
    kind?: KernelKind,
  ) {
    const { sparse, dense } = data.x;
    const rows = rowsOf(data.x);
    const stride = strideOf(classes);
    this.rows = rows;
    this.y = data.y;
    this.stride = stride;
    this.width = paddedWidth(dense?.columns ?? 0);
    this.stepsPerRow = (((sparse?.index.length ?? 0) / rows + this.width + 40) * stride) / 2;
    const sizes = {
      ...rowSizes(data.x),
      cost: 8 * rows,
      norm: 8 * rows,
      target: 4 * rows,
      state: 4 * rows * stride,
      order: 4 * rows,
      w: 4 * (sparse?.columns ?? 0) * stride,
      v: 4 * this.width * stride,
      intercepts: 4 * stride,
      scratch: 40 * stride,
      bounds: 16,
    };
    const memory = KernelMemory.create(SPARSE_LINEAR_KERNELS, Object.values(sizes), kind);
    this.memory = memory;
    this.at = memory.takeEach(sizes);
    placeRows(memory, this.at, data.x, 4 * stride);
    memory.f64(this.at.cost, rows).set(cost);
    memory.f64(this.at.norm, rows).set(squaredNorms(data.x));
    memory.u32(this.at.target, rows).set(data.y);
    const order = rng.shuffle(countedRows(rows, data.weight));
    memory.u32(this.at.order, order.length).set(order);
    this.counted = order.length;
    this.cost = order.reduce((sum, i) => sum + cost[i]!, 0);
    this.w = memory.f32(this.at.w, (sparse?.columns ?? 0) * stride).fill(0);
    memory.f32(this.at.v, this.width * stride).fill(0);
    this.v = memory.f32(this.at.v, (dense?.columns ?? 0) * stride);
    this.intercepts = memory.f32(this.at.intercepts, stride).fill(NEVER).fill(0, 0, classes);
    // The generator of the passes must not start at 0, where it stays.
    memory.u32(this.at.bounds + 8, 1)[0] = rng.uint32() | 1;
    this.state = memory.f32(this.at.state, rows * stride).fill(NONE);
    // α is the class itself, and all weights are 0.
    for (let i = 0; i < rows; i++) this.state[i * stride + data.y[i]!] = 0;
  }

  /** Starts each row that another fit had (`rowOf`, -1 for a row it did not have) from its dual there. */
  startFrom(dual: SoftmaxDual, rowOf: ArrayLike<number>): void {
    const { memory, at, stride, state } = this;
    for (let i = 0; i < this.rows; i++) {
      const other = rowOf[i]!;
      if (other >= 0) state.set(dual.log.subarray(other * stride, (other + 1) * stride), i * stride);
    }
    memory.kernels.softmaxWeights(
      at.start,
      at.index,
      at.value,
      at.dense,
      this.width,
      at.cost,
      at.target,
      at.state,
      at.order,
      this.counted,
      at.w,
      at.v,
      at.intercepts,
      stride,
      at.scratch,
    );
  }

  /** One pass over `count` rows from the `from`-th on. Returns Σ cost · ½Σ|α - p|, each row's before its step. */
  pass(from: number, count: number): number {
    const { memory, at } = this;
    const distance = memory.f64(at.bounds, 1).fill(0);
    memory.kernels.softmaxPass(
      at.start,
      at.index,
      at.value,
      at.dense,
      this.width,
      at.cost,
      at.norm,
      at.state,
      at.order + 4 * from,
      count,
      at.w,
      at.v,
      at.intercepts,
      this.stride,
      at.scratch,
      at.bounds,
    );
    return distance[0]!;
  }

  dual(): SoftmaxDual {
    return { rows: this.rows, classes: this.classes, y: this.y.slice(), log: this.state.slice() };
  }

  /** Σ cost of the rows that count. */
  get totalCost(): number {
    return this.cost;
  }

  /** Lets the next fit have the memory; the design is then of no more use. */
  release(): void {
    this.memory.release();
  }
}
