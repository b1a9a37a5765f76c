import type { ProoflineError } from '@proofline/learn';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import toy from '../../../../fixtures/toy-vertical/index.js';
import { binary } from '../kinds/binary.js';
import type { Criterion, Task } from '../task/task.js';
import { text } from '../text/localized.js';
import { checkCriteria, criteriaWarnings, type WrittenCriteria } from './check-criteria.js';

const yields = toy.tasks[0] as Task;
const loans = {
  ...yields,
  id: 'default',
  kind: binary,
  criteria: [{ metric: 'auc', bound: '>=', value: 0.7, level: 'must' }],
  measures: {
    profit: { title: text('profit'), better: 'higher' },
    approved: { title: text('share approved'), better: 'higher', range: [0, 1], twoSided: true },
  },
  costsShape: z.strictObject({ falseApproval: z.number().min(0).optional() }),
} as unknown as Task;

function problems(written: WrittenCriteria, task: Task = loans): string[] {
  try {
    checkCriteria(task, written);
    return [];
  } catch (error) {
    expect(error).toMatchObject({ kind: 'invalid-input' });
    return (error as ProoflineError).problems.map(
      ({ code, where, message, fix }) => `${code} ${where!.path}: ${message} ${fix}`,
    );
  }
}
const ask = (metric: string, bound: string, value: number) => ({ metric, bound, value, level: 'must' });

describe('checkCriteria', () => {
  it('lets through what can be judged', () => {
    const criteria = [ask('auc', '>=', 0.7), ask('ece', '<=', 0.1), ask('profit', '>=', -3), ask('modelMB', '<=', 5)];
    expect(problems({ criteria, constraints: { explainMsPerRow: 3 }, costs: { falseApproval: 5 } })).toEqual([]);
    expect(problems({})).toEqual([]);
    expect(problems({ criteria: [], constraints: { modelMB: 3 } })).toEqual([]);
    expect(problems({ criteria: [ask('r2', '>=', -1)] }, yields)).toEqual([]);
  });

  it('refuses an empty list, and says what would be judged without it', () => {
    expect(problems({ criteria: [], constraints: {} })).toEqual([
      "CRITERIA_EMPTY criteria: 'criteria' is an empty list: nothing would be judged. Name at least one, or leave the key out for the task's own: auc ≥ 0.7 (must).",
    ]);
  });

  it('refuses bounds that no model can meet, and those that every model meets', () => {
    const said = problems({
      criteria: [
        ask('auc', '>=', 1.5),
        ask('auc', '<=', 0),
        ask('ece', '<=', 0),
        ask('ks', '>=', 0),
        ask('brier', '<=', 1),
        ask('logLoss', '<=', -2),
        ask('auc', '>=', 1),
      ],
    });
    expect(said.map((one) => one.split(':')[0])).toEqual([
      'CRITERION_IMPOSSIBLE criteria[0].value',
      'CRITERION_IMPOSSIBLE criteria[1].value',
      'CRITERION_IMPOSSIBLE criteria[2].value',
      'CRITERION_EMPTY criteria[3].value',
      'CRITERION_EMPTY criteria[4].value',
      'CRITERION_IMPOSSIBLE criteria[5].value',
      'CRITERION_IMPOSSIBLE criteria[6].value',
    ]);
    expect(said[0]).toContain('asks for AUC ≥ 1.5, which no model can meet: auc lies between 0 and 1.');
    expect(said[3]).toContain('asks for KS ≥ 0, which every model meets');
    expect(said[5]).toContain('logLoss lies above 0');
  });

  it('refuses a bound on the wrong side, and says what to write instead', () => {
    const said = problems({ criteria: [ask('logLoss', '>=', 0.2), ask('auc', '<=', 0.7), ask('ece', '<=', 0.1)] });
    expect(said).toEqual([
      `CRITERION_WRONG_SIDE criteria[0].value: 'criteria[0].value' asks for log loss ≥ 0.2, though lower is better: a worse model meets it more easily. Write {metric: logLoss, bound: "<=", value: 0.2} if that is what is meant.`,
      `CRITERION_WRONG_SIDE criteria[1].value: 'criteria[1].value' asks for AUC ≤ 0.7, though higher is better: a worse model meets it more easily. Write {metric: auc, bound: ">=", value: 0.7} if that is what is meant.`,
    ]);
    expect(problems({ criteria: [ask('approved', '>=', 0.3), ask('approved', '<=', 0.6)] })).toEqual([]);
  });

  it('refuses bounds that contradict each other, constraints among them, once for each pair', () => {
    expect(problems({ criteria: [ask('auc', '>=', 0.8), ask('auc', '<=', 0.7)] })).toEqual([
      "CRITERIA_CONTRADICT criteria[1].value: 'criteria[0].value' asks for AUC ≥ 0.8 and 'criteria[1].value' for ≤ 0.7: no model can meet both. Keep the one that fits: higher is better.",
    ]);
    const said = problems({
      criteria: [ask('auc', '<=', 0.7), ask('approved', '<=', 0.2)],
      constraints: { auc: 0.8, approved: 0.4 },
    });
    expect(said.map((one) => one.split(':')[0])).toEqual([
      'CRITERIA_CONTRADICT constraints.auc',
      'CRITERIA_CONTRADICT constraints.approved',
    ]);
    // One number is left, and several bounds on the same side are no contradiction.
    expect(
      problems({ criteria: [ask('approved', '>=', 0.4), ask('approved', '<=', 0.4), ask('approved', '>=', 0.3)] }),
    ).toEqual([]);
  });

  it('names every problem of criteria, constraints and costs at once, with near misses', () => {
    const said = problems({
      criteria: [ask('acu', '>=', 0.7), ask('auc', '>=', 2)],
      constraints: { modelMBB: 3, predictMsPer1000: -1 },
      costs: { falseApprovl: 3, falseApproval: -2 },
    }).join('\n');
    expect(said).toMatch(/^CRITERION_UNKNOWN criteria\[0\]\.metric: .*Did you mean 'auc'\?/m);
    expect(said).toMatch(/^CRITERION_IMPOSSIBLE criteria\[1\]\.value/m);
    expect(said).toMatch(/^CRITERION_UNKNOWN constraints\.modelMBB: .*Did you mean 'modelMB'\?/m);
    expect(said).toMatch(/^CRITERION_IMPOSSIBLE constraints\.predictMsPer1000/m);
    expect(said).toMatch(/^SETTING_VALUE_INVALID costs\.falseApproval: .*it must be at least 0/m);
    expect(said).toMatch(/^SETTING_KEY_UNKNOWN costs\.falseApprovl: .*Did you mean 'falseApproval'\?/m);
  });

  it('leaves what has another form to the check of the form', () => {
    expect(
      problems({ criteria: ['auc', null, { metric: 3 }, ask('auc', '>', 9)], constraints: 4, costs: null }),
    ).toEqual([]);
    expect(problems({ criteria: [ask('constructor', '>=', 1)] })).toHaveLength(1);
  });
});

describe('criteriaWarnings', () => {
  const said = (...criteria: Criterion[]): string[] => criteriaWarnings(criteria).map(({ en }) => en);
  const auc: Criterion = { metric: 'auc', bound: '>=', value: 0.7, level: 'must' };

  it('says where nothing must hold', () => {
    expect(said(auc, { metric: 'ece', bound: '<=', value: 0.1, level: 'should' })).toEqual([]);
    expect(said({ ...auc, level: 'should' })[0]).toContain("No criterion is a 'must'");
  });
});
