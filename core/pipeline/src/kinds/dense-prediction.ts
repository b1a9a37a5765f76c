import { type Artifact, requireKind } from '@proofline/learn';

/** Mean of the values, each counted by its weight; NaN without any. */
export function weightedMean(values: ArrayLike<number>, weight?: Float64Array): number {
  let sum = 0;
  let total = 0;
  for (let i = 0; i < values.length; i++) {
    const w = weight?.[i] ?? 1;
    sum += w * values[i]!;
    total += w;
  }
  return sum / total;
}

/** Row operations on predictions that are `width` numbers a row in one array; kinds build on them. */
export function takeDense(prediction: Float64Array, rows: ArrayLike<number>, width: number): Float64Array {
  const out = new Float64Array(rows.length * width);
  for (let i = 0; i < rows.length; i++) {
    for (let k = 0; k < width; k++) out[i * width + k] = prediction[rows[i]! * width + k]!;
  }
  return out;
}

export function assembleDense(
  total: number,
  parts: readonly { rows: ArrayLike<number>; prediction: Float64Array }[],
  width: number,
): Float64Array {
  const out = new Float64Array(total * width).fill(Number.NaN);
  for (const { rows, prediction } of parts) {
    for (let i = 0; i < rows.length; i++) {
      for (let k = 0; k < width; k++) out[rows[i]! * width + k] = prediction[i * width + k]!;
    }
  }
  return out;
}

export function averageDense(predictions: readonly Float64Array[]): Float64Array {
  const out = new Float64Array(predictions[0]!.length);
  for (const prediction of predictions) for (let i = 0; i < out.length; i++) out[i]! += prediction[i]!;
  for (let i = 0; i < out.length; i++) out[i]! /= predictions.length;
  return out;
}

export function distanceDense(a: Float64Array, b: Float64Array): number {
  if (a.length !== b.length) return Number.POSITIVE_INFINITY;
  let largest = 0;
  for (let i = 0; i < a.length; i++) {
    const difference = Math.abs(a[i]! - b[i]!);
    if (!(difference <= largest)) largest = Number.isNaN(difference) ? Number.POSITIVE_INFINITY : difference;
  }
  return largest;
}

const KIND = 'pipeline.dense-prediction.v1';

export function saveDense(prediction: Float64Array): Artifact {
  return { kind: KIND, json: null, tensors: { prediction } };
}

export function loadDense(artifact: Artifact): Float64Array {
  requireKind(artifact, KIND);
  return artifact.tensors.prediction as Float64Array;
}
