import type { BinMapper } from './binning.js';

/** What a split must respect; all in the units of gradients and hessians. */
export interface SplitRules {
  lambda: number;
  alpha: number;
  minGain: number;
  minChildWeight: number;
  minLeafRows: number;
  /** Extra ridge and count smoothing of categorical splits. */
  categoryRidge: number;
  categorySmoothing: number;
  /** For each column -1, 0 or 1: the prediction may only fall, do anything, only rise with the value. */
  monotone: Int8Array;
}

/** Sums of a node, and the range its children's values may take under monotone constraints. */
export interface NodeSums {
  gradient: number;
  hessian: number;
  rows: number;
  lowest: number;
  highest: number;
}

export interface Split {
  gain: number;
  column: number;
  /** Numeric: bins up to this one (and above 0) go left. */
  threshold: number;
  missingLeft: boolean;
  /** Categorical: the bins that go left. */
  leftBins: number[] | undefined;
  leftGradient: number;
  leftHessian: number;
}

/** Bins of one category column sorted for a split; kept between calls to spare the collector. */
const MAX_CATEGORY_SIDE = 64;
const FEW_CATEGORIES = 4;

/** Newton step of a node with lasso `alpha` and ridge `lambda`, kept within the node's range. */
export function leafValue(gradient: number, hessian: number, rules: SplitRules, node: NodeSums): number {
  const value = -soft(gradient, rules.alpha) / (hessian + rules.lambda);
  return Math.min(node.highest, Math.max(node.lowest, value));
}

function soft(gradient: number, alpha: number): number {
  if (alpha === 0) return gradient;
  return gradient > alpha ? gradient - alpha : gradient < -alpha ? gradient + alpha : 0;
}

/**
 * The best split of a node over the given columns, or undefined where none gains `minGain`. `histograms` holds 256 pairs
 * a column at 512 · column. Ties go to the smaller column and bin, so that the result does not depend on order.
 */
export function findSplit(
  histograms: Float64Array,
  mapper: BinMapper,
  columns: Int32Array,
  node: NodeSums,
  rules: SplitRules,
): Split | undefined {
  const best: Split = {
    gain: 0,
    column: -1,
    threshold: 0,
    missingLeft: false,
    leftBins: undefined,
    leftGradient: 0,
    leftHessian: 0,
  };
  const bounded = node.lowest > Number.NEGATIVE_INFINITY || node.highest < Number.POSITIVE_INFINITY;
  for (const column of columns) {
    if (mapper.bins[column]! < 3 && mapper.codes[column] === undefined && !hasMissing(histograms, column)) continue;
    if (mapper.codes[column] !== undefined) scanCategories(histograms, column, mapper.bins[column]!, node, rules, best);
    else if (rules.monotone[column] !== 0 || bounded) {
      scanConstrained(histograms, column, mapper.bins[column]!, node, rules, best);
    } else scanNumeric(histograms, column, mapper.bins[column]!, node, rules, best);
  }
  return best.column < 0 || best.gain <= rules.minGain ? undefined : best;
}

function hasMissing(histograms: Float64Array, column: number): boolean {
  return histograms[512 * column + 1]! > 0;
}

/** Every cut between bins, with missing values on either side; the gain is twice the reduction of the loss. */
function scanNumeric(
  h: Float64Array,
  column: number,
  bins: number,
  node: NodeSums,
  { lambda, alpha, minChildWeight, minLeafRows }: SplitRules,
  best: Split,
): void {
  const base = 512 * column;
  const missingG = h[base]!;
  const missingH = h[base + 1]!;
  const G = node.gradient;
  const H = node.hessian;
  const least = Math.max(minChildWeight, (minLeafRows * H) / node.rows);
  const rootG = soft(G, alpha);
  const parent = (rootG * rootG) / (H + lambda);
  let gl = 0;
  let hl = 0;
  // With missing values the cut below all bins separates them from the rest.
  for (let b = 1; b < bins; b++) {
    const g = h[base + 2 * b]!;
    const w = h[base + 2 * b + 1]!;
    if (w === 0) continue;
    gl += g;
    hl += w;
    if (H - hl >= least && hl >= least) {
      const a = alpha === 0 ? gl : soft(gl, alpha);
      const c = alpha === 0 ? G - gl : soft(G - gl, alpha);
      const gain = (a * a) / (hl + lambda) + (c * c) / (H - hl + lambda) - parent;
      if (gain > best.gain * (1 + 1e-10)) take(best, gain, column, b, missingH === 0 && hl > H - hl, gl, hl);
    }
    if (missingH > 0) {
      const g2 = gl + missingG;
      const h2 = hl + missingH;
      if (H - h2 >= least && h2 >= least) {
        const a = alpha === 0 ? g2 : soft(g2, alpha);
        const c = alpha === 0 ? G - g2 : soft(G - g2, alpha);
        const gain = (a * a) / (h2 + lambda) + (c * c) / (H - h2 + lambda) - parent;
        if (gain > best.gain * (1 + 1e-10)) take(best, gain, column, b, true, g2, h2);
      }
    }
  }
}

function take(
  best: Split,
  gain: number,
  column: number,
  bin: number,
  missingLeft: boolean,
  g: number,
  h: number,
): void {
  best.gain = gain;
  best.column = column;
  best.threshold = bin;
  best.missingLeft = missingLeft;
  best.leftBins = undefined;
  best.leftGradient = g;
  best.leftHessian = h;
}

/** As `scanNumeric`, with values clipped to the node's range and cuts refused that break the column's direction. */
function scanConstrained(
  h: Float64Array,
  column: number,
  bins: number,
  node: NodeSums,
  rules: SplitRules,
  best: Split,
): void {
  const base = 512 * column;
  const missingG = h[base]!;
  const missingH = h[base + 1]!;
  const direction = rules.monotone[column]!;
  const least = Math.max(rules.minChildWeight, (rules.minLeafRows * node.hessian) / node.rows);
  const parentValue = leafValue(node.gradient, node.hessian, rules, node);
  const parent = gainAt(node.gradient, node.hessian, parentValue, rules);
  const consider = (bin: number, missingLeft: boolean, gl: number, hl: number): void => {
    const gr = node.gradient - gl;
    const hr = node.hessian - hl;
    if (hl < least || hr < least) return;
    const left = leafValue(gl, hl, rules, node);
    const right = leafValue(gr, hr, rules, node);
    if (direction * (right - left) < 0) return;
    const gain = gainAt(gl, hl, left, rules) + gainAt(gr, hr, right, rules) - parent;
    if (gain > best.gain * (1 + 1e-10)) take(best, gain, column, bin, missingLeft, gl, hl);
  };
  let gl = 0;
  let hl = 0;
  for (let b = 1; b < bins; b++) {
    const w = h[base + 2 * b + 1]!;
    if (w === 0) continue;
    gl += h[base + 2 * b]!;
    hl += w;
    consider(b, missingH === 0 && hl > node.hessian - hl, gl, hl);
    if (missingH > 0) consider(b, true, gl + missingG, hl + missingH);
  }
}

/** Twice the reduction of the loss when a node takes `value` (which may have been clipped). */
function gainAt(gradient: number, hessian: number, value: number, { lambda, alpha }: SplitRules): number {
  return -(2 * gradient * value + (hessian + lambda) * value * value + 2 * alpha * Math.abs(value));
}

/**
 * Categories against each other: one against the rest where there are few, else prefixes of the categories sorted by
 * gradient over hessian (Fisher 1958; the two-class case of Breiman et al. 1984). Missing is a category among them.
 */
function scanCategories(
  h: Float64Array,
  column: number,
  bins: number,
  node: NodeSums,
  rules: SplitRules,
  best: Split,
): void {
  const base = 512 * column;
  const present: number[] = [];
  for (let b = 0; b < bins; b++) if (h[base + 2 * b + 1]! > 0) present.push(b);
  if (present.length < 2) return;
  const least = Math.max(rules.minChildWeight, (rules.minLeafRows * node.hessian) / node.rows);
  const parent = gainAt(node.gradient, node.hessian, leafValue(node.gradient, node.hessian, rules, node), rules);
  const few = present.length <= FEW_CATEGORIES;
  const ridged: SplitRules = few ? rules : { ...rules, lambda: rules.lambda + rules.categoryRidge };
  const consider = (leftBins: () => number[], gl: number, hl: number): void => {
    const gr = node.gradient - gl;
    const hr = node.hessian - hl;
    if (hl < least || hr < least) return;
    const left = leafValue(gl, hl, ridged, node);
    const right = leafValue(gr, hr, ridged, node);
    const gain = gainAt(gl, hl, left, ridged) + gainAt(gr, hr, right, ridged) - parent;
    if (gain > best.gain * (1 + 1e-10)) {
      take(best, gain, column, 0, false, gl, hl);
      best.leftBins = leftBins();
    }
  };
  if (few) {
    for (const b of present) consider(() => [b], h[base + 2 * b]!, h[base + 2 * b + 1]!);
    return;
  }
  const ratio = (b: number): number => h[base + 2 * b]! / (h[base + 2 * b + 1]! + rules.categorySmoothing);
  const order = present.sort((a, b) => ratio(a) - ratio(b) || a - b);
  for (const sorted of [order, [...order].reverse()]) {
    let gl = 0;
    let hl = 0;
    for (let k = 0; k < Math.min(sorted.length - 1, MAX_CATEGORY_SIDE); k++) {
      gl += h[base + 2 * sorted[k]!]!;
      hl += h[base + 2 * sorted[k]! + 1]!;
      const upTo = k + 1;
      consider(() => sorted.slice(0, upTo).sort((a, b) => a - b), gl, hl);
    }
  }
}
