// Kernels of the linear-chain conditional random field. All pointers are byte offsets into this module's memory, which the
// driver lays out; nothing is allocated here. Each has a plain-TypeScript twin in src/sequence/twin-crf.ts that gives the
// same bits.
//
// Labels stand in an order of the driver's: first the `open` ones, which may follow any label that is `closing` (O and B- in
// BIO: every label is closing), then the bound ones, which may only follow the labels in a list of theirs (I-X: B-X and I-X).
// A step therefore costs labels · open, not labels². `width` is the number of labels, and `span` that of the open ones, each
// rounded up to a multiple of 4; what is filled up is zero.

import { expOfNegative } from './math/exponential';

/** First byte the driver may use. */
export function heapBase(): usize {
  return __heap_base;
}

/** A label whose share of the forward probability is below this is left out: it cannot move a marginal by as much. */
const NEGLIGIBLE: f64 = 1e-12;

// @ts-ignore: decorator
@inline
function both(sum: v128): f64 {
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
}

/**
 * The score of each label of each token: Σ value · weights[feature]. `offsets` has the first entry of each token and the end
 * (i32); `ids` (u32) and `values` (f32) are the entries. `weights` are rows of `width` singles, as is `scores`.
 */
export function score(
  weights: usize,
  width: i32,
  offsets: usize,
  ids: usize,
  values: usize,
  tokens: i32,
  scores: usize,
): void {
  const line = <usize>width << 2;
  for (let t = 0; t < tokens; t++) {
    const out = scores + <usize>t * line;
    memory.fill(out, 0, line);
    const end = load<i32>(offsets + (<usize>t << 2), 4);
    for (let k = load<i32>(offsets + (<usize>t << 2)); k < end; k++) {
      const row = weights + <usize>load<u32>(ids + (<usize>k << 2)) * line;
      const value = f32x4.splat(load<f32>(values + (<usize>k << 2)));
      for (let at: usize = 0; at < line; at += 16) {
        v128.store(out + at, f32x4.add(v128.load(out + at), f32x4.mul(value, v128.load(row + at))));
      }
    }
  }
}

/**
 * The same from weights of which only those that are not 0 are kept: of feature f the entries rows[f] to rows[f + 1] (u32) of
 * `tags` (u16) and `weights` (f32). Features from `features` on have none.
 */
export function scoreSparse(
  rows: usize,
  features: u32,
  tags: usize,
  weights: usize,
  width: i32,
  offsets: usize,
  ids: usize,
  values: usize,
  tokens: i32,
  scores: usize,
): void {
  const line = <usize>width << 2;
  for (let t = 0; t < tokens; t++) {
    const out = scores + <usize>t * line;
    memory.fill(out, 0, line);
    const end = load<i32>(offsets + (<usize>t << 2), 4);
    for (let k = load<i32>(offsets + (<usize>t << 2)); k < end; k++) {
      const feature = load<u32>(ids + (<usize>k << 2));
      if (feature >= features) continue;
      const value = load<f32>(values + (<usize>k << 2));
      const row = rows + (<usize>feature << 2);
      const last = <usize>load<u32>(row, 4);
      for (let w = <usize>load<u32>(row); w < last; w++) {
        const cell = out + (<usize>load<u16>(tags + (w << 1)) << 2);
        store<f32>(cell, load<f32>(cell) + value * load<f32>(weights + (w << 2)));
      }
    }
  }
}

/** A label's potential is at least exp of this, so that the only label that may follow never has none. */
const LEAST: f64 = -300;

/** exp of each score less the token's largest, as doubles, 0 behind the labels; `shift` gets the largest. */
// @ts-ignore: decorator
@inline
function potentials(scores: usize, width: i32, labels: i32, shift: usize, out: usize): void {
  let most: f32 = load<f32>(scores);
  for (let y = 1; y < labels; y++) most = max(most, load<f32>(scores + (<usize>y << 2)));
  store<f64>(shift, <f64>most);
  const m = f64x2.splat(<f64>most);
  for (let y = 0; y < width; y += 2) {
    const u = f64x2.sub(f64x2.promote_low_f32x4(v128.load64_zero(scores + (<usize>y << 2))), m);
    v128.store(out + (<usize>y << 3), expOfNegative(f64x2.pmax(f64x2.pmin(u, f64x2.splat(0)), f64x2.splat(LEAST))));
  }
  for (let y = labels; y < width; y++) store<f64>(out + (<usize>y << 3), 0);
}

/**
 * The forward-backward algorithm in scaled space (Rabiner 1989, section V.A). In: `scores`; `starts`, exp of the start
 * weights (`width` doubles, 0 where a label may not begin); `ends`, the same for the last label; `moves`, exp of the weights from each label to each open one (rows
 * of `span` doubles, 0 for a label that is not closing); for the bound labels `links` (i32: first entry of each and the end),
 * `sources` (i32) and `linked` (exp of the weights, doubles).
 * Out, each a row of `width` doubles a token: `potential`; `alpha`, the forward probabilities, of sum 1; `beta`; `incoming`,
 * potential · beta / scale, with which alpha(t-1, a) · exp(weight) · incoming(t, b) is the marginal of a step. `alpha` · `beta`
 * is that of a label. `shifts` and `scales` have a double a token; the log of the partition function is Σ shift + ln(scale).
 */
export function forwardBackward(
  scores: usize,
  tokens: i32,
  labels: i32,
  width: i32,
  open: i32,
  span: i32,
  starts: usize,
  ends: usize,
  moves: usize,
  links: usize,
  sources: usize,
  linked: usize,
  potential: usize,
  alpha: usize,
  beta: usize,
  incoming: usize,
  shifts: usize,
  scales: usize,
): void {
  const line = <usize>width << 3;
  const row = <usize>span << 3;
  for (let t = 0; t < tokens; t++) {
    const psi = potential + <usize>t * line;
    const own = alpha + <usize>t * line;
    potentials(scores + ((<usize>t * <usize>width) << 2), width, labels, shifts + (<usize>t << 3), psi);
    if (t == tokens - 1) {
      for (let at: usize = 0; at < line; at += 16) {
        v128.store(psi + at, f64x2.mul(v128.load(psi + at), v128.load(ends + at)));
      }
    }
    if (t == 0) {
      for (let at: usize = 0; at < line; at += 16) {
        v128.store(own + at, f64x2.mul(v128.load(starts + at), v128.load(psi + at)));
      }
    } else {
      const before = own - line;
      memory.fill(own, 0, line);
      for (let a = 0; a < labels; a++) {
        const share = load<f64>(before + (<usize>a << 3));
        if (share < NEGLIGIBLE) continue;
        const s = f64x2.splat(share);
        const from = moves + <usize>a * row;
        for (let at: usize = 0; at < row; at += 16) {
          v128.store(own + at, f64x2.add(v128.load(own + at), f64x2.mul(s, v128.load(from + at))));
        }
      }
      for (let b = open; b < labels; b++) {
        const link = links + (<usize>(b - open) << 2);
        let sum: f64 = 0;
        for (let k = load<i32>(link); k < load<i32>(link, 4); k++) {
          const a = load<i32>(sources + (<usize>k << 2));
          sum += load<f64>(before + (<usize>a << 3)) * load<f64>(linked + (<usize>k << 3));
        }
        store<f64>(own + (<usize>b << 3), sum);
      }
      for (let at: usize = 0; at < line; at += 16) {
        v128.store(own + at, f64x2.mul(v128.load(own + at), v128.load(psi + at)));
      }
    }
    let total = f64x2.splat(0);
    for (let at: usize = 0; at < line; at += 16) total = f64x2.add(total, v128.load(own + at));
    const scale = both(total);
    store<f64>(scales + (<usize>t << 3), scale);
    const inverse = f64x2.splat(1 / scale);
    for (let at: usize = 0; at < line; at += 16) v128.store(own + at, f64x2.mul(v128.load(own + at), inverse));
  }

  const last = beta + <usize>(tokens - 1) * line;
  for (let y = 0; y < width; y++) store<f64>(last + (<usize>y << 3), 1);
  for (let t = tokens - 1; t > 0; t--) {
    const inverse = f64x2.splat(1 / load<f64>(scales + (<usize>t << 3)));
    const psi = potential + <usize>t * line;
    const after = beta + <usize>t * line;
    const into = incoming + <usize>t * line;
    const before = alpha + <usize>(t - 1) * line;
    const own = after - line;
    for (let at: usize = 0; at < line; at += 16) {
      v128.store(into + at, f64x2.mul(f64x2.mul(v128.load(psi + at), v128.load(after + at)), inverse));
    }
    for (let a = 0; a < width; a++) {
      let sum = f64x2.splat(0);
      if (a < labels && load<f64>(before + (<usize>a << 3)) >= NEGLIGIBLE) {
        const to = moves + <usize>a * row;
        for (let at: usize = 0; at < row; at += 16) {
          sum = f64x2.add(sum, f64x2.mul(v128.load(to + at), v128.load(into + at)));
        }
      }
      store<f64>(own + (<usize>a << 3), both(sum));
    }
    for (let b = open; b < labels; b++) {
      const link = links + (<usize>(b - open) << 2);
      const share = load<f64>(into + (<usize>b << 3));
      for (let k = load<i32>(link); k < load<i32>(link, 4); k++) {
        const a = load<i32>(sources + (<usize>k << 2));
        if (load<f64>(before + (<usize>a << 3)) < NEGLIGIBLE) continue;
        const at = own + (<usize>a << 3);
        store<f64>(at, load<f64>(at) + load<f64>(linked + (<usize>k << 3)) * share);
      }
    }
  }
}

/** Adds alpha(t-1, a) · incoming(t, b) over the tokens to `moved` (as `moves`) and `joined` (as `linked`): see `forwardBackward`. */
export function expectSteps(
  tokens: i32,
  labels: i32,
  width: i32,
  open: i32,
  span: i32,
  links: usize,
  sources: usize,
  alpha: usize,
  incoming: usize,
  moved: usize,
  joined: usize,
): void {
  const line = <usize>width << 3;
  const row = <usize>span << 3;
  for (let t = 1; t < tokens; t++) {
    const before = alpha + <usize>(t - 1) * line;
    const into = incoming + <usize>t * line;
    for (let a = 0; a < labels; a++) {
      const share = load<f64>(before + (<usize>a << 3));
      if (share < NEGLIGIBLE) continue;
      const s = f64x2.splat(share);
      const to = moved + <usize>a * row;
      for (let at: usize = 0; at < row; at += 16) {
        v128.store(to + at, f64x2.add(v128.load(to + at), f64x2.mul(s, v128.load(into + at))));
      }
    }
    for (let b = open; b < labels; b++) {
      const link = links + (<usize>(b - open) << 2);
      for (let k = load<i32>(link); k < load<i32>(link, 4); k++) {
        const a = load<i32>(sources + (<usize>k << 2));
        const at = joined + (<usize>k << 3);
        store<f64>(at, load<f64>(at) + load<f64>(before + (<usize>a << 3)) * load<f64>(into + (<usize>b << 3)));
      }
    }
  }
}

/** 1 for the true label (`truth`, i32) less the marginal, as rows of `width` singles. */
export function residuals(alpha: usize, beta: usize, truth: usize, tokens: i32, width: i32, out: usize): void {
  const count = <usize>tokens * <usize>width;
  for (let k: usize = 0; k < count; k += 2) {
    const marginal = f64x2.mul(v128.load(alpha + (k << 3)), v128.load(beta + (k << 3)));
    v128.store64_lane(out + (k << 2), f32x4.demote_f64x2_zero(f64x2.neg(marginal)), 0);
  }
  for (let t = 0; t < tokens; t++) {
    const at = out + ((<usize>t * <usize>width + <usize>load<i32>(truth + (<usize>t << 2))) << 2);
    store<f32>(at, load<f32>(at) + 1);
  }
}

/**
 * One step of AdaGrad (Duchi et al. 2011) up the penalised likelihood of one sequence: each entry moves its feature's row by
 * rate · g / √squares with g = value · residual - decay · weight. `decay` has a single a feature: its share of the penalty a
 * time that it occurs.
 */
export function ascend(
  weights: usize,
  squares: usize,
  decay: usize,
  width: i32,
  offsets: usize,
  ids: usize,
  values: usize,
  tokens: i32,
  residual: usize,
  rate: f32,
): void {
  const line = <usize>width << 2;
  const r = f32x4.splat(rate);
  for (let t = 0; t < tokens; t++) {
    const own = residual + <usize>t * line;
    const end = load<i32>(offsets + (<usize>t << 2), 4);
    for (let k = load<i32>(offsets + (<usize>t << 2)); k < end; k++) {
      const id = <usize>load<u32>(ids + (<usize>k << 2));
      const row = weights + id * line;
      const sum = squares + id * line;
      const value = f32x4.splat(load<f32>(values + (<usize>k << 2)));
      const d = f32x4.splat(load<f32>(decay + (id << 2)));
      for (let at: usize = 0; at < line; at += 16) {
        const w = v128.load(row + at);
        const g = f32x4.sub(f32x4.mul(value, v128.load(own + at)), f32x4.mul(d, w));
        const s = f32x4.add(v128.load(sum + at), f32x4.mul(g, g));
        v128.store(sum + at, s);
        v128.store(row + at, f32x4.add(w, f32x4.div(f32x4.mul(r, g), f32x4.sqrt(s))));
      }
    }
  }
}
