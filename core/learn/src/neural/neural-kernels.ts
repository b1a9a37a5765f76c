import { loadKernel } from '../kernels/load-kernel.js';

/** Byte offset into the memory that the kernels were given. */
export type Pointer = number;

/** The exports of `assembly/neural.ts`; sizes, units and sources are said there. */
export interface NeuralKernels {
  gemmScratchBytes(): number;
  gemm(
    transA: boolean,
    transB: boolean,
    m: number,
    n: number,
    k: number,
    a: Pointer,
    b: Pointer,
    c: Pointer,
    accumulate: boolean,
    scratch: Pointer,
  ): void;
  gemmWindows(
    m: number,
    n: number,
    k: number,
    x: Pointer,
    width: number,
    rows: Pointer,
    b: Pointer,
    c: Pointer,
    scratch: Pointer,
  ): void;
  packPanels(trans: boolean, n: number, k: number, b: Pointer, panels: Pointer): void;
  gemmBatched(
    batch: number,
    transA: boolean,
    transB: boolean,
    m: number,
    n: number,
    k: number,
    a: Pointer,
    strideA: number,
    b: Pointer,
    strideB: number,
    c: Pointer,
    scratch: Pointer,
  ): void;
  biasActivate(z: Pointer, bias: Pointer, m: number, n: number, activation: number): void;
  activate(x: Pointer, count: number, activation: number): void;
  activationBackward(gradient: Pointer, output: Pointer, count: number, activation: number, keep: number): void;
  dropout(x: Pointer, count: number, keep: number, seed: number): void;
  columnSums(g: Pointer, m: number, n: number, out: Pointer): void;
  gatherRows(x: Pointer, index: Pointer, count: number, width: number, out: Pointer): void;
  segmentSum(x: Pointer, segment: Pointer, count: number, width: number, out: Pointer, segments: number): void;
  batchNormForward(
    z: Pointer,
    m: number,
    n: number,
    gamma: Pointer,
    beta: Pointer,
    mean: Pointer,
    variance: Pointer,
    momentum: number,
    epsilon: number,
    xhat: Pointer,
    inverse: Pointer,
  ): void;
  batchNormInference(
    z: Pointer,
    m: number,
    n: number,
    gamma: Pointer,
    beta: Pointer,
    mean: Pointer,
    variance: Pointer,
    epsilon: number,
  ): void;
  batchNormBackward(
    gradient: Pointer,
    m: number,
    n: number,
    gamma: Pointer,
    xhat: Pointer,
    inverse: Pointer,
    gGamma: Pointer,
    gBeta: Pointer,
  ): void;
  logisticLoss(z: Pointer, y: Pointer, w: Pointer, m: number): number;
  softmaxLoss(z: Pointer, y: Pointer, w: Pointer, m: number, classes: number): number;
  squaredLoss(z: Pointer, y: Pointer, w: Pointer, m: number): number;
  adam(
    w: Pointer,
    g: Pointer,
    m: Pointer,
    v: Pointer,
    count: number,
    rate: number,
    beta1: number,
    beta2: number,
    epsilon: number,
    l2: number,
  ): void;
  maxPoolGradient(
    x: Pointer,
    dy: Pointer,
    dx: Pointer,
    batch: number,
    height: number,
    width: number,
    channels: number,
    outHeight: number,
    outWidth: number,
    filterHeight: number,
    filterWidth: number,
    strideHeight: number,
    strideWidth: number,
    dilationHeight: number,
    dilationWidth: number,
    padTop: number,
    padLeft: number,
  ): void;
  im2col(
    x: Pointer,
    out: Pointer,
    from: number,
    to: number,
    height: number,
    width: number,
    channels: number,
    outHeight: number,
    outWidth: number,
    filterHeight: number,
    filterWidth: number,
    strideHeight: number,
    strideWidth: number,
    dilationHeight: number,
    dilationWidth: number,
    padTop: number,
    padLeft: number,
  ): void;
}

/** The kernels on this memory: TensorFlow.js's, or one of their own. They never grow it and keep nothing in it. */
export function neuralKernels(memory: WebAssembly.Memory): NeuralKernels {
  const instance = new WebAssembly.Instance(loadKernel('neural'), { env: { memory } });
  return instance.exports as unknown as NeuralKernels;
}
