import { mae, mape, medianAbsoluteError, ProoflineError, type Rng, r2, rmse } from '@proofline/learn';
import type { Dataset } from '../dataset/dataset.js';
import { columnWithRole } from '../schema/feature-schema.js';
import type { Metric, TaskKind } from '../task/task-kind.js';
import { text } from '../text/localized.js';
import { compareMetric, estimateMetric, metricOf, type Resampling } from './bootstrap-estimate.js';
import { assembleDense, averageDense, distanceDense, takeDense } from './dense-prediction.js';
import { loadLinearBlend, stackNumbers } from './regression-stack.js';
import { refuseMissingTarget, refuseTooFewRows, targetSpec } from './target.js';

/** A quantity for each row. */
export interface RegressionTruth {
  readonly y: Float64Array;
}

type RegressionMetric = Metric<RegressionTruth, Float64Array>;

const metric = (
  en: string,
  zh: string,
  better: 'higher' | 'lower',
  compute: (y: Float64Array, prediction: Float64Array, weight?: Float64Array) => number,
  chance?: number,
): RegressionMetric => ({
  title: text(en, zh),
  better,
  ...(chance === undefined ? {} : { chance }),
  compute: (truth, prediction, weight) => compute(truth.y, prediction, weight),
});

const METRICS: Readonly<Record<string, RegressionMetric>> = {
  rmse: metric('root mean squared error', '均方根误差', 'lower', rmse),
  mae: metric('mean absolute error', '平均绝对误差', 'lower', mae),
  medianAbsoluteError: metric('median absolute error', '绝对误差中位数', 'lower', (y, p) => medianAbsoluteError(y, p)),
  mape: metric('mean absolute percentage error', '平均绝对百分比误差', 'lower', (y, p) => mape(y, p)),
  r2: metric('R²', 'R²', 'higher', r2, 0),
};

/** A quantity; a prediction is its expected value, one number a row. */
export const regression: TaskKind<RegressionTruth, Float64Array> = {
  id: 'regression',
  truth: readQuantities,
  checkSchema(schema) {
    const target = targetSpec(schema);
    if (target.type !== 'number' && target.type !== 'integer') {
      throw new ProoflineError(
        'invalid-input',
        'TARGET_TYPE',
        `Target '${target.name}' is of type ${target.type}; a quantity is a number. Set 'type: number' in the schema, or name another target.`,
      );
    }
    if (columnWithRole(schema, 'feature') === undefined) {
      throw new ProoflineError(
        'invalid-input',
        'NO_FEATURES',
        'No column has the role feature: nothing to predict from.',
      );
    }
  },
  targetNumbers: (truth) => truth.y,
  summary({ y }) {
    const rows = y.length;
    const mean = y.reduce((sum, value) => sum + value, 0) / rows;
    const variance = y.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, rows - 1);
    return { rows, mean, standardDeviation: Math.sqrt(variance) };
  },
  takeTruth: ({ y }, rows) => ({ y: takeDense(y, rows, 1) }),
  takePrediction: (prediction, rows) => takeDense(prediction, rows, 1),
  assemble: (total, parts) => assembleDense(total, parts, 1),
  average: averageDense,
  metrics: METRICS,
  loss: (truth, prediction, weight) => rmse(truth.y, prediction, weight),
  estimate: (name, truth, prediction, rng, weight) =>
    estimateMetric(metricOf(METRICS, name, 'regression'), truth, prediction, resampling(truth, rng, weight)),
  compare: (name, truth, a, b, rng, weight) =>
    compareMetric(metricOf(METRICS, name, 'regression'), truth, a, b, resampling(truth, rng, weight)),
  stack: (truth, members, _rng, weight) => stackNumbers(truth.y, members, weight),
  loadStack: loadLinearBlend,
  row: (prediction, row) => ({ value: prediction[row]! }),
  distance: distanceDense,
};

function resampling(truth: RegressionTruth, rng: Rng, weight: Float64Array | undefined): Resampling {
  return { rows: truth.y.length, rng, ...(weight === undefined ? {} : { weight }) };
}

/** Reads the target of a data set: a number in each row, and not the same one in all of them. */
function readQuantities(dataset: Dataset): RegressionTruth {
  const target = targetSpec(dataset.schema);
  const column = dataset.columns.get(target.name);
  if (column?.kind !== 'numeric') throw new TypeError(`Target '${target.name}' was not read as numbers.`);
  const missing: number[] = [];
  let same = true;
  for (let i = 0; i < column.values.length; i++) {
    if (Number.isNaN(column.values[i]!)) missing.push(i);
    if (column.values[i] !== column.values[0]) same = false;
  }
  refuseMissingTarget(dataset, target, missing);
  refuseTooFewRows(dataset.rows);
  if (same) {
    throw new ProoflineError(
      'invalid-input',
      'TARGET_CONSTANT',
      `Target '${target.name}' is ${column.values[0]} in every row: there is nothing to learn. Name another target with --target.`,
    );
  }
  return { y: Float64Array.from(column.values) };
}
