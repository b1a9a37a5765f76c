import { describe, expect, it } from 'vitest';
import { type Contender, decide } from './decide.js';

const over = { status: 'succeeded', problem: null } as const;

function contender(version: number, value: number, more: Partial<Contender['model']> = {}, metric = 'auc'): Contender {
  return {
    model: { version, verdict: 'GO', modelHash: `hash ${version}`, ...more },
    outcome: {
      verdict: 'GO',
      champion: 'scorecard',
      primary: { metric, value, better: metric === 'auc' ? 'higher' : 'lower', interval: [value - 0.02, value + 0.02] },
      modelHash: `hash ${version}`,
    },
  };
}

describe('the decision after a scheduled run', () => {
  it('keeps the model where the run did not come to an end, and says why', () => {
    const failed = { status: 'failed', problem: { code: 'X', detail: "Column 'bad' is missing." } } as const;
    expect(decide(failed, undefined, contender(1, 0.8))).toEqual({
      word: 'kept',
      why: "The run failed: Column 'bad' is missing.",
    });
    expect(decide({ status: 'cancelled', problem: null }, undefined, undefined).why).toBe('The run was cancelled.');
  });

  it('keeps the model where the verdict is not GO, however good the number', () => {
    const decision = decide(over, contender(2, 0.9, { verdict: 'MORE DATA' }), contender(1, 0.8));
    expect(decision).toEqual({ word: 'kept', why: 'Version 2 got the verdict MORE DATA; only a GO can answer.' });
  });

  it('proposes the first model with a GO', () => {
    expect(decide(over, contender(1, 0.8), undefined).word).toBe('proposed');
  });

  it('keeps the model where the new one is the same', () => {
    const same = contender(2, 0.8, { modelHash: 'hash 1' });
    expect(decide(over, same, contender(1, 0.8))).toMatchObject({
      word: 'kept',
      why: expect.stringContaining('same model'),
    });
  });

  it.each([
    ['better', 0.85, 'proposed', 'it is better'],
    ['level: the champion lies within its interval', 0.79, 'proposed', 'it is level'],
    ['worse: the champion lies beyond its interval', 0.77, 'kept', 'it is worse'],
  ])('where the new one is %s', (_, value, word, words) => {
    expect(decide(over, contender(2, value), contender(1, 0.8))).toMatchObject({
      word,
      why: expect.stringContaining(words),
    });
  });

  it('knows metrics of which less is better', () => {
    expect(decide(over, contender(2, 0.4, {}, 'logLoss'), contender(1, 0.5, {}, 'logLoss')).why).toContain(
      'it is better',
    );
    expect(decide(over, contender(2, 0.5, {}, 'logLoss'), contender(1, 0.4, {}, 'logLoss')).word).toBe('kept');
  });

  it('keeps the model where the two are not measured alike', () => {
    expect(decide(over, contender(2, 0.4, {}, 'logLoss'), contender(1, 0.8))).toMatchObject({
      word: 'kept',
      why: expect.stringContaining('cannot be compared'),
    });
  });
});
