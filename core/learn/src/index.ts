export * from './calibration/calibration.js';
export * from './calibration/isotonic.js';
export * from './cluster/choose-clusters.js';
export * from './cluster/fitted-k-means.js';
export * from './cluster/k-means.js';
export * from './errors/proofline-error.js';
export * from './estimator/artifact.js';
export * from './estimator/check-input.js';
export * from './estimator/estimator.js';
export * from './estimator/parameter.js';
export type { Action } from './explain/actions.js';
export * from './explain/counterfactual.js';
export * from './explain/partial-dependence.js';
export * from './explain/permutation-importance.js';
export * from './linear/cholesky.js';
export * from './linear/lbfgs.js';
export type { LinearFitInfo } from './linear/least-squares.js';
export * from './linear/linear-regression.js';
export * from './linear/logistic-regression.js';
export * from './linear/quadratic-step.js';
export { ClassWeights } from './linear/sparse/class-weights.js';
export * from './linear/sparse/features.js';
export * from './linear/sparse/linear-svm.js';
export type { SoftmaxDual } from './linear/sparse/softmax-design.js';
export * from './linear/sparse/sparse-logistic-regression.js';
export type { LinearSvmFitInfo } from './linear/sparse/svm-training.js';
export * from './matrix/matrix.js';
export * from './matrix/sparse-matrix.js';
export * from './metrics/bootstrap.js';
export * from './metrics/decision.js';
export * from './metrics/delong.js';
export * from './metrics/distributions.js';
export * from './metrics/homogeneity.js';
export * from './metrics/multiclass.js';
export * from './metrics/probability.js';
export * from './metrics/proportion.js';
export * from './metrics/ranked-scores.js';
export * from './metrics/ranking.js';
export * from './metrics/regression.js';
export * from './metrics/stability.js';
export * from './random/rng.js';
export type { ParameterValue } from './search/parzen.js';
export * from './search/search.js';
export type { SparseTokens } from './sequence/chain.js';
export type { Decoded, LikelySpan } from './sequence/chain-decoder.js';
export * from './sequence/fitted-linear-chain-crf.js';
export * from './sequence/linear-chain-crf.js';
export {
  FittedSequenceTagger,
  SEQUENCE_TAGGER_PARAMETERS,
  SequenceTagger,
  type SpanReason,
  type TaggedWords,
} from './sequence/sequence-tagger.js';
export * from './sequence/span-scores.js';
export * from './sequence/split-words.js';
export * from './sequence/tagging.js';
export { DEFAULT_TEMPLATES, type FeatureParts } from './sequence/token-features.js';
export * from './sorting/argsort.js';
export * from './trees/fitted-boosting.js';
export * from './trees/gradient-boosting.js';
export {
  BOOSTING_PARAMETERS,
  type BoostingClassifierParameters,
  type BoostingParameters,
  type BoostingRegressorParameters,
  GRADIENT_BOOSTING_CLASSIFIER_PARAMETERS,
  GRADIENT_BOOSTING_REGRESSOR_PARAMETERS,
} from './trees/parameters.js';
