import { SHIPPED_ENCODER } from '@proofline/pipeline';
import { describe, expect, it } from 'vitest';
import { averaged, judged } from './judge-encoders.js';

const shipped = { [SHIPPED_ENCODER]: { value: 0.9, chosen: 'words' } };
const both = { ...shipped, added: { value: 0.95, chosen: 'words-and-meaning' } };

describe('a line about encoders', () => {
  it('shows each value with the candidate that the run chose', () => {
    const { measured, floor } = judged('accuracy', both, { better: 0.94, shipped: 0.89 }, 'BERT 96', undefined);
    expect(measured).toBe('shipped 0.9000 (words), added 0.9500 (words-and-meaning)');
    expect(floor).toBe('>= 0.94, shipped >= 0.89; published: BERT 96');
  });

  it('keeps its floors where the better encoder and the shipped one each keep their own', () => {
    const ok = (better: number, own?: number): boolean | undefined =>
      judged('accuracy', both, { better, ...(own === undefined ? {} : { shipped: own }) }, 'nobody', undefined).ok;
    expect(ok(0.95)).toBe(true);
    expect(ok(0.96)).toBe(false);
    expect(ok(0.95, 0.9)).toBe(true);
    expect(ok(0.95, 0.91)).toBe(false);
  });

  it('of what is better small is held to its floors from above', () => {
    const { ok, floor } = judged('error', shipped, { better: 0.89, lower: true }, 'nobody', undefined);
    expect(ok).toBe(false);
    expect(floor).toBe('<= 0.89; published: nobody');
    expect(judged('error', both, { better: 0.92, lower: true }, 'nobody', undefined).ok).toBe(true);
  });
});

describe('several draws', () => {
  it('are their mean, and how often each candidate was chosen', () => {
    const draws = [
      { value: 0.5, chosen: 'words' },
      { value: 0.75, chosen: 'words-and-meaning' },
      { value: 1, chosen: 'words-and-meaning' },
    ];
    expect(averaged(draws)).toEqual({ value: 0.75, chosen: 'words-and-meaning in 2 of 3, words in 1 of 3' });
  });
});
