import type { BinaryTruth, Recommendation } from '@proofline/pipeline';
import { chooseCutOff } from './evaluation/cut-off.js';
import { breakEven, decisionCosts } from './evaluation/decision-value.js';

/** What the package keeps of the cut-off: where it lies, and what it was derived from. */
export interface RecommendedCutOff {
  /** Approve below, decline from here. */
  cutOff: number;
  origin: 'break-even of the costs' | 'greatest profit on out-of-fold training rows';
  costs: Record<string, number>;
  currency: string;
}

/** The cut-off of the report as a recommendation beside each probability: policy and people decide, not the model. */
export const recommendedCutOff: Recommendation<BinaryTruth, Float64Array> = {
  derive({ truth, outOfFold, weight, options }) {
    const costs = decisionCosts(options.costs);
    const cutOff = chooseCutOff(truth.y, outOfFold, costs, weight);
    const origin =
      cutOff === breakEven(costs) ? 'break-even of the costs' : 'greatest profit on out-of-fold training rows';
    return { cutOff, origin, costs: { ...costs }, currency: options.currency };
  },
  answer(recommendation, prediction, row) {
    const { cutOff } = recommendation as unknown as RecommendedCutOff;
    return { recommendedDecision: prediction[row]! < cutOff ? 'approve' : 'decline', recommendedCutOff: cutOff };
  },
};
