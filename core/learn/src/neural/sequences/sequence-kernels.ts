import { loadKernel } from '../../kernels/load-kernel.js';
import type { Pointer } from '../neural-kernels.js';

/** The exports of `assembly/sequence.ts`; sizes, layouts and sources are said there. */
export interface SequenceKernels {
  multiply(m: number, n: number, k: number, a: Pointer, panels: Pointer, c: Pointer, accumulate: boolean): void;
  maxOverTime(
    z: Pointer,
    offsets: Pointer,
    texts: number,
    n: number,
    out: Pointer,
    stride: number,
    winner: Pointer,
  ): void;
  maxOverTimeGradient(gradient: Pointer, winner: Pointer, texts: number, n: number, gZ: Pointer): void;
  meanRowsGradient(gradient: Pointer, offsets: Pointer, texts: number, n: number, gX: Pointer): void;
  windowGradients(
    texts: number,
    n: number,
    k: number,
    x: Pointer,
    width: number,
    rows: Pointer,
    winner: Pointer,
    gradient: Pointer,
    stride: number,
    w: Pointer,
    gW: Pointer,
    gX: Pointer,
  ): void;
  lstmCell(
    count: number,
    units: number,
    rows: Pointer,
    gates: Pointer,
    recurrent: Pointer,
    hidden: Pointer,
    cell: Pointer,
    hiddenBefore: Pointer,
    cellBefore: Pointer,
    tanhCell: Pointer,
    out: Pointer,
    stride: number,
  ): void;
  lstmCellGradient(
    count: number,
    units: number,
    rows: Pointer,
    gates: Pointer,
    cellBefore: Pointer,
    tanhCell: Pointer,
    gOut: Pointer,
    stride: number,
    gHidden: Pointer,
    gCell: Pointer,
    gRecurrent: Pointer,
  ): void;
  elmanCell(
    count: number,
    units: number,
    rows: Pointer,
    gates: Pointer,
    recurrent: Pointer,
    hidden: Pointer,
    hiddenBefore: Pointer,
    out: Pointer,
    stride: number,
  ): void;
  elmanCellGradient(
    count: number,
    units: number,
    rows: Pointer,
    gates: Pointer,
    gOut: Pointer,
    stride: number,
    gHidden: Pointer,
    gRecurrent: Pointer,
  ): void;
}

/** The kernels on this memory. They never grow it and keep nothing in it. */
export function sequenceKernels(memory: WebAssembly.Memory): SequenceKernels {
  const instance = new WebAssembly.Instance(loadKernel('sequence'), { env: { memory } });
  return instance.exports as unknown as SequenceKernels;
}
