import { describe, expect, it } from 'vitest';
import { text } from '../text/localized.js';
import { Progress, type RunEvent } from './run-event.js';

describe('Progress', () => {
  it('moves within every stage, never back, and never into the next one', () => {
    const events: RunEvent[] = [];
    const progress = new Progress((event) => events.push(event));
    progress.enter('train');
    progress.within('train', 1, text('the last candidate'));
    progress.enter('evaluate');
    progress.within('evaluate', 0.5, text('fairness'));
    progress.within('evaluate', 0.25, text('late'));
    progress.within('evaluate', 7, text('all'));
    progress.enter('report');
    const fractions = events.map((event) => (event.type === 'note' ? Number.NaN : event.fraction));
    expect(fractions).toEqual([...fractions].sort((a, b) => a - b));
    const [, trained, evaluating, half, , all, report] = fractions;
    expect(trained).toBe(evaluating);
    expect(half).toBeCloseTo((evaluating! + report!) / 2, 12);
    expect(all).toBe(report);
  });
});
