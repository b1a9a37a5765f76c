import { type Rng, search, throwIfCancelled } from '@proofline/learn';
import { takeFrame } from '../dataset/frame.js';
import type { CandidateModel, FittedCandidate, ParameterValues } from '../task/task.js';
import type { TaskKind } from '../task/task-kind.js';
import { defaultParameters } from './plan.js';
import { type Fold, type TrainingData, takeWeights } from './training-data.js';

/** One setting that was tried: its mean loss over the folds it ran on, infinite where it failed. */
export interface Trial {
  parameters: ParameterValues;
  loss: number;
  folds: number;
  /** Why it could not be fitted or scored on the next fold. */
  failure?: string;
}

export interface TuningSetup<T, P> {
  candidate: FittedCandidate<T, P>;
  kind: TaskKind<T, P>;
  data: TrainingData<T>;
  repeats: readonly (readonly Fold[])[];
  trials: number;
  fit(rows: Int32Array, parameters: ParameterValues, foldName: string): Promise<CandidateModel<P>>;
  rng: Rng;
  signal?: AbortSignal;
  deadline?: number;
  /** After each trial, with the complete evaluations spent so far. */
  onTrial?: (spent: number) => void;
}

export interface Tuned<P> {
  parameters: ParameterValues;
  trials: Trial[];
  outOfFold: P;
  /** The hard stop was reached: the result depends on the machine. */
  stoppedByClock: boolean;
}

/**
 * Tries the defaults, the starting points and then settings of the search's own on the same folds with the same seeds,
 * and returns the best setting together with the predictions it made for rows it had not seen. A later setting must beat
 * the one that leads by more than noise, so that on few rows what was declared stands. A setting that fails never leads;
 * where all fail, `NO_SETTING_FITTED` is thrown.
 */
export async function tuneCandidate<T, P>(setup: TuningSetup<T, P>): Promise<Tuned<P>> {
  const { candidate, kind, data, repeats } = setup;
  const folds = repeats.flatMap((repeat, r) => repeat.map((fold, f) => ({ fold, repeat: r, name: `${r}/${f}` })));
  const rows = repeats[0]!.reduce((sum, fold) => sum + fold.test.length, 0);
  const defaults = defaultParameters(candidate);
  /** Predictions of the trial that runs now, and of the best complete one. */
  let running: { parameters: ParameterValues; parts: P[] } = { parameters: {}, parts: [] };
  let best: { losses: readonly number[]; parameters: ParameterValues; parts: P[] } | undefined;

  const result = await search(
    Object.fromEntries((candidate.tuned ?? []).map((name) => [name, candidate.parameters![name]!])),
    async (parameters, part) => {
      throwIfCancelled(setup.signal);
      if (part === 0) running = { parameters, parts: [] };
      const { fold, name } = folds[part]!;
      const model = await setup.fit(fold.train, parameters, name);
      const prediction = model.predict(takeFrame(data.frame, fold.test));
      running.parts.push(prediction);
      const weight = data.weight && takeWeights(data.weight, fold.test);
      return kind.loss(kind.takeTruth(data.truth, fold.test), prediction, weight);
    },
    {
      startingPoints: [defaults, ...(candidate.startingPoints ?? []).map((point) => ({ ...defaults, ...point }))],
      parts: folds.length,
      evaluations: setup.trials - 1,
      rng: setup.rng,
      ...(setup.signal === undefined ? {} : { signal: setup.signal }),
      ...(setup.deadline === undefined ? {} : { deadline: setup.deadline }),
      onTrial: (trial, spent) => {
        if (trial.complete && (best === undefined || isBetter(trial.losses, best.losses))) {
          best = { ...running, losses: trial.losses };
        }
        setup.onTrial?.(spent);
      },
    },
  );
  const outOfFold = repeats.map((_, r) =>
    kind.assemble(
      rows,
      folds.flatMap(({ fold, repeat }, k) => (repeat === r ? [{ rows: fold.test, prediction: best!.parts[k]! }] : [])),
    ),
  );
  return {
    parameters: best!.parameters,
    trials: result.trials.map(({ parameters, loss, losses, failure }) => ({
      parameters,
      loss,
      folds: losses.length,
      ...(failure === undefined ? {} : { failure }),
    })),
    outOfFold: outOfFold.length === 1 ? outOfFold[0]! : kind.average(outOfFold),
    stoppedByClock: result.stoppedByClock,
  };
}

/**
 * Whether the mean loss over the folds is smaller by more than one standard error of the paired difference (the rule of
 * Breiman et al. 1984 for choosing among cross-validated models). Among many settings the smallest mean alone is often luck.
 */
export function isBetter(losses: readonly number[], leading: readonly number[]): boolean {
  const gains = losses.map((loss, k) => leading[k]! - loss);
  const mean = gains.reduce((sum, gain) => sum + gain, 0) / gains.length;
  const variance = gains.reduce((sum, gain) => sum + (gain - mean) ** 2, 0) / Math.max(1, gains.length - 1);
  return mean > Math.sqrt(variance / gains.length);
}
