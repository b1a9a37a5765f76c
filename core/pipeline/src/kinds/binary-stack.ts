import { type Artifact, choleskyInPlace, choleskySolve } from '@proofline/learn';
import type { PredictionBlend } from '../task/task-kind.js';

const KIND = 'pipeline.logit-blend.v1';
const EDGE = 1e-6;

/**
 * Stacking (Wolpert 1992; Breiman 1996): the log-odds of the members, weighted with shares of zero or more, plus an
 * intercept, by maximum likelihood. A ridge pulls the shares towards equal ones, so that on few rows the blend is nearly
 * the mean, and noise does not choose.
 */
export function stackLogits(
  y: Float64Array,
  members: readonly Float64Array[],
  weight?: Float64Array,
): PredictionBlend<Float64Array> {
  const n = y.length;
  const k = members.length;
  const logits = members.map((p) => p.map(logit));
  const shares = new Float64Array(k).fill(1 / k);
  let intercept = 0;
  // In units of rows: with a few hundred rows the prior counts about as much as the data does.
  const ridge = 50;
  const active = new Uint8Array(k).fill(1);
  for (let iteration = 0; iteration < 60; iteration++) {
    const size = k + 1;
    const gradient = new Float64Array(size);
    const hessian = new Float64Array(size * size);
    for (let i = 0; i < n; i++) {
      let margin = intercept;
      for (let m = 0; m < k; m++) margin += shares[m]! * logits[m]![i]!;
      const mu = 1 / (1 + Math.exp(-margin));
      const w = weight?.[i] ?? 1;
      const residual = w * (mu - y[i]!);
      const curvature = w * Math.max(1e-9, mu * (1 - mu));
      for (let a = 0; a < size; a++) {
        const va = a < k ? logits[a]![i]! : 1;
        gradient[a]! += residual * va;
        for (let b = 0; b <= a; b++) hessian[a * size + b]! += curvature * va * (b < k ? logits[b]![i]! : 1);
      }
    }
    for (let m = 0; m < k; m++) {
      gradient[m]! += ridge * (shares[m]! - 1 / k);
      hessian[m * size + m]! += ridge;
    }
    // Active set: a share at zero that would fall further stays there.
    for (let m = 0; m < k; m++) active[m] = shares[m]! <= 0 && gradient[m]! > 0 ? 0 : 1;
    for (let m = 0; m < k; m++) {
      if (active[m] === 1) continue;
      gradient[m] = 0;
      for (let j = 0; j < size; j++) {
        if (j <= m) hessian[m * size + j] = 0;
        else hessian[j * size + m] = 0;
      }
      hessian[m * size + m] = 1;
    }
    choleskyInPlace(hessian, size);
    const step = choleskySolve(hessian, gradient);
    let moved = Math.abs(step[k]!);
    intercept -= step[k]!;
    for (let m = 0; m < k; m++) {
      const next = Math.max(0, shares[m]! - step[m]!);
      moved = Math.max(moved, Math.abs(next - shares[m]!));
      shares[m] = next;
    }
    if (moved < 1e-9) break;
  }
  return new LogitBlend(shares, intercept);
}

class LogitBlend implements PredictionBlend<Float64Array> {
  constructor(
    private readonly shares: Float64Array,
    private readonly intercept: number,
  ) {}

  get weights(): readonly number[] {
    return [...this.shares];
  }

  apply(members: readonly Float64Array[]): Float64Array {
    return members[0]!.map((_, i) => {
      let margin = this.intercept;
      for (let m = 0; m < members.length; m++) margin += this.shares[m]! * logit(members[m]![i]!);
      return 1 / (1 + Math.exp(-margin));
    });
  }

  toArtifact(): Artifact {
    return { kind: KIND, json: { intercept: this.intercept }, tensors: { shares: this.shares } };
  }
}

export function loadLogitBlend(artifact: Artifact): PredictionBlend<Float64Array> {
  const { intercept } = artifact.json as { intercept: number };
  return new LogitBlend(artifact.tensors.shares as Float64Array, intercept);
}

function logit(p: number): number {
  const q = Math.min(1 - EDGE, Math.max(EDGE, p));
  return Math.log(q / (1 - q));
}
