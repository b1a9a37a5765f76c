import type { Matrix } from '../matrix/matrix.js';
import type { Rng } from '../random/rng.js';
import type { Artifact } from './artifact.js';

/** How far a fit is: `done` of `total` steps, with the latest training and validation loss where there is one. */
export interface FitProgress {
  done: number;
  total: number;
  trainLoss?: number;
  validationLoss?: number;
}

export interface FitContext {
  /** The only source of randomness. Same data, parameters and seed: same model, byte for byte. */
  rng: Rng;
  /** Checked between steps (trees, epochs, iterations); an aborted fit throws the `cancelled` error. */
  signal?: AbortSignal;
  onProgress?: (progress: FitProgress) => void;
}

/** Features with a target. `y` holds numbers for regression, class indices 0…k-1 for classification. */
export interface Supervised {
  x: Matrix;
  y: Float64Array;
  /** Non-negative row weights; absent means 1 for every row. */
  weight?: Float64Array;
  /** Rows for early stopping; never used for anything else. */
  validation?: { x: Matrix; y: Float64Array; weight?: Float64Array };
}

/** Hyper-parameters only; data comes with `fit`, which may be called again and then forgets what it saw before. */
export interface Estimator<Model extends FittedModel, Data = Supervised> {
  /** The estimator's name, as in its artefact's kind, e.g. `gradient-boosting`. */
  readonly name: string;
  readonly parameters: Readonly<object>;
  fit(data: Data, context: FitContext): Promise<Model>;
}

export interface FittedModel {
  toArtifact(): Artifact;
}

export interface FittedRegressor extends FittedModel {
  /** One number a row. */
  predict(x: Matrix): Float64Array;
}

export interface FittedClassifier extends FittedModel {
  readonly classes: number;
  /** Two classes: the probability of class 1, one number a row. More: `rows * classes` numbers, row by row. */
  predictProbability(x: Matrix): Float64Array;
}

/** Gives the event loop a turn (progress, Ctrl-C, timers) inside a long computation. */
export function breathe(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
