import {
  argmaxRows,
  f1Macro,
  multiclassAccuracy,
  multiclassLogLoss,
  type Problem,
  ProoflineError,
  requireKind,
  rocAucMacro,
} from '@proofline/learn';
import type { Dataset } from '../dataset/dataset.js';
import { categoryValues, columnWithRole } from '../schema/feature-schema.js';
import type { Metric, RowSampling, TaskKind } from '../task/task-kind.js';
import { text } from '../text/localized.js';
import { compareMetric, estimateMetric, metricOf, type Resampling } from './bootstrap-estimate.js';
import { assembleDense, averageDense, distanceDense, takeDense, weightedMean } from './dense-prediction.js';
import { loadMixture, loadTemperature, stackMixture, temperatureScaling } from './multiclass-maps.js';
import { refuseMissingTarget, refuseTooFewRows, refuseUnknownOutcomes, targetSpec, targetTexts } from './target.js';

/** The class of each row, as an index into `classes`. */
export interface MulticlassTruth {
  readonly y: Float64Array;
  /** The file's texts, in the order of the schema's categories, else sorted. */
  readonly classes: readonly string[];
}

/** A probability for each class, row by row. */
export interface MulticlassPrediction {
  readonly probability: Float64Array;
  readonly classes: readonly string[];
}

type MulticlassMetric = Metric<MulticlassTruth, MulticlassPrediction>;

const metric = (
  en: string,
  zh: string,
  better: 'higher' | 'lower',
  compute: (y: Float64Array, probability: Float64Array, classes: number, weight?: Float64Array) => number,
  traits: Pick<MulticlassMetric, 'chance' | 'ranking' | 'range'>,
): MulticlassMetric => ({
  title: text(en, zh),
  better,
  ...traits,
  compute: (truth, prediction, weight) =>
    compute(truth.y, probabilityOf(truth, prediction), truth.classes.length, weight),
});

const SHARE = [0, 1] as const;
/** Of a prediction as data. */
const PREDICTION = 'pipeline.multiclass-prediction.v1';

const METRICS: Readonly<Record<string, MulticlassMetric>> = {
  accuracy: metric('accuracy', '准确率', 'higher', multiclassAccuracy, { range: SHARE }),
  f1Macro: metric('macro F1', '宏平均 F1', 'higher', f1Macro, { range: SHARE }),
  aucMacro: metric('macro AUC, one against the rest', '宏平均 AUC（一对多）', 'higher', rocAucMacro, {
    chance: 0.5,
    ranking: true,
    range: SHARE,
  }),
  logLoss: metric('log loss', '对数损失', 'lower', multiclassLogLoss, { range: [0, Number.POSITIVE_INFINITY] }),
};

/** The probabilities, in the order of the truth's classes; anything else would be measured as nonsense. */
function probabilityOf(truth: MulticlassTruth, prediction: MulticlassPrediction): Float64Array {
  const same =
    truth.classes.length === prediction.classes.length &&
    truth.classes.every((name, k) => name === prediction.classes[k]);
  if (same) return prediction.probability;
  throw new TypeError(
    `The prediction has the classes ${prediction.classes.join(', ')}; the truth has ${truth.classes.join(', ')}.`,
  );
}

/** One of three classes or more; a prediction is a probability for each. */
export const multiclass: TaskKind<MulticlassTruth, MulticlassPrediction> = {
  id: 'multiclass',
  truth: readClasses,
  outcomes: ({ classes }) => classes,
  checkSchema(schema) {
    const target = targetSpec(schema);
    if (!['category', 'boolean', 'integer'].includes(target.type)) {
      throw new ProoflineError(
        'invalid-input',
        'TARGET_TYPE',
        `Target '${target.name}' is of type ${target.type}; classes are a category. Set 'type: category' in the schema, or name another target.`,
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
  strata: ({ y }) => Int32Array.from(y),
  targetNumbers: ({ y }) => y,
  summary({ y, classes }) {
    const counts = new Array<number>(classes.length).fill(0);
    for (const k of y) counts[k]!++;
    return {
      rows: y.length,
      classes: classes.length,
      ...Object.fromEntries(classes.map((name, k) => [`${name} rate`, counts[k]! / y.length])),
    };
  },
  prior({ y, classes }, rows, weight) {
    const frequency = classes.map((_, k) =>
      weightedMean(
        y.map((own) => (own === k ? 1 : 0)),
        weight,
      ),
    );
    const k = classes.length;
    return { probability: Float64Array.from({ length: rows * k }, (_, i) => frequency[i % k]!), classes };
  },
  takeTruth: ({ y, classes }, rows) => ({ y: takeDense(y, rows, 1), classes }),
  takePrediction: ({ probability, classes }, rows) => ({
    probability: takeDense(probability, rows, classes.length),
    classes,
  }),
  assemble: (total, parts) => {
    const { classes } = parts[0]!.prediction;
    const dense = parts.map(({ rows, prediction }) => ({ rows, prediction: prediction.probability }));
    return { probability: assembleDense(total, dense, classes.length), classes };
  },
  average: (predictions) => ({
    probability: averageDense(predictions.map(({ probability }) => probability)),
    classes: predictions[0]!.classes,
  }),
  metrics: METRICS,
  loss: (truth, prediction, weight) =>
    multiclassLogLoss(truth.y, probabilityOf(truth, prediction), truth.classes.length, weight),
  estimate: (name, truth, prediction, sampling) =>
    estimateMetric(metricOf(METRICS, name, 'multiclass'), truth, prediction, resampling(truth, sampling)),
  compare: (name, truth, a, b, sampling) =>
    compareMetric(metricOf(METRICS, name, 'multiclass'), truth, a, b, resampling(truth, sampling)),
  calibrate: temperatureScaling,
  loadCalibration: loadTemperature,
  stack: (truth, members, _rng, weight) => stackMixture(truth, members, weight),
  loadStack: loadMixture,
  savePrediction: ({ probability, classes }) => ({ kind: PREDICTION, json: [...classes], tensors: { probability } }),
  loadPrediction(artifact) {
    requireKind(artifact, PREDICTION);
    return { probability: artifact.tensors.probability as Float64Array, classes: artifact.json as string[] };
  },
  row({ probability, classes }, row) {
    const own = probability.subarray(row * classes.length, (row + 1) * classes.length);
    return {
      class: classes[argmaxRows(own, classes.length)[0]!]!,
      probability: Object.fromEntries(classes.map((name, k) => [name, own[k]!])),
    };
  },
  predictionOf: (answers, classes) => ({
    probability: Float64Array.from(
      answers.flatMap(({ probability }) => classes.map((name) => (probability as Record<string, number>)[name]!)),
    ),
    classes,
  }),
  truthOf: (reported, classes) => indexClasses(reported, classes),
  everyOutcome({ probability, classes }) {
    const k = classes.length;
    const rows = probability.length / k;
    return {
      truth: { y: Float64Array.from({ length: rows * k }, (_, i) => Math.floor(i / rows)), classes },
      prediction: {
        probability: Float64Array.from({ length: rows * k * k }, (_, i) => probability[i % (rows * k)]!),
        classes,
      },
      weight: Float64Array.from({ length: rows * k }, (_, i) => probability[(i % rows) * k + Math.floor(i / rows)]!),
    };
  },
  distance: (a, b) => distanceDense(a.probability, b.probability),
};

function resampling(truth: MulticlassTruth, sampling: RowSampling): Resampling {
  return { ...sampling, rows: truth.y.length, classes: truth.y };
}

/**
 * Reads the target of a data set: at least two classes, each with enough rows, none missing. With `learnt`, its classes in
 * its order, of which some may not occur.
 */
function readClasses(dataset: Dataset, learnt?: MulticlassTruth): MulticlassTruth {
  const target = targetSpec(dataset.schema);
  const texts = targetTexts(dataset, target);
  const counts = new Map<string, number>();
  const missing: number[] = [];
  texts.forEach((value, i) => {
    if (value === null) missing.push(i);
    else counts.set(value, (counts.get(value) ?? 0) + 1);
  });
  refuseMissingTarget(dataset, target, missing);
  if (learnt !== undefined) {
    refuseUnknownOutcomes(target, counts, learnt.classes);
    return indexClasses(texts, learnt.classes);
  }
  const listed = categoryValues(target).filter((value) => counts.has(value));
  const classes = listed.length === counts.size ? listed : [...counts.keys()].sort();
  if (classes.length < 2) {
    const problem: Problem = {
      code: 'TARGET_ONE_CLASS',
      message: `Target '${target.name}' has the one class '${classes[0] ?? ''}'.`,
      where: { column: target.name },
      got: classes[0] ?? 'no class',
      allowed: 'two classes or more',
      fix: 'Add rows of the other classes: a model needs them to learn the difference.',
    };
    throw new ProoflineError('invalid-input', problem.code, `${problem.message} ${problem.fix}`, {
      problems: [problem],
    });
  }
  const [name, rows] = [...counts.entries()].reduce((least, entry) => (entry[1] < least[1] ? entry : least));
  refuseTooFewRows(dataset.rows, { name, rows });
  return indexClasses(texts, classes);
}

function indexClasses(texts: readonly (string | null)[], classes: readonly string[]): MulticlassTruth {
  const index = new Map(classes.map((value, k) => [value, k]));
  return { y: Float64Array.from(texts, (value) => index.get(value!)!), classes };
}
