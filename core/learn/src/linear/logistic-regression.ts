import { ProoflineError } from '../errors/proofline-error.js';
import { type Artifact, type Json, requireKind } from '../estimator/artifact.js';
import { checkColumns, checkSupervised, type InputRules } from '../estimator/check-input.js';
import {
  breathe,
  type Estimator,
  type FitContext,
  type FittedClassifier,
  type Supervised,
} from '../estimator/estimator.js';
import { type ParameterSpecs, resolveParameters } from '../estimator/parameter.js';
import type { KernelKind } from '../kernels/kernel-memory.js';
import type { Matrix } from '../matrix/matrix.js';
import { drifts, fitBinary, type LogisticSolution } from './binary-logistic.js';
import { LogisticDesign } from './logistic-design.js';
import { fitMultinomial } from './multinomial-logistic.js';
import { standardise } from './standardise.js';

export interface LogisticRegressionParameters {
  /** Strength of the ridge penalty, ½·l2·‖β‖², on standardised columns; the intercept is free. */
  l2?: number;
  /** Strength of the lasso penalty, l1·‖β‖₁, on standardised columns. */
  l1?: number;
  /** `non-negative` keeps every coefficient at 0 or above: a scorecard's weights, a blend's shares. */
  sign?: string;
  /**
   * `irls` (Newton) for few columns, `lbfgs` for many; `auto` picks by size. `irls` is for two classes, and `lbfgs`
   * takes no lasso penalty and no sign constraint: they leave nothing smooth to descend.
   */
  solver?: string;
  /**
   * Columns that are brought to standard deviation 1: `all`, or `numbers`, which leaves columns of 0 and 1 their unit. The
   * penalty then weighs on the log-odds of a level as such, and a rare level, which few rows speak for, is shrunk more.
   */
  scaling?: string;
  maxIterations?: number;
  tolerance?: number;
}

/** What is not a hyper-parameter to search. */
export interface LogisticRegressionOptions {
  /** Also takes the standard errors of the coefficients, which costs a full Hessian. */
  standardErrors?: boolean;
  /** For tests; results are the same. */
  kernels?: KernelKind;
}

export const LOGISTIC_REGRESSION_PARAMETERS: ParameterSpecs<LogisticRegressionParameters> = {
  l2: { type: 'number', min: 0, max: 1e6, default: 1, doc: 'Ridge penalty on standardised columns.' },
  l1: { type: 'number', min: 0, max: 1e6, default: 0, doc: 'Lasso penalty on standardised columns.' },
  sign: { type: 'choice', choices: ['any', 'non-negative'], default: 'any', doc: 'Allowed sign of coefficients.' },
  solver: { type: 'choice', choices: ['auto', 'irls', 'lbfgs'], default: 'auto', doc: 'How the optimum is found.' },
  scaling: { type: 'choice', choices: ['all', 'numbers'], default: 'all', doc: 'Columns brought to deviation 1.' },
  maxIterations: { type: 'integer', min: 1, max: 10_000, default: 200, doc: 'Upper limit of iterations.' },
  tolerance: { type: 'number', min: 1e-12, max: 0.1, default: 1e-8, doc: 'Relative change that ends the search.' },
};

const KIND = 'learn.logistic-regression.v1';
const OWNER = 'LogisticRegression';
const RULES: InputRules = { owner: OWNER, classification: true, missingAllowed: false, categoricalAllowed: false };

/** Binary and multinomial logistic regression with ridge, lasso and elastic-net penalties, by maximum likelihood. */
export class LogisticRegression implements Estimator<FittedLogisticRegression> {
  readonly name = 'logistic-regression';
  readonly parameters: Required<LogisticRegressionParameters>;

  constructor(
    parameters: LogisticRegressionParameters = {},
    private readonly options: LogisticRegressionOptions = {},
  ) {
    this.parameters = resolveParameters(OWNER, LOGISTIC_REGRESSION_PARAMETERS, parameters);
  }

  async fit(data: Supervised, context: FitContext): Promise<FittedLogisticRegression> {
    const classes = checkSupervised(data, { ...RULES, valuesAreSummed: true });
    this.checkSolver(classes);
    await breathe();
    const { x } = data;
    const { design, result } = classes === 2 ? this.fitTwo(data, context) : this.fitMany(data, classes, context);
    const columns = x.columns.length;
    const outputs = classes === 2 ? 1 : classes;
    const coefficients = new Float64Array(outputs * columns);
    const intercepts = new Float64Array(outputs);
    for (let k = 0; k < outputs; k++) {
      let intercept = result.intercepts[k]!;
      for (let j = 0; j < columns; j++) {
        const slope = result.coefficients[k * columns + j]! / design.scale[j]!;
        coefficients[k * columns + j] = slope;
        intercept -= slope * design.mean[j]!;
      }
      intercepts[k] = intercept;
    }
    const standardErrors = result.standardErrors?.map((error, j) => error / design.scale[j]!);
    return new FittedLogisticRegression(x.names, classes, coefficients, intercepts, standardErrors, {
      iterations: result.iterations,
      converged: result.converged && !this.hasNoOptimum(result.objective, data.weight),
      objective: result.objective,
    });
  }

  private get keepsBinary(): boolean {
    return this.parameters.scaling === 'numbers';
  }

  /** Refuses a solver that these parameters and classes would leave without use. */
  private checkSolver(classes: number): void {
    const { solver, l1, sign } = this.parameters;
    let why: string | undefined;
    if (solver === 'irls' && classes > 2) why = `is for two classes, and y has ${classes}`;
    if (solver === 'lbfgs' && l1 > 0) why = `takes no lasso penalty, and 'l1' is ${l1}`;
    if (solver === 'lbfgs' && sign !== 'any') why = `takes no sign constraint, and 'sign' is ${sign}`;
    if (why === undefined) return;
    throw new ProoflineError(
      'invalid-input',
      'SOLVER_UNSUITABLE',
      `${OWNER}: solver '${solver}' ${why}. Set 'solver' to 'auto'.`,
    );
  }

  /**
   * A row's loss is below its weight · ln 2 where its own class is the likeliest. If that holds of every row and nothing is
   * penalised, the larger the coefficients the better, without end (complete separation: Albert and Anderson 1984).
   */
  private hasNoOptimum(objective: number, weight: Float64Array | undefined): boolean {
    const { l1, l2 } = this.parameters;
    if (l1 > 0 || l2 > 0) return false;
    const least =
      weight?.reduce((smallest, w) => (w > 0 && w < smallest ? w : smallest), Number.POSITIVE_INFINITY) ?? 1;
    return objective < Math.LN2 * least;
  }

  private fitTwo(data: Supervised, context: FitContext): { design: Scaling; result: LogisticSolution } {
    const { x, y, weight } = data;
    const design = new LogisticDesign(x, y, weight, { keepBinary: this.keepsBinary, kernels: this.options.kernels });
    try {
      refuseNotFinite(data, design);
      const wanted = this.options.standardErrors === true;
      const result = fitBinary(design, x.rows, this.parameters, context, wanted);
      const { l1, l2, sign } = this.parameters;
      const free = l1 === 0 && l2 === 0 && sign === 'any';
      if (free && result.converged && drifts(design, x, weight, result))
        return { design, result: { ...result, converged: false } };
      return { design, result };
    } finally {
      design.release();
    }
  }

  private fitMany(
    data: Supervised,
    classes: number,
    context: FitContext,
  ): { design: Scaling; result: LogisticSolution } {
    const { x, y, weight } = data;
    const design = standardise(x, weight, this.keepsBinary);
    refuseNotFinite(data, design);
    return { design, result: fitMultinomial(design, y, weight, classes, this.parameters, context) };
  }
}

/** How columns were scaled. */
interface Scaling {
  mean: Float64Array;
  scale: Float64Array;
}

/** A gap or an infinite value stays in a sum; only then each value is looked at, to say where it is. */
function refuseNotFinite(data: Supervised, { mean }: Scaling): void {
  if (!mean.every(Number.isFinite)) checkSupervised(data, RULES);
}

/**
 * How a fit ended; `converged` is false too where nothing is penalised and the likelihood has no largest value, since classes
 * or a level's rows are separated (of more than two classes only where all rows are). `objective` is the penalised negative log likelihood (a
 * sum, not a mean).
 */
export interface LogisticFitInfo {
  iterations: number;
  converged: boolean;
  objective: number;
}

export class FittedLogisticRegression implements FittedClassifier {
  constructor(
    readonly names: readonly string[],
    readonly classes: number,
    /** On the columns' own scale; one block of `names.length` for two classes, else one for each class. */
    readonly coefficients: Float64Array,
    readonly intercepts: Float64Array,
    /** Of the coefficients, from the information matrix at the optimum: where asked for, two classes, no lasso or sign. */
    readonly standardErrors: Float64Array | undefined,
    readonly info: LogisticFitInfo,
  ) {}

  /** Log-odds of class 1 (two classes), else one linear score a class, row by row. */
  decision(x: Matrix): Float64Array {
    checkColumns(x, this.names.length, OWNER, { missingAllowed: false });
    const outputs = this.intercepts.length;
    const columns = this.names.length;
    const out = new Float64Array(x.rows * outputs);
    for (let k = 0; k < outputs; k++) {
      for (let i = 0; i < x.rows; i++) out[i * outputs + k] = this.intercepts[k]!;
      for (let j = 0; j < columns; j++) {
        const slope = this.coefficients[k * columns + j]!;
        if (slope === 0) continue;
        const column = x.columns[j]!;
        for (let i = 0; i < x.rows; i++) out[i * outputs + k]! += slope * column[i]!;
      }
    }
    return out;
  }

  predictProbability(x: Matrix): Float64Array {
    const scores = this.decision(x);
    if (this.classes === 2) {
      for (let i = 0; i < scores.length; i++) scores[i] = 1 / (1 + Math.exp(-scores[i]!));
      return scores;
    }
    const k = this.classes;
    for (let i = 0; i < x.rows; i++) {
      let most = Number.NEGATIVE_INFINITY;
      for (let c = 0; c < k; c++) most = Math.max(most, scores[i * k + c]!);
      let sum = 0;
      for (let c = 0; c < k; c++) sum += scores[i * k + c] = Math.exp(scores[i * k + c]! - most);
      for (let c = 0; c < k; c++) scores[i * k + c]! /= sum;
    }
    return scores;
  }

  toArtifact(): Artifact {
    return {
      kind: KIND,
      json: { names: [...this.names], classes: this.classes, info: this.info as unknown as Json },
      tensors: {
        coefficients: this.coefficients,
        intercepts: this.intercepts,
        ...(this.standardErrors === undefined ? {} : { standardErrors: this.standardErrors }),
      },
    };
  }

  static fromArtifact(artifact: Artifact): FittedLogisticRegression {
    requireKind(artifact, KIND);
    const json = artifact.json as unknown as { names: string[]; classes: number; info: LogisticFitInfo };
    const { coefficients, intercepts, standardErrors } = artifact.tensors as Record<string, Float64Array>;
    return new FittedLogisticRegression(
      json.names,
      json.classes,
      coefficients!,
      intercepts!,
      standardErrors,
      json.info,
    );
  }
}
