import { type Matrix, matrix } from '@proofline/learn';
import { describe, expect, it } from 'vitest';
import { antitheticOrders, sampledShapley } from './sampled-shapley.js';

const row = (...values: number[]): Matrix => matrix(values.map((v) => Float64Array.of(v)));

describe('sampledShapley', () => {
  it('gives each feature of an additive score exactly its own part', () => {
    const margin = (x: Matrix): Float64Array => x.columns[0]!.map((a, i) => 2 * a - 3 * x.columns[1]![i]! + 1);
    const values = sampledShapley(margin, row(4, 5), 0, Float64Array.of(1, 1), [[0], [1]], antitheticOrders(2, 1));
    // 2·(4 − 1) and −3·(5 − 1).
    expect([...values]).toEqual([expect.closeTo(6, 12), expect.closeTo(-12, 12)]);
  });

  it('shares an interaction evenly between two features with an order and its reverse', () => {
    const margin = (x: Matrix): Float64Array => x.columns[0]!.map((a, i) => a * x.columns[1]![i]!);
    const values = sampledShapley(margin, row(2, 3), 0, Float64Array.of(0, 0), [[0], [1]], antitheticOrders(2, 1));
    expect([...values]).toEqual([expect.closeTo(3, 12), expect.closeTo(3, 12)]);
  });

  it('moves the columns of one feature together, and adds up to the whole difference', () => {
    const margin = (x: Matrix): Float64Array =>
      x.columns[0]!.map((a, i) => Math.tanh(a + x.columns[1]![i]!) * x.columns[2]![i]!);
    const reference = Float64Array.of(0.2, -0.1, 0.5);
    const values = sampledShapley(margin, row(1, 2, 3), 0, reference, [[0, 1], [2]], antitheticOrders(2, 3));
    const whole = Math.tanh(3) * 3 - Math.tanh(0.1) * 0.5;
    expect(values.length).toBe(2);
    expect(values[0]! + values[1]!).toBeCloseTo(whole, 12);
  });

  it('draws the same orders every time, each a permutation followed by its reverse', () => {
    const orders = antitheticOrders(5, 2);
    expect(orders).toEqual(antitheticOrders(5, 2));
    expect([...orders[0]!].sort()).toEqual([0, 1, 2, 3, 4]);
    expect([...orders[1]!]).toEqual([...orders[0]!].reverse());
  });
});
