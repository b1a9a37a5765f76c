// Elementary functions of two doubles at once, without fused multiply-add. Their twins are in src/kernels/exponential.ts.

/**
 * Constants lie in memory, where an instruction reads one into both lanes; made from immediate values they would take three
 * instructions each, and more time than the arithmetic.
 */
const TABLE: usize = memory.data<f64>([
  // log2(e); 1.5 · 2^52, which rounds a double to a whole number in its low bits; ln(2) in two parts; least exponent
  1.4426950408889634, 6755399441055744.0, 0.6931471803691238, 1.9082149292705877e-10, -700.0,
  // 1/k! from k = 0
  1.0, 1.0, 0.5, 1.0 / 6.0, 1.0 / 24.0, 1.0 / 120.0, 1.0 / 720.0, 1.0 / 5040.0, 1.0 / 40320.0, 1.0 / 362880.0, 1.0 / 3628800.0,
  1.0 / 39916800.0, 1.0 / 479001600.0,
  // root of 2 less 1; 1 less and 1 plus the root of 2; ln of it
  0.41421356237309515, -0.41421356237309515, 2.414213562373095, 0.34657359027997264,
  // 2/k for odd k from 1
  2.0, 2.0 / 3.0, 2.0 / 5.0, 2.0 / 7.0, 2.0 / 9.0, 2.0 / 11.0, 2.0 / 13.0, 2.0 / 15.0, 2.0 / 17.0, 2.0 / 19.0, 2.0 / 21.0,
]);

// @ts-ignore: decorator
@inline
function constant(k: usize): v128 {
  return v128.load64_splat(TABLE + (k << 3));
}

// @ts-ignore: decorator
@inline
function line(k: usize, x: v128): v128 {
  return f64x2.add(constant(k), f64x2.mul(constant(k + 1), x));
}

// @ts-ignore: decorator
@inline
function join(low: v128, high: v128, power: v128): v128 {
  return f64x2.add(low, f64x2.mul(high, power));
}

/**
 * exp(x) for x <= 0 as 2^k · exp(r), |r| <= ln(2)/2, by Taylor's series: its 13th term is below half a unit in the last place.
 * Pairs of terms are joined to pairs of pairs (Estrin), so that a step does not wait for the one before.
 */
// @ts-ignore: decorator
@inline
export function expOfNegative(negative: v128): v128 {
  const x = f64x2.pmax(negative, constant(4));
  const shifted = f64x2.add(f64x2.mul(x, constant(0)), constant(1));
  const k = f64x2.sub(shifted, constant(1));
  const r = f64x2.sub(f64x2.sub(x, f64x2.mul(k, constant(2))), f64x2.mul(k, constant(3)));
  const r2 = f64x2.mul(r, r);
  const r4 = f64x2.mul(r2, r2);
  const a = join(line(5, r), line(7, r), r2);
  const b = join(line(9, r), line(11, r), r2);
  const c = join(line(13, r), line(15, r), r2);
  const low = join(a, b, r4);
  const high = join(c, constant(17), r4);
  const e = join(low, high, f64x2.mul(r4, r4));
  return f64x2.mul(e, i64x2.shl(i64x2.add(shifted, i64x2.splat(1023)), 52));
}

/**
 * ln(1 + e) for 0 <= e <= 1 as ln(s) + 2·artanh(u), u = (1 + e - s) / (1 + e + s), where s is 1 or, for 1 + e above it, the
 * root of 2. The series in u² <= 0.0295 ends below half a unit in the last place.
 */
// @ts-ignore: decorator
@inline
export function logOnePlus(e: v128): v128 {
  const above = f64x2.gt(e, constant(18));
  const less = v128.and(above, constant(19));
  const more = v128.bitselect(constant(20), constant(22), above);
  const u = f64x2.div(f64x2.add(e, less), f64x2.add(e, more));
  const s = f64x2.mul(u, u);
  const s2 = f64x2.mul(s, s);
  const s4 = f64x2.mul(s2, s2);
  const a = join(line(22, s), line(24, s), s2);
  const b = join(line(26, s), line(28, s), s2);
  const c = join(line(30, s), constant(32), s2);
  const sum = join(join(a, b, s4), c, f64x2.mul(s4, s4));
  return f64x2.add(v128.and(above, constant(21)), f64x2.mul(sum, u));
}
