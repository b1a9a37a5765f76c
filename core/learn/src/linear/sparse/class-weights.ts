import type { Artifact } from '../../estimator/artifact.js';
import { type KernelKind, KernelMemory } from '../../kernels/kernel-memory.js';
import { checkShape, checkSparseFeatures, rowsOf, type SparseFeatures } from './features.js';
import { paddedWidth, SPARSE_LINEAR_KERNELS, type SparseLinearKernels } from './sparse-kernels.js';

/** Rows and entries decided on at a time. */
const CHUNK_ROWS = 512;
const CHUNK_ENTRIES = 1 << 17;

/** Weights of a column stand side by side, one a class, `stride` of them. */
export interface WeightArrays {
  /** `sparse columns * stride`. */
  sparse: Float32Array;
  /** `dense columns * stride`. */
  dense: Float32Array;
  /** `stride`. */
  intercepts: Float32Array;
}

export interface WeightColumns {
  sparse: number;
  dense: number;
}

/** Weights of a column: the classes, rounded up to whole vectors. */
export function strideOf(classes: number): number {
  return Math.ceil(classes / 4) * 4;
}

/**
 * One linear score a class on sparse and dense columns. Weights of a column stand side by side, `stride` of them (the classes,
 * rounded up to 4), so that a row gathers whole vectors.
 */
export class ClassWeights {
  private predictor: Predictor | undefined;

  constructor(
    readonly classes: number,
    private weights: WeightArrays,
    private readonly kernels?: KernelKind,
  ) {}

  /** All 0 and in the kernels' memory, for `fill` to write into. */
  static filled(
    classes: number,
    columns: WeightColumns,
    fill: (weights: WeightArrays, stride: number) => void,
    kernels?: KernelKind,
  ): ClassWeights {
    const stride = strideOf(classes);
    const predictor = new Predictor(columns, stride, kernels);
    fill(predictor.weights, stride);
    const filled = new ClassWeights(classes, predictor.weights, kernels);
    filled.predictor = predictor;
    return filled;
  }

  get intercepts(): Float32Array {
    return this.weights.intercepts;
  }

  get stride(): number {
    return this.intercepts.length;
  }

  get columns(): WeightColumns {
    const { sparse, dense } = this.weights;
    return { sparse: sparse.length / this.stride, dense: dense.length / this.stride };
  }

  /** Weight of a sparse column for a class. */
  sparseWeight(column: number, of: number): number {
    return this.weights.sparse[column * this.stride + of]!;
  }

  denseWeight(column: number, of: number): number {
    return this.weights.dense[column * this.stride + of]!;
  }

  /** `rows * classes` scores, row by row. Throws `COLUMNS_DIFFER` for other columns than were fitted. */
  decide(x: SparseFeatures, owner: string): Float64Array {
    const { columns } = this;
    checkShape(x, columns, owner);
    // The single entries are looked at where they are copied; only if one is odd, it is looked for.
    return this.scores(x, 0, rowsOf(x), () => checkSparseFeatures(x, columns, owner));
  }

  /** The same for the rows from one to another, without a look at the shape. */
  scores(x: SparseFeatures, from: number, to: number, onOddEntry: () => void = () => {}): Float64Array {
    if (this.predictor === undefined) {
      this.predictor = new Predictor(this.columns, this.stride, this.kernels);
      const { sparse, dense, intercepts } = this.weights;
      // The kernels' memory holds them from now on; one copy is enough.
      this.weights = this.predictor.weights;
      this.weights.sparse.set(sparse);
      this.weights.dense.set(dense);
      this.weights.intercepts.set(intercepts);
    }
    return this.predictor.run(x, from, to, this.classes, onOddEntry);
  }

  /** Lets the next user have the kernels' memory; the weights are then of no more use. */
  release(): void {
    this.predictor?.release();
  }

  tensors(): Artifact['tensors'] {
    return { ...this.weights };
  }

  static fromTensors(classes: number, tensors: Artifact['tensors']): ClassWeights {
    const { sparse, dense, intercepts } = tensors as unknown as WeightArrays;
    return new ClassWeights(classes, { sparse, dense, intercepts });
  }
}

/** The weights in the kernels' memory, at first all 0, and room for some rows beside. */
class Predictor {
  readonly weights: WeightArrays;
  private readonly memory: KernelMemory<SparseLinearKernels>;
  private readonly width: number;
  private readonly denseColumns: number;
  private readonly entries: number;
  private readonly at: Record<'w' | 'v' | 'intercepts' | 'start' | 'index' | 'value' | 'rows' | 'out', number>;

  constructor(
    { sparse, dense }: WeightColumns,
    private readonly stride: number,
    kind?: KernelKind,
  ) {
    this.denseColumns = dense;
    this.width = paddedWidth(dense);
    // A row has each column at most once.
    this.entries = sparse === 0 ? 0 : Math.max(CHUNK_ENTRIES, sparse);
    const sizes = {
      w: 4 * sparse * stride,
      v: 4 * this.width * stride,
      intercepts: 4 * stride,
      start: 4 * (CHUNK_ROWS + 1),
      index: 4 * this.entries,
      value: 4 * this.entries,
      rows: 4 * CHUNK_ROWS * this.width,
      out: 4 * CHUNK_ROWS * stride,
    };
    this.memory = KernelMemory.create(SPARSE_LINEAR_KERNELS, Object.values(sizes), kind);
    this.at = this.memory.takeEach(sizes);
    const { memory, at } = this;
    // The memory may have been another's.
    memory.f32(at.v, this.width * stride).fill(0);
    memory.f32(at.rows, CHUNK_ROWS * this.width).fill(0);
    this.weights = {
      sparse: memory.f32(at.w, sparse * stride).fill(0),
      dense: memory.f32(at.v, dense * stride),
      intercepts: memory.f32(at.intercepts, stride).fill(0),
    };
  }

  run(x: SparseFeatures, first: number, end: number, classes: number, onOddEntry: () => void): Float64Array {
    const { memory, at, stride, width } = this;
    const out = new Float64Array((end - first) * classes);
    for (let from = first, to: number; from < end; from = to) {
      to = this.place(x, from, end, onOddEntry);
      const count = to - from;
      memory.kernels.decide(
        at.start,
        at.index,
        at.value,
        at.rows,
        width,
        count,
        at.w,
        at.v,
        at.intercepts,
        stride,
        at.out,
      );
      const scores = memory.f32(at.out, count * stride);
      for (let i = 0; i < count; i++) {
        const target = (from - first + i) * classes;
        for (let c = 0; c < classes; c++) out[target + c] = scores[i * stride + c]!;
      }
    }
    return out;
  }

  release(): void {
    this.memory.release();
  }

  /** Copies rows from `from` on, as many as there is room for; returns where they end. */
  private place({ sparse, dense }: SparseFeatures, from: number, rows: number, onOddEntry: () => void): number {
    const { memory, at, width, denseColumns } = this;
    let to = Math.min(from + CHUNK_ROWS, rows);
    const start = memory.i32(at.start, to - from + 1);
    start.fill(0);
    if (sparse !== undefined) {
      const first = sparse.start[from]!;
      while (sparse.start[to]! - first > this.entries) to--;
      for (let i = from; i <= to; i++) start[i - from] = sparse.start[i]! - first;
      const count = sparse.start[to]! - first;
      memory.i32(at.index, count).set(sparse.index.subarray(first, first + count));
      memory.f32(at.value, count).set(sparse.value.subarray(first, first + count));
      const line = 4 * this.stride;
      if (memory.kernels.place(at.index, at.value, count, line, sparse.columns) === 0) onOddEntry();
    }
    if (dense !== undefined) {
      const target = memory.f32(at.rows, CHUNK_ROWS * width);
      for (let i = from; i < to; i++) {
        target.set(dense.values.subarray(i * denseColumns, (i + 1) * denseColumns), (i - from) * width);
      }
    }
    return to;
  }
}

/** Of each row's scores the place of the largest, the first of equal ones. */
export function largestOf(scores: Float64Array, classes: number): Float64Array {
  const out = new Float64Array(scores.length / classes);
  for (let i = 0; i < out.length; i++) {
    let best = 0;
    for (let c = 1; c < classes; c++) if (scores[i * classes + c]! > scores[i * classes + best]!) best = c;
    out[i] = best;
  }
  return out;
}
