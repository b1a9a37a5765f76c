import { checkColumns, checkSupervised } from '../estimator/check-input.js';
import type { Estimator, FitContext, Supervised } from '../estimator/estimator.js';
import { resolveParameters } from '../estimator/parameter.js';
import type { KernelKind } from '../kernels/kernel-memory.js';
import { boost } from './boost.js';
import { FittedBoostingClassifier, FittedBoostingRegressor } from './fitted-boosting.js';
import { logistic, quantile, softmax, squaredError } from './objective.js';
import {
  type BoostingClassifierParameters,
  type BoostingRegressorParameters,
  GRADIENT_BOOSTING_CLASSIFIER_PARAMETERS,
  GRADIENT_BOOSTING_REGRESSOR_PARAMETERS,
  resolveRules,
} from './parameters.js';

/** What is not a hyper-parameter to search: constraints that come with the columns, and which kernels to run. */
export interface BoostingOptions {
  /** -1, 0 or 1 a column: the prediction may only fall, do anything, only rise with the value. */
  monotone?: ArrayLike<number>;
  /** For tests; results are the same. */
  kernels?: KernelKind;
}

/**
 * Histogram gradient boosting for two classes (logistic loss) or more (softmax), after Friedman (2001) with second-order
 * steps (Chen and Guestrin 2016) and leaf-wise growth (Ke et al. 2017). Missing values take the side that gains more,
 * categorical columns split by sets of categories. Without row sampling the order of the rows does not matter.
 */
export class GradientBoostingClassifier implements Estimator<FittedBoostingClassifier> {
  readonly name = 'gradient-boosting';
  readonly parameters: Required<BoostingClassifierParameters>;

  constructor(
    parameters: BoostingClassifierParameters = {},
    private readonly options: BoostingOptions = {},
  ) {
    this.parameters = resolveParameters(
      'GradientBoostingClassifier',
      GRADIENT_BOOSTING_CLASSIFIER_PARAMETERS,
      parameters,
    );
  }

  async fit(data: Supervised, context: FitContext): Promise<FittedBoostingClassifier> {
    const owner = 'GradientBoostingClassifier';
    const classes = checkData(owner, data, true);
    const { monotone, kernels } = this.options;
    const weight = data.weight === undefined ? new Float64Array(data.y.length).fill(1) : Float64Array.from(data.weight);
    if (this.parameters.classWeight === 'balanced') balance(weight, data.y, classes);
    const objective = classes === 2 ? logistic() : softmax(classes);
    const resolved = resolveRules(owner, this.parameters, data.x, monotone);
    const boosted = await boost(data, objective, resolved, weight, context, kernels);
    return new FittedBoostingClassifier({ ...boosted, names: data.x.names }, classes, kernels);
  }
}

/** Histogram gradient boosting of a number: its mean (squared error) or one of its quantiles (pinball loss). */
export class GradientBoostingRegressor implements Estimator<FittedBoostingRegressor> {
  readonly name = 'gradient-boosting';
  readonly parameters: Required<BoostingRegressorParameters>;

  constructor(
    parameters: BoostingRegressorParameters = {},
    private readonly options: BoostingOptions = {},
  ) {
    this.parameters = resolveParameters(
      'GradientBoostingRegressor',
      GRADIENT_BOOSTING_REGRESSOR_PARAMETERS,
      parameters,
    );
  }

  async fit(data: Supervised, context: FitContext): Promise<FittedBoostingRegressor> {
    const owner = 'GradientBoostingRegressor';
    checkData(owner, data, false);
    const { monotone, kernels } = this.options;
    const weight = data.weight ?? new Float64Array(data.y.length).fill(1);
    const objective = this.parameters.loss === 'quantile' ? quantile(this.parameters.quantile) : squaredError();
    const resolved = resolveRules(owner, this.parameters, data.x, monotone);
    const boosted = await boost(data, objective, resolved, weight, context, kernels);
    return new FittedBoostingRegressor({ ...boosted, names: data.x.names }, kernels);
  }
}

/** Refuses what cannot be fitted, validation rows included; returns the number of classes. */
function checkData(owner: string, data: Supervised, classification: boolean): number {
  const rules = { owner, classification, missingAllowed: true, categoricalAllowed: true };
  const classes = checkSupervised(data, rules);
  if (data.validation !== undefined) {
    const { x, y, weight } = data.validation;
    checkColumns(x, data.x.columns.length, `${owner} (validation rows)`);
    // One class alone is fine here, so targets are only checked as numbers.
    checkSupervised(
      { x, y, ...(weight === undefined ? {} : { weight }) },
      { ...rules, owner: `${owner} (validation rows)`, classification: false },
    );
  }
  return classes;
}

/** Scales weights so that all classes weigh the same, and the sum stays. */
function balance(weight: Float64Array, y: Float64Array, classes: number): void {
  const mass = new Float64Array(classes);
  let total = 0;
  for (let i = 0; i < y.length; i++) {
    mass[y[i]!]! += weight[i]!;
    total += weight[i]!;
  }
  for (let i = 0; i < y.length; i++) weight[i]! *= total / (classes * mass[y[i]!]!);
}
