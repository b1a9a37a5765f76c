import { checkWithValidation } from '../estimator/check-input.js';
import { balanceClasses } from '../estimator/class-weights.js';
import type { Estimator, FitContext, Supervised } from '../estimator/estimator.js';
import { resolveParameters } from '../estimator/parameter.js';
import { fitNetworks } from './fit-networks.js';
import {
  FittedMultilayerPerceptronClassifier,
  FittedMultilayerPerceptronRegressor,
} from './fitted-multilayer-perceptron.js';
import { MULTILAYER_PERCEPTRON_PARAMETERS, type MultilayerPerceptronParameters } from './mlp-parameters.js';
import { priorBias } from './row-weights.js';

/**
 * Dense network for two or more classes, trained on the cross-entropy with Adam. Numeric columns without gaps; they are
 * standardised inside. `members` > 1 averages networks of different seeds, which steadies small data.
 */
export class MultilayerPerceptronClassifier implements Estimator<FittedMultilayerPerceptronClassifier> {
  readonly name = 'multilayer-perceptron-classifier';
  readonly parameters: Required<MultilayerPerceptronParameters>;

  constructor(parameters: MultilayerPerceptronParameters = {}) {
    const owner = 'MultilayerPerceptronClassifier';
    this.parameters = resolveParameters(owner, MULTILAYER_PERCEPTRON_PARAMETERS, parameters);
  }

  async fit(data: Supervised, context: FitContext): Promise<FittedMultilayerPerceptronClassifier> {
    const rules = { classification: true, missingAllowed: false, categoricalAllowed: false };
    const classes = checkWithValidation(data, { owner: 'MultilayerPerceptronClassifier', ...rules });
    const weighed = this.parameters.classWeight === 'balanced' ? balanceClasses(data, classes) : data;
    const networks = await fitNetworks(
      weighed,
      {
        loss: classes === 2 ? 'logistic' : 'softmax',
        outputs: classes === 2 ? 1 : classes,
        outputBias: priorBias(data.y, weighed.weight, classes),
        strata: data.y,
      },
      this.parameters,
      context,
    );
    return new FittedMultilayerPerceptronClassifier(networks, classes);
  }
}

/** Dense network for one number, trained on the squared error with Adam; the target is standardised inside. */
export class MultilayerPerceptronRegressor implements Estimator<FittedMultilayerPerceptronRegressor> {
  readonly name = 'multilayer-perceptron-regressor';
  readonly parameters: Required<MultilayerPerceptronParameters>;

  constructor(parameters: MultilayerPerceptronParameters = {}) {
    const owner = 'MultilayerPerceptronRegressor';
    this.parameters = resolveParameters(owner, MULTILAYER_PERCEPTRON_PARAMETERS, parameters);
  }

  async fit(data: Supervised, context: FitContext): Promise<FittedMultilayerPerceptronRegressor> {
    const rules = { classification: false, missingAllowed: false, categoricalAllowed: false };
    checkWithValidation(data, { owner: 'MultilayerPerceptronRegressor', ...rules });
    const { y, weight } = data;
    let [total, sum] = [0, 0];
    y.forEach((value, i) => {
      total += weight?.[i] ?? 1;
      sum += (weight?.[i] ?? 1) * value;
    });
    const centre = sum / total;
    const squares = y.reduce((acc, value, i) => acc + (weight?.[i] ?? 1) * (value - centre) ** 2, 0);
    const spread = Math.sqrt(squares / total) || 1;
    const standardised = (values: Float64Array): Float64Array => values.map((value) => (value - centre) / spread);
    const networks = await fitNetworks(
      {
        ...data,
        y: standardised(y),
        ...(data.validation === undefined
          ? {}
          : { validation: { ...data.validation, y: standardised(data.validation.y) } }),
      },
      { loss: 'squared', outputs: 1, outputBias: [0] },
      this.parameters,
      context,
    );
    return new FittedMultilayerPerceptronRegressor(networks, { centre, spread });
  }
}
