import type { Rng } from '@proofline/learn';
import type { Dataset } from '../dataset/dataset.js';
import { type Holdout, splitFolds } from '../split/split.js';
import { featureFrame, takeDataset } from './dataset-rows.js';
import { type Judged, predictTest } from './evaluate-candidates.js';
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
  dataset: Dataset,
  plan: TrainingPlan<T, P>,
  folds: number,
  repeats: number,
  rng: Rng,
): Promise<OuterResult<T, P>> {
  const { kind } = plan.task;
  const truth = kind.truth(dataset);
  const strata = kind.strata?.(truth);
  const outer = splitFolds(dataset, { folds, repeats, seed: plan.seed, ...(strata === undefined ? {} : { strata }) });
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
      const part = await trainPart(takeDataset(dataset, train), inside(), rng.fork(`outer ${r}/${f}`));
      const frame = featureFrame(part.recipe.apply(takeDataset(dataset, test)));
      const foldTruth = kind.takeTruth(truth, test);
      for (const { candidate, test: prediction } of predictTest(part.trained, frame)) {
        push(parts, candidate.name, { rows: test, prediction });
        const metrics = Object.fromEntries(
          Object.entries(kind.metrics).map(([name, { compute }]) => [name, compute(foldTruth, prediction)]),
        );
        push(foldMetrics, candidate.name, metrics);
      }
      done++;
    }
    for (const [name, list] of parts) push(predictions, name, kind.assemble(dataset.rows, list));
  }
  const part = await trainPart(dataset, inside(), rng.fork('train'));
  const judged = part.trained.map((one) => {
    const all = predictions.get(one.candidate.name)!;
    return { ...one, test: all.length === 1 ? all[0]! : kind.average(all) };
  });
  return { part, test: part.recipe.apply(dataset), testTruth: truth, judged, foldMetrics };
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}

/**
 * Mean over outer folds with a 95 % interval whose variance allows for overlapping training sets (Nadeau and Bengio 2003):
 * s²·(1/k + 1/(k' − 1)) with k results and k' folds.
 */
export function foldEstimate(values: readonly number[], folds: number): { value: number; interval: [number, number] } {
  const value = values.reduce((sum, v) => sum + v, 0) / values.length;
  const variance = values.reduce((sum, v) => sum + (v - value) ** 2, 0) / Math.max(1, values.length - 1);
  const half = 1.96 * Math.sqrt(variance * (1 / values.length + 1 / (folds - 1)));
  return { value, interval: [value - half, value + half] };
}
