import type { Artifact } from '@proofline/learn';
import type { PredictionBlend } from '../task/task-kind.js';

const KIND = 'pipeline.linear-blend.v1';
/** In units of rows: how much the prior of equal shares counts. */
const PRIOR_ROWS = 50;

/**
 * Stacking by least squares with shares of zero or more that add up to one (Breiman 1996), found by projected coordinate
 * steps on the Gram matrix of the members' errors; a ridge towards equal shares keeps noise from choosing on few rows.
 */
export function stackNumbers(
  y: Float64Array,
  members: readonly Float64Array[],
  weight?: Float64Array,
): PredictionBlend<Float64Array> {
  const k = members.length;
  // With shares that add up to one, the blend's error is the blend of the members' errors.
  const gram = Array.from({ length: k }, () => new Float64Array(k));
  let total = 0;
  for (let i = 0; i < y.length; i++) {
    const w = weight?.[i] ?? 1;
    total += w;
    for (let a = 0; a < k; a++) {
      const error = members[a]![i]! - y[i]!;
      for (let b = 0; b <= a; b++) gram[a]![b]! += w * error * (members[b]![i]! - y[i]!);
    }
  }
  const scale = gram.reduce((sum, row, a) => sum + row[a]!, 0) / (k * Math.max(1, total));
  for (let a = 0; a < k; a++) {
    for (let b = 0; b < a; b++) gram[b]![a] = gram[a]![b]!;
    gram[a]![a]! += PRIOR_ROWS * scale;
  }
  const shares = new Float64Array(k).fill(1 / k);
  // Moves share between two members at a time, as far as the loss falls and neither goes below zero.
  for (let sweep = 0; sweep < 500; sweep++) {
    let moved = 0;
    for (let a = 0; a < k; a++) {
      for (let b = 0; b < a; b++) {
        let slope = 0;
        for (let c = 0; c < k; c++) slope += (gram[a]![c]! - gram[b]![c]!) * shares[c]!;
        const curvature = gram[a]![a]! + gram[b]![b]! - 2 * gram[a]![b]!;
        if (curvature <= 0) continue;
        const step = Math.min(shares[b]!, Math.max(-shares[a]!, -slope / curvature));
        shares[a]! += step;
        shares[b]! -= step;
        moved = Math.max(moved, Math.abs(step));
      }
    }
    if (moved < 1e-12) break;
  }
  return new LinearBlend(shares);
}

class LinearBlend implements PredictionBlend<Float64Array> {
  constructor(private readonly shares: Float64Array) {}

  get weights(): readonly number[] {
    return [...this.shares];
  }

  apply(members: readonly Float64Array[]): Float64Array {
    return members[0]!.map((_, i) => {
      let sum = 0;
      for (let m = 0; m < members.length; m++) sum += this.shares[m]! * members[m]![i]!;
      return sum;
    });
  }

  toArtifact(): Artifact {
    return { kind: KIND, json: null, tensors: { shares: this.shares } };
  }
}

export function loadLinearBlend(artifact: Artifact): PredictionBlend<Float64Array> {
  return new LinearBlend(artifact.tensors.shares as Float64Array);
}
