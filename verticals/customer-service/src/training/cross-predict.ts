import { type FitContext, type Json, Rng, throwIfCancelled } from '@proofline/learn';
import {
  type FittedCandidate,
  type Fold,
  fitOn,
  type MulticlassPrediction,
  type MulticlassTruth,
  type ParameterValues,
  type Task,
  type TrainingData,
  takeFrame,
  takeWeights,
} from '@proofline/pipeline';

/** One candidate with all that decides what it comes to, but the rows. */
export interface FixedCandidate {
  task: Task<MulticlassTruth, MulticlassPrediction>;
  candidate: FittedCandidate<MulticlassTruth, MulticlassPrediction>;
  parameters: ParameterValues;
  settings: Readonly<Record<string, Json>>;
  seed: number;
  signal?: AbortSignal;
}

/**
 * Predictions for the test rows of the folds, which together must be the rows 0 … n - 1, each by a model that had not seen the
 * row; recalibrated as a run recalibrates.
 */
export async function crossPredict(
  fixed: FixedCandidate,
  data: TrainingData<MulticlassTruth>,
  folds: readonly Fold[],
  onFold?: () => void,
): Promise<MulticlassPrediction> {
  const { task, candidate, parameters, settings, seed, signal } = fixed;
  const rng = new Rng(seed).fork(candidate.name);
  const context = (name: string): FitContext => ({
    rng: rng.fork(name),
    ...(signal === undefined ? {} : { signal }),
  });
  const parts: { rows: Int32Array; prediction: MulticlassPrediction }[] = [];
  for (const [f, { train, test }] of folds.entries()) {
    throwIfCancelled(signal);
    const model = await fitOn(candidate, { task, data, options: {}, settings }, train, parameters, context(`0/${f}`));
    parts.push({ rows: test, prediction: model.predict(takeFrame(data.frame, test)) });
    onFold?.();
  }
  const total = folds.reduce((sum, { test }) => sum + test.length, 0);
  const predicted = task.kind.assemble(total, parts);
  if (candidate.calibrate !== true || task.kind.calibrate === undefined) return predicted;
  const judged = Int32Array.from({ length: total }, (_, row) => row);
  const weight = data.weight && takeWeights(data.weight, judged);
  return task.kind
    .calibrate(task.kind.takeTruth(data.truth, judged), predicted, rng.fork('calibration'), weight)
    .apply(predicted);
}
