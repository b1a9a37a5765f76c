import type { Rng } from '../random/rng.js';

export type Activation = 'relu' | 'tanh';
/** `logistic`: one output, two classes. `softmax`: one output a class. `squared`: one output, regression. */
export type NetworkLoss = 'logistic' | 'softmax' | 'squared';

/** A dense stack: each hidden layer is product, batch normalisation (optional), activation, dropout; the last is linear. */
export interface NetworkShape {
  inputs: number;
  hidden: readonly number[];
  outputs: number;
  activation: Activation;
  batchNorm: boolean;
  /** Share of hidden units set to zero in a training step. */
  dropout: number;
  loss: NetworkLoss;
}

export const BATCH_NORM_EPSILON = 1e-3;
export const BATCH_NORM_MOMENTUM = 0.9;

/**
 * One array of numbers of a network. `kernel` is inputs x outputs, row-major; the others hold one number a unit. Mean and
 * variance are running statistics: moved by batch normalisation, not by the optimiser.
 */
export interface WeightSlot {
  layer: number;
  role: 'kernel' | 'bias' | 'gamma' | 'beta' | 'mean' | 'variance';
  rows: number;
  columns: number;
}

/** The arrays of a network in the one order every engine keeps: kernels, then the other trained ones, then statistics. */
export function weightSlots(shape: NetworkShape): WeightSlot[] {
  const widths = [shape.inputs, ...shape.hidden, shape.outputs];
  const kernels: WeightSlot[] = [];
  const trained: WeightSlot[] = [];
  const statistics: WeightSlot[] = [];
  for (let layer = 0; layer + 1 < widths.length; layer++) {
    const columns = widths[layer + 1]!;
    kernels.push({ layer, role: 'kernel', rows: widths[layer]!, columns });
    if (shape.batchNorm && layer < shape.hidden.length) {
      for (const role of ['gamma', 'beta'] as const) trained.push({ layer, role, rows: 1, columns });
      for (const role of ['mean', 'variance'] as const) statistics.push({ layer, role, rows: 1, columns });
    } else {
      trained.push({ layer, role: 'bias', rows: 1, columns });
    }
  }
  return [...kernels, ...trained, ...statistics];
}

/**
 * Starting weights: He et al. 2015 for ReLU, Glorot and Bengio 2010 for tanh and the last layer; `outputBias` lets the
 * network start from the prior instead of having to learn it.
 */
export function initialWeights(shape: NetworkShape, rng: Rng, outputBias: ArrayLike<number>): Float32Array[] {
  return weightSlots(shape).map(({ layer, role, rows, columns }) => {
    const values = new Float32Array(rows * columns);
    const last = layer === shape.hidden.length;
    if (role === 'kernel') {
      const deviation = Math.sqrt(!last && shape.activation === 'relu' ? 2 / rows : 2 / (rows + columns));
      for (let i = 0; i < values.length; i++) values[i] = deviation * rng.normal();
    } else if (role === 'gamma' || role === 'variance') values.fill(1);
    else if (role === 'bias' && last) values.set(outputBias);
    return values;
  });
}

/** What serving needs of a layer: out = in · kernel + bias, with batch normalisation folded into both. */
export interface DenseLayer {
  inputs: number;
  outputs: number;
  /** inputs x outputs, row-major. */
  kernel: Float32Array;
  bias: Float32Array;
}

export function foldLayers(shape: NetworkShape, weights: readonly Float32Array[]): DenseLayer[] {
  const slots = weightSlots(shape);
  const find = (layer: number, role: WeightSlot['role']): Float32Array | undefined =>
    weights[slots.findIndex((slot) => slot.layer === layer && slot.role === role)];
  return slots
    .filter((slot) => slot.role === 'kernel')
    .map(({ layer, rows, columns }) => {
      const kernel = find(layer, 'kernel')!.slice();
      const bias = find(layer, 'bias')?.slice() ?? new Float32Array(columns);
      const gamma = find(layer, 'gamma');
      if (gamma !== undefined) {
        const [beta, mean, variance] = (['beta', 'mean', 'variance'] as const).map((role) => find(layer, role)!);
        for (let j = 0; j < columns; j++) {
          const factor = gamma[j]! / Math.sqrt(variance![j]! + BATCH_NORM_EPSILON);
          for (let i = 0; i < rows; i++) kernel[i * columns + j]! *= factor;
          bias[j] = beta![j]! - mean![j]! * factor;
        }
      }
      return { inputs: rows, outputs: columns, kernel, bias };
    });
}

/** Multiply-adds of one row through the network; a training step costs about three times this. */
export function multiplyAdds(shape: NetworkShape): number {
  const widths = [shape.inputs, ...shape.hidden, shape.outputs];
  return widths.slice(1).reduce((sum, width, i) => sum + width * widths[i]!, 0);
}
