import { ProoflineError, throwIfCancelled } from '../errors/proofline-error.js';
import { type Artifact, type Json, requireKind } from '../estimator/artifact.js';
import { checkColumns, checkSupervised } from '../estimator/check-input.js';
import {
  breathe,
  type Estimator,
  type FitContext,
  type FittedRegressor,
  type Supervised,
} from '../estimator/estimator.js';
import { type ParameterSpecs, resolveParameters } from '../estimator/parameter.js';
import type { Matrix } from '../matrix/matrix.js';
import { elasticNet, type LinearFitInfo, ridge } from './least-squares.js';
import { type NormalEquations, normalEquations } from './normal-equations.js';

export interface LinearRegressionParameters {
  /** Strength of the ridge penalty, ½·l2·‖β‖², on standardised columns and target; the intercept is free. */
  l2?: number;
  /** Strength of the lasso penalty, l1·‖β‖₁, on standardised columns and target. */
  l1?: number;
  maxIterations?: number;
  tolerance?: number;
}

export const LINEAR_REGRESSION_PARAMETERS: ParameterSpecs<LinearRegressionParameters> = {
  l2: { type: 'number', min: 0, max: 1e6, default: 1, doc: 'Ridge penalty on standardised columns and target.' },
  l1: { type: 'number', min: 0, max: 1e6, default: 0, doc: 'Lasso penalty on standardised columns and target.' },
  maxIterations: { type: 'integer', min: 1, max: 100_000, default: 2000, doc: 'Upper limit of sweeps (with lasso).' },
  tolerance: {
    type: 'number',
    min: 1e-12,
    max: 0.1,
    default: 1e-8,
    doc: 'Duality gap that ends the search (with lasso), as a share of the sum of squares of the target.',
  },
};

const KIND = 'learn.linear-regression.v1';
const OWNER = 'LinearRegression';
/** Above it the normal equations need more than half a gigabyte. */
const MOST_COLUMNS = 8000;

/**
 * Least squares with ridge, lasso and elastic-net penalties: minimises ½·Σ w·(y − β₀ − x·β)² + ½·l2·‖β‖² + l1·‖β‖₁ on
 * columns and target of mean 0 and standard deviation 1, so that no penalty depends on units. Without lasso it is solved
 * exactly (Cholesky); with it by coordinate descent until the duality gap proves the optimum.
 */
export class LinearRegression implements Estimator<FittedLinearRegression> {
  readonly name = 'linear-regression';
  readonly parameters: Required<LinearRegressionParameters>;

  constructor(parameters: LinearRegressionParameters = {}) {
    this.parameters = resolveParameters(OWNER, LINEAR_REGRESSION_PARAMETERS, parameters);
  }

  async fit(data: Supervised, context: FitContext): Promise<FittedLinearRegression> {
    checkSupervised(data, { owner: OWNER, classification: false, missingAllowed: false, categoricalAllowed: false });
    const columns = data.x.columns.length;
    if (columns > MOST_COLUMNS) {
      throw new ProoflineError(
        'invalid-input',
        'DATA_TOO_LARGE',
        `${OWNER} takes up to ${MOST_COLUMNS} columns, got ${columns}. Select columns first.`,
      );
    }
    await breathe();
    throwIfCancelled(context.signal);
    const equations = await normalEquations(data, context.signal);
    const { beta, info } =
      this.parameters.l1 > 0
        ? elasticNet(equations, this.parameters, context)
        : ridge(equations, this.parameters.l2, context);
    return inOriginalUnits(data.x.names, equations, beta, info);
  }
}

/** Slopes and intercept of the columns as they came. */
function inOriginalUnits(
  names: readonly string[],
  { design, targetMean, targetScale }: NormalEquations,
  beta: Float64Array,
  info: LinearFitInfo,
): FittedLinearRegression {
  const coefficients = beta.map((b, j) => (b * targetScale) / design.scale[j]!);
  const intercept = coefficients.reduce((sum, slope, j) => sum - slope * design.mean[j]!, targetMean);
  return new FittedLinearRegression(names, coefficients, intercept, info);
}

export class FittedLinearRegression implements FittedRegressor {
  constructor(
    readonly names: readonly string[],
    /** On the columns' own scale, one a column. */
    readonly coefficients: Float64Array,
    readonly intercept: number,
    readonly info: LinearFitInfo,
  ) {}

  predict(x: Matrix): Float64Array {
    checkColumns(x, this.names.length, OWNER, { missingAllowed: false });
    const out = new Float64Array(x.rows).fill(this.intercept);
    this.coefficients.forEach((slope, j) => {
      if (slope === 0) return;
      const column = x.columns[j]!;
      for (let i = 0; i < x.rows; i++) out[i]! += slope * column[i]!;
    });
    return out;
  }

  toArtifact(): Artifact {
    return {
      kind: KIND,
      json: { names: [...this.names], intercept: this.intercept, info: this.info as unknown as Json },
      tensors: { coefficients: this.coefficients },
    };
  }

  static fromArtifact(artifact: Artifact): FittedLinearRegression {
    requireKind(artifact, KIND);
    const json = artifact.json as unknown as { names: string[]; intercept: number; info: LinearFitInfo };
    return new FittedLinearRegression(
      json.names,
      artifact.tensors.coefficients as Float64Array,
      json.intercept,
      json.info,
    );
  }
}
