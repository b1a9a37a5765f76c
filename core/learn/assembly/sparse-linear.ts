// Kernels of linear models on sparse rows with a dense block beside. All pointers are byte offsets into this module's memory,
// which the driver lays out; nothing is allocated here. Each has a plain-TypeScript twin in
// src/linear/sparse/twin-sparse-linear.ts that gives the same bits.
//
// A row's sparse entries stand from start[i] to start[i + 1]: in `index` the byte offset of the weight (4 · column for one
// weight a column), in `value` single precision. Its dense values are `width` floats, a multiple of 16, the last ones zero.

import { expOfNegative } from './math/exponential';

/** First byte the driver may use. */
export function heapBase(): usize {
  return __heap_base;
}

/**
 * Makes byte offsets of columns, `line` bytes each. Returns 0 where a column is not below `columns` or a value is not finite.
 */
export function place(index: usize, value: usize, count: i32, line: i32, columns: i32): i32 {
  const last = i32x4.splat(columns - 1);
  const factor = i32x4.splat(line);
  const exponent = i32x4.splat(0x7f800000);
  const end = <usize>count << 2;
  const whole = end & ~15;
  let union = i32x4.splat(0);
  let odd = i32x4.splat(0);
  for (let at: usize = 0; at < whole; at += 16) {
    const column = v128.load(index + at);
    // The sign bit stays in the union when any column is negative or past the last.
    union = v128.or(union, v128.or(column, i32x4.sub(last, column)));
    odd = v128.or(odd, i32x4.eq(v128.and(v128.load(value + at), exponent), exponent));
    v128.store(index + at, i32x4.mul(column, factor));
  }
  let sign = 0;
  for (let at = whole; at < end; at += 4) {
    const column = load<i32>(index + at);
    sign |= column | (columns - 1 - column);
    if ((load<u32>(value + at) & 0x7f800000) == 0x7f800000) sign = -1;
    store<i32>(index + at, column * line);
  }
  return i32x4.bitmask(union) == 0 && !v128.any_true(odd) && sign >= 0 ? 1 : 0;
}

/** Writes the places of the weights that are not 0 to `out`, rising; returns how many there are. */
export function placesOfWeights(w: usize, columns: i32, out: usize): i32 {
  const zero = f32x4.splat(0);
  let next = out;
  let j = 0;
  // Most weights of a machine are 0: four at a time are passed over.
  for (; j + 4 <= columns; j += 4) {
    let found = i32x4.bitmask(f32x4.ne(v128.load(w + (<usize>j << 2)), zero));
    for (; found != 0; found &= found - 1) {
      store<u32>(next, j + ctz(found));
      next += 4;
    }
  }
  for (; j < columns; j++) {
    if (load<f32>(w + (<usize>j << 2)) == 0) continue;
    store<u32>(next, j);
    next += 4;
  }
  return <i32>((next - out) >> 2);
}

/** x·w of a row, in single precision: four sums over the sparse entries, sixteen over the dense values. */
// @ts-ignore: decorator
@inline
function dot(index: usize, value: usize, from: usize, to: usize, w: usize, dense: usize, bytes: usize, v: usize): f32 {
  let a: f32 = 0;
  let b: f32 = 0;
  let c: f32 = 0;
  let d: f32 = 0;
  let at = from;
  const whole = from + ((to - from) & ~15);
  for (; at < whole; at += 16) {
    a += load<f32>(value + at) * load<f32>(w + load<u32>(index + at));
    b += load<f32>(value + at, 4) * load<f32>(w + load<u32>(index + at, 4));
    c += load<f32>(value + at, 8) * load<f32>(w + load<u32>(index + at, 8));
    d += load<f32>(value + at, 12) * load<f32>(w + load<u32>(index + at, 12));
  }
  for (; at < to; at += 4) a += load<f32>(value + at) * load<f32>(w + load<u32>(index + at));
  let sum = a + b + (c + d);
  if (bytes > 0) {
    let p = f32x4.splat(0);
    let q = f32x4.splat(0);
    let r = f32x4.splat(0);
    let s = f32x4.splat(0);
    for (let k: usize = 0; k < bytes; k += 64) {
      p = f32x4.add(p, f32x4.mul(v128.load(dense + k), v128.load(v + k)));
      q = f32x4.add(q, f32x4.mul(v128.load(dense + k, 16), v128.load(v + k, 16)));
      r = f32x4.add(r, f32x4.mul(v128.load(dense + k, 32), v128.load(v + k, 32)));
      s = f32x4.add(s, f32x4.mul(v128.load(dense + k, 48), v128.load(v + k, 48)));
    }
    const t = f32x4.add(f32x4.add(p, q), f32x4.add(r, s));
    sum += f32x4.extract_lane(t, 0) + f32x4.extract_lane(t, 1) + (f32x4.extract_lane(t, 2) + f32x4.extract_lane(t, 3));
  }
  return sum;
}

/** w += step · x. */
// @ts-ignore: decorator
@inline
function axpy(
  step: f32,
  index: usize,
  value: usize,
  from: usize,
  to: usize,
  w: usize,
  dense: usize,
  bytes: usize,
  v: usize,
): void {
  for (let at = from; at < to; at += 4) {
    const cell = w + load<u32>(index + at);
    store<f32>(cell, load<f32>(cell) + step * load<f32>(value + at));
  }
  const s = f32x4.splat(step);
  for (let k: usize = 0; k < bytes; k += 16) {
    v128.store(v + k, f32x4.add(v128.load(v + k), f32x4.mul(s, v128.load(dense + k))));
  }
}

/**
 * One pass of dual coordinate descent for a support vector machine with squared hinge loss (Hsieh et al. 2008, algorithm 3)
 * over the first `active` rows of `order`, in an order drawn here. Rows with α = 0 whose gradient is above the bound leave
 * them. Returns how many stay.
 *
 * `sign` is +1 or -1 a row (f32), `diagonal` 1 / (2C) a row and `norm` ‖x‖² + diagonal a row (f64); `alpha` f64. `w` has a
 * weight a column, then the intercept at `bias`, whose feature is 1; `v` the weights of the dense values. `bounds`: the
 * bound; the largest and the least projected gradient are written there, and behind them stands the state of the generator.
 */
export function dualPass(
  start: usize,
  index: usize,
  value: usize,
  dense: usize,
  width: i32,
  sign: usize,
  diagonal: usize,
  norm: usize,
  alpha: usize,
  order: usize,
  active: i32,
  w: usize,
  bias: usize,
  v: usize,
  bounds: usize,
): i32 {
  const bytes = <usize>width << 2;
  const most = load<f64>(bounds);
  let newMost = -Infinity;
  let newLeast = Infinity;
  let random = load<u32>(bounds, 16);
  for (let k = 0; k < active; k++) {
    random ^= random << 13;
    random ^= random >> 17;
    random ^= random << 5;
    // An even draw from the rows that are left.
    const other = <usize>k + <usize>((<u64>random * <u64>(active - k)) >> 32);
    const here = order + (<usize>k << 2);
    const there = order + (other << 2);
    const i = <usize>load<u32>(there);
    store<u32>(there, load<u32>(here));
    store<u32>(here, <u32>i);

    const from = <usize>load<u32>(start + (i << 2)) << 2;
    const to = <usize>load<u32>(start + (i << 2), 4) << 2;
    const row = dense + i * bytes;
    const y = load<f32>(sign + (i << 2));
    const margin = y * (dot(index, value, from, to, w, row, bytes, v) + load<f32>(bias));
    const own = load<f64>(alpha + (i << 3));
    const gradient = <f64>margin - 1 + own * load<f64>(diagonal + (i << 3));
    let projected = gradient;
    if (own == 0) {
      if (gradient > most) {
        active--;
        store<u32>(here, load<u32>(order + (<usize>active << 2)));
        store<u32>(order + (<usize>active << 2), <u32>i);
        k--;
        continue;
      }
      if (gradient > 0) projected = 0;
    }
    newMost = max(newMost, projected);
    newLeast = min(newLeast, projected);
    if (abs(projected) > 1e-12) {
      const next = max(own - gradient / load<f64>(norm + (i << 3)), 0);
      store<f64>(alpha + (i << 3), next);
      const step = <f32>(next - own) * y;
      axpy(step, index, value, from, to, w, row, bytes, v);
      store<f32>(bias, load<f32>(bias) + step);
    }
  }
  store<f64>(bounds, newMost);
  store<f64>(bounds, newLeast, 8);
  store<u32>(bounds, random, 16);
  return active;
}

/**
 * Margins of all classes: out[i] = intercepts + x_i·W. A column has `stride` weights, a multiple of 4, the classes' side by
 * side; `index` counts in bytes of them (4 · stride · column). `dense` rows of `width` floats have their weights at `v`, laid
 * out alike.
 */
export function decide(
  start: usize,
  index: usize,
  value: usize,
  dense: usize,
  width: i32,
  rows: i32,
  w: usize,
  v: usize,
  intercepts: usize,
  stride: i32,
  out: usize,
): void {
  const line = <usize>stride << 2;
  const bytes = <usize>width << 2;
  for (let i: usize = 0; i < <usize>rows; i++) {
    const from = <usize>load<u32>(start + (i << 2)) << 2;
    const to = <usize>load<u32>(start + (i << 2), 4) << 2;
    decideRow(index, value, from, to, dense + i * bytes, bytes, w, v, intercepts, line, out + i * line);
  }
}

/** Classes are taken 32 at a time, so that their sums stay in registers. */
function decideRow(
  index: usize,
  value: usize,
  from: usize,
  to: usize,
  row: usize,
  bytes: usize,
  w: usize,
  v: usize,
  intercepts: usize,
  line: usize,
  target: usize,
): void {
  let c: usize = 0;
  for (; c + 128 <= line; c += 128) {
    let s0 = v128.load(intercepts + c);
    let s1 = v128.load(intercepts + c, 16);
    let s2 = v128.load(intercepts + c, 32);
    let s3 = v128.load(intercepts + c, 48);
    let s4 = v128.load(intercepts + c, 64);
    let s5 = v128.load(intercepts + c, 80);
    let s6 = v128.load(intercepts + c, 96);
    let s7 = v128.load(intercepts + c, 112);
    for (let at = from; at < to; at += 4) {
      const x = v128.load32_splat(value + at);
      const p = w + load<u32>(index + at) + c;
      s0 = f32x4.add(s0, f32x4.mul(x, v128.load(p)));
      s1 = f32x4.add(s1, f32x4.mul(x, v128.load(p, 16)));
      s2 = f32x4.add(s2, f32x4.mul(x, v128.load(p, 32)));
      s3 = f32x4.add(s3, f32x4.mul(x, v128.load(p, 48)));
      s4 = f32x4.add(s4, f32x4.mul(x, v128.load(p, 64)));
      s5 = f32x4.add(s5, f32x4.mul(x, v128.load(p, 80)));
      s6 = f32x4.add(s6, f32x4.mul(x, v128.load(p, 96)));
      s7 = f32x4.add(s7, f32x4.mul(x, v128.load(p, 112)));
    }
    let p = v + c;
    for (let j: usize = 0; j < bytes; j += 4) {
      const x = v128.load32_splat(row + j);
      s0 = f32x4.add(s0, f32x4.mul(x, v128.load(p)));
      s1 = f32x4.add(s1, f32x4.mul(x, v128.load(p, 16)));
      s2 = f32x4.add(s2, f32x4.mul(x, v128.load(p, 32)));
      s3 = f32x4.add(s3, f32x4.mul(x, v128.load(p, 48)));
      s4 = f32x4.add(s4, f32x4.mul(x, v128.load(p, 64)));
      s5 = f32x4.add(s5, f32x4.mul(x, v128.load(p, 80)));
      s6 = f32x4.add(s6, f32x4.mul(x, v128.load(p, 96)));
      s7 = f32x4.add(s7, f32x4.mul(x, v128.load(p, 112)));
      p += line;
    }
    v128.store(target + c, s0);
    v128.store(target + c, s1, 16);
    v128.store(target + c, s2, 32);
    v128.store(target + c, s3, 48);
    v128.store(target + c, s4, 64);
    v128.store(target + c, s5, 80);
    v128.store(target + c, s6, 96);
    v128.store(target + c, s7, 112);
  }
  for (; c + 32 <= line; c += 32) {
    let s0 = v128.load(intercepts + c);
    let s1 = v128.load(intercepts + c, 16);
    for (let at = from; at < to; at += 4) {
      const x = v128.load32_splat(value + at);
      const p = w + load<u32>(index + at) + c;
      s0 = f32x4.add(s0, f32x4.mul(x, v128.load(p)));
      s1 = f32x4.add(s1, f32x4.mul(x, v128.load(p, 16)));
    }
    let p = v + c;
    for (let j: usize = 0; j < bytes; j += 4) {
      const x = v128.load32_splat(row + j);
      s0 = f32x4.add(s0, f32x4.mul(x, v128.load(p)));
      s1 = f32x4.add(s1, f32x4.mul(x, v128.load(p, 16)));
      p += line;
    }
    v128.store(target + c, s0);
    v128.store(target + c, s1, 16);
  }
  for (; c < line; c += 16) {
    let s = v128.load(intercepts + c);
    for (let at = from; at < to; at += 4) {
      s = f32x4.add(s, f32x4.mul(v128.load32_splat(value + at), v128.load(w + load<u32>(index + at) + c)));
    }
    let p = v + c;
    for (let j: usize = 0; j < bytes; j += 4) {
      s = f32x4.add(s, f32x4.mul(v128.load32_splat(row + j), v128.load(p)));
      p += line;
    }
    v128.store(target + c, s);
  }
}

/** W += x ⊗ delta, intercepts += delta: the counterpart of `decideRow`. */
function addRow(
  index: usize,
  value: usize,
  from: usize,
  to: usize,
  row: usize,
  bytes: usize,
  w: usize,
  v: usize,
  intercepts: usize,
  line: usize,
  delta: usize,
): void {
  let c: usize = 0;
  for (; c + 64 <= line; c += 64) {
    const d0 = v128.load(delta + c);
    const d1 = v128.load(delta + c, 16);
    const d2 = v128.load(delta + c, 32);
    const d3 = v128.load(delta + c, 48);
    for (let at = from; at < to; at += 4) {
      const x = v128.load32_splat(value + at);
      const p = w + load<u32>(index + at) + c;
      v128.store(p, f32x4.add(v128.load(p), f32x4.mul(x, d0)));
      v128.store(p, f32x4.add(v128.load(p, 16), f32x4.mul(x, d1)), 16);
      v128.store(p, f32x4.add(v128.load(p, 32), f32x4.mul(x, d2)), 32);
      v128.store(p, f32x4.add(v128.load(p, 48), f32x4.mul(x, d3)), 48);
    }
    let p = v + c;
    for (let j: usize = 0; j < bytes; j += 4) {
      const x = v128.load32_splat(row + j);
      v128.store(p, f32x4.add(v128.load(p), f32x4.mul(x, d0)));
      v128.store(p, f32x4.add(v128.load(p, 16), f32x4.mul(x, d1)), 16);
      v128.store(p, f32x4.add(v128.load(p, 32), f32x4.mul(x, d2)), 32);
      v128.store(p, f32x4.add(v128.load(p, 48), f32x4.mul(x, d3)), 48);
      p += line;
    }
    const b = intercepts + c;
    v128.store(b, f32x4.add(v128.load(b), d0));
    v128.store(b, f32x4.add(v128.load(b, 16), d1), 16);
    v128.store(b, f32x4.add(v128.load(b, 32), d2), 32);
    v128.store(b, f32x4.add(v128.load(b, 48), d3), 48);
  }
  for (; c < line; c += 16) {
    const d = v128.load(delta + c);
    for (let at = from; at < to; at += 4) {
      const p = w + load<u32>(index + at) + c;
      v128.store(p, f32x4.add(v128.load(p), f32x4.mul(v128.load32_splat(value + at), d)));
    }
    let p = v + c;
    for (let j: usize = 0; j < bytes; j += 4) {
      v128.store(p, f32x4.add(v128.load(p), f32x4.mul(v128.load32_splat(row + j), d)));
      p += line;
    }
    v128.store(intercepts + c, f32x4.add(v128.load(intercepts + c), d));
  }
}

// @ts-ignore: decorator
@inline
function both(sum: v128): f64 {
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
}

/**
 * One pass of dual coordinate ascent for multinomial logistic regression (Yu, Huang and Lin 2011) over `count` rows of `order`,
 * in an order drawn here. A row's dual is a probability of each class, α; W = Σ cost_i · x_i ⊗ (own class - α_i), and at the
 * optimum α is what the model predicts. With the other rows held, α is the solution of
 * a·α + ln α = m + a·α_old - ν, a = cost · ‖x‖², Σ α = 1, found by Newton's method in ln α and ν together.
 *
 * `state` is ln α, `stride` floats a row, -200 for none; `cost` and `norm` (‖x‖²) f64. Intercepts of padding classes hold
 * -1e30, so that nothing falls to them. `scratch`: 2 · stride floats, then 4 · stride doubles. To `bounds` (f64) is added
 * Σ cost · ½Σ|α - p| with the probabilities p before the step; behind it stands the state of the generator.
 */
export function softmaxPass(
  start: usize,
  index: usize,
  value: usize,
  dense: usize,
  width: i32,
  cost: usize,
  norm: usize,
  state: usize,
  order: usize,
  count: i32,
  w: usize,
  v: usize,
  intercepts: usize,
  stride: i32,
  scratch: usize,
  bounds: usize,
): void {
  const line = <usize>stride << 2;
  const bytes = <usize>width << 2;
  const margins = scratch;
  const delta = scratch + line;
  const old = scratch + 2 * line;
  const log = old + 2 * line;
  const target = log + 2 * line;
  const share = target + 2 * line;
  let distance: f64 = 0;
  let random = load<u32>(bounds, 8);
  for (let k = 0; k < count; k++) {
    random ^= random << 13;
    random ^= random >> 17;
    random ^= random << 5;
    const here = order + (<usize>k << 2);
    const there = order + (<usize>(<u64>k + ((<u64>random * <u64>(count - k)) >> 32)) << 2);
    const i = <usize>load<u32>(there);
    store<u32>(there, load<u32>(here));
    store<u32>(here, <u32>i);

    const from = <usize>load<u32>(start + (i << 2)) << 2;
    const to = <usize>load<u32>(start + (i << 2), 4) << 2;
    const row = dense + i * bytes;
    const own = state + i * line;
    const c = load<f64>(cost + (i << 3));
    decideRow(index, value, from, to, row, bytes, w, v, intercepts, line, margins);
    distance += c * begin(margins, own, line, c * load<f64>(norm + (i << 3)), old, log, target, share);
    solve(c * load<f64>(norm + (i << 3)), line, log, target, share);
    finish(c, line, own, old, log, delta);
    addRow(index, value, from, to, row, bytes, w, v, intercepts, line, delta);
  }
  store<f64>(bounds, load<f64>(bounds) + distance);
  store<u32>(bounds, random, 8);
}

/** Lays out α, where Newton's method starts and m + a·α; returns ½Σ|α - p|. */
function begin(
  margins: usize,
  own: usize,
  line: usize,
  a: f64,
  old: usize,
  log: usize,
  target: usize,
  share: usize,
): f64 {
  let top = v128.load(margins);
  for (let c: usize = 16; c < line; c += 16) top = f32x4.pmax(top, v128.load(margins + c));
  const most = f64x2.splat(
    <f64>(
      max(
        max(f32x4.extract_lane(top, 0), f32x4.extract_lane(top, 1)),
        max(f32x4.extract_lane(top, 2), f32x4.extract_lane(top, 3)),
      )
    ),
  );
  const factor = f64x2.splat(a);
  const lowest = f64x2.splat(-20);
  let total = f64x2.splat(0);
  for (let c: usize = 0; c < line; c += 8) {
    const y = f64x2.promote_low_f32x4(v128.load64_zero(own + c));
    const m = f64x2.promote_low_f32x4(v128.load64_zero(margins + c));
    const z = expOfNegative(y);
    const e = expOfNegative(f64x2.sub(m, most));
    total = f64x2.add(total, e);
    v128.store(old + 2 * c, z);
    v128.store(log + 2 * c, f64x2.pmax(y, lowest));
    v128.store(target + 2 * c, f64x2.add(m, f64x2.mul(factor, z)));
    v128.store(share + 2 * c, e);
  }
  const scale = f64x2.splat(1 / both(total));
  let difference = f64x2.splat(0);
  for (let c: usize = 0; c < line; c += 8) {
    const p = f64x2.mul(v128.load(share + 2 * c), scale);
    difference = f64x2.add(difference, f64x2.abs(f64x2.sub(v128.load(old + 2 * c), p)));
  }
  return 0.5 * both(difference);
}

/** Newton's method; `log` holds ln α and `share` is scratch. */
function solve(a: f64, line: usize, log: usize, target: usize, share: usize): void {
  const factor = f64x2.splat(a);
  const one = f64x2.splat(1);
  const least = f64x2.splat(-200);
  const most = f64x2.splat(0);
  for (let round = 0; round < 20; round++) {
    let sum = f64x2.splat(0);
    let pull = f64x2.splat(0);
    let weight = f64x2.splat(0);
    for (let c: usize = 0; c < 2 * line; c += 16) {
      const y = v128.load(log + c);
      const z = expOfNegative(y);
      const az = f64x2.mul(factor, z);
      const k = f64x2.div(one, f64x2.add(one, az));
      const s = f64x2.sub(f64x2.add(az, y), v128.load(target + c));
      const zk = f64x2.mul(z, k);
      sum = f64x2.add(sum, z);
      pull = f64x2.add(pull, f64x2.mul(zk, s));
      weight = f64x2.add(weight, zk);
      v128.store(share + c, z);
    }
    const all = both(sum);
    const nu = f64x2.splat((all - 1 - both(pull)) / both(weight));
    let residual = f64x2.splat(0);
    for (let c: usize = 0; c < 2 * line; c += 16) {
      const y = v128.load(log + c);
      const z = v128.load(share + c);
      const az = f64x2.mul(factor, z);
      const k = f64x2.div(one, f64x2.add(one, az));
      const s = f64x2.sub(f64x2.add(az, y), v128.load(target + c));
      const step = f64x2.mul(f64x2.add(s, nu), k);
      residual = f64x2.add(residual, f64x2.mul(z, f64x2.abs(step)));
      v128.store(log + c, f64x2.pmin(f64x2.pmax(f64x2.sub(y, step), least), most));
    }
    // The first step comes from values that may be far below: what moves is not yet to be seen in them.
    if (round > 0 && both(residual) < 1e-6 && abs(all - 1) < 1e-6) return;
  }
}

/** Stores ln α and cost · (α_old - α). */
function finish(c: f64, line: usize, own: usize, old: usize, log: usize, delta: usize): void {
  const factor = f64x2.splat(c);
  for (let at: usize = 0; at < line; at += 8) {
    const y = f32x4.demote_f64x2_zero(v128.load(log + 2 * at));
    v128.store64_lane(own + at, y, 0);
    const z = expOfNegative(f64x2.promote_low_f32x4(y));
    const step = f64x2.mul(factor, f64x2.sub(v128.load(old + 2 * at), z));
    v128.store64_lane(delta + at, f32x4.demote_f64x2_zero(step), 0);
  }
}

/** Adds cost · (own class - α) of each of the first `count` rows of `order` to the weights: W from α. `target`: class (u32) a row. */
export function softmaxWeights(
  start: usize,
  index: usize,
  value: usize,
  dense: usize,
  width: i32,
  cost: usize,
  target: usize,
  state: usize,
  order: usize,
  count: i32,
  w: usize,
  v: usize,
  intercepts: usize,
  stride: i32,
  scratch: usize,
): void {
  const line = <usize>stride << 2;
  const bytes = <usize>width << 2;
  for (let k = 0; k < count; k++) {
    const i = <usize>load<u32>(order + (<usize>k << 2));
    const c = load<f64>(cost + (i << 3));
    const own = state + i * line;
    const place = <usize>load<u32>(target + (i << 2)) << 2;
    for (let at: usize = 0; at < line; at += 8) {
      const z = expOfNegative(f64x2.promote_low_f32x4(v128.load64_zero(own + at)));
      v128.store64_lane(scratch + at, f32x4.demote_f64x2_zero(f64x2.mul(f64x2.splat(-c), z)), 0);
    }
    store<f32>(scratch + place, <f32>(<f64>load<f32>(scratch + place) + c));
    const from = <usize>load<u32>(start + (i << 2)) << 2;
    const to = <usize>load<u32>(start + (i << 2), 4) << 2;
    addRow(index, value, from, to, dense + i * bytes, bytes, w, v, intercepts, line, scratch);
  }
}
