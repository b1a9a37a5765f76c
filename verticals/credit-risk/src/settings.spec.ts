import type { ProoflineError } from '@proofline/learn';
import { checkSettings, type FeatureSchema, type PocConfigInput, parsePocConfig, type Task } from '@proofline/pipeline';
import { describe, expect, it } from 'vitest';
import { creditRisk } from './credit-risk.vertical.js';

const schema: FeatureSchema = {
  version: 1,
  columns: [
    { name: 'income', type: 'number', role: 'feature' },
    { name: 'housing', type: 'category', role: 'feature', categories: ['own', 'rent'] },
    { name: 'age', type: 'integer', role: 'protected' },
    { name: 'default', type: 'category', role: 'target', categories: ['no', 'yes'] },
  ],
};

function problems(given: Partial<PocConfigInput>): Record<string, string> {
  const config = parsePocConfig(
    JSON.stringify({ version: 1, vertical: 'credit-risk', data: { file: 'loans.csv' }, ...given }),
  );
  try {
    checkSettings(creditRisk.tasks[0] as Task, config, schema);
    return {};
  } catch (error) {
    return Object.fromEntries(
      (error as ProoflineError).problems.map(({ where, message }) => [where!.path as string, message]),
    );
  }
}

describe('settings of credit risk', () => {
  it('accepts edits, trends, a scale, bands and costs that make sense', () => {
    const edit = { author: 'Ada', reason: 'policy' };
    expect(
      problems({
        costs: { falseApproval: 5, trueApproval: 0 },
        settings: { protectedBands: { age: [25, 40] }, minimumGroupRows: 30 },
        options: {
          scorecard: {
            edits: [
              { feature: 'income', edges: [20000, 60000], ...edit },
              { feature: 'housing', groups: [['own'], ['rent']], ...edit },
            ],
            trends: { income: 'peak' },
            scale: { pointsToDoubleOdds: 30 },
          },
        },
      }),
    ).toEqual({});
  });

  it('refuses misspelt and negative costs, bands that do not rise or are of no protected column', () => {
    const said = problems({
      costs: { falseaproval: 5, falseDecline: -1 },
      settings: { protectedBands: { age: [40, 25], income: [1] }, minimumGroupRows: 0 },
    });
    expect(Object.keys(said).sort()).toEqual([
      'costs.falseDecline',
      'costs.falseaproval',
      'settings.minimumGroupRows',
      'settings.protectedBands.age',
      'settings.protectedBands.income',
    ]);
    expect(said['settings.protectedBands.age']).toMatch(/\[40,25\].*boundaries must rise/i);
  });

  it('refuses what a scorecard would ignore or fail on', () => {
    const said = problems({
      options: {
        scorecard: {
          edits: [
            { feature: 'income', edges: [20000] },
            { feature: 'age', edges: [30], author: 'Ada', reason: 'policy' },
            { feature: 'income', edges: [3, 2], author: 'Ada', reason: 'policy' },
            { feature: 'housing', groups: [['own', 'own'], ['boat']], author: 'Ada', reason: ' ' },
          ],
          trends: { income: 'peek', wealth: 'peak' },
          scale: { pointsToDoubleOdds: 0, baseScore: 'x' },
          edit: [],
        },
      },
    });
    expect(Object.keys(said).sort()).toEqual([
      'options.scorecard.edit',
      'options.scorecard.edits[0].author',
      'options.scorecard.edits[0].reason',
      'options.scorecard.edits[1].feature',
      'options.scorecard.edits[2].edges',
      'options.scorecard.edits[3].groups',
      'options.scorecard.edits[3].reason',
      'options.scorecard.scale.baseScore',
      'options.scorecard.scale.pointsToDoubleOdds',
      'options.scorecard.trends.income',
      'options.scorecard.trends.wealth',
    ]);
    expect(
      problems({
        options: {
          scorecard: { edits: [{ feature: 'housing', groups: [['own', 'own', 'boat']], author: 'A', reason: 'b' }] },
        },
      })['options.scorecard.edits[0].groups'],
    ).toMatch(/no level boat|twice: own/);
  });
});
