import type { SparseLinearKernels } from './sparse-kernels.js';

const { fround } = Math;

/** Plain TypeScript, to the same bits as `assembly/sparse-linear.ts`: single precision is rounded after every operation. */
export function sparseLinearTwins(buffer: ArrayBuffer): SparseLinearKernels {
  const f32 = new Float32Array(buffer);
  const f64 = new Float64Array(buffer);
  const u32 = new Uint32Array(buffer);

  /** From the `from`-th entry to the `to`-th; `index`, `value`, `w`, `dense` and `v` count in floats. */
  const dot = (
    index: number,
    value: number,
    from: number,
    to: number,
    w: number,
    dense: number,
    width: number,
    v: number,
  ): number => {
    const sums = new Float32Array(4);
    const product = (k: number): number => fround(f32[value + k]! * f32[w + u32[index + k]! / 4]!);
    const whole = from + ((to - from) & ~3);
    for (let k = from; k < whole; k++) sums[(k - from) & 3]! += product(k);
    for (let k = whole; k < to; k++) sums[0]! += product(k);
    const sum = fround(fround(sums[0]! + sums[1]!) + fround(sums[2]! + sums[3]!));
    if (width === 0) return sum;
    const lanes = new Float32Array(16);
    for (let k = 0; k < width; k++) lanes[k & 15]! += fround(f32[dense + k]! * f32[v + k]!);
    const four = [0, 1, 2, 3].map((k) =>
      fround(fround(lanes[k]! + lanes[k + 4]!) + fround(lanes[k + 8]! + lanes[k + 12]!)),
    );
    return fround(sum + fround(fround(four[0]! + four[1]!) + fround(four[2]! + four[3]!)));
  };

  return {
    dualPass(start, index, value, dense, width, sign, diagonal, norm, alpha, order, active, w, bias, v, bounds) {
      const most = f64[bounds / 8]!;
      let newMost = Number.NEGATIVE_INFINITY;
      let newLeast = Number.POSITIVE_INFINITY;
      let random = u32[bounds / 4 + 4]!;
      let left = active;
      for (let k = 0; k < left; k++) {
        random = (random ^ (random << 13)) >>> 0;
        random = (random ^ (random >>> 17)) >>> 0;
        random = (random ^ (random << 5)) >>> 0;
        const here = order / 4 + k;
        const there = here + Math.floor((random * (left - k)) / 2 ** 32);
        const i = u32[there]!;
        u32[there] = u32[here]!;
        u32[here] = i;

        const from = u32[start / 4 + i]!;
        const to = u32[start / 4 + i + 1]!;
        const row = dense / 4 + i * width;
        const y = f32[sign / 4 + i]!;
        const margin = y * fround(dot(index / 4, value / 4, from, to, w / 4, row, width, v / 4) + f32[bias / 4]!);
        const own = f64[alpha / 8 + i]!;
        const gradient = margin - 1 + own * f64[diagonal / 8 + i]!;
        let projected = gradient;
        if (own === 0) {
          if (gradient > most) {
            left--;
            u32[here] = u32[order / 4 + left]!;
            u32[order / 4 + left] = i;
            k--;
            continue;
          }
          if (gradient > 0) projected = 0;
        }
        newMost = Math.max(newMost, projected);
        newLeast = Math.min(newLeast, projected);
        if (Math.abs(projected) > 1e-12) {
          const next = Math.max(own - gradient / f64[norm / 8 + i]!, 0);
          f64[alpha / 8 + i] = next;
          const step = fround(next - own) * y;
          for (let e = from; e < to; e++) f32[w / 4 + u32[index / 4 + e]! / 4]! += fround(step * f32[value / 4 + e]!);
          for (let j = 0; j < width; j++) f32[v / 4 + j]! += fround(step * f32[row + j]!);
          f32[bias / 4]! += step;
        }
      }
      f64[bounds / 8] = newMost;
      f64[bounds / 8 + 1] = newLeast;
      u32[bounds / 4 + 4] = random;
      return left;
    },

    decide(start, index, value, dense, width, rows, w, v, intercepts, stride, out) {
      for (let i = 0; i < rows; i++) {
        const from = u32[start / 4 + i]!;
        const to = u32[start / 4 + i + 1]!;
        const sums = f32.subarray(out / 4 + i * stride, out / 4 + (i + 1) * stride);
        sums.set(f32.subarray(intercepts / 4, intercepts / 4 + stride));
        const add = (x: number, at: number): void => {
          for (let c = 0; c < stride; c++) sums[c]! += fround(x * f32[at + c]!);
        };
        for (let e = from; e < to; e++) add(f32[value / 4 + e]!, (w + u32[index / 4 + e]!) / 4);
        for (let j = 0; j < width; j++) add(f32[dense / 4 + i * width + j]!, v / 4 + j * stride);
      }
    },
  };
}
