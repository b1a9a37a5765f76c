import { describe, expect, it } from 'vitest';
import type { Reason } from '../task/task.js';
import { text } from '../text/localized.js';
import { combineReasons } from './combine-reasons.js';

const reason = (feature: string, contribution: number, words = feature): Reason => ({
  feature,
  code: feature,
  text: text(words),
  contribution,
  value: '1',
});

describe('combineReasons', () => {
  it('weighs the shares of each feature and adds them up', () => {
    const combined = combineReasons([
      { weight: 0.75, reasons: [reason('income', 0.8), reason('age', -0.4)] },
      { weight: 0.5, reasons: [reason('age', 1), reason('term', 0.2)] },
    ]);
    // income 0.75·0.8 = 0.6; age 0.75·(−0.4) + 0.5·1 = 0.2; term 0.5·0.2 = 0.1.
    expect(combined.map(({ feature }) => feature)).toEqual(['income', 'age', 'term']);
    expect(combined.map(({ contribution }) => contribution)).toEqual([
      expect.closeTo(0.6, 12),
      expect.closeTo(0.2, 12),
      expect.closeTo(0.1, 12),
    ]);
  });

  it('takes the words of the member that adds most in the direction of the sum', () => {
    const [age] = combineReasons([
      { weight: 1, reasons: [reason('age', -0.4, 'age speaks for it')] },
      { weight: 1, reasons: [reason('age', 0.7, 'age too low')] },
      { weight: 2, reasons: [reason('age', 0.3, 'age unusual')] },
    ]);
    expect(age!.text.en).toBe('age too low');
  });

  it('gives only what raises the score under a limit, at most that many', () => {
    const members = [{ weight: 1, reasons: [reason('a', 0.3), reason('b', 0), reason('c', -0.2), reason('d', 0.1)] }];
    expect(combineReasons(members, 4).map(({ feature }) => feature)).toEqual(['a', 'd']);
    expect(combineReasons(members, 1).map(({ feature }) => feature)).toEqual(['a']);
  });

  it('does not let the last bits of a sum decide the order', () => {
    const members = (first: number): { weight: number; reasons: Reason[] }[] => [
      { weight: 1, reasons: [reason('b', first), reason('a', 0.3)] },
    ];
    // 0.1 + 0.2 is 0.30000000000000004.
    expect(combineReasons(members(0.1 + 0.2)).map(({ feature }) => feature)).toEqual(['a', 'b']);
    expect(combineReasons(members(0.3)).map(({ feature }) => feature)).toEqual(['a', 'b']);
  });
});
