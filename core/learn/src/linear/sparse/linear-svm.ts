import { type Artifact, type Json, requireKind } from '../../estimator/artifact.js';
import type { Estimator, FitContext, FittedModel } from '../../estimator/estimator.js';
import { Pace } from '../../estimator/pace.js';
import { type ParameterSpecs, resolveParameters } from '../../estimator/parameter.js';
import type { KernelKind } from '../../kernels/kernel-memory.js';
import { ClassWeights, largestOf } from './class-weights.js';
import { checkSparseSupervised, type SparseFeatures, type SparseSupervised } from './features.js';
import { balancedWeights } from './row-layout.js';
import { SvmDesign } from './svm-design.js';

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
      const factors =
        this.parameters.classWeight === 'balanced' ? balancedWeights(data.y, data.weight, classes) : undefined;
      const machines = classes === 2 ? [1] : Array.from({ length: classes }, (_, k) => k);
      const weights = new MachineWeights(design, machines.length);
      const info = { passes: 0, converged: true };
      for (const [m, k] of machines.entries()) {
        design.begin(k, factors?.[k] ?? 1);
        const { passes, converged } = await this.train(design, pace);
        info.passes += passes;
        info.converged &&= converged;
        weights.take(m);
        context.onProgress?.({ done: m + 1, total: machines.length });
      }
      return new FittedLinearSvm(weights.build(classes, this.options.kernels), info);
    } finally {
      design.release();
    }
  }

  /**
   * Passes until no row violates its optimality condition by more than the tolerance. The first ones are over the class and
   * about as many of the rest, which places the plane roughly; a pass over all rows then finds those that matter, and the
   * rest of the passes are over these until a last one over all finds nothing new.
   */
  private async train(design: SvmDesign, pace: Pace): Promise<LinearSvmFitInfo> {
    const { tolerance, maxIterations } = this.parameters;
    let passes = 0;
    const pass = async (rows: number, shrink: boolean): Promise<{ stayed: number; gap: number }> => {
      const result = design.pass(rows, shrink);
      passes++;
      if (pace.spend(rows * design.stepsPerRow)) await pace.turn();
      return result;
    };
    while (passes < Math.min(FIRST_PASSES, maxIterations - 1)) {
      const { gap } = await pass(design.fewRows, false);
      if (gap <= FIRST_TOLERANCE) break;
    }
    let active = design.counted;
    while (passes < maxIterations) {
      const all = active === design.counted;
      const { stayed, gap } = await pass(active, true);
      active = stayed;
      if (gap > tolerance) continue;
      if (all) return { passes, converged: true };
      active = design.counted;
    }
    return { passes, converged: false };
  }
}

const FIRST_PASSES = 5;
const FIRST_TOLERANCE = 0.3;

/** Weights of each machine as they are found, and then those of all classes side by side. */
class MachineWeights {
  private readonly sparse: Float32Array;
  private readonly dense: Float32Array;
  private readonly intercepts: Float32Array;

  constructor(
    private readonly design: SvmDesign,
    private readonly machines: number,
  ) {
    this.sparse = new Float32Array(machines * design.sparseColumns);
    this.dense = new Float32Array(machines * design.denseColumns);
    this.intercepts = new Float32Array(machines);
  }

  take(machine: number): void {
    const { w, v, intercept, sparseColumns, denseColumns } = this.design;
    this.sparse.set(w, machine * sparseColumns);
    this.dense.set(v, machine * denseColumns);
    this.intercepts[machine] = intercept;
  }

  build(classes: number, kernels?: KernelKind): ClassWeights {
    const stride = Math.ceil(classes / 4) * 4;
    const sideBySide = (values: Float32Array): Float32Array => {
      const columns = values.length / this.machines;
      const out = new Float32Array(columns * stride);
      // By blocks of columns, whose lines stay in the cache while the machines take turns.
      for (let from = 0; from < columns; from += BLOCK) {
        const to = Math.min(from + BLOCK, columns);
        for (let c = 0; c < classes; c++) {
          const machine = this.machines === 1 ? 0 : c;
          const sign = this.machines === 1 && c === 0 ? -1 : 1;
          for (let j = from; j < to; j++) out[j * stride + c] = sign * values[machine * columns + j]!;
        }
      }
      return out;
    };
    return new ClassWeights(
      classes,
      sideBySide(this.sparse),
      sideBySide(this.dense),
      sideBySide(this.intercepts),
      kernels,
    );
  }
}

const BLOCK = 256;

export interface LinearSvmFitInfo {
  /** Passes over rows, of all classes together. */
  passes: number;
  /** False where a class was given up after the most passes that are allowed. */
  converged: boolean;
}

export class FittedLinearSvm implements FittedModel {
  constructor(
    readonly weights: ClassWeights,
    readonly info: LinearSvmFitInfo,
  ) {}

  get classes(): number {
    return this.weights.classes;
  }

  /** `rows * classes` margins, row by row. Throws `COLUMNS_DIFFER` for other columns than were fitted. */
  decision(x: SparseFeatures): Float64Array {
    return this.weights.decide(x, OWNER);
  }

  /** The class of the largest margin, one a row. */
  predict(x: SparseFeatures): Float64Array {
    return largestOf(this.decision(x), this.classes);
  }

  toArtifact(): Artifact {
    return {
      kind: KIND,
      json: { classes: this.classes, info: this.info as unknown as Json },
      tensors: this.weights.tensors(),
    };
  }

  static fromArtifact(artifact: Artifact): FittedLinearSvm {
    requireKind(artifact, KIND);
    const { info } = artifact.json as unknown as { info: LinearSvmFitInfo };
    return new FittedLinearSvm(ClassWeights.fromArtifact(artifact, KIND), info);
  }
}
