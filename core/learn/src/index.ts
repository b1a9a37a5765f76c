export * from './errors/proofline-error.js';
export * from './estimator/artifact.js';
export * from './estimator/estimator.js';
export * from './estimator/parameter.js';
export * from './matrix/matrix.js';
export * from './random/rng.js';
export type { ParameterValue } from './search/parzen.js';
export * from './search/search.js';
