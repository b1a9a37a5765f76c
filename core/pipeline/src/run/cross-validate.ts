import type { Rng } from '@proofline/learn';
import type { Dataset } from '../dataset/dataset.js';
import type { Holdout } from '../split/split.js';
import { featureFrame, takeDataset } from './dataset-rows.js';
import { type Judged, predictTest } from './evaluate-candidates.js';
import type { JudgedFold } from './fold-estimate.js';
import type { OuterFolds } from './outer-folds.js';
import type { DroppedCandidate } from './train-candidates.js';
import { type TrainedPart, type TrainingPlan, trainPart } from './train-part.js';
import { FINAL_PART, outerPart } from './training-parts.js';

/** The models that go into production and what is known of them on rows they never saw. */
export interface OuterResult<T, P> {
  /** What the packaged model was learnt from. */
  part: TrainedPart<T, P>;
  /** Cleaned. */
  test: Dataset;
  testTruth: T;
  /** With outer folds the test answers are those of the folds' models, not of the packaged one. */
  judged: Judged<T, P>[];
  holdout?: Holdout;
  folds?: OuterFolds;
  /** What each outer fold judged, repeat by repeat. */
  judgedFolds?: readonly (readonly JudgedFold<P>[])[];
  /** What one would have answered for the test rows without features. */
  prior?: P;
}

/**
 * Outer cross-validation: the whole training (cleaning, tuning, choosing, recalibrating) is repeated on each fold and judged
 * on the rows it did not get; the packaged model is then trained on all rows in the same way.
 */
export async function crossValidate<T, P>(
  { dataset, truth }: { dataset: Dataset; truth: T },
  plan: TrainingPlan<T, P>,
  folds: OuterFolds,
  rng: Rng,
): Promise<OuterResult<T, P>> {
  const { kind } = plan.task;
  const total = folds.repeats.flat().length + 1;
  const judgedRows = Int32Array.from(folds.repeats[0]!.flatMap(({ test }) => [...test])).sort();
  const positions = new Map(Array.from(judgedRows, (row, position) => [row, position]));
  let done = 0;
  // Who cannot be trained on one fold is judged on none, and not packaged.
  const dropped: DroppedCandidate[] = [];
  const inside = (): TrainingPlan<T, P> => ({
    ...plan,
    dropped,
    onProgress: (fraction, candidate) => plan.onProgress?.((done + fraction) / total, candidate),
  });
  const judgedFolds: JudgedFold<P>[][] = [];
  for (const [r, repeat] of folds.repeats.entries()) {
    const judgedHere: JudgedFold<P>[] = [];
    for (const [f, { train, test }] of repeat.entries()) {
      const part = await trainPart(
        takeDataset(dataset, train),
        truth,
        { ...inside(), limits: [] },
        outerPart(r, f),
        rng,
      );
      for (const { name, reason } of part.dropped.slice(dropped.length)) {
        dropped.push({
          name,
          reason: `On outer fold ${f + 1}${folds.repeats.length > 1 ? ` of repeat ${r + 1}` : ''}: ${reason}`,
        });
      }
      const frame = featureFrame(part.recipe.apply(takeDataset(dataset, test)));
      const prior = kind.prior?.(part.data.truth, test.length, part.data.weight);
      judgedHere.push({
        rows: test.map((row) => positions.get(row)!),
        predictions: new Map(
          predictTest(part.trained, frame).map(({ candidate, test: prediction }) => [candidate.name, prediction]),
        ),
        ...(prior === undefined ? {} : { prior }),
      });
      done++;
    }
    judgedFolds.push(judgedHere);
  }
  /** The answers for all judged rows; undefined where a fold has none. */
  const assembled = (predictionOf: (fold: JudgedFold<P>) => P | undefined): P | undefined => {
    const repeats = judgedFolds.map((judgedHere) => {
      const parts = judgedHere.flatMap((fold) => {
        const prediction = predictionOf(fold);
        return prediction === undefined ? [] : [{ rows: fold.rows, prediction }];
      });
      return parts.length < judgedHere.length ? undefined : kind.assemble(judgedRows.length, parts);
    });
    const all = repeats.filter((one) => one !== undefined);
    return all.length < repeats.length ? undefined : all.length === 1 ? all[0]! : kind.average(all);
  };
  const part = await trainPart(dataset, truth, inside(), FINAL_PART, rng);
  const judged = part.trained.map((one) => {
    return { ...one, test: assembled(({ predictions }) => predictions.get(one.candidate.name))! };
  });
  const prior = assembled((fold) => fold.prior);
  return {
    part,
    test: part.recipe.apply(takeDataset(dataset, judgedRows)),
    testTruth: kind.takeTruth(truth, judgedRows),
    judged,
    folds,
    judgedFolds,
    ...(prior === undefined ? {} : { prior }),
  };
}
