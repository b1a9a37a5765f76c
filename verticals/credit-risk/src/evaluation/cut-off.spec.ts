import { describe, expect, it } from 'vitest';
import { applyPolicy, chooseCutOff, EVERYBODY, mostProfitable, policyCurve, profitOfRows } from './cut-off.js';

const costs = { falseApproval: 5, falseDecline: 1, trueApproval: 0, trueDecline: 0 };
const y = Float64Array.of(0, 0, 1, 0, 1, 1);
const pd = Float64Array.of(0.05, 0.1, 0.2, 0.3, 0.6, 0.9);

describe('policies', () => {
  it('count approvals, bad ones and money by hand', () => {
    // Below 0.25: three approved, one of them bad (5); one good one declined (1): 6 over 6 applications.
    expect(applyPolicy(y, pd, 0.25, costs)).toEqual({ threshold: 0.25, approvalRate: 0.5, badRate: 1 / 3, profit: -1 });
    expect(applyPolicy(y, pd, EVERYBODY, costs)).toMatchObject({ approvalRate: 1, badRate: 0.5, profit: -15 / 6 });
    expect(applyPolicy(y, pd, 0, costs)).toMatchObject({ approvalRate: 0, profit: -0.5 });
    expect([...profitOfRows(y, pd, 0.25, { ...costs, trueApproval: 2, trueDecline: 0.5 })]).toEqual([
      2, 2, -5, -1, 0.5, 0.5,
    ]);
  });

  it('weigh rows', () => {
    const weight = Float64Array.of(1, 1, 0, 1, 1, 1);
    expect(applyPolicy(y, pd, 0.25, costs, weight)).toMatchObject({ approvalRate: 0.4, badRate: 0, profit: -1 / 5 });
  });

  it('approve the safest share', () => {
    const [third, all] = policyCurve(y, pd, [1 / 3, 1], costs);
    expect(third).toMatchObject({ approvalRate: 1 / 3, badRate: 0 });
    expect(third!.threshold).toBeCloseTo(0.15, 12);
    expect(all).toMatchObject({ approvalRate: 1 });
  });
});

describe('mostProfitable', () => {
  it('finds the cut-off of greatest profit, half way between probabilities', () => {
    // Approving two good ones saves 2; the bad third costs 5; the good fourth saves 1 again.
    expect(mostProfitable(y, pd, costs)).toBeCloseTo(0.15, 12);
    expect(mostProfitable(y, pd, { ...costs, falseApproval: 0.1 })).toBeCloseTo(0.45, 12);
  });

  it('does not cut through rows of one probability, and approves nobody where nobody pays', () => {
    expect(mostProfitable(Float64Array.of(0, 1), Float64Array.of(0.2, 0.2), costs)).toBe(0);
    expect(mostProfitable(Float64Array.of(1, 1), Float64Array.of(0.1, 0.2), costs)).toBe(0);
    expect(mostProfitable(Float64Array.of(0, 0), Float64Array.of(0.1, 0.2), costs)).toBe(EVERYBODY);
  });
});

describe('chooseCutOff', () => {
  it('keeps the break-even of the costs where nothing is better beyond chance', () => {
    expect(chooseCutOff(y, pd, costs)).toBeCloseTo(1 / 6, 12);
  });

  it('leaves it where probabilities are far off and many rows say so', () => {
    // Twice as many go bad as is predicted: break-even at 1/6 approves rows that lose money.
    const rows = 20_000;
    const predicted = Float64Array.from({ length: rows }, (_, i) => (i + 0.5) / rows / 2);
    const outcome = predicted.map((p, i) => (((i * 7919) % 1000) / 1000 < 2 * p ? 1 : 0));
    const chosen = chooseCutOff(outcome, predicted, costs);
    expect(chosen).toBeGreaterThan(0.06);
    expect(chosen).toBeLessThan(0.11);
  });
});
