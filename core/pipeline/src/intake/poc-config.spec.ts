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
