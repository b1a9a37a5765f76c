import { ProoflineError } from '../errors/proofline-error.js';
import type { Rng } from '../random/rng.js';
import { squaredDistance } from './nearest-centre.js';

/**
 * First centres by k-means++ (Arthur and Vassilvitskii 2007), each the best of 2 + ln k draws. The library's own seeding
 * cannot tell that all rows left are copies of a centre, and keeps a matrix of the distances.
 */
export function seedCentres(points: readonly (readonly number[])[], clusters: number, rng: Rng): number[][] {
  const trials = 2 + Math.floor(Math.log(clusters));
  const centres: (readonly number[])[] = [points[rng.int(points.length)]!];
  let nearest = Float64Array.from(points, (point) => squaredDistance(point, centres[0]!));
  while (centres.length < clusters) {
    const total = nearest.reduce((sum, d) => sum + d, 0);
    if (total === 0) {
      throw new ProoflineError(
        'invalid-input',
        'ROWS_TOO_FEW',
        `KMeans cannot make ${clusters} clusters of ${centres.length} distinct rows. Ask for fewer clusters.`,
      );
    }
    let best: { centre: readonly number[]; nearest: Float64Array<ArrayBuffer>; total: number } | undefined;
    for (let t = 0; t < trials; t++) {
      const centre = points[drawInProportion(nearest, total * rng.next())]!;
      const left = nearest.map((d, i) => Math.min(d, squaredDistance(points[i]!, centre)));
      const sum = left.reduce((a, b) => a + b, 0);
      if (best === undefined || sum < best.total) best = { centre, nearest: left, total: sum };
    }
    centres.push(best!.centre);
    nearest = best!.nearest;
  }
  return centres.map((centre) => [...centre]);
}

/** The row at which the running sum passes `mark`; never one of share 0. */
function drawInProportion(shares: Float64Array, mark: number): number {
  let sum = 0;
  let last = 0;
  for (let i = 0; i < shares.length; i++) {
    if (shares[i] === 0) continue;
    last = i;
    sum += shares[i]!;
    if (sum > mark) return i;
  }
  return last;
}
