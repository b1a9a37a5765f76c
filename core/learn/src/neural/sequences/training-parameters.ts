import type { ParameterSpecs } from '../../estimator/parameter.js';

/** Settings of training that all networks over sequences share. */
export interface SequenceTrainingParameters {
  /** Numbers of a token's vector. */
  dimension?: number;
  dropout?: number;
  /** Adds ½·l2·‖W‖² to the mean loss of a batch; token vectors and biases are free. */
  l2?: number;
  learningRate?: number;
  /** `constant`, or `cosine`: from `learningRate` down to zero over `epochs` (Loshchilov and Hutter 2017). */
  schedule?: string;
  /** Texts of a training step; those of like length go together. */
  batchSize?: number;
  /** Passes over the training texts, at most. */
  epochs?: number;
  /** Early stopping: epochs without a better validation loss; the best epoch's weights are kept. 0 trains all epochs. */
  patience?: number;
  /** Share of texts set aside for early stopping where the data brings no `validation`. */
  validationShare?: number;
  /** Tokens that occur less often are not told apart; the network learns from them what a token that it does not know means. */
  minCount?: number;
  /** Tokens of a text that are read; the rest is left out. */
  longest?: number;
  /** Where training runs; see `chooseEngine`. */
  backend?: string;
}

export const SEQUENCE_TRAINING_PARAMETERS = {
  dimension: {
    type: 'integer',
    min: 8,
    max: 1024,
    default: 128,
    log: true,
    doc: 'Numbers of a token vector, in steps of 8.',
  },
  dropout: { type: 'number', min: 0, max: 0.9, default: 0.5, doc: 'Share of numbers dropped in a step.' },
  l2: { type: 'number', min: 0, max: 1, default: 0, doc: 'L2 penalty of the kernels.' },
  learningRate: { type: 'number', min: 1e-6, max: 1, default: 2e-3, log: true, doc: "Adam's step size." },
  schedule: { type: 'choice', choices: ['constant', 'cosine'], default: 'cosine', doc: 'Course of the step size.' },
  batchSize: { type: 'integer', min: 1, max: 4096, default: 64, log: true, doc: 'Texts of a step, at most.' },
  epochs: { type: 'integer', min: 1, max: 1000, default: 12, log: true, doc: 'Passes over the texts, at most.' },
  patience: { type: 'integer', min: 0, max: 1000, default: 4, doc: 'Epochs without improvement; 0: no early stop.' },
  validationShare: { type: 'number', min: 0.01, max: 0.5, default: 0.1, doc: 'Texts set aside for early stopping.' },
  minCount: { type: 'integer', min: 1, max: 1000, default: 2, doc: 'Occurrences from which a token is told apart.' },
  longest: { type: 'integer', min: 1, max: 4096, default: 256, doc: 'Tokens of a text that are read.' },
  backend: { type: 'choice', choices: ['auto', 'wasm', 'native'], default: 'auto', doc: 'Where training runs.' },
} as const satisfies ParameterSpecs<SequenceTrainingParameters>;

/** What only classifiers have. */
export interface ClassWeightParameter {
  /** `balanced` weighs each class by texts / (classes · texts of the class). Probabilities then answer to that mix. */
  classWeight?: string;
}

export const CLASS_WEIGHT_PARAMETER = {
  classWeight: { type: 'choice', choices: ['none', 'balanced'], default: 'none', doc: 'Weights of classes.' },
} as const satisfies ParameterSpecs<ClassWeightParameter>;

/** The kernels compute eight numbers at a time. */
export function inSteps(count: number): number {
  return 8 * Math.ceil(count / 8);
}
