import { type Artifact, ProoflineError } from '@proofline/learn';
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
import { assignBins, type Binning, binOfRow, DEFAULT_BINNING, fitBinning } from '../scorecard/binning.js';
import { readSchema, schemaTensor } from './schema-artifact.js';

const KIND = 'credit-risk.baseline.v1';

/**
 * A bin may be as small as its events and non-events allow: most of what a column of zeros says can be in the few rows
 * above zero, and a baseline that could not see it would flatter every model.
 */
const BINNING = { ...DEFAULT_BINNING, minShare: 0.01, smoothing: 10 };

/** The trivial model: the event rate of each bin of the one best variable; without any, the overall rate. */
export const baseline: FittedCandidate<BinaryTruth, Float64Array> = {
  name: 'credit-risk.default.baseline.v1',
  title: text('Best single variable', '最佳单变量'),
  baseline: true,
  complexity: 0,
  cost: (rows, features) => 4e-7 * rows * features + 0.001 * features,
  async fit({ frame, truth, weight, schema }) {
    let best: Binning | undefined;
    for (const spec of columnsWithRole(schema, 'feature')) {
      const column = frame.columns.get(spec.name)!;
      const binning = fitBinning(spec.name, column, truth.y, BINNING, weight, spec);
      if (best === undefined || binning.iv > best.iv) best = binning;
    }
    let events = 0;
    let total = 0;
    truth.y.forEach((y, i) => {
      events += (weight?.[i] ?? 1) * y;
      total += weight?.[i] ?? 1;
    });
    return new BaselineModel(best!, events / total, schema);
  },
  load: (artifact) => {
    if (artifact.kind !== KIND) {
      throw new ProoflineError(
        'incompatible',
        'ARTIFACT_KIND',
        `'${artifact.kind}' is not a baseline of this version.`,
      );
    }
    const { binning, rate } = artifact.json as unknown as { binning: Binning; rate: number };
    return new BaselineModel(binning, rate, readSchema(artifact));
  },
};

class BaselineModel implements CandidateModel<Float64Array> {
  readonly uses: readonly string[];
  private readonly rates: Float64Array;

  constructor(
    private readonly binning: Binning,
    private readonly rate: number,
    private readonly schema: FeatureSchema,
  ) {
    this.uses = [binning.feature];
    // A bin's WoE is its odds against the overall odds, so the rate follows from it.
    const odds = rate / (1 - rate);
    this.rates = Float64Array.from(binning.bins, ({ woe }) => {
      const binOdds = odds * Math.exp(-woe);
      return binOdds / (1 + binOdds);
    });
  }

  predict(frame: Frame): Float64Array {
    const bins = assignBins(this.binning, frame.columns.get(this.binning.feature)!);
    return Float64Array.from(bins, (bin) => this.rates[bin]!);
  }

  /** The one variable, where its bin is riskier than the whole. */
  explain(frame: Frame, row: number, limit?: number): Reason[] {
    const { feature, bins } = this.binning;
    const bin = binOfRow(this.binning, frame.columns.get(feature)!, row);
    return toReasons([{ feature, contribution: -bins[bin]!.woe }], this.schema, frame, row, limit);
  }

  toArtifact(): Artifact {
    const json = JSON.parse(JSON.stringify({ binning: this.binning, rate: this.rate }));
    return { kind: KIND, json, tensors: schemaTensor(this.schema) };
  }
}
