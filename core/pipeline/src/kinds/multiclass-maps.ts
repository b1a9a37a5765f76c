import { type Artifact, multiclassLogLoss, type Rng } from '@proofline/learn';
import type { PredictionBlend, PredictionMap } from '../task/task-kind.js';
import type { MulticlassTruth } from './class-truth.js';
import type { MulticlassPrediction } from './multiclass.js';

const TEMPERATURE = 'pipeline.temperature.v1';
const MIXTURE = 'pipeline.probability-mixture.v1';
const TINY = 1e-12;
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
  const k = classes.length;
  const loss = (logT: number): number => multiclassLogLoss(y, heated(probability, k, Math.exp(logT)), k, weight);
  // Golden section: the loss has one valley in log T.
  const ratio = (Math.sqrt(5) - 1) / 2;
  let [low, high] = [Math.log(0.1), Math.log(10)];
  let left = high - ratio * (high - low);
  let right = low + ratio * (high - low);
  let [atLeft, atRight] = [loss(left), loss(right)];
  while (high - low > 1e-4) {
    if (atLeft <= atRight) {
      [high, right, atRight] = [right, left, atLeft];
      left = high - ratio * (high - low);
      atLeft = loss(left);
    } else {
      [low, left, atLeft] = [left, right, atRight];
      right = low + ratio * (high - low);
      atRight = loss(right);
    }
  }
  const best = (low + high) / 2;
  return new Temperature(loss(best) < loss(0) ? Math.exp(best) : 1);
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
