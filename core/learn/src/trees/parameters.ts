import { type Problem, ProoflineError } from '../errors/proofline-error.js';
import type { ParameterSpecs } from '../estimator/parameter.js';
import type { Matrix } from '../matrix/matrix.js';
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

export interface BoostingClassifierParameters extends BoostingParameters {
  classWeight?: string;
}

export interface BoostingRegressorParameters extends BoostingParameters {
  loss?: string;
  quantile?: number;
}

/** What both estimators of gradient boosting share. */
export const BOOSTING_PARAMETERS = {
  trees: { type: 'integer', min: 1, max: 10_000, default: 200, doc: 'Rounds; one tree a class and round.' },
  learningRate: { type: 'number', min: 1e-4, max: 1, default: 0.1, log: true, doc: 'Share of each step taken.' },
  growth: {
    type: 'choice',
    choices: ['leaf', 'depth'],
    default: 'leaf',
    doc: 'Split the best leaf, or level by level.',
  },
  leaves: {
    type: 'integer',
    min: 2,
    max: 4096,
    default: 31,
    doc: 'Most leaves of a tree; growth by depth is bound by its depth alone where that is 12 or less.',
  },
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
    doc: 'Rounds without a better validation loss, where there are validation rows.',
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

export const GRADIENT_BOOSTING_CLASSIFIER_PARAMETERS = {
  ...BOOSTING_PARAMETERS,
  classWeight: {
    type: 'choice',
    choices: ['none', 'balanced'],
    default: 'none',
    doc: 'Balanced: all classes have the same total weight.',
  },
} as const satisfies ParameterSpecs<BoostingClassifierParameters>;

export const GRADIENT_BOOSTING_REGRESSOR_PARAMETERS = {
  ...BOOSTING_PARAMETERS,
  loss: {
    type: 'choice',
    choices: ['squared-error', 'quantile'],
    default: 'squared-error',
    doc: 'Estimate the mean, or a quantile by its pinball loss.',
  },
  quantile: { type: 'number', min: 1e-4, max: 0.9999, default: 0.5, doc: 'Level of the quantile.' },
} as const satisfies ParameterSpecs<BoostingRegressorParameters>;

export type ResolvedBoosting = Required<BoostingParameters> & { rules: GrowRules };

/** Depth up to which a tree grown level by level may be complete: 2^12 leaves. */
const COMPLETE_DEPTH = 12;

/** Adds the rules of growth; `monotone` is -1, 0 or 1 a column, missing entries 0. Refuses other directions by column. */
export function resolveRules(
  owner: string,
  parameters: Required<BoostingParameters>,
  x: Matrix,
  monotone: ArrayLike<number> = [],
): ResolvedBoosting {
  checkMonotone(owner, x, monotone);
  const complete = parameters.growth === 'depth' && parameters.depth <= COMPLETE_DEPTH;
  const leaves = complete ? 2 ** parameters.depth : parameters.leaves;
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
      monotone: Int8Array.from({ length: x.columns.length }, (_, j) => monotone[j] ?? 0),
    },
  };
}

function checkMonotone(owner: string, x: Matrix, monotone: ArrayLike<number>): void {
  const problems: Problem[] = [];
  if (monotone.length > x.columns.length) {
    problems.push({
      code: 'MONOTONE_INVALID',
      message: `${owner}: 'monotone' has ${monotone.length} directions for ${x.columns.length} columns.`,
    });
  }
  for (let j = 0; j < Math.min(monotone.length, x.columns.length); j++) {
    const direction = monotone[j]!;
    const column = x.names[j]!;
    if (direction !== -1 && direction !== 0 && direction !== 1) {
      problems.push({
        code: 'MONOTONE_INVALID',
        message: `${owner}: the monotone direction of column '${column}' must be -1, 0 or 1, got ${direction}.`,
        where: { column },
        got: String(direction),
        allowed: '-1, 0 or 1',
      });
    } else if (direction !== 0 && x.cardinality[j]! > 0) {
      problems.push({
        code: 'MONOTONE_INVALID',
        message: `${owner}: column '${column}' is categorical and has no order; set its monotone direction to 0.`,
        where: { column },
      });
    }
  }
  if (problems.length === 0) return;
  throw new ProoflineError('invalid-input', 'MONOTONE_INVALID', problems.map((p) => p.message).join('\n'), {
    problems,
  });
}
