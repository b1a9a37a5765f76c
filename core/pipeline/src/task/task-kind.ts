import type { Artifact, Json, Rng, SharedDraws } from '@proofline/learn';
import type { Dataset } from '../dataset/dataset.js';
import type { FeatureSchema } from '../schema/feature-schema.js';
import type { Localized } from '../text/localized.js';

/** A metric of a kind: which way is better, and how it is computed. Several kinds share the functions of `learn`. */
export interface Metric<Truth, Prediction> {
  title: Localized;
  better: 'higher' | 'lower';
  /** Where it lies when nothing was learnt, if that is known (0.5 for ROC AUC). */
  chance?: number;
  /** Smallest and largest possible value, `Infinity` where there is none; an interval from folds stays within. */
  range?: readonly [number, number];
  /** A distance of noisy shares (KS, calibration error): noise makes it larger, and its interval takes that off. */
  distance?: true;
  /** Depends on the order within and between classes only: its interval keeps the classes' sizes. */
  ranking?: true;
  compute(truth: Truth, prediction: Prediction, weight?: Float64Array): number;
  /** `compute` with what does not depend on weights done once (sorting): intervals ask for hundreds of weights. */
  prepare?(truth: Truth, prediction: Prediction): (weight?: Float64Array) => number;
}

/** What an interval must know of how rows came about. */
export interface RowSampling {
  rng: Rng;
  /** How much each row counts. */
  weight?: Float64Array;
  /** Rows with the same number came together (of one customer): intervals draw all of them or none. */
  group?: Int32Array;
  /** Draws that the intervals of several metrics and models of these rows use together. */
  shared?: SharedDraws;
}

/** An interval, or the difference of two predictions on the same rows with its interval. */
export interface Estimate {
  value: number;
  interval: readonly [number, number];
}

/**
 * What the pipeline must know about a kind of task (binary, multiclass, regression …) to run it. The kinds that ship are
 * plain objects of this type; a vertical may bring one of its own.
 */
export interface TaskKind<Truth, Prediction> {
  id: string;
  /** Features are columns of free text and nothing else; without it they are whatever a frame can hold but free text. */
  reads?: 'text';
  /** An outcome may stand for none of the others (`outOfScope` of the target). */
  outOfScope?: true;
  /**
   * Reads the truth of a whole file; throws named problems (one class only, three classes, too few rows …). That of a part
   * is taken from it with `takeTruth`. A file that is only judged on is read with the outcomes of `learnt`, the truth of the
   * file that was learnt from, and may lack some of them.
   */
  truth(dataset: Dataset, learnt?: Truth): Truth;
  /** The outcome that is the event, in kinds that have one; where the schema does not name it, the run says that it was assumed. */
  event?(truth: Truth): string;
  /** The texts that an outcome may be, in kinds that have a list of them. */
  outcomes?(truth: Truth): readonly string[];
  /** Checks a schema: the right target, and what else the kind needs. Problems are thrown together. */
  checkSchema(schema: FeatureSchema): void;
  /** A label of each row to stratify a split by; undefined where that makes no sense. */
  strata?(truth: Truth): Int32Array;
  /** The target as one number a row (0 and 1, class codes, the quantity); leakage checks and profiles compare with it. */
  targetNumbers(truth: Truth): Float64Array;
  /** In words for the report: `rows`, `events`, `eventRate` … */
  summary(truth: Truth): Record<string, number>;

  /**
   * What one would answer for `rows` rows without looking at them: the event rate, the frequencies of the classes, the mean of
   * the rows that were learnt from, weighted. The reference beside the candidates, never a candidate; undefined where a kind
   * has no such answer.
   */
  prior?(truth: Truth, rows: number, weight?: Float64Array): Prediction;

  takeTruth(truth: Truth, rows: ArrayLike<number>): Truth;
  takePrediction(prediction: Prediction, rows: ArrayLike<number>): Prediction;
  /** Puts predictions of parts back into one, `parts[i].rows` saying where each row belongs. */
  assemble(total: number, parts: readonly { rows: ArrayLike<number>; prediction: Prediction }[]): Prediction;
  /** The mean of several predictions of the same rows (repeated folds). */
  average(predictions: readonly Prediction[]): Prediction;

  metrics: Readonly<Record<string, Metric<Truth, Prediction>>>;
  /** Loss of tuning and stacking, lower is better; a proper score. */
  loss(truth: Truth, prediction: Prediction, weight?: Float64Array): number;
  /** Value with a bootstrap interval; kinds override it where a closed form is better (DeLong). */
  estimate(metric: string, truth: Truth, prediction: Prediction, sampling: RowSampling): Estimate;
  /** `a` minus `b` on the same rows, paired; positive when `a` is better. */
  compare(metric: string, truth: Truth, a: Prediction, b: Prediction, sampling: RowSampling): Estimate;

  /** Recalibration fitted on out-of-fold predictions; undefined where the kind has none. */
  calibrate?(truth: Truth, prediction: Prediction, rng: Rng, weight?: Float64Array): PredictionMap<Prediction>;
  loadCalibration?(artifact: Artifact): PredictionMap<Prediction>;
  /** Stacking of members fitted on their out-of-fold predictions. */
  stack?(truth: Truth, members: readonly Prediction[], rng: Rng, weight?: Float64Array): PredictionBlend<Prediction>;
  loadStack?(artifact: Artifact): PredictionBlend<Prediction>;

  /** A prediction as data, to the bit, and back: what is trained in one process may be judged in another. */
  savePrediction(prediction: Prediction): Artifact;
  loadPrediction(artifact: Artifact): Prediction;

  /** One row of a prediction as the JSON that an integrator gets. */
  row(prediction: Prediction, row: number): Record<string, Json>;
  /** Predictions from what `row` answered; kinds without it are not measured in service. */
  predictionOf?(answers: readonly Readonly<Record<string, Json>>[], outcomes: readonly string[]): Prediction;
  /** The truth from outcomes as they are reported: texts of `outcomes`, or numbers where the kind has no list of them. */
  truthOf?(reported: readonly string[], outcomes: readonly string[]): Truth;
  /**
   * Every outcome that each row may have, weighted by its predicted probability: all rows with their first outcome, then all
   * with their second … Metrics of it are those to be expected as long as the probabilities hold.
   */
  everyOutcome?(prediction: Prediction): { truth: Truth; prediction: Prediction; weight: Float64Array };
  /** Largest absolute difference of two predictions; golden vectors are checked with it. */
  distance(a: Prediction, b: Prediction): number;
}

export interface PredictionMap<Prediction> {
  /** What was chosen, e.g. `isotonic`; shown in the report. */
  method: string;
  apply(prediction: Prediction): Prediction;
  toArtifact(): Artifact;
}

export interface PredictionBlend<Prediction> {
  /**
   * One weight for each member; shown in the report. The blend's score is the sum of the members' so weighted, in the unit
   * of their reasons (log-odds), and reasons are combined by it.
   */
  weights: readonly number[];
  apply(members: readonly Prediction[]): Prediction;
  toArtifact(): Artifact;
}
