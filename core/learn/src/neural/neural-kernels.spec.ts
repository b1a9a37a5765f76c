import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Rng } from '../random/rng.js';
import { dropoutMask } from './engine.js';
import { neuralKernels } from './neural-kernels.js';

const memory = new WebAssembly.Memory({ initial: 200 });
const kernels = neuralKernels(memory);
let end = 0;

function put(values: ArrayLike<number>): number {
  const at = end;
  end += 4 * values.length + 16;
  new Float32Array(memory.buffer, at, values.length).set(Array.from(values));
  return at;
}
function putInt(values: ArrayLike<number>): number {
  const at = put(values);
  new Int32Array(memory.buffer, at, values.length).set(values);
  return at;
}
const get = (at: number, count: number): Float32Array => new Float32Array(memory.buffer, at, count).slice();
const normal = (count: number, seed: number): Float32Array => {
  const rng = new Rng(seed);
  return Float32Array.from({ length: count }, () => rng.normal());
};

function expectClose(got: ArrayLike<number>, want: ArrayLike<number>, relative = 1e-5): void {
  const largest = Array.from(want).reduce((most, v) => Math.max(most, Math.abs(v)), 1e-30);
  expect(got.length).toBe(want.length);
  let worst = 0;
  for (let i = 0; i < want.length; i++) worst = Math.max(worst, Math.abs(got[i]! - want[i]!));
  expect(worst / largest).toBeLessThan(relative);
}

/** The plain twin of `gemm`. */
function product(
  ta: boolean,
  tb: boolean,
  m: number,
  n: number,
  k: number,
  a: Float32Array,
  b: Float32Array,
): number[] {
  const out: number[] = [];
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) {
      let sum = 0;
      for (let p = 0; p < k; p++) sum += a[ta ? p * m + i : i * k + p]! * b[tb ? j * k + p : p * n + j]!;
      out.push(sum);
    }
  }
  return out;
}

describe('neural kernels', () => {
  it('bring no data segment: their memory belongs to somebody else', () => {
    const bytes = readFileSync(new URL('../../wasm/neural.wasm', import.meta.url));
    const sections: number[] = [];
    for (let at = 8; at < bytes.length; ) {
      sections.push(bytes[at++]!);
      let size = 0;
      for (let shift = 0; ; shift += 7) {
        const byte = bytes[at++]!;
        size |= (byte & 127) << shift;
        if (byte < 128) break;
      }
      at += size;
    }
    expect(sections).toContain(10);
    expect(sections).not.toContain(11);
  });

  it.each([
    [1, 1, 1],
    [3, 5, 7],
    [4, 8, 16],
    [65, 61, 33],
    [13, 300, 800],
    [130, 10, 400],
  ])('multiply %i x %i, inner %i, in all four orders', (m, n, k) => {
    for (const [ta, tb] of [
      [false, false],
      [false, true],
      [true, false],
      [true, true],
    ] as const) {
      end = 0;
      const [a, b] = [normal(m * k, 1), normal(k * n, 2)];
      const [pa, pb, pc] = [put(a), put(b), put(new Float32Array(m * n).fill(9))];
      const guard = put([123]);
      kernels.gemm(ta, tb, m, n, k, pa, pb, pc, false, end);
      const want = product(ta, tb, m, n, k, a, b);
      expectClose(get(pc, m * n), want);
      kernels.gemm(ta, tb, m, n, k, pa, pb, pc, true, end);
      expectClose(
        get(pc, m * n),
        want.map((v) => 2 * v),
      );
      expect(get(guard, 1)[0]).toBe(123);
    }
  });

  it('multiply a batch, one operand shared', () => {
    end = 0;
    const [batch, m, n, k] = [3, 5, 6, 7];
    const [a, b] = [normal(batch * m * k, 3), normal(k * n, 4)];
    const [pa, pb, pc] = [put(a), put(b), put(new Float32Array(batch * m * n))];
    kernels.gemmBatched(batch, false, false, m, n, k, pa, m * k, pb, 0, pc, end);
    const want = [0, 1, 2].flatMap((i) => product(false, false, m, n, k, a.subarray(i * m * k, (i + 1) * m * k), b));
    expectClose(get(pc, batch * m * n), want);
  });

  it('compute bias, ReLU and tanh, and their gradients', () => {
    end = 0;
    const [m, n] = [3, 7];
    const [z, bias] = [normal(m * n, 5).map((v) => 3 * v), normal(n, 6)];
    const pb = put(bias);
    const sum = z.map((v, i) => v + bias[i % n]!);
    for (const [code, f, slope] of [
      [1, (v: number) => Math.max(0, v), (v: number) => (v > 0 ? 1 : 0)],
      [2, Math.tanh, (v: number) => 1 - Math.tanh(v) ** 2],
    ] as const) {
      const pz = put(z);
      kernels.biasActivate(pz, pb, m, n, code);
      expectClose(get(pz, m * n), sum.map(f), 1e-6);
      const gradient = put(new Float32Array(m * n).fill(2));
      kernels.activationBackward(gradient, pz, m * n, code, 1);
      expectClose(
        get(gradient, m * n),
        sum.map((v) => 2 * slope(v)),
        1e-5,
      );
    }
  });

  it('drop the share they are told, as their twin does, the same on the way back', () => {
    end = 0;
    const count = 40_003;
    const x = new Float32Array(count).fill(1);
    const px = put(x);
    kernels.dropout(px, count, 0.7, 4_000_000_000);
    const got = get(px, count);
    expect(got).toEqual(dropoutMask(count, 0.7, 4_000_000_000));
    expect(got.reduce((kept, v) => kept + (v > 0 ? 1 : 0), 0) / count).toBeCloseTo(0.7, 2);
    expect(got.reduce((total, v) => total + v, 0) / count).toBeCloseTo(1, 1);
  });

  it('sum columns, gather rows, and scatter them back by adding', () => {
    end = 0;
    const x = Float32Array.from({ length: 12 }, (_, i) => i); // 4 x 3
    const [px, out] = [put(x), put(new Float32Array(30))];
    kernels.columnSums(px, 4, 3, out);
    expect([...get(out, 3)]).toEqual([18, 22, 26]);
    kernels.gatherRows(px, putInt([2, 0, 2]), 3, 3, out);
    expect([...get(out, 9)]).toEqual([6, 7, 8, 0, 1, 2, 6, 7, 8]);
    // Rows 0…3 to segments 1, 1, 0 and one that is outside and dropped.
    kernels.segmentSum(px, putInt([1, 1, 0, 5]), 4, 3, out, 3);
    expect([...get(out, 9)]).toEqual([6, 7, 8, 3, 5, 7, 0, 0, 0]);
  });

  it('compute each loss and its gradient by the textbook', () => {
    end = 0;
    const weight = [1, 2, 0.5];
    const pw = put(weight);
    const z = [0.3, -40, 2];
    const [pz, py] = [put(z), put([1, 0, 0])];
    const sigmoid = (v: number): number => 1 / (1 + Math.exp(-v));
    const truth = [1, 0, 0];
    const total = kernels.logisticLoss(pz, py, pw, 3);
    const want = -z.reduce((sum, v, i) => sum + weight[i]! * Math.log(truth[i] === 1 ? sigmoid(v) : 1 - sigmoid(v)), 0);
    expect(total).toBeCloseTo(want, 6);
    expectClose(
      get(pz, 3),
      z.map((v, i) => (weight[i]! * (sigmoid(v) - truth[i]!)) / 3),
      1e-6,
    );

    const scores = [1, 2, 3, 0, 0, 100];
    const ps = put(scores);
    const loss = kernels.softmaxLoss(ps, put([2, 0]), pw, 2, 3);
    const norm = Math.exp(1) + Math.exp(2) + Math.exp(3);
    expect(loss).toBeCloseTo(-Math.log(Math.exp(3) / norm) + 2 * 100, 5);
    expect(get(ps, 3)[2]).toBeCloseTo((Math.exp(3) / norm - 1) / 2, 6);

    const pq = put([1, 3]);
    expect(kernels.squaredLoss(pq, put([2, 5]), pw, 2)).toBeCloseTo(1 + 2 * 4, 6);
    expect([...get(pq, 2)]).toEqual([-1, -4]);
  });

  it('normalise a batch to mean 0 and deviation 1, and hand back the gradient of a numerical check', () => {
    const [m, n] = [6, 3];
    const z = normal(m * n, 8);
    const direction = normal(m * n, 9);
    const run = (values: ArrayLike<number>): { out: Float32Array; xhat: number; inverse: number; gamma: number } => {
      end = 0;
      const pz = put(values);
      const [gamma, beta, mean, variance] = [put([1, 2, 3]), put([0, 0, 1]), put([0, 0, 0]), put([1, 1, 1])];
      const [xhat, inverse] = [put(new Float32Array(m * n)), put(new Float32Array(n))];
      kernels.batchNormForward(pz, m, n, gamma, beta, mean, variance, 0.9, 0, xhat, inverse);
      return { out: get(pz, m * n), xhat, inverse, gamma };
    };
    const { out, xhat, inverse, gamma } = run(z);
    const column = [0, 1, 2, 3, 4, 5].map((i) => out[i * n + 1]!);
    expect(column.reduce((a, b) => a + b)).toBeCloseTo(0, 5);
    expect(Math.sqrt(column.reduce((a, b) => a + b * b) / m)).toBeGreaterThan(1);
    const pg = put(direction);
    const [gGamma, gBeta] = [put([0, 0, 0]), put([0, 0, 0])];
    kernels.batchNormBackward(pg, m, n, gamma, xhat, inverse, gGamma, gBeta);
    const gradient = get(pg, m * n);
    const objective = (values: ArrayLike<number>): number =>
      run(values).out.reduce((sum, v, i) => sum + v * direction[i]!, 0);
    for (let i = 0; i < m * n; i++) {
      const [up, down] = [z.slice(), z.slice()];
      up[i]! += 0.01;
      down[i]! -= 0.01;
      expect(gradient[i]).toBeCloseTo((objective(up) - objective(down)) / 0.02, 2);
    }
  });

  it('step by Adam as its paper says', () => {
    end = 0;
    const [w, g] = [normal(7, 11), normal(7, 12)];
    const [pw, pg, pm, pv] = [put(w), put(g), put(new Float32Array(7)), put(new Float32Array(7))];
    const [m, v, x] = [new Float64Array(7), new Float64Array(7), Float64Array.from(w)];
    for (let t = 1; t <= 3; t++) {
      const correction = Math.sqrt(1 - 0.999 ** t);
      const rate = (0.01 * correction) / (1 - 0.9 ** t);
      kernels.adam(pw, pg, pm, pv, 7, rate, 0.9, 0.999, 1e-8 * correction, 0.1);
      for (let i = 0; i < 7; i++) {
        const d = g[i]! + 0.1 * x[i]!;
        m[i] = 0.9 * m[i]! + 0.1 * d;
        v[i] = 0.999 * v[i]! + 0.001 * d * d;
        x[i]! -= (0.01 * (m[i]! / (1 - 0.9 ** t))) / (Math.sqrt(v[i]! / (1 - 0.999 ** t)) + 1e-8);
      }
    }
    expectClose(get(pw, 7), x, 1e-5);
  });

  it('give a window of negative values its gradient', () => {
    end = 0;
    // One 2 x 2 window of one channel; the largest is -1, in the second cell.
    const [x, dy, dx] = [put([-4, -1, -3, -2]), put([5]), put([9, 9, 9, 9])];
    kernels.maxPoolGradient(x, dy, dx, 1, 2, 2, 1, 1, 1, 2, 2, 2, 2, 1, 1, 0, 0);
    expect([...get(dx, 4)]).toEqual([0, 5, 0, 0]);
  });
});
