import type { Artifact } from '../../estimator/artifact.js';
import type { Estimator, FitContext } from '../../estimator/estimator.js';
import { Pace } from '../../estimator/pace.js';
import { type ParameterSpecs, resolveParameters } from '../../estimator/parameter.js';
import type { KernelKind } from '../../kernels/kernel-memory.js';
import type { ClassWeights } from './class-weights.js';
import { checkSparseSupervised, type SparseSupervised } from './features.js';
import { FittedSparseLinear, readSparseLinear } from './fitted-sparse-linear.js';
import { balancedWeights } from './row-layout.js';
import { SvmDesign } from './svm-design.js';
import { type LinearSvmFitInfo, SvmTraining } from './svm-training.js';

export interface LinearSvmParameters {
  /** Weight of the loss against ½‖w‖², as scikit-learn's LinearSVC has it: larger fits closer. */
  C?: number;
  /** `balanced` weighs the rows of a class, where it is the one told from the rest, by rows / (classes · rows of the class). */
  classWeight?: string;
  /** Largest violation of the optimality conditions that is let stand. */
  tolerance?: number;
  /** Passes over the rows for each class. */
  maxIterations?: number;
}

export const LINEAR_SVM_PARAMETERS: ParameterSpecs<LinearSvmParameters> = {
  C: { type: 'number', min: 1e-6, max: 1e6, default: 1, log: true, doc: 'Weight of the loss; larger fits closer.' },
  classWeight: { type: 'choice', choices: ['none', 'balanced'], default: 'none', doc: 'Weights of classes.' },
  tolerance: { type: 'number', min: 1e-6, max: 10, default: 0.05, log: true, doc: 'Violation that ends the search.' },
  maxIterations: { type: 'integer', min: 1, max: 100_000, default: 1000, doc: 'Most passes for each class.' },
};

const KIND = 'learn.linear-svm.v1';
const OWNER = 'LinearSvm';

/**
 * Linear support vector machine with squared hinge loss and ridge penalty, one class against the rest, by dual coordinate
 * descent with shrinking (Hsieh et al. 2008; scikit-learn's LinearSVC): minimises ½‖w‖² + ½b² + C·Σ weight·max(0, 1 - y·m)²
 * for each class. Two classes are one machine, whose margin counts for class 1 and against class 0.
 */
export class LinearSvm implements Estimator<FittedLinearSvm, SparseSupervised> {
  readonly name = 'linear-svm';
  readonly parameters: Required<LinearSvmParameters>;

  constructor(
    parameters: LinearSvmParameters = {},
    /** For tests; results are the same. */
    private readonly options: { kernels?: KernelKind } = {},
  ) {
    this.parameters = resolveParameters(OWNER, LINEAR_SVM_PARAMETERS, parameters);
  }

  async fit(data: SparseSupervised, context: FitContext): Promise<FittedLinearSvm> {
    const classes = checkSparseSupervised(data, OWNER);
    const pace = new Pace(context.signal);
    await pace.turn();
    const design = new SvmDesign(data, this.parameters.C, context.rng.fork('order'), this.options.kernels);
    try {
      const factors = this.parameters.classWeight === 'balanced' ? balancedWeights(data.y, data.weight, classes) : [];
      const training = new SvmTraining(data, classes, factors, design, pace, this.parameters, this.options.kernels);
      const info = await training.run(context.onProgress);
      return new FittedLinearSvm(training.weights(), info);
    } finally {
      design.release();
    }
  }
}

/** `decision` gives margins. */
export class FittedLinearSvm extends FittedSparseLinear<LinearSvmFitInfo> {
  constructor(weights: ClassWeights, info: LinearSvmFitInfo) {
    super(weights, info, KIND, OWNER);
  }

  static fromArtifact(artifact: Artifact): FittedLinearSvm {
    return new FittedLinearSvm(...readSparseLinear<LinearSvmFitInfo>(artifact, KIND));
  }
}
