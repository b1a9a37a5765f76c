import { type Artifact, type Json, requireKind } from '../estimator/artifact.js';
import { checkColumns } from '../estimator/check-input.js';
import type { FittedModel } from '../estimator/estimator.js';
import type { Matrix } from '../matrix/matrix.js';
import type { Rng } from '../random/rng.js';
import { nearestCentre, squaredDistance } from './nearest-centre.js';
import { silhouette } from './silhouette.js';

const KIND = 'learn.k-means.v1';
const OWNER = 'KMeans';

export interface KMeansFitInfo {
  iterations: number;
  converged: boolean;
  /** Sum over the rows of the squared distance to the nearest centre, in standard deviations. */
  inertia: number;
}

/** What sets a cluster apart. */
export interface ClusterProfile {
  cluster: number;
  /** Rows it had at the fit, and their share. */
  rows: number;
  share: number;
  /** Of each column: the mean in the cluster, in the column's units, and how many standard deviations from that of all. */
  columns: { name: string; mean: number; deviation: number }[];
}

export class FittedKMeans implements FittedModel {
  constructor(
    readonly names: readonly string[],
    private readonly scaling: { mean: Float64Array; scale: Float64Array },
    /** In standard deviations from the mean; the largest cluster first. */
    readonly centres: readonly (readonly number[])[],
    /** Rows of each cluster at the fit. */
    readonly sizes: Float64Array,
    readonly info: KMeansFitInfo,
  ) {}

  /** The cluster of each row, from 0. */
  predict(x: Matrix): Int32Array {
    return Int32Array.from(this.points(x), (point) => nearestCentre(point, this.centres).cluster);
  }

  /** Distance of each row to each centre, in standard deviations: `rows · clusters`, row by row. */
  transform(x: Matrix): Float64Array {
    const k = this.centres.length;
    const out = new Float64Array(x.rows * k);
    this.points(x).forEach((point, i) => {
      for (let c = 0; c < k; c++) out[i * k + c] = Math.sqrt(squaredDistance(point, this.centres[c]!));
    });
    return out;
  }

  /** Mean silhouette of a sample of the rows (default 1,000): near 1 for clear clusters, near 0 for cuts through a cloud. */
  silhouette(x: Matrix, options: { rng: Rng; sample?: number }): number {
    return silhouette(this.points(x), this.predict(x), options);
  }

  profile(): ClusterProfile[] {
    const total = this.sizes.reduce((sum, size) => sum + size, 0);
    return this.centres.map((centre, cluster) => ({
      cluster,
      rows: this.sizes[cluster]!,
      share: this.sizes[cluster]! / total,
      columns: this.names.map((name, j) => ({
        name,
        mean: this.scaling.mean[j]! + centre[j]! * this.scaling.scale[j]!,
        deviation: centre[j]!,
      })),
    }));
  }

  toArtifact(): Artifact {
    return {
      kind: KIND,
      json: { names: [...this.names], info: this.info as unknown as Json },
      tensors: {
        mean: this.scaling.mean,
        scale: this.scaling.scale,
        centres: Float64Array.from(this.centres.flat()),
        sizes: this.sizes,
      },
    };
  }

  static fromArtifact(artifact: Artifact): FittedKMeans {
    requireKind(artifact, KIND);
    const { names, info } = artifact.json as unknown as { names: string[]; info: KMeansFitInfo };
    const { mean, scale, centres, sizes } = artifact.tensors as Record<string, Float64Array>;
    const p = names.length;
    const rows = Array.from(sizes!, (_, c) => Array.from(centres!.subarray(c * p, (c + 1) * p)));
    return new FittedKMeans(names, { mean: mean!, scale: scale! }, rows, sizes!, info);
  }

  /** Rows in standard deviations from the mean of the fit. */
  private points(x: Matrix): number[][] {
    checkColumns(x, this.names.length, OWNER, { missingAllowed: false });
    const { mean, scale } = this.scaling;
    return Array.from({ length: x.rows }, (_, i) => x.columns.map((column, j) => (column[i]! - mean[j]!) / scale[j]!));
  }
}
