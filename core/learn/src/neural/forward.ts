import type { Activation, DenseLayer } from './network.js';
import { type NeuralKernels, neuralKernels } from './neural-kernels.js';

/** Rows that go through the layers together: enough to fill the kernels, few enough to stay in the cache. */
const BLOCK = 256;
const PAGE = 65536;

/** One memory for all models of this thread; it only grows, to what the largest of them needs. */
let shared: { memory: WebAssembly.Memory; kernels: NeuralKernels; resident: unknown } | undefined;

/**
 * The dense stacks of all members on our kernels: what serving runs. One row or many, a row's sums are added in the same
 * order, so a row alone and the same row in a file get the same answer to the last bit. Returns for each member rows x
 * outputs, before any link function. TensorFlow.js has no part in it.
 */
export function forward(
  members: readonly (readonly DenseLayer[])[],
  activation: Activation,
  x: Float32Array,
  rows: number,
): Float32Array[] {
  shared ??= startKernels();
  const { memory, kernels } = shared;
  const sizes = members.flatMap((layers) => layers.map(({ kernel, bias }) => 4 * (kernel.length + bias.length)));
  const widest = Math.max(...members[0]!.map((layer) => Math.max(layer.inputs, layer.outputs)));
  const scratch = 0;
  const block = kernels.gemmScratchBytes();
  const buffers = [block + 4 * BLOCK * widest, block + 8 * BLOCK * widest];
  const weights = block + 12 * BLOCK * widest;
  const end = sizes.reduce((sum, size) => sum + size, weights);
  if (end > memory.buffer.byteLength) {
    memory.grow(Math.ceil((end - memory.buffer.byteLength) / PAGE));
    shared.resident = undefined;
  }
  const floats = new Float32Array(memory.buffer);
  if (shared.resident !== members) {
    let at = weights / 4;
    for (const { kernel, bias } of members.flat()) {
      floats.set(kernel, at);
      floats.set(bias, at + kernel.length);
      at += kernel.length + bias.length;
    }
    shared.resident = members;
  }
  const inputs = members[0]![0]!.inputs;
  const code = activation === 'relu' ? 1 : 2;
  const out = members.map((layers) => new Float32Array(rows * layers[layers.length - 1]!.outputs));
  for (let from = 0; from < rows; from += BLOCK) {
    const m = Math.min(BLOCK, rows - from);
    floats.set(x.subarray(from * inputs, (from + m) * inputs), block / 4);
    let weight = weights;
    for (let k = 0; k < members.length; k++) {
      const layers = members[k]!;
      let input = block;
      for (let l = 0; l < layers.length; l++) {
        const { inputs: width, outputs, kernel, bias } = layers[l]!;
        const to = buffers[l % 2]!;
        const last = l === layers.length - 1;
        kernels.gemm(false, false, m, outputs, width, input, weight, to, false, scratch);
        kernels.biasActivate(to, weight + 4 * kernel.length, m, outputs, last ? 0 : code);
        weight += 4 * (kernel.length + bias.length);
        input = to;
      }
      const width = layers[layers.length - 1]!.outputs;
      out[k]!.set(floats.subarray(input / 4, input / 4 + m * width), from * width);
    }
  }
  return out;
}

function startKernels(): { memory: WebAssembly.Memory; kernels: NeuralKernels; resident: unknown } {
  const memory = new WebAssembly.Memory({ initial: 16 });
  return { memory, kernels: neuralKernels(memory), resident: undefined };
}
