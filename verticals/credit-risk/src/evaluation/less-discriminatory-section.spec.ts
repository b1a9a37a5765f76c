import { Rng } from '@proofline/learn';
import { type Column, type Dataset, type EvaluatedCandidate, type TableBlock, text } from '@proofline/pipeline';
import { describe, expect, it } from 'vitest';
import { fairnessSetting } from './assess-fairness.js';
import {
  type Alternative,
  type AlternativeSearch,
  intervalOfKnown,
  searchAlternatives,
} from './less-discriminatory-alternatives.js';
import { alternativesSection, alternativesWarning } from './less-discriminatory-section.js';
import type { CreditContext } from './study.js';

const CUT_OFF = 0.5;
const ROWS = 400;

/** Half of the applicants are women; the champion declines them twice as often, at random as far as their outcome goes. */
function contextOf(others: number, strict = false): CreditContext {
  const rng = new Rng(11);
  const sex = Int32Array.from({ length: ROWS }, (_, i) => i % 2);
  const y = Float64Array.from({ length: ROWS }, () => (rng.next() < 0.3 ? 1 : 0));
  const columns = new Map<string, Column>([['sex', { kind: 'categorical', levels: ['women', 'men'], codes: sex }]]);
  const data: Dataset = {
    rows: ROWS,
    columns,
    schema: { version: 1, columns: [{ name: 'sex', type: 'category', role: 'protected' }] },
    rowNumbers: Int32Array.from(y.keys()),
    fingerprint: 'sha256:0',
    source: { path: 'x.csv', bytes: 0, format: { kind: 'csv' } },
  };
  const candidate = (name: string, test: Float64Array): EvaluatedCandidate<Float64Array> => ({
    name,
    title: text(name),
    baseline: false,
    model: { predict: () => test, toArtifact: () => ({ kind: 'none', json: {}, tensors: {} }) },
    outOfFold: test,
    test,
  });
  const unfair = Float64Array.from(
    sex,
    (code) => (rng.next() < (code === 0 ? 0.6 : 0.3) ? 0.8 : 0.2) + 0.1 * rng.next(),
  );
  // Declines all but three men and a woman.
  if (strict) unfair.fill(0.8).fill(0.2, 0, 1).set([0.2, 0.8, 0.2, 0.8, 0.2], 1);
  // Declines as many, women and men alike.
  const even = Float64Array.from(sex, () => (rng.next() < 0.45 ? 0.8 : 0.2) + 0.1 * rng.next());
  const champion = candidate('champion', unfair);
  const noise = Array.from({ length: others - 1 }, (_, k) =>
    candidate(
      `other ${k}`,
      Float64Array.from(sex, () => rng.next()),
    ),
  );
  return {
    schema: data.schema,
    train: data,
    test: data,
    truth: { train: { y, positive: '1', negative: '0' }, test: { y, positive: '1', negative: '0' } },
    weight: {},
    judgedOn: 'held-out',
    champion,
    candidates: [champion, candidate('even', even), ...noise],
    extras: new Map(),
    options: { costs: {}, currency: 'EUR', constraints: {}, settings: {} },
    context: { rng: new Rng(5) },
    refit: async () => champion.model,
  };
}

async function search(
  others: number,
  strict = false,
): Promise<{ context: CreditContext; found: AlternativeSearch; even: Alternative }> {
  const context = contextOf(others, strict);
  const found = (await searchAlternatives(context, CUT_OFF, fairnessSetting(context, CUT_OFF)))!;
  return { context, found, even: found.alternatives.find(({ title }) => title.en === 'even')! };
}

const intervalOf = ({ ratioGain }: Alternative): readonly [number, number] => ratioGain!.interval!;
const width = (one: Alternative): number => intervalOf(one)[1] - intervalOf(one)[0];

describe('the warning of alternatives', async () => {
  const few = await search(1);
  const many = await search(30);

  it('names what is certainly less adverse and costs nothing', () => {
    expect(few.even.paretoBetter).toBe(true);
    expect(intervalOf(few.even)[0]).toBeGreaterThan(0);
    const [warning, ...rest] = alternativesWarning(few.found);
    expect(rest).toEqual([]);
    expect(warning!.en).toMatch(/costs nothing on these rows and has a better adverse impact ratio beyond doubt: even/);
    expect(warning!.zh).toContain('even');
  });

  it('asks for more, the more was tried: intervals hold for all at once', () => {
    expect(many.even.ratioGain!.value).toBeCloseTo(few.even.ratioGain!.value, 12);
    expect(width(many.even)).toBeGreaterThan(1.1 * width(few.even));
    const { blocks } = alternativesSection(many.found, many.context);
    expect(JSON.stringify(blocks)).toContain(`hold for all ${many.found.alternatives.length - 1} alternatives at once`);
  });

  it('is silent where the gain may be chance, or costs money', () => {
    const doubtful: Alternative = { ...few.even, ratioGain: { value: 0.2, interval: [-0.01, 0.4] } };
    const dear: Alternative = { ...few.even, paretoBetter: false };
    const base = few.found.alternatives[0]!;
    expect(alternativesWarning({ ...few.found, alternatives: [base, doubtful, dear] })).toEqual([]);
    const { blocks } = alternativesSection({ ...few.found, alternatives: [base, doubtful] }, few.context);
    expect(blocks[0]).toMatchObject({ type: 'callout', tone: 'info' });
    const table = blocks[1] as TableBlock;
    expect(JSON.stringify(table.rows[1])).toContain('better on all counts, perhaps by chance (-0.01 to 0.40)');
  });
});

describe('the section of alternatives', async () => {
  const strict = await search(20, true);

  it('says that there is no interval where many draws have no approval to compare with', () => {
    const fairer = strict.found.alternatives.filter(({ ratioGain }) => ratioGain !== undefined);
    expect(fairer.length).toBeGreaterThan(0);
    for (const { ratioGain } of fairer) expect(ratioGain!.interval).toBeUndefined();
    const report = JSON.stringify(alternativesSection(strict.found, strict.context));
    expect(report).toContain('no interval: in too many draws of these rows nobody of the group to compare with');
    expect(report).not.toMatch(/NaN|Infinity/);
    expect(alternativesWarning(strict.found)).toEqual([]);
  });
});

describe('intervalOfKnown', () => {
  it('is that of the draws that are known, as long as the others cannot fill a tail', () => {
    const known = Float64Array.from({ length: 990 }, (_, k) => k);
    const [low, high] = intervalOfKnown(known, 1000, 0.95)!;
    // The 2.5 and 97.5 % quantiles of 0 … 989.
    expect(low).toBeCloseTo(24.725, 9);
    expect(high).toBeCloseTo(964.275, 9);
    expect(intervalOfKnown(known, 1000, 0.99)).toBeUndefined();
  });
});
