import { ProoflineError, throwIfCancelled } from '../errors/proofline-error.js';
import { checkSupervised } from '../estimator/check-input.js';
import { breathe, type Estimator, type FitContext } from '../estimator/estimator.js';
import { type ParameterSpecs, resolveParameters } from '../estimator/parameter.js';
import { type StandardisedDesign, standardise } from '../linear/standardise.js';
import type { Matrix } from '../matrix/matrix.js';
import { FittedKMeans } from './fitted-k-means.js';
import { nearestCentre } from './nearest-centre.js';
import { seedCentres } from './seeding.js';

export interface KMeansParameters {
  clusters?: number;
  /** Runs from different first centres; the tightest one counts. */
  restarts?: number;
  /** The runs are made on at most so many rows; the best one's centres are then moved by all rows. */
  sampleRows?: number;
  maxIterations?: number;
  /** Largest squared distance that a centre still moves at the end, in standard deviations. */
  tolerance?: number;
  /** Every column counts alike, whatever its unit. `false` for rows that have one unit in all columns, such as vectors of texts. */
  standardise?: boolean;
}

export const K_MEANS_PARAMETERS: ParameterSpecs<KMeansParameters> = {
  clusters: { type: 'integer', min: 1, max: 1000, default: 4, doc: 'Number of clusters.' },
  restarts: { type: 'integer', min: 1, max: 100, default: 8, doc: 'Runs from different first centres.' },
  sampleRows: { type: 'integer', min: 100, max: 10_000_000, default: 10_000, doc: 'Rows that the runs are made on.' },
  maxIterations: { type: 'integer', min: 1, max: 10_000, default: 300, doc: 'Upper limit of iterations of a run.' },
  tolerance: { type: 'number', min: 0, max: 0.1, default: 1e-8, doc: 'Squared move of a centre that ends a run.' },
  standardise: { type: 'boolean', default: true, doc: 'Every column counts alike, whatever its unit.' },
};

const OWNER = 'KMeans';
/** Distances, a column each, between two turns of the event loop. */
const WORK = 1e7;

/**
 * k-means, on standardised columns unless told otherwise: Lloyd's iterations (the library `ml-kmeans`) from k-means++ centres, best of several
 * runs. Numeric columns without gaps. Clusters are numbered by size, the largest first.
 */
export class KMeans implements Estimator<FittedKMeans, { x: Matrix }> {
  readonly name = 'k-means';
  readonly parameters: Required<KMeansParameters>;

  constructor(parameters: KMeansParameters = {}) {
    this.parameters = resolveParameters(OWNER, K_MEANS_PARAMETERS, parameters);
  }

  async fit({ x }: { x: Matrix }, context: FitContext): Promise<FittedKMeans> {
    const rules = { owner: OWNER, classification: false, missingAllowed: false, categoricalAllowed: false };
    checkSupervised({ x, y: new Float64Array(x.rows) }, rules);
    const { clusters, restarts, sampleRows, standardise: scaled } = this.parameters;
    if (x.rows < clusters) {
      throw new ProoflineError(
        'invalid-input',
        'ROWS_TOO_FEW',
        `${OWNER} cannot make ${clusters} clusters of ${x.rows} rows. Ask for fewer clusters.`,
      );
    }
    const { rng } = context;
    const design = scaled ? standardise(x) : asGiven(x);
    const points = Array.from({ length: x.rows }, (_, i) =>
      Array.from(design.values.subarray(i * design.columns, (i + 1) * design.columns)),
    );
    const all = Int32Array.from({ length: x.rows }, (_, i) => i);
    const sampled = x.rows > sampleRows;
    const sample = sampled
      ? Array.from(rng.fork('sample').shuffle(all).subarray(0, sampleRows), (i) => points[i]!)
      : points;
    const runs = restarts + (sampled ? 1 : 0);
    let best: Run | undefined;
    for (let r = 0; r < restarts; r++) {
      const run = await this.iterate(sample, seedCentres(sample, clusters, rng.fork(`run ${r}`)), context);
      if (best === undefined || run.inertia < best.inertia) best = run;
      context.onProgress?.({ done: r + 1, total: runs, trainLoss: best.inertia / sample.length });
    }
    if (sampled) {
      best = await this.iterate(points, best!.centres, context);
      context.onProgress?.({ done: runs, total: runs, trainLoss: best.inertia / x.rows });
    }
    return numberedBySize(x.names, design, points, best!);
  }

  /** One run of Lloyd's iterations. */
  private async iterate(points: number[][], start: number[][], { signal }: FitContext): Promise<Run> {
    // Loaded here: what the library brings along takes longer to load than most fits take.
    const { kmeansGenerator } = await import('ml-kmeans');
    const { clusters, maxIterations, tolerance } = this.parameters;
    const run: Run = { centres: start, iterations: 0, converged: false, inertia: 0 };
    let spent = WORK;
    for (const step of kmeansGenerator(points, clusters, { initialization: start, maxIterations, tolerance })) {
      spent += points.length * clusters * start[0]!.length;
      if (spent >= WORK) {
        await breathe();
        throwIfCancelled(signal);
        spent = 0;
      }
      run.centres = step.centroids;
      run.iterations = step.iterations;
      run.converged = step.converged;
    }
    for (const point of points) run.inertia += nearestCentre(point, run.centres).squaredDistance;
    return run;
  }
}

/** The columns as they are. */
function asGiven(x: Matrix): StandardisedDesign {
  const columns = x.columns.length;
  const values = new Float64Array(x.rows * columns);
  x.columns.forEach((column, j) => {
    for (let i = 0; i < x.rows; i++) values[i * columns + j] = column[i]!;
  });
  return { rows: x.rows, columns, values, mean: new Float64Array(columns), scale: new Float64Array(columns).fill(1) };
}

interface Run {
  centres: number[][];
  iterations: number;
  converged: boolean;
  /** Sum of squared distances to the nearest centre. */
  inertia: number;
}

function numberedBySize(
  names: readonly string[],
  { mean, scale }: StandardisedDesign,
  points: readonly (readonly number[])[],
  { centres, iterations, converged, inertia }: Run,
): FittedKMeans {
  const sizes = new Float64Array(centres.length);
  for (const point of points) sizes[nearestCentre(point, centres).cluster]! += 1;
  const order = [...sizes.keys()].sort((a, b) => sizes[b]! - sizes[a]! || compare(centres[a]!, centres[b]!));
  return new FittedKMeans(
    names,
    { mean, scale },
    order.map((c) => centres[c]!),
    Float64Array.from(order, (c) => sizes[c]!),
    { iterations, converged, inertia },
  );
}

/** By the first column in which two centres differ. */
function compare(a: readonly number[], b: readonly number[]): number {
  const j = a.findIndex((value, k) => value !== b[k]);
  return j < 0 ? 0 : a[j]! - b[j]!;
}
