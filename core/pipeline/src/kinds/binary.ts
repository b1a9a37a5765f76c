import {
  aucDifference,
  aucInterval,
  brierScore,
  chooseCalibration,
  type FittedCalibration,
  loadCalibration,
  logLoss,
  ProoflineError,
  RankedScores,
} from '@proofline/learn';
import { columnWithRole } from '../schema/feature-schema.js';
import type { Metric, PredictionMap, RowSampling, TaskKind } from '../task/task-kind.js';
import { text } from '../text/localized.js';
import { loadLogitBlend, stackLogits } from './binary-stack.js';
import type { BinaryTruth } from './binary-truth.js';
import { readBinaryTruth } from './binary-truth.js';
import { compareMetric, estimateMetric, metricOf, type Resampling } from './bootstrap-estimate.js';
import {
  assembleDense,
  averageDense,
  distanceDense,
  loadDense,
  saveDense,
  takeDense,
  weightedMean,
} from './dense-prediction.js';
import { targetSpec } from './target.js';

type BinaryMetric = Metric<BinaryTruth, Float64Array>;

const metric = (
  en: string,
  zh: string,
  better: 'higher' | 'lower',
  compute: (y: Float64Array, p: Float64Array, weight?: Float64Array) => number,
  traits: Pick<BinaryMetric, 'range'>,
): BinaryMetric => ({
  title: text(en, zh),
  better,
  ...traits,
  compute: (truth, prediction, weight) => compute(truth.y, prediction, weight),
});

const SHARE = [0, 1] as const;

/** A metric of the order or the bins of the scores: they are sorted once for all weights. */
const ofScores = (
  en: string,
  zh: string,
  better: 'higher' | 'lower',
  compute: (scores: RankedScores, weight?: Float64Array) => number,
  traits: Pick<BinaryMetric, 'chance' | 'distance' | 'ranking' | 'range'>,
): BinaryMetric => ({
  title: text(en, zh),
  better,
  ...traits,
  compute: ({ y }, prediction, weight) => compute(new RankedScores(y, prediction), weight),
  prepare: ({ y }, prediction) => {
    const scores = new RankedScores(y, prediction);
    return (weight) => compute(scores, weight);
  },
});

const METRICS = {
  auc: ofScores('AUC', 'AUC', 'higher', (scores, w) => scores.rocAuc(w), { chance: 0.5, ranking: true, range: SHARE }),
  gini: ofScores('Gini', '基尼系数', 'higher', (scores, w) => scores.gini(w), {
    chance: 0,
    ranking: true,
    range: [-1, 1],
  }),
  ks: ofScores('KS', 'KS 值', 'higher', (scores, w) => scores.ks(w), {
    chance: 0,
    ranking: true,
    distance: true,
    range: SHARE,
  }),
  averagePrecision: ofScores('average precision', '平均精确率', 'higher', (scores, w) => scores.averagePrecision(w), {
    range: SHARE,
  }),
  logLoss: metric('log loss', '对数损失', 'lower', logLoss, { range: [0, Number.POSITIVE_INFINITY] }),
  brier: metric('Brier score', 'Brier 分数', 'lower', brierScore, { range: SHARE }),
  ece: ofScores(
    'calibration error (ECE)',
    '校准误差（ECE）',
    'lower',
    (scores, w) => scores.expectedCalibrationError(w),
    {
      distance: true,
      range: SHARE,
    },
  ),
} as const satisfies Record<string, BinaryMetric>;

/** A yes/no outcome; a prediction is the probability of the event, one number a row. */
export const binary: TaskKind<BinaryTruth, Float64Array> = {
  id: 'binary',
  truth: readBinaryTruth,
  event: (truth) => truth.positive,
  outcomes: ({ negative, positive }) => [negative, positive],
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
  prior: ({ y }, rows, weight) => new Float64Array(rows).fill(weightedMean(y, weight)),
  takeTruth: (truth, rows) => ({ ...truth, y: takeDense(truth.y, rows, 1) }),
  takePrediction: (prediction, rows) => takeDense(prediction, rows, 1),
  assemble: (total, parts) => assembleDense(total, parts, 1),
  average: averageDense,
  metrics: METRICS,
  loss: (truth, prediction, weight) => logLoss(truth.y, prediction, weight),
  estimate(name, truth, prediction, sampling) {
    if (independent(sampling) && (name === 'auc' || name === 'gini')) {
      const { value, interval } = aucInterval(truth.y, prediction);
      if (name === 'auc') return { value, interval };
      return { value: 2 * value - 1, interval: [2 * interval[0] - 1, 2 * interval[1] - 1] };
    }
    return estimateMetric(metricOf(METRICS, name, 'binary'), truth, prediction, resampling(truth, sampling));
  },
  compare(name, truth, a, b, sampling) {
    if (independent(sampling) && name === 'auc') return aucDifference(truth.y, a, b);
    return compareMetric(metricOf(METRICS, name, 'binary'), truth, a, b, resampling(truth, sampling));
  },
  calibrate: (truth, prediction, rng, weight) => asMap(chooseCalibration(truth.y, prediction, rng, weight)),
  loadCalibration: (artifact) => asMap(loadCalibration(artifact)),
  stack: (truth, members, _rng, weight) => stackLogits(truth.y, members, weight),
  loadStack: loadLogitBlend,
  savePrediction: saveDense,
  loadPrediction: loadDense,
  row: (prediction, row) => ({ probability: prediction[row]! }),
  predictionOf: (answers) => Float64Array.from(answers, ({ probability }) => probability as number),
  truthOf: (reported, [negative, positive]) => ({
    y: Float64Array.from(reported, (outcome) => (outcome === positive ? 1 : 0)),
    positive: positive!,
    negative: negative!,
  }),
  everyOutcome(prediction) {
    const rows = prediction.length;
    return {
      truth: { y: Float64Array.from({ length: 2 * rows }, (_, i) => (i < rows ? 1 : 0)), positive: '1', negative: '0' },
      prediction: Float64Array.from({ length: 2 * rows }, (_, i) => prediction[i % rows]!),
      weight: Float64Array.from({ length: 2 * rows }, (_, i) =>
        i < rows ? prediction[i]! : 1 - prediction[i - rows]!,
      ),
    };
  },
  distance: distanceDense,
};

/** DeLong's variance is that of rows that count alike and know nothing of each other. */
function independent({ weight, group }: RowSampling): boolean {
  return weight === undefined && group === undefined;
}

function resampling(truth: BinaryTruth, sampling: RowSampling): Resampling {
  return { ...sampling, rows: truth.y.length, classes: truth.y };
}

function asMap(calibration: FittedCalibration): PredictionMap<Float64Array> {
  return {
    method: calibration.method,
    apply: (prediction) => calibration.apply(prediction),
    toArtifact: () => calibration.toArtifact(),
  };
}
