import type { KernelMemory } from '../../kernels/kernel-memory.js';
import { rowsOf, type SparseFeatures } from './features.js';
import { paddedWidth, type SparseLinearKernels } from './sparse-kernels.js';

/** Bytes that rows take in the kernels' memory. */
export function rowSizes(x: SparseFeatures): Record<'start' | 'index' | 'value' | 'dense', number> {
  const rows = rowsOf(x);
  const entries = x.sparse?.index.length ?? 0;
  return {
    start: 4 * (rows + 1),
    index: 4 * entries,
    value: 4 * entries,
    dense: 4 * rows * paddedWidth(x.dense?.columns ?? 0),
  };
}

/** Copies rows to the kernels' memory; `line` is the bytes that the weights of a column take. */
export function placeRows(
  memory: KernelMemory<SparseLinearKernels>,
  at: Record<'start' | 'index' | 'value' | 'dense', number>,
  x: SparseFeatures,
  line: number,
): void {
  const { sparse, dense } = x;
  const rows = rowsOf(x);
  const start = memory.i32(at.start, rows + 1);
  if (sparse === undefined) start.fill(0);
  else {
    start.set(sparse.start);
    memory.i32(at.index, sparse.index.length).set(sparse.index);
    memory.f32(at.value, sparse.value.length).set(sparse.value);
    memory.kernels.place(at.index, at.value, sparse.index.length, line, sparse.columns);
  }
  if (dense !== undefined) {
    const width = paddedWidth(dense.columns);
    const values = memory.f32(at.dense, rows * width).fill(0);
    for (let i = 0; i < rows; i++) {
      values.set(dense.values.subarray(i * dense.columns, (i + 1) * dense.columns), i * width);
    }
  }
}

/** ‖x‖² of each row with the intercept's 1. */
export function squaredNorms(x: SparseFeatures): Float64Array {
  const { sparse, dense } = x;
  const norms = new Float64Array(rowsOf(x)).fill(1);
  for (let i = 0; i < norms.length; i++) {
    if (sparse !== undefined)
      for (let k = sparse.start[i]!; k < sparse.start[i + 1]!; k++) norms[i]! += sparse.value[k]! ** 2;
    if (dense !== undefined)
      for (let k = i * dense.columns; k < (i + 1) * dense.columns; k++) norms[i]! += dense.values[k]! ** 2;
  }
  return norms;
}

/** Rows whose weight is not 0. */
export function countedRows(rows: number, weight: Float64Array | undefined): Uint32Array<ArrayBuffer> {
  return Uint32Array.from({ length: rows }, (_, i) => i).filter((i) => (weight?.[i] ?? 1) > 0);
}

/** Rows / (classes · rows of the class), rows counted by weight: what makes all classes weigh the same. */
export function balancedWeights(y: Float64Array, weight: Float64Array | undefined, classes: number): Float64Array {
  const mass = new Float64Array(classes);
  for (let i = 0; i < y.length; i++) mass[y[i]!]! += weight?.[i] ?? 1;
  const total = mass.reduce((sum, m) => sum + m, 0);
  return mass.map((m) => (m > 0 ? total / (classes * m) : 1));
}
