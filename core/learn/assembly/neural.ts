// Kernels of neural network training, f32, 128-bit SIMD. Their memory is imported: TensorFlow.js's own, so that a kernel
// takes a tensor's pointer without a copy, or one made for a single fit. So there is no data segment, no allocation and
// nothing of the standard library that brings a table: whoever calls hands over every buffer. Plain-TypeScript twins and
// gradient checks are in src/neural/*.spec.ts.

import { exp4, tanh4 } from './math/exponential4';

// ---------------------------------------------------------------------------------------------------------- GEMM

const BLOCK_K: i32 = 384;
const BLOCK_N: i32 = 256;

/** Bytes of scratch that `gemm` needs: a packed block of B, a packed panel of A and one edge tile. */
export function gemmScratchBytes(): i32 {
  return BLOCK_K * (BLOCK_N + 8) * 4 + BLOCK_K * 16 + 128;
}

/**
 * C (m x n) = op(A) op(B), or C += when `accumulate`; row-major. op(A) is m x k, stored k x m when `transA`; op(B) is
 * k x n, stored n x k when `transB`. Blocks of B are packed in panels of 8 columns; the micro-kernel keeps a 4 x 8 tile of
 * C in registers (after Goto and van de Geijn, "Anatomy of high-performance matrix multiplication", 2008).
 */
export function gemm(
  transA: bool, transB: bool, m: i32, n: i32, k: i32,
  a: usize, b: usize, c: usize, accumulate: bool, scratch: usize,
): void {
  product(transA, transB, m, n, k, a, <usize>k << 2, 0, b, c, accumulate, scratch);
}

/**
 * A convolution over time: C (m x n) = windows B^T, where window i is the k numbers of x (… x width) from row `rows[i]` on.
 * Windows overlap, so nothing is copied. B is n x k, a filter a row.
 */
export function gemmWindows(
  m: i32, n: i32, k: i32, x: usize, width: i32, rows: usize, b: usize, c: usize, scratch: usize,
): void {
  product(false, true, m, n, k, x, <usize>width << 2, rows, b, c, false, scratch);
}

/** `gemm` with rows of A that stand `strideA` bytes apart, or `rows[i]` times as much where there are `rows`. */
function product(
  transA: bool, transB: bool, m: i32, n: i32, k: i32, a: usize, strideA: usize, rowsOfA: usize,
  b: usize, c: usize, accumulate: bool, scratch: usize,
): void {
  if (k == 0 && !accumulate) { memory.fill(c, 0, (<usize>m * <usize>n) << 2); return; }
  const packedB = scratch;
  const packedA = packedB + BLOCK_K * (BLOCK_N + 8) * 4;
  const tile = packedA + BLOCK_K * 16;
  for (let k0 = 0; k0 < k; k0 += BLOCK_K) {
    const kc = min(BLOCK_K, k - k0);
    const add = accumulate || k0 > 0;
    for (let n0 = 0; n0 < n; n0 += BLOCK_N) {
      const nc = min(BLOCK_N, n - n0);
      packB(transB, b, n, k, k0, kc, n0, nc, packedB);
      for (let i = 0; i < m; i += 4) {
        const rows = min(4, m - i);
        let a0: usize, a1: usize, a2: usize, a3: usize, step: usize;
        if (transA) {
          packTransposedA(a, m, k0, kc, i, rows, packedA);
          a0 = packedA; a1 = a0 + 4; a2 = a0 + 8; a3 = a0 + 12; step = 16;
        } else {
          const from = a + (<usize>k0 << 2);
          a0 = from + rowOf(rowsOfA, i) * strideA;
          a1 = rows > 1 ? from + rowOf(rowsOfA, i + 1) * strideA : a0;
          a2 = rows > 2 ? from + rowOf(rowsOfA, i + 2) * strideA : a0;
          a3 = rows > 3 ? from + rowOf(rowsOfA, i + 3) * strideA : a0;
          step = 4;
        }
        const out = c + ((<usize>i * <usize>n + <usize>n0) << 2);
        for (let j = 0; j < nc; j += 8) {
          const panel = packedB + ((<usize>j * <usize>kc) << 2);
          if (rows == 4 && nc - j >= 8) tile4x8(a0, a1, a2, a3, step, panel, kc, out + (<usize>j << 2), <usize>n << 2, add);
          else {
            tile4x8(a0, a1, a2, a3, step, panel, kc, tile, 32, false);
            storeEdge(tile, out + (<usize>j << 2), <usize>n << 2, rows, min(8, nc - j), add);
          }
        }
      }
    }
  }
}

// @ts-ignore: decorator
@inline
function rowOf(rows: usize, i: i32): usize {
  return rows == 0 ? <usize>i : <usize>load<i32>(rows + (<usize>i << 2));
}

/** B (k x n, stored n x k when `trans`) in the panels that `multiply` of sequence.ts reads; n is a multiple of 8. */
export function packPanels(trans: bool, n: i32, k: i32, b: usize, panels: usize): void {
  packB(trans, b, n, k, 0, k, 0, n, panels);
}

/** One product a batch entry; a stride of 0 repeats the same operand. Strides in elements. */
export function gemmBatched(
  batch: i32, transA: bool, transB: bool, m: i32, n: i32, k: i32,
  a: usize, strideA: i32, b: usize, strideB: i32, c: usize, scratch: usize,
): void {
  for (let i = 0; i < batch; i++) {
    gemm(transA, transB, m, n, k,
      a + (<usize>i * <usize>strideA << 2), b + (<usize>i * <usize>strideB << 2),
      c + (<usize>i * <usize>m * <usize>n << 2), false, scratch);
  }
}

function packB(trans: bool, b: usize, n: i32, k: i32, k0: i32, kc: i32, n0: i32, nc: i32, out: usize): void {
  for (let j = 0; j < nc; j += 8) {
    const width = min(8, nc - j);
    let to = out + ((<usize>j * <usize>kc) << 2);
    if (!trans) {
      let from = b + ((<usize>k0 * <usize>n + <usize>(n0 + j)) << 2);
      const stride = <usize>n << 2;
      if (width == 8) {
        for (let p = 0; p < kc; p++, from += stride, to += 32) {
          v128.store(to, v128.load(from));
          v128.store(to, v128.load(from, 16), 16);
        }
      } else {
        for (let p = 0; p < kc; p++, from += stride, to += 32) {
          for (let q = 0; q < 8; q++) store<f32>(to + (<usize>q << 2), q < width ? load<f32>(from + (<usize>q << 2)) : 0);
        }
      }
    } else {
      for (let q = 0; q < 8; q++) {
        let target = to + (<usize>q << 2);
        if (q < width) {
          let from = b + ((<usize>(n0 + j + q) * <usize>k + <usize>k0) << 2);
          for (let p = 0; p < kc; p++, from += 4, target += 32) store<f32>(target, load<f32>(from));
        } else {
          for (let p = 0; p < kc; p++, target += 32) store<f32>(target, 0);
        }
      }
    }
  }
}

function packTransposedA(a: usize, m: i32, k0: i32, kc: i32, i: i32, rows: i32, out: usize): void {
  let from = a + ((<usize>k0 * <usize>m + <usize>i) << 2);
  const stride = <usize>m << 2;
  if (rows == 4) {
    for (let p = 0; p < kc; p++, from += stride, out += 16) v128.store(out, v128.load(from));
  } else {
    for (let p = 0; p < kc; p++, from += stride, out += 16) {
      for (let q = 0; q < 4; q++) store<f32>(out + (<usize>q << 2), q < rows ? load<f32>(from + (<usize>q << 2)) : 0);
    }
  }
}

// @ts-ignore: decorator
@inline
function fma4(acc: v128, x: v128, y: v128): v128 {
  return f32x4.add(acc, f32x4.mul(x, y));
}

function tile4x8(
  a0: usize, a1: usize, a2: usize, a3: usize, step: usize, b: usize, kc: i32, c: usize, stride: usize, add: bool,
): void {
  let c00 = f32x4.splat(0), c01 = c00, c10 = c00, c11 = c00, c20 = c00, c21 = c00, c30 = c00, c31 = c00;
  for (let p = 0; p < kc; p++) {
    const b0 = v128.load(b), b1 = v128.load(b, 16);
    const x0 = v128.load_splat<f32>(a0), x1 = v128.load_splat<f32>(a1);
    const x2 = v128.load_splat<f32>(a2), x3 = v128.load_splat<f32>(a3);
    c00 = fma4(c00, x0, b0); c01 = fma4(c01, x0, b1);
    c10 = fma4(c10, x1, b0); c11 = fma4(c11, x1, b1);
    c20 = fma4(c20, x2, b0); c21 = fma4(c21, x2, b1);
    c30 = fma4(c30, x3, b0); c31 = fma4(c31, x3, b1);
    a0 += step; a1 += step; a2 += step; a3 += step; b += 32;
  }
  storeRow(c, c00, c01, add);
  storeRow(c + stride, c10, c11, add);
  storeRow(c + 2 * stride, c20, c21, add);
  storeRow(c + 3 * stride, c30, c31, add);
}

// @ts-ignore: decorator
@inline
function storeRow(c: usize, left: v128, right: v128, add: bool): void {
  if (add) {
    left = f32x4.add(left, v128.load(c));
    right = f32x4.add(right, v128.load(c, 16));
  }
  v128.store(c, left);
  v128.store(c, right, 16);
}

function storeEdge(tile: usize, c: usize, stride: usize, rows: i32, columns: i32, add: bool): void {
  for (let i = 0; i < rows; i++, tile += 32, c += stride) {
    for (let j = 0; j < columns; j++) {
      const at = c + (<usize>j << 2);
      const value = load<f32>(tile + (<usize>j << 2));
      store<f32>(at, add ? load<f32>(at) + value : value);
    }
  }
}

// ------------------------------------------------------------------------------------------ exponential, logarithm

/** exp by 2^k times the Taylor polynomial of the rest, |rest| <= ln 2 / 2; relative error below 1e-13. */
function exp64(x: f64): f64 {
  if (x > 700) x = 700;
  if (x < -700) return 0;
  const k = nearest(x * 1.4426950408889634);
  const r = x - k * 0.6931471805599453;
  let sum: f64 = 1;
  for (let i: f64 = 12; i >= 1; i--) sum = 1 + (sum * r) / i;
  return sum * reinterpret<f64>((<i64>k + 1023) << 52);
}

/** Natural logarithm of a positive normal number by the series of 2 artanh; relative error below 1e-12. */
function log64(x: f64): f64 {
  const bits = reinterpret<i64>(x);
  let k = <i32>(bits >> 52) - 1023;
  let mantissa = reinterpret<f64>((bits & 0x000fffffffffffff) | 0x3ff0000000000000);
  if (mantissa > 1.4142135623730951) { mantissa *= 0.5; k++; }
  const s = (mantissa - 1) / (mantissa + 1);
  const s2 = s * s;
  let sum: f64 = 0;
  for (let i: f64 = 15; i >= 1; i -= 2) sum = 1 / i + s2 * sum;
  return <f64>k * 0.6931471805599453 + 2 * s * sum;
}

// ------------------------------------------------------------------------------------------- layers, element by element

/** z (m x n) += bias, then the activation: 0 none, 1 ReLU, 2 tanh. In place. */
export function biasActivate(z: usize, bias: usize, m: i32, n: i32, activation: i32): void {
  const vector = n & ~3;
  let row = z;
  for (let i = 0; i < m; i++) {
    let b = bias;
    let j = 0;
    for (; j < vector; j += 4, row += 16, b += 16) v128.store(row, f32x4.add(v128.load(row), v128.load(b)));
    for (; j < n; j++, row += 4, b += 4) store<f32>(row, load<f32>(row) + load<f32>(b));
  }
  activate(z, m * n, activation);
}

/** The activation alone, in place. */
export function activate(x: usize, count: i32, activation: i32): void {
  if (activation == 0) return;
  const zero = f32x4.splat(0);
  const end = x + (<usize>count << 2);
  for (; x + 16 <= end; x += 16) {
    const value = v128.load(x);
    v128.store(x, activation == 1 ? f32x4.max(value, zero) : tanh4(value));
  }
  for (; x < end; x += 4) {
    const value = load<f32>(x);
    store<f32>(x, activation == 1 ? max(value, <f32>0) : f32x4.extract_lane(tanh4(f32x4.splat(value)), 0));
  }
}

/**
 * gradient *= the activation's derivative, told from the layer's output. After dropout the output of tanh was divided by
 * `keep`; ReLU's sign does not care.
 */
export function activationBackward(gradient: usize, output: usize, count: i32, activation: i32, keep: f32): void {
  if (activation == 0) return;
  const end = gradient + (<usize>count << 2);
  const zero = f32x4.splat(0), one = f32x4.splat(1), scale = f32x4.splat(keep);
  for (; gradient + 16 <= end; gradient += 16, output += 16) {
    const out = v128.load(output);
    const g = v128.load(gradient);
    if (activation == 1) v128.store(gradient, v128.and(g, f32x4.gt(out, zero)));
    else {
      const t = f32x4.mul(out, scale);
      v128.store(gradient, f32x4.mul(g, f32x4.sub(one, f32x4.mul(t, t))));
    }
  }
  for (; gradient < end; gradient += 4, output += 4) {
    const out = load<f32>(output);
    const g = load<f32>(gradient);
    if (activation == 1) store<f32>(gradient, out > 0 ? g : 0);
    else {
      const t = out * keep;
      store<f32>(gradient, g * (1 - t * t));
    }
  }
}

/**
 * Inverted dropout in place (Srivastava et al. 2014): element i stays, divided by `keep`, where the hash of (seed, i) says
 * so. The backward pass calls it on the gradient with the same seed, so no mask is stored.
 */
export function dropout(x: usize, count: i32, keep: f32, seed: u32): void {
  const threshold = <i32>(keep * 16777216);
  const scale: f32 = 1 / keep;
  const limit = i32x4.splat(threshold), factor = f32x4.splat(scale);
  const end = x + (<usize>count << 2);
  let index = seed;
  for (; x + 16 <= end; x += 16, index += 4) {
    let h = i32x4.mul(i32x4.add(i32x4.splat(index), i32x4(0, 1, 2, 3)), i32x4.splat(0x9e3779b9));
    h = i32x4.mul(v128.xor(h, i32x4.shr_u(h, 16)), i32x4.splat(0x85ebca6b));
    h = i32x4.mul(v128.xor(h, i32x4.shr_u(h, 13)), i32x4.splat(0xc2b2ae35));
    h = i32x4.shr_u(v128.xor(h, i32x4.shr_u(h, 16)), 8);
    v128.store(x, v128.and(f32x4.mul(v128.load(x), factor), i32x4.lt_s(h, limit)));
  }
  for (; x < end; x += 4, index++) {
    let h = index * 0x9e3779b9;
    h = (h ^ (h >>> 16)) * 0x85ebca6b;
    h = (h ^ (h >>> 13)) * 0xc2b2ae35;
    store<f32>(x, <i32>((h ^ (h >>> 16)) >>> 8) < threshold ? load<f32>(x) * scale : 0);
  }
}

/** out[j] = sum over rows of g (m x n): the gradient of a bias, and the sum over leading axes. */
export function columnSums(g: usize, m: i32, n: i32, out: usize): void {
  memory.fill(out, 0, <usize>n << 2);
  const vector = n & ~3;
  for (let i = 0; i < m; i++) {
    let to = out;
    let j = 0;
    for (; j < vector; j += 4, g += 16, to += 16) v128.store(to, f32x4.add(v128.load(to), v128.load(g)));
    for (; j < n; j++, g += 4, to += 4) store<f32>(to, load<f32>(to) + load<f32>(g));
  }
}

/** Rows `index[i]` of x (… x width) one after another: a mini-batch, or an embedding lookup. */
export function gatherRows(x: usize, index: usize, count: i32, width: i32, out: usize): void {
  const bytes = <usize>width << 2;
  for (let i = 0; i < count; i++, out += bytes, index += 4) {
    memory.copy(out, x + <usize>load<i32>(index) * bytes, bytes);
  }
}

/** out[segment[i]] += row i of x, for segments inside 0…segments-1; `out` is cleared first. Gradient of a gather. */
export function segmentSum(x: usize, segment: usize, count: i32, width: i32, out: usize, segments: i32): void {
  const bytes = <usize>width << 2;
  memory.fill(out, 0, <usize>segments * bytes);
  const vector = width & ~3;
  for (let i = 0; i < count; i++, segment += 4) {
    const s = load<i32>(segment);
    if (s < 0 || s >= segments) { x += bytes; continue; }
    let to = out + <usize>s * bytes;
    let j = 0;
    for (; j < vector; j += 4, x += 16, to += 16) v128.store(to, f32x4.add(v128.load(to), v128.load(x)));
    for (; j < width; j++, x += 4, to += 4) store<f32>(to, load<f32>(to) + load<f32>(x));
  }
}

// ---------------------------------------------------------------------------------------------- batch normalisation

/**
 * Ioffe and Szegedy 2015, training mode, in place: z (m x n) becomes gamma * xhat + beta. Keeps xhat and 1/sd for the
 * backward pass and moves the running mean and variance by `1 - momentum`.
 */
export function batchNormForward(
  z: usize, m: i32, n: i32, gamma: usize, beta: usize, mean: usize, variance: usize,
  momentum: f32, epsilon: f32, xhat: usize, inverse: usize,
): void {
  for (let j = 0; j < n; j++) {
    const at = <usize>j << 2;
    let sum: f64 = 0, squares: f64 = 0;
    for (let i = 0; i < m; i++) sum += load<f32>(z + at + ((<usize>i * <usize>n) << 2));
    const mu = sum / m;
    for (let i = 0; i < m; i++) {
      const d = <f64>load<f32>(z + at + ((<usize>i * <usize>n) << 2)) - mu;
      squares += d * d;
    }
    const v = squares / m;
    const inv = <f32>(1 / sqrt(v + epsilon));
    store<f32>(inverse + at, inv);
    store<f32>(mean + at, momentum * load<f32>(mean + at) + (1 - momentum) * <f32>mu);
    store<f32>(variance + at, momentum * load<f32>(variance + at) + (1 - momentum) * <f32>v);
    const g = load<f32>(gamma + at), b = load<f32>(beta + at);
    for (let i = 0; i < m; i++) {
      const cell = at + ((<usize>i * <usize>n) << 2);
      const h = <f32>(<f64>load<f32>(z + cell) - mu) * inv;
      store<f32>(xhat + cell, h);
      store<f32>(z + cell, g * h + b);
    }
  }
}

/** Inference mode with the running statistics, in place. */
export function batchNormInference(
  z: usize, m: i32, n: i32, gamma: usize, beta: usize, mean: usize, variance: usize, epsilon: f32,
): void {
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++, z += 4) {
      const at = <usize>j << 2;
      const h = (load<f32>(z) - load<f32>(mean + at)) / sqrt(load<f32>(variance + at) + epsilon);
      store<f32>(z, load<f32>(gamma + at) * h + load<f32>(beta + at));
    }
  }
}

/** gradient (m x n) of the output becomes that of the input; writes those of gamma and beta. */
export function batchNormBackward(
  gradient: usize, m: i32, n: i32, gamma: usize, xhat: usize, inverse: usize, gGamma: usize, gBeta: usize,
): void {
  for (let j = 0; j < n; j++) {
    const at = <usize>j << 2;
    let sum: f64 = 0, dot: f64 = 0;
    for (let i = 0; i < m; i++) {
      const cell = at + ((<usize>i * <usize>n) << 2);
      const g = <f64>load<f32>(gradient + cell);
      sum += g;
      dot += g * load<f32>(xhat + cell);
    }
    store<f32>(gBeta + at, <f32>sum);
    store<f32>(gGamma + at, <f32>dot);
    const scale = <f64>load<f32>(gamma + at) * load<f32>(inverse + at);
    for (let i = 0; i < m; i++) {
      const cell = at + ((<usize>i * <usize>n) << 2);
      const g = <f64>load<f32>(gradient + cell) - (sum + dot * load<f32>(xhat + cell)) / m;
      store<f32>(gradient + cell, <f32>(g * scale));
    }
  }
}

// ----------------------------------------------------------------------------------------------------------- losses

/**
 * z holds outputs, y targets, w row weights; z becomes the gradient of sum(w * loss) / m. Returns the sum of w * loss.
 * Logistic: z, y of m numbers, loss = log(1 + exp(-z)) for y = 1.
 */
export function logisticLoss(z: usize, y: usize, w: usize, m: i32): f64 {
  let total: f64 = 0;
  for (let i = 0; i < m; i++, z += 4, y += 4, w += 4) {
    const s = <f64>load<f32>(z), t = <f64>load<f32>(y), weight = <f64>load<f32>(w);
    const e = exp64(-abs(s));
    total += weight * (max(s, <f64>0) - s * t + log64(1 + e));
    const p = s >= 0 ? 1 / (1 + e) : e / (1 + e);
    store<f32>(z, <f32>((weight * (p - t)) / m));
  }
  return total;
}

/** As `logisticLoss` for `classes` outputs a row; y holds the class as a number. */
export function softmaxLoss(z: usize, y: usize, w: usize, m: i32, classes: i32): f64 {
  let total: f64 = 0;
  for (let i = 0; i < m; i++, y += 4, w += 4) {
    const truth = <i32>load<f32>(y);
    const weight = <f64>load<f32>(w);
    let top = load<f32>(z);
    for (let c = 1; c < classes; c++) top = max(top, load<f32>(z + (<usize>c << 2)));
    let sum: f64 = 0;
    for (let c = 0; c < classes; c++) sum += exp64(<f64>load<f32>(z + (<usize>c << 2)) - top);
    total += weight * (log64(sum) + top - load<f32>(z + (<usize>truth << 2)));
    for (let c = 0; c < classes; c++, z += 4) {
      const p = exp64(<f64>load<f32>(z) - top) / sum;
      store<f32>(z, <f32>((weight * (p - (c == truth ? 1 : 0))) / m));
    }
  }
  return total;
}

/** As `logisticLoss` for the squared error (z - y)^2. */
export function squaredLoss(z: usize, y: usize, w: usize, m: i32): f64 {
  let total: f64 = 0;
  for (let i = 0; i < m; i++, z += 4, y += 4, w += 4) {
    const d = <f64>load<f32>(z) - load<f32>(y), weight = <f64>load<f32>(w);
    total += weight * d * d;
    store<f32>(z, <f32>((2 * weight * d) / m));
  }
  return total;
}

// -------------------------------------------------------------------------------------------------------- optimiser

/**
 * Adam (Kingma and Ba 2015) with the bias corrections folded into `rate` = lr sqrt(1 - b2^t) / (1 - b1^t) and
 * `epsilon` = eps sqrt(1 - b2^t). The gradient gains `l2` times the weight first. In place.
 */
export function adam(
  w: usize, g: usize, m: usize, v: usize, count: i32, rate: f32, beta1: f32, beta2: f32, epsilon: f32, l2: f32,
): void {
  const vector = count & ~3;
  const b1 = f32x4.splat(beta1), c1 = f32x4.splat(1 - beta1), b2 = f32x4.splat(beta2), c2 = f32x4.splat(1 - beta2);
  const r4 = f32x4.splat(rate), e4 = f32x4.splat(epsilon), l4 = f32x4.splat(l2);
  let i = 0;
  for (; i < vector; i += 4, w += 16, g += 16, m += 16, v += 16) {
    const x = v128.load(w);
    const d = f32x4.add(v128.load(g), f32x4.mul(l4, x));
    const first = f32x4.add(f32x4.mul(b1, v128.load(m)), f32x4.mul(c1, d));
    const second = f32x4.add(f32x4.mul(b2, v128.load(v)), f32x4.mul(c2, f32x4.mul(d, d)));
    v128.store(m, first);
    v128.store(v, second);
    v128.store(w, f32x4.sub(x, f32x4.div(f32x4.mul(r4, first), f32x4.add(f32x4.sqrt(second), e4))));
  }
  for (; i < count; i++, w += 4, g += 4, m += 4, v += 4) {
    const x = load<f32>(w);
    const d = load<f32>(g) + l2 * x;
    const first = beta1 * load<f32>(m) + (1 - beta1) * d;
    const second = beta2 * load<f32>(v) + (1 - beta2) * (d * d);
    store<f32>(m, first);
    store<f32>(v, second);
    store<f32>(w, x - (rate * first) / (sqrt(second) + epsilon));
  }
}

// ------------------------------------------------------------------------------- gradients that TensorFlow.js lacks

/**
 * Gradient of 2-D max pooling, NHWC: each window hands its gradient to the first cell that holds its maximum, whatever
 * the sign. dx is cleared first. Padding cells are never the maximum.
 */
export function maxPoolGradient(
  x: usize, dy: usize, dx: usize, batch: i32, height: i32, width: i32, channels: i32,
  outHeight: i32, outWidth: i32, filterHeight: i32, filterWidth: i32,
  strideHeight: i32, strideWidth: i32, dilationHeight: i32, dilationWidth: i32, padTop: i32, padLeft: i32,
): void {
  const plane = <usize>height * <usize>width * <usize>channels;
  memory.fill(dx, 0, (<usize>batch * plane) << 2);
  for (let b = 0; b < batch; b++, x += plane << 2, dx += plane << 2) {
    for (let oy = 0; oy < outHeight; oy++) {
      for (let ox = 0; ox < outWidth; ox++) {
        for (let c = 0; c < channels; c++, dy += 4) {
          let best: f32 = 0;
          let at: i32 = -1;
          for (let fy = 0; fy < filterHeight; fy++) {
            const iy = oy * strideHeight - padTop + fy * dilationHeight;
            if (iy < 0 || iy >= height) continue;
            for (let fx = 0; fx < filterWidth; fx++) {
              const ix = ox * strideWidth - padLeft + fx * dilationWidth;
              if (ix < 0 || ix >= width) continue;
              const cell = (iy * width + ix) * channels + c;
              const value = load<f32>(x + (<usize>cell << 2));
              if (at < 0 || value > best) { best = value; at = cell; }
            }
          }
          if (at >= 0) {
            const target = dx + (<usize>at << 2);
            store<f32>(target, load<f32>(target) + load<f32>(dy));
          }
        }
      }
    }
  }
}

/**
 * Rows `from`…`to`-1 of the im2col matrix of x (NHWC): row = output position, columns = (filterHeight, filterWidth,
 * channel), zero where the filter hangs over the edge. The filter gradient is its transpose times dy.
 */
export function im2col(
  x: usize, out: usize, from: i32, to: i32, height: i32, width: i32, channels: i32, outHeight: i32, outWidth: i32,
  filterHeight: i32, filterWidth: i32, strideHeight: i32, strideWidth: i32,
  dilationHeight: i32, dilationWidth: i32, padTop: i32, padLeft: i32,
): void {
  const bytes = <usize>channels << 2;
  for (let row = from; row < to; row++) {
    const b = row / (outHeight * outWidth);
    const position = row % (outHeight * outWidth);
    const oy = position / outWidth, ox = position % outWidth;
    for (let fy = 0; fy < filterHeight; fy++) {
      const iy = oy * strideHeight - padTop + fy * dilationHeight;
      for (let fx = 0; fx < filterWidth; fx++, out += bytes) {
        const ix = ox * strideWidth - padLeft + fx * dilationWidth;
        if (iy < 0 || iy >= height || ix < 0 || ix >= width) memory.fill(out, 0, bytes);
        else memory.copy(out, x + (<usize>((b * height + iy) * width + ix)) * bytes, bytes);
      }
    }
  }
}
