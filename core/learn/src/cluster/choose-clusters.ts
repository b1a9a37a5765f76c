import { ProoflineError } from '../errors/proofline-error.js';
import type { FitContext } from '../estimator/estimator.js';
import type { Matrix } from '../matrix/matrix.js';
import type { FittedKMeans } from './fitted-k-means.js';
import { KMeans, type KMeansParameters } from './k-means.js';

export interface ClusterChoice {
  model: FittedKMeans;
  /** Every number of clusters that was tried. */
  tried: { clusters: number; silhouette: number; inertia: number }[];
}

/**
 * k-means with the number of clusters that has the largest silhouette on a sample of the rows; the smaller one on a tie. A
 * best silhouette below about 0.25 says that the rows have no clusters to speak of (Kaufman and Rousseeuw 1990). `step`
 * says how many more clusters to try next after so many: 1 by default, more where many are tried.
 */
export async function chooseClusters(
  x: Matrix,
  {
    from = 2,
    to = 8,
    step = () => 1,
    parameters = {},
  }: {
    from?: number;
    to?: number;
    step?: (clusters: number) => number;
    parameters?: Omit<KMeansParameters, 'clusters'>;
  },
  context: FitContext,
): Promise<ClusterChoice> {
  if (!(from >= 2 && to >= from)) {
    throw new ProoflineError(
      'invalid-input',
      'PARAMETERS_INVALID',
      `Numbers of clusters to choose from must rise from 2 or more, got ${from} to ${to}.`,
    );
  }
  let best: { model: FittedKMeans; silhouette: number } | undefined;
  const tried: ClusterChoice['tried'] = [];
  for (let clusters = from; clusters <= to; clusters += step(clusters)) {
    const { signal } = context;
    const rng = context.rng.fork(clusters);
    let model: FittedKMeans;
    try {
      model = await new KMeans({ ...parameters, clusters }).fit({ x }, { rng, ...(signal ? { signal } : {}) });
    } catch (error) {
      // No more clusters than distinct rows: what was tried until here stands.
      if (best !== undefined && error instanceof ProoflineError && error.code === 'ROWS_TOO_FEW') break;
      throw error;
    }
    // The same rows for every number of clusters.
    const silhouette = model.silhouette(x, { rng: context.rng.fork('silhouette') });
    tried.push({ clusters, silhouette, inertia: model.info.inertia });
    if (best === undefined || silhouette > best.silhouette) best = { model, silhouette };
    context.onProgress?.({ done: clusters - from + 1, total: to - from + 1 });
  }
  return { model: best!.model, tried };
}
