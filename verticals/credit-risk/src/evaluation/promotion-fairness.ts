import type { BinaryTruth, FairnessMeasure } from '@proofline/pipeline';
import type { RecommendedCutOff } from '../recommended-cut-off.js';
import { assessFairness, type FairnessContext, fairnessSetting } from './assess-fairness.js';
import { FOUR_FIFTHS } from './fairness.js';
import { approvals } from './study.js';

/**
 * The worst adverse impact ratio at the cut-off that the package recommends. The group that others are compared with is
 * chosen on the same rows, as no others are at hand: ratios are a little pessimistic.
 */
export const promotionFairness: FairnessMeasure<BinaryTruth, Float64Array> = {
  criterion: { metric: 'adverseImpactRatio', bound: '>=', value: FOUR_FIFTHS, level: 'must' },
  measure({ rows, truth, prediction, weight, options, recommendation, rng }) {
    const { cutOff } = recommendation as unknown as RecommendedCutOff;
    const context: FairnessContext = {
      train: rows,
      test: rows,
      truth: { train: truth, test: truth },
      weight: weight === undefined ? {} : { train: weight, test: weight },
      options,
      champion: { outOfFold: prediction, test: prediction },
    };
    const setting = fairnessSetting(context, cutOff);
    return assessFairness(setting, context, { approved: approvals(prediction, cutOff) }, rng).worstRatio;
  },
};
