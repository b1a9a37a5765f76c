import type { ParameterSpecs } from '../estimator/parameter.js';
import type { GrowRules } from './grow-tree.js';

export interface BoostingParameters {
  trees?: number;
  learningRate?: number;
  growth?: string;
  leaves?: number;
  depth?: number;
  minChildWeight?: number;
  minLeafRows?: number;
  lambda?: number;
  alpha?: number;
  minGain?: number;
  rowSampling?: number;
  columnSampling?: number;
  maxBins?: number;
  earlyStoppingRounds?: number;
  categoryRidge?: number;
  categorySmoothing?: number;
}

export const BOOSTING_PARAMETERS = {
  trees: { type: 'integer', min: 1, max: 10_000, default: 200, doc: 'Rounds; one tree a class and round.' },
  learningRate: { type: 'number', min: 1e-4, max: 1, default: 0.1, log: true, doc: 'Share of each step taken.' },
  growth: {
    type: 'choice',
    choices: ['leaf', 'depth'],
    default: 'leaf',
    doc: 'Split the best leaf, or level by level.',
  },
  leaves: { type: 'integer', min: 2, max: 4096, default: 31, doc: 'Most leaves of a tree.' },
  depth: { type: 'integer', min: 1, max: 64, default: 64, doc: 'Most splits from root to leaf.' },
  minChildWeight: { type: 'number', min: 0, max: 1e6, default: 1, doc: 'Least sum of hessians of a leaf.' },
  minLeafRows: { type: 'integer', min: 0, max: 1e6, default: 0, doc: 'Least rows of a leaf, estimated from hessians.' },
  lambda: { type: 'number', min: 0, max: 1e6, default: 1, doc: 'Ridge penalty on leaf values.' },
  alpha: { type: 'number', min: 0, max: 1e6, default: 0, doc: 'Lasso penalty on leaf values.' },
  minGain: { type: 'number', min: 0, max: 1e9, default: 0, doc: 'A split must gain more than this.' },
  rowSampling: { type: 'number', min: 0.05, max: 1, default: 1, doc: 'Share of the rows that a tree sees.' },
  columnSampling: { type: 'number', min: 0.05, max: 1, default: 1, doc: 'Share of the columns that a tree sees.' },
  maxBins: { type: 'integer', min: 2, max: 254, default: 254, doc: 'Bins of a numeric column, missing not counted.' },
  earlyStoppingRounds: {
    type: 'integer',
    min: 1,
    max: 1000,
    default: 30,
    doc: 'Rounds without a better validation loss.',
  },
  categoryRidge: { type: 'number', min: 0, max: 1e6, default: 10, doc: 'Extra ridge of splits of many categories.' },
  categorySmoothing: {
    type: 'number',
    min: 0,
    max: 1e6,
    default: 10,
    doc: 'Weight of the mean when sorting categories.',
  },
} as const satisfies ParameterSpecs<BoostingParameters>;

export type ResolvedBoosting = Required<BoostingParameters> & { rules: GrowRules };

/** Adds the rules of growth; `monotone` is -1, 0 or 1 a column, missing entries 0. */
export function resolveRules(
  parameters: Required<BoostingParameters>,
  columns: number,
  monotone: ArrayLike<number> = [],
): ResolvedBoosting {
  const leaves =
    parameters.growth === 'depth'
      ? Math.min(parameters.leaves, 2 ** Math.min(12, parameters.depth))
      : parameters.leaves;
  return {
    ...parameters,
    leaves,
    rules: {
      growth: parameters.growth as GrowRules['growth'],
      leaves,
      depth: parameters.depth,
      lambda: parameters.lambda,
      alpha: parameters.alpha,
      minGain: parameters.minGain,
      minChildWeight: parameters.minChildWeight,
      minLeafRows: parameters.minLeafRows,
      categoryRidge: parameters.categoryRidge,
      categorySmoothing: parameters.categorySmoothing,
      monotone: Int8Array.from({ length: columns }, (_, j) => monotone[j] ?? 0),
    },
  };
}
