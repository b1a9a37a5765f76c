import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { TensorFlow } from './backend.js';
import { type NeuralKernels, neuralKernels, type Pointer } from './neural-kernels.js';

/** What the kernels need of the WebAssembly backend of TensorFlow.js 4.22. */
interface WasmBackend {
  wasm: { _malloc(bytes: number): number; _free(at: number): void; asm: { memory: WebAssembly.Memory } };
  dataIdMap: { get(dataId: object): { memoryOffset: number } };
  makeOutput(shape: number[], dtype: string): TensorInfo;
}

interface KernelCall<Attributes> {
  inputs: Record<string, TensorInfo>;
  attrs: Attributes;
  backend: WasmBackend;
}

type KernelFunction<Attributes> = (call: KernelCall<Attributes>) => TensorInfo | TensorInfo[];

interface Pack {
  tf: TensorFlow;
  backend: WasmBackend;
  kernels: NeuralKernels;
  gemmScratch: Pointer;
}

/** The backend that has the kernels; a second registration on it would only replace them by themselves. */
let registeredOn: object | undefined;

/**
 * Registers our kernels on the WebAssembly backend, which must be the active one: the gradients it lacks
 * (UnsortedSegmentSum, Conv2DBackpropFilter), the one it gets wrong (MaxPoolGrad starts each maximum at the smallest
 * positive float, so a window of negative values loses its gradient), and those that are slow for training (transposed and
 * batched products, sums over leading axes, row gathers). Shapes they do not cover go on to the stock kernel.
 */
export function registerKernelPack(tf: TensorFlow): void {
  const backend = tf.backend() as unknown as WasmBackend;
  if (registeredOn === backend) return;
  const kernels = neuralKernels(backend.wasm.asm.memory);
  const pack: Pack = { tf, backend, kernels, gemmScratch: backend.wasm._malloc(kernels.gemmScratchBytes()) };
  replace(tf, 'UnsortedSegmentSum', () => segmentSum(pack));
  replace(tf, 'Conv2DBackpropFilter', () => convolutionFilterGradient(pack));
  replace(tf, 'MaxPoolGrad', () => maxPoolGradient(pack));
  replace<ProductAttributes>(tf, 'BatchMatMul', (stock) => matrixProduct(pack, stock));
  replace<SumAttributes>(tf, 'Sum', (stock) => leadingSum(pack, stock));
  replace<GatherAttributes>(tf, 'GatherV2', (stock) => rowGather(pack, stock));
  registeredOn = backend;
}

function replace<Attributes>(
  tf: TensorFlow,
  kernelName: string,
  make: (stock: KernelFunction<Attributes>) => KernelFunction<Attributes>,
): void {
  const stock = tf.getKernel(kernelName, 'wasm');
  if (stock !== undefined && stock !== null) tf.unregisterKernel(kernelName, 'wasm');
  const missing: KernelFunction<Attributes> = () => {
    throw new Error(`${kernelName}: this shape is not supported on WebAssembly`);
  };
  const kernelFunc = make((stock?.kernelFunc as unknown as KernelFunction<Attributes>) ?? missing);
  tf.registerKernel({ kernelName, backendName: 'wasm', kernelFunc: kernelFunc as never });
}

const at = (backend: WasmBackend, tensor: TensorInfo): Pointer =>
  backend.dataIdMap.get(tensor.dataId).memoryOffset >>> 0;
const product = (shape: readonly number[]): number => shape.reduce((total, size) => total * size, 1);

interface ProductAttributes {
  transposeA: boolean;
  transposeB: boolean;
}

function matrixProduct(pack: Pack, stock: KernelFunction<ProductAttributes>): KernelFunction<ProductAttributes> {
  return (call) => {
    const { backend, kernels, gemmScratch } = pack;
    const { transposeA, transposeB } = call.attrs;
    const { a, b } = call.inputs as { a: TensorInfo; b: TensorInfo };
    const [outerA, outerB] = [a.shape.slice(0, -2), b.shape.slice(0, -2)];
    const [batchA, batchB] = [product(outerA), product(outerB)];
    const sameOuter = outerA.join() === outerB.join() || batchA === 1 || batchB === 1;
    if (!sameOuter || a.dtype !== 'float32' || b.dtype !== 'float32') return stock(call);
    const [rowsA, columnsA] = a.shape.slice(-2) as [number, number];
    const [rowsB, columnsB] = b.shape.slice(-2) as [number, number];
    const [m, k] = transposeA ? [columnsA, rowsA] : [rowsA, columnsA];
    const n = transposeB ? rowsB : columnsB;
    const outer = pack.tf.broadcast_util.assertAndGetBroadcastShape(outerA, outerB);
    const out = backend.makeOutput([...outer, m, n], 'float32');
    const strideA = batchA === 1 ? 0 : m * k;
    const strideB = batchB === 1 ? 0 : k * n;
    const batch = product(outer);
    const [pa, pb, pc] = [at(backend, a), at(backend, b), at(backend, out)];
    kernels.gemmBatched(batch, transposeA, transposeB, m, n, k, pa, strideA, pb, strideB, pc, gemmScratch);
    return out;
  };
}

interface SumAttributes {
  axis: number | number[];
  keepDims: boolean;
}

function leadingSum(pack: Pack, stock: KernelFunction<SumAttributes>): KernelFunction<SumAttributes> {
  return (call) => {
    const { backend, kernels, tf } = pack;
    const { x } = call.inputs as { x: TensorInfo };
    const axes = tf.util.parseAxisParam(call.attrs.axis, x.shape);
    const leading = axes.length > 0 && axes.length < x.shape.length && axes.every((axis, i) => axis === i);
    if (!leading || x.dtype !== 'float32') return stock(call);
    const kept = x.shape.slice(axes.length);
    const out = backend.makeOutput(call.attrs.keepDims ? [...axes.map(() => 1), ...kept] : kept, 'float32');
    kernels.columnSums(at(backend, x), product(x.shape.slice(0, axes.length)), product(kept), at(backend, out));
    return out;
  };
}

interface GatherAttributes {
  axis: number;
  batchDims: number;
}

function rowGather(pack: Pack, stock: KernelFunction<GatherAttributes>): KernelFunction<GatherAttributes> {
  return (call) => {
    const { backend, kernels } = pack;
    const { x, indices } = call.inputs as { x: TensorInfo; indices: TensorInfo };
    const { axis, batchDims } = call.attrs;
    if (axis !== 0 || batchDims !== 0 || x.dtype !== 'float32' || indices.dtype !== 'int32') return stock(call);
    const count = product(indices.shape);
    const values = new Int32Array(backend.wasm.asm.memory.buffer, at(backend, indices), count);
    const limit = x.shape[0]!;
    const outside = values.find((index) => index < 0 || index >= limit);
    if (outside !== undefined) throw new Error(`GatherV2: the index ${outside} is not in 0…${limit - 1}`);
    const rest = x.shape.slice(1);
    const out = backend.makeOutput([...indices.shape, ...rest], 'float32');
    kernels.gatherRows(at(backend, x), at(backend, indices), count, product(rest), at(backend, out));
    return out;
  };
}

function segmentSum({ backend, kernels }: Pack): KernelFunction<{ numSegments: number }> {
  return ({ inputs, attrs: { numSegments } }) => {
    const { x, segmentIds } = inputs as { x: TensorInfo; segmentIds: TensorInfo };
    const rest = x.shape.slice(segmentIds.shape.length);
    const out = backend.makeOutput([numSegments, ...rest], 'float32');
    const [from, ids, to] = [at(backend, x), at(backend, segmentIds), at(backend, out)];
    kernels.segmentSum(from, ids, product(segmentIds.shape), product(rest), to, numSegments);
    return out;
  };
}

interface ConvolutionAttributes {
  strides: number | [number, number];
  pad: 'valid' | 'same' | number;
  dimRoundingMode?: 'floor' | 'round' | 'ceil';
  dataFormat?: 'NHWC' | 'NCHW';
  filterShape: [number, number, number, number];
}

/** Floats of the im2col matrix that are built at a time: 1 MB. */
const IM2COL_FLOATS = 262_144;

function convolutionFilterGradient({ tf, backend, kernels, gemmScratch }: Pack): KernelFunction<ConvolutionAttributes> {
  return ({ inputs, attrs }) => {
    const { x, dy } = inputs as { x: TensorInfo; dy: TensorInfo };
    if (attrs.dataFormat === 'NCHW') throw new Error('Conv2DBackpropFilter on WebAssembly needs the format NHWC');
    const info = tf.backend_util.computeConv2DInfo(
      x.shape as [number, number, number, number],
      attrs.filterShape,
      attrs.strides,
      1,
      attrs.pad,
      attrs.dimRoundingMode,
    );
    const out = backend.makeOutput(attrs.filterShape, 'float32');
    const positions = info.batchSize * info.outHeight * info.outWidth;
    const width = info.filterHeight * info.filterWidth * info.inChannels;
    const block = Math.max(1, Math.min(positions, Math.floor(IM2COL_FLOATS / width)));
    const columns = backend.wasm._malloc(4 * block * width) >>> 0;
    const [px, pdy, pout] = [at(backend, x), at(backend, dy), at(backend, out)];
    for (let from = 0; from < positions; from += block) {
      const to = Math.min(positions, from + block);
      kernels.im2col(
        px,
        columns,
        from,
        to,
        info.inHeight,
        info.inWidth,
        info.inChannels,
        info.outHeight,
        info.outWidth,
        info.filterHeight,
        info.filterWidth,
        info.strideHeight,
        info.strideWidth,
        1,
        1,
        info.padInfo.top,
        info.padInfo.left,
      );
      const gradient = pdy + 4 * from * info.outChannels;
      kernels.gemm(true, false, width, info.outChannels, to - from, columns, gradient, pout, from > 0, gemmScratch);
    }
    backend.wasm._free(columns);
    return out;
  };
}

interface PoolAttributes {
  filterSize: number | [number, number];
  strides: number | [number, number];
  pad: 'valid' | 'same' | number;
  dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

function maxPoolGradient({ tf, backend, kernels }: Pack): KernelFunction<PoolAttributes> {
  return ({ inputs, attrs }) => {
    const { dy, input } = inputs as { dy: TensorInfo; input: TensorInfo };
    const info = tf.backend_util.computePool2DInfo(
      input.shape as [number, number, number, number],
      attrs.filterSize,
      attrs.strides,
      1,
      attrs.pad,
      attrs.dimRoundingMode,
    );
    const out = backend.makeOutput(input.shape, 'float32');
    kernels.maxPoolGradient(
      at(backend, input),
      at(backend, dy),
      at(backend, out),
      info.batchSize,
      info.inHeight,
      info.inWidth,
      info.inChannels,
      info.outHeight,
      info.outWidth,
      info.filterHeight,
      info.filterWidth,
      info.strideHeight,
      info.strideWidth,
      1,
      1,
      info.padInfo.top,
      info.padInfo.left,
    );
    return out;
  };
}
