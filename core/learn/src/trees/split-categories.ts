import { leafValue, type NodeSums, type SplitRules, scoreAt } from './find-split.js';

/** Up to this many categories in a node, each is tried against the rest. */
const FEW_CATEGORIES = 4;
/** Most categories on the smaller side of a split. */
const MOST_ON_A_SIDE = 64;

export interface CategorySplit {
  score: number;
  /** Rising; the bins that go left, those that the node does not hold included. */
  leftBins: number[];
  gradient: number;
  hessian: number;
}

/**
 * Categories against each other: one against the rest where there are few, else prefixes of the categories sorted by
 * gradient over hessian (Fisher 1958), smoothed as in LightGBM (Ke et al. 2017). Missing is a category among them. What the
 * node does not hold goes with its majority. Undefined if no split scores above `best`.
 */
export function scanCategories(
  h: Float64Array,
  bins: number,
  node: NodeSums,
  rules: SplitRules,
  least: number,
  best: number,
): CategorySplit | undefined {
  const present: number[] = [];
  for (let b = 0; b < bins; b++) if (h[2 * b + 1]! > 0) present.push(b);
  if (present.length < 2) return undefined;
  const few = present.length <= FEW_CATEGORIES;
  const ridged: SplitRules = few ? rules : { ...rules, lambda: rules.lambda + rules.categoryRidge };
  let found: { side: readonly number[]; length: number; gradient: number; hessian: number } | undefined;
  const consider = (side: readonly number[], length: number, gl: number, hl: number): void => {
    const gr = node.gradient - gl;
    const hr = node.hessian - hl;
    if (hl < least || hr < least) return;
    const left = scoreAt(gl, hl, leafValue(gl, hl, ridged, node), ridged);
    const right = scoreAt(gr, hr, leafValue(gr, hr, ridged, node), ridged);
    if (left + right > best) {
      best = left + right;
      found = { side, length, gradient: gl, hessian: hl };
    }
  };
  if (few) {
    for (const b of present) consider([b], 1, h[2 * b]!, h[2 * b + 1]!);
  } else {
    const ratio = new Float64Array(bins);
    for (const b of present) ratio[b] = h[2 * b]! / (h[2 * b + 1]! + rules.categorySmoothing);
    const rising = [...present].sort((a, b) => ratio[a]! - ratio[b]! || a - b);
    for (const side of [rising, [...rising].reverse()]) {
      let gl = 0;
      let hl = 0;
      for (let k = 0; k < Math.min(side.length - 1, MOST_ON_A_SIDE); k++) {
        gl += h[2 * side[k]!]!;
        hl += h[2 * side[k]! + 1]!;
        consider(side, k + 1, gl, hl);
      }
    }
  }
  if (found === undefined) return undefined;
  const { side, length, gradient, hessian } = found;
  const chosen = new Set(side.slice(0, length));
  const others = new Set(present.filter((b) => !chosen.has(b)));
  const majorityLeft = hessian > node.hessian - hessian;
  const leftBins: number[] = [];
  for (let b = 0; b < 256; b++) if (chosen.has(b) || (majorityLeft && !others.has(b))) leftBins.push(b);
  return { score: best, leftBins, gradient, hessian };
}
