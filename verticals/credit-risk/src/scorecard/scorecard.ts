import {
  type Artifact,
  type FitContext,
  type FittedLogisticRegression,
  type Json,
  LogisticRegression,
  matrix,
  ProoflineError,
} from '@proofline/learn';
import { columnsWithRole, type FeatureSchema, type Frame, takeColumn } from '@proofline/pipeline';
import type { Side } from '../reasons/statement.js';
import { applyEdits, type BinEdit } from './bin-edits.js';
import { assignBins, type Binning, type BinningOptions, fitBinning } from './binning.js';
import type { Trend } from './optimal-binning.js';

export interface ScorecardOptions {
  binning: BinningOptions;
  /** Variables with less information value are left out. */
  minInformationValue: number;
  l2: number;
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
  /** Of −WoE, so at or above zero: a card never rewards what the data says is risky. */
  coefficient: number;
  /** Unrounded; rounding happens where points are shown, so that points and probability convert without loss. */
  points: number[];
  /** Mean contribution to the log-odds of the event over the training rows: what reasons compare with. */
  meanLogOdds: number;
}

const KIND = 'credit-risk.scorecard.v1';
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
  const informative = binnings.filter(({ iv, bins }) => iv >= options.minInformationValue && bins.length > 1);
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
  return new Scorecard(...variablesOf(model, kept, design.columns, options.scale, weight), options.scale);
}

function variablesOf(
  model: FittedLogisticRegression,
  binnings: readonly Binning[],
  columns: readonly Float64Array[],
  scale: PointsScale,
  weight: Float64Array | undefined,
): [ScorecardVariable[], number] {
  const intercept = model.intercepts[0]!;
  const used = binnings.flatMap((binning, j) => {
    const coefficient = model.coefficients[j]!;
    return coefficient > 0 ? [{ binning, coefficient, column: columns[j]! }] : [];
  });
  const { factor, offset } = factorAndOffset(scale);
  const count = Math.max(1, used.length);
  const variables = used.map(({ binning, coefficient, column }) => {
    let sum = 0;
    let total = 0;
    for (let i = 0; i < column.length; i++) {
      sum += (weight?.[i] ?? 1) * column[i]!;
      total += weight?.[i] ?? 1;
    }
    return {
      binning,
      coefficient,
      // The base is shared out evenly, so that each variable's points can be read by themselves.
      points: binning.bins.map(({ woe }) => (offset - factor * intercept) / count + factor * coefficient * woe),
      meanLogOdds: (coefficient * sum) / total,
    };
  });
  return [variables, intercept];
}

export function factorAndOffset({ pointsToDoubleOdds, baseScore, baseOdds }: PointsScale): {
  factor: number;
  offset: number;
} {
  const factor = pointsToDoubleOdds / Math.LN2;
  return { factor, offset: baseScore - factor * Math.log(baseOdds) };
}

/** A fitted scorecard. Higher points are better; the probability of default follows from the points without loss. */
export class Scorecard {
  constructor(
    readonly variables: readonly ScorecardVariable[],
    /** Log-odds of the event where every WoE is 0. */
    readonly intercept: number,
    readonly scale: PointsScale,
  ) {}

  /** Index of each row's bin, variable by variable. */
  assign(frame: Frame): Uint16Array[] {
    return this.variables.map(({ binning }) => assignBins(binning, frame.columns.get(binning.feature)!));
  }

  /** Total points a row. */
  points(frame: Frame): Float64Array {
    const total = new Float64Array(frame.rows);
    if (this.variables.length === 0) return total.fill(this.pointsOf(sigmoid(this.intercept)));
    this.assign(frame).forEach((bins, v) => {
      const { points } = this.variables[v]!;
      for (let i = 0; i < bins.length; i++) total[i]! += points[bins[i]!]!;
    });
    return total;
  }

  probabilityOfDefault(frame: Frame): Float64Array {
    return this.points(frame).map((points) => this.probabilityOf(points));
  }

  /** Probability of default at a number of points: odds of good to bad are exp((points − offset) / factor). */
  probabilityOf(points: number): number {
    const { factor, offset } = factorAndOffset(this.scale);
    return sigmoid(-(points - offset) / factor);
  }

  /** Inverse of `probabilityOf`. */
  pointsOf(probability: number): number {
    const { factor, offset } = factorAndOffset(this.scale);
    return offset - factor * Math.log(probability / (1 - probability));
  }

  /** Each variable's part of one row's log-odds of default, above or below the mean of the training rows. */
  contributions(frame: Frame, row: number): { feature: string; contribution: number }[] {
    return this.variables.map(({ binning, coefficient, meanLogOdds }) => {
      const bin = binOfRow(binning, frame, row);
      return { feature: binning.feature, contribution: -coefficient * binning.bins[bin]!.woe - meanLogOdds };
    });
  }

  /** Whether a number lies above or below the bin of its variable that scores best; without an entry where it is in it. */
  sides(frame: Frame, row: number, features: readonly string[]): Map<string, Side> {
    const sides = new Map<string, Side>();
    for (const { binning } of this.variables) {
      if (binning.type !== 'numeric' || !features.includes(binning.feature)) continue;
      const ordinary = binning.bins.filter(({ kind }) => kind === 'ordinary');
      const best = ordinary.reduce((top, { woe }, k) => (woe > ordinary[top]!.woe ? k : top), 0);
      const bin = binOfRow(binning, frame, row);
      if (bin < ordinary.length && bin !== best) sides.set(binning.feature, bin > best ? 'high' : 'low');
    }
    return sides;
  }

  toArtifact(): Artifact {
    const json = { variables: this.variables, intercept: this.intercept, scale: this.scale };
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
    };
    return new Scorecard(json.variables, json.intercept, json.scale);
  }
}

function binOfRow(binning: Binning, frame: Frame, row: number): number {
  return assignBins(binning, takeColumn(frame.columns.get(binning.feature)!, [row]))[0]!;
}

function sigmoid(z: number): number {
  return 1 / (1 + Math.exp(-z));
}
