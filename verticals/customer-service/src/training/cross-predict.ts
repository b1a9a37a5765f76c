import { type Json, Rng, throwIfCancelled } from '@proofline/learn';
import {
  type CandidateModel,
  type FittedCandidate,
  type Fold,
  fitOn,
  type MulticlassPrediction,
  type MulticlassTruth,
  type ParameterValues,
  type PredictionMap,
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

/** What a candidate answers for rows that it had not seen, and the recalibration that made it so. */
export interface CrossPredicted {
  prediction: MulticlassPrediction;
  calibration?: PredictionMap<MulticlassPrediction>;
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
): Promise<CrossPredicted> {
  const { kind } = fixed.task;
  const parts: { rows: Int32Array; prediction: MulticlassPrediction }[] = [];
  for (const [f, { train, test }] of folds.entries()) {
    const model = await fitFixed(fixed, data, train, `0/${f}`);
    parts.push({ rows: test, prediction: model.predict(takeFrame(data.frame, test)) });
    onFold?.();
  }
  const total = folds.reduce((sum, { test }) => sum + test.length, 0);
  const prediction = kind.assemble(total, parts);
  if (fixed.candidate.calibrate !== true || kind.calibrate === undefined) return { prediction };
  const judged = Int32Array.from({ length: total }, (_, row) => row);
  const calibration = kind.calibrate(
    kind.takeTruth(data.truth, judged),
    prediction,
    seedOf(fixed).fork('calibration'),
    data.weight && takeWeights(data.weight, judged),
  );
  return { prediction: calibration.apply(prediction), calibration };
}

/** Fits the candidate on some rows. The name decides the seed. */
export function fitFixed(
  fixed: FixedCandidate,
  data: TrainingData<MulticlassTruth>,
  rows: Int32Array,
  name: string,
): Promise<CandidateModel<MulticlassPrediction>> {
  const { task, candidate, parameters, settings, signal } = fixed;
  throwIfCancelled(signal);
  return fitOn(candidate, { task, data, options: {}, settings }, rows, parameters, {
    rng: seedOf(fixed).fork(name),
    ...(signal === undefined ? {} : { signal }),
  });
}

function seedOf({ seed, candidate }: FixedCandidate): Rng {
  return new Rng(seed).fork(candidate.name);
}
