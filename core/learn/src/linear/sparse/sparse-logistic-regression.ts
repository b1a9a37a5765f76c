import { ProoflineError } from '../../errors/proofline-error.js';
import type { Artifact } from '../../estimator/artifact.js';
import type { Estimator, FitContext } from '../../estimator/estimator.js';
import { Pace } from '../../estimator/pace.js';
import { type ParameterSpecs, resolveParameters } from '../../estimator/parameter.js';
import type { KernelKind } from '../../kernels/kernel-memory.js';
import { ClassWeights } from './class-weights.js';
import { checkSparseSupervised, type SparseFeatures, type SparseSupervised } from './features.js';
import { FittedSparseLinear, readSparseLinear } from './fitted-sparse-linear.js';
import { balancedWeights } from './row-layout.js';
import { SoftmaxDesign, type SoftmaxDual } from './softmax-design.js';

export interface SparseLogisticRegressionParameters {
  /** Weight of the loss against ½‖W‖², as scikit-learn's LogisticRegression has it: larger fits closer. */
  C?: number;
  /** `balanced` weighs the rows of a class by rows / (classes · rows of the class). */
  classWeight?: string;
  /** Mean distance (total variation) of the rows' dual from the probabilities of the model that is let stand. */
  tolerance?: number;
  /** Passes over the rows. */
  maxIterations?: number;
}

export const SPARSE_LOGISTIC_REGRESSION_PARAMETERS: ParameterSpecs<SparseLogisticRegressionParameters> = {
  C: { type: 'number', min: 1e-6, max: 1e6, default: 30, log: true, doc: 'Weight of the loss; larger fits closer.' },
  classWeight: { type: 'choice', choices: ['none', 'balanced'], default: 'none', doc: 'Weights of classes.' },
  tolerance: { type: 'number', min: 1e-6, max: 1, default: 0.003, log: true, doc: 'Distance that ends the search.' },
  maxIterations: { type: 'integer', min: 1, max: 10_000, default: 200, doc: 'Most passes over the rows.' },
};

/** What is not a hyper-parameter to search. */
export interface SparseLogisticRegressionOptions {
  /** Keeps in the fitted model where the fit ended, for later ones to start from; it is no part of the artefact. */
  keepDual?: boolean;
  /** For tests; results are the same. */
  kernels?: KernelKind;
}

const KIND = 'learn.sparse-logistic-regression.v1';
const OWNER = 'SparseLogisticRegression';

export interface WarmStarted extends SparseSupervised {
  /** Where an earlier fit ended, on rows and columns of which most are the same. */
  start?: {
    dual: SoftmaxDual;
    /** For each row its place in the earlier fit, -1 where it was not there; absent: the same rows. Classes and columns must be the same. */
    rowOf?: ArrayLike<number>;
  };
}

/**
 * Multinomial logistic regression with ridge penalty on sparse and dense columns, by dual coordinate ascent (Yu, Huang and Lin
 * 2011): minimises ½‖W‖² + C·Σ weight·(-ln p of the row's class). The intercepts are penalised like weights.
 */
export class SparseLogisticRegression implements Estimator<FittedSparseLogisticRegression, WarmStarted> {
  readonly name = 'sparse-logistic-regression';
  readonly parameters: Required<SparseLogisticRegressionParameters>;

  constructor(
    parameters: SparseLogisticRegressionParameters = {},
    private readonly options: SparseLogisticRegressionOptions = {},
  ) {
    this.parameters = resolveParameters(OWNER, SPARSE_LOGISTIC_REGRESSION_PARAMETERS, parameters);
  }

  async fit(data: WarmStarted, context: FitContext): Promise<FittedSparseLogisticRegression> {
    const classes = checkSparseSupervised(data, OWNER);
    const rowOf = data.start === undefined ? undefined : checkedPlaces(data, data.start, classes);
    const { C, classWeight, tolerance, maxIterations } = this.parameters;
    const pace = new Pace(context.signal);
    await pace.turn();
    const factors = classWeight === 'balanced' ? balancedWeights(data.y, data.weight, classes) : undefined;
    const cost = data.y.map((k, i) => C * (data.weight?.[i] ?? 1) * (factors?.[k] ?? 1));
    const design = new SoftmaxDesign(data, classes, cost, context.rng.fork('order'), this.options.kernels);
    try {
      if (rowOf !== undefined) design.startFrom(data.start!.dual, rowOf);
      const info = { passes: 0, converged: false, distance: 1 };
      while (info.passes < maxIterations && !info.converged) {
        info.distance = (await passOverAll(design, pace)) / design.totalCost;
        info.converged = info.distance <= tolerance;
        info.passes++;
        context.onProgress?.({ done: info.passes, total: maxIterations });
      }
      const { w, v, intercepts } = design;
      // What only fills up the stride never counts; in the model it is 0.
      const own = intercepts.slice().fill(0, classes);
      const weights = new ClassWeights(
        classes,
        { sparse: w.slice(), dense: v.slice(), intercepts: own },
        this.options.kernels,
      );
      const dual = this.options.keepDual === true ? design.dual() : undefined;
      return new FittedSparseLogisticRegression(weights, info, dual);
    } finally {
      design.release();
    }
  }
}

/** In pieces, between which the event loop has its turn. */
async function passOverAll(design: SoftmaxDesign, pace: Pace): Promise<number> {
  let distance = 0;
  for (let from = 0; from < design.counted; from += PIECE) {
    const count = Math.min(PIECE, design.counted - from);
    distance += design.pass(from, count);
    if (pace.spend(count * design.stepsPerRow)) await pace.turn();
  }
  return distance;
}

const PIECE = 1024;

/** Refuses a start that is not of these classes and rows. A row whose class has changed starts anew. */
function checkedPlaces({ y }: SparseSupervised, start: NonNullable<WarmStarted['start']>, classes: number): Int32Array {
  const { dual, rowOf } = start;
  const refuse = (code: string, message: string): never => {
    throw new ProoflineError('invalid-input', code, `${OWNER}: ${message} Fit without 'start'.`);
  };
  if (dual.classes !== classes) {
    refuse('CLASSES_DIFFER', `the fit to start from had ${dual.classes} classes, the rows have ${classes}.`);
  }
  const count = rowOf?.length ?? dual.rows;
  if (count !== y.length) refuse('LENGTH_MISMATCH', `${y.length} rows start from places of ${count}.`);
  return Int32Array.from({ length: count }, (_, i) => {
    const place = rowOf?.[i] ?? i;
    if (!Number.isInteger(place) || place < -1 || place >= dual.rows) {
      refuse('ROW_INVALID', `row ${i} starts from row ${place}, of ${dual.rows}.`);
    }
    return place >= 0 && dual.y[place] === y[i] ? place : -1;
  });
}

export interface SparseLogisticFitInfo {
  passes: number;
  converged: boolean;
  /** Mean distance (total variation) between the dual of a row and its probabilities, in the last pass. */
  distance: number;
}

/** `decision` gives log-probabilities up to a constant a row. */
export class FittedSparseLogisticRegression extends FittedSparseLinear<SparseLogisticFitInfo> {
  constructor(
    weights: ClassWeights,
    info: SparseLogisticFitInfo,
    /** Where the fit ended, if it was to be kept. */
    readonly dual?: SoftmaxDual,
  ) {
    super(weights, info, KIND, OWNER);
  }

  /** `rows * classes` probabilities, row by row, for two classes as for more. */
  predictProbability(x: SparseFeatures): Float64Array {
    const scores = this.decision(x);
    const k = this.classes;
    for (let at = 0; at < scores.length; at += k) {
      let most = Number.NEGATIVE_INFINITY;
      for (let c = 0; c < k; c++) most = Math.max(most, scores[at + c]!);
      let sum = 0;
      for (let c = 0; c < k; c++) sum += scores[at + c] = Math.exp(scores[at + c]! - most);
      for (let c = 0; c < k; c++) scores[at + c]! /= sum;
    }
    return scores;
  }

  static fromArtifact(artifact: Artifact): FittedSparseLogisticRegression {
    return new FittedSparseLogisticRegression(...readSparseLinear<SparseLogisticFitInfo>(artifact, KIND));
  }
}
