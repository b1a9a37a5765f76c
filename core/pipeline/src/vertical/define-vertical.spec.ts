import type { ProoflineError } from '@proofline/learn';
import { describe, expect, it } from 'vitest';
import toy from '../../../../fixtures/toy-vertical/index.js';
import { text } from '../text/localized.js';
import { defineVertical, type Vertical } from './define-vertical.js';

const vertical = toy as unknown as Vertical;

function problemsOf(wrong: object): string[] {
  try {
    defineVertical({ ...vertical, ...wrong });
    return [];
  } catch (error) {
    const { kind, problems, message } = error as ProoflineError;
    expect(kind).toBe('invalid-input');
    for (const problem of problems) expect(message).toContain(problem.message);
    return problems.map(({ message: what, fix }) => `${what} ${fix}`);
  }
}

describe('defineVertical', () => {
  it('takes a sound declaration as it is', () => {
    expect(defineVertical(vertical)).toBe(vertical);
  });

  it('says everything that is wrong with the head at once', () => {
    expect(
      problemsOf({ id: 'Crop Yield', title: { en: 'Crops', zh: '' }, version: '1', compatibility: 'new', tasks: [] }),
    ).toEqual([
      "id: 'Crop Yield' is not kebab-case. Write it like 'credit-risk'.",
      "title: it has no text in 'zh'. Write text(english, chinese).",
      "version: '1' is no version. Write it like '1.2.3'.",
      "compatibility: 'new' is no range of versions. Write it like '^0.1.0'.",
      'tasks: there is none. Declare at least one task.',
    ]);
    expect(problemsOf({ compatibility: '^99.0.0' })[0]).toMatch(
      /works with @proofline\/pipeline \^99\.0\.0; this is \d/,
    );
  });

  it('says everything that is wrong with a task', () => {
    const [task] = vertical.tasks;
    const [mean, linear, , blend] = task!.candidates;
    const problems = problemsOf({
      tasks: [
        {
          ...task,
          primaryMetric: 'auc',
          tooGood: { metric: 'wealth', value: 1, than: text('anything') },
          criteria: [{ metric: 'happiness', bound: '>=', value: 1, level: 'must' }],
          examples: [],
          candidates: [
            mean,
            mean,
            { ...linear, name: 'linear', tuned: ['l2', 'depth'], startingPoints: [{ l2: -1 }] },
            blend,
          ],
        },
      ],
    });
    const all = problems.join('\n');
    expect(all).toMatch(/primaryMetric: kind 'regression' has no metric 'auc'\. Name one of rmse, mae/);
    expect(all).toMatch(/tooGood: nobody measures 'wealth'\. Name one of rmse, mae/);
    expect(all).toMatch(/criteria: nobody measures 'happiness'/);
    expect(all).toMatch(/2 of them are the trivial baseline/);
    expect(all).toMatch(/'crop-yield\.yield\.mean\.v1' is declared twice/);
    expect(all).toMatch(
      /linear: this is no versioned name of the task\. Write it like 'crop-yield\.yield\.algorithm\.v1'/,
    );
    expect(all).toMatch(/'depth' is tuned but not declared/);
    expect(all).toMatch(/starting point 1 sets 'l2' to -1, outside its range/);
    expect(all).toMatch(/its member 'crop-yield\.yield\.linear\.v1' is not a candidate/);
    expect(all).toMatch(/examples: there is none/);
  });
});
