import type { Rng } from '@proofline/learn';
import type { Dataset } from '../dataset/dataset.js';
import { refuseSmallSide } from '../split/side-size.js';
import { type Holdout, splitFolds } from '../split/split.js';
import { type Fold, takeWeights } from '../tune/training-data.js';
import { featureFrame, takeDataset } from './dataset-rows.js';
import { type Judged, predictTest } from './evaluate-candidates.js';
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
  folds: number,
  repeats: number,
  rng: Rng,
): Promise<OuterResult<T, P>> {
  const { kind } = plan.task;
  const weight = rowWeights(dataset);
  const outer = outerFolds(dataset, truth, plan, folds, repeats);
  const total = folds * repeats + 1;
  let done = 0;
  const inside = (): TrainingPlan<T, P> => ({
    ...plan,
    onProgress: (fraction, candidate) => plan.onProgress?.((done + fraction) / total, candidate),
  });
  const predictions = new Map<string, P[]>();
  const foldMetrics = new Map<string, Record<string, number>[]>();
  for (const [r, repeat] of outer.entries()) {
    const parts = new Map<string, { rows: Int32Array; prediction: P }[]>();
    for (const [f, { train, test }] of repeat.entries()) {
      const part = await trainPart(takeDataset(dataset, train), truth, inside(), rng.fork(`outer ${r}/${f}`));
      const frame = featureFrame(part.recipe.apply(takeDataset(dataset, test)));
      const foldTruth = kind.takeTruth(truth, test);
      const foldWeight = weight && takeWeights(weight, test);
      for (const { candidate, test: prediction } of predictTest(part.trained, frame)) {
        push(parts, candidate.name, { rows: test, prediction });
        const metrics = Object.fromEntries(
          Object.entries(kind.metrics).map(([name, { compute }]) => [name, compute(foldTruth, prediction, foldWeight)]),
        );
        push(foldMetrics, candidate.name, metrics);
      }
      done++;
    }
    for (const [name, list] of parts) push(predictions, name, kind.assemble(dataset.rows, list));
  }
  const part = await trainPart(dataset, truth, inside(), rng.fork('train'));
  const judged = part.trained.map((one) => {
    const all = predictions.get(one.candidate.name)!;
    return { ...one, test: all.length === 1 ? all[0]! : kind.average(all) };
  });
  return { part, test: part.recipe.apply(dataset), testTruth: truth, judged, foldMetrics };
}

/** The folds of `crossValidate`. Throws `invalid-input` where a fold has too few rows or one outcome only. */
export function outerFolds<T, P>(
  dataset: Dataset,
  truth: T,
  { task, seed }: Pick<TrainingPlan<T, P>, 'task' | 'seed'>,
  folds: number,
  repeats: number,
): Fold[][] {
  const strata = task.kind.strata?.(truth);
  const labels = strata === undefined ? {} : { strata };
  const outer = splitFolds(dataset, { folds, repeats, seed, ...labels });
  for (const { train, test } of outer.flat()) {
    refuseSmallSide('training', train, labels, 'Ask for fewer folds (--cv), or give more rows.');
    refuseSmallSide('test', test, labels, 'Ask for fewer folds (--cv), or give more rows.');
  }
  return outer;
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}
