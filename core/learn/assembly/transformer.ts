// The forward pass of a transformer encoder, f32, 128-bit SIMD. Texts of different lengths lie one after another without
// padding: `offsets` (i32, texts + 1) says at which row of a matrix each begins. Memory is imported and laid out by the
// caller, as in neural.ts: no data segment, no allocation. Plain twins are in src/neural/transformer-kernels.spec.ts.

import { erf4, exp4, tanh4 } from './math/exponential4';

// ------------------------------------------------------------------------------------------------------- products

const BLOCK_K: i32 = 512;

/**
 * C (m x n) = A (m x k) B, or C += when `accumulate`. B (k x n) comes as panels of 8 columns, k rows each, packed once when
 * a model is loaded: for the few rows of one sentence, packing at each product would cost as much as the product. n is a
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

// @ts-ignore: decorator
@inline
function addProduct(sum: v128, x: v128, y: v128): v128 {
  return f32x4.add(sum, f32x4.mul(x, y));
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

// ------------------------------------------------------------------------------------- rows; widths are multiples of 4

/** z (m x n) += bias, then the activation: 0 none, 1 ReLU, 2 tanh, 3 GELU with the error function. In place. */
export function addBias(z: usize, bias: usize, m: i32, n: i32, activation: i32): void {
  const end = <usize>n << 2;
  const zero = f32x4.splat(0), one = f32x4.splat(1), half = f32x4.splat(0.5), root = f32x4.splat(0.70710678);
  for (let i = 0; i < m; i++, z += end) {
    for (let at: usize = 0; at < end; at += 16) {
      let value = f32x4.add(v128.load(z + at), v128.load(bias + at));
      if (activation == 1) value = f32x4.max(value, zero);
      else if (activation == 2) value = tanh4(value);
      else if (activation == 3) {
        value = f32x4.mul(f32x4.mul(half, value), f32x4.add(one, erf4(f32x4.mul(value, root))));
      }
      v128.store(z + at, value);
    }
  }
}

/** out = (x - mean) / sqrt(variance + epsilon) * gamma + beta for each row (Ba et al. 2016). `out` may be `x`. */
export function layerNorm(x: usize, m: i32, n: i32, gamma: usize, beta: usize, epsilon: f32, out: usize): void {
  const end = <usize>n << 2;
  for (let i = 0; i < m; i++, x += end, out += end) {
    let sum = f32x4.splat(0);
    for (let at: usize = 0; at < end; at += 16) sum = f32x4.add(sum, v128.load(x + at));
    const mean = f32x4.splat(total(sum) / <f32>n);
    sum = f32x4.splat(0);
    for (let at: usize = 0; at < end; at += 16) {
      const d = f32x4.sub(v128.load(x + at), mean);
      sum = f32x4.add(sum, f32x4.mul(d, d));
    }
    const inverse = f32x4.splat(1 / sqrt<f32>(total(sum) / <f32>n + epsilon));
    for (let at: usize = 0; at < end; at += 16) {
      const d = f32x4.mul(f32x4.sub(v128.load(x + at), mean), inverse);
      v128.store(out + at, f32x4.add(f32x4.mul(d, v128.load(gamma + at)), v128.load(beta + at)));
    }
  }
}

// @ts-ignore: decorator
@inline
function total(x: v128): f32 {
  return (f32x4.extract_lane(x, 0) + f32x4.extract_lane(x, 1)) + (f32x4.extract_lane(x, 2) + f32x4.extract_lane(x, 3));
}

/** out[i] = scale * table[index[i]] + added[position of i in its text]: token and position embeddings. */
export function embed(
  table: usize, index: usize, offsets: usize, texts: i32, n: i32, scale: f32, added: usize, out: usize,
): void {
  const end = <usize>n << 2;
  const factor = f32x4.splat(scale);
  for (let t = 0; t < texts; t++, offsets += 4) {
    const rows = load<i32>(offsets, 4) - load<i32>(offsets);
    let position = added;
    for (let i = 0; i < rows; i++, index += 4, position += end, out += end) {
      const from = table + <usize>load<i32>(index) * end;
      for (let at: usize = 0; at < end; at += 16) {
        v128.store(out + at, f32x4.add(f32x4.mul(factor, v128.load(from + at)), v128.load(position + at)));
      }
    }
  }
}

/** The mean of each text's rows, texts x n; zeros for a text without rows. */
export function meanRows(x: usize, offsets: usize, texts: i32, n: i32, out: usize): void {
  const end = <usize>n << 2;
  for (let t = 0; t < texts; t++, offsets += 4, out += end) {
    const rows = load<i32>(offsets, 4) - load<i32>(offsets);
    memory.fill(out, 0, end);
    for (let i = 0; i < rows; i++, x += end) {
      for (let at: usize = 0; at < end; at += 16) v128.store(out + at, f32x4.add(v128.load(out + at), v128.load(x + at)));
    }
    const divisor = f32x4.splat(<f32>max(rows, 1));
    for (let at: usize = 0; at < end; at += 16) v128.store(out + at, f32x4.div(v128.load(out + at), divisor));
  }
}

/** Each row (m x n) divided by its Euclidean length; a row of zeros stays. In place. */
export function normaliseRows(x: usize, m: i32, n: i32): void {
  const end = <usize>n << 2;
  for (let i = 0; i < m; i++, x += end) {
    let sum = f32x4.splat(0);
    for (let at: usize = 0; at < end; at += 16) sum = f32x4.add(sum, f32x4.mul(v128.load(x + at), v128.load(x + at)));
    const factor = f32x4.splat(1 / sqrt<f32>(max<f32>(total(sum), 1e-12)));
    for (let at: usize = 0; at < end; at += 16) v128.store(x + at, f32x4.mul(v128.load(x + at), factor));
  }
}

// ------------------------------------------------------------------------------------------------------- attention

/**
 * softmax(scale * Q K^T) V within each text, head by head (Vaswani et al. 2017). A row of qkv is query, key and value,
 * each `heads` times `depth` numbers; depth is a multiple of 16. `scratch` takes as many floats as the longest text has
 * rows, and 3 more. Writes rows x (heads * depth).
 */
export function attention(
  qkv: usize, offsets: usize, texts: i32, heads: i32, depth: i32, scale: f32, scratch: usize, out: usize,
): void {
  const width = <usize>(heads * depth) << 2;
  const stride = <usize>3 * width, size = <usize>depth << 2;
  for (let t = 0; t < texts; t++, offsets += 4) {
    const rows = load<i32>(offsets, 4) - load<i32>(offsets);
    for (let h = 0; h < heads; h++) {
      const head = <usize>h * size;
      for (let i = 0; i < rows; i++) {
        attend(
          qkv + <usize>i * stride + head, qkv + width + head, stride, rows, size, scale, scratch,
          out + <usize>i * width + head, width,
        );
      }
    }
    qkv += <usize>rows * stride;
    out += <usize>rows * width;
  }
}

/** One query of one head; a value stands `toValue` bytes behind its key. */
function attend(
  query: usize, key: usize, stride: usize, rows: i32, size: usize, scale: f32, scores: usize, out: usize, toValue: usize,
): void {
  let k = key;
  let best: f32 = -f32.MAX_VALUE;
  for (let j = 0; j < rows; j++, k += stride) {
    let s0 = f32x4.splat(0), s1 = s0;
    for (let at: usize = 0; at < size; at += 32) {
      s0 = addProduct(s0, v128.load(query + at), v128.load(k + at));
      s1 = addProduct(s1, v128.load(query + at, 16), v128.load(k + at, 16));
    }
    const score = scale * total(f32x4.add(s0, s1));
    store<f32>(scores + (<usize>j << 2), score);
    best = max(best, score);
  }
  const inverse: f32 = <f32>1 / exponentials(scores, rows, best);
  for (let at: usize = 0; at < size; at += 64) {
    let s0 = f32x4.splat(0), s1 = s0, s2 = s0, s3 = s0;
    let value = key + toValue + at;
    for (let j = 0; j < rows; j++, value += stride) {
      const weight = v128.load_splat<f32>(scores + (<usize>j << 2));
      s0 = addProduct(s0, weight, v128.load(value)); s1 = addProduct(s1, weight, v128.load(value, 16));
      s2 = addProduct(s2, weight, v128.load(value, 32)); s3 = addProduct(s3, weight, v128.load(value, 48));
    }
    const factor = f32x4.splat(inverse);
    v128.store(out + at, f32x4.mul(s0, factor)); v128.store(out + at, f32x4.mul(s1, factor), 16);
    v128.store(out + at, f32x4.mul(s2, factor), 32); v128.store(out + at, f32x4.mul(s3, factor), 48);
  }
}

/** Scores become exp(score - best), in place; returns their sum. Writes up to three floats behind the last. */
function exponentials(scores: usize, rows: i32, best: f32): f32 {
  const shift = f32x4.splat(best);
  let sum: f32 = 0;
  for (let j = 0; j < rows; j += 4) {
    const at = scores + (<usize>j << 2);
    v128.store(at, exp4(f32x4.sub(v128.load(at), shift)));
    for (let q = 0; q < min(4, rows - j); q++) sum += load<f32>(at + (<usize>q << 2));
  }
  return sum;
}
