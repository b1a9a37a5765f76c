import { Rng } from '@proofline/learn';
import { type Frame, type Reason, text } from '@proofline/pipeline';
import { describe, expect, it } from 'vitest';
import { disparityDrivers } from './disparity-drivers.js';
import { isParetoBetter, safest } from './less-discriminatory-alternatives.js';

describe('safest', () => {
  it('approves as many as come nearest to the share', () => {
    expect([...safest(Float64Array.of(0.4, 0.1, 0.3, 0.2), 0.5)]).toEqual([0, 1, 0, 1]);
    expect([...safest(Float64Array.of(0.4, 0.1), 0)]).toEqual([0, 0]);
    expect([...safest(Float64Array.of(0.4, 0.1), 1)]).toEqual([1, 1]);
  });

  it('decides equal probabilities alike', () => {
    // One of four is asked for; approving three is further away than approving none.
    expect([...safest(Float64Array.of(0.2, 0.2, 0.2, 0.9), 0.25)]).toEqual([0, 0, 0, 0]);
    expect([...safest(Float64Array.of(0.2, 0.2, 0.2, 0.9), 0.5)]).toEqual([1, 1, 1, 0]);
  });
});

describe('isParetoBetter', () => {
  const point = (value: number) => ({ value, interval: [value, value] as const });
  const champion = { value: -0.5, ratio: point(0.7), gap: point(0.1) };

  it('asks for a notably better ratio at no loss of money and no wider gap', () => {
    expect(isParetoBetter(champion, { value: -0.5, ratio: point(0.75), gap: point(0.1) })).toBe(true);
    expect(isParetoBetter(champion, { value: -0.51, ratio: point(0.75), gap: point(0.1) })).toBe(false);
    expect(isParetoBetter(champion, { value: -0.5, ratio: point(0.75), gap: point(0.11) })).toBe(false);
    expect(isParetoBetter(champion, { value: -0.4, ratio: point(0.702), gap: point(0.05) })).toBe(false);
    expect(isParetoBetter(champion, { value: -0.4 })).toBe(false);
  });
});

describe('disparityDrivers', () => {
  it('are the differences of mean contributions, the largest first', () => {
    const frame: Frame = {
      rows: 4,
      columns: new Map([
        ['a', { kind: 'numeric' as const, values: Float64Array.of(1, 3, 0, 1) }],
        ['b', { kind: 'numeric' as const, values: Float64Array.of(0, 0, 4, 4) }],
      ]),
    };
    const explain = (one: Frame, row: number): Reason[] =>
      ['a', 'b'].map((feature) => {
        const column = one.columns.get(feature) as { values: Float64Array };
        return { feature, code: feature, text: text(feature), contribution: column.values[row]!, value: '' };
      });
    // a: (1 + 3)/2 − (0 + 1)/2; b: 0 − 4.
    expect(disparityDrivers(explain, frame, [0, 1], [2, 3], new Rng(1))).toEqual([
      { feature: 'a', difference: 1.5 },
      { feature: 'b', difference: -4 },
    ]);
  });
});
