import { ascendingOrder } from '@proofline/learn';
import { breakEven, type DecisionCosts, valuePerApplication } from './decision-value.js';
import { approvals } from './study.js';

/** A cut-off above every probability. */
export const EVERYBODY = 1.0001;

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
 * The cut-off to decide by, chosen on rows that are not judged on: where costs break even, unless the cut-off of greatest
 * profit on these rows beats that by more than two standard errors. The greatest of many is often an accident; where
 * probabilities are right, no cut-off is better than break-even (Elkan 2001).
 */
export function chooseCutOff(y: Float64Array, pd: Float64Array, costs: DecisionCosts, weight?: Float64Array): number {
  const principled = breakEven(costs);
  const greatest = mostProfitable(y, pd, costs, weight);
  const before = profitOfRows(y, pd, principled, costs);
  const after = profitOfRows(y, pd, greatest, costs);
  let total = 0;
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < y.length; i++) {
    const w = weight?.[i] ?? 1;
    const gain = after[i]! - before[i]!;
    total += w;
    sum += w * gain;
    squares += w * gain * gain;
  }
  const mean = sum / total;
  const standardError = Math.sqrt(Math.max(0, squares / total - mean * mean) / total);
  return mean > 2 * standardError && mean > 0 ? greatest : principled;
}

/** The cut-off of greatest profit on these rows, half way between two probabilities that occur. */
export function mostProfitable(y: Float64Array, pd: Float64Array, costs: DecisionCosts, weight?: Float64Array): number {
  const order = ascendingOrder(pd);
  const good = costs.trueApproval + costs.falseDecline;
  const bad = -costs.falseApproval - costs.trueDecline;
  let threshold = 0;
  let best = 0;
  let profit = 0;
  for (let k = 0; k < order.length; k++) {
    const i = order[k]!;
    profit += (weight?.[i] ?? 1) * (y[i] === 1 ? bad : good);
    const next = k + 1 < order.length ? pd[order[k + 1]!]! : Number.POSITIVE_INFINITY;
    if (next === pd[i] || profit <= best) continue;
    best = profit;
    threshold = Number.isFinite(next) ? (pd[i]! + next) / 2 : EVERYBODY;
  }
  return threshold;
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
    const threshold = share <= 0 ? 0 : above === undefined ? EVERYBODY : (sorted[k]! + above) / 2;
    return applyPolicy(y, pd, threshold, costs, weight);
  });
}
