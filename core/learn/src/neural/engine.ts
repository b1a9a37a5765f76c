/** Rows for training and validation in one block; an engine copies them to where it computes. */
export interface NetworkData {
  rows: number;
  /** rows x inputs, row-major, standardised. */
  x: Float32Array;
  /** Class index, 0/1, or standardised target. */
  y: Float32Array;
  /** Weight of each row, with mean 1 over the training rows. */
  weight: Float32Array;
}

export interface StepSettings {
  learningRate: number;
  /** L2 penalty: `l2` times each kernel is added to its gradient. */
  l2: number;
  /** Decides this step's dropout. */
  seed: number;
}

/**
 * Where a network is trained. Engines differ in speed, not in mathematics: same weights, rows and settings give the
 * same step to f32 rounding, so weights go from one to another.
 */
export interface TrainingEngine {
  /** Takes these weights and forgets the optimiser's state. */
  start(weights: readonly Float32Array[]): void;
  /** One Adam step on these rows; returns the sum of weight · loss over them, penalty not included. */
  step(rows: Int32Array, settings: StepSettings): number;
  /** Sum of weight · loss over these rows in inference mode. */
  loss(rows: Int32Array): number;
  weights(): Float32Array[];
  dispose(): void;
}

/** The seed of one layer's dropout in one step. */
export function layerSeed(seed: number, layer: number): number {
  return Math.imul((seed + layer + 1) | 0, 0x9e3779b1) >>> 0;
}

/** The factors (0 or 1/keep) that the `dropout` kernel multiplies with; its twin. */
export function dropoutMask(count: number, keep: number, seed: number): Float32Array {
  const mask = new Float32Array(count);
  const threshold = Math.floor(Math.fround(keep) * 16777216);
  const scale = Math.fround(1 / Math.fround(keep));
  for (let i = 0; i < count; i++) {
    let h = Math.imul((i + seed) | 0, 0x9e3779b9);
    h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
    h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
    if ((h ^ (h >>> 16)) >>> 8 < threshold) mask[i] = scale;
  }
  return mask;
}
