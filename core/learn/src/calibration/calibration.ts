import { type Problem, ProoflineError } from '../errors/proofline-error.js';
import type { Artifact } from '../estimator/artifact.js';
import { logLoss } from '../metrics/probability.js';
import type { Rng } from '../random/rng.js';
import { isotonicRegression } from './isotonic.js';

/** A map from a model's probability to a calibrated one; rising, so that it never reorders rows. */
export interface FittedCalibration {
  readonly method: CalibrationMethod;
  apply(probability: Float64Array): Float64Array;
  toArtifact(): Artifact;
}

export const CALIBRATION_METHODS = ['none', 'platt', 'beta', 'isotonic'] as const;
export type CalibrationMethod = (typeof CALIBRATION_METHODS)[number];

const KIND = 'learn.calibration.v1';
const EDGE = 1e-6;

/**
 * Log-odds are mapped by a polynomial of the shape of the method: `platt` (Platt 1999) is a·logit(p) + c with his
 * smoothed targets; `beta` (Kull, Silva Filho and Flach 2017) is a·ln p − b·ln(1 − p) + c with a, b ≥ 0.
 */
class ParametricCalibration implements FittedCalibration {
  constructor(
    readonly method: 'none' | 'platt' | 'beta',
    private readonly a: number,
    private readonly b: number,
    private readonly c: number,
  ) {}

  apply(probability: Float64Array): Float64Array {
    if (this.method === 'none') return probability.slice();
    return probability.map((value) => {
      const p = Math.min(1 - EDGE, Math.max(EDGE, value));
      const margin = this.a * Math.log(p) - this.b * Math.log1p(-p) + this.c;
      return 1 / (1 + Math.exp(-margin));
    });
  }

  toArtifact(): Artifact {
    return { kind: KIND, json: { method: this.method, a: this.a, b: this.b, c: this.c }, tensors: {} };
  }
}

/**
 * Isotonic regression (Zadrozny and Elkan 2002), interpolated between the middles of its steps. A share of the input is
 * mixed in, so that rows of one step keep their order and the AUC is kept.
 */
class IsotonicCalibration implements FittedCalibration {
  readonly method = 'isotonic';
  private static readonly KEEP = 1e-3;

  constructor(
    private readonly x: Float64Array,
    private readonly y: Float64Array,
  ) {}

  apply(probability: Float64Array): Float64Array {
    const { x, y } = this;
    const last = x.length - 1;
    return probability.map((value) => {
      let mapped: number;
      if (value <= x[0]!) mapped = y[0]!;
      else if (value >= x[last]!) mapped = y[last]!;
      else {
        let low = 0;
        let high = last;
        while (high - low > 1) {
          const middle = (low + high) >> 1;
          if (x[middle]! <= value) low = middle;
          else high = middle;
        }
        mapped = y[low]! + ((value - x[low]!) / (x[high]! - x[low]!)) * (y[high]! - y[low]!);
      }
      return (1 - IsotonicCalibration.KEEP) * mapped + IsotonicCalibration.KEEP * value;
    });
  }

  toArtifact(): Artifact {
    return { kind: KIND, json: { method: this.method }, tensors: { x: this.x, y: this.y } };
  }
}

export function loadCalibration(artifact: Artifact): FittedCalibration {
  const json = artifact.json as { method: CalibrationMethod; a: number; b: number; c: number };
  if (artifact.kind !== KIND || !CALIBRATION_METHODS.includes(json.method)) {
    throw new ProoflineError(
      'incompatible',
      'ARTIFACT_KIND',
      `'${artifact.kind}' is not a calibration of this version.`,
    );
  }
  if (json.method === 'isotonic') {
    return new IsotonicCalibration(artifact.tensors.x as Float64Array, artifact.tensors.y as Float64Array);
  }
  return new ParametricCalibration(json.method, json.a, json.b, json.c);
}

/** Fits one method on probabilities of class 1 that were predicted out of sample. */
export function fitCalibration(
  method: CalibrationMethod,
  y: Float64Array,
  probability: Float64Array,
  weight?: Float64Array,
): FittedCalibration {
  checkProbabilities(y, probability, weight);
  switch (method) {
    case 'none':
      return new ParametricCalibration('none', 1, 1, 0);
    case 'platt':
    case 'beta':
      return fitParametric(method, y, probability, weight);
    case 'isotonic': {
      const { x, y: values } = isotonicRegression(probability, y, weight);
      return new IsotonicCalibration(x, values);
    }
  }
}

/**
 * Fits the method with the smallest cross-validated log loss; a method must beat a simpler one by more than a
 * thousandth of it, so that noise does not choose.
 */
export function chooseCalibration(
  y: Float64Array,
  probability: Float64Array,
  rng: Rng,
  weight?: Float64Array,
): FittedCalibration {
  checkProbabilities(y, probability, weight);
  const folds = 5;
  const fold = Int32Array.from(y, (_, i) => i % folds);
  rng.shuffle(fold);
  const rowsOf = (keep: (f: number) => boolean): number[] => [...fold.keys()].filter((i) => keep(fold[i]!));
  const take = (values: Float64Array, rows: number[]): Float64Array => Float64Array.from(rows, (i) => values[i]!);
  const losses = CALIBRATION_METHODS.map((method) => {
    const mapped = new Float64Array(y.length);
    for (let f = 0; f < folds; f++) {
      const train = rowsOf((k) => k !== f);
      const test = rowsOf((k) => k === f);
      const fitted = fitCalibration(method, take(y, train), take(probability, train), weight && take(weight, train));
      fitted.apply(take(probability, test)).forEach((value, k) => {
        mapped[test[k]!] = value;
      });
    }
    return logLoss(y, mapped, weight);
  });
  let best = 0;
  for (let k = 1; k < losses.length; k++) if (losses[k]! < losses[best]! * (1 - 1e-3)) best = k;
  return fitCalibration(CALIBRATION_METHODS[best]!, y, probability, weight);
}

/** Refuses what no method can be fitted on, naming every problem. */
function checkProbabilities(y: Float64Array, probability: Float64Array, weight?: Float64Array): void {
  const problems: Problem[] = [];
  const add = (code: string, message: string): void => {
    problems.push({ code, message: `Calibration: ${message}` });
  };
  const n = y.length;
  if (n === 0) add('DATA_EMPTY', 'needs at least one row, got none.');
  if (probability.length !== n) add('LENGTH_MISMATCH', `y has ${n} rows, probability has ${probability.length}.`);
  if (weight !== undefined && weight.length !== n) {
    add('LENGTH_MISMATCH', `y has ${n} rows, weight has ${weight.length}.`);
  }
  const label = y.findIndex((value) => value !== 0 && value !== 1);
  if (label >= 0) add('CLASS_INVALID', `y must be 0 or 1, got ${y[label]} in row ${label}.`);
  const outside = probability.findIndex((value) => !(value >= 0 && value <= 1));
  if (outside >= 0) {
    add('PROBABILITY_INVALID', `a probability lies from 0 to 1, got ${probability[outside]} in row ${outside}.`);
  }
  const negative = weight?.findIndex((value) => !(value >= 0 && Number.isFinite(value))) ?? -1;
  if (negative >= 0) add('WEIGHT_INVALID', `weight is ${weight![negative]} in row ${negative}; allowed is 0 or more.`);
  else if (weight !== undefined && n > 0 && !weight.some((value) => value > 0)) {
    add('WEIGHT_INVALID', `all ${n} weights are 0; at least one row must count.`);
  }
  if (problems.length > 0) {
    throw new ProoflineError('invalid-input', problems[0]!.code, problems.map((p) => p.message).join('\n'), {
      problems,
    });
  }
}

/** Newton's method on the log loss of a·ln p − b·ln(1 − p) + c, with a = b for Platt. */
function fitParametric(
  method: 'platt' | 'beta',
  y: Float64Array,
  probability: Float64Array,
  weight?: Float64Array,
): FittedCalibration {
  let events = 0;
  let total = 0;
  for (let i = 0; i < y.length; i++) {
    events += (weight?.[i] ?? 1) * y[i]!;
    total += weight?.[i] ?? 1;
  }
  const high = method === 'platt' ? (events + 1) / (events + 2) : 1;
  const low = method === 'platt' ? 1 / (total - events + 2) : 0;
  let a = 1;
  let b = 1;
  let c = 0;
  for (let iteration = 0; iteration < 50; iteration++) {
    const g = [0, 0, 0];
    const h = [0, 0, 0, 0, 0, 0];
    for (let i = 0; i < y.length; i++) {
      const p = Math.min(1 - EDGE, Math.max(EDGE, probability[i]!));
      const u = Math.log(p);
      const v = -Math.log1p(-p);
      const mu = 1 / (1 + Math.exp(-(a * u + b * v + c)));
      const w = weight?.[i] ?? 1;
      const residual = w * (mu - (y[i] === 1 ? high : low));
      const curvature = w * Math.max(1e-12, mu * (1 - mu));
      // Platt has one slope: the column u + v.
      const first = method === 'platt' ? u + v : u;
      const second = method === 'platt' ? 0 : v;
      g[0]! += residual * first;
      g[1]! += residual * second;
      g[2]! += residual;
      h[0]! += curvature * first * first;
      h[1]! += curvature * first * second;
      h[2]! += curvature * first;
      h[3]! += curvature * second * second;
      h[4]! += curvature * second;
      h[5]! += curvature;
    }
    const step = solve3(g, h);
    a -= step[0]!;
    b = method === 'platt' ? a : b - step[1]!;
    c -= step[2]!;
    if (Math.max(...step.map(Math.abs)) < 1e-10) break;
  }
  // A falling map would turn the ranking round: such a fit only says that the scores carry nothing.
  if (!(a >= 0 && b >= 0 && Number.isFinite(c))) {
    return method === 'beta'
      ? fitParametric('platt', y, probability, weight)
      : new ParametricCalibration('none', 1, 1, 0);
  }
  return new ParametricCalibration(method, a, b, c);
}

/** Solves a symmetric 3×3 system with a little ridge; a zero second row leaves the second unknown at 0. */
function solve3(g: number[], [h00, h01, h02, h11, h12, h22]: number[]): number[] {
  const ridge = 1e-9 * (h00! + h11! + h22!);
  const m = [
    [h00! + ridge, h01!, h02!, g[0]!],
    [h01!, h11! + ridge, h12!, g[1]!],
    [h02!, h12!, h22! + ridge, g[2]!],
  ];
  for (let k = 0; k < 3; k++) {
    for (let i = k + 1; i < 3; i++) {
      const factor = m[i]![k]! / m[k]![k]!;
      for (let j = k; j < 4; j++) m[i]![j]! -= factor * m[k]![j]!;
    }
  }
  const x = [0, 0, 0];
  for (let k = 2; k >= 0; k--) {
    let sum = m[k]![3]!;
    for (let j = k + 1; j < 3; j++) sum -= m[k]![j]! * x[j]!;
    x[k] = sum / m[k]![k]!;
  }
  return x;
}
