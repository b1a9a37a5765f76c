import { describe, expect, it } from 'vitest';
import { Rng } from '../random/rng.js';
import { forward } from './forward.js';
import type { DenseLayer } from './network.js';

const rng = new Rng(1);
const layer = (inputs: number, outputs: number): DenseLayer => ({
  inputs,
  outputs,
  kernel: Float32Array.from({ length: inputs * outputs }, () => rng.normal() / Math.sqrt(inputs)),
  bias: Float32Array.from({ length: outputs }, () => rng.normal()),
});

/** The plain twin, in double precision. */
function plain(layers: readonly DenseLayer[], activation: string, row: ArrayLike<number>): number[] {
  return layers.reduce<number[]>(
    (input, { outputs, kernel, bias }, l) =>
      Array.from({ length: outputs }, (_, j) => {
        const sum = input.reduce((total, value, i) => total + value * kernel[i * outputs + j]!, bias[j]!);
        if (l === layers.length - 1) return sum;
        return activation === 'relu' ? Math.max(0, sum) : Math.tanh(sum);
      }),
    Array.from(row),
  );
}

describe('forward', () => {
  it.each(['relu', 'tanh'] as const)('computes what the formula says, alone as in a file, with %s', (activation) => {
    const members = [0, 1, 2].map(() => [layer(401, 30), layer(30, 7), layer(7, 3)]);
    const rows = 301;
    const x = Float32Array.from({ length: rows * 401 }, () => rng.normal());
    const all = forward(members, activation, x, rows);
    for (const i of [0, 1, 2, 255, 256, 300]) {
      const row = x.slice(i * 401, (i + 1) * 401);
      const alone = forward(members, activation, row, 1);
      members.forEach((layers, k) => {
        const got = all[k]!.slice(3 * i, 3 * i + 3);
        expect(alone[k]).toEqual(got);
        plain(layers, activation, row).forEach((value, c) => {
          expect(got[c]).toBeCloseTo(value, 5);
        });
      });
    }
  });

  it('keeps models apart that take turns, also when one needs more memory', () => {
    const models = [[[layer(3, 1)]], [[layer(3, 2000), layer(2000, 1)]], [[layer(3, 1)]]];
    const x = Float32Array.of(1, 2, 3);
    for (let turn = 0; turn < 2; turn++) {
      for (const members of models) {
        expect(forward(members, 'relu', x, 1)[0]![0]).toBeCloseTo(plain(members[0]!, 'relu', x)[0]!, 3);
      }
    }
  });
});
