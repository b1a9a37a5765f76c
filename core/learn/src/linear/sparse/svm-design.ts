import { type KernelKind, KernelMemory } from '../../kernels/kernel-memory.js';
import type { Rng } from '../../random/rng.js';
import { rowsOf, type SparseSupervised } from './features.js';
import { countedRows, placeRows, rowSizes, squaredNorms } from './row-layout.js';
import { paddedWidth, SPARSE_LINEAR_KERNELS, type SparseLinearKernels } from './sparse-kernels.js';

/** Of the rest, at least so many rows stand among the first looked at. */
const FEW = 300;

/** What tells one class from the rest. */
export interface Machine {
  /** Of the sparse columns those that have a weight, rising: few, for a machine looks at few rows. */
  columns: Uint32Array;
  w: Float32Array;
  v: Float32Array;
  intercept: number;
  /** Rows with α above 0, rising, and their α. */
  rows: Uint32Array;
  alpha: Float64Array;
}

/** The rows in the kernels' memory, and the state of the machine of one class after the other. */
export class SvmDesign {
  readonly sparseColumns: number;
  readonly denseColumns: number;
  /** Weights of the machine as it is: sparse columns, dense columns. */
  private readonly w: Float32Array;
  private readonly v: Float32Array;
  /** Rows of the class and about as many others; they come first after `begin`. */
  fewRows = 0;
  /** Elementary steps that a row of a pass takes, for `Pace`. */
  readonly stepsPerRow: number;
  private readonly memory: KernelMemory<SparseLinearKernels>;
  private readonly width: number;
  private readonly rows: number;
  private readonly norms: Float64Array;
  /** Rows that count, in an order drawn once. */
  private readonly drawn: Uint32Array;
  private readonly at: Record<
    | 'start'
    | 'index'
    | 'value'
    | 'dense'
    | 'sign'
    | 'diagonal'
    | 'norm'
    | 'alpha'
    | 'order'
    | 'w'
    | 'bias'
    | 'v'
    | 'places'
    | 'bounds',
    number
  >;

  constructor(
    private readonly data: SparseSupervised,
    private readonly C: number,
    rng: Rng,
    kind?: KernelKind,
  ) {
    const { sparse, dense } = data.x;
    const rows = rowsOf(data.x);
    const entries = sparse?.index.length ?? 0;
    this.rows = rows;
    this.sparseColumns = sparse?.columns ?? 0;
    this.denseColumns = dense?.columns ?? 0;
    this.width = paddedWidth(this.denseColumns);
    this.stepsPerRow = 20 + (2 * entries) / rows + this.width / 4;
    const sizes = {
      ...rowSizes(data.x),
      sign: 4 * rows,
      diagonal: 8 * rows,
      norm: 8 * rows,
      alpha: 8 * rows,
      order: 4 * rows,
      w: 4 * this.sparseColumns,
      bias: 4,
      v: 4 * this.width,
      places: 4 * this.sparseColumns,
      bounds: 24,
    };
    this.memory = KernelMemory.create(SPARSE_LINEAR_KERNELS, Object.values(sizes), kind);
    const { memory } = this;
    this.at = memory.takeEach(sizes);
    placeRows(memory, this.at, data.x, 4);
    this.w = memory.f32(this.at.w, this.sparseColumns);
    this.v = memory.f32(this.at.v, this.denseColumns);
    this.norms = squaredNorms(data.x);
    this.drawn = rng.shuffle(countedRows(rows, data.weight));
    // The generator of the passes must not start at 0, where it stays.
    memory.u32(this.at.bounds + 16, 1)[0] = rng.uint32() | 1;
  }

  /** Starts the machine that tells class `k` from the rest; its rows weigh `factor` times their weight. */
  begin(k: number, factor: number): void {
    const { memory, at, rows, data } = this;
    const sign = memory.f32(at.sign, rows);
    const diagonal = memory.f64(at.diagonal, rows);
    const norm = memory.f64(at.norm, rows);
    for (let i = 0; i < rows; i++) {
      const own = data.y[i] === k;
      sign[i] = own ? 1 : -1;
      diagonal[i] = 1 / (2 * this.C * (own ? factor : 1) * (data.weight?.[i] ?? 1));
      norm[i] = this.norms[i]! + diagonal[i]!;
    }
    memory.f64(at.alpha, rows).fill(0);
    this.w.fill(0);
    memory.f32(at.v, this.width).fill(0);
    memory.f32(at.bias, 1).fill(0);
    const counted = this.drawn.length;
    const order = memory.u32(at.order, counted);
    let first = 0;
    let last = counted;
    for (const i of this.drawn) order[sign[i]! > 0 ? first++ : --last] = i;
    this.fewRows = Math.min(counted, Math.max(2 * first, first + FEW));
  }

  /** Whether a row's weight is not 0. */
  counts(row: number): boolean {
    return (this.data.weight?.[row] ?? 1) > 0;
  }

  /** The machine as it is: weights, and the rows that hold it up with their α. */
  machine(): Machine {
    const { memory, at } = this;
    const count = memory.kernels.placesOfWeights(at.w, this.sparseColumns, at.places);
    const columns = memory.u32(at.places, count).slice();
    const w = new Float32Array(count);
    for (let e = 0; e < count; e++) w[e] = this.w[columns[e]!]!;
    const all = memory.f64(at.alpha, this.rows);
    const rows: number[] = [];
    for (let i = 0; i < all.length; i++) if (all[i]! > 0) rows.push(i);
    return {
      columns,
      w,
      v: this.v.slice(),
      intercept: memory.f32(at.bias, 1)[0]!,
      rows: Uint32Array.from(rows),
      alpha: Float64Array.from(rows, (i) => all[i]!),
    };
  }

  /** Takes up a machine after `begin`, with more rows to look at; returns how many there are with those that hold it up. */
  resume({ columns, w, v, intercept, rows, alpha }: Machine, more: readonly number[]): number {
    const { memory, at } = this;
    for (let e = 0; e < columns.length; e++) this.w[columns[e]!] = w[e]!;
    this.v.set(v);
    memory.f32(at.bias, 1)[0] = intercept;
    const all = memory.f64(at.alpha, this.rows);
    rows.forEach((row, k) => {
      all[row] = alpha[k]!;
    });
    const order = memory.u32(at.order, rows.length + more.length);
    order.set(rows);
    order.set(more, rows.length);
    return order.length;
  }

  /**
   * One pass over the first `active` rows. With `shrink` those that meet their condition at α = 0 leave them. `gap` is between
   * the largest and the least violation that was met.
   */
  pass(active: number, shrink: boolean): { stayed: number; gap: number } {
    const { at, width, memory } = this;
    const bounds = memory.f64(at.bounds, 2);
    bounds[0] = shrink ? 0 : Number.POSITIVE_INFINITY;
    const stayed = memory.kernels.dualPass(
      at.start,
      at.index,
      at.value,
      at.dense,
      width,
      at.sign,
      at.diagonal,
      at.norm,
      at.alpha,
      at.order,
      active,
      at.w,
      at.bias,
      at.v,
      at.bounds,
    );
    return { stayed, gap: Math.max(0, bounds[0]!) - Math.min(0, bounds[1]!) };
  }

  /** Lets the next fit have the memory; the design is then of no more use. */
  release(): void {
    this.memory.release();
  }
}
