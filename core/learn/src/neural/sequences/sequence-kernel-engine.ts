import type { StepSettings, TrainingEngine } from '../engine.js';
import type { Pointer } from '../neural-kernels.js';
import { countTokens, SequenceNetwork, type TokenIds } from './sequence-network.js';
import type { SequenceShape } from './sequence-shape.js';

/** Texts for training and validation in one block. */
export interface TextData extends TokenIds {
  /** Class index of each text. */
  y: Float32Array;
  /** Weight of each text, with mean 1 over those trained on. */
  weight: Float32Array;
}

/** Texts whose loss is computed together. */
const BLOCK = 256;

/** Trains a classifier of texts on our WebAssembly kernels: softmax, or logistic where there is one output. */
export class SequenceKernelEngine implements TrainingEngine {
  private readonly network: SequenceNetwork;

  constructor(
    private readonly shape: SequenceShape,
    private readonly data: TextData,
  ) {
    this.network = new SequenceNetwork(shape, true);
  }

  start(weights: readonly Float32Array[]): void {
    this.network.memory.setWeights(weights);
  }

  step(rows: Int32Array, settings: StepSettings): number {
    const { network } = this;
    const z = network.forward(takeTexts(this.data, rows), settings.seed);
    const loss = this.lossOf(z, rows);
    network.backward(z);
    network.descend(settings);
    return loss;
  }

  loss(rows: Int32Array): number {
    let total = 0;
    for (let i = 0; i < rows.length; i += BLOCK) {
      const block = rows.subarray(i, i + BLOCK);
      total += this.lossOf(this.network.forward(takeTexts(this.data, block)), block);
    }
    return total;
  }

  weights(): Float32Array[] {
    return this.network.memory.weights();
  }

  dispose(): void {
    // The memory belongs to this object alone: it goes when the engine goes.
  }

  /** Turns outputs into their gradient; returns the sum of weight · loss. */
  private lossOf(z: Pointer, rows: Int32Array): number {
    const { memory } = this.network;
    const { kernels } = memory;
    const { data, shape } = this;
    const [y, weight] = [data.y, data.weight].map((values) => memory.place(Float32Array.from(rows, (i) => values[i]!)));
    if (shape.outputs === 1) return kernels.logisticLoss(z, y!, weight!, rows.length);
    return kernels.softmaxLoss(z, y!, weight!, rows.length, shape.outputs);
  }
}

/** Some of the texts, in the order of `rows`. */
export function takeTexts(texts: TokenIds, rows: ArrayLike<number>): TokenIds {
  const { ids, offsets } = texts;
  const { pieces } = countTokens(texts);
  const taken = new Int32Array(rows.length + 1);
  for (let k = 0; k < rows.length; k++) taken[k + 1] = taken[k]! + offsets[rows[k]! + 1]! - offsets[rows[k]!]!;
  const out = new Int32Array(taken[rows.length]! * pieces);
  for (let k = 0; k < rows.length; k++) {
    const own = ids.subarray(offsets[rows[k]!]! * pieces, offsets[rows[k]! + 1]! * pieces);
    out.set(own, taken[k]! * pieces);
  }
  return { ids: out, offsets: taken };
}
