import { describe, expect, it } from 'vitest';
import { Rng } from '../random/rng.js';
import { BLOCK, MOST } from './fixed-point-kernels.js';
import { ACTIVATION } from './transformer-kernels.js';
import { TransformerMemory } from './transformer-memory.js';

const memory = new TransformerMemory();
const { kernels } = memory;

const normal = (count: number, seed: number): Float32Array => {
  const rng = new Rng(seed);
  return Float32Array.from({ length: count }, () => rng.normal());
};
const put = (values: Float32Array): number => memory.place(values);
const putInt = (values: number[]): number => {
  const at = memory.reserve(values.length);
  memory.i32(at, values.length).set(values);
  return at;
};
const get = (at: number, count: number): Float32Array => memory.f32(at, count).slice();

function expectClose(got: ArrayLike<number>, want: ArrayLike<number>, absolute = 1e-5): void {
  expect(got.length).toBe(want.length);
  let worst = 0;
  for (let i = 0; i < want.length; i++) worst = Math.max(worst, Math.abs(got[i]! - want[i]!));
  expect(worst).toBeLessThan(absolute);
}

/** x W + bias in double precision; W is inputs x outputs. */
function product(x: Float32Array, w: Float32Array, bias: Float32Array, rows: number, inputs: number): number[] {
  const outputs = bias.length;
  return Array.from({ length: rows * outputs }, (_, cell) => {
    const row = Math.floor(cell / outputs);
    const column = cell % outputs;
    let sum = bias[column]!;
    for (let k = 0; k < inputs; k++) sum += x[row * inputs + k]! * w[k * outputs + column]!;
    return sum;
  });
}

/** Rows x columns, stored row by row, as columns x rows. */
function transposed(values: Float32Array, rows: number, columns: number): Float32Array {
  return Float32Array.from(values, (_, i) => values[(i % rows) * columns + Math.floor(i / rows)]!);
}

/** The error function by its Maclaurin series, which in double precision is good to 1e-10 up to 4. */
function erf(x: number): number {
  if (Math.abs(x) > 4) return Math.sign(x);
  let term = x;
  let sum = x;
  for (let k = 1; k < 120; k++) {
    term *= -(x * x) / k;
    sum += term / (2 * k + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * sum;
}

/** Numbers that stand `step` apart, `count` of them, rounded to fixed point: integers, and the scale of each block. */
function fixedPoint(values: Float32Array, start: number, step: number, count: number): number[] {
  const out: number[] = [];
  for (let k0 = 0; k0 < count; k0 += BLOCK) {
    const block = Array.from({ length: Math.min(BLOCK, count - k0) }, (_, k) => values[start + (k0 + k) * step]!);
    const scale = Math.max(...block.map(Math.abs)) / MOST;
    out.push(...block.map((value) => (scale === 0 ? 0 : Math.round(value / scale) * scale)));
  }
  return out;
}

/** A memory with one layer, and the rows it was given. */
function oneLayer(rows: number, weights: Float32Array, bias: Float32Array, inputs: number) {
  const own = new TransformerMemory();
  const layer = own.dense([{ weights, bias }], inputs);
  own.reserveRows(rows);
  return { own, layer };
}

describe('transformer kernels', () => {
  it.each([
    [1, 16, 8],
    [1, 516, 72],
    [2, 16, 8],
    [5, 516, 24],
    [6, 64, 32],
    [7, 1032, 40],
    [13, 384, 64],
  ])('apply a layer to %i rows of %i numbers, with %i outputs', (rows, inputs, outputs) => {
    const x = normal(rows * inputs, 1);
    const weights = normal(inputs * outputs, 2);
    const bias = normal(outputs, 3);
    const { own, layer } = oneLayer(rows, weights, bias, inputs);
    const at = own.place(x);
    const out = own.place(normal(rows * outputs + 8, 4));
    const behind = own.f32(out + 4 * rows * outputs, 8).slice();
    const result = (): Float32Array => own.f32(out, rows * outputs).slice();

    const exact = product(x, weights, bias, rows, inputs);
    const rounded = product(
      Float32Array.from(Array.from({ length: rows }, (_, i) => fixedPoint(x, i * inputs, 1, inputs)).flat()),
      transposed(
        Float32Array.from(Array.from({ length: outputs }, (_, j) => fixedPoint(weights, j, outputs, inputs)).flat()),
        outputs,
        inputs,
      ),
      bias,
      rows,
      inputs,
    );
    own.applyDense(layer, rows, at, out);
    expectClose(result(), rounded, 1e-5 * Math.sqrt(inputs));
    expectClose(result(), exact, 1.5e-3 * Math.sqrt(inputs));
    own.applyDense(layer, rows, at, out, { add: true });
    expectClose(
      result(),
      rounded.map((value) => 2 * value),
      2e-5 * Math.sqrt(inputs),
    );
    expect(own.f32(out + 4 * rows * outputs, 8)).toEqual(behind);
  });

  it('sum the largest integers exactly, and take rows and columns of zeros', () => {
    const weights = new Float32Array(BLOCK * 8);
    for (let k = 0; k < BLOCK; k++) weights[8 * k + 1] = -3;
    const { own, layer } = oneLayer(2, weights, new Float32Array(8), BLOCK);
    const x = own.place(Float32Array.from({ length: 2 * BLOCK }, (_, i) => (i < BLOCK ? 2 : 0)));
    const out = own.reserve(16);
    own.applyDense(layer, 2, x, out);
    const want = new Float32Array(16);
    want[1] = -6 * BLOCK;
    expectClose(own.f32(out, 16), want, 1e-3);
  });

  it.each([1, 3, 9])('leave zeros out, to the same bits, for %i rows', (rows) => {
    const [inputs, outputs] = [516, 32];
    const { own, layer } = oneLayer(rows, normal(inputs * outputs, 5), normal(outputs, 6), inputs);
    const x = own.place(normal(rows * inputs, 7).map((value) => (value > 1.2 ? value : 0)));
    own.f32(x, 300).fill(0);
    const before = normal(rows * outputs, 8);
    const [plain, sparse] = [own.place(before), own.place(before)];
    for (const add of [true, false, true]) {
      own.applyDense(layer, rows, x, plain, { add });
      own.applyDense(layer, rows, x, sparse, { add, mostlyZero: true });
      expect(own.f32(sparse, rows * outputs)).toEqual(own.f32(plain, rows * outputs));
      expect(own.f32(sparse, rows * outputs)).not.toEqual(before);
    }
  });

  it('leave no number out where none is zero', () => {
    const { own, layer } = oneLayer(4, normal(256 * 16, 5), normal(16, 6), 256);
    const x = own.place(normal(4 * 256, 7));
    const [plain, sparse] = [own.reserve(64), own.reserve(64)];
    own.applyDense(layer, 4, x, plain);
    own.applyDense(layer, 4, x, sparse, { mostlyZero: true });
    expect(own.f32(sparse, 64)).toEqual(own.f32(plain, 64));
  });

  it('refuse more rows than there is room for', () => {
    const { own, layer } = oneLayer(3, normal(64, 1), normal(8, 2), 8);
    expect(() => own.applyDense(layer, 4, 0, 0)).toThrow('There is room for 3 rows, not for 4.');
  });

  it('give a row the same bits alone and among others', () => {
    const { own, layer } = oneLayer(11, normal(600 * 40, 5), normal(40, 6), 600);
    const x = own.place(normal(11 * 600, 7));
    const out = own.reserve(11 * 40);
    own.applyDense(layer, 11, x, out);
    const together = own.f32(out, 11 * 40).slice();
    for (let row = 0; row < 11; row++) {
      own.applyDense(layer, 1, x + 4 * 600 * row, out);
      expect(own.f32(out, 40)).toEqual(together.slice(40 * row, 40 * (row + 1)));
    }
  });

  it('take weights that are stored transposed, and several layers side by side', () => {
    const [a, b] = [normal(16 * 8, 8), normal(16 * 24, 9)];
    const bias = normal(32, 10);
    const own = new TransformerMemory();
    const layer = own.dense(
      [
        { weights: transposed(a, 16, 8), bias: bias.slice(0, 8) },
        { weights: transposed(b, 16, 24), bias: bias.slice(8) },
      ],
      16,
      true,
    );
    own.reserveRows(3);
    const x = normal(3 * 16, 11);
    const out = own.reserve(3 * 32);
    own.applyDense(layer, 3, own.place(x), out);
    const left = product(x, a, bias.slice(0, 8), 3, 16);
    const right = product(x, b, bias.slice(8), 3, 16);
    const want = [0, 1, 2].flatMap((row) => [
      ...left.slice(8 * row, 8 * row + 8),
      ...right.slice(24 * row, 24 * row + 24),
    ]);
    expectClose(own.f32(out, 3 * 32), want, 6e-3);
  });

  it('apply ReLU, tanh and GELU', () => {
    const z = Float32Array.from({ length: 2400 }, (_, i) => (i - 1200) / 150);
    const bias = Float32Array.from({ length: 24 }, (_, i) => i / 50);
    const twins = {
      none: (x: number) => x,
      relu: (x: number) => Math.max(x, 0),
      tanh: Math.tanh,
      gelu: (x: number) => (x / 2) * (1 + erf(x / Math.SQRT2)),
    };
    for (const name of ['none', 'relu', 'tanh', 'gelu'] as const) {
      const at = put(z);
      kernels.addBias(at, put(bias), 100, 24, ACTIVATION[name]);
      const want = Array.from(z, (value, i) => twins[name](value + bias[i % 24]!));
      expectClose(get(at, z.length), want, 2e-6);
    }
  });

  it('normalise layers, in place too', () => {
    const x = normal(5 * 20, 12).map((value) => 3 * value + 2);
    const [gamma, beta] = [normal(20, 13), normal(20, 14)];
    const want = Array.from(x, (value, cell) => {
      const row = Array.from(x.slice(20 * Math.floor(cell / 20), 20 * Math.floor(cell / 20) + 20));
      const mean = row.reduce((sum, v) => sum + v, 0) / 20;
      const variance = row.reduce((sum, v) => sum + (v - mean) ** 2, 0) / 20;
      return ((value - mean) / Math.sqrt(variance + 0.1)) * gamma[cell % 20]! + beta[cell % 20]!;
    });
    const at = put(x);
    memory.applyNorm(memory.norm(gamma, beta, 0.1), 5, at, at);
    expectClose(get(at, 100), want);
  });

  it('embed tokens with their positions, take means and normalise rows text by text', () => {
    const table = normal(10 * 8, 15);
    const positions = normal(4 * 8, 16);
    const texts = [[3, 9, 3], [], [1]];
    const offsets = putInt([0, 3, 3, 4]);
    const x = memory.reserve(4 * 8);
    kernels.embed(put(table), putInt(texts.flat()), offsets, 3, 8, 2, put(positions), x);
    const rows = texts.flatMap((ids) =>
      ids.map((id, i) => Array.from({ length: 8 }, (_, j) => 2 * table[8 * id + j]! + positions[8 * i + j]!)),
    );
    expectClose(get(x, 32), rows.flat());
    const mean = memory.reserve(3 * 8);
    kernels.meanRows(x, offsets, 3, 8, mean);
    const first = rows[0]!.map((_, j) => (rows[0]![j]! + rows[1]![j]! + rows[2]![j]!) / 3);
    expectClose(get(mean, 24), [...first, ...Array<number>(8).fill(0), ...rows[3]!]);
    kernels.normaliseRows(mean, 3, 8);
    const unit = (row: number[]): number[] => row.map((value) => value / Math.hypot(...row));
    expectClose(get(mean, 24), [...unit(first), ...Array<number>(8).fill(0), ...unit(rows[3]!)]);
  });

  it('attend within each text, head by head', () => {
    const [heads, depth] = [2, 32];
    const width = heads * depth;
    const lengths = [5, 1, 8];
    const total = 14;
    const qkv = normal(total * 3 * width, 17);
    const out = memory.reserve(total * width);
    const offsets = putInt([0, 5, 6, 14]);
    kernels.attention(put(qkv), offsets, 3, heads, depth, 0.3, memory.reserve(8 + 3), out);
    const cell = (row: number, part: number, head: number, d: number): number =>
      qkv[row * 3 * width + part * width + head * depth + d]!;
    const want: number[] = [];
    let start = 0;
    for (const length of lengths) {
      const keys = Array.from({ length }, (_, j) => start + j);
      for (const query of keys) {
        for (let head = 0; head < heads; head++) {
          const scores = keys.map((key) => {
            let dot = 0;
            for (let d = 0; d < depth; d++) dot += cell(query, 0, head, d) * cell(key, 1, head, d);
            return Math.exp(0.3 * dot);
          });
          const sum = scores.reduce((a, b) => a + b, 0);
          for (let d = 0; d < depth; d++) {
            want.push(keys.reduce((mean, key, j) => mean + (scores[j]! / sum) * cell(key, 2, head, d), 0));
          }
        }
      }
      start += length;
    }
    expectClose(get(out, total * width), want);
  });
});
