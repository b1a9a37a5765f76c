// Kernels of binary logistic regression. All pointers are byte offsets into this module's memory, which the driver lays out;
// nothing is allocated here. Each has a plain-TypeScript twin in src/linear/twin-logistic.ts that gives the same bits.
//
// The design stands in blocks of 1024 rows, so that what is read next stands next; in a block column by column, `width` of them
// (a multiple of 4; the last ones may be all zero). The last block is filled up with zeros. `rows` is even: an odd number of
// rows is padded with one of weight 0.
//
// It is kept in single precision and reckoned with in double: a fit waits for the memory, and half the bytes are half the wait.

import { expOfNegative, logOnePlus } from './math/exponential';

/** First byte the driver may use. */
export function heapBase(): usize {
  return __heap_base;
}

/**
 * Rows of a block, and bytes of a column in it. A block of up to some hundred columns stays in the second-level cache; in
 * shorter columns the processor does not see in time what is read next.
 */
const BLOCK: i32 = 1024;
const COLUMN: usize = 4096;
/** Bytes of a column of doubles of a block. */
const SCALED: usize = 2 * COLUMN;

/** Two values of the design as doubles. `offset` counts columns. */
// @ts-ignore: decorator
@inline
function pair(at: usize, offset: usize): v128 {
  return f64x2.promote_low_f32x4(v128.load64_zero(at + offset * COLUMN));
}

// @ts-ignore: decorator
@inline
function both(sum: v128): f64 {
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
}

/** Σ w·(v - origin), and at `out` Σ w·(v - origin)². */
export function moments(values: usize, weight: usize, rows: i32, origin: f64, out: usize): f64 {
  const o = f64x2.splat(origin);
  let first = f64x2.splat(0);
  let second = f64x2.splat(0);
  for (let at: usize = 0; at < <usize>rows << 3; at += 16) {
    const d = f64x2.sub(v128.load(values + at), o);
    const weighted = f64x2.mul(v128.load(weight + at), d);
    first = f64x2.add(first, weighted);
    second = f64x2.add(second, f64x2.mul(weighted, d));
  }
  store<f64>(out, both(second));
  return both(first);
}

/**
 * Writes (v - mean)·factor as one column of the design; `out` is its place in the first block. A row that does not count may
 * hold any number: what single precision cannot is cut at 3e38.
 */
export function place(values: usize, rows: i32, mean: f64, factor: f64, width: i32, out: usize): void {
  const m = f64x2.splat(mean);
  const f = f64x2.splat(factor);
  const most = f64x2.splat(3e38);
  const least = f64x2.splat(-3e38);
  for (let from = 0; from < rows; from += BLOCK) {
    const bytes = <usize>min(BLOCK, rows - from) << 2;
    const source = values + (<usize>from << 3);
    for (let at: usize = 0; at < bytes; at += 8) {
      const scaled = f64x2.mul(f64x2.sub(v128.load(source + 2 * at), m), f);
      v128.store64_lane(out + at, f32x4.demote_f64x2_zero(f64x2.pmax(f64x2.pmin(scaled, most), least)), 0);
    }
    out += <usize>width * COLUMN;
  }
}

/**
 * Σ w·(ln(1 + exp(m)) - y·m) with margins m = Xβ, its gradient, and each row's curvature w·p·(1 - p), over every `every`-th
 * block of rows. `residual` is a number a row of scratch.
 */
export function evaluate(
  x: usize,
  width: i32,
  rows: i32,
  every: i32,
  y: usize,
  weight: usize,
  beta: usize,
  residual: usize,
  curvature: usize,
  gradient: usize,
): f64 {
  const zero = f64x2.splat(0);
  const one = f64x2.splat(1);
  const least = f64x2.splat(1e-10);
  const sign = i64x2.splat(1 << 63);
  memory.fill(gradient, 0, <usize>width << 3);
  let value = zero;
  for (let from = 0; from < rows; from += BLOCK * every) {
    const bytes = <usize>min(BLOCK, rows - from) << 3;
    const block = <usize>from << 3;
    const design = x + (<usize>from << 2) * <usize>width;
    const r = residual + block;
    for (let j = 0; j < width; j += 4) {
      const column = design + <usize>j * COLUMN;
      const b = beta + (<usize>j << 3);
      const b0 = v128.load64_splat(b);
      const b1 = v128.load64_splat(b, 8);
      const b2 = v128.load64_splat(b, 16);
      const b3 = v128.load64_splat(b, 24);
      for (let at: usize = 0; at < bytes; at += 16) {
        const here = column + (at >> 1);
        const first = f64x2.add(f64x2.mul(b0, pair(here, 0)), f64x2.mul(b1, pair(here, 1)));
        const second = f64x2.add(f64x2.mul(b2, pair(here, 2)), f64x2.mul(b3, pair(here, 3)));
        const sum = f64x2.add(first, second);
        v128.store(r + at, j == 0 ? sum : f64x2.add(v128.load(r + at), sum));
      }
    }
    for (let at: usize = 0; at < bytes; at += 16) {
      const m = v128.load(r + at);
      const w = v128.load(weight + block + at);
      const t = v128.load(y + block + at);
      const e = expOfNegative(v128.or(m, sign));
      const inverse = f64x2.div(one, f64x2.add(one, e));
      const small = f64x2.mul(e, inverse);
      const p = v128.bitselect(inverse, small, f64x2.gt(m, zero));
      const loss = f64x2.sub(f64x2.add(f64x2.pmax(m, zero), logOnePlus(e)), f64x2.mul(t, m));
      value = f64x2.add(value, f64x2.mul(w, loss));
      v128.store(r + at, f64x2.mul(w, f64x2.sub(p, t)));
      v128.store(curvature + block + at, f64x2.mul(w, f64x2.pmax(f64x2.mul(inverse, small), least)));
    }
    for (let j = 0; j < width; j += 4) {
      const column = design + <usize>j * COLUMN;
      let g0 = zero;
      let g1 = zero;
      let g2 = zero;
      let g3 = zero;
      for (let at: usize = 0; at < bytes; at += 16) {
        const here = column + (at >> 1);
        const own = v128.load(r + at);
        g0 = f64x2.add(g0, f64x2.mul(own, pair(here, 0)));
        g1 = f64x2.add(g1, f64x2.mul(own, pair(here, 1)));
        g2 = f64x2.add(g2, f64x2.mul(own, pair(here, 2)));
        g3 = f64x2.add(g3, f64x2.mul(own, pair(here, 3)));
      }
      const g = gradient + (<usize>j << 3);
      store<f64>(g, load<f64>(g) + both(g0));
      store<f64>(g, load<f64>(g, 8) + both(g1), 8);
      store<f64>(g, load<f64>(g, 16) + both(g2), 16);
      store<f64>(g, load<f64>(g, 24) + both(g3), 24);
    }
  }
  return both(value);
}

/**
 * Adds Xᵀ·diag(curvature)·X over every `every`-th block of 1024 rows to `out` (width · width doubles), in tiles of 4 rows by 2
 * columns that hold the lower triangle. `scaled` is scratch of 4 · 1024 doubles.
 */
export function gram(
  x: usize,
  width: i32,
  rows: i32,
  curvature: usize,
  every: i32,
  scaled: usize,
  out: usize,
): void {
  const zero = f64x2.splat(0);
  const line = <usize>width << 3;
  for (let from = 0; from < rows; from += BLOCK * every) {
    const bytes = <usize>min(BLOCK, rows - from) << 3;
    const block = <usize>from << 3;
    const design = x + (<usize>from << 2) * <usize>width;
    for (let j = 0; j < width; j += 4) {
      const column = design + <usize>j * COLUMN;
      for (let at: usize = 0; at < bytes; at += 16) {
        const here = column + (at >> 1);
        const c = v128.load(curvature + block + at);
        v128.store(scaled + at, f64x2.mul(c, pair(here, 0)));
        v128.store(scaled + at, f64x2.mul(c, pair(here, 1)), SCALED);
        v128.store(scaled + at, f64x2.mul(c, pair(here, 2)), 2 * SCALED);
        v128.store(scaled + at, f64x2.mul(c, pair(here, 3)), 3 * SCALED);
      }
      for (let k = 0; k <= j + 2; k += 2) {
        const other = design + <usize>k * COLUMN;
        let a0 = zero;
        let a1 = zero;
        let b0 = zero;
        let b1 = zero;
        let c0 = zero;
        let c1 = zero;
        let d0 = zero;
        let d1 = zero;
        for (let at: usize = 0; at < bytes; at += 16) {
          const p = pair(other + (at >> 1), 0);
          const q = pair(other + (at >> 1), 1);
          const a = v128.load(scaled + at);
          a0 = f64x2.add(a0, f64x2.mul(a, p));
          a1 = f64x2.add(a1, f64x2.mul(a, q));
          const b = v128.load(scaled + at, SCALED);
          b0 = f64x2.add(b0, f64x2.mul(b, p));
          b1 = f64x2.add(b1, f64x2.mul(b, q));
          const c = v128.load(scaled + at, 2 * SCALED);
          c0 = f64x2.add(c0, f64x2.mul(c, p));
          c1 = f64x2.add(c1, f64x2.mul(c, q));
          const d = v128.load(scaled + at, 3 * SCALED);
          d0 = f64x2.add(d0, f64x2.mul(d, p));
          d1 = f64x2.add(d1, f64x2.mul(d, q));
        }
        const cell = out + <usize>j * line + (<usize>k << 3);
        addPair(cell, a0, a1);
        addPair(cell + line, b0, b1);
        addPair(cell + 2 * line, c0, c1);
        addPair(cell + 3 * line, d0, d1);
      }
    }
  }
}

// @ts-ignore: decorator
@inline
function addPair(cell: usize, first: v128, second: v128): void {
  store<f64>(cell, load<f64>(cell) + both(first));
  store<f64>(cell, load<f64>(cell, 8) + both(second), 8);
}
