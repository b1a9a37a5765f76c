import { expect, it } from 'vitest';
import { Rng } from '../../random/rng.js';
import { SequenceMemory } from './sequence-memory.js';

const memory = new SequenceMemory([], false);

function normal(count: number, seed: number): Float32Array {
  const rng = new Rng(seed);
  return Float32Array.from({ length: count }, () => rng.normal());
}

function worst(got: Float32Array, want: readonly number[]): number {
  expect(got.length).toBe(want.length);
  return want.reduce((most, value, i) => Math.max(most, Math.abs(value - got[i]!)), 0);
}

it.each([
  [1, 16, 8],
  [1, 514, 72],
  [2, 16, 8],
  [5, 514, 24],
  [6, 64, 32],
  [7, 1030, 40],
  [11, 600, 40],
  [13, 384, 64],
])('multiply %i x %i by %i columns: each row gets the same bits alone', (rows, inputs, outputs) => {
  const { kernels } = memory;
  const x = normal(rows * inputs, 1);
  const weights = normal(inputs * outputs, 2);
  const panels = Float32Array.from(weights, (_, i) => {
    const [panel, within] = [Math.floor(i / (8 * inputs)), i % (8 * inputs)];
    return weights[Math.floor(within / 8) * outputs + 8 * panel + (within % 8)]!;
  });
  const want = Array.from({ length: rows * outputs }, (_, cell) => {
    const [row, column] = [Math.floor(cell / outputs), cell % outputs];
    let sum = 0;
    for (let k = 0; k < inputs; k++) sum += x[row * inputs + k]! * weights[k * outputs + column]!;
    return sum;
  });
  const [at, packed] = [memory.place(x), memory.place(panels)];
  const out = memory.place(normal(rows * outputs + 8, 4));
  const result = (count = rows * outputs): Float32Array => memory.f32(out, count).slice();
  const behind = memory.f32(out + 4 * rows * outputs, 8).slice();
  kernels.multiply(rows, outputs, inputs, at, packed, out, false);
  const together = result();
  expect(worst(together, want)).toBeLessThan(2e-4);
  kernels.multiply(rows, outputs, inputs, at, packed, out, true);
  expect(
    worst(
      result(),
      want.map((value) => 2 * value),
    ),
  ).toBeLessThan(4e-4);
  expect(memory.f32(out + 4 * rows * outputs, 8)).toEqual(behind);
  for (let row = 0; row < rows; row++) {
    kernels.multiply(1, outputs, inputs, at + 4 * row * inputs, packed, out, false);
    expect(result(outputs)).toEqual(together.slice(outputs * row, outputs * (row + 1)));
  }
});
