import type { Artifact } from '../estimator/artifact.js';
import type { CalibrationMethod, FittedCalibration } from './calibration.js';
import { fitMargin } from './fit-margin.js';

export const CALIBRATION_KIND = 'learn.calibration.v1';
const EDGE = 1e-6;
/** A flatter map keeps this much of the log-odds, so that rows keep their order and the AUC is kept. */
const LEAST_SLOPE = 1e-3;

/**
 * The margin a·ln p − b·ln(1 − p) + c: `platt` (Platt 1999) has a = b, a line in the log-odds, and his smoothed targets;
 * `beta` (Kull, Silva Filho and Flach 2017) has a, b ≥ 0.
 */
export class ParametricCalibration implements FittedCalibration {
  constructor(
    readonly method: Exclude<CalibrationMethod, 'isotonic'>,
    private readonly a: number,
    private readonly b: number,
    private readonly c: number,
  ) {}

  apply(probability: Float64Array): Float64Array {
    if (this.method === 'none') return probability.slice();
    return probability.map((value) => {
      const margin = this.a * logOf(value) + this.b * logOfRest(value) + this.c;
      return 1 / (1 + Math.exp(-margin));
    });
  }

  toArtifact(): Artifact {
    return { kind: CALIBRATION_KIND, json: { method: this.method, a: this.a, b: this.b, c: this.c }, tensors: {} };
  }
}

/** Platt scaling by maximum likelihood on smoothed targets. Scores that carry nothing get the least slope. */
export function fitPlatt(y: Float64Array, probability: Float64Array, weight?: Float64Array): ParametricCalibration {
  let events = 0;
  let total = 0;
  for (let i = 0; i < y.length; i++) {
    events += (weight?.[i] ?? 1) * y[i]!;
    total += weight?.[i] ?? 1;
  }
  const high = (events + 1) / (events + 2);
  const low = 1 / (total - events + 2);
  const target = y.map((outcome) => (outcome === 1 ? high : low));
  const logit = probability.map((p) => logOf(p) + logOfRest(p));
  const { slopes, intercept } = fitMargin([logit], target, weight);
  if (slopes[0]! >= LEAST_SLOPE) return new ParametricCalibration('platt', slopes[0]!, slopes[0]!, intercept);
  return leastSlope('platt', target, logit, weight);
}

/**
 * Beta calibration by maximum likelihood. Where a slope would be negative, one term is dropped as in the paper: the loss is
 * convex, so the best map with a, b ≥ 0 then has one of them at 0.
 */
export function fitBeta(y: Float64Array, probability: Float64Array, weight?: Float64Array): ParametricCalibration {
  const u = probability.map(logOf);
  const v = probability.map(logOfRest);
  const both = fitMargin([u, v], y, weight);
  let best = { a: both.slopes[0]!, b: both.slopes[1]!, ...both };
  if (best.a < 0 || best.b < 0) {
    const one = fitMargin([u], y, weight);
    const other = fitMargin([v], y, weight);
    const edges = [
      { a: one.slopes[0]!, b: 0, ...one },
      { a: 0, b: other.slopes[0]!, ...other },
    ].filter(({ a, b }) => a >= 0 && b >= 0);
    best = edges.sort((a, b) => a.loss - b.loss)[0] ?? { ...both, a: 0, b: 0 };
  }
  if (Math.max(best.a, best.b) >= LEAST_SLOPE) return new ParametricCalibration('beta', best.a, best.b, best.intercept);
  return leastSlope(
    'beta',
    y,
    u.map((value, i) => value + v[i]!),
    weight,
  );
}

/** The best intercept for log-odds that keep the least slope. */
function leastSlope(
  method: 'platt' | 'beta',
  target: Float64Array,
  logit: Float64Array,
  weight?: Float64Array,
): ParametricCalibration {
  const offset = logit.map((value) => LEAST_SLOPE * value);
  const { intercept } = fitMargin([], target, weight, offset);
  return new ParametricCalibration(method, LEAST_SLOPE, LEAST_SLOPE, intercept);
}

/** ln p and −ln(1 − p), finite: probabilities are kept 1e-6 away from 0 and 1. */
function logOf(p: number): number {
  return Math.log(Math.min(1 - EDGE, Math.max(EDGE, p)));
}

function logOfRest(p: number): number {
  return -Math.log1p(-Math.min(1 - EDGE, Math.max(EDGE, p)));
}
