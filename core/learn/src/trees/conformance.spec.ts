import { describeEstimator } from '../testing/describe-estimator.js';
import { FittedBoostingClassifier, FittedBoostingRegressor } from './fitted-boosting.js';
import { GradientBoostingClassifier, GradientBoostingRegressor } from './gradient-boosting.js';
import { GRADIENT_BOOSTING_CLASSIFIER_PARAMETERS, GRADIENT_BOOSTING_REGRESSOR_PARAMETERS } from './parameters.js';

const promises = {
  quick: { trees: 25, leaves: 6 },
  handlesMissing: true,
  handlesCategorical: true,
  // Sums are exact, so a reordered fit is the same fit.
  rowOrderTolerance: 0,
  weightTolerance: 1e-6,
  batchTolerance: 0,
};

describeEstimator({
  ...promises,
  name: 'GradientBoostingClassifier',
  task: 'classification',
  create: (parameters) => new GradientBoostingClassifier(parameters),
  load: FittedBoostingClassifier.fromArtifact,
  specs: GRADIENT_BOOSTING_CLASSIFIER_PARAMETERS,
  classes: [2, 3, 5],
});

describeEstimator({
  ...promises,
  name: 'GradientBoostingRegressor',
  task: 'regression',
  create: (parameters) => new GradientBoostingRegressor(parameters),
  load: FittedBoostingRegressor.fromArtifact,
  specs: GRADIENT_BOOSTING_REGRESSOR_PARAMETERS,
});
