import type { Estimate, RowSampling, TaskKind } from '../task/task-kind.js';

/** The rows that one outer fold judges, as positions among all judged rows, and what models that never saw them answered. */
export interface JudgedFold<P> {
  rows: Int32Array;
  /** By name of the candidate. */
  predictions: ReadonlyMap<string, P>;
  /** What one would have answered without features. */
  prior?: P;
}

/**
 * The mean of what was measured on each fold, with the interval of that mean: folds judge rows of their own, so the squares
 * of the intervals' arms add up as variances do (LeDell, Petersen and van der Laan 2015 for the AUC). As on a hold-out the
 * models are taken as they are, and the interval shrinks with the root of the rows. Repeats judge the same rows again and
 * make no interval narrower. Noise that makes a `distance` larger does so in each fold and does not cancel in the mean:
 * there the arms are averaged.
 *
 * @param repeats one list of estimates each.
 */
export function meanOverFolds(repeats: readonly (readonly Estimate[])[], distance = false): Estimate {
  const mean = (values: readonly number[]): number => values.reduce((sum, v) => sum + v, 0) / values.length;
  const arm = (folds: readonly Estimate[], side: 0 | 1): number => {
    const arms = folds.map(({ value, interval }) => Math.abs(interval[side] - value));
    return distance ? mean(arms) : Math.hypot(...arms) / arms.length;
  };
  const value = mean(repeats.flat().map((fold) => fold.value));
  const [below, above] = ([0, 1] as const).map((side) => mean(repeats.map((folds) => arm(folds, side))));
  return { value, interval: [value - below!, value + above!] };
}

/** A metric of one prediction over the folds, within the range of the metric. */
export function estimateOverFolds<T, P>(
  kind: TaskKind<T, P>,
  metric: string,
  truth: T,
  repeats: readonly (readonly JudgedFold<P>[])[],
  predictionOf: (fold: JudgedFold<P>) => P,
  sampling: RowSampling,
): Estimate {
  const { distance, range = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY] } = kind.metrics[metric]!;
  const measured = ofEachFold(repeats, sampling, (fold, own) =>
    kind.estimate(metric, kind.takeTruth(truth, fold.rows), predictionOf(fold), own),
  );
  const { value, interval } = meanOverFolds(measured, distance);
  return { value, interval: [Math.max(range[0], interval[0]), Math.min(range[1], interval[1])] };
}

/** By how much `a` is better than `b`, fold by fold on the same rows: the difference of their means over the folds. */
export function compareOverFolds<T, P>(
  kind: TaskKind<T, P>,
  metric: string,
  truth: T,
  repeats: readonly (readonly JudgedFold<P>[])[],
  [a, b]: readonly [(fold: JudgedFold<P>) => P, (fold: JudgedFold<P>) => P],
  sampling: RowSampling,
): Estimate {
  const measured = ofEachFold(repeats, sampling, (fold, own) =>
    kind.compare(metric, kind.takeTruth(truth, fold.rows), a(fold), b(fold), own),
  );
  return meanOverFolds(measured, kind.metrics[metric]!.distance);
}

function ofEachFold<P>(
  repeats: readonly (readonly JudgedFold<P>[])[],
  { rng, weight, group }: RowSampling,
  measure: (fold: JudgedFold<P>, own: RowSampling) => Estimate,
): Estimate[][] {
  return repeats.map((folds, r) =>
    folds.map((fold, f) =>
      measure(fold, {
        rng: rng.fork(`${r}/${f}`),
        ...(weight === undefined ? {} : { weight: Float64Array.from(fold.rows, (row) => weight[row]!) }),
        ...(group === undefined ? {} : { group: Int32Array.from(fold.rows, (row) => group[row]!) }),
      }),
    ),
  );
}
