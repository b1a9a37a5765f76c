import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Criterion } from '../task/task.js';
import { text } from '../text/localized.js';
import { hashCriteria, judgeCriteria, type Measure } from './criteria.js';

const auc: Criterion = { metric: 'auc', bound: '>=', value: 0.7, level: 'must' };

describe('hashCriteria', () => {
  it('is SHA-256 over the JSON with sorted keys', () => {
    const content =
      '{"constraints":{},"costs":{"miss":5},"criteria":[{"bound":">=","level":"must","metric":"auc","value":0.7}]}';
    expect(hashCriteria([auc], { miss: 5 }, {})).toBe(`sha256:${createHash('sha256').update(content).digest('hex')}`);
  });

  it('does not depend on the order of keys, and changes with threshold, cost and constraint', () => {
    const { value, level, ...head } = auc;
    expect(hashCriteria([{ level, value, ...head }], { a: 1, b: 2 }, {})).toBe(hashCriteria([auc], { b: 2, a: 1 }, {}));
    const hashes = [
      hashCriteria([auc], {}, {}),
      hashCriteria([{ ...auc, value: 0.71 }], {}, {}),
      hashCriteria([{ ...auc, level: 'should' }], {}, {}),
      hashCriteria([auc], { miss: 5 }, {}),
      hashCriteria([auc], {}, { miss: 5 }),
    ];
    expect(new Set(hashes).size).toBe(5);
  });
});

describe('judgeCriteria', () => {
  const outcome = (criterion: Criterion, value: number, interval?: [number, number]): string => {
    const measure: Measure = { title: text('AUC'), value, ...(interval === undefined ? {} : { interval }) };
    return judgeCriteria([criterion], new Map([[criterion.metric, measure]]))[0]!.outcome;
  };

  it('asks for the whole interval on one side, the threshold itself counting as met', () => {
    expect(outcome(auc, 0.75, [0.7, 0.8])).toBe('met');
    expect(outcome(auc, 0.75, [0.69, 0.8])).toBe('uncertain');
    expect(outcome(auc, 0.65, [0.6, 0.7])).toBe('uncertain');
    expect(outcome(auc, 0.65, [0.6, 0.69])).toBe('missed');
    const atMost: Criterion = { ...auc, bound: '<=' };
    expect(outcome(atMost, 0.65, [0.6, 0.7])).toBe('met');
    expect(outcome(atMost, 0.69, [0.6, 0.71])).toBe('uncertain');
    expect(outcome(atMost, 0.75, [0.71, 0.8])).toBe('missed');
  });

  it('takes a number without an interval at its word', () => {
    expect(outcome(auc, 0.7)).toBe('met');
    expect(outcome(auc, 0.6999)).toBe('missed');
  });
});
