import type { Rng } from '@proofline/learn';
import type { Dataset } from '../dataset/dataset.js';
import type { Holdout } from '../split/split.js';
import type { TaskKind } from '../task/task-kind.js';
import { takeWeights } from '../tune/training-data.js';
import { featureFrame, takeDataset } from './dataset-rows.js';
import { type Judged, predictTest } from './evaluate-candidates.js';
import type { OuterFolds } from './outer-folds.js';
import { rowWeights } from './row-weights.js';
import type { DroppedCandidate } from './train-candidates.js';
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
  /** What one would have answered for the test rows without features, and its metrics on each outer fold. */
  prior?: { test: P; foldMetrics?: readonly Record<string, number>[] };
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
  // Who cannot be trained on one fold is judged on none, and not packaged.
  const dropped: DroppedCandidate[] = [];
  const inside = (): TrainingPlan<T, P> => ({
    ...plan,
    dropped,
    onProgress: (fraction, candidate) => plan.onProgress?.((done + fraction) / total, candidate),
  });
  const predictions = new Map<string, P[]>();
  const foldMetrics = new Map<string, Record<string, number>[]>();
  const priors: P[] = [];
  const priorMetrics: Record<string, number>[] = [];
  for (const [r, repeat] of folds.repeats.entries()) {
    const parts = new Map<string, { rows: Int32Array; prediction: P }[]>();
    const priorParts: { rows: Int32Array; prediction: P }[] = [];
    for (const [f, { train, test }] of repeat.entries()) {
      const part = await trainPart(
        takeDataset(dataset, train),
        truth,
        { ...inside(), limits: [] },
        rng.fork(`outer ${r}/${f}`),
      );
      for (const { name, reason } of part.dropped.slice(dropped.length)) {
        dropped.push({
          name,
          reason: `On outer fold ${f + 1}${folds.repeats.length > 1 ? ` of repeat ${r + 1}` : ''}: ${reason}`,
        });
      }
      const frame = featureFrame(part.recipe.apply(takeDataset(dataset, test)));
      const foldTruth = kind.takeTruth(truth, test);
      const foldWeight = weight && takeWeights(weight, test);
      const rows = test.map((row) => positions.get(row)!);
      const measure = (prediction: P): Record<string, number> =>
        Object.fromEntries(
          Object.entries(kind.metrics).map(([name, { compute }]) => [name, compute(foldTruth, prediction, foldWeight)]),
        );
      for (const { candidate, test: prediction } of predictTest(part.trained, frame)) {
        push(parts, candidate.name, { rows, prediction });
        push(foldMetrics, candidate.name, measure(prediction));
      }
      const guess = kind.prior?.(part.data.truth, test.length, part.data.weight);
      if (guess !== undefined) {
        priorParts.push({ rows, prediction: guess });
        priorMetrics.push(measure(guess));
      }
      done++;
    }
    if (priorParts.length > 0) priors.push(kind.assemble(judgedRows.length, priorParts));
    for (const [name, list] of parts) push(predictions, name, kind.assemble(judgedRows.length, list));
  }
  const part = await trainPart(dataset, truth, inside(), rng.fork('train'));
  const judged = part.trained.map((one) => {
    return { ...one, test: meanOf(kind, predictions.get(one.candidate.name)!) };
  });
  return {
    part,
    test: part.recipe.apply(takeDataset(dataset, judgedRows)),
    testTruth: kind.takeTruth(truth, judgedRows),
    judged,
    folds,
    foldMetrics,
    ...(priors.length === 0 ? {} : { prior: { test: meanOf(kind, priors), foldMetrics: priorMetrics } }),
  };
}

function meanOf<T, P>(kind: TaskKind<T, P>, repeats: readonly P[]): P {
  return repeats.length === 1 ? repeats[0]! : kind.average(repeats);
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}
