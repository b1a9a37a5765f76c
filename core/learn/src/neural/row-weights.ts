import { ProoflineError } from '../errors/proofline-error.js';

/** Rows that count. A row without weight is as if it were not there: it moves neither the statistics nor the number of steps. */
export function usedRows(rows: number, weight: Float64Array | undefined): Int32Array {
  const used = Int32Array.from({ length: rows }, (_, i) => i).filter((i) => (weight?.[i] ?? 1) > 0);
  if (used.length === 0) throw new ProoflineError('invalid-input', 'WEIGHT_INVALID', 'Every row has weight 0.');
  return used;
}

/** Weights of the training rows with mean 1 over those that count, then those of validation as they are. */
export function rowWeights(
  rows: number,
  weight: Float64Array | undefined,
  validation?: { y: Float64Array; weight?: Float64Array },
): Float32Array {
  const weights = new Float32Array(rows + (validation?.y.length ?? 0)).fill(1);
  if (weight !== undefined) {
    const positive = weight.filter((w) => w > 0);
    const mean = positive.reduce((sum, w) => sum + w, 0) / positive.length;
    weights.set(weight.map((w) => w / mean));
  }
  if (validation?.weight !== undefined) weights.set(validation.weight, rows);
  return weights;
}

/**
 * Where a classifier's outputs start: the log-odds of the second of two classes, or the log of each class's share. A class
 * without weight stays finite.
 */
export function priorBias(y: Float64Array, weight: Float64Array | undefined, classes: number): number[] {
  const share = new Float64Array(classes);
  y.forEach((k, i) => {
    share[k]! += weight?.[i] ?? 1;
  });
  const total = share.reduce((sum, w) => sum + w, 0);
  const log = Array.from(share, (w) => Math.log(Math.max(w / total, 1e-6)));
  return classes === 2 ? [log[1]! - log[0]!] : log;
}
