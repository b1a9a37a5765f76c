import {
  type Artifact,
  type FitContext,
  type Json,
  LogisticRegression,
  matrix,
  ProoflineError,
} from '@proofline/learn';
import { columnsWithRole, type FeatureSchema, type Frame } from '@proofline/pipeline';
import type { Side } from '../reasons/statement.js';
import { applyEdits, type BinEdit } from './bin-edits.js';
import {
  assignBins,
  type BinFinder,
  type Binning,
  type BinningOptions,
  countTotals,
  finderOf,
  fitBinning,
} from './binning.js';
import { fitJointPoints } from './joint-points.js';
import type { Trend } from './optimal-binning.js';

export type PointsFit = 'woe' | 'joint';

export interface ScorecardOptions {
  binning: BinningOptions;
  /** Variables with less information value are left out. */
  minInformationValue: number;
  l2: number;
  /** `woe`: a variable's points follow its WoE; `joint`: each bin's points are fitted together with all others'. */
  points: PointsFit;
  scale: PointsScale;
  edits?: readonly BinEdit[];
  /** Trends of single variables by their column; the schema's `monotone` is one of these, and they go before the common one. */
  trends?: Readonly<Record<string, Trend>>;
}

/** Points double the odds of good to bad every `pointsToDoubleOdds`, and are `baseScore` at odds of `baseOdds` to one. */
export interface PointsScale {
  pointsToDoubleOdds: number;
  baseScore: number;
  baseOdds: number;
}

export const DEFAULT_SCALE: PointsScale = { pointsToDoubleOdds: 20, baseScore: 600, baseOdds: 50 };

/** A variable of the card: its bins, its weight in the log-odds of the event, and the points of each bin. */
export interface ScorecardVariable {
  binning: Binning;
  /**
   * Of −WoE, so at or above zero: a card never rewards what the data says is risky. Where points are fitted jointly, the
   * slope of the log-odds over −WoE.
   */
  coefficient: number;
  /** Log-odds of the event that each bin adds. */
  logOdds: number[];
  /** Unrounded; rounding happens where points are shown, so that points and probability convert without loss. */
  points: number[];
  /** Mean contribution to the log-odds of the event over the training rows: what reasons compare with. */
  meanLogOdds: number;
}

/** A variable that was offered and has no points, and why. */
export interface LeftOutVariable {
  feature: string;
  reason: 'one-bin' | 'uninformative' | 'no-weight';
  /** Of its bins. */
  iv: number;
}

const KIND = 'credit-risk.scorecard.v2';
const SCHEMA_TRENDS: Readonly<Record<string, Trend>> = { increasing: 'ascending', decreasing: 'descending' };

/** Fits a card: bins every feature, keeps the informative ones and weighs them by logistic regression with β ≥ 0. */
export async function fitScorecard(
  frame: Frame,
  y: Float64Array,
  schema: FeatureSchema,
  options: ScorecardOptions,
  context: FitContext,
  weight?: Float64Array,
): Promise<Scorecard> {
  const specs = columnsWithRole(schema, 'feature');
  const binnings = specs.map((spec) => {
    const column = frame.columns.get(spec.name)!;
    const trend = options.trends?.[spec.name] ?? SCHEMA_TRENDS[spec.monotone ?? 'free'] ?? options.binning.trend;
    const binning = fitBinning(spec.name, column, y, { ...options.binning, trend }, weight, spec);
    return applyEdits(binning, column, y, options.edits ?? [], options.binning.smoothing, weight);
  });
  const least = Math.max(options.minInformationValue, chanceInformationValue(y, weight));
  const informative = binnings.filter(({ iv, bins }) => iv >= least && bins.length > 1);
  // A card of nothing would be the base rate; the best variable stays even when it is weak.
  const kept = informative.length > 0 ? informative : [binnings.reduce((a, b) => (b.iv > a.iv ? b : a))];
  const assigned = kept.map((binning) => assignBins(binning, frame.columns.get(binning.feature)!));
  const design = matrix(
    kept.map((binning, j) => Float64Array.from(assigned[j]!, (bin) => -binning.bins[bin]!.woe)),
    { names: kept.map(({ feature }) => feature) },
  );
  const model = await new LogisticRegression({ l2: options.l2, sign: 'non-negative' }).fit(
    { x: design, y, ...(weight === undefined ? {} : { weight }) },
    context,
  );
  const used = [...kept.keys()].filter((j) => model.coefficients[j]! > 0);
  const starting = {
    intercept: model.intercepts[0]!,
    logOdds: used.map((j) => kept[j]!.bins.map(({ woe }) => -model.coefficients[j]! * woe)),
  };
  const { intercept, logOdds } =
    options.points === 'woe'
      ? starting
      : fitJointPoints(
          used.map((j, k) => ({
            bins: assigned[j]!,
            logOdds: starting.logOdds[k]!,
            ordinary: kept[j]!.bins.filter(({ kind }) => kind === 'ordinary').length,
          })),
          starting.intercept,
          y,
          weight,
          context.signal,
        );
  const variables = used.map((j, k) => ({
    binning: kept[j]!,
    coefficient: options.points === 'woe' ? model.coefficients[j]! : slopeOf(logOdds[k]!, kept[j]!),
    bins: assigned[j]!,
    logOdds: logOdds[k]!,
  }));
  return scaleToPoints(variables, intercept, options, weight, leftOutOf(binnings, kept, variables));
}

function leftOutOf(
  offered: readonly Binning[],
  kept: readonly Binning[],
  used: readonly { binning: Binning }[],
): LeftOutVariable[] {
  const points = new Set(used.map(({ binning }) => binning));
  return offered
    .filter((binning) => !points.has(binning))
    .map((binning) => {
      const filled = binning.bins.filter(({ events, nonEvents }) => events + nonEvents > 0);
      const reason = kept.includes(binning) ? 'no-weight' : filled.length < 2 ? 'one-bin' : 'uninformative';
      return { feature: binning.feature, reason, iv: binning.iv };
    });
}

/**
 * Information value that a single cut without meaning comes to about once in six times: on chance alone IV · E·N/(E + N)
 * is χ² with one degree of freedom, and 2 is the bound of Akaike's criterion.
 */
function chanceInformationValue(y: Float64Array, weight: Float64Array | undefined): number {
  const { events, nonEvents } = countTotals(y, weight);
  return 2 * (1 / events + 1 / nonEvents);
}

/** Slope of the bins' log-odds over −WoE through the origin, each bin with its rows. */
function slopeOf(logOdds: readonly number[], { bins }: Binning): number {
  let products = 0;
  let squares = 0;
  bins.forEach(({ woe, events, nonEvents }, bin) => {
    products -= (events + nonEvents) * woe * logOdds[bin]!;
    squares += (events + nonEvents) * woe * woe;
  });
  return products / squares;
}

/** Log-odds as points. */
function scaleToPoints(
  used: readonly { binning: Binning; coefficient: number; bins: Uint16Array; logOdds: number[] }[],
  intercept: number,
  { scale, points: fit }: Pick<ScorecardOptions, 'scale' | 'points'>,
  weight: Float64Array | undefined,
  leftOut: readonly LeftOutVariable[],
): Scorecard {
  const { factor, offset } = factorAndOffset(scale);
  // The base is shared out evenly, so that each variable's points can be read by themselves.
  const base = (offset - factor * intercept) / Math.max(1, used.length);
  const variables = used.map(({ binning, coefficient, bins, logOdds }) => {
    let sum = 0;
    let total = 0;
    for (let i = 0; i < bins.length; i++) {
      sum += (weight?.[i] ?? 1) * logOdds[bins[i]!]!;
      total += weight?.[i] ?? 1;
    }
    return {
      binning,
      coefficient,
      logOdds,
      points: logOdds.map((value) => base - factor * value),
      meanLogOdds: sum / total,
    };
  });
  return new Scorecard(variables, intercept, scale, fit, leftOut);
}

export function factorAndOffset({ pointsToDoubleOdds, baseScore, baseOdds }: PointsScale): {
  factor: number;
  offset: number;
} {
  const factor = pointsToDoubleOdds / Math.LN2;
  return { factor, offset: baseScore - factor * Math.log(baseOdds) };
}

/** What is worked out of a variable once, since rows come one by one. */
interface PreparedVariable extends ScorecardVariable {
  feature: string;
  finder: BinFinder;
  /** Its ordinary bins, which come first, and the one of them that scores best. */
  ordinary: number;
  best: number;
}

function prepare(variable: ScorecardVariable): PreparedVariable {
  const { binning, logOdds } = variable;
  const ordinary = binning.bins.filter(({ kind }) => kind === 'ordinary').length;
  const best = logOdds.slice(0, ordinary).reduce((top, value, k) => (value < logOdds[top]! ? k : top), 0);
  return { ...variable, feature: binning.feature, finder: finderOf(binning), ordinary, best };
}

/** A fitted scorecard. Higher points are better; the probability of default follows from the points without loss. */
export class Scorecard {
  private readonly prepared: readonly PreparedVariable[];
  private readonly factor: number;
  private readonly offset: number;
  /** The frame of one row that was asked about last, and its bins: points, shares and sides are asked of it in turn. */
  private last: { frame: Frame; bins: Uint16Array } | undefined;

  constructor(
    readonly variables: readonly ScorecardVariable[],
    /** Log-odds of the event where every WoE is 0. */
    readonly intercept: number,
    readonly scale: PointsScale,
    /** Whether points follow each variable's WoE or were fitted jointly, bin by bin. */
    readonly fit: PointsFit = 'woe',
    readonly leftOut: readonly LeftOutVariable[] = [],
  ) {
    this.prepared = variables.map(prepare);
    const { factor, offset } = factorAndOffset(scale);
    this.factor = factor;
    this.offset = offset;
  }

  /** Index of each row's bin, variable by variable. */
  assign(frame: Frame): Uint16Array[] {
    return this.prepared.map(({ feature, finder }) => finder.assign(frame.columns.get(feature)!));
  }

  /** Total points a row. */
  points(frame: Frame): Float64Array {
    const total = new Float64Array(frame.rows);
    if (this.variables.length === 0) return total.fill(this.pointsOf(sigmoid(this.intercept)));
    if (frame.rows === 1) {
      const bins = this.binsOfRow(frame, 0);
      for (let v = 0; v < bins.length; v++) total[0]! += this.prepared[v]!.points[bins[v]!]!;
      return total;
    }
    this.assign(frame).forEach((bins, v) => {
      const { points } = this.variables[v]!;
      for (let i = 0; i < bins.length; i++) total[i]! += points[bins[i]!]!;
    });
    return total;
  }

  probabilityOfDefault(frame: Frame): Float64Array {
    const probabilities = this.points(frame);
    for (let i = 0; i < probabilities.length; i++) probabilities[i] = this.probabilityOf(probabilities[i]!);
    return probabilities;
  }

  /** Probability of default at a number of points: odds of good to bad are exp((points − offset) / factor). */
  probabilityOf(points: number): number {
    return sigmoid(-(points - this.offset) / this.factor);
  }

  /** Inverse of `probabilityOf`. */
  pointsOf(probability: number): number {
    return this.offset - this.factor * Math.log(probability / (1 - probability));
  }

  /** Each variable's part of one row's log-odds of default, above or below the mean of the training rows. */
  contributions(frame: Frame, row: number): { feature: string; contribution: number }[] {
    const bins = this.binsOfRow(frame, row);
    return this.prepared.map(({ feature, logOdds, meanLogOdds }, v) => ({
      feature,
      contribution: logOdds[bins[v]!]! - meanLogOdds,
    }));
  }

  /** Whether a number lies above or below the bin of its variable that scores best; without an entry where it is in it. */
  sides(frame: Frame, row: number, features: readonly string[]): Map<string, Side> {
    const sides = new Map<string, Side>();
    for (const { binning, feature, finder, logOdds, ordinary, best } of this.prepared) {
      if (binning.type !== 'numeric' || !features.includes(feature)) continue;
      const bin = finder.find(frame.columns.get(feature)!, row);
      if (bin < ordinary && logOdds[bin]! > logOdds[best]!) sides.set(feature, bin > best ? 'high' : 'low');
    }
    return sides;
  }

  /** Index of one row's bin of each variable. */
  private binsOfRow(frame: Frame, row: number): Uint16Array {
    if (this.last?.frame === frame) return this.last.bins;
    const { prepared } = this;
    const bins = new Uint16Array(prepared.length);
    for (let v = 0; v < bins.length; v++) {
      const { finder, feature } = prepared[v]!;
      bins[v] = finder.find(frame.columns.get(feature)!, row);
    }
    if (frame.rows === 1) this.last = { frame, bins };
    return bins;
  }

  toArtifact(): Artifact {
    const { variables, intercept, scale, fit, leftOut } = this;
    const json = { variables, intercept, scale, fit, leftOut };
    return { kind: KIND, json: json as unknown as Json, tensors: {} };
  }

  static fromArtifact(artifact: Artifact): Scorecard {
    if (artifact.kind !== KIND) {
      throw new ProoflineError(
        'incompatible',
        'ARTIFACT_KIND',
        `'${artifact.kind}' is not a scorecard of this version.`,
      );
    }
    const json = artifact.json as unknown as {
      variables: ScorecardVariable[];
      intercept: number;
      scale: PointsScale;
      fit: PointsFit;
      leftOut: LeftOutVariable[];
    };
    return new Scorecard(json.variables, json.intercept, json.scale, json.fit, json.leftOut);
  }
}

function sigmoid(z: number): number {
  return 1 / (1 + Math.exp(-z));
}
