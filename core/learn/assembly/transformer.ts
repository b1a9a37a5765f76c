// The forward pass of a transformer encoder, f32, 128-bit SIMD: what is between the products, which are in fixed-point.ts. Texts of different lengths lie one after another without
// padding: `offsets` (i32, texts + 1) says at which row of a matrix each begins. Memory is imported and laid out by the
// caller, as in neural.ts: no data segment, no allocation. Plain twins are in src/neural/transformer-kernels.spec.ts.

import { addProduct } from './math/add-product';
import { erf4, exp4, tanh4 } from './math/exponential4';

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
