import { createHash } from 'node:crypto';
import { canonicalJson, type Json } from '@proofline/learn';
import type { CriterionResult } from '../report/evaluation-report.js';
import type { Criterion } from '../task/task.js';
import { type Localized, text } from '../text/localized.js';

/** A measured number of the champion on rows it never saw. */
export interface Measure {
  title: Localized;
  value: number;
  interval?: readonly [number, number];
  /** A measured time: another run has another number, so the result leaves it out. */
  timed?: boolean;
}

/**
 * Fingerprint of what success means: the criteria's metrics, bounds, values and levels, costs and constraints; not the
 * words around them. Taken before training starts; a report that was made against other criteria has another hash.
 */
export function hashCriteria(
  criteria: readonly Criterion[],
  costs: Readonly<Record<string, number>>,
  constraints: Readonly<Record<string, number>>,
): string {
  const judged = criteria.map(({ metric, bound, value, level }) => ({ metric, bound, value, level }));
  const content = canonicalJson({ criteria: judged, costs, constraints } as unknown as Json);
  return `sha256:${createHash('sha256').update(content).digest('hex')}`;
}

/** Each criterion against its measure: met or missed when the whole interval lies on one side, else uncertain; unmeasured without one. */
export function judgeCriteria(
  criteria: readonly Criterion[],
  measures: ReadonlyMap<string, Measure>,
  titles: ReadonlyMap<string, Localized> = new Map(),
): CriterionResult[] {
  return criteria.map((criterion) => {
    const measure = measures.get(criterion.metric);
    const value = measure?.value ?? Number.NaN;
    const [low, high] = measure?.interval ?? [value, value];
    const atLeast = criterion.bound === '>=';
    const met = atLeast ? low >= criterion.value : high <= criterion.value;
    const missed = atLeast ? high < criterion.value : low > criterion.value;
    return {
      metric: criterion.metric,
      title: measure?.title ?? titles.get(criterion.metric) ?? text(criterion.metric),
      bound: criterion.bound,
      threshold: criterion.value,
      level: criterion.level,
      ...(criterion.owner === undefined ? {} : { owner: criterion.owner }),
      value: measure?.timed === true ? Number.NaN : value,
      ...(measure?.timed === true ? { timed: true as const } : {}),
      ...(measure?.interval === undefined ? {} : { interval: measure.interval }),
      outcome: Number.isNaN(value) ? 'unmeasured' : met ? 'met' : missed ? 'missed' : 'uncertain',
      ...(criterion.reason === undefined ? {} : { reason: criterion.reason }),
    };
  });
}
