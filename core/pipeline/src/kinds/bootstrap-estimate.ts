import { bootstrapInterval, ProoflineError, type Rng } from '@proofline/learn';
import type { Estimate, Metric } from '../task/task-kind.js';

/** What an estimate needs to know of its rows. */
export interface Resampling {
  rows: number;
  rng: Rng;
  /** Rows are drawn within each of these, so that every replicate has every class. */
  strata?: ArrayLike<number>;
  weight?: Float64Array;
}

/** A metric with its bootstrap interval. */
export function estimateMetric<T, P>(
  { compute }: Metric<T, P>,
  truth: T,
  prediction: P,
  { rows, rng, strata, weight }: Resampling,
): Estimate {
  const interval = bootstrapInterval(rows, (count) => compute(truth, prediction, weighted(count, weight)), {
    rng,
    ...(strata === undefined ? {} : { strata }),
    replicates: replicatesFor(rows),
  });
  return { value: compute(truth, prediction, weight), interval };
}

/** By how much `a` is better than `b` on the same rows, with the interval of the difference. */
export function compareMetric<T, P>(
  { compute, better }: Metric<T, P>,
  truth: T,
  a: P,
  b: P,
  { rows, rng, strata, weight }: Resampling,
): Estimate {
  const sign = better === 'higher' ? 1 : -1;
  const difference = (w?: Float64Array): number => sign * (compute(truth, a, w) - compute(truth, b, w));
  const interval = bootstrapInterval(rows, (count) => difference(weighted(count, weight)), {
    rng,
    ...(strata === undefined ? {} : { strata }),
    replicates: replicatesFor(rows),
  });
  return { value: difference(weight), interval };
}

/** The metric of this name, or the error that lists those of the kind. */
export function metricOf<T, P>(
  metrics: Readonly<Record<string, Metric<T, P>>>,
  name: string,
  kind: string,
): Metric<T, P> {
  const found = metrics[name];
  if (found !== undefined) return found;
  throw new ProoflineError(
    'not-found',
    'METRIC_UNKNOWN',
    `Tasks of kind '${kind}' have no metric '${name}'. They have: ${Object.keys(metrics).join(', ')}.`,
  );
}

/** Fewer replicates for many rows: each costs a pass over all of them, and the interval is narrow there anyway. */
function replicatesFor(rows: number): number {
  return Math.max(100, Math.min(400, Math.round(4e6 / Math.max(1, rows))));
}

function weighted(count: Float64Array, weight: Float64Array | undefined): Float64Array {
  return weight === undefined ? count : count.map((c, i) => c * weight[i]!);
}
