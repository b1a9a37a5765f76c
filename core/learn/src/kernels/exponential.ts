/** Twins of `assembly/math/exponential.ts`: the same operations in the same order, the same bits. */
const { LOG2E } = Math;
const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;
const TO_WHOLE = 6755399441055744;

/** 2^-k, halved exactly. */
const POWERS = new Float64Array(1023);
for (let k = 0, power = 1; k < POWERS.length; k++, power /= 2) POWERS[k] = power;

const LN_SQRT2 = 0.34657359027997264;

/** exp(x) for x <= 0. */
export function expOfNegative(x: number): number {
  const clipped = Math.max(x, -700);
  const k = clipped * LOG2E + TO_WHOLE - TO_WHOLE;
  const r = clipped - k * LN2_HIGH - k * LN2_LOW;
  const r2 = r * r;
  const r4 = r2 * r2;
  const a = 1 + r + (0.5 + (1 / 6) * r) * r2;
  const b = 1 / 24 + (1 / 120) * r + (1 / 720 + (1 / 5040) * r) * r2;
  const c = 1 / 40320 + (1 / 362880) * r + (1 / 3628800 + (1 / 39916800) * r) * r2;
  return (a + b * r4 + (c + (1 / 479001600) * r4) * (r4 * r4)) * POWERS[-k]!;
}

/** ln(1 + e) for 0 <= e <= 1. */
export function logOnePlus(e: number): number {
  const above = e > Math.SQRT2 - 1;
  const u = (e + (above ? 1 - Math.SQRT2 : 0)) / (e + (above ? 1 + Math.SQRT2 : 2));
  const s = u * u;
  const s2 = s * s;
  const s4 = s2 * s2;
  const a = 2 + (2 / 3) * s + (2 / 5 + (2 / 7) * s) * s2;
  const b = 2 / 9 + (2 / 11) * s + (2 / 13 + (2 / 15) * s) * s2;
  const c = 2 / 17 + (2 / 19) * s + (2 / 21) * s2;
  return (above ? LN_SQRT2 : 0) + (a + b * s4 + c * (s4 * s4)) * u;
}
