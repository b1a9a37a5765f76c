import { describe, expect, it } from 'vitest';
import { budgetNote, measuredText } from '../src/output/verdict-view.js';

describe('a measured number on the terminal', () => {
  it.each([
    [0.7468123, '0.7468'],
    [0, '0'],
    [9e-14, '< 0.0001'],
    [-9e-14, '> -0.0001'],
    [0.0001, '0.0001'],
    [12345.6, '12350'],
    [Number.NaN, '–'],
  ])('%s is %s', (value, shown) => {
    expect(measuredText(value)).toBe(shown);
  });
});

describe('the time that training took', () => {
  const run = { fitSeconds: { one: 100, other: 88 } } as unknown as Parameters<typeof budgetNote>[0]['run'];

  it('is explained where it is longer than the budget', () => {
    expect(budgetNote({ run }, 60, 'en')).toContain('Training took 188 s of a budget of 60 s.');
    expect(budgetNote({ run }, 60, 'zh')).toContain('训练用时 188 秒，预算为 60 秒');
    expect(budgetNote({ run }, 180, 'en')).toBeUndefined();
  });
});
