import { bootstrapReplicates, type CountedMetric, ProoflineError, percentileInterval } from '@proofline/learn';
import type { Estimate, Metric, RowSampling } from '../task/task-kind.js';
import { noiseFreeInterval } from './noise-free-interval.js';

/** How rows came about, and how many there are. */
export interface Resampling extends RowSampling {
  rows: number;
  /** Class of each row, for metrics that depend on ranking only. */
  classes?: ArrayLike<number>;
}

/**
 * A metric with its bootstrap interval. Rows are drawn from all rows, so that the share of each class varies as it does from
 * sample to sample; metrics of the ranking alone do not depend on it, and keep every class in every replicate.
 */
export function estimateMetric<T, P>(metric: Metric<T, P>, truth: T, prediction: P, sampling: Resampling): Estimate {
  const { distance } = metric;
  const measure = measureOf(metric, truth, prediction);
  const value = measure(sampling.weight);
  const replicates = replicatesOf(measure, metric, sampling);
  return {
    value,
    interval: distance ? noiseFreeInterval(replicates, value, 'squares') : percentileInterval(replicates, LEVEL),
  };
}

/** By how much `a` is better than `b` on the same rows, with the interval of the difference. */
export function compareMetric<T, P>(metric: Metric<T, P>, truth: T, a: P, b: P, sampling: Resampling): Estimate {
  const { better, distance } = metric;
  const sign = better === 'higher' ? 1 : -1;
  const [first, second] = [measureOf(metric, truth, a), measureOf(metric, truth, b)];
  const difference = (weight?: Float64Array): number => sign * (first(weight) - second(weight));
  const value = difference(sampling.weight);
  const replicates = replicatesOf(difference, metric, sampling);
  return {
    value,
    interval: distance ? noiseFreeInterval(replicates, value, 'values') : percentileInterval(replicates, LEVEL),
  };
}

const LEVEL = 0.95;

function measureOf<T, P>(metric: Metric<T, P>, truth: T, prediction: P): (weight?: Float64Array) => number {
  return metric.prepare?.(truth, prediction) ?? ((weight) => metric.compute(truth, prediction, weight));
}

/** Sorted values of the metric over resampled rows, or over resampled groups of rows where rows came in groups. */
function replicatesOf<T, P>(
  compute: (weight: Float64Array) => number,
  { ranking }: Metric<T, P>,
  { rows, rng, weight, group, classes, shared }: Resampling,
): Float64Array {
  const replicates = replicatesFor(rows);
  const options = { rng, replicates, ...(shared === undefined ? {} : { shared }) };
  const weighted: CountedMetric = (count) =>
    compute(weight === undefined ? count : count.map((times, i) => times * weight[i]!));
  if (group === undefined) {
    const strata = ranking === true && classes !== undefined ? { strata: classes } : {};
    return bootstrapReplicates(rows, weighted, { ...options, ...strata });
  }
  const label = new Map<number, number>();
  for (const g of group) if (!label.has(g)) label.set(g, label.size);
  const groupOf = group.map((g) => label.get(g)!);
  const ofGroups: CountedMetric = (count) => weighted(Float64Array.from(groupOf, (g) => count[g]!));
  return bootstrapReplicates(label.size, ofGroups, options);
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
