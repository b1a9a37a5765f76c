/** Most leaves of the tree whose cuts are added. */
const TREE_LEAVES = 20;

/** Distinct values in rising order with what lies on each. */
interface Distinct {
  value: Float64Array;
  rows: Float64Array;
  /** Weighted, summed up to and with each value. */
  events: Float64Array;
  weight: Float64Array;
}

/**
 * Smallest value of each pre-bin, the candidates among whose borders the optimal bins are found. Every distinct value
 * starts one where there are few; otherwise bins of equal frequency, heavy values apart, and the cuts of a small
 * classification tree (Breiman et al. 1984): equal frequency alone misses cuts in the tails.
 *
 * `order` holds the rows with a value, by rising value.
 */
export function preBinStarts(
  order: Uint32Array,
  values: Float64Array,
  y: Float64Array,
  { maxPreBins, minShare }: { maxPreBins: number; minShare: number },
  weight?: Float64Array,
): number[] {
  const distinct = distinctValues(order, values, y, weight);
  if (distinct.value.length <= maxPreBins) return [...distinct.value];
  const starts = new Set(equalFrequency(distinct, maxPreBins, order.length));
  for (const start of treeCuts(distinct, Math.max(1, Math.ceil(Math.min(0.05, minShare) * order.length)))) {
    starts.add(start);
  }
  return [...starts].sort((a, b) => a - b);
}

function distinctValues(order: Uint32Array, values: Float64Array, y: Float64Array, weight?: Float64Array): Distinct {
  const n = order.length;
  const distinct = {
    value: new Float64Array(n),
    rows: new Float64Array(n),
    events: new Float64Array(n),
    weight: new Float64Array(n),
  };
  let d = -1;
  let events = 0;
  let mass = 0;
  for (const i of order) {
    if (d < 0 || distinct.value[d] !== values[i]) distinct.value[++d] = values[i]!;
    const w = weight?.[i] ?? 1;
    mass += w;
    events += w * y[i]!;
    distinct.rows[d]!++;
    distinct.events[d] = events;
    distinct.weight[d] = mass;
  }
  const cut = (column: Float64Array): Float64Array => column.subarray(0, d + 1);
  return {
    value: cut(distinct.value),
    rows: cut(distinct.rows),
    events: cut(distinct.events),
    weight: cut(distinct.weight),
  };
}

function equalFrequency({ value, rows }: Distinct, most: number, total: number): number[] {
  const starts: number[] = [];
  let left = total;
  let inBin = 0;
  for (let d = 0; d < value.length; d++) {
    const target = left / (most - starts.length + 1);
    if (starts.length === 0 || inBin >= target || (rows[d]! >= target && inBin > 0)) {
      if (starts.length === most) break;
      left -= inBin;
      inBin = 0;
      starts.push(value[d]!);
    }
    inBin += rows[d]!;
  }
  return starts;
}

interface Leaf {
  first: number;
  last: number;
  gain: number;
  /** Index of the first distinct value of the right part; -1 where no split is allowed. */
  split: number;
}

/** Where the leaves of a tree begin that splits the leaf of greatest fall in Gini impurity first. */
function treeCuts(distinct: Distinct, leastRows: number): number[] {
  const rowsBefore = new Float64Array(distinct.rows.length + 1);
  distinct.rows.forEach((rows, d) => {
    rowsBefore[d + 1] = rowsBefore[d]! + rows;
  });
  const leaves: Leaf[] = [bestSplit(distinct, rowsBefore, 0, distinct.value.length - 1, leastRows)];
  const cuts: number[] = [];
  while (leaves.length < TREE_LEAVES) {
    const next = leaves.reduce((best, leaf, k) => (leaf.gain > (leaves[best]?.gain ?? 0) ? k : best), -1);
    if (next < 0) break;
    const { first, last, split } = leaves[next]!;
    cuts.push(distinct.value[split]!);
    leaves.splice(
      next,
      1,
      bestSplit(distinct, rowsBefore, first, split - 1, leastRows),
      bestSplit(distinct, rowsBefore, split, last, leastRows),
    );
  }
  return cuts;
}

function bestSplit(distinct: Distinct, rowsBefore: Float64Array, first: number, last: number, least: number): Leaf {
  const { events, weight } = distinct;
  const e0 = first === 0 ? 0 : events[first - 1]!;
  const w0 = first === 0 ? 0 : weight[first - 1]!;
  const e = events[last]! - e0;
  const w = weight[last]! - w0;
  const leaf: Leaf = { first, last, gain: 0, split: -1 };
  // The weighted Gini impurity of a part is 2·e·(w − e)/w; its fall is what a split gains.
  const impurity = (part: number, mass: number): number => (mass > 0 ? (part * (mass - part)) / mass : 0);
  const whole = impurity(e, w);
  for (let d = first; d < last; d++) {
    if (rowsBefore[d + 1]! - rowsBefore[first]! < least) continue;
    if (rowsBefore[last + 1]! - rowsBefore[d + 1]! < least) break;
    const left = events[d]! - e0;
    const mass = weight[d]! - w0;
    const gain = whole - impurity(left, mass) - impurity(e - left, w - mass);
    if (gain > leaf.gain + 1e-12) {
      leaf.gain = gain;
      leaf.split = d + 1;
    }
  }
  return leaf;
}
