// Products of rows with the weights of a trained network in fixed point, 128-bit SIMD. Memory is imported and laid out by
// the caller, as in neural.ts. The plain twin is in src/neural/transformer-kernels.spec.ts.
//
// A number is an integer of -4095 to 4095 times the scale of its block: 128 numbers of a row, or of a column of weights. One
// instruction multiplies and adds eight pairs of such integers, twice as many as of f32, and weights are half as many bytes.
// A sum of integers is exact, so it is the same on every machine.

const MOST: f32 = 4095;

/** Products whose sum fits 32 bits: 128 * 4095^2 < 2^31. */
const BLOCK: i32 = 128;

/**
 * x (m x k) as pairs of 16-bit integers: of four rows the first pair each, then the second pair each, … `out` takes whole
 * fours of rows; what is in the last ones is not looked at. `scales` (m x blocks) gets the scale of each block, 0 for one
 * of zeros: x = integer * scale, to half a scale. k is a multiple of 4.
 */
export function toFixedPoint(x: usize, m: i32, k: i32, out: usize, scales: usize): void {
  for (let i = 0; i < m; i++) {
    let to = out + (<usize>(i >> 2) * <usize>k << 3) + (<usize>(i & 3) << 2);
    for (let k0 = 0; k0 < k; k0 += BLOCK, scales += 4) {
      const end = x + (<usize>min(BLOCK, k - k0) << 2);
      const largest = largestOf(x, end);
      store<f32>(scales, largest / MOST);
      const factor = f32x4.splat(largest > 0 ? MOST / largest : 0);
      for (; x < end; x += 16, to += 32) {
        const integers = i32x4.trunc_sat_f32x4_s(f32x4.nearest(f32x4.mul(v128.load(x), factor)));
        const pairs = i16x8.narrow_i32x4_s(integers, integers);
        v128.store32_lane(to, pairs, 0);
        v128.store32_lane(to, pairs, 1, 16);
      }
    }
  }
}

// @ts-ignore: decorator
@inline
function largestOf(x: usize, end: usize): f32 {
  let most = f32x4.splat(0);
  for (; x < end; x += 16) most = f32x4.max(most, f32x4.abs(v128.load(x)));
  return max(
    max(f32x4.extract_lane(most, 0), f32x4.extract_lane(most, 1)),
    max(f32x4.extract_lane(most, 2), f32x4.extract_lane(most, 3)),
  );
}

/**
 * C (m x n) = A (m x k) B, or C += when `accumulate`. A and its scales are of `toFixedPoint`. B (k x n) comes as panels of
 * 8 columns: the first pair of integers of each column, then the second pair of each, …; its scales are 8 for each block
 * of a panel. n is a multiple of 8, k of 4. An element does not depend on the other rows, so a text alone and the same text
 * among others get the same bits.
 */
export function multiplyFixedPoint(
  m: i32, n: i32, k: i32, a: usize, scalesA: usize, panels: usize, scalesB: usize, c: usize, accumulate: bool,
): void {
  const bytes = <usize>k << 1, strideC = <usize>n << 2;
  const blocks = <usize>(k + BLOCK - 1) / BLOCK;
  const strideScales = blocks << 2;
  let j = 0;
  // A few rows wait for the weights rather than for products: four panels come from memory at a time.
  for (; m < 4 && j + 32 <= n; j += 32, panels += bytes << 5, scalesB += blocks << 7, c += 128) {
    for (let i = 0, row = a, scales = scalesA, to = c; i < m; i++, row += 4, scales += strideScales, to += strideC) {
      tile1x32(k, row, scales, panels, scalesB, blocks << 5, to, accumulate);
    }
  }
  for (; j < n; j += 8, panels += bytes << 3, scalesB += blocks << 5, c += 32) {
    let row = a, scales = scalesA, to = c;
    let i = 0;
    for (; i + 4 <= m; i += 4, row += bytes << 2, scales += strideScales << 2, to += strideC << 2) {
      tile4x8(k, row, scales, strideScales, panels, scalesB, to, strideC, accumulate);
    }
    // The last rows, which are fewer than four, stand in one four.
    for (; i < m; i++, row += 4, scales += strideScales, to += strideC) {
      tile1x8(k, row, scales, panels, scalesB, to, accumulate);
    }
  }
}

/** 4 x 8 of C in registers. Taller tiles and longer steps were measured to be slower. */
function tile4x8(
  k: i32, a: usize, scalesA: usize, strideScales: usize, b: usize, scalesB: usize, c: usize, strideC: usize, add: bool,
): void {
  const zero = i32x4.splat(0);
  for (let k0 = 0; k0 < k; k0 += BLOCK, scalesA += 4, scalesB += 32) {
    let c00 = zero, c01 = zero, c10 = zero, c11 = zero, c20 = zero, c21 = zero, c30 = zero, c31 = zero;
    const end = b + (<usize>min(BLOCK, k - k0) << 4);
    while (b < end) {
      const b0 = v128.load(b), b1 = v128.load(b, 16);
      let x = v128.load_splat<i32>(a);
      c00 = addProducts(c00, x, b0); c01 = addProducts(c01, x, b1); x = v128.load_splat<i32>(a, 4);
      c10 = addProducts(c10, x, b0); c11 = addProducts(c11, x, b1); x = v128.load_splat<i32>(a, 8);
      c20 = addProducts(c20, x, b0); c21 = addProducts(c21, x, b1); x = v128.load_splat<i32>(a, 12);
      c30 = addProducts(c30, x, b0); c31 = addProducts(c31, x, b1);
      a += 16; b += 32;
    }
    let to = c, scale = scalesA;
    storeScaled(to, c00, c01, scale, scalesB, add);
    storeScaled((to += strideC), c10, c11, (scale += strideScales), scalesB, add);
    storeScaled((to += strideC), c20, c21, (scale += strideScales), scalesB, add);
    storeScaled((to += strideC), c30, c31, (scale += strideScales), scalesB, add);
    add = true;
  }
}

/** One row of four, and four panels; `strideB` is what the scales of one take. */
function tile1x32(
  k: i32, a: usize, scaleA: usize, b: usize, scalesB: usize, strideB: usize, c: usize, add: bool,
): void {
  const zero = i32x4.splat(0);
  const panel = <usize>k << 4;
  for (let k0 = 0; k0 < k; k0 += BLOCK, scaleA += 4, scalesB += 32) {
    let c0 = zero, c1 = zero, c2 = zero, c3 = zero, c4 = zero, c5 = zero, c6 = zero, c7 = zero;
    const end = b + (<usize>min(BLOCK, k - k0) << 4);
    for (; b < end; a += 16, b += 32) {
      const x = v128.load_splat<i32>(a);
      const second = b + panel, third = second + panel, fourth = third + panel;
      c0 = addProducts(c0, x, v128.load(b)); c1 = addProducts(c1, x, v128.load(b, 16));
      c2 = addProducts(c2, x, v128.load(second)); c3 = addProducts(c3, x, v128.load(second, 16));
      c4 = addProducts(c4, x, v128.load(third)); c5 = addProducts(c5, x, v128.load(third, 16));
      c6 = addProducts(c6, x, v128.load(fourth)); c7 = addProducts(c7, x, v128.load(fourth, 16));
    }
    storeScaled(c, c0, c1, scaleA, scalesB, add);
    storeScaled(c + 32, c2, c3, scaleA, scalesB + strideB, add);
    storeScaled(c + 64, c4, c5, scaleA, scalesB + 2 * strideB, add);
    storeScaled(c + 96, c6, c7, scaleA, scalesB + 3 * strideB, add);
    add = true;
  }
}

/** One row of four. */
function tile1x8(k: i32, a: usize, scaleA: usize, b: usize, scalesB: usize, c: usize, add: bool): void {
  const zero = i32x4.splat(0);
  for (let k0 = 0; k0 < k; k0 += BLOCK, scaleA += 4, scalesB += 32) {
    let low = zero, high = zero;
    const end = b + (<usize>min(BLOCK, k - k0) << 4);
    for (; b < end; a += 16, b += 32) {
      const x = v128.load_splat<i32>(a);
      low = addProducts(low, x, v128.load(b));
      high = addProducts(high, x, v128.load(b, 16));
    }
    storeScaled(c, low, high, scaleA, scalesB, add);
    add = true;
  }
}

/**
 * The same integers as `toFixedPoint` for rows of mostly zeros, as ReLU leaves them: only pairs that are not zero, each with
 * the byte offset of its weights in a panel. `ends` (m x blocks) gets where the pairs of each block end; `out` has room for
 * m x k numbers.
 */
export function toPairs(x: usize, m: i32, k: i32, out: usize, ends: usize, scales: usize): void {
  for (let i = 0; i < m; i++) {
    let offset = 0;
    for (let k0 = 0; k0 < k; k0 += BLOCK, scales += 4, ends += 4) {
      const end = x + (<usize>min(BLOCK, k - k0) << 2);
      const largest = largestOf(x, end);
      store<f32>(scales, largest / MOST);
      const factor = f32x4.splat(largest > 0 ? MOST / largest : 0);
      for (; x < end; x += 16, offset += 64) {
        const four = v128.load(x);
        if (!v128.any_true(four)) continue;
        const integers = i32x4.trunc_sat_f32x4_s(f32x4.nearest(f32x4.mul(four, factor)));
        const pairs = i16x8.narrow_i32x4_s(integers, integers);
        out = storePair(out, offset, i32x4.extract_lane(pairs, 0));
        out = storePair(out, offset + 32, i32x4.extract_lane(pairs, 1));
      }
      store<u32>(ends, <u32>out);
    }
  }
}

/** Where the next pair goes: over this one, if it is zero. */
// @ts-ignore: decorator
@inline
function storePair(out: usize, offset: i32, pair: i32): usize {
  store<i32>(out, offset);
  store<i32>(out, pair, 4);
  return out + (<usize>(pair != 0) << 3);
}

/** `multiplyFixedPoint` for A of `toPairs`, to the same bits, two panels at a time: n is a multiple of 16. */
export function multiplyPairs(
  m: i32, n: i32, k: i32, pairs: usize, ends: usize, scalesA: usize, panels: usize, scalesB: usize, c: usize,
  accumulate: bool,
): void {
  const strideC = <usize>n << 2;
  const blocks = <usize>(k + BLOCK - 1) / BLOCK;
  const nextPanel = <usize>k << 4, nextScales = blocks << 5;
  for (let j = 0; j < n; j += 16, panels += nextPanel << 1, scalesB += nextScales << 1, c += 64) {
    let at = pairs, end = ends, scale = scalesA, to = c;
    for (let i = 0; i < m; i++, to += strideC) {
      let add = accumulate;
      for (let own = scalesB; own < scalesB + nextScales; own += 32, end += 4, scale += 4) {
        let c0 = i32x4.splat(0), c1 = c0, c2 = c0, c3 = c0;
        for (const last = <usize>load<u32>(end); at < last; at += 8) {
          const left = panels + load<u32>(at), right = left + nextPanel;
          const x = v128.load_splat<i32>(at, 4);
          c0 = addProducts(c0, x, v128.load(left)); c1 = addProducts(c1, x, v128.load(left, 16));
          c2 = addProducts(c2, x, v128.load(right)); c3 = addProducts(c3, x, v128.load(right, 16));
        }
        storeScaled(to, c0, c1, scale, own, add);
        storeScaled(to + 32, c2, c3, scale, own + nextScales, add);
        add = true;
      }
    }
  }
}

// @ts-ignore: decorator
@inline
function addProducts(sum: v128, x: v128, y: v128): v128 {
  return i32x4.add(sum, i32x4.dot_i16x8_s(x, y));
}

/** Eight sums of one row, times the scales of its block and of theirs. */
// @ts-ignore: decorator
@inline
function storeScaled(c: usize, low: v128, high: v128, scaleA: usize, scalesB: usize, add: bool): void {
  const scale = v128.load_splat<f32>(scaleA);
  let left = f32x4.mul(f32x4.convert_i32x4_s(low), f32x4.mul(scale, v128.load(scalesB)));
  let right = f32x4.mul(f32x4.convert_i32x4_s(high), f32x4.mul(scale, v128.load(scalesB, 16)));
  if (add) {
    left = f32x4.add(left, v128.load(c));
    right = f32x4.add(right, v128.load(c, 16));
  }
  v128.store(c, left);
  v128.store(c, right, 16);
}
