import { ProoflineError } from '../errors/proofline-error.js';
import { ADAM, layerSeed, type NetworkData, type StepSettings, type TrainingEngine } from './engine.js';
import { BATCH_NORM_EPSILON, BATCH_NORM_MOMENTUM, type NetworkShape, weightSlots } from './network.js';
import { type NeuralKernels, neuralKernels, type Pointer } from './neural-kernels.js';

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
const PAGE = 65536;

/**
 * Forward pass, back-propagation and Adam written out for dense stacks on our WebAssembly kernels, in a memory of its own
 * that is gone after the fit. No tensors, no tape: a step of a small network is some tens of microseconds, where
 * operation by operation it is milliseconds. TensorFlow.js is not loaded for it.
 */
export class KernelEngine implements TrainingEngine {
  private readonly kernels: NeuralKernels;
  private readonly memory: WebAssembly.Memory;
  private readonly layers: Layer[];
  /** Byte offset of each weight array, and distance from there to its gradient and the two moments of Adam. */
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

    let end = 0;
    const take = (floats: number): Pointer => {
      const start = end;
      end = Math.ceil((end + 4 * floats) / 16) * 16;
      return start;
    };
    const weights = take(total);
    sizes.reduce((offset, size) => {
      this.at.push(offset);
      return offset + 4 * size;
    }, weights);
    this.toGradient = take(3 * this.trainedCount) - weights;
    this.data = { x: take(data.rows * shape.inputs), y: take(data.rows), weight: take(data.rows) };
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
    this.scratch = end;
    const noMemory = (cause: unknown): ProoflineError =>
      new ProoflineError(
        'unavailable',
        'NETWORK_TOO_LARGE',
        `Training this network on ${data.rows} rows needs ${Math.ceil(end / 2 ** 20)} MB of WebAssembly memory, more than can be had. Use fewer rows, columns or units, or the native backend.`,
        { cause },
      );
    // A constant of the kernel, asked for before there is a memory to run it in.
    const scratchBytes = neuralKernels(new WebAssembly.Memory({ initial: 1 })).gemmScratchBytes();
    try {
      this.memory = new WebAssembly.Memory({ initial: Math.ceil((end + scratchBytes) / PAGE) });
    } catch (cause) {
      throw noMemory(cause);
    }
    this.kernels = neuralKernels(this.memory);
    this.floats(this.data.x, data.x.length).set(data.x);
    this.floats(this.data.y, data.rows).set(data.y);
    this.floats(this.data.weight, data.rows).set(data.weight);
  }

  start(weights: readonly Float32Array[]): void {
    weights.forEach((values, i) => {
      this.floats(this.at[i]!, values.length).set(values);
    });
    this.floats(this.at[0]! + this.toGradient, 3 * this.trainedCount).fill(0);
    this.steps = 0;
  }

  step(rows: Int32Array, settings: StepSettings): number {
    const { kernels } = this;
    const m = this.gather(rows);
    const loss = this.forward(m, settings.seed);
    this.backward(m, settings.seed);
    this.steps++;
    const correction = Math.sqrt(1 - ADAM.beta2 ** this.steps);
    const rate = (settings.learningRate * correction) / (1 - ADAM.beta1 ** this.steps);
    const update = (from: number, count: number, l2: number): void => {
      const w = this.at[0]! + 4 * from;
      const g = w + this.toGradient;
      const moment = 4 * this.trainedCount;
      const epsilon = ADAM.epsilon * correction;
      kernels.adam(w, g, g + moment, g + 2 * moment, count, rate, ADAM.beta1, ADAM.beta2, epsilon, l2);
    };
    update(0, this.kernelCount, settings.l2);
    update(this.kernelCount, this.trainedCount - this.kernelCount, 0);
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
    return weightSlots(this.shape).map((slot, i) => this.floats(this.at[i]!, slot.rows * slot.columns).slice());
  }

  dispose(): void {
    // The memory belongs to this object alone: it goes when the engine goes.
  }

  private gather(rows: Int32Array): number {
    const { kernels, batch, data, shape } = this;
    new Int32Array(this.memory.buffer, batch.rows, rows.length).set(rows);
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

  private floats(at: Pointer, length: number): Float32Array {
    return new Float32Array(this.memory.buffer, at, length);
  }
}
