import type { Artifact, FitContext, Json, ParameterSpec, Rng } from '@proofline/learn';
import type { z } from 'zod';
import type { Dataset } from '../dataset/dataset.js';
import type { Frame } from '../dataset/frame.js';
import type { ReportSection } from '../report/block.js';
import type { FeatureSchema } from '../schema/feature-schema.js';
import type { Localized } from '../text/localized.js';
import type { Estimate, TaskKind } from './task-kind.js';

export type ParameterValue = number | string | boolean;
export type ParameterValues = Readonly<Record<string, ParameterValue>>;

/** What a candidate is fitted on. The frame holds feature columns only, cleaned by the recipe. */
export interface FitInput<Truth> {
  frame: Frame;
  truth: Truth;
  /** Row weights from the schema's `weight` column or from reject inference. */
  weight?: Float64Array;
  /** Only its feature columns are in the frame; labels, units, monotone directions and special codes are read here. */
  schema: FeatureSchema;
  parameters: ParameterValues;
  /** Manual settings of the client for this candidate, e.g. bin edits; held to `optionsShape` before. */
  options?: Json;
  /** Free settings of the task, the task's own and over them the client's; absent where a candidate is fitted by itself. */
  settings?: Readonly<Record<string, Json>>;
  context: FitContext;
}

/** Why a prediction is what it is: contributions to the score, the largest first, in the words of the field. */
export interface Reason {
  /** The feature's column. */
  feature: string;
  /** Stable code, e.g. for an adverse-action letter. */
  code: string;
  text: Localized;
  /** Signed share in the model's own unit (log-odds, points …); positive raises the predicted quantity. */
  contribution: number;
  /** The row's value as the reader would write it. */
  value: string;
}

export interface CandidateModel<Prediction> {
  /** Features that answers and reasons depend on; all of the schema's where a model does not say. Others may be missing. */
  readonly uses?: readonly string[];
  predict(frame: Frame): Prediction;
  /**
   * Reasons for one row of the frame, by falling contribution: every feature's, or with `limit` only those that raise the
   * predicted quantity, at most that many.
   */
  explain?(frame: Frame, row: number, limit?: number): Reason[];
  /** What the model gives for each row besides its prediction, in the field's words: a scorecard's `score`. It is not judged. */
  details?(frame: Frame): Readonly<Record<string, ArrayLike<Json>>>;
  toArtifact(): Artifact;
}

interface CandidateHead {
  /** Versioned and global: `<vertical>.<task>.<algorithm>.v1`. */
  readonly name: string;
  readonly title: Localized;
  /** Exactly one candidate of a task is the trivial baseline. */
  readonly baseline?: boolean;
  /** Order of simplicity; among models that cannot be told apart and beat the baseline the smallest becomes champion. */
  readonly complexity: number;
  /** Trained only where the configuration names it: what takes long beside the others. */
  readonly onRequest?: boolean;
}

export interface FittedCandidate<Truth, Prediction> extends CandidateHead {
  /** Hyper-parameters with range and default; those in `tuned` are searched, the others stay at their default. */
  readonly parameters?: Readonly<Record<string, ParameterSpec>>;
  readonly tuned?: readonly string[];
  /** Settings worth trying before the search draws its own, as whole or partial points. */
  readonly startingPoints?: readonly ParameterValues[];
  /** Whether probabilities are recalibrated on out-of-fold predictions. Scorecards keep theirs: points must stay exact. */
  readonly calibrate?: boolean;
  /** What `options` may hold for this candidate, under a schema; without it the candidate takes none. Strict: see `checkSettings`. */
  optionsShape?(schema: FeatureSchema): z.ZodType;
  /**
   * Expected seconds of one fit on the reference machine (2 cores); the plan of a run is made from it, not from a clock.
   * `columns`: how many a one-hot encoding of the features has.
   */
  cost?(rows: number, features: number, parameters: ParameterValues, columns: number): number;
  fit(input: FitInput<Truth>): Promise<CandidateModel<Prediction>>;
  load(artifact: Artifact): CandidateModel<Prediction>;
}

/** Combines other candidates on their out-of-fold predictions; the kind of the task knows how. */
export interface BlendCandidate extends CandidateHead {
  readonly blend: { readonly members: readonly string[] };
}

export type Candidate<Truth, Prediction> = FittedCandidate<Truth, Prediction> | BlendCandidate;

/** A criterion of success, fixed before training. */
export interface Criterion {
  /** A metric of the task's kind, or one that the task's `measure` adds. */
  metric: string;
  bound: '>=' | '<=';
  value: number;
  /** `must` decides the verdict; `should` is reported. */
  level: 'must' | 'should';
  /** Who stands behind it; shown in the report. */
  owner?: string;
  reason?: Localized;
}

/** What the evaluation hands to the vertical: everything about the champion and the others on unseen rows. */
export interface EvaluationContext<Truth, Prediction> {
  schema: FeatureSchema;
  /**
   * Training rows, and rows the champion never saw, cleaned, with all columns (protected, score, time …). Of very many
   * training rows these are those that the budget let candidates be tuned, compared and recalibrated on: see `learnt`.
   */
  train: Dataset;
  test: Dataset;
  truth: { train: Truth; test: Truth };
  /** All rows that the models were fitted on, where `train` is a part of them only. */
  learnt?: { data: Dataset; truth: Truth; weight?: Float64Array };
  /** Row weights where the schema names a weight column. */
  weight: { train?: Float64Array; test?: Float64Array };
  /**
   * How the answers for the test rows came about: `held-out` rows were set apart before training; `cross-validated` ones
   * were each answered by the models of an outer fold that did not hold them, and are training rows as well: all of them, or,
   * with folds in the order of time, all but the earliest.
   */
  judgedOn: 'held-out' | 'cross-validated';
  champion: EvaluatedCandidate<Prediction>;
  candidates: EvaluatedCandidate<Prediction>[];
  /** Rejected applications and the like: extra files that the client supplied, by name, read with the same schema. */
  extras: ReadonlyMap<string, Dataset>;
  options: TaskOptions;
  /** What the package advises beside each prediction, as the task's `recommendation` derived it. */
  recommendation?: Json;
  context: FitContext;
  /** Tells that a fraction of the evaluation is done, and what was done last. */
  onProgress?: (fraction: number, done: Localized) => void;
  /**
   * Fits a candidate again on other rows, weights or features (those of `train.schema`) with the parameters, blend weights
   * and recalibration that it has.
   */
  refit(
    name: string,
    data: { train: Dataset; truth: Truth; weight?: Float64Array },
  ): Promise<CandidateModel<Prediction>>;
}

export interface EvaluatedCandidate<Prediction> {
  name: string;
  title: Localized;
  baseline: boolean;
  model: CandidateModel<Prediction>;
  /** Out-of-fold for the training rows (nobody predicts a row it was fitted on); in file order of `train`. */
  outOfFold: Prediction;
  test: Prediction;
}

/** Values and costs of decisions and constraints, from `proofline.yaml`. */
export interface TaskOptions {
  /** Value of each right and cost of each wrong decision, in the client's money. */
  costs: Readonly<Record<string, number>>;
  currency: string;
  /** e.g. `adverseImpactRatio: 0.8`. */
  constraints: Readonly<Record<string, number>>;
  /** Free settings of the vertical, e.g. `pdo`, `baseOdds`. */
  settings: Readonly<Record<string, Json>>;
}

export interface TaskEvaluation {
  sections: ReportSection[];
  /** Numbers of the field that criteria may name, e.g. `adverseImpactRatio`. */
  measures: Record<string, { value: number; interval?: readonly [number, number] }>;
  /** Sentences that must stand at the top: refusals to mislead. */
  warnings: Localized[];
}

/**
 * What a package advises beside each prediction. Derived once from training rows that nobody predicts who was fitted on
 * them, kept in the package with its origin, and answered under names that say it is advice.
 */
export interface Recommendation<Truth, Prediction> {
  derive(from: { truth: Truth; outOfFold: Prediction; weight?: Float64Array; options: TaskOptions }): Json;
  answer(recommendation: Json, prediction: Prediction, row: number): Record<string, Json>;
}

/** A model's answers for rows that it has not learnt from, without the training that led to it. */
export interface UnseenContext<Truth, Prediction> {
  /** Cleaned, with all columns. */
  rows: Dataset;
  truth: Truth;
  prediction: Prediction;
  weight?: Float64Array;
  options: TaskOptions;
  recommendation?: Json;
  rng: Rng;
}

/** What the promotion gate asks of a task's fairness. */
export interface FairnessMeasure<Truth, Prediction> {
  /** Names one of the task's `measures`; its bound holds where the client's criteria and constraints name none. */
  criterion: Criterion;
  /** Undefined where no groups have rows enough to be compared. */
  measure(context: UnseenContext<Truth, Prediction>): Estimate | undefined;
}

export interface Task<Truth = unknown, Prediction = unknown> {
  id: string;
  title: Localized;
  kind: TaskKind<Truth, Prediction>;
  primaryMetric: string;
  candidates: readonly Candidate<Truth, Prediction>[];
  /** Defaults, used where the client gives none; the report says so. */
  criteria: readonly Criterion[];
  options?: Partial<TaskOptions>;
  /** What `costs` may hold; without it the task knows none. Strict, as are the others: what is not understood is refused. */
  costsShape?: z.ZodType;
  /** What `settings` may hold, under a schema; without it the task has none. */
  settingsShape?(schema: FeatureSchema): z.ZodType;
  /**
   * From `value` on, a champion's metric is better than honest data of the field gives: the report says so first, with the
   * features that carry it. `than` completes "better than …".
   */
  tooGood?: { metric: string; value: number; than: Localized };
  /** What `evaluate` measures besides the kind's metrics; criteria and constraints may name these. A bound must lie inside `range`, and on the
   * better side unless the measure is `twoSided`: one that may be too high and too low. */
  measures?: Readonly<
    Record<string, { title: Localized; better: 'higher' | 'lower'; range?: readonly [number, number]; twoSided?: true }>
  >;
  /** Default split; a time column makes it temporal unless this says otherwise. */
  split?: 'temporal' | 'random';
  recommendation?: Recommendation<Truth, Prediction>;
  fairness?: FairnessMeasure<Truth, Prediction>;
  evaluate?(context: EvaluationContext<Truth, Prediction>): Promise<TaskEvaluation>;
  /**
   * What answers say of a row besides the prediction, whatever the model: the language of a text, its urgency. Made by rules
   * that may change with a version of the vertical, and therefore no part of a package's golden vectors.
   */
  notes?(frame: Frame, row: number): Record<string, Json>;
  /** A few rows that a form, the documentation and the smoke test use. */
  examples: readonly Record<string, Json>[];
}
