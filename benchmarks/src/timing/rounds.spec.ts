import { describe, expect, it } from 'vitest';
import { interleave, quantile, ratioText, spreadOf } from './rounds.js';

describe('rounds', () => {
  it('runs both sides in turn, the first to go alternating, and compares round by round', async () => {
    const order: string[] = [];
    let round = 0;
    const comparison = await interleave(
      4,
      async () => {
        order.push('ours');
        return { wall: [1, 2, 3, 4][round]!, cpu: 1 };
      },
      async () => {
        order.push('peer');
        if (order.length % 2 === 0) round++;
        return { wall: 2, cpu: 4 };
      },
    );
    expect(order).toEqual(['ours', 'peer', 'peer', 'ours', 'ours', 'peer', 'peer', 'ours']);
    expect(comparison.rounds).toHaveLength(4);
    expect(comparison.cpu).toEqual({ median: 0.25, min: 0.25, max: 0.25 });
    expect(comparison.peer).toEqual({ wall: 2, cpu: 4 });
  });

  it('takes quantiles between values', () => {
    expect(quantile([4, 1, 3, 2], 0.5)).toBe(2.5);
    expect(quantile([5], 0.99)).toBe(5);
    expect(spreadOf([3, 1, 2])).toEqual({ median: 2, min: 1, max: 3 });
  });

  it('writes ratios with their range', () => {
    const spread = { median: 0.5, min: 0.25, max: 1 };
    const timing = { wall: 1, cpu: 1 };
    expect(ratioText({ wall: spread, cpu: spread, ours: timing, peer: timing, rounds: [] })).toBe(
      '0.50 (0.25-1.00), CPU 0.50 (0.25-1.00)',
    );
  });
});
