// Kernels of gradient boosting. All pointers are byte offsets into this module's memory, which the driver lays out; nothing
// is allocated here. Each has a plain-TypeScript twin in src/trees/ that gives the same bits: every operation is an IEEE
// double operation in the same order, without fused multiply-add.
//
// Gradients and hessians come as multiples of a power of two so coarse that no sum of them is ever rounded (see
// src/trees/fixed-point.ts). Sums of pairs are therefore exact and do not depend on order.

import { expOfNegative } from './math/exponential';

/** First byte the driver may use. */
export function heapBase(): usize {
  return __heap_base;
}

// ---------------------------------------------------------------------------------------------------- binning

/** Sorts doubles (no NaN) by radix, 8 bits a pass, skipping the digits that all values share. `counts`: 8 · 256 words. */
export function sort(values: usize, count: i32, spare: usize, counts: usize): void {
  memory.fill(counts, 0, 8192);
  const sign: u64 = 1 << 63;
  for (let k = 0; k < count; k++) {
    const at = values + (<usize>k << 3);
    const bits = load<u64>(at);
    const key = bits & sign ? ~bits : bits | sign;
    store<u64>(at, key);
    for (let digit = 0; digit < 8; digit++) {
      const cell = counts + (<usize>((digit << 8) | <i32>((key >> (<u64>digit << 3)) & 255)) << 2);
      store<u32>(cell, load<u32>(cell) + 1);
    }
  }
  let from = values;
  let to = spare;
  for (let digit = 0; digit < 8; digit++) {
    const table = counts + (<usize>digit << 10);
    const shift = <u64>digit << 3;
    const shared = <usize>((load<u64>(from) >> shift) & 255);
    if (load<u32>(table + (shared << 2)) == <u32>count) continue;
    let sum: u32 = 0;
    for (let b: usize = 0; b < 1024; b += 4) {
      const n = load<u32>(table + b);
      store<u32>(table + b, sum);
      sum += n;
    }
    for (let k = 0; k < count; k++) {
      const key = load<u64>(from + (<usize>k << 3));
      const cell = table + (<usize>((key >> shift) & 255) << 2);
      const place = load<u32>(cell);
      store<u32>(cell, place + 1);
      store<u64>(to + (<usize>place << 3), key);
    }
    const swap = from;
    from = to;
    to = swap;
  }
  for (let k: usize = 0; k < <usize>count << 3; k += 8) {
    const key = load<u64>(from + k);
    store<u64>(values + k, key & sign ? key ^ sign : ~key);
  }
}

/**
 * Bin 1 + #{edges < value} of each value, 0 for NaN, as a byte at `out` + k · stride. `edges` is padded with infinity to
 * 256; `top` is the largest power of two not above the number of edges (0 without edges).
 */
export function binColumn(values: usize, count: i32, edges: usize, top: i32, out: usize, stride: i32): void {
  const padded = count & ~3;
  let k = 0;
  for (; k < padded; k += 4) {
    const at = values + (<usize>k << 3);
    const a = load<f64>(at);
    const b = load<f64>(at, 8);
    const c = load<f64>(at, 16);
    const d = load<f64>(at, 24);
    let pa = 0;
    let pb = 0;
    let pc = 0;
    let pd = 0;
    for (let step = top; step > 0; step >>= 1) {
      const here = edges + (<usize>(step - 1) << 3);
      pa += i32(load<f64>(here + (<usize>pa << 3)) < a) * step;
      pb += i32(load<f64>(here + (<usize>pb << 3)) < b) * step;
      pc += i32(load<f64>(here + (<usize>pc << 3)) < c) * step;
      pd += i32(load<f64>(here + (<usize>pd << 3)) < d) * step;
    }
    const to = out + <usize>(k * stride);
    store<u8>(to, (pa + 1) * i32(a == a));
    store<u8>(to + <usize>stride, (pb + 1) * i32(b == b));
    store<u8>(to + <usize>(2 * stride), (pc + 1) * i32(c == c));
    store<u8>(to + <usize>(3 * stride), (pd + 1) * i32(d == d));
  }
  for (; k < count; k++) {
    const a = load<f64>(values + (<usize>k << 3));
    let pa = 0;
    for (let step = top; step > 0; step >>= 1) {
      pa += i32(load<f64>(edges + (<usize>(pa + step - 1) << 3)) < a) * step;
    }
    store<u8>(out + <usize>(k * stride), (pa + 1) * i32(a == a));
  }
}

/** Puts bytes that stand next to each other where every fourth byte is: a column into its words. */
export function spread(bytes: usize, count: i32, out: usize): void {
  for (let k = 0; k < count; k++) store<u8>(out + (<usize>k << 2), load<u8>(bytes + <usize>k));
}

// ---------------------------------------------------------------------------------------------------- gradients

/**
 * Gradient w·(p - y) and hessian w·p·(1-p) of the logistic loss at each row, rounded to multiples of `unit` by adding and
 * taking away `magic`. A row of positive weight keeps a hessian of at least one unit, so that no bin with rows looks
 * empty. Works on pairs of rows: the arrays have room for an even number.
 */
export function logisticGradients(
  scores: usize,
  y: usize,
  weight: usize,
  count: i32,
  pairs: usize,
  magic: f64,
  unit: f64,
): void {
  const one = f64x2.splat(1);
  const zero = f64x2.splat(0);
  const M = f64x2.splat(magic);
  const U = f64x2.splat(unit);
  const sign = i64x2.splat(1 << 63);
  for (let at: usize = 0; at < <usize>count << 3; at += 16) {
    const s = v128.load(scores + at);
    const w = v128.load(weight + at);
    const e = expOfNegative(v128.or(s, sign));
    const inverse = f64x2.div(one, f64x2.add(one, e));
    const small = f64x2.mul(e, inverse);
    const p = v128.bitselect(inverse, small, f64x2.gt(s, zero));
    const g = f64x2.sub(f64x2.add(f64x2.mul(w, f64x2.sub(p, v128.load(y + at))), M), M);
    let h = f64x2.sub(f64x2.add(f64x2.mul(w, f64x2.mul(inverse, small)), M), M);
    h = f64x2.pmax(h, v128.and(U, f64x2.gt(w, zero)));
    v128.store(pairs + (at << 1), v128.shuffle<u64>(g, h, 0, 2));
    v128.store(pairs + (at << 1), v128.shuffle<u64>(g, h, 1, 3), 16);
  }
}

// ---------------------------------------------------------------------------------------------------- growing

/** Copies the (gradient, hessian) pairs of the listed rows next to each other: one random read a row instead of one a block. */
export function gather(rows: usize, count: i32, pairs: usize, out: usize): void {
  for (let k = 0; k < count; k++) {
    const i = <usize>load<u32>(rows + (<usize>k << 2));
    v128.store(out + (<usize>k << 4), v128.load(pairs + (i << 4)));
  }
}

/** Adds the pairs of the listed rows to the histograms of four columns, whose bins share a 32-bit word. */
export function histogram(words: usize, rows: usize, count: i32, gathered: usize, ha: usize, hb: usize, hc: usize, hd: usize): void {
  for (let k = 0; k < count; k++) {
    const word = load<u32>(words + (<usize>load<u32>(rows + (<usize>k << 2)) << 2));
    const pair = v128.load(gathered + (<usize>k << 4));
    const a = ha + <usize>((word << 4) & 0xff0);
    const b = hb + <usize>((word >> 4) & 0xff0);
    const c = hc + <usize>((word >> 12) & 0xff0);
    const d = hd + <usize>((word >> 20) & 0xff0);
    v128.store(a, f64x2.add(v128.load(a), pair));
    v128.store(b, f64x2.add(v128.load(b), pair));
    v128.store(c, f64x2.add(v128.load(c), pair));
    v128.store(d, f64x2.add(v128.load(d), pair));
  }
}

/** `histogram` of the first `count` rows in their own order: no list, no gathered copy. */
export function histogramAll(words: usize, count: i32, pairs: usize, ha: usize, hb: usize, hc: usize, hd: usize): void {
  for (let k = 0; k < count; k++) {
    const word = load<u32>(words + (<usize>k << 2));
    const pair = v128.load(pairs + (<usize>k << 4));
    const a = ha + <usize>((word << 4) & 0xff0);
    const b = hb + <usize>((word >> 4) & 0xff0);
    const c = hc + <usize>((word >> 12) & 0xff0);
    const d = hd + <usize>((word >> 20) & 0xff0);
    v128.store(a, f64x2.add(v128.load(a), pair));
    v128.store(b, f64x2.add(v128.load(b), pair));
    v128.store(c, f64x2.add(v128.load(c), pair));
    v128.store(d, f64x2.add(v128.load(d), pair));
  }
}

/** `histogram` of one or two of the four columns of a word, where sampling has left out the others. */
export function histogramTwo(words: usize, rows: usize, count: i32, gathered: usize, shiftA: i32, ha: usize, shiftB: i32, hb: usize): void {
  for (let k = 0; k < count; k++) {
    const word = load<u32>(words + (<usize>load<u32>(rows + (<usize>k << 2)) << 2));
    const pair = v128.load(gathered + (<usize>k << 4));
    const a = ha + (<usize>((word >> shiftA) & 255) << 4);
    const b = hb + (<usize>((word >> shiftB) & 255) << 4);
    v128.store(a, f64x2.add(v128.load(a), pair));
    v128.store(b, f64x2.add(v128.load(b), pair));
  }
}

/** parent - child, pair by pair: the histogram of the sibling without reading its rows. */
export function subtract(parent: usize, child: usize, pairs: i32): void {
  for (let k: usize = 0; k < <usize>pairs << 4; k += 16) {
    v128.store(parent + k, f64x2.sub(v128.load(parent + k), v128.load(child + k)));
  }
}

/**
 * Tries every cut of a numeric column. The score of a cut is S(Gl)²/(Hl+λ) + S(Gr)²/(Hr+λ), S shrinking by α. Returns the best
 * score if it is above `best`, else `best`; then `out` holds the last bin on the left, 1 if missing goes left, Gl and Hl. With
 * missing values the two lanes send them right and left; without, they try two cuts.
 */
export function scan(
  histogram: usize,
  bins: i32,
  gradient: f64,
  hessian: f64,
  lambda: f64,
  alpha: f64,
  least: f64,
  best: f64,
  out: usize,
): f64 {
  const missing = load<f64>(histogram, 8) > 0;
  const zero = f64x2.splat(0);
  const sign = i64x2.splat(1 << 63);
  const G = f64x2.splat(gradient);
  const H = f64x2.splat(hessian);
  const ridge = f64x2.splat(lambda);
  const lasso = f64x2.splat(alpha);
  const floor = f64x2.splat(least);
  let gl = f64x2.replace_lane(zero, 1, load<f64>(histogram));
  let hl = f64x2.replace_lane(zero, 1, load<f64>(histogram, 8));
  let sum = zero;
  // A cut after the last bin leaves nothing on the right, so an odd last bin may be left out.
  const step = missing ? 1 : 2;
  const end = missing ? bins : bins - 1;
  for (let b = 1; b < end; b += step) {
    const at = histogram + (<usize>b << 4);
    if (missing) {
      if (load<f64>(at, 8) == 0) continue;
      gl = f64x2.add(gl, v128.load64_splat(at));
      hl = f64x2.add(hl, v128.load64_splat(at, 8));
    } else {
      const first = f64x2.add(sum, v128.load(at));
      sum = f64x2.add(first, v128.load(at, 16));
      gl = v128.shuffle<u64>(first, sum, 0, 2);
      hl = v128.shuffle<u64>(first, sum, 1, 3);
    }
    const hr = f64x2.sub(H, hl);
    const valid = v128.and(f64x2.ge(hl, floor), f64x2.ge(hr, floor));
    const a = f64x2.pmax(f64x2.sub(v128.andnot(gl, sign), lasso), zero);
    const c = f64x2.pmax(f64x2.sub(v128.andnot(f64x2.sub(G, gl), sign), lasso), zero);
    const L = f64x2.add(hl, ridge);
    const R = f64x2.add(hr, ridge);
    const top = f64x2.add(f64x2.mul(f64x2.mul(a, a), R), f64x2.mul(f64x2.mul(c, c), L));
    const bottom = f64x2.mul(L, R);
    // Divisions are for cuts that look better.
    const better = v128.and(valid, f64x2.gt(top, f64x2.mul(f64x2.splat(best), bottom)));
    if (v128.any_true(better)) {
      if (i64x2.extract_lane(better, 0) != 0) {
        const score = f64x2.extract_lane(top, 0) / f64x2.extract_lane(bottom, 0);
        if (score > best) {
          best = score;
          take(out, b, 0, f64x2.extract_lane(gl, 0), f64x2.extract_lane(hl, 0));
        }
      }
      const other = f64x2.extract_lane(bottom, 1);
      if (i64x2.extract_lane(better, 1) != 0 && f64x2.extract_lane(top, 1) > best * other) {
        const score = f64x2.extract_lane(top, 1) / other;
        if (score > best) {
          best = score;
          take(out, missing ? b : b + 1, missing ? 1 : 0, f64x2.extract_lane(gl, 1), f64x2.extract_lane(hl, 1));
        }
      }
    }
  }
  return best;
}

// @ts-ignore: decorator
@inline
function take(out: usize, bin: i32, missingLeft: i32, g: f64, h: f64): void {
  store<f64>(out, bin);
  store<f64>(out, missingLeft, 8);
  store<f64>(out, g, 16);
  store<f64>(out, h, 24);
}

/**
 * `scan` for a node whose values are bound to lie between `lowest` and `highest`, and a column in whose `direction` (-1, 0,
 * 1) they may not fall. The score of a side that takes the value v is -(2Gv + (H+λ)v² + 2α|v|).
 */
export function scanBounded(
  histogram: usize,
  bins: i32,
  gradient: f64,
  hessian: f64,
  lambda: f64,
  alpha: f64,
  least: f64,
  best: f64,
  out: usize,
  direction: f64,
  lowest: f64,
  highest: f64,
): f64 {
  const missing = load<f64>(histogram, 8) > 0;
  const zero = f64x2.splat(0);
  const G = f64x2.splat(gradient);
  const H = f64x2.splat(hessian);
  const ridge = f64x2.splat(lambda);
  const floor = f64x2.splat(least);
  const low = f64x2.splat(lowest);
  const high = f64x2.splat(highest);
  const sign = f64x2.splat(direction);
  let gl = f64x2.replace_lane(zero, 1, load<f64>(histogram));
  let hl = f64x2.replace_lane(zero, 1, load<f64>(histogram, 8));
  for (let b = 1; b < bins; b++) {
    const at = histogram + (<usize>b << 4);
    if (load<f64>(at, 8) == 0) continue;
    gl = f64x2.add(gl, v128.load64_splat(at));
    hl = f64x2.add(hl, v128.load64_splat(at, 8));
    const gr = f64x2.sub(G, gl);
    const hr = f64x2.sub(H, hl);
    const L = f64x2.add(hl, ridge);
    const R = f64x2.add(hr, ridge);
    const vl = f64x2.min(high, f64x2.max(low, step(gl, L, alpha)));
    const vr = f64x2.min(high, f64x2.max(low, step(gr, R, alpha)));
    const score = f64x2.add(scoreAt(gl, L, vl, alpha), scoreAt(gr, R, vr, alpha));
    const ordered = f64x2.ge(f64x2.mul(sign, f64x2.sub(vr, vl)), zero);
    const valid = v128.and(ordered, v128.and(f64x2.ge(hl, floor), f64x2.ge(hr, floor)));
    if (v128.any_true(v128.and(valid, f64x2.gt(score, f64x2.splat(best))))) {
      best = choose(score, valid, gl, hl, b, missing, best, out);
    }
  }
  return best;
}

/** The Newton step -S(G)/(H+λ). */
// @ts-ignore: decorator
@inline
function step(g: v128, ridged: v128, alpha: f64): v128 {
  const clipped = f64x2.max(f64x2.splat(-alpha), f64x2.min(f64x2.splat(alpha), g));
  return f64x2.div(f64x2.sub(clipped, g), ridged);
}

// @ts-ignore: decorator
@inline
function scoreAt(g: v128, ridged: v128, v: v128, alpha: f64): v128 {
  const linear = f64x2.mul(f64x2.add(g, g), v);
  const square = f64x2.mul(ridged, f64x2.mul(v, v));
  const lasso = f64x2.mul(f64x2.splat(2 * alpha), f64x2.abs(v));
  return f64x2.neg(f64x2.add(f64x2.add(linear, square), lasso));
}

function choose(score: v128, valid: v128, gl: v128, hl: v128, b: i32, missing: bool, best: f64, out: usize): f64 {
  const right = f64x2.extract_lane(score, 0);
  if (i64x2.extract_lane(valid, 0) != 0 && right > best) {
    best = right;
    take(out, b, 0, f64x2.extract_lane(gl, 0), f64x2.extract_lane(hl, 0));
  }
  const left = f64x2.extract_lane(score, 1);
  if (missing && i64x2.extract_lane(valid, 1) != 0 && left > best) {
    best = left;
    take(out, b, 1, f64x2.extract_lane(gl, 1), f64x2.extract_lane(hl, 1));
  }
  return best;
}

/**
 * Reorders a node's rows in place, those that go left first, keeping the order on both sides; returns how many go left.
 * `bins` are those of the column, a byte a row. `goesLeft` is a table of 256 bytes, 1 where a bin goes left. `spare` holds the
 * rows that go right meanwhile.
 */
export function partition(bins: usize, rows: usize, count: i32, goesLeft: usize, spare: usize): i32 {
  let left: usize = 0;
  let right: usize = 0;
  for (let k = 0; k < count; k++) {
    const i = load<u32>(rows + (<usize>k << 2));
    const toLeft = <usize>load<u8>(goesLeft + <usize>load<u8>(bins + <usize>i));
    // Both stores happen, one cursor moves: no branch to predict.
    store<u32>(rows + (left << 2), i);
    store<u32>(spare + (right << 2), i);
    left += toLeft;
    right += 1 - toLeft;
  }
  memory.copy(rows + (left << 2), spare, right << 2);
  return <i32>left;
}

/** Adds a leaf's value to the scores of its rows; `stride` and `offset` pick the class. */
export function addToScores(rows: usize, count: i32, scores: usize, stride: i32, offset: i32, value: f64): void {
  for (let k = 0; k < count; k++) {
    const i = load<u32>(rows + (<usize>k << 2));
    const at = scores + (<usize>(i * stride + offset) << 3);
    store<f64>(at, load<f64>(at) + value);
  }
}

// ---------------------------------------------------------------------------------------------------- prediction

/**
 * Whether a bin goes to the right child, 0 or 1. A node's head is threshold | missing right << 8 | categorical << 9 |
 * column << 16; a categorical node's `table` is the number of its 8 words (256 bits, 1 = left) in `tables`.
 */
// @ts-ignore: decorator
@inline
function goesRight(head: u32, bin: u32, table: u32, tables: usize): u32 {
  if (head & 512) return outOfTable(bin, table, tables);
  return isAbove(head, bin);
}

// @ts-ignore: decorator
@inline
function outOfTable(bin: u32, table: u32, tables: usize): u32 {
  return (~load<u32>(tables + <usize>((table << 5) + ((bin >> 5) << 2))) >> (bin & 31)) & 1;
}

// @ts-ignore: decorator
@inline
function isAbove(head: u32, bin: u32): u32 {
  // Bin 0 is "missing": it exceeds no threshold, so the flag alone decides.
  return u32(bin > (head & 255)) | (u32(bin == 0) & (head >> 8));
}

// @ts-ignore: decorator
@inline
function child(nodes: usize, node: u32, row: usize, stride: i32, tables: usize): u32 {
  const at = nodes + (<usize>node << 4);
  const head = load<u32>(at);
  const bin = <u32>load<u8>(row + <usize>((head >> 16) * stride));
  // No processor foresees which of both a node asks, so both are worked out. A node without a table has 0 in its place.
  const right = select<u32>(outOfTable(bin, load<u32>(at, 8), tables), isAbove(head, bin), head & 512);
  return load<u32>(at, 4) + right;
}

// @ts-ignore: decorator
@inline
function addLeaf(leafValues: usize, node: u32, score: usize): void {
  store<f64>(score, load<f64>(score) + load<f64>(leafValues + (<usize>node << 3)));
}

// @ts-ignore: decorator
@inline
function following(score: usize, first: usize, end: usize): usize {
  return score + 8 == end ? first : score + 8;
}

/**
 * Adds the leaf values of the trees to the scores of a few rows by walking down. Bins stand column by column, `stride`
 * apart. A node is head, left child (the right one follows), table, 0; the child of a leaf is the leaf, whatever the bin.
 * Tree t is of output t % outputs. Four trees are walked side by side: each step waits for the one before it.
 */
export function walk(
  bins: usize,
  stride: i32,
  count: i32,
  nodes: usize,
  roots: usize,
  trees: i32,
  leafValues: usize,
  tables: usize,
  scores: usize,
  outputs: i32,
): void {
  for (let i = 0; i < count; i++) {
    const row = bins + <usize>i;
    const first = scores + (<usize>(i * outputs) << 3);
    const end = first + (<usize>outputs << 3);
    let score = first;
    let t = 0;
    for (; t + 4 <= trees; t += 4) {
      const root = roots + (<usize>t << 2);
      let a = load<u32>(root);
      let b = load<u32>(root, 4);
      let c = load<u32>(root, 8);
      let d = load<u32>(root, 12);
      for (;;) {
        const nextA = child(nodes, a, row, stride, tables);
        const nextB = child(nodes, b, row, stride, tables);
        const nextC = child(nodes, c, row, stride, tables);
        const nextD = child(nodes, d, row, stride, tables);
        if (((nextA ^ a) | (nextB ^ b) | (nextC ^ c) | (nextD ^ d)) == 0) break;
        a = nextA;
        b = nextB;
        c = nextC;
        d = nextD;
      }
      addLeaf(leafValues, a, score);
      score = following(score, first, end);
      addLeaf(leafValues, b, score);
      score = following(score, first, end);
      addLeaf(leafValues, c, score);
      score = following(score, first, end);
      addLeaf(leafValues, d, score);
      score = following(score, first, end);
    }
    for (; t < trees; t++) {
      let node = load<u32>(roots + (<usize>t << 2));
      for (;;) {
        const next = child(nodes, node, row, stride, tables);
        if (next == node) break;
        node = next;
      }
      addLeaf(leafValues, node, score);
      score = following(score, first, end);
    }
  }
}

/**
 * As `walk`, for many rows and trees of up to 64 leaves, without walking (after Lucchese et al. 2015, QuickScorer): bit l of
 * a mask says that leaf l, counted from the left, can still be reached. For each column of a tree a table gives the leaves
 * that a bin leaves open; the lowest bit of the columns' masks together is the leaf. Columns are taken four at a time.
 *
 * `heads` has 8 words a tree: first inner node, inner nodes, first column entry, column entries (a multiple of 4), first leaf.
 * An inner node is head (with the column's entry in the tree in place of the column), table, and the 64-bit mask of the
 * leaves that stay open to the right. `columnsOf` lists the columns. `masks` has 8 bytes a row, `lookup` 2 kB an entry.
 */
export function predictMasks(
  bins: usize,
  stride: i32,
  count: i32,
  heads: usize,
  trees: i32,
  inner: usize,
  columnsOf: usize,
  leafValues: usize,
  tables: usize,
  lookup: usize,
  masks: usize,
  scores: usize,
  outputs: i32,
): void {
  let output = 0;
  for (let t = 0; t < trees; t++) {
    const head = heads + (<usize>t << 5);
    const columns = load<u32>(head, 12);
    fillLookup(inner + (<usize>load<u32>(head) << 4), load<u32>(head, 4), columns, tables, lookup);
    const list = columnsOf + (<usize>load<u32>(head, 8) << 2);
    memory.fill(masks, 255, <usize>count << 3);
    for (let c: u32 = 0; c < columns; c += 4) {
      const entry = list + (<usize>c << 2);
      const ba = bins + <usize>(load<u32>(entry) * stride);
      const bb = bins + <usize>(load<u32>(entry, 4) * stride);
      const bc = bins + <usize>(load<u32>(entry, 8) * stride);
      const bd = bins + <usize>(load<u32>(entry, 12) * stride);
      const table = lookup + (<usize>c << 11);
      for (let i: usize = 0; i < <usize>count; i++) {
        const a = load<u64>(table + (<usize>load<u8>(ba + i) << 3));
        const b = load<u64>(table + (<usize>load<u8>(bb + i) << 3), 2048);
        const cc = load<u64>(table + (<usize>load<u8>(bc + i) << 3), 4096);
        const d = load<u64>(table + (<usize>load<u8>(bd + i) << 3), 6144);
        const at = masks + (i << 3);
        store<u64>(at, load<u64>(at) & a & b & (cc & d));
      }
    }
    const values = leafValues + (<usize>load<u32>(head, 16) << 3);
    for (let i: usize = 0; i < <usize>count; i++) {
      const at = scores + ((i * <usize>outputs + <usize>output) << 3);
      const leaf = <usize>ctz(load<u64>(masks + (i << 3)));
      store<f64>(at, load<f64>(at) + load<f64>(values + (leaf << 3)));
    }
    if (++output == outputs) output = 0;
  }
}

function fillLookup(nodes: usize, count: u32, columns: u32, tables: usize, lookup: usize): void {
  memory.fill(lookup, 255, <usize>columns << 11);
  for (let n: u32 = 0; n < count; n++) {
    const node = nodes + (<usize>n << 4);
    const head = load<u32>(node);
    const open = load<u64>(node, 8);
    const table = lookup + (<usize>(head >> 16) << 11);
    if (head & 512) {
      const bits = load<u32>(node, 4);
      for (let bin: u32 = 0; bin < 256; bin++) {
        if (goesRight(head, bin, bits, tables)) clearTo(table + (<usize>bin << 3), open);
      }
      continue;
    }
    if (head & 256) clearTo(table, open);
    let bin = (head & 255) + 1;
    if (bin & 1) {
      clearTo(table + (<usize>bin << 3), open);
      bin++;
    }
    const both = i64x2.splat(<i64>open);
    for (; bin < 256; bin += 2) {
      const at = table + (<usize>bin << 3);
      v128.store(at, v128.and(v128.load(at), both));
    }
  }
}

// @ts-ignore: decorator
@inline
function clearTo(at: usize, open: u64): void {
  store<u64>(at, load<u64>(at) & open);
}

// ---------------------------------------------------------------------------------------------------- explanation

/**
 * SHAP values of one row, added to `phi` (output by output, `width` columns each); what is computed and the layout of `plan`
 * is told in src/trees/tree-shap.ts. Nodes of a tree are numbered from its root, children after their parents.
 *
 * `heads`: 8 words a tree: first node, nodes, points (even), byte offset of its plan. `nodes`: 8 words a node: head, left
 * child from the root (0 for a leaf), table, 1 + the nearest node above whose edge splits on the same column (0: none), and
 * the leaf value as a double. `weights`: `maxPoints` quadrature weights for each even number of points.
 */
export function shap(
  bins: usize,
  heads: usize,
  trees: i32,
  nodes: usize,
  tables: usize,
  plan: usize,
  weights: usize,
  maxPoints: i32,
  paths: usize,
  sums: usize,
  open: usize,
  phi: usize,
  width: i32,
  outputs: i32,
): void {
  let output = 0;
  for (let t = 0; t < trees; t++) {
    const head = heads + (<usize>t << 5);
    const first = nodes + (<usize>load<u32>(head) << 5);
    const count = load<u32>(head, 4);
    const bytes = <usize>load<u32>(head, 8) << 3;
    const own = plan + <usize>load<u32>(head, 12);
    const stride: usize = 6 * bytes + 32;
    const rule = weights + (<usize>(load<u32>(head, 8) >> 1) * <usize>maxPoints << 3);
    for (let q: usize = 0; q < bytes; q += 16) v128.store(paths + q, f64x2.splat(1));
    let tablesOf = own;
    for (let n: u32 = 0; n < count; n++) {
      const node = first + (<usize>n << 5);
      const left = load<u32>(node, 4);
      const path = paths + <usize>n * bytes;
      if (left == 0) {
        const value = f64x2.splat(load<f64>(node, 16));
        const sum = sums + <usize>n * bytes;
        for (let q: usize = 0; q < bytes; q += 16) {
          v128.store(sum + q, f64x2.mul(f64x2.mul(v128.load(path + q), v128.load(rule + q)), value));
        }
        continue;
      }
      const above = load<u32>(node, 12);
      const nodeHead = load<u32>(node);
      const bin = <u32>load<u8>(bins + <usize>(nodeHead >> 16));
      const hot = left + goesRight(nodeHead, bin, load<u32>(node, 8), tables);
      const cold = 2 * left + 1 - hot;
      const isOpen = above == 0 ? 1 : <u32>load<u8>(open + <usize>(above - 1));
      store<u8>(open + <usize>hot, isOpen);
      store<u8>(open + <usize>cold, 0);
      const hotPath = paths + <usize>hot * bytes;
      const coldPath = paths + <usize>cold * bytes;
      // Shares of the left and the right child first, then their ratios to the share of the edge above.
      const hotSide = <usize>(hot - left);
      if (isOpen) {
        const share = f64x2.splat(load<f64>(tablesOf + ((1 - hotSide) << 3)));
        const closing = tablesOf + 32;
        const staying = tablesOf + 32 + (2 + hotSide) * bytes;
        for (let q: usize = 0; q < bytes; q += 16) {
          const p = v128.load(path + q);
          v128.store(hotPath + q, f64x2.mul(p, v128.load(staying + q)));
          v128.store(coldPath + q, f64x2.mul(f64x2.mul(p, share), v128.load(closing + q)));
        }
      } else {
        const hotShare = f64x2.splat(load<f64>(tablesOf + (hotSide << 3), 16));
        const coldShare = f64x2.splat(load<f64>(tablesOf + ((1 - hotSide) << 3), 16));
        for (let q: usize = 0; q < bytes; q += 16) {
          const p = v128.load(path + q);
          v128.store(hotPath + q, f64x2.mul(p, hotShare));
          v128.store(coldPath + q, f64x2.mul(p, coldShare));
        }
      }
      tablesOf += stride;
    }
    const values = phi + (<usize>(output * width) << 3);
    for (let n = <i32>count - 1; n >= 0; n--) {
      const node = first + (<usize>n << 5);
      const left = load<u32>(node, 4);
      if (left == 0) continue;
      tablesOf -= stride;
      const sum = sums + <usize>n * bytes;
      const above = load<u32>(node, 12);
      const leftSum = sums + <usize>left * bytes;
      const rightSum = leftSum + bytes;
      const isOpen = above == 0 ? 1 : <u32>load<u8>(open + <usize>(above - 1));
      if (!isOpen) {
        for (let q: usize = 0; q < bytes; q += 16) {
          v128.store(sum + q, f64x2.add(v128.load(leftSum + q), v128.load(rightSum + q)));
        }
        continue;
      }
      const hotSide = <usize>(load<u8>(open + <usize>left) ^ 1);
      const hotSum = hotSide ? rightSum : leftSum;
      const coldSum = hotSide ? leftSum : rightSum;
      const closing = tablesOf + 32 + bytes;
      const staying = tablesOf + 32 + (4 + hotSide) * bytes;
      let total = f64x2.splat(0);
      for (let q: usize = 0; q < bytes; q += 16) {
        const h = v128.load(hotSum + q);
        const c = v128.load(coldSum + q);
        v128.store(sum + q, f64x2.add(h, c));
        total = f64x2.add(total, f64x2.add(f64x2.mul(h, v128.load(staying + q)), f64x2.mul(c, v128.load(closing + q))));
      }
      const at = values + (<usize>(load<u32>(node) >> 16) << 3);
      store<f64>(at, load<f64>(at) + (f64x2.extract_lane(total, 0) + f64x2.extract_lane(total, 1)));
    }
    if (++output == outputs) output = 0;
  }
}
