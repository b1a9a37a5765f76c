import type { Rng } from '@proofline/learn';
import { type CandidateModel, type Frame, takeFrame } from '@proofline/pipeline';

/** A feature and how much more it adds, on average, to the log-odds of default of a group than of the reference. */
export interface DisparityDriver {
  feature: string;
  difference: number;
}

/** Applications of each group that are explained. */
const MOST_ROWS = 150;

/**
 * Which features carry a model's disparity between two groups: the mean of each feature's contribution over the rows of the
 * group minus that over the reference, the largest first. For an additive model the differences add up to the gap in mean
 * log-odds.
 */
export function disparityDrivers(
  explain: NonNullable<CandidateModel<Float64Array>['explain']>,
  frame: Frame,
  group: readonly number[],
  reference: readonly number[],
  rng: Rng,
): DisparityDriver[] {
  const ours = meanContributions(explain, frame, group, rng.fork('group'));
  const theirs = meanContributions(explain, frame, reference, rng.fork('reference'));
  return [...new Set([...ours.keys(), ...theirs.keys()])]
    .map((feature) => ({ feature, difference: (ours.get(feature) ?? 0) - (theirs.get(feature) ?? 0) }))
    .sort((a, b) => b.difference - a.difference || (a.feature < b.feature ? -1 : 1));
}

function meanContributions(
  explain: NonNullable<CandidateModel<Float64Array>['explain']>,
  frame: Frame,
  rows: readonly number[],
  rng: Rng,
): Map<string, number> {
  const chosen = rows.length <= MOST_ROWS ? rows : rng.shuffle([...rows]).slice(0, MOST_ROWS);
  const sums = new Map<string, number>();
  for (const row of chosen) {
    for (const { feature, contribution } of explain(takeFrame(frame, [row]), 0)) {
      sums.set(feature, (sums.get(feature) ?? 0) + contribution / chosen.length);
    }
  }
  return sums;
}
