import { getFloat16, setFloat16 } from '@petamoriken/float16';
import type { Json } from '@proofline/learn';

/** An element of a tensor; null where it is missing. */
export type Element = string | number | boolean | null;

interface Fixed {
  bytes: number;
  read(view: DataView, at: number): Element;
  write(view: DataView, at: number, value: Element): void;
}

const LITTLE_ENDIAN = true;

function numbers(
  bytes: number,
  read: (view: DataView, at: number) => number,
  write: (view: DataView, at: number, value: number) => void,
): Fixed {
  return {
    bytes,
    read(view, at) {
      const value = read(view, at);
      // What is not a number is a cell without one.
      return Number.isNaN(value) ? null : value;
    },
    write: (view, at, value) => write(view, at, value === null ? Number.NaN : Number(value)),
  };
}

function longs(
  read: (view: DataView, at: number) => bigint,
  write: (view: DataView, at: number, value: bigint) => void,
): Fixed {
  return {
    bytes: 8,
    read(view, at) {
      const value = read(view, at);
      // As digits where a number would lose some.
      return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
    },
    write: (view, at, value) => write(view, at, BigInt(value ?? 0)),
  };
}

const FIXED = {
  BOOL: {
    bytes: 1,
    read: (view, at) => view.getUint8(at) !== 0,
    write: (view, at, value) => view.setUint8(at, value === true ? 1 : 0),
  },
  UINT8: numbers(
    1,
    (v, at) => v.getUint8(at),
    (v, at, x) => v.setUint8(at, x),
  ),
  UINT16: numbers(
    2,
    (v, at) => v.getUint16(at, LITTLE_ENDIAN),
    (v, at, x) => v.setUint16(at, x, LITTLE_ENDIAN),
  ),
  UINT32: numbers(
    4,
    (v, at) => v.getUint32(at, LITTLE_ENDIAN),
    (v, at, x) => v.setUint32(at, x, LITTLE_ENDIAN),
  ),
  UINT64: longs(
    (v, at) => v.getBigUint64(at, LITTLE_ENDIAN),
    (v, at, x) => v.setBigUint64(at, x, LITTLE_ENDIAN),
  ),
  INT8: numbers(
    1,
    (v, at) => v.getInt8(at),
    (v, at, x) => v.setInt8(at, x),
  ),
  INT16: numbers(
    2,
    (v, at) => v.getInt16(at, LITTLE_ENDIAN),
    (v, at, x) => v.setInt16(at, x, LITTLE_ENDIAN),
  ),
  INT32: numbers(
    4,
    (v, at) => v.getInt32(at, LITTLE_ENDIAN),
    (v, at, x) => v.setInt32(at, x, LITTLE_ENDIAN),
  ),
  INT64: longs(
    (v, at) => v.getBigInt64(at, LITTLE_ENDIAN),
    (v, at, x) => v.setBigInt64(at, x, LITTLE_ENDIAN),
  ),
  FP16: numbers(
    2,
    (v, at) => getFloat16(v, at, LITTLE_ENDIAN),
    (v, at, x) => setFloat16(v, at, x, LITTLE_ENDIAN),
  ),
  FP32: numbers(
    4,
    (v, at) => v.getFloat32(at, LITTLE_ENDIAN),
    (v, at, x) => v.setFloat32(at, x, LITTLE_ENDIAN),
  ),
  FP64: numbers(
    8,
    (v, at) => v.getFloat64(at, LITTLE_ENDIAN),
    (v, at, x) => v.setFloat64(at, x, LITTLE_ENDIAN),
  ),
} satisfies Record<string, Fixed>;

/** Of a tensor's elements, in the protocol's words; BF16 is no part of it. */
export const DATATYPES = [
  'BOOL',
  'UINT8',
  'UINT16',
  'UINT32',
  'UINT64',
  'INT8',
  'INT16',
  'INT32',
  'INT64',
  'FP16',
  'FP32',
  'FP64',
  'BYTES',
] as const;
export type Datatype = (typeof DATATYPES)[number];

/** Bytes before each element of BYTES that say how long it is. */
const LENGTH_BYTES = 4;

/** Elements as they stand in a body: little-endian, one after the other. Throws a sentence where the bytes end within one. */
export function decode(datatype: Datatype, bytes: Uint8Array): Element[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (datatype === 'BYTES') return texts(view);
  const { bytes: size, read } = FIXED[datatype];
  if (bytes.byteLength % size !== 0) {
    throw new RangeError(`${bytes.byteLength} bytes are no whole number of ${datatype} elements of ${size} bytes`);
  }
  return Array.from({ length: bytes.byteLength / size }, (_, k) => read(view, k * size));
}

function texts(view: DataView): string[] {
  const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  const found: string[] = [];
  for (let at = 0; at < view.byteLength; ) {
    const length = at + LENGTH_BYTES > view.byteLength ? undefined : view.getUint32(at, LITTLE_ENDIAN);
    if (length === undefined || at + LENGTH_BYTES + length > view.byteLength) {
      throw new RangeError(`element ${found.length + 1} of BYTES ends beyond its ${view.byteLength} bytes`);
    }
    const text = new Uint8Array(view.buffer, view.byteOffset + at + LENGTH_BYTES, length);
    try {
      found.push(utf8.decode(text));
    } catch {
      throw new RangeError(`element ${found.length + 1} of BYTES is not UTF-8`);
    }
    at += LENGTH_BYTES + length;
  }
  return found;
}

export function encode(datatype: Datatype, elements: readonly Element[]): Buffer {
  if (datatype === 'BYTES') return Buffer.concat(elements.map(lengthAndText));
  const { bytes: size, write } = FIXED[datatype];
  const out = Buffer.alloc(elements.length * size);
  const view = new DataView(out.buffer, out.byteOffset, out.byteLength);
  for (const [k, element] of elements.entries()) write(view, k * size, element);
  return out;
}

function lengthAndText(element: Element): Buffer {
  const text = Buffer.from(element === null ? '' : String(element));
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt32LE(text.length);
  return Buffer.concat([length, text]);
}

/** What values of one output are: FP64, BOOL or BYTES; anything else is BYTES that hold JSON. */
export function datatypeOf(values: readonly (Json | undefined)[]): { datatype: Datatype; json: boolean } {
  const known = values.filter((value) => value !== null && value !== undefined);
  const all = (type: string): boolean => known.length > 0 && known.every((value) => typeof value === type);
  if (all('number')) return { datatype: 'FP64', json: false };
  if (all('boolean') && known.length === values.length) return { datatype: 'BOOL', json: false };
  return { datatype: 'BYTES', json: !all('string') };
}
