import {
  type Artifact,
  BOOSTING_PARAMETERS,
  decodeArtifact,
  encodeArtifact,
  FittedBoostingClassifier,
  GradientBoostingClassifier,
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

const B = BOOSTING_PARAMETERS;
const parameters = {
  trees: { ...B.trees, min: 20, max: 1500, default: 200, log: true },
  learningRate: { ...B.learningRate, min: 0.01, max: 0.3, default: 0.05 },
  leaves: { ...B.leaves, max: 64, default: 8, log: true },
  minLeafRows: { ...B.minLeafRows, min: 1, max: 400, default: 20, log: true },
  lambda: { ...B.lambda, min: 0.1, max: 100, default: 3, log: true },
  rowSampling: { ...B.rowSampling, min: 0.4, default: 0.7 },
  columnSampling: { ...B.columnSampling, min: 0.2, default: 0.5 },
} as const satisfies Record<string, ParameterSpec>;

/** Gradient boosting; monotone where the schema gives a column a direction. */
export const gradientBoosting: FittedCandidate<BinaryTruth, Float64Array> = {
  name: 'credit-risk.default.gradient-boosting.v1',
  title: text('Gradient boosting', '梯度提升树'),
  complexity: 40,
  parameters,
  tuned: Object.keys(parameters),
  startingPoints: [
    { trees: 400, learningRate: 0.03, leaves: 12, minLeafRows: 60, lambda: 10 },
    { trees: 120, learningRate: 0.05, leaves: 4, minLeafRows: 10 },
  ],
  calibrate: true,
  cost: (rows, features, p) => 4e-9 * rows * features * Number(p.trees) + 1.5e-5 * Number(p.trees) * Number(p.leaves),
  async fit({ frame, truth, weight, schema, parameters: p, context }) {
    const encoder = FrameEncoder.fit(frame, schema, 'codes');
    const x = encoder.transform(frame);
    const monotone = x.names.map((name, j) => {
      // Nominal codes have no direction; a column of special codes is none of the schema's.
      if (x.cardinality[j]! > 0) return 0;
      const direction = schema.columns.find((column) => column.name === name)?.monotone;
      return direction === 'increasing' ? 1 : direction === 'decreasing' ? -1 : 0;
    });
    const chosen = Object.fromEntries(Object.keys(parameters).map((name) => [name, Number(p[name])]));
    const model = await new GradientBoostingClassifier(chosen, { monotone }).fit(
      { x, y: truth.y, ...(weight === undefined ? {} : { weight }) },
      context,
    );
    return new BoostingModel(encoder, model, probesOf(frame), schema);
  },
  load: (artifact) =>
    new BoostingModel(
      FrameEncoder.fromJson(artifact.json),
      FittedBoostingClassifier.fromArtifact(decodeArtifact(artifact.tensors.model as Uint8Array)),
      readProbes(artifact),
      readSchema(artifact),
    ),
};

class BoostingModel implements CandidateModel<Float64Array> {
  readonly uses: readonly string[];
  private readonly schema: FeatureSchema;

  constructor(
    private readonly encoder: FrameEncoder,
    private readonly model: FittedBoostingClassifier,
    private readonly probes: Probes,
    schema: FeatureSchema,
  ) {
    const splits = model.importance().flatMap((column, j) => (column.splits > 0 ? [encoder.sources[j]!] : []));
    this.uses = [...new Set(splits)];
    this.schema = { ...schema, columns: columnsWithRole(schema, 'feature') };
  }

  predict(frame: Frame): Float64Array {
    return this.model.predictProbability(this.encoder.transform(frame));
  }

  explain(frame: Frame, row: number, limit?: number): Reason[] {
    const alone = frame.rows === 1 ? frame : takeFrame(frame, [row]);
    const { values } = this.model.explain(this.encoder.transform(alone), 0);
    const contributions = sumBySource(this.encoder.sources, values);
    return toReasons(contributions, this.schema, frame, row, limit, (features) => this.sides(frame, row, features));
  }

  /** Where the schema gives a direction, the trees follow it; elsewhere the trees are asked. */
  private sides(frame: Frame, row: number, features: readonly string[]): Map<string, Side> {
    const free: string[] = [];
    const given: [string, Side][] = [];
    for (const name of features) {
      const monotone = this.schema.columns.find((column) => column.name === name)?.monotone;
      if (monotone === undefined) free.push(name);
      else given.push([name, monotone === 'increasing' ? 'high' : 'low']);
    }
    const risk = (trial: Frame): Float64Array => this.model.margins(this.encoder.transform(trial));
    return new Map([...given, ...probeSides(risk, frame, row, free, this.probes)]);
  }

  toArtifact(): Artifact {
    return {
      kind: 'credit-risk.gradient-boosting.v1',
      json: this.encoder.toJson(),
      tensors: {
        model: encodeArtifact(this.model.toArtifact()),
        ...probesTensor(this.probes),
        ...schemaTensor(this.schema),
      },
    };
  }
}
