import { expOfNegative, logOnePlus } from '../kernels/exponential.js';
import type { LogisticKernels } from './logistic-kernels.js';

const BLOCK = 1024;

/** The kernels of `assembly/logistic.ts` in plain TypeScript: the same operations in the same order, the same bits. */
export function logisticTwins(buffer: ArrayBuffer): LogisticKernels {
  const f64 = new Float64Array(buffer, 0, buffer.byteLength >> 3);
  /** The design's view. */
  const f32 = new Float32Array(buffer, 0, buffer.byteLength >> 2);

  /** Σ a·x over some rows of a column of the design, the even and the odd ones apart. */
  const dot = (a: number, x: number, rows: number): number => {
    let even = 0;
    let odd = 0;
    for (let i = 0; i < rows; i += 2) {
      even += f64[a + i]! * f32[x + i]!;
      odd += f64[a + i + 1]! * f32[x + i + 1]!;
    }
    return even + odd;
  };

  return {
    moments(values, weight, rows, origin, out) {
      const first = [0, 0];
      const second = [0, 0];
      for (let i = 0; i < rows; i++) {
        const d = f64[values / 8 + i]! - origin;
        const weighted = f64[weight / 8 + i]! * d;
        first[i & 1]! += weighted;
        second[i & 1]! += weighted * d;
      }
      f64[out / 8] = second[0]! + second[1]!;
      return first[0]! + first[1]!;
    },

    place(values, rows, mean, factor, width, out) {
      for (let i = 0; i < rows; i++) {
        const scaled = (f64[values / 8 + i]! - mean) * factor;
        f32[out / 4 + placeOf(i, width)] = Math.max(Math.min(scaled, 3e38), -3e38);
      }
    },

    evaluate(x, width, rows, every, y, weight, beta, residual, curvature, gradient) {
      const r = residual / 8;
      const g = gradient / 8;
      const value = [0, 0];
      f64.fill(0, g, g + width);
      for (let from = 0; from < rows; from += BLOCK * every) {
        const count = Math.min(BLOCK, rows - from);
        for (let i = from; i < from + count; i++) {
          let m = 0;
          for (let j = 0; j < width; j += 4) {
            const at = x / 4 + placeOf(i, width) + j * BLOCK;
            const b = beta / 8 + j;
            const first = f64[b]! * f32[at]! + f64[b + 1]! * f32[at + BLOCK]!;
            const second = f64[b + 2]! * f32[at + 2 * BLOCK]! + f64[b + 3]! * f32[at + 3 * BLOCK]!;
            m = j === 0 ? first + second : m + (first + second);
          }
          const w = f64[weight / 8 + i]!;
          const t = f64[y / 8 + i]!;
          const e = expOfNegative(-Math.abs(m));
          const inverse = 1 / (1 + e);
          const small = e * inverse;
          value[i & 1]! += w * (Math.max(m, 0) + logOnePlus(e) - t * m);
          f64[r + i] = w * ((m > 0 ? inverse : small) - t);
          f64[curvature / 8 + i] = w * Math.max(inverse * small, 1e-10);
        }
        const block = x / 4 + placeOf(from, width);
        for (let j = 0; j < width; j++) f64[g + j]! += dot(r + from, block + j * BLOCK, count);
      }
      return value[0]! + value[1]!;
    },

    gram(x, width, rows, curvature, every, scaled, out) {
      const s = scaled / 8;
      for (let from = 0; from < rows; from += BLOCK * every) {
        const count = Math.min(BLOCK, rows - from);
        const block = x / 4 + placeOf(from, width);
        for (let j = 0; j < width; j++) {
          const column = block + j * BLOCK;
          for (let i = 0; i < count; i++) f64[s + i] = f64[curvature / 8 + from + i]! * f32[column + i]!;
          // Whole tiles, as the kernel has them: up to the end of the four columns that j is among.
          for (let k = 0; k < (j & ~3) + 4; k++) f64[out / 8 + j * width + k]! += dot(s, block + k * BLOCK, count);
        }
      }
    },
  };
}

/** Of a row in the first column of the design. */
function placeOf(row: number, width: number): number {
  return Math.floor(row / BLOCK) * BLOCK * width + (row % BLOCK);
}
