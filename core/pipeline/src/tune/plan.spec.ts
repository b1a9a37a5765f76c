import { describe, expect, it } from 'vitest';
import type { FittedCandidate } from '../task/task.js';
import { text } from '../text/localized.js';
import { planTraining } from './plan.js';

const candidate = (
  name: string,
  cost: FittedCandidate<unknown, unknown>['cost'],
): FittedCandidate<unknown, unknown> => ({
  name,
  title: text(name, name),
  complexity: 1,
  startingPoints: [{ a: 1 }],
  ...(cost === undefined ? {} : { cost }),
  fit: () => Promise.reject(new Error('not fitted here')),
  load: () => {
    throw new Error('not loaded here');
  },
});

describe('planTraining', () => {
  it('counts what a fit costs by rows, features and the columns of a one-hot encoding', () => {
    const narrow = candidate('narrow', (rows, features) => 1e-3 * rows * features);
    const wide = candidate('wide', (rows, _, __, columns) => 1e-3 * rows * columns);
    const plans = planTraining([narrow, wide], { rows: 100, features: 2, columns: 20, folds: 2 }, 22);
    // On two folds of 50 rows: 0.2 s and 2 s; with the last fit of 100 rows 0.4 s and 4 s. 17.6 s are left, 8.8 s each.
    expect(plans.get('narrow')).toEqual({ name: 'narrow', trials: 40, seconds: 40 * 0.2 + 0.2 });
    expect(plans.get('wide')).toMatchObject({ trials: 5 });
    expect(plans.get('wide')!.seconds).toBeCloseTo(5 * 2 + 2, 9);
  });

  it('tries the declared settings once where the budget is spent', () => {
    const plans = planTraining([candidate('dear', () => 60)], { rows: 10, features: 1, columns: 1, folds: 5 }, 10);
    expect(plans.get('dear')!.trials).toBe(1);
  });
});
