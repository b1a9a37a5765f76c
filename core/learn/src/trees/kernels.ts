import { loadKernel } from '../kernels/load-kernel.js';
import { TwinKernels } from './twin-kernels.js';

/**
 * The hot loops of gradient boosting over one block of memory. Pointers are byte offsets into `buffer`; the meaning of
 * each argument is told in `assembly/trees.ts`.
 */
export interface TreeKernels {
  gather(rows: number, count: number, pairs: number, out: number): void;
  histogram(words: number, rows: number, count: number, gathered: number, histograms: number): void;
  subtract(parent: number, child: number, out: number, pairs: number): void;
  partition(words: number, shift: number, rows: number, count: number, goesLeft: number, spare: number): number;
  addToScores(rows: number, count: number, scores: number, stride: number, offset: number, value: number): void;
  predictBins(
    bins: number,
    width: number,
    count: number,
    nodes: number,
    roots: number,
    depths: number,
    trees: number,
    leafValues: number,
    tables: number,
    scores: number,
    stride: number,
    offset: number,
  ): void;
}

export type KernelKind = 'wasm' | 'twin';

/** A block of memory laid out from front to back, and the kernels that work on it. It is freed with the object. */
export class TreeMemory {
  private constructor(
    readonly kernels: TreeKernels,
    private readonly bufferOf: () => ArrayBuffer,
    private next: number,
  ) {}

  /** `bytes` is the sum of what will be taken; each piece is rounded up to 16. */
  static create(bytes: number, kind: KernelKind = defaultKernels()): TreeMemory {
    if (kind === 'twin') {
      const buffer = new ArrayBuffer(bytes + 64);
      return new TreeMemory(new TwinKernels(buffer), () => buffer, 0);
    }
    const instance = new WebAssembly.Instance(loadKernel('trees'), {});
    const exports = instance.exports as unknown as TreeKernels & { memory: WebAssembly.Memory; heapBase(): number };
    const start = Math.ceil(exports.heapBase() / 16) * 16;
    const pages = Math.ceil((start + bytes + 64) / 65536) - exports.memory.buffer.byteLength / 65536;
    if (pages > 0) exports.memory.grow(pages);
    return new TreeMemory(exports, () => exports.memory.buffer, start);
  }

  /** The pointer of a new piece of `bytes` bytes, 16-byte aligned. */
  take(bytes: number): number {
    const at = this.next;
    this.next += Math.ceil(bytes / 16) * 16;
    return at;
  }

  f64(at: number, length: number): Float64Array {
    return new Float64Array(this.bufferOf(), at, length);
  }

  u32(at: number, length: number): Uint32Array {
    return new Uint32Array(this.bufferOf(), at, length);
  }

  u8(at: number, length: number): Uint8Array {
    return new Uint8Array(this.bufferOf(), at, length);
  }
}

let simd: boolean | undefined;

/** WebAssembly where it has 128-bit SIMD, which is everywhere but in exotic builds. */
export function defaultKernels(): KernelKind {
  // The smallest module that uses a SIMD instruction: (func (result v128) (v128.const i64x2 0 0)) dropped.
  simd ??= WebAssembly.validate(
    Uint8Array.of(
      0,
      97,
      115,
      109,
      1,
      0,
      0,
      0,
      1,
      5,
      1,
      96,
      0,
      1,
      123,
      3,
      2,
      1,
      0,
      10,
      10,
      1,
      8,
      0,
      65,
      0,
      253,
      15,
      253,
      98,
      11,
    ),
  );
  return simd ? 'wasm' : 'twin';
}
