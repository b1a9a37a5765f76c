import { mae, mape, medianAbsoluteError, ProoflineError, r2, rmse } from '@proofline/learn';
import type { Dataset } from '../dataset/dataset.js';
import { columnWithRole } from '../schema/feature-schema.js';
import type { Metric, TaskKind } from '../task/task-kind.js';
import { text } from '../text/localized.js';
import { compareMetric, estimateMetric, metricOf } from './bootstrap-estimate.js';
import {
  assembleDense,
  averageDense,
  distanceDense,
  loadDense,
  saveDense,
  takeDense,
  weightedMean,
} from './dense-prediction.js';
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
  traits: Pick<RegressionMetric, 'chance' | 'range'> = { range: [0, Number.POSITIVE_INFINITY] },
): RegressionMetric => ({
  title: text(en, zh),
  better,
  ...traits,
  compute: (truth, prediction, weight) => compute(truth.y, prediction, weight),
});

const METRICS: Readonly<Record<string, RegressionMetric>> = {
  rmse: metric('root mean squared error', '均方根误差', 'lower', rmse),
  mae: metric('mean absolute error', '平均绝对误差', 'lower', mae),
  medianAbsoluteError: metric('median absolute error', '绝对误差中位数', 'lower', medianAbsoluteError),
  mape: metric('mean absolute percentage error', '平均绝对百分比误差', 'lower', mape),
  r2: metric('R²', 'R²', 'higher', r2, { chance: 0, range: [Number.NEGATIVE_INFINITY, 1] }),
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
  prior: ({ y }, rows, weight) => new Float64Array(rows).fill(weightedMean(y, weight)),
  takeTruth: ({ y }, rows) => ({ y: takeDense(y, rows, 1) }),
  takePrediction: (prediction, rows) => takeDense(prediction, rows, 1),
  assemble: (total, parts) => assembleDense(total, parts, 1),
  average: averageDense,
  metrics: METRICS,
  loss: (truth, prediction, weight) => rmse(truth.y, prediction, weight),
  estimate: (name, truth, prediction, sampling) =>
    estimateMetric(metricOf(METRICS, name, 'regression'), truth, prediction, { ...sampling, rows: truth.y.length }),
  compare: (name, truth, a, b, sampling) =>
    compareMetric(metricOf(METRICS, name, 'regression'), truth, a, b, { ...sampling, rows: truth.y.length }),
  stack: (truth, members, _rng, weight) => stackNumbers(truth.y, members, weight),
  loadStack: loadLinearBlend,
  savePrediction: saveDense,
  loadPrediction: loadDense,
  row: (prediction, row) => ({ value: prediction[row]! }),
  predictionOf: (answers) => Float64Array.from(answers, ({ value }) => value as number),
  truthOf: (reported) => ({ y: Float64Array.from(reported, Number) }),
  distance: distanceDense,
};

/** Reads the target of a data set: a number in each row, and, to learn from, not the same one in all of them. */
function readQuantities(dataset: Dataset, learnt?: RegressionTruth): RegressionTruth {
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
  if (learnt !== undefined) return { y: Float64Array.from(column.values) };
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
