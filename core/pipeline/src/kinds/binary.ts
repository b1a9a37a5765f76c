import {
  aucDifference,
  aucInterval,
  averagePrecision,
  brierScore,
  chooseCalibration,
  expectedCalibrationError,
  type FittedCalibration,
  gini,
  ks,
  loadCalibration,
  logLoss,
  ProoflineError,
  type Rng,
  rocAuc,
} from '@proofline/learn';
import { columnWithRole } from '../schema/feature-schema.js';
import type { Metric, PredictionMap, TaskKind } from '../task/task-kind.js';
import { text } from '../text/localized.js';
import { loadLogitBlend, stackLogits } from './binary-stack.js';
import type { BinaryTruth } from './binary-truth.js';
import { readBinaryTruth } from './binary-truth.js';
import { compareMetric, estimateMetric, metricOf, type Resampling } from './bootstrap-estimate.js';
import { assembleDense, averageDense, distanceDense, takeDense } from './dense-prediction.js';
import { targetSpec } from './target.js';

type BinaryMetric = Metric<BinaryTruth, Float64Array>;

const metric = (
  en: string,
  zh: string,
  better: 'higher' | 'lower',
  compute: (y: Float64Array, p: Float64Array, weight?: Float64Array) => number,
  chance?: number,
): BinaryMetric => ({
  title: text(en, zh),
  better,
  ...(chance === undefined ? {} : { chance }),
  compute: (truth, prediction, weight) => compute(truth.y, prediction, weight),
});

const METRICS = {
  auc: metric('AUC', 'AUC', 'higher', rocAuc, 0.5),
  gini: metric('Gini', '基尼系数', 'higher', gini, 0),
  ks: metric('KS', 'KS 值', 'higher', ks, 0),
  averagePrecision: metric('average precision', '平均精确率', 'higher', averagePrecision),
  logLoss: metric('log loss', '对数损失', 'lower', logLoss),
  brier: metric('Brier score', 'Brier 分数', 'lower', brierScore),
  ece: metric('calibration error (ECE)', '校准误差（ECE）', 'lower', (y, p, w) => expectedCalibrationError(y, p, w)),
} as const satisfies Record<string, BinaryMetric>;

/** A yes/no outcome; a prediction is the probability of the event, one number a row. */
export const binary: TaskKind<BinaryTruth, Float64Array> = {
  id: 'binary',
  truth: readBinaryTruth,
  checkSchema(schema) {
    const target = targetSpec(schema);
    if (!['category', 'boolean', 'integer', 'number'].includes(target.type)) {
      throw new ProoflineError(
        'invalid-input',
        'TARGET_TYPE',
        `Target '${target.name}' is of type ${target.type}; a yes/no outcome is a category, boolean or number with two values.`,
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
  strata: (truth) => Int32Array.from(truth.y),
  targetNumbers: (truth) => truth.y,
  summary(truth) {
    const events = truth.y.reduce((sum, value) => sum + value, 0);
    return { rows: truth.y.length, events, eventRate: events / truth.y.length };
  },
  takeTruth: (truth, rows) => ({ ...truth, y: takeDense(truth.y, rows, 1) }),
  takePrediction: (prediction, rows) => takeDense(prediction, rows, 1),
  assemble: (total, parts) => assembleDense(total, parts, 1),
  average: averageDense,
  metrics: METRICS,
  loss: (truth, prediction, weight) => logLoss(truth.y, prediction, weight),
  estimate(name, truth, prediction, rng, weight) {
    if (weight === undefined && (name === 'auc' || name === 'gini')) {
      const { value, interval } = aucInterval(truth.y, prediction);
      if (name === 'auc') return { value, interval };
      return { value: 2 * value - 1, interval: [2 * interval[0] - 1, 2 * interval[1] - 1] };
    }
    return estimateMetric(metricOf(METRICS, name, 'binary'), truth, prediction, resampling(truth, rng, weight));
  },
  compare(name, truth, a, b, rng, weight) {
    if (weight === undefined && name === 'auc') return aucDifference(truth.y, a, b);
    return compareMetric(metricOf(METRICS, name, 'binary'), truth, a, b, resampling(truth, rng, weight));
  },
  calibrate: (truth, prediction, rng, weight) => asMap(chooseCalibration(truth.y, prediction, rng, weight)),
  loadCalibration: (artifact) => asMap(loadCalibration(artifact)),
  stack: (truth, members, _rng, weight) => stackLogits(truth.y, members, weight),
  loadStack: loadLogitBlend,
  row: (prediction, row) => ({ probability: prediction[row]! }),
  distance: distanceDense,
};

function resampling(truth: BinaryTruth, rng: Rng, weight: Float64Array | undefined): Resampling {
  return { rows: truth.y.length, rng, strata: truth.y, ...(weight === undefined ? {} : { weight }) };
}

function asMap(calibration: FittedCalibration): PredictionMap<Float64Array> {
  return {
    method: calibration.method,
    apply: (prediction) => calibration.apply(prediction),
    toArtifact: () => calibration.toArtifact(),
  };
}
