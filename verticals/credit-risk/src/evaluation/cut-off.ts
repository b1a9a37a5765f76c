import { type DecisionCosts, valuePerApplication } from './decision-value.js';
import { approvals } from './study.js';

/** What a policy does on some applications: those with a probability of default below `threshold` are approved. */
export interface Policy {
  threshold: number;
  approvalRate: number;
  /** Share of bad ones among the approved; NaN where none is approved. */
  badRate: number;
  /** Mean over all applications, approved or not; negative where the policy costs money. */
  profit: number;
}

/** Profit of each application under a policy, for its mean and its interval. */
export function profitOfRows(y: Float64Array, pd: Float64Array, threshold: number, costs: DecisionCosts): Float64Array {
  return y.map((bad, i) => {
    const approved = pd[i]! < threshold;
    if (bad === 1) return approved ? -costs.falseApproval : costs.trueDecline;
    return approved ? costs.trueApproval : -costs.falseDecline;
  });
}

export function applyPolicy(
  y: Float64Array,
  pd: Float64Array,
  threshold: number,
  costs: DecisionCosts,
  weight?: Float64Array,
): Policy {
  const decisions = approvals(pd, threshold);
  let total = 0;
  let approved = 0;
  let bad = 0;
  for (let i = 0; i < y.length; i++) {
    const w = weight?.[i] ?? 1;
    total += w;
    approved += w * decisions[i]!;
    bad += w * decisions[i]! * y[i]!;
  }
  const profit = valuePerApplication(y, decisions, costs, weight);
  return { threshold, approvalRate: approved / total, badRate: bad / approved, profit };
}

/**
 * The cut-off of greatest profit on these rows (they must not be the test rows). The profit at each distinct probability is
 * smoothed over its neighbours by choosing the middle of all cut-offs within a hair of the best one: with few bad cases
 * the very best is an accident.
 */
export function chooseCutOff(y: Float64Array, pd: Float64Array, costs: DecisionCosts, weight?: Float64Array): number {
  const order = Uint32Array.from(pd, (_, i) => i).sort((a, b) => pd[a]! - pd[b]! || a - b);
  const gainOf = (bad: number): number =>
    bad === 1 ? -costs.falseApproval - costs.trueDecline : costs.trueApproval + costs.falseDecline;
  // Profit of approving the k safest over approving none, at each place where the probability changes.
  const thresholds: number[] = [0];
  const profits: number[] = [0];
  let profit = 0;
  for (let k = 0; k < order.length; k++) {
    const i = order[k]!;
    profit += (weight?.[i] ?? 1) * gainOf(y[i]!);
    const next = k + 1 < order.length ? pd[order[k + 1]!]! : Number.POSITIVE_INFINITY;
    if (next === pd[i]) continue;
    thresholds.push(Number.isFinite(next) ? (pd[i]! + next) / 2 : 1.0001);
    profits.push(profit);
  }
  const best = Math.max(...chunkedMax(profits));
  const spread = best - Math.min(0, profits.at(-1)!);
  const near = thresholds.filter((_, k) => profits[k]! >= best - 0.01 * spread);
  return near[Math.floor(near.length / 2)]!;
}

/** The largest of each stretch: `Math.max` takes no hundred thousand arguments. */
function chunkedMax(values: readonly number[]): number[] {
  const maxima: number[] = [];
  for (let from = 0; from < values.length; from += 1000) maxima.push(Math.max(...values.slice(from, from + 1000)));
  return maxima;
}

/** Policies that approve about each of these shares of applications, the safest ones. */
export function policyCurve(
  y: Float64Array,
  pd: Float64Array,
  shares: readonly number[],
  costs: DecisionCosts,
  weight?: Float64Array,
): Policy[] {
  const sorted = Float64Array.from(pd).sort();
  return shares.map((share) => {
    const k = Math.min(sorted.length - 1, Math.max(0, Math.round(share * sorted.length) - 1));
    const above = sorted.find((value) => value > sorted[k]!);
    const threshold = share <= 0 ? 0 : above === undefined ? 1.0001 : (sorted[k]! + above) / 2;
    return applyPolicy(y, pd, threshold, costs, weight);
  });
}
