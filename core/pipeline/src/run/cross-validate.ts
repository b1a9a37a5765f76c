import type { Rng } from '@proofline/learn';
import type { Dataset } from '../dataset/dataset.js';
import type { Holdout } from '../split/split.js';
import { takeWeights } from '../tune/training-data.js';
import { featureFrame, takeDataset } from './dataset-rows.js';
import { type Judged, predictTest } from './evaluate-candidates.js';
import type { OuterFolds } from './outer-folds.js';
import { rowWeights } from './row-weights.js';
import { type TrainedPart, type TrainingPlan, trainPart } from './train-part.js';

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
  /** Each candidate's metrics on each outer fold, by name. */
  foldMetrics?: ReadonlyMap<string, Record<string, number>[]>;
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
  const weight = rowWeights(dataset);
  const total = folds.repeats.flat().length + 1;
  const judgedRows = Int32Array.from(folds.repeats[0]!.flatMap(({ test }) => [...test])).sort();
  const positions = new Map(Array.from(judgedRows, (row, position) => [row, position]));
  let done = 0;
  const inside = (): TrainingPlan<T, P> => ({
    ...plan,
    onProgress: (fraction, candidate) => plan.onProgress?.((done + fraction) / total, candidate),
  });
  const predictions = new Map<string, P[]>();
  const foldMetrics = new Map<string, Record<string, number>[]>();
  for (const [r, repeat] of folds.repeats.entries()) {
    const parts = new Map<string, { rows: Int32Array; prediction: P }[]>();
    for (const [f, { train, test }] of repeat.entries()) {
      const part = await trainPart(
        takeDataset(dataset, train),
        truth,
        { ...inside(), limits: [] },
        rng.fork(`outer ${r}/${f}`),
      );
      const frame = featureFrame(part.recipe.apply(takeDataset(dataset, test)));
      const foldTruth = kind.takeTruth(truth, test);
      const foldWeight = weight && takeWeights(weight, test);
      for (const { candidate, test: prediction } of predictTest(part.trained, frame)) {
        push(parts, candidate.name, { rows: test.map((row) => positions.get(row)!), prediction });
        const metrics = Object.fromEntries(
          Object.entries(kind.metrics).map(([name, { compute }]) => [name, compute(foldTruth, prediction, foldWeight)]),
        );
        push(foldMetrics, candidate.name, metrics);
      }
      done++;
    }
    for (const [name, list] of parts) push(predictions, name, kind.assemble(judgedRows.length, list));
  }
  const part = await trainPart(dataset, truth, inside(), rng.fork('train'));
  const judged = part.trained.map((one) => {
    const all = predictions.get(one.candidate.name)!;
    return { ...one, test: all.length === 1 ? all[0]! : kind.average(all) };
  });
  return {
    part,
    test: part.recipe.apply(takeDataset(dataset, judgedRows)),
    testTruth: kind.takeTruth(truth, judgedRows),
    judged,
    folds,
    foldMetrics,
  };
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}
