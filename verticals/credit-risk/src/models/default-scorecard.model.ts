import type { ParameterSpec } from '@proofline/learn';
import {
  type BinaryTruth,
  type CandidateModel,
  columnsWithRole,
  type FeatureSchema,
  type FittedCandidate,
  type Frame,
  type Reason,
  text,
} from '@proofline/pipeline';
import { toReasons } from '../reasons/contributions.js';
import { DEFAULT_BINNING } from '../scorecard/binning.js';
import type { Trend } from '../scorecard/optimal-binning.js';
import { DEFAULT_SCALE, fitScorecard, type PointsFit, type PointsScale, Scorecard } from '../scorecard/scorecard.js';
import { type ScorecardSettings, scorecardOptionsShape } from '../scorecard/scorecard-settings.js';
import { readSchema, schemaTensor } from './schema-artifact.js';

const parameters = {
  maxBins: {
    type: 'integer',
    min: 2,
    max: 20,
    default: 10,
    doc: 'Most bins of a variable, special codes not counted.',
  },
  minShare: { type: 'number', min: 0.005, max: 0.3, default: 0.03, doc: 'Least share of rows in a bin.' },
  minEvents: { type: 'integer', min: 1, max: 1000, default: 2, doc: 'Least events and non-events in a bin.' },
  trend: {
    type: 'choice',
    choices: ['monotone', 'auto'],
    default: 'monotone',
    doc: 'How the risk may move over the bins: one way, or also up and down again (auto) where that says more.',
  },
  minInformationValue: {
    type: 'number',
    min: 0,
    max: 1,
    default: 0,
    doc: 'Weaker variables are left out, and those that are no better than a cut by chance.',
  },
  smoothing: { type: 'number', min: 0, max: 200, default: 10, doc: 'Pseudo-rows at the mean rate in each bin.' },
  l2: { type: 'number', min: 0.01, max: 1000, default: 20, log: true, doc: 'Ridge on the weights of variables.' },
  points: {
    type: 'choice',
    choices: ['woe', 'joint'],
    default: 'woe',
    doc: "Points that follow each variable's WoE, or that are fitted jointly, bin by bin, where that says more.",
  },
} as const satisfies Record<string, ParameterSpec>;

/** Points for bins: optimal monotone WoE binning, logistic regression with β ≥ 0, scaled to points. */
export const scorecard: FittedCandidate<BinaryTruth, Float64Array> = {
  name: 'credit-risk.default.scorecard.v1',
  title: text('Scorecard', '评分卡'),
  complexity: 10,
  parameters,
  tuned: ['points', 'trend', 'maxBins', 'minShare', 'minInformationValue', 'smoothing', 'l2'],
  startingPoints: [
    { points: 'joint' },
    { trend: 'auto', points: 'joint' },
    { trend: 'auto', points: 'joint', maxBins: 15, minShare: 0.01 },
    { maxBins: 6, minShare: 0.05, smoothing: 5 },
  ],
  optionsShape: scorecardOptionsShape,
  cost: (rows, features) => 7e-7 * rows * features + 0.001 * features,
  async fit({ frame, truth, weight, schema, parameters: p, options, context }) {
    // Checked under the whole schema before training; a refit may have fewer features.
    const { edits = [], scale = {}, trends = {} } = (options ?? {}) as ScorecardSettings;
    const card = await fitScorecard(
      frame,
      truth.y,
      schema,
      {
        binning: {
          ...DEFAULT_BINNING,
          // Finer borders take twice the time and are no better on out-of-fold rows.
          maxPreBins: 50,
          maxBins: Number(p.maxBins),
          minShare: Number(p.minShare),
          minEvents: Number(p.minEvents),
          minNonEvents: Number(p.minEvents),
          trend: p.trend as Trend,
          smoothing: Number(p.smoothing),
        },
        minInformationValue: Number(p.minInformationValue),
        l2: Number(p.l2),
        points: p.points as PointsFit,
        scale: { ...DEFAULT_SCALE, ...(scale as Partial<PointsScale>) },
        edits,
        trends: trends as Record<string, Trend>,
      },
      context,
      weight,
    );
    return new ScorecardModel(card, schema);
  },
  load: (artifact) => new ScorecardModel(Scorecard.fromArtifact(artifact), readSchema(artifact)),
};

export class ScorecardModel implements CandidateModel<Float64Array> {
  readonly uses: readonly string[];
  private readonly schema: FeatureSchema;

  constructor(
    readonly card: Scorecard,
    schema: FeatureSchema,
  ) {
    this.uses = card.variables.map(({ binning }) => binning.feature);
    this.schema = { ...schema, columns: columnsWithRole(schema, 'feature') };
  }

  predict(frame: Frame): Float64Array {
    return this.card.probabilityOfDefault(frame);
  }

  explain(frame: Frame, row: number, limit?: number): Reason[] {
    return toReasons(this.card.contributions(frame, row), this.schema, frame, row, limit, (features) =>
      this.card.sides(frame, row, features),
    );
  }

  /** Points of the card: a higher score is a lower risk. */
  details(frame: Frame) {
    return { score: this.card.points(frame) };
  }

  toArtifact() {
    const artifact = this.card.toArtifact();
    return { ...artifact, tensors: { ...artifact.tensors, ...schemaTensor(this.schema) } };
  }
}
