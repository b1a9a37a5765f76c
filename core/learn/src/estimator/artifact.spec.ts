import { describe, expect, it } from 'vitest';
import { type Artifact, canonicalJson, decodeArtifact, encodeArtifact } from './artifact.js';

const artifact: Artifact = {
  kind: 'test.v1',
  json: { b: [1, null], a: { d: 'x', c: true } },
  tensors: {
    second: new Float64Array([0.1, Number.NaN, -0]),
    first: new Uint8Array([1, 2, 3]),
    third: new Int32Array([-1]).subarray(0, 1),
  },
};

describe('artifacts', () => {
  it('come back as they were', () => {
    expect(decodeArtifact(encodeArtifact(artifact))).toEqual(artifact);
  });

  it('are read from a Buffer at any offset, as files and databases hand them over', () => {
    const bytes = encodeArtifact(artifact);
    const pool = Buffer.alloc(bytes.length + 3);
    pool.set(bytes, 3);
    expect(decodeArtifact(pool.subarray(3))).toEqual(artifact);
    expect(decodeArtifact(Buffer.from(bytes))).toEqual(artifact);
  });

  it('have the same bytes whatever the order of keys', () => {
    const { first, second, third } = artifact.tensors;
    const other: Artifact = {
      kind: 'test.v1',
      json: { a: { c: true, d: 'x' }, b: [1, null] },
      tensors: { third: third!, first: first!, second: second! },
    };
    expect(encodeArtifact(other)).toEqual(encodeArtifact(artifact));
    expect(canonicalJson({ b: 1, a: { d: 2, c: 3 } })).toBe('{"a":{"c":3,"d":2},"b":1}');
  });

  it('refuses numbers that JSON does not have, by place', () => {
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
      expect(() => canonicalJson({ low: [1, { bound: value }] })).toThrow(
        `JSON has no ${value}, which stands at 'bound'.`,
      );
    }
  });

  it('that were cut short are refused', () => {
    const bytes = encodeArtifact(artifact);
    expect(() => decodeArtifact(bytes.subarray(0, 3))).toThrow(/does not start with PLA1/);
    expect(() => decodeArtifact(bytes.subarray(0, 20))).toThrow(/header is cut short/);
    expect(() => decodeArtifact(bytes.subarray(0, bytes.length - 8))).toThrow(/is cut short/);
  });
});
