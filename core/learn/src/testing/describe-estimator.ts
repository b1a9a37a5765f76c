import { describe, it } from 'vitest';
import type { Artifact } from '../estimator/artifact.js';
import type { Estimator, FittedClassifier, FittedRegressor } from '../estimator/estimator.js';
import type { ParameterSpec } from '../estimator/parameter.js';
import { conformanceChecks } from './conformance-checks.js';

export type FittedOnRows = FittedClassifier | FittedRegressor;

/** What an estimator promises; every promise becomes tests. */
export interface EstimatorPromises<P extends object, Model extends FittedOnRows> {
  /** The class name, for the title of the tests. */
  name: string;
  task: 'classification' | 'regression';
  /** A new estimator with these parameters; those in `quick` are passed unless a test says otherwise. */
  create(parameters?: Partial<P>): Estimator<Model>;
  /** Reads the model back from its artefact: the fitted class's `fromArtifact`. */
  load(artifact: Artifact): Model;
  specs: { readonly [name: string]: ParameterSpec };
  /** Settings that keep a fit on 240 rows fast. */
  quick?: Partial<P>;
  /** Numbers of classes it can tell apart; default [2, 3]. */
  classes?: readonly number[];
  /** `NaN` in a column is a value like others. Otherwise it must be refused by name, in `fit` and in `predict`. */
  handlesMissing?: boolean;
  /** Columns with a cardinality are used as categories. Otherwise they must be refused by name. */
  handlesCategorical?: boolean;
  /** Predictions do not change by more than this when the rows of `fit` are reordered. Absent: no promise. */
  rowOrderTolerance?: number;
  /** A weight of 2 is a row that stands twice, up to this difference in predictions. Absent: no promise. */
  weightTolerance?: number;
  /** A row of weight 0 is a row that is not there, up to this difference. Absent: no promise (bins of trees count it). */
  zeroWeightTolerance?: number;
  /** A row predicted alone and among others agree to this; default 1e-12. */
  batchTolerance?: number;
}

/**
 * The conformance suite of estimators on rows: call it at the top level of a spec file. What it asks is listed, one line a
 * promise, by the names of its tests.
 */
export function describeEstimator<P extends object, Model extends FittedOnRows>(
  promises: EstimatorPromises<P, Model>,
): void {
  describe(`${promises.name} is an estimator`, () => {
    for (const check of conformanceChecks(promises)) it(check.name, check.run);
  });
}
