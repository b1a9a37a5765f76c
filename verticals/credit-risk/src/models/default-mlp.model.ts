import { type Artifact, decodeArtifact, encodeArtifact, type ParameterSpec } from '@proofline/learn';
import {
  FittedMultilayerPerceptronClassifier,
  MULTILAYER_PERCEPTRON_PARAMETERS,
  MultilayerPerceptronClassifier,
} from '@proofline/learn/neural';
import {
  type BinaryTruth,
  type CandidateModel,
  type FittedCandidate,
  type Frame,
  FrameEncoder,
  text,
} from '@proofline/pipeline';

const M = MULTILAYER_PERCEPTRON_PARAMETERS;
const parameters = {
  layers: { ...M.layers, min: 1, max: 3, default: 1 },
  units: { ...M.units, min: 8, max: 128, default: 24 },
  dropout: { ...M.dropout, max: 0.6, default: 0.3 },
  l2: { ...M.l2, min: 1e-4, max: 0.1, default: 3e-3 },
  learningRate: { ...M.learningRate, min: 3e-4, max: 0.02, default: 3e-3 },
  members: { ...M.members, max: 8, default: 3 },
} as const satisfies Record<string, ParameterSpec>;

/** Rows that one fit looks at in all: many passes over few rows, few over many. */
const ROW_VISITS = 1.5e6;

/** A dense network on the encoding of the logistic regression, averaged over a few seeds. */
export const multilayerPerceptron: FittedCandidate<BinaryTruth, Float64Array> = {
  name: 'credit-risk.default.mlp.v1',
  title: text('Neural network', '神经网络'),
  complexity: 60,
  parameters,
  tuned: ['layers', 'units', 'dropout', 'l2', 'learningRate'],
  calibrate: true,
  cost: (rows, features, p) =>
    4e-9 * rows * epochsFor(rows) * Number(p.members) * (features * 3 * Number(p.units) + 200),
  async fit({ frame, truth, weight, schema, parameters: p, context }) {
    const encoder = FrameEncoder.fit(frame, schema, 'one-hot');
    const model = await new MultilayerPerceptronClassifier({
      layers: Number(p.layers),
      units: Number(p.units),
      dropout: Number(p.dropout),
      l2: Number(p.l2),
      learningRate: Number(p.learningRate),
      members: Number(p.members),
      epochs: epochsFor(truth.y.length),
      batchSize: truth.y.length < 5000 ? 64 : 512,
    }).fit({ x: encoder.transform(frame), y: truth.y, ...(weight === undefined ? {} : { weight }) }, context);
    return new NetworkModel(encoder, model);
  },
  load: (artifact) =>
    new NetworkModel(
      FrameEncoder.fromJson(artifact.json),
      FittedMultilayerPerceptronClassifier.fromArtifact(decodeArtifact(artifact.tensors.model as Uint8Array)),
    ),
};

function epochsFor(rows: number): number {
  return Math.max(10, Math.min(40, Math.round(ROW_VISITS / rows)));
}

class NetworkModel implements CandidateModel<Float64Array> {
  constructor(
    private readonly encoder: FrameEncoder,
    private readonly model: FittedMultilayerPerceptronClassifier,
  ) {}

  predict(frame: Frame): Float64Array {
    return this.model.predictProbability(this.encoder.transform(frame));
  }

  toArtifact(): Artifact {
    return {
      kind: 'credit-risk.mlp.v1',
      json: this.encoder.toJson(),
      tensors: { model: encodeArtifact(this.model.toArtifact()) },
    };
  }
}
