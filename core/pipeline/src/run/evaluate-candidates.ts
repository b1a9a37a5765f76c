import { SharedDraws } from '@proofline/learn';
import type { Frame } from '../dataset/frame.js';
import type { CandidateResult } from '../report/evaluation-report.js';
import type { EvaluatedCandidate, Task } from '../task/task.js';
import type { RowSampling } from '../task/task-kind.js';
import { parametersToJson } from './candidate-model.js';
import type { ChampionChoice } from './choose-champion.js';
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

/** The truth of both sides, and how the rows of each came about. */
export interface TruthPair<T> {
  train: T;
  test: T;
  trainWeight?: Float64Array;
  testSampling: RowSampling;
}

/** The leaderboard: every candidate with every metric of the kind, on test rows with intervals and out of fold. */
export function candidateResults<T, P>(
  task: Task<T, P>,
  judged: readonly Judged<T, P>[],
  choice: ChampionChoice,
  truth: TruthPair<T>,
): CandidateResult[] {
  const { kind } = task;
  const shared = new SharedDraws(truth.testSampling.rng.fork('draws'));
  return judged.map((one) => {
    const { name } = one.candidate;
    const trainMetrics: Record<string, number> = {};
    const behind = choice.behindBest.get(name)!;
    for (const [metric, { compute }] of Object.entries(kind.metrics)) {
      trainMetrics[metric] = compute(truth.train, one.outOfFold, truth.trainWeight);
    }
    return {
      name,
      title: one.candidate.title,
      baseline: one.candidate.baseline === true,
      champion: name === choice.name,
      complexity: one.candidate.complexity,
      parameters: parametersToJson(one.parameters),
      trials: one.trials.map((trial) => ({ ...trial, parameters: parametersToJson(trial.parameters) })),
      ...estimateAll(task, truth.test, one.test, { ...truth.testSampling, shared }, name),
      trainMetrics,
      behindBest: { value: behind.value, interval: behind.interval },
      ...(one.calibration === undefined ? {} : { calibration: one.calibration }),
    };
  });
}

/** Every metric of the kind with its interval, drawn by seeds of the candidate's own. */
export function estimateAll<T, P>(
  { kind }: Task<T, P>,
  truth: T,
  prediction: P,
  sampling: RowSampling & { shared?: SharedDraws },
  name: string,
): Pick<CandidateResult, 'metrics' | 'intervals'> {
  const metrics: Record<string, number> = {};
  const intervals: Record<string, readonly [number, number]> = {};
  for (const metric of Object.keys(kind.metrics)) {
    const rng = sampling.rng.fork(`${name}/${metric}`);
    const { value, interval } = kind.estimate(metric, truth, prediction, { ...sampling, rng });
    metrics[metric] = value;
    intervals[metric] = interval;
  }
  return { metrics, intervals };
}
