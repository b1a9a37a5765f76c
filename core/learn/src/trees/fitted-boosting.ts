import type { Artifact, Json } from '../estimator/artifact.js';
import { requireKind } from '../estimator/artifact.js';
import { checkColumns } from '../estimator/check-input.js';
import type { FittedClassifier, FittedRegressor } from '../estimator/estimator.js';
import type { KernelKind } from '../kernels/kernel-memory.js';
import type { Matrix } from '../matrix/matrix.js';
import type { Boosted } from './boost.js';
import { packBins, packForest, unpackBins, unpackForest } from './forest-artifact.js';
import { ForestPredictor } from './forest-predictor.js';
import { softmaxInPlace } from './objective.js';
import { TreeShap } from './tree-shap.js';

const CLASSIFIER_KIND = 'learn.gradient-boosting-classifier.v1';
const REGRESSOR_KIND = 'learn.gradient-boosting-regressor.v1';

interface BoostedModel extends Boosted {
  names: readonly string[];
}

/** What both fitted models share: the forest, its explanation and its artefact. */
abstract class FittedBoosting {
  private predictor: ForestPredictor | undefined;
  private shap: TreeShap | undefined;

  constructor(
    protected readonly model: BoostedModel,
    private readonly kernels?: KernelKind,
  ) {}

  get names(): readonly string[] {
    return this.model.names;
  }

  /** Loss after each round on the validation rows, where there were any. */
  get validationLoss(): readonly number[] {
    return this.model.validationLoss;
  }

  /** Rounds that are in the model (after early stopping). */
  get rounds(): number {
    return this.model.forest.roots.length / this.model.forest.outputs;
  }

  /** Scores before the link: log-odds of class 1, one log-score a class, or the number itself; row by row. */
  margins(x: Matrix): Float64Array {
    checkColumns(x, this.model.names.length, 'Gradient boosting');
    this.predictor ??= new ForestPredictor(this.model.forest, this.model.mapper, this.kernels);
    return this.predictor.predict(x, this.model.base);
  }

  /** Exact SHAP values of one row in units of the margin, a column each (output by output), and the expected margin. */
  explain(x: Matrix, row: number): { values: Float64Array; expected: Float64Array } {
    checkColumns(x, this.model.names.length, 'Gradient boosting');
    this.shap ??= new TreeShap(this.model.forest, this.model.mapper, this.kernels);
    const { expected } = this.shap;
    return { values: this.shap.explain(x, row), expected: expected.map((e, k) => e + this.model.base[k]!) };
  }

  /** Total gain of each column's splits and how many there are. */
  importance(): { name: string; gain: number; splits: number }[] {
    const { forest, names } = this.model;
    const table = names.map((name) => ({ name, gain: 0, splits: 0 }));
    forest.column.forEach((column, node) => {
      if (column < 0) return;
      table[column]!.gain += forest.gain[node]!;
      table[column]!.splits++;
    });
    return table;
  }

  protected artifact(kind: string, json: { [key: string]: Json }): Artifact {
    const { forest, mapper, base, names, validationLoss } = this.model;
    return {
      kind,
      json: { ...json, names: [...names], outputs: forest.outputs },
      tensors: {
        ...packForest(forest),
        ...packBins(mapper),
        base,
        validationLoss: Float64Array.from(validationLoss),
      },
    };
  }
}

function readModel(artifact: Artifact, kind: string): BoostedModel {
  requireKind(artifact, kind);
  const { names, outputs } = artifact.json as { names: string[]; outputs: number };
  const { tensors } = artifact;
  return {
    mapper: unpackBins(tensors),
    names,
    base: tensors.base as Float64Array,
    forest: unpackForest(outputs, tensors),
    validationLoss: [...(tensors.validationLoss as Float64Array)],
  };
}

export class FittedBoostingClassifier extends FittedBoosting implements FittedClassifier {
  constructor(
    model: BoostedModel,
    readonly classes: number,
    kernels?: KernelKind,
  ) {
    super(model, kernels);
  }

  predictProbability(x: Matrix): Float64Array {
    const scores = this.margins(x);
    if (this.classes === 2) {
      for (let i = 0; i < scores.length; i++) scores[i] = 1 / (1 + Math.exp(-scores[i]!));
    } else {
      for (let i = 0; i < x.rows; i++) softmaxInPlace(scores, i * this.classes, this.classes);
    }
    return scores;
  }

  toArtifact(): Artifact {
    return this.artifact(CLASSIFIER_KIND, { classes: this.classes });
  }

  static fromArtifact(artifact: Artifact): FittedBoostingClassifier {
    const model = readModel(artifact, CLASSIFIER_KIND);
    return new FittedBoostingClassifier(model, (artifact.json as { classes: number }).classes);
  }
}

export class FittedBoostingRegressor extends FittedBoosting implements FittedRegressor {
  predict(x: Matrix): Float64Array {
    return this.margins(x);
  }

  toArtifact(): Artifact {
    return this.artifact(REGRESSOR_KIND, {});
  }

  static fromArtifact(artifact: Artifact): FittedBoostingRegressor {
    return new FittedBoostingRegressor(readModel(artifact, REGRESSOR_KIND));
  }
}
