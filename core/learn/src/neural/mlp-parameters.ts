import type { ParameterSpecs } from '../estimator/parameter.js';

export interface MultilayerPerceptronParameters {
  /** Hidden layers. */
  layers?: number;
  /** Units of the first hidden layer. */
  units?: number;
  /** Units of the next layers: `constant` the same, `halving` half of the layer before (at least 2). */
  widths?: string;
  activation?: string;
  /** Share of hidden units set to zero in a training step. */
  dropout?: number;
  batchNorm?: boolean;
  /** Adds ½·l2·‖W‖² to the mean loss of a batch; biases are free. */
  l2?: number;
  learningRate?: number;
  /** `constant`, or `cosine`: from `learningRate` down to zero over `epochs` (Loshchilov and Hutter 2017). */
  schedule?: string;
  /** Rows of a training step. An epoch is cut in equal parts of at most this size. */
  batchSize?: number;
  /** Passes over the training rows, at most. */
  epochs?: number;
  /** Early stopping: epochs without a better validation loss; the best epoch's weights are kept. 0 trains all epochs. */
  patience?: number;
  /** Share of rows set aside for early stopping where the data brings no `validation`; each member draws its own. */
  validationShare?: number;
  /** Networks trained from different seeds; the model's answer is their mean. */
  members?: number;
  /** `balanced` weighs each class by rows / (classes · rows of the class). Probabilities then answer to that mix. */
  classWeight?: string;
  /** Where training runs; see `chooseEngine`. */
  backend?: string;
}

export const MULTILAYER_PERCEPTRON_PARAMETERS = {
  layers: { type: 'integer', min: 0, max: 8, default: 2, doc: 'Hidden layers; 0 is a linear model.' },
  units: { type: 'integer', min: 2, max: 4096, default: 32, log: true, doc: 'Units of the first hidden layer.' },
  widths: { type: 'choice', choices: ['constant', 'halving'], default: 'halving', doc: 'Units of the next layers.' },
  activation: { type: 'choice', choices: ['relu', 'tanh'], default: 'relu', doc: 'Activation of hidden units.' },
  dropout: { type: 'number', min: 0, max: 0.9, default: 0.2, doc: 'Share of hidden units dropped in a step.' },
  batchNorm: { type: 'boolean', default: false, doc: 'Batch normalisation before each activation.' },
  l2: { type: 'number', min: 0, max: 1, default: 1e-3, log: true, doc: 'L2 penalty of the kernels.' },
  learningRate: { type: 'number', min: 1e-6, max: 1, default: 3e-3, log: true, doc: "Adam's step size." },
  schedule: { type: 'choice', choices: ['constant', 'cosine'], default: 'cosine', doc: 'Course of the step size.' },
  batchSize: { type: 'integer', min: 1, max: 65_536, default: 128, log: true, doc: 'Rows of a step, at most.' },
  epochs: { type: 'integer', min: 1, max: 10_000, default: 40, log: true, doc: 'Passes over the rows, at most.' },
  patience: { type: 'integer', min: 0, max: 1000, default: 8, doc: 'Epochs without improvement; 0: no early stop.' },
  validationShare: { type: 'number', min: 0.01, max: 0.5, default: 0.15, doc: 'Rows set aside for early stopping.' },
  members: { type: 'integer', min: 1, max: 64, default: 5, doc: 'Networks whose answers are averaged.' },
  classWeight: { type: 'choice', choices: ['none', 'balanced'], default: 'none', doc: 'Weights of classes.' },
  backend: { type: 'choice', choices: ['auto', 'wasm', 'native'], default: 'auto', doc: 'Where training runs.' },
} as const satisfies ParameterSpecs<MultilayerPerceptronParameters>;
