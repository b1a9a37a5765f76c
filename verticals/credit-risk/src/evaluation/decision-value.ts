import type { TaskOptions } from '@proofline/pipeline';

/** Money of one decision: what a right one earns and what a wrong one costs, in the client's currency. */
export interface DecisionCosts {
  falseApproval: number;
  falseDecline: number;
  trueApproval: number;
  trueDecline: number;
}

export function decisionCosts(costs: TaskOptions['costs']): DecisionCosts {
  return {
    falseApproval: costs.falseApproval ?? 0,
    falseDecline: costs.falseDecline ?? 0,
    trueApproval: costs.trueApproval ?? 0,
    trueDecline: costs.trueDecline ?? 0,
  };
}

/**
 * The probability of default at which approving and declining are worth the same, if probabilities are right (Elkan 2001,
 * The foundations of cost-sensitive learning): approving pays `trueApproval` for a good payer and costs `falseApproval`
 * for a bad one; declining costs `falseDecline` and earns `trueDecline`.
 */
export function breakEven({ falseApproval, falseDecline, trueApproval, trueDecline }: DecisionCosts): number {
  const good = trueApproval + falseDecline;
  const bad = falseApproval + trueDecline;
  return good + bad > 0 ? good / (good + bad) : 0.5;
}

/** Mean money an application brings under the decisions; `y` is 1 for a default, `approved` 1 for an approval. */
export function valuePerApplication(
  y: Float64Array,
  approved: ArrayLike<number>,
  costs: DecisionCosts,
  weight?: Float64Array,
): number {
  let money = 0;
  let total = 0;
  for (let i = 0; i < y.length; i++) {
    const w = weight?.[i] ?? 1;
    const bad = y[i] === 1;
    if (approved[i] === 1) money += w * (bad ? -costs.falseApproval : costs.trueApproval);
    else money += w * (bad ? costs.trueDecline : -costs.falseDecline);
    total += w;
  }
  return money / total;
}
