import { type Matrix, Rng } from '@proofline/learn';

/** Orders of the features, each followed by its reverse; the same for every row, so that equal rows get equal values. */
export function antitheticOrders(features: number, pairs: number): Int32Array[] {
  const rng = new Rng('shapley');
  return Array.from({ length: pairs }, () => {
    const order = rng.shuffle(Int32Array.from({ length: features }, (_, k) => k));
    return [order, order.slice().reverse()];
  }).flat();
}

/**
 * Shapley values of one row by sampled orders (Štrumbelj and Kononenko 2014, Knowledge and Information Systems 41) with
 * antithetic pairs (Mitchell et al. 2022, JMLR 23): features are put from the reference to the row's values one after
 * another, and each is given the change that it makes. For every number of orders the values add up to the margin of the
 * row minus that of the reference. `groups` are the columns of each feature; `margin` answers for a matrix of
 * orders × (features + 1) rows.
 */
export function sampledShapley(
  margin: (x: Matrix) => Float64Array,
  x: Matrix,
  row: number,
  reference: Float64Array,
  groups: readonly (readonly number[])[],
  orders: readonly Int32Array[],
): Float64Array {
  const steps = groups.length + 1;
  const rows = orders.length * steps;
  const columns = x.columns.map((_, j) => new Float64Array(rows).fill(reference[j]!));
  orders.forEach((order, o) => {
    order.forEach((group, step) => {
      // From the step at which the feature is switched on, it stays on.
      for (const j of groups[group]!) columns[j]!.fill(x.columns[j]![row]!, o * steps + step + 1, (o + 1) * steps);
    });
  });
  const margins = margin({ ...x, rows, columns });
  const values = new Float64Array(groups.length);
  orders.forEach((order, o) => {
    order.forEach((group, step) => {
      values[group]! += (margins[o * steps + step + 1]! - margins[o * steps + step]!) / orders.length;
    });
  });
  return values;
}
