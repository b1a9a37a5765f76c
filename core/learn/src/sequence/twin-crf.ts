import { expOfNegative } from '../kernels/exponential.js';
import type { CrfKernels } from './crf-kernels.js';

const NEGLIGIBLE = 1e-12;
const LEAST = -300;
const { fround } = Math;

/** The kernels of `assembly/crf.ts` in plain TypeScript: the same operations in the same order, the same bits. */
export function crfTwins(buffer: ArrayBuffer): CrfKernels {
  const f64 = new Float64Array(buffer, 0, buffer.byteLength >> 3);
  const f32 = new Float32Array(buffer, 0, buffer.byteLength >> 2);
  const i32 = new Int32Array(buffer, 0, buffer.byteLength >> 2);
  const u32 = new Uint32Array(buffer, 0, buffer.byteLength >> 2);
  const u16 = new Uint16Array(buffer, 0, buffer.byteLength >> 1);

  const potentials = (scores: number, width: number, labels: number, shift: number, out: number): void => {
    let most = f32[scores]!;
    for (let y = 1; y < labels; y++) most = Math.max(most, f32[scores + y]!);
    f64[shift] = most;
    for (let y = 0; y < width; y++) {
      f64[out + y] = y < labels ? expOfNegative(Math.max(Math.min(f32[scores + y]! - most, 0), LEAST)) : 0;
    }
  };

  return {
    score(weights, width, offsets, ids, values, tokens, scores) {
      for (let t = 0; t < tokens; t++) {
        const out = scores / 4 + t * width;
        f32.fill(0, out, out + width);
        for (let k = i32[offsets / 4 + t]!; k < i32[offsets / 4 + t + 1]!; k++) {
          const row = weights / 4 + u32[ids / 4 + k]! * width;
          const value = f32[values / 4 + k]!;
          for (let y = 0; y < width; y++) f32[out + y] = f32[out + y]! + fround(value * f32[row + y]!);
        }
      }
    },

    scoreSparse(rows, features, tags, weights, width, offsets, ids, values, tokens, scores) {
      for (let t = 0; t < tokens; t++) {
        const out = scores / 4 + t * width;
        f32.fill(0, out, out + width);
        for (let k = i32[offsets / 4 + t]!; k < i32[offsets / 4 + t + 1]!; k++) {
          const feature = u32[ids / 4 + k]!;
          if (feature >= features) continue;
          const value = f32[values / 4 + k]!;
          const row = rows / 4 + feature;
          for (let w = u32[row]!; w < u32[row + 1]!; w++) {
            const cell = out + u16[tags / 2 + w]!;
            f32[cell] = f32[cell]! + fround(value * f32[weights / 4 + w]!);
          }
        }
      }
    },

    forwardBackward(
      scores,
      tokens,
      labels,
      width,
      open,
      span,
      starts,
      ends,
      moves,
      links,
      sources,
      linked,
      potential,
      alpha,
      beta,
      incoming,
      shifts,
      scales,
    ) {
      const bound = (b: number, each: (source: number, weight: number) => void): void => {
        const link = links / 4 + b - open;
        for (let k = i32[link]!; k < i32[link + 1]!; k++) each(i32[sources / 4 + k]!, f64[linked / 8 + k]!);
      };
      for (let t = 0; t < tokens; t++) {
        const psi = potential / 8 + t * width;
        const own = alpha / 8 + t * width;
        const before = own - width;
        potentials(scores / 4 + t * width, width, labels, shifts / 8 + t, psi);
        if (t === tokens - 1) for (let y = 0; y < width; y++) f64[psi + y]! *= f64[ends / 8 + y]!;
        if (t === 0) {
          for (let y = 0; y < width; y++) f64[own + y] = f64[starts / 8 + y]! * f64[psi + y]!;
        } else {
          f64.fill(0, own, own + width);
          for (let a = 0; a < labels; a++) {
            const share = f64[before + a]!;
            if (share < NEGLIGIBLE) continue;
            for (let b = 0; b < span; b++) f64[own + b]! += share * f64[moves / 8 + a * span + b]!;
          }
          for (let b = open; b < labels; b++) {
            let sum = 0;
            bound(b, (a, weight) => {
              sum += f64[before + a]! * weight;
            });
            f64[own + b] = sum;
          }
          for (let y = 0; y < width; y++) f64[own + y]! *= f64[psi + y]!;
        }
        let even = 0;
        let odd = 0;
        for (let y = 0; y < width; y += 2) {
          even += f64[own + y]!;
          odd += f64[own + y + 1]!;
        }
        const scale = even + odd;
        f64[scales / 8 + t] = scale;
        const inverse = 1 / scale;
        for (let y = 0; y < width; y++) f64[own + y]! *= inverse;
      }
      const last = beta / 8 + (tokens - 1) * width;
      f64.fill(1, last, last + width);
      for (let t = tokens - 1; t > 0; t--) {
        const inverse = 1 / f64[scales / 8 + t]!;
        const psi = potential / 8 + t * width;
        const after = beta / 8 + t * width;
        const into = incoming / 8 + t * width;
        const before = alpha / 8 + (t - 1) * width;
        const own = after - width;
        for (let y = 0; y < width; y++) f64[into + y] = f64[psi + y]! * f64[after + y]! * inverse;
        for (let a = 0; a < width; a++) {
          let even = 0;
          let odd = 0;
          if (a < labels && f64[before + a]! >= NEGLIGIBLE) {
            const to = moves / 8 + a * span;
            for (let b = 0; b < span; b += 2) {
              even += f64[to + b]! * f64[into + b]!;
              odd += f64[to + b + 1]! * f64[into + b + 1]!;
            }
          }
          f64[own + a] = even + odd;
        }
        for (let b = open; b < labels; b++) {
          bound(b, (a, weight) => {
            if (f64[before + a]! >= NEGLIGIBLE) f64[own + a]! += weight * f64[into + b]!;
          });
        }
      }
    },

    expectSteps(tokens, labels, width, open, span, links, sources, alpha, incoming, moved, joined) {
      for (let t = 1; t < tokens; t++) {
        const before = alpha / 8 + (t - 1) * width;
        const into = incoming / 8 + t * width;
        for (let a = 0; a < labels; a++) {
          const share = f64[before + a]!;
          if (share < NEGLIGIBLE) continue;
          for (let b = 0; b < span; b++) f64[moved / 8 + a * span + b]! += share * f64[into + b]!;
        }
        for (let b = open; b < labels; b++) {
          const link = links / 4 + b - open;
          for (let k = i32[link]!; k < i32[link + 1]!; k++) {
            f64[joined / 8 + k]! += f64[before + i32[sources / 4 + k]!]! * f64[into + b]!;
          }
        }
      }
    },

    residuals(alpha, beta, truth, tokens, width, out) {
      for (let k = 0; k < tokens * width; k++) f32[out / 4 + k] = -(f64[alpha / 8 + k]! * f64[beta / 8 + k]!);
      for (let t = 0; t < tokens; t++) {
        const at = out / 4 + t * width + i32[truth / 4 + t]!;
        f32[at] = f32[at]! + 1;
      }
    },

    ascend(weights, squares, decay, width, offsets, ids, values, tokens, residual, rate) {
      const r = fround(rate);
      for (let t = 0; t < tokens; t++) {
        const own = residual / 4 + t * width;
        for (let k = i32[offsets / 4 + t]!; k < i32[offsets / 4 + t + 1]!; k++) {
          const id = u32[ids / 4 + k]!;
          const value = f32[values / 4 + k]!;
          const d = f32[decay / 4 + id]!;
          for (let y = 0; y < width; y++) {
            const at = id * width + y;
            const w = f32[weights / 4 + at]!;
            const g = fround(fround(value * f32[own + y]!) - fround(d * w));
            const s = fround(f32[squares / 4 + at]! + fround(g * g));
            f32[squares / 4 + at] = s;
            f32[weights / 4 + at] = w + fround(fround(r * g) / fround(Math.sqrt(s)));
          }
        }
      }
    },
  };
}
