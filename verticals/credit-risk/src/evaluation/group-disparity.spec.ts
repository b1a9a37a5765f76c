import { Rng } from '@proofline/learn';
import { describe, expect, it } from 'vitest';
import { type GroupDecisions, groupDisparity, groupRates, referenceGroup, worstOf } from './group-disparity.js';

/** `[group, good, approved, times]` as rows. */
function decisions(groups: number, cells: readonly (readonly [number, boolean, boolean, number])[]): GroupDecisions {
  const rows = cells.flatMap(([group, good, approved, times]) =>
    Array.from({ length: times }, () => ({ group, good, approved })),
  );
  return {
    codes: Int32Array.from(rows, ({ group }) => group),
    groups,
    y: Float64Array.from(rows, ({ good }) => (good ? 0 : 1)),
    approved: Uint8Array.from(rows, ({ approved }) => (approved ? 1 : 0)),
  };
}

/** Group 0: 80 of 100 approved, 60 of 70 good payers. Group 1: 30 of 50, 27 of 40. Group 2: 1 of 4. */
const three = decisions(3, [
  [0, true, true, 60],
  [0, true, false, 10],
  [0, false, true, 20],
  [0, false, false, 10],
  [1, true, true, 27],
  [1, true, false, 13],
  [1, false, true, 3],
  [1, false, false, 7],
  [2, true, true, 1],
  [2, true, false, 3],
]);
const options = { rng: new Rng(1), minimumRows: 30, reference: 0 };

describe('groupRates', () => {
  it('counts approvals of all and of good payers', () => {
    expect(groupRates(three)).toEqual([
      { rows: 100, goodRows: 70, approvalRate: 0.8, goodApprovalRate: 60 / 70 },
      { rows: 50, goodRows: 40, approvalRate: 0.6, goodApprovalRate: 27 / 40 },
      { rows: 4, goodRows: 4, approvalRate: 0.25, goodApprovalRate: 0.25 },
    ]);
  });

  it('weighs rows', () => {
    const two = decisions(1, [
      [0, true, true, 1],
      [0, true, false, 1],
    ]);
    expect(groupRates({ ...two, weight: Float64Array.of(3, 1) })[0]!.approvalRate).toBe(0.75);
  });
});

describe('groupDisparity', () => {
  it('compares each group with the reference', () => {
    const { groups, worstRatio, worstGap, reference } = groupDisparity(three, options);
    expect(reference).toBe(0);
    expect(groups[1]!.adverseImpactRatio!.value).toBeCloseTo(0.6 / 0.8, 12);
    expect(groups[1]!.tprGap!.value).toBeCloseTo(60 / 70 - 27 / 40, 12);
    expect(worstRatio).toEqual(groups[1]!.adverseImpactRatio);
    expect(worstGap!.value).toBeCloseTo(60 / 70 - 27 / 40, 12);
  });

  it('has intervals near those of the textbook: Katz et al. (1978) for a ratio of shares', () => {
    const { groups } = groupDisparity(three, options);
    const [low, high] = groups[1]!.adverseImpactRatio!.interval;
    const deviation = Math.sqrt(0.2 / 80 + 0.4 / 30);
    expect(low).toBeCloseTo(0.75 * Math.exp(-1.96 * deviation), 1);
    expect(high).toBeCloseTo(0.75 * Math.exp(1.96 * deviation), 1);
  });

  it('shows a group with too few rows, and does not judge it', () => {
    const { groups, worstRatio } = groupDisparity(three, options);
    expect(groups[2]!.approvalRate).toBe(0.25);
    expect(groups[2]!.adverseImpactRatio).toBeUndefined();
    expect(worstRatio!.value).toBeCloseTo(0.75, 12);
  });

  it('compares good payers only where there are enough of them', () => {
    const few = decisions(2, [
      [0, true, true, 40],
      [1, true, true, 29],
      [1, false, false, 11],
    ]);
    const { groups, worstGap } = groupDisparity(few, options);
    expect(groups[1]!.adverseImpactRatio!.value).toBeCloseTo(29 / 40, 12);
    expect(groups[1]!.tprGap).toBeUndefined();
    expect(worstGap).toBeUndefined();
  });

  it('says nothing where only one group has enough rows', () => {
    const alone = groupDisparity(three, { ...options, minimumRows: 60 });
    expect(alone).toEqual({ reference: undefined, groups: groupRates(three) });
  });

  it('gives no ratio to a group of which nobody is approved', () => {
    const nobody = decisions(2, [
      [0, true, false, 60],
      [0, false, false, 40],
      [1, true, false, 50],
    ]);
    expect(groupDisparity(nobody, options)).toEqual({
      reference: undefined,
      noApprovals: true,
      groups: groupRates(nobody),
    });
  });

  it('is uncertain about groups that were always approved', () => {
    const always = decisions(2, [
      [0, true, true, 40],
      [1, true, true, 30],
    ]);
    const [low, high] = groupDisparity(always, options).groups[1]!.adverseImpactRatio!.interval;
    expect(low).toBeLessThan(0.95);
    expect(high).toBeGreaterThanOrEqual(1);
  });

  it('widens its intervals when they have to hold for more comparisons', () => {
    const width = (comparisons: number): number => {
      const [low, high] = groupDisparity(three, { ...options, comparisons }).worstRatio!.interval;
      return high - low;
    };
    expect(width(10)).toBeGreaterThan(width(1));
  });

  it('holds the true ratio in about 95 of 100 samples', () => {
    const rng = new Rng('coverage');
    let held = 0;
    for (let s = 0; s < 200; s++) {
      const rows = Array.from({ length: 120 }, (_, i) => ({ g: i < 70 ? 0 : 1, u: rng.next() }));
      const sample: GroupDecisions = {
        codes: Int32Array.from(rows, ({ g }) => g),
        groups: 2,
        y: new Float64Array(120),
        approved: Uint8Array.from(rows, ({ g, u }) => (u < (g === 0 ? 0.8 : 0.6) ? 1 : 0)),
      };
      const [low, high] = groupDisparity(sample, { ...options, rng: rng.fork(s), replicates: 400 }).worstRatio!
        .interval;
      if (low <= 0.75 && 0.75 <= high) held++;
    }
    expect(held).toBeGreaterThanOrEqual(182);
  });
});

describe('referenceGroup', () => {
  it('takes the highest approval rate among groups with enough rows on both sides', () => {
    expect(referenceGroup(three, three, 30)).toBe(0);
    const otherRows = decisions(3, [
      [0, true, false, 50],
      [1, true, true, 50],
      [2, true, true, 50],
    ]);
    // Group 2 has enough rows there but not here.
    expect(referenceGroup(otherRows, three, 30)).toBe(1);
    expect(referenceGroup(three, three, 500)).toBeUndefined();
  });
});

describe('worstOf', () => {
  const rates = { rows: 50, goodRows: 50, approvalRate: 0.5, goodApprovalRate: 0.5 };

  it('takes the lowest ratio with the lowest of both bounds', () => {
    const { worstRatio } = worstOf([
      { ...rates, adverseImpactRatio: { value: 0.9, interval: [0.6, 1.1] } },
      { ...rates, adverseImpactRatio: { value: 0.8, interval: [0.7, 0.9] } },
    ]);
    expect(worstRatio).toEqual({ value: 0.8, interval: [0.6, 0.9] });
  });

  it('takes the largest gap in either direction', () => {
    const { worstGap } = worstOf([
      { ...rates, tprGap: { value: 0.05, interval: [-0.02, 0.12] } },
      { ...rates, tprGap: { value: -0.1, interval: [-0.3, -0.04] } },
    ]);
    expect(worstGap).toEqual({ value: 0.1, interval: [0.04, 0.3] });
  });
});
