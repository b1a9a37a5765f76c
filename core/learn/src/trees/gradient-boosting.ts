import { ProoflineError } from '../errors/proofline-error.js';
import type { Artifact, Json } from '../estimator/artifact.js';
import { checkColumns, checkSupervised } from '../estimator/check-input.js';
import type { Estimator, FitContext, FittedClassifier, FittedRegressor, Supervised } from '../estimator/estimator.js';
import { resolveParameters } from '../estimator/parameter.js';
import type { Matrix } from '../matrix/matrix.js';
import type { BinMapper } from './binning.js';
import { type Boosted, boost } from './boost.js';
import { type ForestArrays, ForestPredictor } from './forest.js';
import type { KernelKind } from './kernels.js';
import { logistic, type Objective, quantile, softmax, squaredError } from './objective.js';
import { BOOSTING_PARAMETERS, type BoostingParameters, resolveRules } from './parameters.js';
import { TreeShap } from './tree-shap.js';

/** What is not a hyper-parameter to search: constraints that come with the columns, and which kernels to run. */
export interface BoostingOptions {
  /** -1, 0 or 1 a column: the prediction may only fall, do anything, only rise with the value. */
  monotone?: ArrayLike<number>;
  /** For tests; results are the same. */
  kernels?: KernelKind;
}

const KIND = 'learn.gradient-boosting.v1';

/**
 * Histogram gradient boosting for two classes (logistic loss) or more (softmax), after Friedman (2001) with second-order
 * steps (Chen and Guestrin 2016) and leaf-wise growth (Ke et al. 2017). Missing values take the side that gains more.
 */
export class GradientBoostingClassifier implements Estimator<FittedBoostingClassifier> {
  readonly name = 'gradient-boosting';
  readonly parameters: Required<BoostingParameters>;

  constructor(
    parameters: BoostingParameters & { classWeight?: 'none' | 'balanced' } = {},
    private readonly options: BoostingOptions = {},
  ) {
    const { classWeight = 'none', ...rest } = parameters;
    this.classWeight = classWeight;
    this.parameters = resolveParameters('GradientBoostingClassifier', BOOSTING_PARAMETERS, rest);
  }

  private readonly classWeight: 'none' | 'balanced';

  async fit(data: Supervised, context: FitContext): Promise<FittedBoostingClassifier> {
    const classes = checkSupervised(data, {
      owner: 'GradientBoostingClassifier',
      classification: true,
      missingAllowed: true,
      categoricalAllowed: true,
    });
    const weight = data.weight === undefined ? new Float64Array(data.y.length).fill(1) : Float64Array.from(data.weight);
    if (this.classWeight === 'balanced') balance(weight, data.y, classes);
    const objective = classes === 2 ? logistic : softmax(classes);
    const boosted = await run(data, objective, this.parameters, weight, context, this.options);
    return new FittedBoostingClassifier({ ...boosted, names: data.x.names }, classes);
  }
}

/** Histogram gradient boosting of a number: its mean (squared error) or one of its quantiles (pinball loss). */
export class GradientBoostingRegressor implements Estimator<FittedBoostingRegressor> {
  readonly name = 'gradient-boosting';
  readonly parameters: Required<BoostingParameters>;
  private readonly objective: Objective;

  constructor(
    parameters: BoostingParameters & { loss?: 'squared-error' | 'quantile'; quantile?: number } = {},
    private readonly options: BoostingOptions = {},
  ) {
    const { loss = 'squared-error', quantile: level = 0.5, ...rest } = parameters;
    if (!(level > 0 && level < 1)) {
      throw new ProoflineError(
        'invalid-input',
        'PARAMETERS_INVALID',
        `Parameter 'quantile' of GradientBoostingRegressor must be a number between 0 and 1, got ${level}.`,
      );
    }
    this.objective = loss === 'quantile' ? quantile(level) : squaredError;
    this.parameters = resolveParameters('GradientBoostingRegressor', BOOSTING_PARAMETERS, rest);
  }

  async fit(data: Supervised, context: FitContext): Promise<FittedBoostingRegressor> {
    checkSupervised(data, {
      owner: 'GradientBoostingRegressor',
      classification: false,
      missingAllowed: true,
      categoricalAllowed: true,
    });
    const weight = data.weight ?? new Float64Array(data.y.length).fill(1);
    const boosted = await run(data, this.objective, this.parameters, weight, context, this.options);
    return new FittedBoostingRegressor({ ...boosted, names: data.x.names });
  }
}

function run(
  data: Supervised,
  objective: Objective,
  parameters: Required<BoostingParameters>,
  weight: Float64Array,
  context: FitContext,
  { monotone, kernels }: BoostingOptions,
): Promise<Boosted> {
  return boost(data, objective, resolveRules(parameters, data.x.columns.length, monotone), weight, context, kernels);
}

function balance(weight: Float64Array, y: Float64Array, classes: number): void {
  const mass = new Float64Array(classes);
  let total = 0;
  for (let i = 0; i < y.length; i++) {
    mass[y[i]!]! += weight[i]!;
    total += weight[i]!;
  }
  for (let i = 0; i < y.length; i++) weight[i]! *= total / (classes * mass[y[i]!]!);
}

interface BoostedModel extends Boosted {
  names: readonly string[];
}

/** What both fitted models share: the forest, its explanation and its artefact. */
abstract class FittedBoosting {
  private readonly predictor: ForestPredictor;
  private shap: TreeShap | undefined;

  constructor(protected readonly model: BoostedModel) {
    this.predictor = new ForestPredictor(model.forest, model.mapper);
  }

  get names(): readonly string[] {
    return this.model.names;
  }

  get trainLoss(): readonly number[] {
    return this.model.trainLoss;
  }

  get validationLoss(): readonly number[] {
    return this.model.validationLoss;
  }

  /** Rounds that are in the model (after early stopping). */
  get rounds(): number {
    return this.model.forest.roots.length / this.model.forest.outputs;
  }

  /** Scores before the link: log-odds of class 1, one log-score a class, or the number itself. */
  margins(x: Matrix): Float64Array {
    checkColumns(x, this.model.names.length, 'GradientBoosting');
    return this.predictor.predict(x, this.model.base);
  }

  /** Exact SHAP values of one row in units of the margin, a column each (output by output), and the expected margin. */
  explain(x: Matrix, row: number): { values: Float64Array; expected: Float64Array } {
    checkColumns(x, this.model.names.length, 'GradientBoosting');
    this.shap ??= new TreeShap(this.model.forest, this.model.mapper);
    const { expected } = this.shap;
    return { values: this.shap.explain(x, row), expected: expected.map((e, k) => e + this.model.base[k]!) };
  }

  /** Total gain of each column's splits and how many there are. */
  importance(): { name: string; gain: number; splits: number }[] {
    const table = this.model.names.map((name) => ({ name, gain: 0, splits: 0 }));
    this.model.forest.column.forEach((column, node) => {
      if (column < 0) return;
      table[column]!.gain += this.model.forest.gain[node]!;
      table[column]!.splits++;
    });
    return table;
  }

  protected artifact(json: { [key: string]: Json }): Artifact {
    const { forest, mapper, base, names, trainLoss, validationLoss } = this.model;
    const { outputs, ...arrays } = forest;
    const offsets = new Int32Array(mapper.edges.length + 1);
    mapper.edges.forEach((edges, j) => {
      offsets[j + 1] = offsets[j]! + edges.length;
    });
    const edges = new Float64Array(offsets.at(-1)!);
    mapper.edges.forEach((values, j) => {
      edges.set(values, offsets[j]!);
    });
    const categories: Record<string, Json> = {};
    mapper.codes.forEach((codes, j) => {
      if (codes !== undefined) categories[j] = [...codes];
    });
    return {
      kind: KIND,
      json: { ...json, names: [...names], outputs, categories },
      tensors: {
        ...arrays,
        base,
        edges,
        edgeOffsets: offsets,
        bins: mapper.bins,
        trainLoss: Float64Array.from(trainLoss),
        validationLoss: Float64Array.from(validationLoss),
      },
    };
  }
}

function readModel(artifact: Artifact): BoostedModel {
  if (artifact.kind !== KIND) {
    throw new ProoflineError(
      'incompatible',
      'ARTIFACT_KIND',
      `'${artifact.kind}' is not gradient boosting of this version.`,
    );
  }
  const { names, outputs, categories } = artifact.json as {
    names: string[];
    outputs: number;
    categories: Record<string, number[]>;
  };
  const { base, edges, edgeOffsets, bins, trainLoss, validationLoss, ...arrays } = artifact.tensors;
  const offsets = edgeOffsets as Int32Array;
  const mapper: BinMapper = {
    edges: names.map((_, j) => (edges as Float64Array).slice(offsets[j], offsets[j + 1])),
    codes: names.map((_, j) => (categories[j] === undefined ? undefined : Uint8Array.from(categories[j]))),
    bins: bins as Int32Array,
  };
  return {
    mapper,
    names,
    base: base as Float64Array,
    forest: { outputs, ...arrays } as unknown as ForestArrays,
    trainLoss: [...(trainLoss as Float64Array)],
    validationLoss: [...(validationLoss as Float64Array)],
  };
}

export class FittedBoostingClassifier extends FittedBoosting implements FittedClassifier {
  constructor(
    model: BoostedModel,
    readonly classes: number,
  ) {
    super(model);
  }

  predictProbability(x: Matrix): Float64Array {
    const scores = this.margins(x);
    if (this.classes === 2) {
      for (let i = 0; i < scores.length; i++) scores[i] = 1 / (1 + Math.exp(-scores[i]!));
      return scores;
    }
    const k = this.classes;
    for (let i = 0; i < x.rows; i++) {
      const row = scores.subarray(i * k, (i + 1) * k);
      const most = row.reduce((a, b) => Math.max(a, b));
      let sum = 0;
      for (let c = 0; c < k; c++) sum += row[c] = Math.exp(row[c]! - most);
      for (let c = 0; c < k; c++) row[c]! /= sum;
    }
    return scores;
  }

  toArtifact(): Artifact {
    return this.artifact({ task: 'classification', classes: this.classes });
  }

  static fromArtifact(artifact: Artifact): FittedBoostingClassifier {
    const model = readModel(artifact);
    return new FittedBoostingClassifier(model, (artifact.json as { classes: number }).classes);
  }
}

export class FittedBoostingRegressor extends FittedBoosting implements FittedRegressor {
  predict(x: Matrix): Float64Array {
    return this.margins(x);
  }

  toArtifact(): Artifact {
    return this.artifact({ task: 'regression' });
  }

  static fromArtifact(artifact: Artifact): FittedBoostingRegressor {
    return new FittedBoostingRegressor(readModel(artifact));
  }
}
