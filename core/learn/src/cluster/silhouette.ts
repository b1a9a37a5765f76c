import type { Rng } from '../random/rng.js';
import { squaredDistance } from './nearest-centre.js';

/**
 * Mean silhouette (Rousseeuw 1987) of a sample of the rows, within the sample: (b − a) / max(a, b), with a the mean distance
 * to the other rows of the own cluster and b to those of the nearest other one. From −1 to 1; 0 for a cluster of one row,
 * NaN where there is one cluster alone.
 */
export function silhouette(
  points: readonly (readonly number[])[],
  clusters: ArrayLike<number>,
  { rng, sample = 1000 }: { rng: Rng; sample?: number },
): number {
  const order = rng.shuffle(Int32Array.from({ length: points.length }, (_, i) => i)).subarray(0, sample);
  const count = 1 + Array.from(clusters).reduce((most, c) => Math.max(most, c), 0);
  const sizes = new Float64Array(count);
  for (const i of order) sizes[clusters[i]!]! += 1;
  if (sizes.filter((size) => size > 0).length < 2) return Number.NaN;
  const sums = new Float64Array(count);
  let total = 0;
  for (const i of order) {
    const own = clusters[i]!;
    if (sizes[own] === 1) continue;
    sums.fill(0);
    for (const k of order) sums[clusters[k]!]! += Math.sqrt(squaredDistance(points[i]!, points[k]!));
    const a = sums[own]! / (sizes[own]! - 1);
    let b = Number.POSITIVE_INFINITY;
    for (let c = 0; c < count; c++) if (c !== own && sizes[c]! > 0) b = Math.min(b, sums[c]! / sizes[c]!);
    const larger = Math.max(a, b);
    total += larger === 0 ? 0 : (b - a) / larger;
  }
  return total / order.length;
}
