import { type Problem, ProoflineError } from '../errors/proofline-error.js';
import type { Artifact } from '../estimator/artifact.js';
import { logLoss } from '../metrics/probability.js';
import type { Rng } from '../random/rng.js';
import { isotonicRegression } from './isotonic.js';
import { CALIBRATION_KIND, fitBeta, fitPlatt, ParametricCalibration } from './parametric.js';

/** A map from a model's probability to a calibrated one; rising, so that it never reorders rows. */
export interface FittedCalibration {
  readonly method: CalibrationMethod;
  apply(probability: Float64Array): Float64Array;
  toArtifact(): Artifact;
}

export const CALIBRATION_METHODS = ['none', 'platt', 'beta', 'isotonic'] as const;
export type CalibrationMethod = (typeof CALIBRATION_METHODS)[number];

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
    return { kind: CALIBRATION_KIND, json: { method: this.method }, tensors: { x: this.x, y: this.y } };
  }
}

export function loadCalibration(artifact: Artifact): FittedCalibration {
  const json = artifact.json as { method: CalibrationMethod; a: number; b: number; c: number };
  if (artifact.kind !== CALIBRATION_KIND || !CALIBRATION_METHODS.includes(json.method)) {
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
      return fitPlatt(y, probability, weight);
    case 'beta':
      return fitBeta(y, probability, weight);
    case 'isotonic': {
      const { x, y: values } = isotonicRegression(probability, y, weight);
      return new IsotonicCalibration(x, values);
    }
  }
}

/** Methods are compared on about so many rows at the most; more would change nothing but the time. */
const COMPARED_ROWS = 20_000;

/**
 * Fits the method with the smallest cross-validated log loss; a method must beat a simpler one by more than a
 * thousandth of it, so that noise does not choose. Of very many rows a random part chooses, and all are fitted on.
 */
export function chooseCalibration(
  y: Float64Array,
  probability: Float64Array,
  rng: Rng,
  weight?: Float64Array,
): FittedCalibration {
  checkProbabilities(y, probability, weight);
  const folds = 5;
  // Parts beyond the folds are left out of the comparison.
  const parts = folds * Math.ceil(y.length / COMPARED_ROWS);
  const part = Int32Array.from(y, (_, i) => i % parts);
  rng.shuffle(part);
  const rowsOf = (keep: (f: number) => boolean): Int32Array => {
    const rows: number[] = [];
    part.forEach((f, i) => {
      if (f < folds && keep(f)) rows.push(i);
    });
    return Int32Array.from(rows);
  };
  const take = (values: Float64Array, rows: Int32Array): Float64Array => Float64Array.from(rows, (i) => values[i]!);
  const cuts = Array.from({ length: folds }, (_, f) => ({
    train: rowsOf((k) => k !== f),
    test: rowsOf((k) => k === f),
  }));
  const compared = rowsOf(() => true);
  const mapped = new Float64Array(y.length);
  const losses = CALIBRATION_METHODS.map((method) => {
    for (const { train, test } of cuts) {
      const fitted = fitCalibration(method, take(y, train), take(probability, train), weight && take(weight, train));
      fitted.apply(take(probability, test)).forEach((value, k) => {
        mapped[test[k]!] = value;
      });
    }
    return logLoss(take(y, compared), take(mapped, compared), weight && take(weight, compared));
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
