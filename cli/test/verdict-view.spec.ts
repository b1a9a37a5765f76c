import { describe, expect, it } from 'vitest';
import { measuredText } from '../src/output/verdict-view.js';

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
