import {
  argmaxRows,
  confidenceError,
  f1Macro,
  multiclassAccuracy,
  multiclassLogLoss,
  type Problem,
  ProoflineError,
  requireKind,
  rocAucMacro,
} from '@proofline/learn';
import { listNames } from '../dataset/column-plan.js';
import { ENTITIES_COLUMN } from '../dataset/tagged-text.js';
import { columnsWithRole, columnWithRole, type FeatureSchema } from '../schema/feature-schema.js';
import type { Metric, RowSampling, TaskKind } from '../task/task-kind.js';
import { text } from '../text/localized.js';
import { compareMetric, estimateMetric, metricOf, type Resampling } from './bootstrap-estimate.js';
import { type ClassLimits, indexClasses, type MulticlassTruth, readClasses } from './class-truth.js';
import { assembleDense, averageDense, distanceDense, takeDense, weightedMean } from './dense-prediction.js';
import { loadMixture, loadTemperature, stackMixture, temperatureScaling } from './multiclass-maps.js';
import { MIN_ROWS, MIN_ROWS_PER_CLASS, targetSpec } from './target.js';

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
  traits: Pick<MulticlassMetric, 'chance' | 'ranking' | 'range' | 'distance'>,
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

/** What kinds of classes differ in. */
interface ClassKindTraits extends Pick<ClassKind, 'id' | 'reads' | 'outOfScope'>, Partial<Answers> {
  metrics: ClassKind['metrics'];
  limits: ClassLimits;
  checkFeatures(schema: FeatureSchema): void;
}

type Answers = Pick<ClassKind, 'row' | 'predictionOf'>;

type ClassKind = TaskKind<MulticlassTruth, MulticlassPrediction>;

/** Answers with the probability of each class. */
const ALL_CLASSES: Answers = {
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
};

/** Of many classes an answer names these. */
const NAMED_CLASSES = 10;

/** Answers with the confidence in the class that is named and the classes that come nearest; the others share what is left. */
const LIKELY_CLASSES: Answers = {
  row({ probability, classes }, row) {
    const own = probability.subarray(row * classes.length, (row + 1) * classes.length);
    const order = [...own.keys()].sort((a, b) => own[b]! - own[a]! || a - b).slice(0, NAMED_CLASSES);
    return {
      class: classes[order[0]!]!,
      confidence: own[order[0]!]!,
      probability: Object.fromEntries(order.map((k) => [classes[k]!, own[k]!])),
    };
  },
  predictionOf(answers, classes) {
    const probability = answers.flatMap((answer) => {
      const named = answer.probability as Record<string, number>;
      const rest = 1 - Object.values(named).reduce((sum, one) => sum + one, 0);
      const others = classes.length - Object.keys(named).length;
      return classes.map((name) => named[name] ?? Math.max(0, rest) / others);
    });
    return { probability: Float64Array.from(probability), classes };
  },
};

/** A kind whose prediction is a probability for each class. */
export function classKind({ metrics, limits, checkFeatures, ...head }: ClassKindTraits): ClassKind {
  const { id } = head;
  return {
    ...ALL_CLASSES,
    ...head,
    truth: (dataset, learnt) => readClasses(dataset, limits, learnt),
    outcomes: ({ classes }) => classes,
    checkSchema(schema) {
      const target = targetSpec(schema);
      if (target.name === ENTITIES_COLUMN && target.type === 'text') {
        throw new ProoflineError(
          'invalid-input',
          'TARGET_IS_MARKED',
          'The data is texts in which spans are marked; this task learns one class of each text. Give a file with the text and its class in two columns, or choose a task that learns spans.',
        );
      }
      if (!['category', 'boolean', 'integer'].includes(target.type)) {
        throw new ProoflineError(
          'invalid-input',
          'TARGET_TYPE',
          `Target '${target.name}' is of type ${target.type}; classes are a category. Set 'type: category' in the schema, or name another target.`,
        );
      }
      checkFeatures(schema);
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
    takeTruth: (truth, rows) => ({ ...truth, y: takeDense(truth.y, rows, 1) }),
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
    metrics,
    loss: (truth, prediction, weight) =>
      multiclassLogLoss(truth.y, probabilityOf(truth, prediction), truth.classes.length, weight),
    estimate: (name, truth, prediction, sampling) =>
      estimateMetric(metricOf(metrics, name, id), truth, prediction, resampling(truth, sampling)),
    compare: (name, truth, a, b, sampling) =>
      compareMetric(metricOf(metrics, name, id), truth, a, b, resampling(truth, sampling)),
    calibrate: temperatureScaling,
    loadCalibration: loadTemperature,
    stack: (truth, members, _rng, weight) => stackMixture(truth, members, weight),
    loadStack: loadMixture,
    savePrediction: ({ probability, classes }) => ({ kind: PREDICTION, json: [...classes], tensors: { probability } }),
    loadPrediction(artifact) {
      requireKind(artifact, PREDICTION);
      return { probability: artifact.tensors.probability as Float64Array, classes: artifact.json as string[] };
    },
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
}

/** One of three classes or more; a prediction is a probability for each. */
export const multiclass: ClassKind = classKind({
  id: 'multiclass',
  metrics: METRICS,
  limits: { rows: MIN_ROWS, rowsOfClass: MIN_ROWS_PER_CLASS },
  checkFeatures(schema) {
    if (columnWithRole(schema, 'feature') !== undefined) return;
    throw new ProoflineError(
      'invalid-input',
      'NO_FEATURES',
      'No column has the role feature: nothing to predict from.',
    );
  },
});

/**
 * One of the classes of a free text: an intent, a sentiment. Classes may be many and small, and one may stand for none of the
 * others; confidence is that of the class that is named.
 */
export const textClassification: ClassKind = classKind({
  id: 'text-classification',
  ...LIKELY_CLASSES,
  reads: 'text',
  outOfScope: true,
  metrics: {
    accuracy: METRICS.accuracy!,
    f1Macro: METRICS.f1Macro!,
    logLoss: METRICS.logLoss!,
    ece: metric('calibration error of the confidence', '置信度校准误差', 'lower', confidenceError, {
      range: SHARE,
      distance: true,
    }),
  },
  limits: { rows: MIN_ROWS, rowsOfClass: 2 },
  checkFeatures(schema) {
    if (columnsWithRole(schema, 'feature').some(({ type }) => type === 'text')) return;
    const names = listNames(schema.columns.map(({ name }) => name));
    const problem: Problem = {
      code: 'NO_TEXT',
      message: 'No column is free text, and this task reads nothing else.',
      got: names,
      allowed: 'a feature of type text',
      fix: `Name the column of the utterances with --text. Columns: ${names}.`,
    };
    throw new ProoflineError('invalid-input', problem.code, `${problem.message} ${problem.fix}`, {
      problems: [problem],
    });
  },
});

function resampling(truth: MulticlassTruth, sampling: RowSampling): Resampling {
  return { ...sampling, rows: truth.y.length, classes: truth.y };
}
