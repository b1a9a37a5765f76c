import { ProoflineError } from '../errors/proofline-error.js';
import type { Artifact, Json, TensorData } from '../estimator/artifact.js';
import { checkColumns } from '../estimator/check-input.js';
import type { FittedClassifier, FittedRegressor } from '../estimator/estimator.js';
import type { Matrix } from '../matrix/matrix.js';
import type { TrainingRecord } from './choose-engine.js';
import { forward } from './forward.js';
import { type InputScaling, scaleInputs } from './input-scaling.js';
import type { Activation, DenseLayer } from './network.js';
import type { LossCurve } from './train-network.js';

// This file must not import TensorFlow.js, nor anything that does: it is all that serving loads.

export const CLASSIFIER_KIND = 'learn.multilayer-perceptron-classifier.v1';
export const REGRESSOR_KIND = 'learn.multilayer-perceptron-regressor.v1';

/** What a fit leaves: input statistics, the folded layers of each member, and how training went. */
export interface FittedNetworks {
  names: readonly string[];
  scaling: InputScaling;
  activation: Activation;
  /** One dense stack a member. */
  members: readonly (readonly DenseLayer[])[];
  /** One loss curve a member. */
  curves: readonly LossCurve[];
  training: TrainingRecord;
}

abstract class FittedMultilayerPerceptron {
  constructor(protected readonly networks: FittedNetworks) {}

  get names(): readonly string[] {
    return this.networks.names;
  }

  /** Training and validation loss of each epoch, one curve a member. */
  get curves(): readonly LossCurve[] {
    return this.networks.curves;
  }

  get training(): TrainingRecord {
    return this.networks.training;
  }

  /** Rows x outputs of each member, before the link function. */
  protected outputs(x: Matrix, owner: string): Float32Array[] {
    checkColumns(x, this.names.length, owner, { missingAllowed: false });
    const { members, activation, scaling } = this.networks;
    return forward(members, activation, scaleInputs(x, scaling), x.rows);
  }

  protected artifact(kind: string, extra: Record<string, Json>): Artifact {
    const { names, scaling, activation, members, curves, training } = this.networks;
    const tensors: Record<string, TensorData> = {
      low: scaling.low,
      high: scaling.high,
      mean: scaling.mean,
      scale: scaling.scale,
    };
    members.forEach((layers, m) => {
      layers.forEach(({ kernel, bias }, l) => {
        tensors[`member${m}.layer${l}.kernel`] = kernel;
        tensors[`member${m}.layer${l}.bias`] = bias;
      });
    });
    const widths = members[0]!.map((layer) => layer.outputs);
    const json = { names: [...names], activation, widths, members: members.length, curves, training, ...extra };
    return { kind, json: json as unknown as Json, tensors };
  }
}

export class FittedMultilayerPerceptronClassifier extends FittedMultilayerPerceptron implements FittedClassifier {
  constructor(
    networks: FittedNetworks,
    readonly classes: number,
  ) {
    super(networks);
  }

  predictProbability(x: Matrix): Float64Array {
    const members = this.outputs(x, 'MultilayerPerceptronClassifier');
    const out = new Float64Array(x.rows * (this.classes === 2 ? 1 : this.classes));
    for (const scores of members) {
      if (this.classes === 2) {
        for (let i = 0; i < x.rows; i++) out[i]! += 1 / (1 + Math.exp(-scores[i]!));
      } else {
        for (let i = 0; i < x.rows; i++) addSoftmax(scores, i * this.classes, this.classes, out);
      }
    }
    for (let i = 0; i < out.length; i++) out[i]! /= members.length;
    return out;
  }

  toArtifact(): Artifact {
    return this.artifact(CLASSIFIER_KIND, { classes: this.classes });
  }

  static fromArtifact(artifact: Artifact): FittedMultilayerPerceptronClassifier {
    const { classes } = artifact.json as { classes: number };
    return new FittedMultilayerPerceptronClassifier(readNetworks(artifact, CLASSIFIER_KIND), classes);
  }
}

export class FittedMultilayerPerceptronRegressor extends FittedMultilayerPerceptron implements FittedRegressor {
  constructor(
    networks: FittedNetworks,
    /** Networks answer on the standardised scale: target = centre + spread · output. */
    readonly target: { centre: number; spread: number },
  ) {
    super(networks);
  }

  predict(x: Matrix): Float64Array {
    const members = this.outputs(x, 'MultilayerPerceptronRegressor');
    const out = new Float64Array(x.rows);
    for (const scores of members) for (let i = 0; i < x.rows; i++) out[i]! += scores[i]!;
    const { centre, spread } = this.target;
    for (let i = 0; i < x.rows; i++) out[i] = centre + (spread * out[i]!) / members.length;
    return out;
  }

  toArtifact(): Artifact {
    return this.artifact(REGRESSOR_KIND, { target: this.target });
  }

  static fromArtifact(artifact: Artifact): FittedMultilayerPerceptronRegressor {
    const { target } = artifact.json as unknown as { target: { centre: number; spread: number } };
    return new FittedMultilayerPerceptronRegressor(readNetworks(artifact, REGRESSOR_KIND), target);
  }
}

function readNetworks(artifact: Artifact, kind: string): FittedNetworks {
  if (artifact.kind !== kind) {
    throw new ProoflineError(
      'incompatible',
      'ARTIFACT_KIND',
      `Expected an artefact '${kind}', got '${artifact.kind}'.`,
    );
  }
  const json = artifact.json as unknown as {
    names: string[];
    activation: Activation;
    widths: number[];
    members: number;
    curves: LossCurve[];
    training: TrainingRecord;
  };
  const { tensors } = artifact;
  const { low, high, mean, scale } = tensors as Record<string, Float64Array>;
  return {
    names: json.names,
    scaling: { low: low!, high: high!, mean: mean!, scale: scale! },
    activation: json.activation,
    members: Array.from({ length: json.members }, (_, m) =>
      json.widths.map((outputs, l) => ({
        inputs: l === 0 ? json.names.length : json.widths[l - 1]!,
        outputs,
        kernel: tensors[`member${m}.layer${l}.kernel`] as Float32Array,
        bias: tensors[`member${m}.layer${l}.bias`] as Float32Array,
      })),
    ),
    curves: json.curves,
    training: json.training,
  };
}

/** Adds the softmax of `classes` scores from a place on to the same places of `out`. */
export function addSoftmax(scores: Float32Array, from: number, classes: number, out: Float64Array): void {
  let most = Number.NEGATIVE_INFINITY;
  for (let c = 0; c < classes; c++) most = Math.max(most, scores[from + c]!);
  let sum = 0;
  for (let c = 0; c < classes; c++) sum += Math.exp(scores[from + c]! - most);
  for (let c = 0; c < classes; c++) out[from + c]! += Math.exp(scores[from + c]! - most) / sum;
}
