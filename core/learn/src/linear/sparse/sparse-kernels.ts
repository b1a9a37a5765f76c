import type { KernelModule } from '../../kernels/kernel-memory.js';
import { sparseLinearTwins } from './twin-sparse-linear.js';

/** The hot loops. Pointers are byte offsets; each argument is told in `assembly/sparse-linear.ts`. */
export interface SparseLinearKernels {
  place(index: number, value: number, count: number, line: number, columns: number): number;
  placesOfWeights(w: number, columns: number, out: number): number;
  dualPass(
    start: number,
    index: number,
    value: number,
    dense: number,
    width: number,
    sign: number,
    diagonal: number,
    norm: number,
    alpha: number,
    order: number,
    active: number,
    w: number,
    bias: number,
    v: number,
    bounds: number,
  ): number;
  decide(
    start: number,
    index: number,
    value: number,
    dense: number,
    width: number,
    rows: number,
    w: number,
    v: number,
    intercepts: number,
    stride: number,
    out: number,
  ): void;
  softmaxPass(
    start: number,
    index: number,
    value: number,
    dense: number,
    width: number,
    cost: number,
    norm: number,
    state: number,
    order: number,
    count: number,
    w: number,
    v: number,
    intercepts: number,
    stride: number,
    scratch: number,
    bounds: number,
  ): void;
  softmaxWeights(
    start: number,
    index: number,
    value: number,
    dense: number,
    width: number,
    cost: number,
    target: number,
    state: number,
    order: number,
    count: number,
    w: number,
    v: number,
    intercepts: number,
    stride: number,
    scratch: number,
  ): void;
}

export const SPARSE_LINEAR_KERNELS: KernelModule<SparseLinearKernels> = {
  name: 'sparse-linear',
  owner: 'A linear model on sparse rows',
  twins: sparseLinearTwins,
};

/** Dense values of a row, padded for the kernels. */
export function paddedWidth(columns: number): number {
  return Math.ceil(columns / 16) * 16;
}
