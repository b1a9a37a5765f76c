import { loadKernel } from '../kernels/load-kernel.js';
import type { Pointer } from './neural-kernels.js';

/** What `addBias` applies after the bias. */
export const ACTIVATION = { none: 0, relu: 1, tanh: 2, gelu: 3 } as const;

/** The exports of `assembly/transformer.ts`; sizes, layouts and sources are said there. */
export interface TransformerKernels {
  addBias(z: Pointer, bias: Pointer, m: number, n: number, activation: number): void;
  layerNorm(x: Pointer, m: number, n: number, gamma: Pointer, beta: Pointer, epsilon: number, out: Pointer): void;
  embed(
    table: Pointer,
    index: Pointer,
    offsets: Pointer,
    texts: number,
    n: number,
    scale: number,
    added: Pointer,
    out: Pointer,
  ): void;
  meanRows(x: Pointer, offsets: Pointer, texts: number, n: number, out: Pointer): void;
  normaliseRows(x: Pointer, m: number, n: number): void;
  attention(
    qkv: Pointer,
    offsets: Pointer,
    texts: number,
    heads: number,
    depth: number,
    scale: number,
    scratch: Pointer,
    out: Pointer,
  ): void;
}

/** The kernels on this memory. They never grow it and keep nothing in it. */
export function transformerKernels(memory: WebAssembly.Memory): TransformerKernels {
  const instance = new WebAssembly.Instance(loadKernel('transformer'), { env: { memory } });
  return instance.exports as unknown as TransformerKernels;
}
