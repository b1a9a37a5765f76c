import { checkWithValidation, type InputRules } from '../estimator/check-input.js';
import { balanceClasses } from '../estimator/class-weights.js';
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
    const classes = checkWithValidation(data, rules(owner, true));
    const { monotone, kernels } = this.options;
    const weighed = this.parameters.classWeight === 'balanced' ? balanceClasses(data, classes) : data;
    const objective = classes === 2 ? logistic() : softmax(classes);
    const resolved = resolveRules(owner, this.parameters, data.x, monotone);
    const boosted = await boost(weighed, objective, resolved, context, kernels);
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
    checkWithValidation(data, rules(owner, false));
    const { monotone, kernels } = this.options;
    const objective = this.parameters.loss === 'quantile' ? quantile(this.parameters.quantile) : squaredError();
    const resolved = resolveRules(owner, this.parameters, data.x, monotone);
    const boosted = await boost(data, objective, resolved, context, kernels);
    return new FittedBoostingRegressor({ ...boosted, names: data.x.names }, kernels);
  }
}

function rules(owner: string, classification: boolean): InputRules {
  return { owner, classification, missingAllowed: true, categoricalAllowed: true };
}
