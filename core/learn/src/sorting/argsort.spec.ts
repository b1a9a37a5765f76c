import { describe, expect, it } from 'vitest';
import { Rng } from '../random/rng.js';
import { ascendingOrder, descendingOrder } from './argsort.js';

describe('ascendingOrder', () => {
  it('sorts few values, ties in index order, negative zero like zero, NaN last', () => {
    const values = Float64Array.of(3, -0, Number.NaN, 0, -1, 3, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY);
    expect([...ascendingOrder(values)]).toEqual([6, 4, 1, 3, 0, 5, 7, 2]);
    expect([...descendingOrder(values)]).toEqual([7, 0, 5, 1, 3, 4, 6, 2]);
  });

  it.each(['normal', 'few', 'whole', 'extreme'])('sorts many values as a stable comparison does: %s', (kind) => {
    const rng = new Rng(kind);
    const draw: Record<string, () => number> = {
      normal: () => rng.normal(),
      few: () => Math.round(3 * rng.normal()) / 3,
      whole: () => rng.int(70_000),
      extreme: () => rng.normal() * 10 ** (rng.int(600) - 300),
    };
    const values = Float64Array.from({ length: 5000 }, draw[kind]!);
    values[17] = Number.NaN;
    const expected = [...values.keys()].sort((a, b) => {
      if (Number.isNaN(values[a]!) || Number.isNaN(values[b]!)) return a === 17 ? 1 : -1;
      return values[a]! - values[b]! || a - b;
    });
    expect([...ascendingOrder(values)]).toEqual(expected);
  });
});
