import type { Supervised } from '../estimator/estimator.js';
import { matrix } from '../matrix/matrix.js';
import { Rng } from '../random/rng.js';

export interface SampleDataOptions {
  rows?: number;
  /** Number of classes; absent for regression. */
  classes?: number;
  /** Every ninth value of the second column is missing. */
  missing?: boolean;
  /** Adds a column of five categories. */
  categorical?: boolean;
  seed?: number | string;
}

/**
 * Small data that can be learnt: two columns that matter, one of whole numbers with ties that matters a little, one of
 * noise, and if asked a column of five categories of which one matters.
 */
export function sampleData(options: SampleDataOptions = {}): Supervised {
  const { rows = 240, classes, missing = false, categorical = false, seed = 'sample' } = options;
  const rng = new Rng(seed);
  const normal = (): Float64Array => Float64Array.from({ length: rows }, () => rng.normal());
  const [a, b, noise] = [normal(), normal(), normal()];
  const ties = Float64Array.from({ length: rows }, () => rng.int(4));
  const category = Float64Array.from({ length: rows }, () => rng.int(5));
  const signal = a.map(
    (value, i) => 1.5 * value - b[i]! + 0.3 * ties[i]! + (categorical && category[i] === 2 ? 1.5 : 0),
  );
  const noisy = signal.map((value) => value + 0.7 * rng.normal());
  if (missing) for (let i = 4; i < rows; i += 9) b[i] = Number.NaN;
  return {
    x: matrix(categorical ? [a, b, ties, noise, category] : [a, b, ties, noise], {
      names: ['a', 'b', 'ties', 'noise', ...(categorical ? ['category'] : [])],
      cardinality: categorical ? [0, 0, 0, 0, 5] : [0, 0, 0, 0],
    }),
    y: classes === undefined ? noisy : equalClasses(noisy, classes),
  };
}

/** Class of each value by its rank: classes of (nearly) equal size. */
function equalClasses(values: Float64Array, classes: number): Float64Array {
  const order = [...values.keys()].sort((i, j) => values[i]! - values[j]!);
  const y = new Float64Array(values.length);
  order.forEach((i, rank) => {
    y[i] = Math.floor((rank * classes) / values.length);
  });
  return y;
}
