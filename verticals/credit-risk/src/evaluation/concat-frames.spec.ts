import { describe, expect, it } from 'vitest';
import { concatColumns, concatFrames } from './concat-frames.js';

describe('concatColumns', () => {
  it('joins levels by name', () => {
    const a = { kind: 'categorical' as const, levels: ['x', 'y'], codes: Int32Array.of(1, -1) };
    const b = { kind: 'categorical' as const, levels: ['z', 'y'], codes: Int32Array.of(0, 1, -1) };
    expect(concatColumns(a, b)).toEqual({
      kind: 'categorical',
      levels: ['x', 'y', 'z'],
      codes: Int32Array.of(1, -1, 2, 1, -1),
    });
  });

  it('keeps special codes where one side has none', () => {
    const a = { kind: 'numeric' as const, values: Float64Array.of(1) };
    const b = { kind: 'numeric' as const, values: Float64Array.of(Number.NaN, 2), special: Uint8Array.of(3, 0) };
    expect(concatColumns(a, b)).toEqual({
      kind: 'numeric',
      values: Float64Array.of(1, Number.NaN, 2),
      special: Uint8Array.of(0, 3, 0),
    });
  });

  it('refuses columns of two kinds', () => {
    const a = { kind: 'numeric' as const, values: Float64Array.of(1) };
    expect(() => concatColumns(a, { kind: 'text', values: ['a'] })).toThrow('cannot be one');
  });
});

describe('concatFrames', () => {
  it('keeps the columns that both have', () => {
    const one = (name: string, value: number) =>
      [name, { kind: 'numeric' as const, values: Float64Array.of(value) }] as const;
    const a = { rows: 1, columns: new Map([one('a', 1), one('b', 2)]) };
    const b = { rows: 1, columns: new Map([one('b', 3), one('c', 4)]) };
    const joined = concatFrames(a, b);
    expect(joined.rows).toBe(2);
    expect([...joined.columns.keys()]).toEqual(['b']);
    expect(joined.columns.get('b')).toEqual({ kind: 'numeric', values: Float64Array.of(2, 3) });
  });
});
