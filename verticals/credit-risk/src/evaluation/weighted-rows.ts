import { aucDifference, bootstrapInterval, RankedScores, type Rng } from '@proofline/learn';
import type { Estimate } from '@proofline/pipeline';

export { weightedMean } from '@proofline/pipeline';

/**
 * Weighted rows carry as much information as this many of equal weight (Kish 1965, Survey Sampling): (Σ w)² / Σ w². Of the
 * given rows; their number where none is weighted.
 */
export function effectiveSize(rows: Iterable<number>, weight?: Float64Array): number {
  let total = 0;
  let squares = 0;
  for (const i of rows) {
    const w = weight?.[i] ?? 1;
    total += w;
    squares += w * w;
  }
  return squares === 0 ? 0 : (total * total) / squares;
}

/** How much greater the AUC of `a` is than that of `b` on the same rows, with its 95 % interval. */
export function aucGap(
  y: Float64Array,
  a: Float64Array,
  b: Float64Array,
  weight: Float64Array | undefined,
  rng: Rng,
): Estimate {
  if (weight === undefined) {
    const { value, interval } = aucDifference(y, a, b);
    return { value, interval };
  }
  // DeLong's variance is for rows of equal weight; others are drawn again.
  const [first, second] = [new RankedScores(y, a), new RankedScores(y, b)];
  const difference = (w: Float64Array): number => first.rocAuc(w) - second.rocAuc(w);
  const drawn = (count: Float64Array): number => difference(count.map((c, i) => c * weight[i]!));
  return {
    value: difference(weight),
    interval: bootstrapInterval(y.length, drawn, { rng, strata: y, replicates: 400 }),
  };
}
