import { type FileProblems, parsedJson } from './file-problems.js';

interface TensorEntry {
  dtype: string;
  shape: number[];
  data_offsets: [number, number];
}

/** Bytes a number, of the types that weights of an encoder are kept in. */
const SIZES: Readonly<Record<string, number>> = { F32: 4, F16: 2, BF16: 2 };

/**
 * The tensors of a safetensors file (github.com/huggingface/safetensors, "Format"): eight bytes with the length of a JSON
 * header, the header, the numbers. What is asked for and not there, or odd, goes to `problems`.
 */
export class Safetensors {
  private readonly entries: Readonly<Record<string, TensorEntry>>;
  private readonly data: Uint8Array;

  constructor(
    bytes: Uint8Array,
    private readonly file: string,
    private readonly problems: FileProblems,
  ) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const length = bytes.byteLength < 8 ? Number.POSITIVE_INFINITY : Number(view.getBigUint64(0, true));
    if (8 + length > bytes.byteLength) {
      problems.add(`${file} is not a safetensors file, or is cut off: it has ${bytes.byteLength} bytes.`);
      this.entries = {};
      this.data = new Uint8Array(0);
      return;
    }
    const header = parsedJson(bytes.subarray(8, 8 + length), `The header of ${file}`, problems);
    this.entries = typeof header === 'object' && header !== null ? (header as Record<string, TensorEntry>) : {};
    this.data = bytes.subarray(8 + length);
  }

  get names(): string[] {
    return Object.keys(this.entries).filter((name) => name !== '__metadata__');
  }

  /** The numbers of a tensor of this shape as f32, where possible a view; of those that are missing or odd, zeros. */
  take(name: string, shape: readonly number[]): Float32Array {
    const count = shape.reduce((product, size) => product * size, 1);
    const entry = this.entries[name];
    const odd = entry === undefined ? 'is missing' : oddity(entry, shape, this.data.byteLength);
    if (entry === undefined || odd !== undefined) {
      this.problems.add(`Tensor '${name}' of ${this.file} ${odd}.`, 'MODEL_WEIGHT_ODD');
      return new Float32Array(count);
    }
    return toFloats(this.data.subarray(...entry.data_offsets), entry.dtype, count);
  }
}

/** What is wrong with an entry, as the end of a sentence. */
function oddity(entry: TensorEntry, shape: readonly number[], available: number): string | undefined {
  const { dtype, shape: got, data_offsets: offsets } = entry;
  const size = SIZES[dtype];
  if (size === undefined) return `has the type ${dtype}; allowed are ${Object.keys(SIZES).join(', ')}`;
  if (!Array.isArray(got) || got.join() !== shape.join()) {
    return `has the shape [${got}]; it has to have [${shape.join(', ')}]`;
  }
  const count = shape.reduce((product, one) => product * one, 1);
  const [from, to] = Array.isArray(offsets) ? offsets : [Number.NaN, Number.NaN];
  if (!(from >= 0 && to <= available && to - from === size * count)) return 'is cut off';
  return undefined;
}

function toFloats(bytes: Uint8Array, dtype: string, count: number): Float32Array {
  if (dtype === 'F32' && bytes.byteOffset % 4 === 0) return new Float32Array(bytes.buffer, bytes.byteOffset, count);
  const out = new Float32Array(count);
  if (dtype === 'F32') {
    new Uint8Array(out.buffer).set(bytes);
    return out;
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (dtype === 'BF16') {
    const bits = new Uint32Array(out.buffer);
    for (let i = 0; i < count; i++) bits[i] = view.getUint16(2 * i, true) << 16;
  } else {
    for (let i = 0; i < count; i++) out[i] = fromHalf(view.getUint16(2 * i, true));
  }
  return out;
}

/** IEEE 754 binary16. */
function fromHalf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
