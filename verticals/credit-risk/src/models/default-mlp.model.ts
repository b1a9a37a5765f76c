import { type Artifact, decodeArtifact, encodeArtifact, type Matrix, type ParameterSpec } from '@proofline/learn';
import {
  FittedMultilayerPerceptronClassifier,
  type LossCurve,
  MULTILAYER_PERCEPTRON_PARAMETERS,
  MultilayerPerceptronClassifier,
} from '@proofline/learn/neural';
import {
  type BinaryTruth,
  type CandidateModel,
  columnsWithRole,
  type FeatureSchema,
  type FittedCandidate,
  type Frame,
  FrameEncoder,
  type Reason,
  takeFrame,
  text,
} from '@proofline/pipeline';
import { toReasons } from '../reasons/contributions.js';
import { antitheticOrders, sampledShapley } from '../reasons/sampled-shapley.js';
import { type Probes, probeSides, probesOf } from '../reasons/side.js';
import { probesTensor, readProbes, readSchema, schemaTensor } from './schema-artifact.js';

const M = MULTILAYER_PERCEPTRON_PARAMETERS;
const parameters = {
  layers: { ...M.layers, min: 1, max: 3, default: 1 },
  units: { ...M.units, min: 8, max: 128, default: 24 },
  dropout: { ...M.dropout, max: 0.6, default: 0.3 },
  l2: { ...M.l2, min: 1e-4, max: 0.1, default: 3e-3 },
  learningRate: { ...M.learningRate, min: 3e-4, max: 0.02, default: 3e-3 },
  members: { ...M.members, max: 8, default: 3 },
} as const satisfies Record<string, ParameterSpec>;

/** Pairs of orders that reasons are sampled with: the error is then far below the gap between two reasons. */
const ORDER_PAIRS = 8;

const SMALL_BATCH = 64;

/** Rows that one fit looks at in all: many passes over few rows, few over many. */
const ROW_VISITS = 1.5e6;

/**
 * Below this many rows a fit takes small steps and all its epochs on all rows: the few rows that early stopping would set
 * aside say little about when to stop, and are missed. Weights are held back by penalty, dropout and the falling step size.
 */
const FEW_ROWS = 5000;

/** A dense network on the encoding of the logistic regression, averaged over a few seeds. */
export const multilayerPerceptron: FittedCandidate<BinaryTruth, Float64Array> = {
  name: 'credit-risk.default.mlp.v1',
  title: text('Neural network', '神经网络'),
  complexity: 60,
  parameters,
  tuned: ['layers', 'units', 'dropout', 'l2', 'learningRate'],
  calibrate: true,
  cost: (rows, features, p, columns) => {
    const passes = epochsFor(rows) * Number(p.members);
    const rowWork = Math.max(3 * features, columns) * Number(p.units) + 200;
    return passes * (4e-10 * rows * rowWork + (rows < FEW_ROWS ? (2e-5 * rows) / SMALL_BATCH : 0));
  },
  async fit({ frame, truth, weight, schema, parameters: p, context }) {
    const encoder = FrameEncoder.fit(frame, schema, 'one-hot');
    const x = encoder.transform(frame);
    const model = await new MultilayerPerceptronClassifier({
      layers: Number(p.layers),
      units: Number(p.units),
      dropout: Number(p.dropout),
      l2: Number(p.l2),
      learningRate: Number(p.learningRate),
      members: Number(p.members),
      epochs: epochsFor(truth.y.length),
      ...(truth.y.length < FEW_ROWS ? { batchSize: SMALL_BATCH, patience: 0 } : { batchSize: 512 }),
    }).fit({ x, y: truth.y, ...(weight === undefined ? {} : { weight }) }, context);
    const means = Float64Array.from(x.columns, (column) => column.reduce((sum, v) => sum + v, 0) / x.rows);
    return new NetworkModel(encoder, model, means, probesOf(frame), schema);
  },
  load: (artifact) =>
    new NetworkModel(
      FrameEncoder.fromJson(artifact.json),
      FittedMultilayerPerceptronClassifier.fromArtifact(decodeArtifact(artifact.tensors.model as Uint8Array)),
      artifact.tensors.means as Float64Array,
      readProbes(artifact),
      readSchema(artifact),
    ),
};

function epochsFor(rows: number): number {
  return Math.max(10, Math.min(40, Math.round(ROW_VISITS / rows)));
}

export class NetworkModel implements CandidateModel<Float64Array> {
  private readonly schema: FeatureSchema;
  private readonly features: readonly string[];
  /** Columns of each feature. */
  private readonly groups: readonly (readonly number[])[];
  private readonly orders: readonly Int32Array[];

  constructor(
    private readonly encoder: FrameEncoder,
    private readonly model: FittedMultilayerPerceptronClassifier,
    /** Of the encoded columns over the training rows: the applicant that reasons compare with. */
    private readonly means: Float64Array,
    private readonly probes: Probes,
    schema: FeatureSchema,
  ) {
    this.schema = { ...schema, columns: columnsWithRole(schema, 'feature') };
    this.features = [...new Set(encoder.sources)];
    this.groups = this.features.map((feature) =>
      encoder.sources.flatMap((source, j) => (source === feature ? [j] : [])),
    );
    this.orders = antitheticOrders(this.features.length, ORDER_PAIRS);
  }

  /** Loss by epoch of each member, on its training rows and on those set aside. */
  get curves(): readonly LossCurve[] {
    return this.model.curves;
  }

  predict(frame: Frame): Float64Array {
    return this.model.predictProbability(this.encoder.transform(frame));
  }

  explain(frame: Frame, row: number, limit?: number): Reason[] {
    const x = this.encoder.transform(takeFrame(frame, [row]));
    const values = sampledShapley((m) => this.margins(m), x, 0, this.means, this.groups, this.orders);
    const contributions = this.features.map((feature, k) => ({ feature, contribution: values[k]! }));
    return toReasons(contributions, this.schema, frame, row, limit, (features) =>
      probeSides((trial) => this.margins(this.encoder.transform(trial)), frame, row, features, this.probes),
    );
  }

  private margins(x: Matrix): Float64Array {
    return this.model.predictProbability(x).map((p) => Math.log(p / (1 - p)));
  }

  toArtifact(): Artifact {
    return {
      kind: 'credit-risk.mlp.v1',
      json: this.encoder.toJson(),
      tensors: {
        model: encodeArtifact(this.model.toArtifact()),
        means: this.means,
        ...probesTensor(this.probes),
        ...schemaTensor(this.schema),
      },
    };
  }
}
