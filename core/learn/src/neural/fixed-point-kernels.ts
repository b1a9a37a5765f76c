import { loadKernel } from '../kernels/load-kernel.js';
import type { Pointer } from './neural-kernels.js';

/** The largest integer of a number in fixed point. */
export const MOST = 4095;
/** So many numbers of a row, or of a column of weights, have one scale. */
export const BLOCK = 128;

/** The exports of `assembly/fixed-point.ts`; sizes, layouts and precision are said there. */
export interface FixedPointKernels {
  toFixedPoint(x: Pointer, m: number, k: number, out: Pointer, scales: Pointer): void;
  multiplyFixedPoint(
    m: number,
    n: number,
    k: number,
    a: Pointer,
    scalesA: Pointer,
    panels: Pointer,
    scalesB: Pointer,
    c: Pointer,
    accumulate: boolean,
  ): void;
  toPairs(x: Pointer, m: number, k: number, out: Pointer, ends: Pointer, scales: Pointer): void;
  multiplyPairs(
    m: number,
    n: number,
    k: number,
    pairs: Pointer,
    ends: Pointer,
    scalesA: Pointer,
    panels: Pointer,
    scalesB: Pointer,
    c: Pointer,
    accumulate: boolean,
  ): void;
}

/** The kernels on this memory. They never grow it and keep nothing in it. */
export function fixedPointKernels(memory: WebAssembly.Memory): FixedPointKernels {
  const instance = new WebAssembly.Instance(loadKernel('fixed-point'), { env: { memory } });
  return instance.exports as unknown as FixedPointKernels;
}
