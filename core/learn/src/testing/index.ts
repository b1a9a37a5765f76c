export * from './conformance-checks.js';
export * from './describe-estimator.js';
export * from './describe-sparse-classifier.js';
export * from './sample-data.js';
export * from './sparse-sample-data.js';
