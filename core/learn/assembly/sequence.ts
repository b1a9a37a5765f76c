// Kernels of networks over sequences of tokens, f32, 128-bit SIMD: the products of one step, and what is between the larger
// ones, which are in neural.ts. Their memory is imported. Texts stand one behind another, a row a token; `offsets` has the first
// row of each text and the end (i32). Numbers a row are a multiple of 4. Gradient checks are in src/neural/sequences/*.spec.ts.

import { addProduct } from './math/add-product';
import { exp4, tanh4 } from './math/exponential4';

// ---------------------------------------------------------------------------------------------------------- pooling

/**
 * The largest of each of the n columns of z within each text; a row of `out` is `stride` numbers. `winner` (texts x n, i32)
 * gets the row that held it, the first of equals.
 */
export function maxOverTime(z: usize, offsets: usize, texts: i32, n: i32, out: usize, stride: i32, winner: usize): void {
  const line = <usize>n << 2;
  for (let i = 0; i < texts; i++, offsets += 4, out += <usize>stride << 2, winner += line) {
    const first = load<i32>(offsets), end = load<i32>(offsets, 4);
    for (let at: usize = 0; at < line; at += 16) {
      let from = z + <usize>first * line + at;
      let best = v128.load(from);
      let row = i32x4.splat(first);
      for (let t = first + 1; t < end; t++) {
        from += line;
        const value = v128.load(from);
        const larger = f32x4.gt(value, best);
        best = v128.bitselect(value, best, larger);
        row = v128.bitselect(i32x4.splat(t), row, larger);
      }
      v128.store(out + at, best);
      v128.store(winner + at, row);
    }
  }
}

/** Hands the gradient of `maxOverTime` (texts x n) to the rows that held the largest: `gZ` += it. */
export function maxOverTimeGradient(gradient: usize, winner: usize, texts: i32, n: i32, gZ: usize): void {
  for (let i = 0; i < texts; i++) {
    for (let f = 0; f < n; f++, gradient += 4, winner += 4) {
      const at = gZ + (<usize>(load<i32>(winner) * n + f) << 2);
      store<f32>(at, load<f32>(at) + load<f32>(gradient));
    }
  }
}

/** Hands the gradient of the mean over each text's rows (texts x n) to the rows. */
export function meanRowsGradient(gradient: usize, offsets: usize, texts: i32, n: i32, gX: usize): void {
  const line = <usize>n << 2;
  for (let i = 0; i < texts; i++, offsets += 4, gradient += line) {
    const rows = load<i32>(offsets, 4) - load<i32>(offsets);
    const share = f32x4.splat(1 / <f32>max(rows, 1));
    for (let t = 0; t < rows; t++, gX += line) {
      for (let at: usize = 0; at < line; at += 16) v128.store(gX + at, f32x4.mul(share, v128.load(gradient + at)));
    }
  }
}

// ------------------------------------------------------------------------------------------------------- convolution

/**
 * Gradients of `gemmWindows` followed by `maxOverTime`: of all windows of a text only the winner of a filter has one, so this
 * is far less than a product. A row of `gradient` is `stride` numbers, n of them of these filters. `w` and `gW` are n x k,
 * `gX` is like x; adds to both.
 */
export function windowGradients(
  texts: i32, n: i32, k: i32, x: usize, width: i32, rows: usize, winner: usize, gradient: usize, stride: i32,
  w: usize, gW: usize, gX: usize,
): void {
  const line = <usize>k << 2;
  for (let f = 0; f < n; f++, w += line, gW += line) {
    for (let i = 0; i < texts; i++) {
      const g = load<f32>(gradient + (<usize>(i * stride + f) << 2));
      if (g == 0) continue;
      const token = <usize>load<i32>(winner + (<usize>(i * n + f) << 2));
      const window = <usize>load<i32>(rows + (token << 2)) * <usize>width << 2;
      const factor = f32x4.splat(g);
      for (let at: usize = 0; at < line; at += 16) {
        const from = window + at;
        v128.store(gW + at, f32x4.add(v128.load(gW + at), f32x4.mul(factor, v128.load(x + from))));
        v128.store(gX + from, f32x4.add(v128.load(gX + from), f32x4.mul(factor, v128.load(w + at))));
      }
    }
  }
}

// ------------------------------------------------------------------------------------------------------ recurrent cells

// One time step of `count` texts. `rows` (i32) has the row of each text's token at this step; arrays said to be "of tokens"
// are read and written there, the others are count rows one behind another. `units` is a multiple of 8.

// @ts-ignore: decorator
@inline
function sigmoid4(x: v128): v128 {
  const one = f32x4.splat(1);
  return f32x4.div(one, f32x4.add(one, exp4(f32x4.neg(x))));
}

// @ts-ignore: decorator
@inline
function derivativeOfSigmoid(y: v128): v128 {
  return f32x4.mul(y, f32x4.sub(f32x4.splat(1), y));
}

// @ts-ignore: decorator
@inline
function derivativeOfTanh(y: v128): v128 {
  return f32x4.sub(f32x4.splat(1), f32x4.mul(y, y));
}

/**
 * Long short-term memory (Hochreiter and Schmidhuber 1997, with the forget gate of Gers et al. 2000): `gates` (of tokens,
 * 4 · units: input, forget, candidate, output) comes with what the token adds, `recurrent` is what the state adds. Leaves the
 * activated gates in their place, `cellBefore` and `tanhCell` (of tokens, units) and `hiddenBefore` for the way back; `hidden`
 * and `cell` move on, and `out` (of tokens, `stride` numbers) gets the new hidden state.
 */
export function lstmCell(
  count: i32, units: i32, rows: usize, gates: usize, recurrent: usize, hidden: usize, cell: usize,
  hiddenBefore: usize, cellBefore: usize, tanhCell: usize, out: usize, stride: i32,
): void {
  const line = <usize>units << 2;
  for (let i = 0; i < count; i++, rows += 4, recurrent += 4 * line, hidden += line, cell += line) {
    const row = <usize>load<i32>(rows);
    const gate = gates + row * 4 * line;
    const own = row * line;
    const to = out + (row * <usize>stride << 2);
    for (let at: usize = 0; at < line; at += 16) {
      const a = gate + at, r = recurrent + at;
      const input = sigmoid4(f32x4.add(v128.load(a), v128.load(r)));
      const forget = sigmoid4(f32x4.add(v128.load(a + line), v128.load(r + line)));
      const candidate = tanh4(f32x4.add(v128.load(a + 2 * line), v128.load(r + 2 * line)));
      const output = sigmoid4(f32x4.add(v128.load(a + 3 * line), v128.load(r + 3 * line)));
      const before = v128.load(cell + at);
      const now = f32x4.add(f32x4.mul(forget, before), f32x4.mul(input, candidate));
      const squashed = tanh4(now);
      const state = f32x4.mul(output, squashed);
      v128.store(a, input);
      v128.store(a + line, forget);
      v128.store(a + 2 * line, candidate);
      v128.store(a + 3 * line, output);
      v128.store(hiddenBefore + own + at, v128.load(hidden + at));
      v128.store(cellBefore + own + at, before);
      v128.store(tanhCell + own + at, squashed);
      v128.store(hidden + at, state);
      v128.store(cell + at, now);
      v128.store(to + at, state);
    }
  }
}

/**
 * The way back through `lstmCell`: `gHidden` and `gCell` are the gradients of the state behind it, `gOut` that of `out`.
 * `gates` become gradients, a copy of which goes to `gRecurrent`; `gCell` becomes that of the state before.
 */
export function lstmCellGradient(
  count: i32, units: i32, rows: usize, gates: usize, cellBefore: usize, tanhCell: usize, gOut: usize, stride: i32,
  gHidden: usize, gCell: usize, gRecurrent: usize,
): void {
  const line = <usize>units << 2;
  for (let i = 0; i < count; i++, rows += 4, gRecurrent += 4 * line, gHidden += line, gCell += line) {
    const row = <usize>load<i32>(rows);
    const gate = gates + row * 4 * line;
    const own = row * line;
    const from = gOut + (row * <usize>stride << 2);
    for (let at: usize = 0; at < line; at += 16) {
      const a = gate + at, r = gRecurrent + at;
      const input = v128.load(a), forget = v128.load(a + line);
      const candidate = v128.load(a + 2 * line), output = v128.load(a + 3 * line);
      const squashed = v128.load(tanhCell + own + at);
      const g = f32x4.add(v128.load(from + at), v128.load(gHidden + at));
      const c = f32x4.add(v128.load(gCell + at), f32x4.mul(f32x4.mul(g, output), derivativeOfTanh(squashed)));
      const gInput = f32x4.mul(f32x4.mul(c, candidate), derivativeOfSigmoid(input));
      const gForget = f32x4.mul(f32x4.mul(c, v128.load(cellBefore + own + at)), derivativeOfSigmoid(forget));
      const gCandidate = f32x4.mul(f32x4.mul(c, input), derivativeOfTanh(candidate));
      const gOutput = f32x4.mul(f32x4.mul(g, squashed), derivativeOfSigmoid(output));
      v128.store(a, gInput);
      v128.store(a + line, gForget);
      v128.store(a + 2 * line, gCandidate);
      v128.store(a + 3 * line, gOutput);
      v128.store(r, gInput);
      v128.store(r + line, gForget);
      v128.store(r + 2 * line, gCandidate);
      v128.store(r + 3 * line, gOutput);
      v128.store(gCell + at, f32x4.mul(c, forget));
    }
  }
}

/** A simple recurrent cell (Elman 1990): hidden = tanh(gates + recurrent). As `lstmCell`, with one gate and no memory. */
export function elmanCell(
  count: i32, units: i32, rows: usize, gates: usize, recurrent: usize, hidden: usize,
  hiddenBefore: usize, out: usize, stride: i32,
): void {
  const line = <usize>units << 2;
  for (let i = 0; i < count; i++, rows += 4, recurrent += line, hidden += line) {
    const row = <usize>load<i32>(rows);
    const gate = gates + row * line;
    const to = out + (row * <usize>stride << 2);
    for (let at: usize = 0; at < line; at += 16) {
      const state = tanh4(f32x4.add(v128.load(gate + at), v128.load(recurrent + at)));
      v128.store(gate + at, state);
      v128.store(hiddenBefore + row * line + at, v128.load(hidden + at));
      v128.store(hidden + at, state);
      v128.store(to + at, state);
    }
  }
}

/** The way back through `elmanCell`, as `lstmCellGradient`. */
export function elmanCellGradient(
  count: i32, units: i32, rows: usize, gates: usize, gOut: usize, stride: i32, gHidden: usize, gRecurrent: usize,
): void {
  const line = <usize>units << 2;
  for (let i = 0; i < count; i++, rows += 4, gRecurrent += line, gHidden += line) {
    const row = <usize>load<i32>(rows);
    const gate = gates + row * line;
    const from = gOut + (row * <usize>stride << 2);
    for (let at: usize = 0; at < line; at += 16) {
      const g = f32x4.add(v128.load(from + at), v128.load(gHidden + at));
      const own = f32x4.mul(g, derivativeOfTanh(v128.load(gate + at)));
      v128.store(gate + at, own);
      v128.store(gRecurrent + at, own);
    }
  }
}

// ------------------------------------------------------------------------------------------------------- products

const BLOCK_K: i32 = 512;

/**
 * C (m x n) = A (m x k) B, or C += when `accumulate`. B (k x n) comes as panels of 8 columns, k rows each, packed once for
 * all steps of a sequence: for the few rows of a step, packing at each product would cost as much as the product. n is a
 * multiple of 8 and k is even. Every element is summed over k in order, however many rows there are and wherever a row
 * stands, so a text alone and the same text among others get the same bits.
 */
export function multiply(m: i32, n: i32, k: i32, a: usize, panels: usize, c: usize, accumulate: bool): void {
  if (m == 1) {
    multiplyRow(n, k, a, panels, c, accumulate);
    return;
  }
  const strideA = <usize>k << 2, strideC = <usize>n << 2;
  // Tiles of four rows; the last five or six are one tile, so that a short text has few idle rows.
  const rest = m & 3;
  const fours = m > 4 && (rest == 1 || rest == 2) ? m - 4 - rest : m;
  for (let k0 = 0; k0 < k; k0 += BLOCK_K) {
    const kc = min(BLOCK_K, k - k0);
    const add = accumulate || k0 > 0;
    for (let j = 0; j < n; j += 8) {
      const panel = panels + ((<usize>j * <usize>k + (<usize>k0 << 3)) << 2);
      const left = a + (<usize>k0 << 2);
      const out = c + (<usize>j << 2);
      let i = 0;
      for (; i < fours; i += 4) {
        tile4x8(left + <usize>i * strideA, strideA, panel, kc, out + <usize>i * strideC, strideC, m - i, add);
      }
      if (i < m) tile6x8(left + <usize>i * strideA, strideA, panel, kc, out + <usize>i * strideC, strideC, m - i, add);
    }
  }
}

/** 4 x 8 of C in registers. Where there are fewer rows the last is computed again and stored over itself. */
function tile4x8(a: usize, strideA: usize, b: usize, kc: i32, c: usize, strideC: usize, rows: i32, add: bool): void {
  let a1 = rows > 1 ? a + strideA : a;
  let a2 = rows > 2 ? a1 + strideA : a1;
  let a3 = rows > 3 ? a2 + strideA : a2;
  const c1 = rows > 1 ? c + strideC : c;
  const c2 = rows > 2 ? c1 + strideC : c1;
  const c3 = rows > 3 ? c2 + strideC : c2;
  let c00 = f32x4.splat(0), c01 = c00, c10 = c00, c11 = c00, c20 = c00, c21 = c00, c30 = c00, c31 = c00;
  if (add) {
    c00 = v128.load(c); c01 = v128.load(c, 16);
    c10 = v128.load(c1); c11 = v128.load(c1, 16);
    c20 = v128.load(c2); c21 = v128.load(c2, 16);
    c30 = v128.load(c3); c31 = v128.load(c3, 16);
  }
  const end = b + (<usize>kc << 5);
  while (b < end) {
    let b0 = v128.load(b), b1 = v128.load(b, 16), x = v128.load_splat<f32>(a);
    c00 = addProduct(c00, x, b0); c01 = addProduct(c01, x, b1); x = v128.load_splat<f32>(a1);
    c10 = addProduct(c10, x, b0); c11 = addProduct(c11, x, b1); x = v128.load_splat<f32>(a2);
    c20 = addProduct(c20, x, b0); c21 = addProduct(c21, x, b1); x = v128.load_splat<f32>(a3);
    c30 = addProduct(c30, x, b0); c31 = addProduct(c31, x, b1);
    a += 4; a1 += 4; a2 += 4; a3 += 4; b += 32;
  }
  v128.store(c, c00); v128.store(c, c01, 16);
  v128.store(c1, c10); v128.store(c1, c11, 16);
  v128.store(c2, c20); v128.store(c2, c21, 16);
  v128.store(c3, c30); v128.store(c3, c31, 16);
}

/** 6 x 8 of C; two steps of k, because one at a time takes half as long again. */
function tile6x8(a: usize, strideA: usize, b: usize, kc: i32, c: usize, strideC: usize, rows: i32, add: bool): void {
  let a1 = rows > 1 ? a + strideA : a;
  let a2 = rows > 2 ? a1 + strideA : a1;
  let a3 = rows > 3 ? a2 + strideA : a2;
  let a4 = rows > 4 ? a3 + strideA : a3;
  let a5 = rows > 5 ? a4 + strideA : a4;
  const c1 = rows > 1 ? c + strideC : c;
  const c2 = rows > 2 ? c1 + strideC : c1;
  const c3 = rows > 3 ? c2 + strideC : c2;
  const c4 = rows > 4 ? c3 + strideC : c3;
  const c5 = rows > 5 ? c4 + strideC : c4;
  let c00 = f32x4.splat(0), c01 = c00, c10 = c00, c11 = c00, c20 = c00, c21 = c00;
  let c30 = c00, c31 = c00, c40 = c00, c41 = c00, c50 = c00, c51 = c00;
  if (add) {
    c00 = v128.load(c); c01 = v128.load(c, 16);
    c10 = v128.load(c1); c11 = v128.load(c1, 16);
    c20 = v128.load(c2); c21 = v128.load(c2, 16);
    c30 = v128.load(c3); c31 = v128.load(c3, 16);
    c40 = v128.load(c4); c41 = v128.load(c4, 16);
    c50 = v128.load(c5); c51 = v128.load(c5, 16);
  }
  const end = b + (<usize>kc << 5);
  while (b < end) {
    let b0 = v128.load(b), b1 = v128.load(b, 16), x = v128.load_splat<f32>(a);
    c00 = addProduct(c00, x, b0); c01 = addProduct(c01, x, b1); x = v128.load_splat<f32>(a1);
    c10 = addProduct(c10, x, b0); c11 = addProduct(c11, x, b1); x = v128.load_splat<f32>(a2);
    c20 = addProduct(c20, x, b0); c21 = addProduct(c21, x, b1); x = v128.load_splat<f32>(a3);
    c30 = addProduct(c30, x, b0); c31 = addProduct(c31, x, b1); x = v128.load_splat<f32>(a4);
    c40 = addProduct(c40, x, b0); c41 = addProduct(c41, x, b1); x = v128.load_splat<f32>(a5);
    c50 = addProduct(c50, x, b0); c51 = addProduct(c51, x, b1);
    b0 = v128.load(b, 32); b1 = v128.load(b, 48); x = v128.load_splat<f32>(a, 4);
    c00 = addProduct(c00, x, b0); c01 = addProduct(c01, x, b1); x = v128.load_splat<f32>(a1, 4);
    c10 = addProduct(c10, x, b0); c11 = addProduct(c11, x, b1); x = v128.load_splat<f32>(a2, 4);
    c20 = addProduct(c20, x, b0); c21 = addProduct(c21, x, b1); x = v128.load_splat<f32>(a3, 4);
    c30 = addProduct(c30, x, b0); c31 = addProduct(c31, x, b1); x = v128.load_splat<f32>(a4, 4);
    c40 = addProduct(c40, x, b0); c41 = addProduct(c41, x, b1); x = v128.load_splat<f32>(a5, 4);
    c50 = addProduct(c50, x, b0); c51 = addProduct(c51, x, b1);
    a += 8; a1 += 8; a2 += 8; a3 += 8; a4 += 8; a5 += 8; b += 64;
  }
  v128.store(c, c00); v128.store(c, c01, 16);
  v128.store(c1, c10); v128.store(c1, c11, 16);
  v128.store(c2, c20); v128.store(c2, c21, 16);
  v128.store(c3, c30); v128.store(c3, c31, 16);
  v128.store(c4, c40); v128.store(c4, c41, 16);
  v128.store(c5, c50); v128.store(c5, c51, 16);
}

/** One row: four panels at once, for a single panel would wait for its own sums. */
function multiplyRow(n: i32, k: i32, a: usize, panels: usize, c: usize, add: bool): void {
  const size = <usize>k << 5;
  const end = a + (<usize>k << 2);
  let j = 0;
  for (; j + 32 <= n; j += 32, c += 128, panels += size << 2) {
    let s0 = f32x4.splat(0), s1 = s0, s2 = s0, s3 = s0, s4 = s0, s5 = s0, s6 = s0, s7 = s0;
    if (add) {
      s0 = v128.load(c); s1 = v128.load(c, 16); s2 = v128.load(c, 32); s3 = v128.load(c, 48);
      s4 = v128.load(c, 64); s5 = v128.load(c, 80); s6 = v128.load(c, 96); s7 = v128.load(c, 112);
    }
    let p0 = panels, p1 = p0 + size, p2 = p1 + size, p3 = p2 + size;
    for (let at = a; at < end; at += 4, p0 += 32, p1 += 32, p2 += 32, p3 += 32) {
      const x = v128.load_splat<f32>(at);
      s0 = addProduct(s0, x, v128.load(p0)); s1 = addProduct(s1, x, v128.load(p0, 16));
      s2 = addProduct(s2, x, v128.load(p1)); s3 = addProduct(s3, x, v128.load(p1, 16));
      s4 = addProduct(s4, x, v128.load(p2)); s5 = addProduct(s5, x, v128.load(p2, 16));
      s6 = addProduct(s6, x, v128.load(p3)); s7 = addProduct(s7, x, v128.load(p3, 16));
    }
    v128.store(c, s0); v128.store(c, s1, 16); v128.store(c, s2, 32); v128.store(c, s3, 48);
    v128.store(c, s4, 64); v128.store(c, s5, 80); v128.store(c, s6, 96); v128.store(c, s7, 112);
  }
  for (; j < n; j += 8, c += 32) {
    let s0 = f32x4.splat(0), s1 = s0;
    if (add) { s0 = v128.load(c); s1 = v128.load(c, 16); }
    for (let at = a; at < end; at += 4, panels += 32) {
      const x = v128.load_splat<f32>(at);
      s0 = addProduct(s0, x, v128.load(panels)); s1 = addProduct(s1, x, v128.load(panels, 16));
    }
    v128.store(c, s0); v128.store(c, s1, 16);
  }
}
