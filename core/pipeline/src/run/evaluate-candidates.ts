import type { Frame } from '../dataset/frame.js';
import type { CandidateResult } from '../report/evaluation-report.js';
import type { EvaluatedCandidate, Task } from '../task/task.js';
import type { RowSampling } from '../task/task-kind.js';
import { parametersToJson } from './candidate-model.js';
import type { ChampionChoice } from './choose-champion.js';
import type { OuterResult } from './cross-validate.js';
import { estimateOverFolds, type JudgedFold } from './fold-estimate.js';
import type { TrainedCandidate } from './train-candidates.js';

/** A candidate with its answers for rows it never saw. */
export type Judged<T, P> = TrainedCandidate<T, P> & { test: P };

export function predictTest<T, P>(trained: readonly TrainedCandidate<T, P>[], frame: Frame): Judged<T, P>[] {
  return trained.map((one) => ({ ...one, test: one.model.predict(frame) }));
}

export function toEvaluated<T, P>(judged: Judged<T, P>): EvaluatedCandidate<P> {
  return {
    name: judged.candidate.name,
    title: judged.candidate.title,
    baseline: judged.candidate.baseline === true,
    model: judged.model,
    outOfFold: judged.outOfFold,
    test: judged.test,
  };
}

/** Every metric of the kind by its name, and its interval. */
export type Measured = Pick<CandidateResult, 'metrics' | 'intervals'>;

/** The leaderboard: every candidate with every metric of the kind, on test rows with intervals and out of fold. */
export function candidateResults<T, P>(
  task: Task<T, P>,
  judged: readonly Judged<T, P>[],
  choice: ChampionChoice,
  train: { truth: T; weight?: Float64Array },
  onTest: (one: Judged<T, P>) => Measured,
): CandidateResult[] {
  const { kind } = task;
  return judged.map((one) => {
    const { name } = one.candidate;
    const trainMetrics: Record<string, number> = {};
    const behind = choice.behindBest.get(name)!;
    for (const [metric, { compute }] of Object.entries(kind.metrics)) {
      trainMetrics[metric] = compute(train.truth, one.outOfFold, train.weight);
    }
    return {
      name,
      title: one.candidate.title,
      baseline: one.candidate.baseline === true,
      champion: name === choice.name,
      complexity: one.candidate.complexity,
      parameters: parametersToJson(one.parameters),
      trials: one.trials.map((trial) => ({ ...trial, parameters: parametersToJson(trial.parameters) })),
      ...onTest(one),
      trainMetrics,
      behindBest: { value: behind.value, interval: behind.interval },
      ...(one.calibration === undefined ? {} : { calibration: one.calibration }),
    };
  });
}

/**
 * Every metric of the kind with its interval, drawn by seeds of the candidate's own: on all test rows, or, where there are
 * outer folds, as the mean over them.
 */
export function estimateAll<T, P>(
  { kind }: Task<T, P>,
  { testTruth, judgedFolds }: Pick<OuterResult<T, P>, 'testTruth' | 'judgedFolds'>,
  { test, onFold, name }: { test: P; onFold: (fold: JudgedFold<P>) => P; name: string },
  sampling: RowSampling,
): Measured {
  const estimates = Object.keys(kind.metrics).map((metric) => {
    const own = { ...sampling, rng: sampling.rng.fork(`${name}/${metric}`) };
    const estimate =
      judgedFolds === undefined
        ? kind.estimate(metric, testTruth, test, own)
        : estimateOverFolds(kind, metric, testTruth, judgedFolds, onFold, own);
    return [metric, estimate] as const;
  });
  return {
    metrics: Object.fromEntries(estimates.map(([metric, { value }]) => [metric, value])),
    intervals: Object.fromEntries(estimates.map(([metric, { interval }]) => [metric, interval])),
  };
}
