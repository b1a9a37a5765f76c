export * from './conformance-checks.js';
export * from './describe-estimator.js';
export * from './sample-data.js';
