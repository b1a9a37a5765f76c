import { type Json, Rng } from '@proofline/learn';
import type { Criterion, Estimate, EvaluationReport, Localized, PackageReference, Task } from '@proofline/pipeline';
import { expectedPerformance } from './expected-performance.js';

/** With fewer outcomes, or fewer of a class, an interval says nothing. */
const FEWEST_OUTCOMES = 30;
const FEWEST_OF_A_CLASS = 10;
/** Answers that an expectation is made from: more would narrow it no further and hold requests up. */
const MOST_EXPECTED = 5_000;

/** What a package was judged by. */
export interface Judged {
  task: Task;
  reference: PackageReference;
  criteria: readonly Criterion[];
  report: Pick<EvaluationReport, 'candidates'>;
}

/** A metric as it came true. */
export interface MetricNow extends Estimate {
  metric: string;
  title: Localized;
  /** On rows that the model had not seen when it was judged. */
  judged?: Estimate;
  criterion?: Pick<Criterion, 'bound' | 'value' | 'level'>;
  /** `worse`: the whole interval is worse than that of the judgement, or misses the criterion. */
  state: 'as-judged' | 'worse';
}

export interface Performance {
  outcomes: number;
  /** Why there are no metrics. */
  reason?: 'too-few-outcomes' | 'kind-not-measured';
  metrics: MetricNow[];
}

/** Metrics that the criteria are about, and the primary one. */
function metricsOf({ task, criteria }: Judged): string[] {
  const named = [task.primaryMetric, ...criteria.map(({ metric }) => metric)];
  return [...new Set(named)].filter((name) => name in task.kind.metrics);
}

/** How the answers did whose outcomes are known. */
export function performanceOf(
  judged: Judged,
  observed: readonly { prediction: Record<string, Json>; outcome: string }[],
): Performance {
  const { kind } = judged.task;
  const outcomes = observed.length;
  const truth = truthOf(judged, observed);
  if (typeof truth === 'string') return { outcomes, reason: truth, metrics: [] };
  const prediction = kind.predictionOf!(
    observed.map((one) => one.prediction),
    judged.reference.outcomes ?? [],
  );
  const rng = new Rng('performance');
  const metrics = metricsOf(judged).map((metric) => {
    const now = kind.estimate(metric, truth.of, prediction, { rng: rng.fork(metric) });
    return compared(judged, metric, now);
  });
  return { outcomes, metrics };
}

/** What came true, or why nothing can be measured by it. */
function truthOf(
  { task: { kind }, reference }: Pick<Judged, 'task' | 'reference'>,
  observed: readonly { outcome: string }[],
): { of: unknown } | NonNullable<Performance['reason']> {
  if (kind.predictionOf === undefined || kind.truthOf === undefined) return 'kind-not-measured';
  const known = reference.outcomes ?? [];
  const truth = kind.truthOf(
    observed.map(({ outcome }) => outcome),
    known,
  );
  const few = observed.length < FEWEST_OUTCOMES;
  if (few || smallestClass(kind.strata?.(truth), known.length) < FEWEST_OF_A_CLASS) return 'too-few-outcomes';
  return { of: truth };
}

/** Two models on the same rows: what each came to, and the paired difference. */
export interface PairedMetric extends Estimate {
  metric: string;
  title: Localized;
  champion: number;
  challenger: number;
}

/** How much better a challenger did than the champion, on rows that both answered and whose outcomes are known; positive is better. */
export function pairedPerformance(
  judged: Pick<Judged, 'task' | 'reference'>,
  observed: readonly { champion: Record<string, Json>; challenger: Record<string, Json>; outcome: string }[],
): { outcomes: number; reason?: Performance['reason']; metrics: PairedMetric[] } {
  const { kind, primaryMetric } = judged.task;
  const outcomes = observed.length;
  const truth = truthOf(judged, observed);
  if (typeof truth === 'string') return { outcomes, reason: truth, metrics: [] };
  const known = judged.reference.outcomes ?? [];
  const champion = kind.predictionOf!(
    observed.map((one) => one.champion),
    known,
  );
  const challenger = kind.predictionOf!(
    observed.map((one) => one.challenger),
    known,
  );
  const sampling = { rng: new Rng('challenger') };
  const { title, compute } = kind.metrics[primaryMetric]!;
  return {
    outcomes,
    metrics: [
      {
        metric: primaryMetric,
        title,
        champion: compute(truth.of, champion),
        challenger: compute(truth.of, challenger),
        ...kind.compare(primaryMetric, truth.of, challenger, champion, sampling),
      },
    ],
  };
}

/** What is to be expected of answers whose outcomes are not known yet. */
export function expectationOf(
  judged: Judged,
  answers: readonly Record<string, Json>[],
): { predictions: number; metrics: (Estimate & { metric: string; title: Localized })[] } {
  const { kind } = judged.task;
  const taken = answers.slice(0, MOST_EXPECTED);
  if (kind.predictionOf === undefined || taken.length === 0) return { predictions: taken.length, metrics: [] };
  const prediction = kind.predictionOf(taken, judged.reference.outcomes ?? []);
  const rng = new Rng('expectation');
  const metrics = metricsOf(judged).flatMap((metric) => {
    const expected = expectedPerformance(kind, metric, prediction, taken.length, rng.fork(metric));
    const usable = expected !== undefined && !Number.isNaN(expected.value);
    return usable ? [{ metric, title: kind.metrics[metric]!.title, ...expected }] : [];
  });
  return { predictions: taken.length, metrics };
}

function compared({ task, criteria, report }: Judged, metric: string, { value, interval }: Estimate): MetricNow {
  const { title, better } = task.kind.metrics[metric]!;
  const champion = report.candidates.find((one) => one.champion);
  const before = champion?.metrics[metric];
  const range = champion?.intervals[metric];
  const criterion = criteria.find((one) => one.metric === metric);
  const isWorse = better === 'higher' ? below(interval, range?.[0]) : above(interval, range?.[1]);
  const misses =
    criterion !== undefined &&
    (criterion.bound === '>=' ? below(interval, criterion.value) : above(interval, criterion.value));
  return {
    metric,
    title,
    value,
    interval,
    ...(before === undefined || range === undefined ? {} : { judged: { value: before, interval: range } }),
    ...(criterion === undefined
      ? {}
      : { criterion: { bound: criterion.bound, value: criterion.value, level: criterion.level } }),
    state: isWorse || misses ? 'worse' : 'as-judged',
  };
}

function below([, high]: Estimate['interval'], bound: number | undefined): boolean {
  return bound !== undefined && high < bound;
}

function above([low]: Estimate['interval'], bound: number | undefined): boolean {
  return bound !== undefined && low > bound;
}

/** Rows of the rarest of `classes` classes; endless where there are no classes. */
function smallestClass(strata: Int32Array | undefined, classes: number): number {
  if (strata === undefined) return Number.POSITIVE_INFINITY;
  const counts = new Array<number>(classes).fill(0);
  for (const label of strata) counts[label]! += 1;
  return Math.min(...counts);
}
