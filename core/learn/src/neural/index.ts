export * from './backend.js';
export * from './choose-engine.js';
export * from './fitted-multilayer-perceptron.js';
export * from './mlp-parameters.js';
export * from './multilayer-perceptron.js';
export type { LabelledTokens, Tokens } from './sequences/labelled-tokens.js';
export * from './sequences/recurrent-network.js';
export * from './sequences/text-convolutional-network.js';
export type { LossCurve } from './train-network.js';
