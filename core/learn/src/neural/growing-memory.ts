import { ProoflineError } from '../errors/proofline-error.js';
import type { Pointer } from './neural-kernels.js';

const PAGE = 65536;

/** A WebAssembly memory that is laid out from front to back and grows as that asks for. It goes with the object. */
export class GrowingMemory {
  protected readonly memory = new WebAssembly.Memory({ initial: 1 });
  private end = 0;

  /** `advice` is for who asks for more than there is. */
  constructor(private readonly advice = 'Use smaller batches, fewer units or shorter sequences.') {}

  /** Room for so many numbers of four bytes, zero unless it was used before a `rewind`. Views made before do not see memory any more. */
  reserve(count: number): Pointer {
    const at = this.end;
    this.end = Math.ceil((at + 4 * count) / 16) * 16;
    const missing = this.end - this.memory.buffer.byteLength;
    if (missing > 0) this.grow(missing);
    return at;
  }

  f32(at: Pointer, count: number): Float32Array<ArrayBuffer> {
    return new Float32Array(this.memory.buffer as ArrayBuffer, at, count);
  }

  i16(at: Pointer, count: number): Int16Array<ArrayBuffer> {
    return new Int16Array(this.memory.buffer as ArrayBuffer, at, count);
  }

  i32(at: Pointer, count: number): Int32Array<ArrayBuffer> {
    return new Int32Array(this.memory.buffer as ArrayBuffer, at, count);
  }

  place(values: Float32Array): Pointer {
    const at = this.reserve(values.length);
    this.f32(at, values.length).set(values);
    return at;
  }

  placeIntegers(values: Int32Array): Pointer {
    const at = this.reserve(values.length);
    this.i32(at, values.length).set(values);
    return at;
  }

  /** Where the next piece begins, for `rewind`. */
  mark(): Pointer {
    return this.end;
  }

  /** Gives back all that was reserved since the mark. */
  rewind(mark: Pointer): void {
    this.end = mark;
  }

  private grow(bytes: number): void {
    try {
      this.memory.grow(Math.ceil(bytes / PAGE));
    } catch (cause) {
      const megabytes = Math.ceil(this.end / 2 ** 20);
      throw new ProoflineError(
        'unavailable',
        'NETWORK_TOO_LARGE',
        `The network needs ${megabytes} MB of WebAssembly memory, more than can be had. ${this.advice}`,
        { cause },
      );
    }
  }
}
