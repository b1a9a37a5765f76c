import { Rng } from '@proofline/learn';
import { describe, expect, it } from 'vitest';
import { declinedRows, spreadOver } from './declined-rows.js';

describe('declinedRows', () => {
  const probability = Float64Array.of(0.1, 0.5, 0.9, 0.4, 0.5);

  it('are those at the cut-off or above, in order', () => {
    expect([...declinedRows(probability, 0.5, 3, new Rng(1))]).toEqual([1, 2, 4]);
  });

  it('are a sample in order where there are more than asked for', () => {
    const rows = [...declinedRows(probability, 0.5, 2, new Rng(1))];
    expect(rows).toHaveLength(2);
    expect(rows).toEqual([...new Set(rows)].sort((a, b) => a - b));
    expect([1, 2, 4]).toEqual(expect.arrayContaining(rows));
  });
});

describe('spreadOver', () => {
  it('takes the middles of equal parts', () => {
    expect(spreadOver([0, 1, 2, 3, 4, 5, 6, 7, 8], 3)).toEqual([1, 4, 7]);
    expect(spreadOver(['a', 'b'], 3)).toEqual(['a', 'b']);
    expect(spreadOver([], 3)).toEqual([]);
  });
});
