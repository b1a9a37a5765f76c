import type { ProoflineError } from '@proofline/learn';
import { describe, expect, it } from 'vitest';
import { budgetSeconds, parseCriteriaFile, parsePocConfig } from './poc-config.js';

const smallest = 'version: 1\nvertical: credit-risk\ndata: { file: loans.csv }\n';

describe('parsePocConfig', () => {
  it('fills in what was not said', () => {
    const config = parsePocConfig(smallest);
    expect(config).toMatchObject({ seed: 7, budget: '120s', currency: 'EUR', columns: { protected: [], ignore: [] } });
    expect(config.split).toEqual({ testShare: 0.25, repeats: 1 });
    expect(config.criteria).toBeUndefined();
  });

  it('takes reasons as one text or as one for each language', () => {
    const config = parsePocConfig(
      `${smallest}criteria:\n  - { metric: auc, bound: ">=", value: 0.7, reason: enough }\n  - { metric: ece, bound: "<=", value: 0.1, level: should, reason: { en: sure, zh: 可靠 } }\n`,
    );
    expect(config.criteria).toEqual([
      { metric: 'auc', bound: '>=', value: 0.7, level: 'must', reason: { en: 'enough', zh: 'enough' } },
      { metric: 'ece', bound: '<=', value: 0.1, level: 'should', reason: { en: 'sure', zh: '可靠' } },
    ]);
  });

  it('says everything that is wrong, with lines and near misses', () => {
    let error: ProoflineError | undefined;
    try {
      parsePocConfig(
        'version: 1\nvertcal: credit-risk\ndata:\n  fille: a.csv\nbudget: 5 minutes\ncolumns:\n  targt: y\ncriteria:\n  - { metric: auc, bound: ">", value: 0.7 }\n',
        'poc.yaml',
      );
    } catch (thrown) {
      error = thrown as ProoflineError;
    }
    expect(error).toMatchObject({ kind: 'invalid-input', code: 'CONFIG_INVALID' });
    const said = error!.problems.map(({ code, where }) => `${code} ${where!.path}`);
    expect(said.sort()).toEqual([
      'CONFIG_KEY_MISSING data.file',
      'CONFIG_KEY_MISSING vertical',
      'CONFIG_KEY_UNKNOWN columns.targt',
      'CONFIG_KEY_UNKNOWN data.fille',
      'CONFIG_KEY_UNKNOWN vertcal',
      'CONFIG_VALUE_INVALID budget',
      'CONFIG_VALUE_INVALID criteria[0].bound',
    ]);
    expect(error!.message).toContain("poc.yaml:7: 'columns' has the unknown key 'targt'. Did you mean 'target'?");
    expect(error!.message).toMatch(/poc\.yaml:9: 'criteria\[0\]\.bound' is ">", but it must be one of >=, <=/);
  });
});

describe('messages of parsePocConfig', () => {
  const said = (content: string): string => {
    try {
      parsePocConfig(`${smallest}${content}`);
    } catch (error) {
      return (error as ProoflineError).message;
    }
    return '';
  };

  it('refuse repeats of folds that nobody asked for', () => {
    expect(said('split: { repeats: 3 }\n')).toContain(
      "'split.repeats' is 3, but it repeats outer folds, and there are none: name their number with cv (--cv 5), or leave it out.",
    );
    expect(said('split: { cv: 5, repeats: 3 }\n')).toBe('');
  });

  it.each(['0s', '0.5s', '169h'])('refuse a budget of %s, with the range', (budget) => {
    expect(said(`budget: ${budget}\n`)).toContain(`'budget' is "${budget}", but it must be from 1s to 168h.`);
    expect(said('budget: 1s\n')).toBe('');
  });

  it('are in words of their own, and none of the validator', () => {
    const message = said(
      'seed: x\nbudget: [1]\nsplit: { testShare: 0.9, cv: 1, folds: 2.5 }\nowner: { a: 1 }\ncosts: 5\ncandidates: scorecard\ncriteria:\n  - { metric: auc, bound: ">=", value: high, reason: [a] }\n  - { metric: auc, bound: ">=", value: 1, reason: { en: 5, zh: x } }\n',
    );
    for (const words of [
      '\'seed\' is "x", but it must be a number.',
      "'budget' is [1], but it must be a text",
      "'split.testShare' is 0.9, but it must be at most 0.5.",
      "'split.cv' is 1, but it must be at least 2.",
      "'split.folds' is 2.5, but it must be a whole number.",
      "'costs' is 5, but it must be keys with values.",
      '\'candidates\' is "scorecard", but it must be a list.',
      '\'criteria[0].value\' is "high", but it must be a number.',
      '\'criteria[0].reason\' is ["a"], but it must be a text (in quotes where it looks like a number or like true or false), or be keys with values.',
    ]) {
      expect(message).toContain(words);
    }
    expect(message).not.toMatch(/invalid|expected|received|too (big|small)|string|undefined/i);
    expect(said('budget: 5 minutes\n')).toContain("but it must be a number with s, m or h, e.g. '120s'.");
  });

  it('take what stands there for the name of a column or a value, quoted or not', () => {
    const columns = (content: string) => parsePocConfig(`${smallest}columns: ${content}\n`).columns;
    expect(columns('{ target: 2024, positive: yes, ignore: [1, no, 007] }')).toMatchObject({
      target: '2024',
      positive: 'yes',
      ignore: ['1', 'no', '007'],
    });
    expect(columns('{ positive: true }').positive).toBe('true');
    expect(columns('{ positive: 1 }').positive).toBe('1');
    // A file that says it is YAML 1.1, where yes and no are booleans.
    const old = `%YAML 1.1\n---\n${smallest}columns: { target: paid, positive: no }\n`;
    expect(parsePocConfig(old).columns.positive).toBe('no');
  });

  it('come together with what another check finds, each with its line', () => {
    const also = () => [{ code: 'ODD', path: ['criteria', 0, 'metric'], message: 'This is odd.' }];
    let error: ProoflineError | undefined;
    try {
      parsePocConfig(`${smallest}seed: x\ncriteria:\n  - { metric: auc, bound: ">=", value: 1 }\n`, 'poc.yaml', also);
    } catch (thrown) {
      error = thrown as ProoflineError;
    }
    expect(error!.problems.map(({ code }) => code)).toEqual(['CONFIG_VALUE_INVALID', 'ODD']);
    expect(error!.message).toContain('poc.yaml:6: This is odd.');
  });
});

describe('parseCriteriaFile', () => {
  it('reads what success means', () => {
    const content =
      'owner: risk committee\ncriteria:\n  - { metric: ks, bound: ">=", value: 0.3 }\nconstraints: { adverseImpactRatio: 0.8 }\n';
    expect(parseCriteriaFile(content)).toEqual({
      owner: 'risk committee',
      criteria: [{ metric: 'ks', bound: '>=', value: 0.3, level: 'must' }],
      constraints: { adverseImpactRatio: 0.8 },
    });
  });
});

describe('budgetSeconds', () => {
  it('knows seconds, minutes and hours', () => {
    expect([budgetSeconds('90s'), budgetSeconds('1.5m'), budgetSeconds('2h')]).toEqual([90, 90, 7200]);
  });
});
