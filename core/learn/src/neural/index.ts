export * from './backend.js';
export * from './choose-engine.js';
export * from './fitted-multilayer-perceptron.js';
export * from './mlp-parameters.js';
export * from './multilayer-perceptron.js';
export type { LossCurve } from './train-network.js';
