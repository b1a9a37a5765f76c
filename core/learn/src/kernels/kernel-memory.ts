import { ProoflineError } from '../errors/proofline-error.js';
import { loadKernel } from './load-kernel.js';

export type KernelKind = 'wasm' | 'twin';

/** A module of kernels: `wasm/<name>.wasm` and its plain-TypeScript twin, which gives the same bits. */
export interface KernelModule<Kernels> {
  name: string;
  /** Who needs the memory, for the message where there is not enough of it. */
  owner: string;
  twins: (buffer: ArrayBuffer) => Kernels;
}

/** Instances that fits have given back, one a module: pages that were touched once need not come from the system again. */
const spares = new Map<string, WebAssembly.Instance>();

/** Larger memories are not kept. */
const MOST_KEPT_BYTES = 2 ** 27;

/** 4 GiB, the end of a WebAssembly memory, less a page to round up. */
const MOST_BYTES = 2 ** 32 - 65536;

/** A block of memory laid out from front to back, and the kernels that work on it. It is freed with the object. */
export class KernelMemory<Kernels> {
  private constructor(
    readonly kernels: Kernels,
    private readonly buffer: ArrayBuffer,
    private next: number,
    private readonly giveBack?: () => void,
  ) {}

  /** Room for pieces of these sizes, each rounded up to 16. All zero, unless the module's users release their memory. */
  static create<Kernels>(
    { name, owner, twins }: KernelModule<Kernels>,
    sizes: readonly number[],
    kind: KernelKind = defaultKernels(),
  ): KernelMemory<Kernels> {
    const bytes = sizes.reduce((sum, size) => sum + roundUp(size), 1024);
    if (bytes > MOST_BYTES) {
      throw new ProoflineError(
        'invalid-input',
        'DATA_TOO_LARGE',
        `${owner} needs ${(bytes / 2 ** 30).toFixed(1)} GiB for this data; it can have 4. Take fewer rows or columns.`,
      );
    }
    if (kind === 'twin') {
      const buffer = new ArrayBuffer(bytes);
      return new KernelMemory(twins(buffer), buffer, 0);
    }
    const instance = spares.get(name) ?? new WebAssembly.Instance(loadKernel(name), {});
    spares.delete(name);
    const exports = instance.exports as unknown as Kernels & { memory: WebAssembly.Memory; heapBase(): number };
    const start = roundUp(exports.heapBase());
    const pages = Math.ceil((start + bytes) / 65536) - exports.memory.buffer.byteLength / 65536;
    if (pages > 0) exports.memory.grow(pages);
    return new KernelMemory(exports as Kernels, exports.memory.buffer, start, () => {
      if (exports.memory.buffer.byteLength <= MOST_KEPT_BYTES) spares.set(name, instance);
    });
  }

  /** Gives the memory to the next user of the module. Views of it must not be used any more. */
  release(): void {
    this.giveBack?.();
  }

  /** The pointer of a new piece of `bytes` bytes, 16-byte aligned. */
  take(bytes: number): number {
    const at = this.next;
    this.next += roundUp(bytes);
    return at;
  }

  /** The same for several, by their names. */
  takeEach<Name extends string>(bytes: Readonly<Record<Name, number>>): Record<Name, number> {
    const pieces = Object.entries<number>(bytes).map(([name, size]) => [name, this.take(size)]);
    return Object.fromEntries(pieces) as Record<Name, number>;
  }

  f64(at: number, length: number): Float64Array {
    return new Float64Array(this.buffer, at, length);
  }

  f32(at: number, length: number): Float32Array {
    return new Float32Array(this.buffer, at, length);
  }

  i32(at: number, length: number): Int32Array {
    return new Int32Array(this.buffer, at, length);
  }

  u32(at: number, length: number): Uint32Array {
    return new Uint32Array(this.buffer, at, length);
  }

  u16(at: number, length: number): Uint16Array {
    return new Uint16Array(this.buffer, at, length);
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
