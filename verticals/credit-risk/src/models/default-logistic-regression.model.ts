import {
  type Artifact,
  decodeArtifact,
  encodeArtifact,
  FittedLogisticRegression,
  LogisticRegression,
  type ParameterSpec,
} from '@proofline/learn';
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
import { sumBySource, toReasons } from '../reasons/contributions.js';
import type { Side } from '../reasons/statement.js';
import { readSchema, schemaTensor } from './schema-artifact.js';

const parameters = {
  l2: { type: 'number', min: 0.01, max: 1000, default: 3, log: true, doc: 'Ridge penalty on standardised columns.' },
} as const satisfies Record<string, ParameterSpec>;

/** Logistic regression on one-hot categories and on numbers that are clipped and, where skewed, on a log scale. */
export const logisticRegression: FittedCandidate<BinaryTruth, Float64Array> = {
  name: 'credit-risk.default.logistic-regression.v1',
  title: text('Logistic regression', '逻辑回归'),
  complexity: 20,
  parameters,
  tuned: ['l2'],
  startingPoints: [{ l2: 20 }],
  calibrate: true,
  cost: (rows, features) => 2e-9 * rows * (2 * features) ** 2 + 2e-7 * rows * features + 0.005,
  async fit({ frame, truth, weight, schema, parameters: p, context }) {
    const encoder = FrameEncoder.fit(frame, schema, 'one-hot');
    const x = encoder.transform(frame);
    const model = await new LogisticRegression({ l2: Number(p.l2) }).fit(
      { x, y: truth.y, ...(weight === undefined ? {} : { weight }) },
      context,
    );
    const means = Float64Array.from(x.columns, (column) => column.reduce((sum, v) => sum + v, 0) / x.rows);
    return new LogisticModel(encoder, model, means, schema);
  },
  load: (artifact) =>
    new LogisticModel(
      FrameEncoder.fromJson(artifact.json),
      FittedLogisticRegression.fromArtifact(decodeArtifact(artifact.tensors.model as Uint8Array)),
      artifact.tensors.means as Float64Array,
      readSchema(artifact),
    ),
};

class LogisticModel implements CandidateModel<Float64Array> {
  readonly uses: readonly string[];
  private readonly schema: FeatureSchema;

  constructor(
    private readonly encoder: FrameEncoder,
    private readonly model: FittedLogisticRegression,
    /** Of the encoded columns over the training rows. */
    private readonly means: Float64Array,
    schema: FeatureSchema,
  ) {
    this.uses = [...new Set(encoder.sources.filter((_, j) => model.coefficients[j] !== 0))];
    this.schema = { ...schema, columns: columnsWithRole(schema, 'feature') };
  }

  predict(frame: Frame): Float64Array {
    return this.model.predictProbability(this.encoder.transform(frame));
  }

  explain(frame: Frame, row: number, limit?: number): Reason[] {
    const x = this.encoder.transform(takeFrame(frame, [row]));
    const shares = Float64Array.from(
      x.columns,
      (column, j) => this.model.coefficients[j]! * (column[0]! - this.means[j]!),
    );
    const contributions = sumBySource(this.encoder.sources, shares);
    return toReasons(contributions, this.schema, frame, row, limit, (features) => this.sides(features));
  }

  /** The sign of a number's weight says which of its values are worse. */
  private sides(features: readonly string[]): Map<string, Side> {
    const sides = new Map<string, Side>();
    this.encoder.names.forEach((name, j) => {
      const coefficient = this.model.coefficients[j]!;
      if (name === this.encoder.sources[j] && features.includes(name) && coefficient !== 0) {
        sides.set(name, coefficient > 0 ? 'high' : 'low');
      }
    });
    return sides;
  }

  toArtifact(): Artifact {
    return {
      kind: 'credit-risk.logistic-regression.v1',
      json: this.encoder.toJson(),
      tensors: { model: encodeArtifact(this.model.toArtifact()), means: this.means, ...schemaTensor(this.schema) },
    };
  }
}
