import { describe, expect, it } from 'vitest';
import { readOutcome } from './read-outcome.js';

const read = (outcome: string | number | boolean, outcomes?: string[]) =>
  readOutcome(
    { predictionId: 'p', outcome, observedAt: '2026-03-01T00:00:00Z' },
    3,
    outcomes === undefined ? {} : { outcomes },
  );

describe('readOutcome', () => {
  it('takes a class in any spelling of it', () => {
    expect(read('Bad', ['good', 'bad'])).toBe('bad');
    expect(read(1, ['0', '1'])).toBe('1');
    expect(read('1.0', ['0', '1'])).toBe('1');
    expect(read(true, ['false', 'true'])).toBe('true');
  });

  it('names the item and what is allowed where it is none', () => {
    expect(read('late', ['good', 'bad'])).toMatchObject({
      code: 'OUTCOME_UNKNOWN',
      got: 'late',
      allowed: 'good, bad',
      where: { row: 3 },
    });
  });

  it('takes a number where the task has no classes, and nothing else', () => {
    expect(read('12.50')).toBe('12.5');
    for (const wrong of ['', 'much', true]) expect(read(wrong)).toMatchObject({ allowed: 'a number' });
  });
});
