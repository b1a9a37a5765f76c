import { ProoflineError } from '../errors/proofline-error.js';
import { loadKernel } from '../kernels/load-kernel.js';
import { inferenceTwins } from './twin-inference.js';
import { trainingTwins } from './twin-training.js';

/** The hot loops of a fit. Pointers are byte offsets into `buffer`; each argument is told in `assembly/trees.ts`. */
export interface TrainingKernels {
  sort(values: number, count: number, spare: number, counts: number): void;
  binColumn(values: number, count: number, edges: number, top: number, out: number, stride: number): void;
  logisticGradients(
    scores: number,
    y: number,
    weight: number,
    count: number,
    pairs: number,
    magic: number,
    unit: number,
  ): void;
  gather(rows: number, count: number, pairs: number, out: number): void;
  histogram(
    words: number,
    rows: number,
    count: number,
    gathered: number,
    ha: number,
    hb: number,
    hc: number,
    hd: number,
  ): void;
  histogramAll(words: number, count: number, pairs: number, ha: number, hb: number, hc: number, hd: number): void;
  histogramTwo(
    words: number,
    rows: number,
    count: number,
    gathered: number,
    shiftA: number,
    ha: number,
    shiftB: number,
    hb: number,
  ): void;
  subtract(parent: number, child: number, pairs: number): void;
  scan(
    histogram: number,
    bins: number,
    gradient: number,
    hessian: number,
    lambda: number,
    alpha: number,
    least: number,
    best: number,
    out: number,
  ): number;
  scanBounded(
    histogram: number,
    bins: number,
    gradient: number,
    hessian: number,
    lambda: number,
    alpha: number,
    least: number,
    best: number,
    out: number,
    direction: number,
    lowest: number,
    highest: number,
  ): number;
  partition(words: number, shift: number, rows: number, count: number, goesLeft: number, spare: number): number;
  addToScores(rows: number, count: number, scores: number, stride: number, offset: number, value: number): void;
}

/** The hot loops of a fitted model. */
export interface InferenceKernels {
  walk(
    bins: number,
    stride: number,
    count: number,
    nodes: number,
    roots: number,
    trees: number,
    leafValues: number,
    tables: number,
    scores: number,
    outputs: number,
  ): void;
  predictMasks(
    bins: number,
    stride: number,
    count: number,
    heads: number,
    trees: number,
    inner: number,
    columnsOf: number,
    leafValues: number,
    tables: number,
    lookup: number,
    masks: number,
    scores: number,
    outputs: number,
  ): void;
  shap(
    bins: number,
    heads: number,
    trees: number,
    nodes: number,
    tables: number,
    plan: number,
    weights: number,
    maxPoints: number,
    paths: number,
    sums: number,
    open: number,
    phi: number,
    width: number,
    outputs: number,
  ): void;
}

export type TreeKernels = TrainingKernels & InferenceKernels;
export type KernelKind = 'wasm' | 'twin';

/** 4 GiB, the end of a WebAssembly memory, less a page to round up. */
const MOST_BYTES = 2 ** 32 - 65536;

/** A block of memory laid out from front to back, and the kernels that work on it. It is freed with the object. */
export class TreeMemory {
  private constructor(
    readonly kernels: TreeKernels,
    private readonly buffer: ArrayBuffer,
    private next: number,
  ) {}

  /** Room for pieces of these sizes, each rounded up to 16. */
  static create(sizes: readonly number[], kind: KernelKind = defaultKernels()): TreeMemory {
    const bytes = sizes.reduce((sum, size) => sum + roundUp(size), 1024);
    if (bytes > MOST_BYTES) {
      throw new ProoflineError(
        'invalid-input',
        'DATA_TOO_LARGE',
        `Gradient boosting needs ${(bytes / 2 ** 30).toFixed(1)} GiB for this data; it can have 4. Take fewer rows or columns.`,
      );
    }
    if (kind === 'twin') {
      const buffer = new ArrayBuffer(bytes);
      return new TreeMemory({ ...trainingTwins(buffer), ...inferenceTwins(buffer) }, buffer, 0);
    }
    const instance = new WebAssembly.Instance(loadKernel('trees'), {});
    const exports = instance.exports as unknown as TreeKernels & { memory: WebAssembly.Memory; heapBase(): number };
    const start = roundUp(exports.heapBase());
    const pages = Math.ceil((start + bytes) / 65536) - exports.memory.buffer.byteLength / 65536;
    if (pages > 0) exports.memory.grow(pages);
    return new TreeMemory(exports, exports.memory.buffer, start);
  }

  /** The pointer of a new piece of `bytes` bytes, 16-byte aligned. */
  take(bytes: number): number {
    const at = this.next;
    this.next += roundUp(bytes);
    return at;
  }

  f64(at: number, length: number): Float64Array {
    return new Float64Array(this.buffer, at, length);
  }

  u32(at: number, length: number): Uint32Array {
    return new Uint32Array(this.buffer, at, length);
  }

  u8(at: number, length: number): Uint8Array {
    return new Uint8Array(this.buffer, at, length);
  }
}

function roundUp(bytes: number): number {
  return Math.ceil(bytes / 16) * 16;
}

/** The smallest module with a SIMD instruction: a function that returns a zero v128. */
const SIMD_MODULE = Uint8Array.from(
  '00 61 73 6d 01 00 00 00 01 05 01 60 00 01 7b 03 02 01 00 0a 0a 01 08 00 41 00 fd 0f fd 62 0b'
    .split(' ')
    .map((byte) => Number.parseInt(byte, 16)),
);
let simd: boolean | undefined;

/** WebAssembly where it has 128-bit SIMD, which is everywhere but in exotic builds. */
export function defaultKernels(): KernelKind {
  simd ??= typeof WebAssembly !== 'undefined' && WebAssembly.validate(SIMD_MODULE);
  return simd ? 'wasm' : 'twin';
}
