import { ProoflineError, throwIfCancelled } from '../errors/proofline-error.js';
import { breathe, type FitProgress } from '../estimator/estimator.js';
import { type Matrix, takeValues } from '../matrix/matrix.js';
import { type BootstrapOptions, bootstrapReplicates, percentileInterval } from '../metrics/bootstrap.js';
import type { Rng } from '../random/rng.js';

/** Rows whose features can be shuffled one at a time: a matrix (`shuffledColumns`), or any other form of table. */
export interface Permutable<X> {
  rows: number;
  x: X;
  features: readonly string[];
  /** A copy of `x` in which row i has the `feature` of row `order[i]` and is as it was otherwise. */
  permute(feature: string, order: Int32Array): X;
}

export interface PermutationImportanceOptions {
  rng: Rng;
  /** Shuffles of each feature; default 10. */
  repeats?: number;
  /** `lower`: the metric is a loss. Default `higher`. */
  better?: 'higher' | 'lower';
  /** Draws of rows for the interval; default 200. */
  replicates?: number;
  /** Default 0.95. */
  level?: number;
  /** Class of each row, where draws must keep the classes' sizes. */
  strata?: BootstrapOptions['strata'];
  signal?: AbortSignal;
  onProgress?: (progress: FitProgress) => void;
}

export interface PermutationImportance {
  feature: string;
  /** How much worse the metric is without the feature: the mean over the repeats, in the metric's units. */
  importance: number;
  /** Over draws of the rows, each with one of the shuffles: what other rows, shuffled once, would show. */
  interval: [number, number];
  /** Of the importance over the repeats: what chance in the shuffling alone does. */
  standardDeviation: number;
}

/**
 * Permutation importance (Breiman 2001; Fisher, Rudin and Dominici 2019): how much a metric of the predictions suffers when
 * a feature is shuffled among rows that the model was not fitted on. Features that say the same share their importance:
 * shuffle them as one. Sorted by importance, largest first.
 *
 * @param predict predictions of the rows, in the form that `metric` takes
 * @param metric of predictions, where row i counts `weight[i]` times
 */
export async function permutationImportance<X, P = Float64Array>(
  { rows, x, features, permute }: Permutable<X>,
  predict: (x: X) => P | Promise<P>,
  metric: (predictions: P, weight: Float64Array) => number,
  options: PermutationImportanceOptions,
): Promise<PermutationImportance[]> {
  const { repeats = 10, better = 'higher', replicates = 200, level = 0.95, strata, signal, onProgress } = options;
  if (rows < 2 || repeats < 1 || replicates < 1) {
    throw new ProoflineError(
      'invalid-input',
      'PARAMETERS_INVALID',
      `Permutation importance needs at least 2 rows, 1 repeat and 1 replicate, got ${rows}, ${repeats} and ${replicates}.`,
    );
  }
  const sign = better === 'higher' ? 1 : -1;
  const once = new Float64Array(rows).fill(1);
  const base = await predict(x);
  const baseMetric = metric(base, once);
  const baseDraws = new Float64Array(replicates).fill(Number.NaN);
  const table: PermutationImportance[] = [];
  for (const [done, feature] of features.entries()) {
    const rng = options.rng.fork(`permute/${feature}`);
    const drops = new Float64Array(repeats);
    const shuffled: P[] = [];
    for (let r = 0; r < repeats; r++) {
      await breathe();
      throwIfCancelled(signal);
      const order = rng.shuffle(Int32Array.from({ length: rows }, (_, i) => i));
      shuffled.push(await predict(permute(feature, order)));
      drops[r] = sign * (baseMetric - metric(shuffled[r]!, once));
    }
    // The fork gives every feature the same draws.
    let draw = 0;
    const dropOf = (count: Float64Array): number => {
      if (Number.isNaN(baseDraws[draw])) baseDraws[draw] = metric(base, count);
      const drop = sign * (baseDraws[draw]! - metric(shuffled[draw % repeats]!, count));
      draw++;
      return drop;
    };
    const drawn = bootstrapReplicates(rows, dropOf, {
      rng: options.rng.fork('draws'),
      replicates,
      ...(strata === undefined ? {} : { strata }),
    });
    const importance = drops.reduce((sum, d) => sum + d, 0) / repeats;
    const squares = drops.reduce((sum, d) => sum + (d - importance) ** 2, 0);
    table.push({
      feature,
      importance,
      interval: percentileInterval(drawn, level),
      standardDeviation: repeats > 1 ? Math.sqrt(squares / (repeats - 1)) : 0,
    });
    onProgress?.({ done: done + 1, total: features.length });
  }
  return table.sort((a, b) => b.importance - a.importance);
}

/** The columns of a matrix, one by one; `groups` names columns that are shuffled as one, such as the levels of a category. */
export function shuffledColumns(x: Matrix, groups?: Readonly<Record<string, readonly string[]>>): Permutable<Matrix> {
  const members = groups ?? Object.fromEntries(x.names.map((name) => [name, [name]]));
  const unknown = Object.values(members)
    .flat()
    .filter((name) => !x.names.includes(name));
  if (unknown.length > 0) {
    throw new ProoflineError(
      'invalid-input',
      'COLUMN_UNKNOWN',
      `There is no column ${unknown.map((name) => `'${name}'`).join(', ')}. There are: ${x.names.join(', ')}.`,
    );
  }
  return {
    rows: x.rows,
    x,
    features: Object.keys(members),
    permute(feature, order) {
      const shuffled = new Set(members[feature]);
      const columns = x.columns.map((column, j) => (shuffled.has(x.names[j]!) ? takeValues(column, order) : column));
      return { ...x, columns };
    },
  };
}
