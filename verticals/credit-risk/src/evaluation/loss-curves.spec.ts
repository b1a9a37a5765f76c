import { describe, expect, it } from 'vitest';
import { lossChart } from './loss-curves.js';

describe('lossChart', () => {
  it('is the mean of the networks that still train, and names the epochs that were kept', () => {
    const { series, caption } = lossChart([
      { train: [0.8, 0.6, 0.5], validation: [0.9, 0.7, 0.75], bestEpoch: 1 },
      { train: [0.6, 0.4], validation: [0.7, 0.8], bestEpoch: 0 },
    ]);
    expect(series[0]!.points.map(([epoch]) => epoch)).toEqual([1, 2, 3]);
    [0.7, 0.5, 0.5].forEach((loss, k) => {
      expect(series[0]!.points[k]![1]).toBeCloseTo(loss, 12);
    });
    [0.8, 0.75, 0.75].forEach((loss, k) => {
      expect(series[1]!.points[k]![1]).toBeCloseTo(loss, 12);
    });
    expect(caption.en).toContain('Mean of 2 networks.');
    expect(caption.en).toContain('epoch 1, 2.');
  });

  it('has one line where no rows were set aside', () => {
    const { series, caption } = lossChart([{ train: [1, 0.5], validation: [], bestEpoch: 1 }]);
    expect(series).toHaveLength(1);
    expect(caption.en).toContain('none were set aside');
    expect(caption.en).not.toContain('stops');
  });
});
