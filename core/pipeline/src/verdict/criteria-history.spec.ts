import { describe, expect, it } from 'vitest';
import type { Criterion } from '../task/task.js';
import { text } from '../text/localized.js';
import { hashCriteria } from './criteria.js';
import { type CriteriaRecord, describeCriteria, warnOfChange } from './criteria-history.js';

const hard: Criterion = { metric: 'auc', bound: '>=', value: 0.9, level: 'must' };
const easy: Criterion = { ...hard, value: 0.6 };
const hash = (criterion: Criterion): string => hashCriteria([criterion], {}, {});
const record = (criterion: Criterion, at: string): CriteriaRecord => ({
  hash: hash(criterion),
  at,
  criteria: describeCriteria([criterion]),
  verdict: 'NO-GO',
});

describe('warnOfChange', () => {
  it('is silent where every earlier run was judged alike', () => {
    expect(warnOfChange([], hash(hard), [hard])).toBeUndefined();
    expect(warnOfChange([record(hard, '2026-01-01T00:00:00Z')], hash(hard), [hard])).toBeUndefined();
  });

  it('names the change, and goes on naming it in later runs with the new criteria', () => {
    const first = record(hard, '2026-01-01T00:00:00Z');
    const second = record(easy, '2026-01-02T00:00:00Z');
    for (const history of [[first], [first, second]]) {
      const warning = warnOfChange(history, hash(easy), [easy]);
      expect(warning?.en).toContain('The run of 2026-01-01 was judged by: auc >= 0.9, and ended with NO-GO.');
      expect(warning?.en).toContain('This run is judged by: auc >= 0.6.');
    }
  });
});

describe('hashCriteria', () => {
  it('changes with what is judged, and not with the words around it', () => {
    expect(hash({ ...hard, reason: text('because'), owner: 'Ada' })).toBe(hash(hard));
    expect(hash({ ...hard, level: 'should' })).not.toBe(hash(hard));
    expect(hash(easy)).not.toBe(hash(hard));
    expect(hashCriteria([hard], { falseApproval: 5 }, {})).not.toBe(hash(hard));
    expect(hashCriteria([hard], {}, { modelMB: 1 })).not.toBe(hash(hard));
  });
});
