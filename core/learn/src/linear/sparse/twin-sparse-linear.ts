import { expOfNegative } from '../../kernels/exponential.js';
import type { SparseLinearKernels } from './sparse-kernels.js';

const { fround } = Math;

/** Rows and weights by their pointers, as `decide` takes them. */
interface ModelPlaces {
  start: number;
  index: number;
  value: number;
  dense: number;
  width: number;
  w: number;
  v: number;
  intercepts: number;
  stride: number;
}

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

  const decideRow = (model: ModelPlaces, i: number, sums: Float32Array): void => {
    sums.set(f32.subarray(model.intercepts / 4, model.intercepts / 4 + model.stride));
    forEachWeight(model, i, (x, at) => {
      for (let c = 0; c < sums.length; c++) sums[c]! += fround(x * f32[at + c]!);
    });
  };

  const addRow = (model: ModelPlaces, i: number, delta: Float32Array): void => {
    forEachWeight(model, i, (x, at) => {
      for (let c = 0; c < delta.length; c++) f32[at + c]! += fround(x * delta[c]!);
    });
    for (let c = 0; c < delta.length; c++) f32[model.intercepts / 4 + c]! += delta[c]!;
  };

  /** Each value of a row, and where the weights of its column are. */
  const forEachWeight = (model: ModelPlaces, i: number, visit: (x: number, at: number) => void): void => {
    const { start, index, value, dense, width, w, v, stride } = model;
    const to = u32[start / 4 + i + 1]!;
    for (let e = u32[start / 4 + i]!; e < to; e++) visit(f32[value / 4 + e]!, (w + u32[index / 4 + e]!) / 4);
    for (let j = 0; j < width; j++) visit(f32[dense / 4 + i * width + j]!, v / 4 + j * stride);
  };

  return {
    place(index, value, count, line, columns) {
      let fine = 1;
      for (let k = 0; k < count; k++) {
        const column = u32[index / 4 + k]!;
        if (column >= columns || !Number.isFinite(f32[value / 4 + k]!)) fine = 0;
        u32[index / 4 + k] = Math.imul(column, line);
      }
      return fine;
    },

    placesOfWeights(w, columns, out) {
      let count = 0;
      for (let j = 0; j < columns; j++) if (f32[w / 4 + j] !== 0) u32[out / 4 + count++] = j;
      return count;
    },

    dualPass(start, index, value, dense, width, sign, diagonal, norm, alpha, order, active, w, bias, v, bounds) {
      const most = f64[bounds / 8]!;
      let newMost = Number.NEGATIVE_INFINITY;
      let newLeast = Number.POSITIVE_INFINITY;
      let random = u32[bounds / 4 + 4]!;
      let left = active;
      for (let k = 0; k < left; k++) {
        random = nextRandom(random);
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
        const sums = f32.subarray(out / 4 + i * stride, out / 4 + (i + 1) * stride);
        decideRow({ start, index, value, dense, width, w, v, intercepts, stride }, i, sums);
      }
    },

    softmaxPass(
      start,
      index,
      value,
      dense,
      width,
      cost,
      norm,
      state,
      order,
      count,
      w,
      v,
      intercepts,
      stride,
      _,
      bounds,
    ) {
      const model = { start, index, value, dense, width, w, v, intercepts, stride };
      const margins = new Float32Array(stride);
      const delta = new Float32Array(stride);
      let distance = 0;
      let random = u32[bounds / 4 + 2]!;
      for (let k = 0; k < count; k++) {
        random = nextRandom(random);
        const here = order / 4 + k;
        const there = here + Math.floor((random * (count - k)) / 2 ** 32);
        const i = u32[there]!;
        u32[there] = u32[here]!;
        u32[here] = i;

        const own = f32.subarray(state / 4 + i * stride, state / 4 + (i + 1) * stride);
        const c = f64[cost / 8 + i]!;
        const a = c * f64[norm / 8 + i]!;
        decideRow(model, i, margins);
        const most = margins.reduce((top, m) => Math.max(top, m), Number.NEGATIVE_INFINITY);
        const old = Float64Array.from(own, expOfNegative);
        const likely = Float64Array.from(margins, (m) => expOfNegative(m - most));
        const scale = 1 / sumOfPairs(likely);
        distance += c * (0.5 * sumOfPairs(old.map((z, j) => Math.abs(z - likely[j]! * scale))));
        const log = Float64Array.from(own, (y) => Math.max(y, -20));
        solveDual(
          a,
          log,
          Float64Array.from(margins, (m, j) => m + a * old[j]!),
        );
        own.set(log);
        for (let j = 0; j < stride; j++) delta[j] = c * (old[j]! - expOfNegative(own[j]!));
        addRow(model, i, delta);
      }
      f64[bounds / 8]! += distance;
      u32[bounds / 4 + 2] = random;
    },

    softmaxWeights(start, index, value, dense, width, cost, target, state, order, count, w, v, intercepts, stride) {
      const model = { start, index, value, dense, width, w, v, intercepts, stride };
      const delta = new Float32Array(stride);
      for (let k = 0; k < count; k++) {
        const i = u32[order / 4 + k]!;
        const c = f64[cost / 8 + i]!;
        for (let j = 0; j < stride; j++) delta[j] = -c * expOfNegative(f32[state / 4 + i * stride + j]!);
        delta[u32[target / 4 + i]!]! += c;
        addRow(model, i, delta);
      }
    },
  };
}

function nextRandom(state: number): number {
  let random = (state ^ (state << 13)) >>> 0;
  random = (random ^ (random >>> 17)) >>> 0;
  return (random ^ (random << 5)) >>> 0;
}

/** As two lanes add up: even places, odd places, then both. */
function sumOfPairs(values: Float64Array): number {
  let even = 0;
  let odd = 0;
  for (let k = 0; k < values.length; k += 2) {
    even += values[k]!;
    odd += values[k + 1]!;
  }
  return even + odd;
}

/** Solves a·α + ln α = target - ν with Σ α = 1 for ln α, in place. */
function solveDual(a: number, log: Float64Array, target: Float64Array): void {
  for (let round = 0; round < 20; round++) {
    const z = log.map(expOfNegative);
    const k = z.map((value) => 1 / (1 + a * value));
    const s = z.map((value, j) => a * value + log[j]! - target[j]!);
    const zk = z.map((value, j) => value * k[j]!);
    const all = sumOfPairs(z);
    const nu = (all - 1 - sumOfPairs(zk.map((value, j) => value * s[j]!))) / sumOfPairs(zk);
    const step = s.map((value, j) => (value + nu) * k[j]!);
    const residual = sumOfPairs(z.map((value, j) => value * Math.abs(step[j]!)));
    for (let j = 0; j < log.length; j++) log[j] = Math.min(Math.max(log[j]! - step[j]!, -200), 0);
    if (round > 0 && residual < 1e-6 && Math.abs(all - 1) < 1e-6) return;
  }
}
