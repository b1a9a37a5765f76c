import { expOfNegative } from '../kernels/exponential.js';
import type { TrainingKernels } from './kernels.js';

/** The training kernels of `assembly/trees.ts` in plain TypeScript: the same operations in the same order, the same bits. */
export function trainingTwins(buffer: ArrayBuffer): TrainingKernels {
  const f64 = new Float64Array(buffer, 0, buffer.byteLength >> 3);
  const u32 = new Uint32Array(buffer, 0, buffer.byteLength >> 2);
  const u8 = new Uint8Array(buffer);

  /** Adds the pairs from `gathered` on, row k taking the bin of `rows[k]`, to one column's histogram. */
  const addColumn = (words: number, rows: number, count: number, pairs: number, shift: number, h: number): void => {
    const w = words / 4;
    const r = rows / 4;
    const p = pairs / 8;
    const to = h / 8;
    for (let k = 0; k < count; k++) {
      const at = to + (((u32[w + (rows < 0 ? k : u32[r + k]!)]! >>> shift) & 255) << 1);
      f64[at]! += f64[p + 2 * k]!;
      f64[at + 1]! += f64[p + 2 * k + 1]!;
    }
  };

  const take = (out: number, bin: number, missingLeft: number, g: number, h: number): void => {
    f64[out / 8] = bin;
    f64[out / 8 + 1] = missingLeft;
    f64[out / 8 + 2] = g;
    f64[out / 8 + 3] = h;
  };

  return {
    sort(values, count) {
      f64.subarray(values / 8, values / 8 + count).sort();
    },

    binColumn(values, count, edges, top, out, stride) {
      const e = edges / 8;
      for (let k = 0; k < count; k++) {
        const value = f64[values / 8 + k]!;
        let bin = 0;
        for (let step = top; step > 0; step >>= 1) if (f64[e + bin + step - 1]! < value) bin += step;
        u8[out + k * stride] = Number.isNaN(value) ? 0 : bin + 1;
      }
    },

    spread(bytes, count, out) {
      for (let k = 0; k < count; k++) u8[out + 4 * k] = u8[bytes + k]!;
    },

    logisticGradients(scores, y, weight, count, pairs, magic, unit) {
      const even = count + (count & 1);
      for (let i = 0; i < even; i++) {
        const s = f64[scores / 8 + i]!;
        const w = f64[weight / 8 + i]!;
        const e = expOfNegative(-Math.abs(s));
        const inverse = 1 / (1 + e);
        const small = e * inverse;
        const p = s > 0 ? inverse : small;
        f64[pairs / 8 + 2 * i] = w * (p - f64[y / 8 + i]!) + magic - magic;
        f64[pairs / 8 + 2 * i + 1] = Math.max(w * (inverse * small) + magic - magic, w > 0 ? unit : 0);
      }
    },

    gather(rows, count, pairs, out) {
      for (let k = 0; k < count; k++) {
        const i = u32[rows / 4 + k]!;
        f64[out / 8 + 2 * k] = f64[pairs / 8 + 2 * i]!;
        f64[out / 8 + 2 * k + 1] = f64[pairs / 8 + 2 * i + 1]!;
      }
    },

    histogram(words, rows, count, gathered, ha, hb, hc, hd) {
      addColumn(words, rows, count, gathered, 0, ha);
      addColumn(words, rows, count, gathered, 8, hb);
      addColumn(words, rows, count, gathered, 16, hc);
      addColumn(words, rows, count, gathered, 24, hd);
    },

    histogramAll(words, count, pairs, ha, hb, hc, hd) {
      addColumn(words, -4, count, pairs, 0, ha);
      addColumn(words, -4, count, pairs, 8, hb);
      addColumn(words, -4, count, pairs, 16, hc);
      addColumn(words, -4, count, pairs, 24, hd);
    },

    histogramTwo(words, rows, count, gathered, shiftA, ha, shiftB, hb) {
      addColumn(words, rows, count, gathered, shiftA, ha);
      addColumn(words, rows, count, gathered, shiftB, hb);
    },

    subtract(parent, child, pairs) {
      for (let k = 0; k < 2 * pairs; k++) f64[parent / 8 + k]! -= f64[child / 8 + k]!;
    },

    scan(histogram, bins, gradient, hessian, lambda, alpha, least, best, out) {
      const h = histogram / 8;
      const lanes = f64[h + 1]! > 0 ? 2 : 1;
      const gl = [0, f64[h]!];
      const hl = [0, f64[h + 1]!];
      for (let b = 1; b < bins; b++) {
        const w = f64[h + 2 * b + 1]!;
        if (w === 0) continue;
        for (let lane = 0; lane < lanes; lane++) {
          gl[lane]! += f64[h + 2 * b]!;
          hl[lane]! += w;
          const g = gl[lane]!;
          const left = hl[lane]!;
          const right = hessian - left;
          if (left < least || right < least) continue;
          const a = Math.max(Math.abs(g) - alpha, 0);
          const c = Math.max(Math.abs(gradient - g) - alpha, 0);
          const L = left + lambda;
          const R = right + lambda;
          const top = a * a * R + c * c * L;
          if (!(top > best * (L * R))) continue;
          const score = top / (L * R);
          if (score > best) {
            best = score;
            take(out, b, lane, g, left);
          }
        }
      }
      return best;
    },

    scanBounded(histogram, bins, gradient, hessian, lambda, alpha, least, best, out, direction, lowest, highest) {
      const h = histogram / 8;
      const lanes = f64[h + 1]! > 0 ? 2 : 1;
      const gl = [0, f64[h]!];
      const hl = [0, f64[h + 1]!];
      const step = (g: number, ridged: number): number =>
        Math.min(highest, Math.max(lowest, (Math.max(-alpha, Math.min(alpha, g)) - g) / ridged));
      const scoreAt = (g: number, ridged: number, v: number): number =>
        -((g + g) * v + ridged * (v * v) + 2 * alpha * Math.abs(v));
      for (let b = 1; b < bins; b++) {
        const w = f64[h + 2 * b + 1]!;
        if (w === 0) continue;
        for (let lane = 0; lane < lanes; lane++) {
          gl[lane]! += f64[h + 2 * b]!;
          hl[lane]! += w;
          const g = gl[lane]!;
          const left = hl[lane]!;
          const right = hessian - left;
          if (left < least || right < least) continue;
          const vl = step(g, left + lambda);
          const vr = step(gradient - g, right + lambda);
          if (!(direction * (vr - vl) >= 0)) continue;
          const score = scoreAt(g, left + lambda, vl) + scoreAt(gradient - g, right + lambda, vr);
          if (score > best) {
            best = score;
            take(out, b, lane, g, left);
          }
        }
      }
      return best;
    },

    partition(bins, rows, count, goesLeft, spare) {
      const r = rows / 4;
      const s = spare / 4;
      let left = 0;
      let right = 0;
      for (let k = 0; k < count; k++) {
        const i = u32[r + k]!;
        const toLeft = u8[goesLeft + u8[bins + i]!]!;
        u32[r + left] = i;
        u32[s + right] = i;
        left += toLeft;
        right += 1 - toLeft;
      }
      u32.copyWithin(r + left, s, s + right);
      return left;
    },

    addToScores(rows, count, scores, stride, offset, value) {
      for (let k = 0; k < count; k++) f64[scores / 8 + offset + u32[rows / 4 + k]! * stride]! += value;
    },
  };
}
