import { ProoflineError } from '../errors/proofline-error.js';

export type TensorData = Float64Array | Float32Array | Int32Array | Uint32Array | Uint16Array | Uint8Array | Int8Array;

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/**
 * A fitted model as data: plain JSON plus typed arrays. `kind` names the class that reads it back, with the version of
 * its layout, e.g. `learn.gradient-boosting.v1`.
 */
export interface Artifact {
  kind: string;
  json: Json;
  tensors: Record<string, TensorData>;
}

const MAGIC = 'PLA1';
const CONSTRUCTORS = {
  Float64Array,
  Float32Array,
  Int32Array,
  Uint32Array,
  Uint16Array,
  Uint8Array,
  Int8Array,
} as const;

/**
 * One byte string for an artefact, the same bytes for equal content whatever the order of its keys: magic, header length,
 * canonical JSON header, then the arrays in name order, each at an offset that is a multiple of 8. Little-endian.
 */
export function encodeArtifact(artifact: Artifact): Uint8Array {
  const names = Object.keys(artifact.tensors).sort();
  let offset = 0;
  const tensors = names.map((name) => {
    const data = artifact.tensors[name]!;
    const entry = { name, type: tensorType(data), length: data.length, offset };
    offset += Math.ceil(data.byteLength / 8) * 8;
    return entry;
  });
  const header = new TextEncoder().encode(
    canonicalJson({ kind: artifact.kind, json: artifact.json, tensors } as unknown as Json),
  );
  const start = Math.ceil((8 + header.length) / 8) * 8;
  const bytes = new Uint8Array(start + offset);
  bytes.set(new TextEncoder().encode(MAGIC), 0);
  new DataView(bytes.buffer).setUint32(4, header.length, true);
  bytes.set(header, 8);
  tensors.forEach((entry, i) => {
    const data = artifact.tensors[names[i]!]!;
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), start + entry.offset);
  });
  return bytes;
}

/** Inverse of `encodeArtifact`. Throws `incompatible` when the bytes are not an artefact or are cut short. */
export function decodeArtifact(bytes: Uint8Array): Artifact {
  const broken = (why: string): ProoflineError =>
    new ProoflineError('incompatible', 'ARTIFACT_UNREADABLE', `This is not a readable model artefact: ${why}.`);
  if (bytes.length < 8 || new TextDecoder().decode(bytes.subarray(0, 4)) !== MAGIC)
    throw broken(`it does not start with ${MAGIC}`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headerLength = view.getUint32(4, true);
  if (8 + headerLength > bytes.length) throw broken('its header is cut short');
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + headerLength))) as {
    kind: string;
    json: Json;
    tensors: { name: string; type: keyof typeof CONSTRUCTORS; length: number; offset: number }[];
  };
  const start = Math.ceil((8 + headerLength) / 8) * 8;
  const tensors: Record<string, TensorData> = {};
  for (const { name, type, length, offset } of header.tensors) {
    const TypedArray = CONSTRUCTORS[type];
    const from = start + offset;
    const to = from + length * TypedArray.BYTES_PER_ELEMENT;
    if (to > bytes.length) throw broken(`array '${name}' is cut short`);
    // A copy, aligned for its type; the `slice` of a Buffer would be a view of it.
    tensors[name] = new TypedArray(Uint8Array.from(bytes.subarray(from, to)).buffer);
  }
  return { kind: header.kind, json: header.json, tensors };
}

/** Refuses an artefact that another class, or another version of it, has written. */
export function requireKind(artifact: Artifact, kind: string): void {
  if (artifact.kind === kind) return;
  throw new ProoflineError(
    'incompatible',
    'ARTIFACT_KIND',
    `This artefact is of kind '${artifact.kind}'; '${kind}' is needed. Train the model again with this version.`,
  );
}

/**
 * JSON with sorted keys and no spaces: equal content, equal text. `undefined` members are left out. Throws a RangeError for a
 * number that JSON cannot hold: `JSON.stringify` would write null for NaN and infinity, and something else would be read back.
 */
export function canonicalJson(value: Json): string {
  return JSON.stringify(value, (key, member: unknown) => {
    if (typeof member === 'number' && !Number.isFinite(member)) {
      throw new RangeError(`JSON has no ${member}, which stands at '${key}'.`);
    }
    if (member === null || typeof member !== 'object' || Array.isArray(member)) return member;
    return Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
  });
}

function tensorType(data: TensorData): keyof typeof CONSTRUCTORS {
  return data.constructor.name as keyof typeof CONSTRUCTORS;
}
