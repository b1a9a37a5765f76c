export * from './describe-vertical.js';
export * from './sample-dataset.js';
