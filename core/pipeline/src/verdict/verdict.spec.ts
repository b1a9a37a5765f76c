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
    // Half-width 0.06 against a distance of 0.03 to the threshold: four times the rows.
    const criteria = judgeCriteria([must], measures(['auc', 0.73, [0.67, 0.79]]));
    const verdict = decideVerdict(input({ criteria }));
    expect(verdict.word).toBe('MORE DATA');
    expect(verdict.ask?.en).toContain('About 4,000 rows');
    // A lead of 0.02 with a half-width of 0.05: 6.25 times.
    const unsure = decideVerdict(input({ gain: { value: 0.02, interval: [-0.03, 0.07] } }));
    expect(unsure.word).toBe('MORE DATA');
    expect(unsure.ask?.en).toContain('About 6,300 rows');
  });

  it('tells a baseline that a few rows could not unseat from one that nothing beats', () => {
    const champion = { title: text('Best single variable'), baseline: true };
    const gain = { value: 0, interval: [0, 0] } as const;
    // 0.143 (-0.022 to 0.308): half-width 0.165, so (0.165 / 0.143)² = 1.33 times the rows.
    const small = input({ champion, gain, lead: { value: 0.143, interval: [-0.022, 0.308] } });
    expect(decideVerdict(small).word).toBe('MORE DATA');
    expect(decideVerdict(small).ask?.en).toContain('About 1,400 rows');
    expect(decideVerdict(input({ champion, gain, lead: { value: 0.001, interval: [-0.02, 0.022] } })).word).toBe(
      'NO-GO',
    );
    expect(decideVerdict(input({ champion, gain, lead: { value: 0, interval: [0, 0] } })).word).toBe('NO-GO');
  });

  it('does not ask for rows where rows would not help', () => {
    const behind = decideVerdict(input({ gain: { value: -0.01, interval: [-0.06, 0.04] } }));
    expect(behind.word).toBe('MORE DATA');
    expect(behind.ask?.en).toContain('did not lead over the baseline at all');
    const criteria = judgeCriteria(
      [must, { ...must, metric: 'adverseImpactRatio' }],
      measures(['auc', 0.79, [0.73, 0.85]]),
    );
    const blind = decideVerdict(input({ criteria }));
    expect(blind.word).toBe('MORE DATA');
    expect(blind.ask?.en).toContain('Give the columns or files that these are measured from');
  });
});
