import { describe, expect, it } from 'vitest';
import { Rng } from '../../random/rng.js';
import { SEQUENCE_SHAPES, textData } from '../../testing/sequence-sample-data.js';
import { SequenceKernelEngine, takeTexts } from './sequence-kernel-engine.js';
import { SequenceNetwork } from './sequence-network.js';
import { initialSequenceWeights, type SequenceShape, sequenceSlots } from './sequence-shape.js';

const CASES = Object.entries(SEQUENCE_SHAPES);

/** Sum of random factors times the outputs: every output has a gradient of its own. */
function objective(network: SequenceNetwork, texts: ReturnType<typeof textData>, seed?: number) {
  const rows = network.rowsOf(texts);
  const count = rows * network.shape.outputs;
  const rng = new Rng('factors');
  const factors = Float32Array.from({ length: count }, () => rng.normal());
  const z = network.forward(texts, seed);
  const out = network.memory.f32(z, count);
  const value = out.reduce((sum, v, i) => sum + v * factors[i]!, 0);
  return { value, factors, z };
}

describe.each(CASES)('a sequence network: %s', (_title, variant) => {
  const shape: SequenceShape = { vocabulary: 30, dimension: 8, outputs: 3, dropout: 0, ...variant };
  const texts = textData(shape, 12);

  it('has the gradients of finite differences, in every weight array', () => {
    const network = new SequenceNetwork(shape, true);
    const weights = initialSequenceWeights(shape, new Rng(2), new Float32Array(3));
    network.memory.setWeights(weights);
    const seed = shape.dropout > 0 ? 5 : 1;
    const { factors, z } = objective(network, texts, seed);
    network.memory.f32(z, factors.length).set(factors);
    network.backward(z);
    const slots = sequenceSlots(shape);
    let checked = 0;
    const gradients = slots.map(({ name, rows, columns }) =>
      network.memory.f32(network.memory.gradient(name), rows * columns).slice(),
    );
    for (const [i, { name, columns }] of slots.entries()) {
      const analytic = gradients[i]!;
      const largest = analytic.reduce((most, g) => Math.max(most, Math.abs(g)), 0);
      expect(largest, name).toBeGreaterThan(1e-3);
      // Single precision: each difference is off by some 1e-4.
      const step = 0.004;
      const places = [...analytic.keys()].sort((a, b) => Math.abs(analytic[b]!) - Math.abs(analytic[a]!));
      for (const place of [...places.slice(0, 6), ...places.filter((_, k) => k % 37 === 0).slice(0, 6)]) {
        if (name === 'embedding' && place < columns) continue;
        const at = (change: number): number => {
          const moved = weights.map((values) => values.slice());
          moved[i]![place]! += change;
          network.memory.setWeights(moved);
          return objective(network, texts, seed).value;
        };
        const [up, here, down] = [at(step), at(0), at(-step)];
        const tolerance = 0.02 * largest + 1e-3;
        // Where the slopes of both sides differ, another row has become the largest: there is no gradient.
        if (Math.abs(up - 2 * here + down) / step > tolerance) continue;
        checked++;
        expect(Math.abs((up - down) / (2 * step) - analytic[place]!), `${name}[${place}]`).toBeLessThan(tolerance);
      }
    }
    expect(checked).toBeGreaterThan(6 * slots.length);
  });

  it('says the same of a text alone and among others, to the last bit', () => {
    const network = new SequenceNetwork(shape, false);
    network.memory.setWeights(initialSequenceWeights(shape, new Rng(2), new Float32Array(3)));
    const outputs = (rows: number[]): number[] => {
      const some = takeTexts(texts, rows);
      return [...network.memory.f32(network.forward(some), network.rowsOf(some) * 3)];
    };
    const together = outputs([0, 1, 2, 3, 4, 5, 6]);
    expect([0, 1, 2, 3, 4, 5, 6].flatMap((row) => outputs([row]))).toEqual(together);
  });

  it('learns texts by heart, and never trains the padding', () => {
    const { encoder } = shape;
    if (encoder.kind === 'recurrent' && encoder.pooling === 'none') return;
    const engine = new SequenceKernelEngine(shape, texts);
    engine.start(initialSequenceWeights(shape, new Rng(2), new Float32Array(3)));
    const all = Int32Array.from({ length: 12 }, (_, i) => i);
    const before = engine.loss(all);
    for (let step = 0; step < 60; step++) engine.step(all, { learningRate: 0.02, l2: 0, seed: step });
    expect(engine.loss(all)).toBeLessThan(0.2 * before);
    const place = sequenceSlots(shape).findIndex(({ name }) => name === 'embedding');
    expect(
      engine
        .weights()
        [place]!.subarray(0, 8)
        .every((v) => v === 0),
    ).toBe(true);
  });
});
