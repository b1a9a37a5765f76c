import { type Permutable, permutationImportance, type Rng } from '@proofline/learn';
import { type Frame, takeColumn, takeFrame } from '../dataset/frame.js';
import type { LeakageFinding } from '../leakage/leakage-finding.js';
import { rowKeys } from '../split/row-keys.js';
import type { Task } from '../task/task.js';
import { text } from '../text/localized.js';
import { takeWeights } from '../tune/training-data.js';
import type { OuterResult } from './cross-validate.js';
import { featureFrame } from './dataset-rows.js';
import { rowWeights } from './row-weights.js';

/** Rows that importance is measured on, and shuffles of each feature: enough to name the features. */
const MOST_ROWS = 2000;
const SHUFFLES = 3;
/** Features are named that do at least this share of what the most important one does. */
const NAMED_SHARE = 0.2;
const MOST_NAMED = 5;

/**
 * A finding where the champion is better on the test rows than data of the task's field honestly is. Columns that give the
 * outcome away together, and none of them alone, are found by nothing else.
 */
export async function suspectChampion<T, P>(
  task: Task<T, P>,
  outer: OuterResult<T, P>,
  rng: Rng,
  signal?: AbortSignal,
): Promise<LeakageFinding[]> {
  if (task.tooGood === undefined) return [];
  const { metric, value: limit, than } = task.tooGood;
  const { title, better, compute } = task.kind.metrics[metric]!;
  const champion = outer.judged.find(({ candidate }) => candidate.name === outer.part.choice.name)!;
  const weight = rowWeights(outer.test);
  const folds = outer.judgedFolds?.flat().map(({ rows, predictions }) => {
    const own = weight && takeWeights(weight, rows);
    return compute(task.kind.takeTruth(outer.testTruth, rows), predictions.get(champion.candidate.name)!, own);
  });
  const value =
    folds === undefined
      ? compute(outer.testTruth, champion.test, weight)
      : folds.reduce((sum, fold) => sum + fold, 0) / folds.length;
  if (better === 'higher' ? !(value >= limit) : !(value <= limit)) return [];

  const features = featureFrame(outer.test);
  const keys = rowKeys(features, 1);
  // In an order of the rows' own, so that the order of the file changes nothing.
  const sample = Int32Array.from(keys, (_, i) => i)
    .sort((a, b) => keys[a]! - keys[b]!)
    .subarray(0, MOST_ROWS);
  const truth = task.kind.takeTruth(outer.testTruth, sample);
  const sampleWeight = weight && takeWeights(weight, sample);
  const table = await permutationImportance(
    shuffledFeatures(takeFrame(features, sample)),
    (frame) => champion.model.predict(frame),
    (prediction) => compute(truth, prediction, sampleWeight),
    { rng, better, repeats: SHUFFLES, replicates: 1, ...(signal === undefined ? {} : { signal }) },
  );
  const most = table[0]?.importance ?? 0;
  const carriers = table
    .filter(({ importance }) => importance > 0 && importance >= NAMED_SHARE * most)
    .slice(0, MOST_NAMED)
    .map(({ feature }) => feature);
  const list = (language: 'en' | 'zh'): string =>
    carriers.map((name) => (language === 'en' ? `'${name}'` : `“${name}”`)).join(language === 'en' ? ', ' : '、');
  return [
    {
      code: 'CHAMPION_TOO_GOOD',
      severity: 'warn',
      value,
      finding: text(
        `Too good to be true? ${title.en} ${value.toFixed(3)} is better than ${than.en}. ${carriers.length === 0 ? 'No column carries it alone: check for each' : `It is carried by ${list('en')}: check for ${carriers.length === 1 ? 'it' : 'each'}`} that it was known before the outcome.`,
        `好得不真实？${title.zh} ${value.toFixed(3)} 优于${than.zh}。${carriers.length === 0 ? '没有任何一列单独起决定作用：请逐列核实' : `主要来自 ${list('zh')}：请核实`}其在结果发生前是否已知。`,
      ),
    },
  ];
}

function shuffledFeatures(frame: Frame): Permutable<Frame> {
  return {
    rows: frame.rows,
    x: frame,
    features: [...frame.columns.keys()],
    permute: (feature, order) => ({
      rows: frame.rows,
      columns: new Map(frame.columns).set(feature, takeColumn(frame.columns.get(feature)!, order)),
    }),
  };
}
