import { descend } from './adam.js';
import { layerSeed, type NetworkData, type StepSettings, type TrainingEngine } from './engine.js';
import { GrowingMemory } from './growing-memory.js';
import { BATCH_NORM_EPSILON, BATCH_NORM_MOMENTUM, type NetworkShape, weightSlots } from './network.js';
import { neuralKernels, type Pointer } from './neural-kernels.js';

interface Layer {
  inputs: number;
  outputs: number;
  /** Index of the layer's arrays in `weightSlots`; the same index holds their gradients. */
  kernel: number;
  bias: number;
  gamma: number;
  beta: number;
  mean: number;
  variance: number;
  /** Output after activation and dropout, `batch` rows. */
  out: Pointer;
  xhat: Pointer;
  inverse: Pointer;
}

const ACTIVATIONS = { relu: 1, tanh: 2 } as const;

class DenseMemory extends GrowingMemory {
  readonly kernels = neuralKernels(this.memory);
}

/**
 * Forward pass, back-propagation and Adam written out for dense stacks on our WebAssembly kernels, in a memory of its own
 * that is gone after the fit. No tensors, no tape: a step of a small network is some tens of microseconds, where
 * operation by operation it is milliseconds. TensorFlow.js is not loaded for it.
 */
export class KernelEngine implements TrainingEngine {
  private readonly memory = new DenseMemory('Use fewer rows, columns or units, or the native backend.');
  private readonly kernels = this.memory.kernels;
  private readonly layers: Layer[];
  /** Where each weight array lies, and the distance from there to its gradient. */
  private readonly at: Pointer[] = [];
  private readonly toGradient: number;
  private readonly kernelCount: number;
  private readonly trainedCount: number;
  private readonly data: { x: Pointer; y: Pointer; weight: Pointer };
  private readonly batch: { rows: Pointer; y: Pointer; weight: Pointer; x: Pointer; gradients: [Pointer, Pointer] };
  private readonly scratch: Pointer;
  private steps = 0;

  /** `batchRows` is the largest number of rows a step gets; validation is computed in blocks of that size. */
  constructor(
    private readonly shape: NetworkShape,
    data: NetworkData,
    private readonly batchRows: number,
  ) {
    const slots = weightSlots(shape);
    const sizes = slots.map((slot) => slot.rows * slot.columns);
    const total = sizes.reduce((sum, size) => sum + size, 0);
    const sum = (select: (role: string) => boolean): number =>
      slots.reduce((count, slot, i) => count + (select(slot.role) ? sizes[i]! : 0), 0);
    this.kernelCount = sum((role) => role === 'kernel');
    this.trainedCount = sum((role) => role !== 'mean' && role !== 'variance');

    const take = (floats: number): Pointer => this.memory.reserve(floats);
    const weights = take(total);
    sizes.reduce((offset, size) => {
      this.at.push(offset);
      return offset + 4 * size;
    }, weights);
    this.toGradient = take(3 * this.trainedCount) - weights;
    const { memory } = this;
    this.data = { x: memory.place(data.x), y: memory.place(data.y), weight: memory.place(data.weight) };
    const widest = Math.max(shape.inputs, shape.outputs, ...shape.hidden);
    this.batch = {
      rows: take(batchRows),
      y: take(batchRows),
      weight: take(batchRows),
      x: take(batchRows * shape.inputs),
      gradients: [take(batchRows * widest), take(batchRows * widest)],
    };
    const widths = [shape.inputs, ...shape.hidden, shape.outputs];
    this.layers = widths.slice(1).map((outputs, layer) => {
      const find = (role: string): number => slots.findIndex((slot) => slot.layer === layer && slot.role === role);
      const normalised = find('gamma') >= 0;
      return {
        inputs: widths[layer]!,
        outputs,
        kernel: find('kernel'),
        bias: find('bias'),
        gamma: find('gamma'),
        beta: find('beta'),
        mean: find('mean'),
        variance: find('variance'),
        out: take(batchRows * outputs),
        xhat: normalised ? take(batchRows * outputs) : 0,
        inverse: normalised ? take(outputs) : 0,
      };
    });
    this.scratch = take(this.kernels.gemmScratchBytes() / 4);
  }

  start(weights: readonly Float32Array[]): void {
    weights.forEach((values, i) => {
      this.memory.f32(this.at[i]!, values.length).set(values);
    });
    this.memory.f32(this.at[0]! + this.toGradient, 3 * this.trainedCount).fill(0);
    this.steps = 0;
  }

  step(rows: Int32Array, settings: StepSettings): number {
    const { kernels } = this;
    const m = this.gather(rows);
    const loss = this.forward(m, settings.seed);
    this.backward(m, settings.seed);
    const { at, toGradient, trainedCount: count, kernelCount: penalised } = this;
    const weights = at[0]!;
    descend(kernels, { weights, gradients: weights + toGradient, count, penalised }, ++this.steps, settings);
    return loss;
  }

  loss(rows: Int32Array): number {
    let total = 0;
    for (let i = 0; i < rows.length; i += this.batchRows) {
      total += this.forward(this.gather(rows.subarray(i, i + this.batchRows)), undefined);
    }
    return total;
  }

  weights(): Float32Array[] {
    return weightSlots(this.shape).map((slot, i) => this.memory.f32(this.at[i]!, slot.rows * slot.columns).slice());
  }

  dispose(): void {
    // The memory belongs to this object alone: it goes when the engine goes.
  }

  private gather(rows: Int32Array): number {
    const { kernels, batch, data, shape } = this;
    this.memory.i32(batch.rows, rows.length).set(rows);
    kernels.gatherRows(data.x, batch.rows, rows.length, shape.inputs, batch.x);
    kernels.gatherRows(data.y, batch.rows, rows.length, 1, batch.y);
    kernels.gatherRows(data.weight, batch.rows, rows.length, 1, batch.weight);
    return rows.length;
  }

  /** Leaves the loss's gradient in the last layer's output. With a seed in training mode, else in inference mode. */
  private forward(m: number, seed: number | undefined): number {
    const { kernels, batch, at, shape } = this;
    const activation = ACTIVATIONS[shape.activation];
    const keep = 1 - shape.dropout;
    let input = batch.x;
    this.layers.forEach((layer, l) => {
      const { inputs, outputs, out } = layer;
      const hidden = l < shape.hidden.length;
      kernels.gemm(false, false, m, outputs, inputs, input, at[layer.kernel]!, out, false, this.scratch);
      if (layer.gamma >= 0) {
        const [gamma, beta] = [at[layer.gamma]!, at[layer.beta]!];
        const [mean, variance] = [at[layer.mean]!, at[layer.variance]!];
        if (seed === undefined) {
          kernels.batchNormInference(out, m, outputs, gamma, beta, mean, variance, BATCH_NORM_EPSILON);
        } else {
          const [momentum, epsilon] = [BATCH_NORM_MOMENTUM, BATCH_NORM_EPSILON];
          const { xhat, inverse } = layer;
          kernels.batchNormForward(out, m, outputs, gamma, beta, mean, variance, momentum, epsilon, xhat, inverse);
        }
        kernels.activate(out, m * outputs, activation);
      } else {
        kernels.biasActivate(out, at[layer.bias]!, m, outputs, hidden ? activation : 0);
      }
      if (hidden && seed !== undefined && keep < 1) kernels.dropout(out, m * outputs, keep, layerSeed(seed, l));
      input = out;
    });
    if (shape.loss === 'logistic') return kernels.logisticLoss(input, batch.y, batch.weight, m);
    if (shape.loss === 'softmax') return kernels.softmaxLoss(input, batch.y, batch.weight, m, shape.outputs);
    return kernels.squaredLoss(input, batch.y, batch.weight, m);
  }

  private backward(m: number, seed: number): void {
    const { kernels, at, shape, layers, toGradient } = this;
    const keep = 1 - shape.dropout;
    let gradient = layers[layers.length - 1]!.out;
    for (let l = layers.length - 1; l >= 0; l--) {
      const { inputs, outputs, kernel, bias, gamma, beta, out, xhat, inverse } = layers[l]!;
      if (l < shape.hidden.length) {
        if (keep < 1) kernels.dropout(gradient, m * outputs, keep, layerSeed(seed, l));
        kernels.activationBackward(gradient, out, m * outputs, ACTIVATIONS[shape.activation], keep);
      }
      if (gamma >= 0) {
        const [gGamma, gBeta] = [at[gamma]! + toGradient, at[beta]! + toGradient];
        kernels.batchNormBackward(gradient, m, outputs, at[gamma]!, xhat, inverse, gGamma, gBeta);
      } else {
        kernels.columnSums(gradient, m, outputs, at[bias]! + toGradient);
      }
      const input = l === 0 ? this.batch.x : layers[l - 1]!.out;
      kernels.gemm(true, false, inputs, outputs, m, input, gradient, at[kernel]! + toGradient, false, this.scratch);
      if (l > 0) {
        const next = this.batch.gradients[l % 2]!;
        kernels.gemm(false, true, m, inputs, outputs, gradient, at[kernel]!, next, false, this.scratch);
        gradient = next;
      }
    }
  }
}
