import type { Rng } from '@proofline/learn';
import type { Estimate } from '@proofline/pipeline';
import { type Disparity, groupDisparity, groupRates, referenceGroup, worstOf } from './group-disparity.js';
import { type ProtectedGroups, protectedGroups } from './protected-groups.js';
import { approvals, type CreditContext } from './study.js';

/** A group smaller than this is shown, never judged: one more refusal among 30 moves a rate by three points. */
const MINIMUM_ROWS = 30;

export interface FairnessSetting {
  columns: ProtectedGroups[];
  /** Names of protected columns that people cannot be grouped by. */
  refused: readonly string[];
  minimumRows: number;
}

export function fairnessSetting({ train, test, options }: CreditContext): FairnessSetting {
  const { columns, refused } = protectedGroups(train, test, options.settings);
  const asked = options.settings.minimumGroupRows;
  return {
    columns,
    refused: refused.map(({ name }) => name),
    minimumRows: typeof asked === 'number' ? asked : MINIMUM_ROWS,
  };
}

export interface FairnessAssessment {
  /** One a column, in their order. */
  disparities: Disparity[];
  worstRatio?: Estimate;
  worstGap?: Estimate;
}

/**
 * Approvals of the test rows at a cut-off, group by group. The reference group of each column is chosen on out-of-fold
 * predictions of the training rows; intervals hold for all comparisons of all columns at once.
 */
export function assessFairness(
  { columns, minimumRows }: FairnessSetting,
  { truth, weight }: CreditContext,
  prediction: { outOfFold: Float64Array; test: Float64Array },
  cutOff: { outOfFold: number; test: number },
  rng: Rng,
  replicates?: number,
): FairnessAssessment {
  const prepared = columns.map(({ labels, train, test }) => {
    const chosenOn = {
      codes: train,
      groups: labels.length,
      y: truth.train.y,
      approved: approvals(prediction.outOfFold, cutOff.outOfFold),
      ...(weight.train === undefined ? {} : { weight: weight.train }),
    };
    const judgedOn = {
      codes: test,
      groups: labels.length,
      y: truth.test.y,
      approved: approvals(prediction.test, cutOff.test),
      ...(weight.test === undefined ? {} : { weight: weight.test }),
    };
    const judged = groupRates(judgedOn).filter(({ rows }) => rows >= minimumRows).length;
    return {
      judgedOn,
      comparisons: Math.max(0, judged - 1),
      reference: referenceGroup(chosenOn, judgedOn, minimumRows),
    };
  });
  const comparisons = Math.max(
    1,
    prepared.reduce((sum, one) => sum + one.comparisons, 0),
  );
  const disparities = prepared.map(({ judgedOn, reference }, c) =>
    groupDisparity(judgedOn, {
      rng: rng.fork(columns[c]!.spec.name),
      minimumRows,
      reference,
      comparisons,
      ...(replicates === undefined ? {} : { replicates }),
    }),
  );
  return { disparities, ...worstOf(disparities.flatMap(({ groups }) => groups)) };
}
