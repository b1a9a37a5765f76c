import { describe, expect, it } from 'vitest';
import type { Criterion } from '../task/task.js';
import { text } from '../text/localized.js';
import { judgeCriteria, type Measure } from './criteria.js';
import { decideVerdict, type VerdictInput } from './verdict.js';

const must: Criterion = { metric: 'auc', bound: '>=', value: 0.7, level: 'must' };
const should: Criterion = { metric: 'ece', bound: '<=', value: 0.1, level: 'should' };
const measures = (...entries: [string, number, [number, number]?][]): Map<string, Measure> =>
  new Map(
    entries.map(([name, value, interval]) => [name, { title: text(name), value, ...(interval && { interval }) }]),
  );

/** 250 of 1,000 rows judged; a champion that leads by 0.08. */
function input(changes: Partial<VerdictInput> = {}): VerdictInput {
  return {
    criteria: judgeCriteria([must], measures(['auc', 0.79, [0.73, 0.85]])),
    primary: { title: text('AUC'), better: 'higher', value: 0.79, interval: [0.73, 0.85] },
    champion: { title: text('Scorecard'), baseline: false },
    gain: { value: 0.08, interval: [0.02, 0.14] },
    lead: { value: 0.09, interval: [0.04, 0.14] },
    baselineValue: 0.71,
    testRows: 250,
    totalRows: 1000,
    judgedOn: 'share',
    ...changes,
  };
}
const said = (changes?: Partial<VerdictInput>): string =>
  decideVerdict(input(changes))
    .sentences.map(({ en }) => en)
    .join('\n');

describe('judgeCriteria', () => {
  it('asks for the whole interval on one side', () => {
    const outcomes = (interval: [number, number]) =>
      judgeCriteria([must], measures(['auc', (interval[0] + interval[1]) / 2, interval]))[0]!.outcome;
    expect([outcomes([0.7, 0.8]), outcomes([0.6, 0.7]), outcomes([0.6, 0.69])]).toEqual(['met', 'uncertain', 'missed']);
    const atMost = (value: number) => judgeCriteria([should], measures(['ece', value]))[0]!.outcome;
    expect([atMost(0.1), atMost(0.11)]).toEqual(['met', 'missed']);
  });

  it('says what nobody measured, by its title', () => {
    const [judged] = judgeCriteria([must], new Map(), new Map([['auc', text('area under the curve')]]));
    expect(judged).toMatchObject({ outcome: 'unmeasured', title: text('area under the curve') });
  });
});

describe('decideVerdict', () => {
  it('is GO where every must is met and the baseline is beaten, both with their whole interval', () => {
    const { word, ask } = decideVerdict(input());
    expect(word).toBe('GO');
    expect(ask).toBeUndefined();
    expect(said()).toContain('It beats the trivial baseline (0.710) by 0.080 (0.020 to 0.140) in AUC.');
    expect(said()).toContain('Every must among the criteria fixed before training is met: auc ≥ 0.7.');
  });

  it('says a suspicion before the word, and keeps the word for what was measured', () => {
    const of = (columns: string[], champion: boolean, changes: Partial<VerdictInput> = {}) =>
      decideVerdict(input({ suspicion: { columns, champion }, ...changes }));
    const both = of(['fee', 'paid'], true);
    expect(Object.keys(both)[0]).toBe('suspicion');
    expect(both.word).toBe('GO');
    expect(both.suspicion!.en).toBe(
      "Leakage is suspected: 'fee', 'paid' may hold what is known only after the outcome; the champion is better than such data honestly is. Until that is cleared up, do not act on this GO.",
    );
    expect(both.suspicion!.zh).toContain('“fee”、“paid”');
    expect(of([], true, { gain: { value: 0.02, interval: [-0.01, 0.05] } }).suspicion!.en).toMatch(
      /^Leakage is suspected: the champion .* take the numbers below for too good\.$/,
    );
    expect(of([], false)).not.toHaveProperty('suspicion');
    expect(decideVerdict(input())).not.toHaveProperty('suspicion');
  });

  it('never hides a wish that did not come true', () => {
    const criteria = judgeCriteria([must, should], measures(['auc', 0.79, [0.73, 0.85]], ['ece', 0.2, [0.15, 0.25]]));
    expect(decideVerdict(input({ criteria })).word).toBe('GO');
    expect(said({ criteria })).toContain('Wished for, and not there: ece ≤ 0.1 (missed).');
  });

  it('is NO-GO where a must is missed, or the champion is no better than the baseline for certain', () => {
    const criteria = judgeCriteria([must], measures(['auc', 0.6, [0.55, 0.65]]));
    expect(decideVerdict(input({ criteria })).word).toBe('NO-GO');
    expect(said({ criteria })).toContain('Missed beyond doubt: auc ≥ 0.7.');
    expect(decideVerdict(input({ gain: { value: -0.05, interval: [-0.1, 0] } })).word).toBe('NO-GO');
  });

  it('asks for the rows that would shrink the interval to the distance', () => {
    // An arm of 0.06 against a distance of 0.03 to the threshold: four times the rows.
    const criteria = judgeCriteria([must], measures(['auc', 0.73, [0.67, 0.79]]));
    const verdict = decideVerdict(input({ criteria }));
    expect(verdict.word).toBe('MORE DATA');
    expect(verdict.sentences[0]!.en).toContain('this file is too small to decide');
    expect(verdict.ask?.en).toBe('About 4,000 rows in all would decide it, if the new ones are like these.');
    // A lead of 0.02 with an arm of 0.05: 6.25 times.
    const unsure = decideVerdict(input({ gain: { value: 0.02, interval: [-0.03, 0.07] } }));
    expect(unsure.word).toBe('MORE DATA');
    expect(unsure.ask?.en).toContain('About 6,300 rows in all');
    // Of a test file of its own, that file must grow.
    expect(decideVerdict(input({ criteria, judgedOn: 'own-file' })).ask?.en).toContain(
      'About 1,000 rows in the test file',
    );
  });

  it('never asks for as many rows as there are, or fewer', () => {
    // The arm over the threshold is 0.051 at a distance of 0.05, the other one shorter: barely more rows.
    const skewed = judgeCriteria([must], measures(['auc', 0.75, [0.699, 0.77]]));
    expect(decideVerdict(input({ criteria: skewed, totalRows: 2000 })).ask?.en).toContain('About 2,100 rows in all');
    const lead = { value: 0.06, interval: [-0.001, 0.07] } as const;
    expect(decideVerdict(input({ gain: lead, totalRows: 2000 })).ask?.en).toContain('About 2,100 rows in all');
    // The edge: a lead whose interval begins at zero.
    const edge = { value: 0.06, interval: [0, 0.07] } as const;
    expect(decideVerdict(input({ gain: edge, totalRows: 2000 })).ask?.en).toContain('About 2,100 rows in all');
    for (let k = 0; k < 200; k++) {
      const low = 0.7 - 0.001 * k;
      const criteria = judgeCriteria([must], measures(['auc', 0.74, [low, 0.745]]));
      const { ask } = decideVerdict(input({ criteria, totalRows: 4321 }));
      const rows = /About ([\d,]+) rows/.exec(ask?.en ?? '')?.[1];
      if (rows !== undefined) expect(Number(rows.replaceAll(',', ''))).toBeGreaterThan(4321);
    }
  });

  it('says where more rows would bring a miss', () => {
    const criteria = judgeCriteria([must], measures(['auc', 0.67, [0.61, 0.73]]));
    expect(decideVerdict(input({ criteria })).ask?.en).toMatch(/About 4,000 rows.*points to a miss of auc ≥ 0\.7\./);
  });

  it('never calls a file too small and more rows useless at once', () => {
    const onTheLine = judgeCriteria([must], measures(['auc', 0.701, [0.64, 0.76]]));
    for (const changes of [
      { criteria: onTheLine },
      { gain: { value: -0.01, interval: [-0.06, 0.04] as const } },
      { gain: { value: 0.001, interval: [-0.05, 0.05] as const } },
    ]) {
      const { word, ask } = decideVerdict(input(changes));
      expect(word).toBe('MORE DATA');
      expect(said(changes)).toContain('more rows of the same kind alone would hardly make it so');
      expect(said(changes)).not.toContain('too small');
      expect(ask?.en).toContain('look for data that says more');
      expect(ask?.en).not.toMatch(/rows in all/);
    }
  });

  it('is NO-GO where the baseline stayed, and says how far the best model is from it', () => {
    const champion = { title: text('Best single variable'), baseline: true };
    const gain = { value: 0, interval: [0, 0] } as const;
    const behind = { champion, gain, lead: { value: -0.012, interval: [-0.03, 0.006] as const } };
    expect(decideVerdict(input(behind)).word).toBe('NO-GO');
    expect(said(behind)).toContain('the trivial baseline (best single variable) already reaches the goal');
    const missed = judgeCriteria([must], measures(['auc', 0.6, [0.55, 0.65]]));
    expect(said({ ...behind, criteria: missed })).toContain('with this data the goal is not reached');
    expect(said(behind)).toContain(
      'No model is better than the trivial baseline (0.710): on out-of-fold rows the best one differs from it by -0.012 (-0.030 to 0.006).',
    );
    const { lead: _lead, ...alone } = input({ champion, gain });
    expect(decideVerdict(alone).word).toBe('NO-GO');
    expect(decideVerdict(alone).sentences[2]!.en).toContain('is the only candidate that may be chosen');
  });

  it('does not ask for rows where rows would not help', () => {
    const criteria = judgeCriteria(
      [must, { ...must, metric: 'adverseImpactRatio' }],
      measures(['auc', 0.79, [0.73, 0.85]]),
    );
    const blind = decideVerdict(input({ criteria }));
    expect(blind.word).toBe('MORE DATA');
    expect(blind.sentences[0]!.en).toContain('could not be measured with this data');
    expect(blind.ask?.en).toContain('Give the columns or files that these are measured from');
  });
});
