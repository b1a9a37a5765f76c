import { describe, expect, it } from 'vitest';
import { isBetter } from './tune-candidate.js';

describe('isBetter', () => {
  it('asks for more than one standard error over the folds', () => {
    const leading = [0.5, 0.6, 0.7, 0.6];
    // Gains of 0.01 in every fold: no noise at all.
    expect(isBetter([0.49, 0.59, 0.69, 0.59], leading)).toBe(true);
    // Gains 0.04, −0.02, 0.03, −0.03: mean 0.005, standard error 0.0175.
    expect(isBetter([0.46, 0.62, 0.67, 0.63], leading)).toBe(false);
    // Gains 0.04, 0.00, 0.03, 0.01: mean 0.02, standard error 0.0091.
    expect(isBetter([0.46, 0.6, 0.67, 0.59], leading)).toBe(true);
  });

  it('keeps what leads among equals', () => {
    expect(isBetter([0.5, 0.6], [0.5, 0.6])).toBe(false);
  });
});
