import type { Artifact, Rng } from '@proofline/learn';
import type { PredictionBlend, PredictionMap } from '../task/task-kind.js';
import type { MulticlassTruth } from './class-truth.js';
import type { MulticlassPrediction } from './multiclass.js';

const TEMPERATURE = 'pipeline.temperature.v1';
const MIXTURE = 'pipeline.probability-mixture.v1';
const TINY = 1e-12;
/** The logarithm of 1e-17. */
const NEGLIGIBLE = -39;
/** In units of rows: how much the prior of equal shares counts. */
const PRIOR_ROWS = 50;

/**
 * Temperature scaling (Guo et al. 2017, "On calibration of modern neural networks"): p^(1/T), normalised, with the T of
 * least log loss. It changes how sure a prediction is and never which class it names.
 */
export function temperatureScaling(
  { y, classes }: MulticlassTruth,
  { probability }: MulticlassPrediction,
  _rng: Rng,
  weight?: Float64Array,
): PredictionMap<MulticlassPrediction> {
  const slope = lossSlope(probability, y, classes.length, weight);
  // The loss is convex in 1/T: Newton's steps, within bounds that close in where a step would leave them.
  let [low, high] = [0.1, 10];
  let inverse = 1;
  for (let step = 0; step < 60; step++) {
    const { first, second } = slope(inverse);
    if (first > 0) high = inverse;
    else low = inverse;
    const newton = inverse - first / second;
    const next = newton > low && newton < high ? newton : (low + high) / 2;
    const moved = Math.abs(next - inverse);
    inverse = next;
    if (moved < 1e-6 * inverse) break;
  }
  return new Temperature(1 / inverse);
}

/** First and second derivative by 1/T of the log loss of p^(1/T), summed over the rows. */
function lossSlope(
  probability: Float64Array,
  y: Float64Array,
  classes: number,
  weight: Float64Array | undefined,
): (inverse: number) => { first: number; second: number } {
  const logs = probability.map((p) => Math.log(Math.max(TINY, p)));
  for (let from = 0; from < logs.length; from += classes) {
    let most = Number.NEGATIVE_INFINITY;
    for (let k = from; k < from + classes; k++) if (logs[k]! > most) most = logs[k]!;
    for (let k = from; k < from + classes; k++) logs[k]! -= most;
  }
  return (inverse) => {
    let first = 0;
    let second = 0;
    for (let row = 0; row < y.length; row++) {
      const from = row * classes;
      let sum = 0;
      let mean = 0;
      let square = 0;
      for (let k = from; k < from + classes; k++) {
        const log = logs[k]!;
        // What is this small changes no digit of the sums.
        if (inverse * log < NEGLIGIBLE) continue;
        const p = Math.exp(inverse * log);
        sum += p;
        mean += p * log;
        square += p * log * log;
      }
      mean /= sum;
      const w = weight?.[row] ?? 1;
      first += w * (mean - logs[from + y[row]!]!);
      second += w * (square / sum - mean * mean);
    }
    return { first, second };
  };
}

function heated(probability: Float64Array, classes: number, temperature: number): Float64Array {
  const out = new Float64Array(probability.length);
  for (let from = 0; from < out.length; from += classes) {
    let sum = 0;
    for (let k = from; k < from + classes; k++) {
      out[k] = Math.max(TINY, probability[k]!) ** (1 / temperature);
      sum += out[k]!;
    }
    for (let k = from; k < from + classes; k++) out[k]! /= sum;
  }
  return out;
}

class Temperature implements PredictionMap<MulticlassPrediction> {
  readonly method = 'temperature';

  constructor(private readonly temperature: number) {}

  apply({ probability, classes }: MulticlassPrediction): MulticlassPrediction {
    return { probability: heated(probability, classes.length, this.temperature), classes };
  }

  toArtifact(): Artifact {
    return { kind: TEMPERATURE, json: { temperature: this.temperature }, tensors: {} };
  }
}

export function loadTemperature(artifact: Artifact): PredictionMap<MulticlassPrediction> {
  return new Temperature((artifact.json as { temperature: number }).temperature);
}

/**
 * A mixture of the members' probabilities with the shares of greatest likelihood, by expectation maximisation (each step
 * raises the likelihood), with a prior of equal shares worth `PRIOR_ROWS` rows.
 */
export function stackMixture(
  { y, classes }: MulticlassTruth,
  members: readonly MulticlassPrediction[],
  weight?: Float64Array,
): PredictionBlend<MulticlassPrediction> {
  const m = members.length;
  const shares = new Float64Array(m).fill(1 / m);
  const own = members.map(({ probability }) =>
    Float64Array.from(y, (k, i) => Math.max(TINY, probability[i * classes.length + k]!)),
  );
  for (let step = 0; step < 200; step++) {
    const next = new Float64Array(m).fill(PRIOR_ROWS / m);
    let total = PRIOR_ROWS;
    for (let i = 0; i < y.length; i++) {
      const w = weight?.[i] ?? 1;
      let sum = 0;
      for (let a = 0; a < m; a++) sum += shares[a]! * own[a]![i]!;
      for (let a = 0; a < m; a++) next[a]! += (w * shares[a]! * own[a]![i]!) / sum;
      total += w;
    }
    let moved = 0;
    for (let a = 0; a < m; a++) {
      moved = Math.max(moved, Math.abs(next[a]! / total - shares[a]!));
      shares[a] = next[a]! / total;
    }
    if (moved < 1e-9) break;
  }
  return new Mixture(shares);
}

class Mixture implements PredictionBlend<MulticlassPrediction> {
  constructor(private readonly shares: Float64Array) {}

  get weights(): readonly number[] {
    return [...this.shares];
  }

  apply(members: readonly MulticlassPrediction[]): MulticlassPrediction {
    const probability = members[0]!.probability.map((_, i) => {
      let sum = 0;
      for (let a = 0; a < members.length; a++) sum += this.shares[a]! * members[a]!.probability[i]!;
      return sum;
    });
    return { probability, classes: members[0]!.classes };
  }

  toArtifact(): Artifact {
    return { kind: MIXTURE, json: null, tensors: { shares: this.shares } };
  }
}

export function loadMixture(artifact: Artifact): PredictionBlend<MulticlassPrediction> {
  return new Mixture(artifact.tensors.shares as Float64Array);
}
