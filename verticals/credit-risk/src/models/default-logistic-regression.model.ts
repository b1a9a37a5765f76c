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
import { type Probes, probeSides, probesOf } from '../reasons/side.js';
import type { Side } from '../reasons/statement.js';
import { probesTensor, readProbes, readSchema, schemaTensor } from './schema-artifact.js';

const parameters = {
  l2: {
    type: 'number',
    min: 0.01,
    max: 1000,
    default: 3,
    log: true,
    doc: 'Ridge on standardised numbers and on levels.',
  },
  knots: { type: 'integer', min: 0, max: 8, default: 0, doc: 'Points at which the effect of a number may bend.' },
} as const satisfies Record<string, ParameterSpec>;

/**
 * Logistic regression on one-hot categories and on numbers that are clipped and, where skewed, on a log scale. Where it says
 * more, the effect of numbers is piecewise linear.
 */
export const logisticRegression: FittedCandidate<BinaryTruth, Float64Array> = {
  name: 'credit-risk.default.logistic-regression.v1',
  title: text('Logistic regression', '逻辑回归'),
  complexity: 20,
  parameters,
  tuned: ['l2', 'knots'],
  startingPoints: [{ l2: 20, knots: 5 }, { l2: 3, knots: 5 }, { l2: 20 }, { l2: 100, knots: 5 }],
  calibrate: true,
  // Numbers have a few columns more where they bend; a Hessian of many columns takes longer to factor than to sum.
  cost: (rows, features, _, columns) => {
    const width = columns + 2 * features;
    return 5e-8 * rows * width + 1.6e-9 * Math.min(width, 1500) ** 3 + 0.005;
  },
  async fit({ frame, truth, weight, schema, parameters: p, context }) {
    const encoder = FrameEncoder.fit(frame, schema, 'one-hot', { knots: Number(p.knots) });
    const x = encoder.transform(frame);
    const model = await new LogisticRegression({ l2: Number(p.l2), scaling: 'numbers' }).fit(
      { x, y: truth.y, ...(weight === undefined ? {} : { weight }) },
      context,
    );
    const means = Float64Array.from(x.columns, (column) => column.reduce((sum, v) => sum + v, 0) / x.rows);
    return new LogisticModel(encoder, model, means, probesOf(frame), schema);
  },
  load: (artifact) =>
    new LogisticModel(
      FrameEncoder.fromJson(artifact.json),
      FittedLogisticRegression.fromArtifact(decodeArtifact(artifact.tensors.model as Uint8Array)),
      artifact.tensors.means as Float64Array,
      readProbes(artifact),
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
    private readonly probes: Probes,
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
    return toReasons(contributions, this.schema, frame, row, limit, (features) => this.sides(frame, row, features));
  }

  /** Of a number with one slope its sign says which values are worse; where the effect bends, the model is asked. */
  private sides(frame: Frame, row: number, features: readonly string[]): Map<string, Side> {
    const bent = features.filter((feature) => this.encoder.bends(feature));
    const risk = (trial: Frame): Float64Array => this.model.decision(this.encoder.transform(trial));
    const sides = probeSides(risk, frame, row, bent, this.probes);
    this.encoder.names.forEach((name, j) => {
      const coefficient = this.model.coefficients[j]!;
      const straight = name === this.encoder.sources[j] && features.includes(name) && !bent.includes(name);
      if (straight && coefficient !== 0) sides.set(name, coefficient > 0 ? 'high' : 'low');
    });
    return sides;
  }

  toArtifact(): Artifact {
    return {
      kind: 'credit-risk.logistic-regression.v1',
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
