import type { Activation, DenseLayer } from './network.js';

/**
 * The dense stack on plain arrays: what serving runs, one row or many, always by this one path so that a row alone and the
 * same row in a file get the same answer to the last bit. Returns rows x outputs, before any link function.
 */
export function forward(
  layers: readonly DenseLayer[],
  activation: Activation,
  x: Float32Array,
  rows: number,
): Float64Array {
  const outputs = layers[layers.length - 1]!.outputs;
  const out = new Float64Array(rows * outputs);
  const buffers = layers.map((layer) => new Float64Array(layer.outputs));
  const first = new Float64Array(layers[0]!.inputs);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < first.length; j++) first[j] = x[i * first.length + j]!;
    let input = first;
    layers.forEach((layer, l) => {
      const sums = buffers[l]!;
      multiply(layer, input, sums);
      if (l < layers.length - 1) {
        if (activation === 'relu') for (let j = 0; j < sums.length; j++) sums[j] = Math.max(sums[j]!, 0);
        else for (let j = 0; j < sums.length; j++) sums[j] = Math.tanh(sums[j]!);
      }
      input = sums;
    });
    out.set(input, i * outputs);
  }
  return out;
}

function multiply({ kernel, bias }: DenseLayer, input: Float64Array, sums: Float64Array): void {
  const width = sums.length;
  for (let j = 0; j < width; j++) sums[j] = bias[j]!;
  for (let k = 0; k < input.length; k++) {
    const value = input[k]!;
    // Half the units of a ReLU layer are at rest.
    if (value === 0) continue;
    const row = k * width;
    for (let j = 0; j < width; j++) sums[j]! += value * kernel[row + j]!;
  }
}
