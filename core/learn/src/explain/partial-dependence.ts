import { ProoflineError } from '../errors/proofline-error.js';
import type { Matrix } from '../matrix/matrix.js';

export interface PartialDependence {
  /** Values of the column that were tried, rising; category codes for a categorical column. */
  values: Float64Array;
  /** Mean prediction over the rows when every row has the value. */
  mean: Float64Array;
  /** The same for each row alone (individual conditional expectation): `rows · values.length`, row by row. */
  curves: Float64Array;
}

/**
 * Partial dependence (Friedman 2001) and its curves row by row (Goldstein et al. 2015): what a model says of the rows when
 * one column takes each of its values in turn. Rows that the column's neighbours make unlikely are counted like others.
 *
 * @param predict one number a row
 * @param points how many values of a numeric column to try, at evenly spaced quantiles; default 20
 */
export function partialDependence(
  x: Matrix,
  column: string,
  predict: (x: Matrix) => Float64Array,
  { points = 20 }: { points?: number } = {},
): PartialDependence {
  const j = x.names.indexOf(column);
  if (j < 0) {
    throw new ProoflineError(
      'invalid-input',
      'COLUMN_UNKNOWN',
      `There is no column '${column}'. There are: ${x.names.join(', ')}.`,
    );
  }
  const present = x.columns[j]!.filter((value) => !Number.isNaN(value)).sort();
  const values = x.cardinality[j]! > 0 ? Float64Array.from(new Set(present)) : quantilesOf(present, points);
  const mean = new Float64Array(values.length);
  const curves = new Float64Array(x.rows * values.length);
  values.forEach((value, v) => {
    const columns = x.columns.map((old, k) => (k === j ? new Float64Array(x.rows).fill(value) : old));
    predict({ ...x, columns }).forEach((prediction, i) => {
      curves[i * values.length + v] = prediction;
      mean[v]! += prediction / x.rows;
    });
  });
  return { values, mean, curves };
}

/** Distinct observed values at evenly spaced ranks, the smallest and the largest among them. */
function quantilesOf(sorted: Float64Array, points: number): Float64Array {
  if (sorted.length === 0) return new Float64Array();
  const last = sorted.length - 1;
  const steps = Math.max(1, points - 1);
  return Float64Array.from(
    new Set(Array.from({ length: steps + 1 }, (_, k) => sorted[Math.round((k * last) / steps)]!)),
  );
}
