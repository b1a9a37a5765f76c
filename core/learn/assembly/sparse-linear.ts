// Kernels of linear models on sparse rows with a dense block beside. All pointers are byte offsets into this module's memory,
// which the driver lays out; nothing is allocated here. Each has a plain-TypeScript twin in
// src/linear/sparse/twin-sparse-linear.ts that gives the same bits.
//
// A row's sparse entries stand from start[i] to start[i + 1]: in `index` the byte offset of the weight (4 · column for one
// weight a column), in `value` single precision. Its dense values are `width` floats, a multiple of 16, the last ones zero.

/** First byte the driver may use. */
export function heapBase(): usize {
  return __heap_base;
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
 * out alike. Classes are taken up to 32 at a time, so that their sums stay in registers.
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
  for (let i: usize = 0; i < <usize>rows; i++) {
    const from = <usize>load<u32>(start + (i << 2)) << 2;
    const to = <usize>load<u32>(start + (i << 2), 4) << 2;
    const row = dense + ((i * <usize>width) << 2);
    const target = out + i * line;
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
      for (let j: usize = 0; j < <usize>width << 2; j += 4) {
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
    for (; c < line; c += 16) {
      let s = v128.load(intercepts + c);
      for (let at = from; at < to; at += 4) {
        s = f32x4.add(s, f32x4.mul(v128.load32_splat(value + at), v128.load(w + load<u32>(index + at) + c)));
      }
      let p = v + c;
      for (let j: usize = 0; j < <usize>width << 2; j += 4) {
        s = f32x4.add(s, f32x4.mul(v128.load32_splat(row + j), v128.load(p)));
        p += line;
      }
      v128.store(target + c, s);
    }
  }
}
