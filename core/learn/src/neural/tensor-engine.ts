import type { Scalar, Tensor, Tensor1D, Tensor2D, Variable } from '@tensorflow/tfjs-core';
import type { Backend } from './backend.js';
import { ADAM, dropoutMask, layerSeed, type NetworkData, type StepSettings, type TrainingEngine } from './engine.js';
import { BATCH_NORM_EPSILON, BATCH_NORM_MOMENTUM, type NetworkShape, weightSlots } from './network.js';

/**
 * The same training as `KernelEngine`, operation by operation on TensorFlow.js with its automatic gradients: for native
 * TensorFlow, whose matrix products win on very wide networks, and the reference that the hand-written one is tested with.
 */
export class TensorEngine implements TrainingEngine {
  private readonly x: Tensor2D;
  private readonly y: Tensor1D;
  private readonly weight: Tensor1D;
  private variables: Variable[] = [];
  private moments: { first: Tensor; second: Tensor }[] = [];
  private steps = 0;

  constructor(
    private readonly backend: Backend,
    private readonly shape: NetworkShape,
    data: NetworkData,
  ) {
    backend.use();
    const { tf } = backend;
    this.x = tf.tensor2d(data.x, [data.rows, shape.inputs]);
    this.y = tf.tensor1d(data.y);
    this.weight = tf.tensor1d(data.weight);
  }

  start(weights: readonly Float32Array[]): void {
    this.backend.use();
    this.disposeWeights();
    const { tf } = this.backend;
    this.variables = weightSlots(this.shape).map(({ role, rows, columns }, i) => {
      const values = weights[i]!.slice();
      const initial = role === 'kernel' ? tf.tensor2d(values, [rows, columns]) : tf.tensor1d(values);
      const variable = tf.variable(initial, role !== 'mean' && role !== 'variance');
      initial.dispose();
      return variable;
    });
    this.moments = this.variables
      .filter((variable) => variable.trainable)
      .map((variable) => ({ first: tf.zeros(variable.shape), second: tf.zeros(variable.shape) }));
    this.steps = 0;
  }

  step(rows: Int32Array, settings: StepSettings): number {
    this.backend.use();
    const { tf } = this.backend;
    const trained = this.variables.filter((variable) => variable.trainable);
    const slots = weightSlots(this.shape);
    this.steps++;
    const correction = Math.sqrt(1 - ADAM.beta2 ** this.steps);
    const rate = (settings.learningRate * correction) / (1 - ADAM.beta1 ** this.steps);
    return tf.tidy(() => {
      const batch = this.gather(rows);
      let total: Scalar | undefined;
      const { grads } = tf.variableGrads(() => {
        const sum = this.lossSum(batch, settings.seed);
        total = tf.keep(sum.clone());
        return tf.div(sum, rows.length) as Scalar;
      }, trained);
      trained.forEach((variable, i) => {
        const plain = grads[variable.name]!;
        const gradient = slots[i]!.role === 'kernel' ? tf.add(plain, tf.mul(variable, settings.l2)) : plain;
        const { first, second } = this.moments[i]!;
        const nextFirst = tf.add(tf.mul(first, ADAM.beta1), tf.mul(gradient, 1 - ADAM.beta1));
        const nextSecond = tf.add(tf.mul(second, ADAM.beta2), tf.mul(tf.square(gradient), 1 - ADAM.beta2));
        const down = tf.div(tf.mul(nextFirst, rate), tf.add(tf.sqrt(nextSecond), ADAM.epsilon * correction));
        variable.assign(tf.sub(variable, down));
        tf.dispose([first, second]);
        this.moments[i] = { first: tf.keep(nextFirst), second: tf.keep(nextSecond) };
      });
      const value = total!.dataSync()[0]!;
      total!.dispose();
      return value;
    });
  }

  loss(rows: Int32Array): number {
    this.backend.use();
    const { tf } = this.backend;
    let total = 0;
    for (let i = 0; i < rows.length; i += 8192) {
      total += tf.tidy(() => this.lossSum(this.gather(rows.subarray(i, i + 8192)), undefined).dataSync()[0]!);
    }
    return total;
  }

  weights(): Float32Array[] {
    this.backend.use();
    return this.variables.map((variable) => Float32Array.from(variable.dataSync()));
  }

  dispose(): void {
    this.backend.use();
    this.disposeWeights();
    this.backend.tf.dispose([this.x, this.y, this.weight]);
  }

  private disposeWeights(): void {
    for (const variable of this.variables) variable.dispose();
    for (const { first, second } of this.moments) this.backend.tf.dispose([first, second]);
    this.variables = [];
    this.moments = [];
  }

  private gather(rows: Int32Array): { x: Tensor2D; y: Tensor1D; weight: Tensor1D } {
    const { tf } = this.backend;
    const index = tf.tensor1d(rows.slice(), 'int32');
    return { x: tf.gather(this.x, index), y: tf.gather(this.y, index), weight: tf.gather(this.weight, index) };
  }

  private lossSum(batch: { x: Tensor2D; y: Tensor1D; weight: Tensor1D }, seed: number | undefined): Scalar {
    const { tf } = this.backend;
    const z = this.forward(batch.x, seed);
    const { loss, outputs } = this.shape;
    if (loss === 'softmax') {
      const truth = tf.oneHot(tf.cast(batch.y, 'int32'), outputs);
      const rows = tf.neg(tf.sum(tf.mul(tf.logSoftmax(z), truth), 1));
      return tf.sum(tf.mul(rows, batch.weight));
    }
    const flat = tf.reshape(z, [batch.y.shape[0]]);
    const rows =
      loss === 'logistic' ? tf.sub(tf.softplus(flat), tf.mul(flat, batch.y)) : tf.square(tf.sub(flat, batch.y));
    return tf.sum(tf.mul(rows, batch.weight));
  }

  private forward(x: Tensor2D, seed: number | undefined): Tensor2D {
    const { tf } = this.backend;
    const { shape } = this;
    const slots = weightSlots(shape);
    const find = (layer: number, role: string): Variable =>
      this.variables[slots.findIndex((slot) => slot.layer === layer && slot.role === role)]!;
    const keep = 1 - shape.dropout;
    let input = x;
    for (let l = 0; l <= shape.hidden.length; l++) {
      let z: Tensor = tf.matMul(input, find(l, 'kernel') as unknown as Tensor2D);
      const hidden = l < shape.hidden.length;
      if (hidden && shape.batchNorm) {
        const [mean, variance] = [find(l, 'mean'), find(l, 'variance')];
        const now = seed === undefined ? { mean, variance } : tf.moments(z, 0);
        if (seed !== undefined) {
          for (const [running, batch] of [[mean, now.mean] as const, [variance, now.variance] as const]) {
            const moved = tf.add(tf.mul(running, BATCH_NORM_MOMENTUM), tf.mul(batch, 1 - BATCH_NORM_MOMENTUM));
            running.assign(moved);
          }
        }
        const normal = tf.div(tf.sub(z, now.mean), tf.sqrt(tf.add(now.variance, BATCH_NORM_EPSILON)));
        z = tf.add(tf.mul(normal, find(l, 'gamma')), find(l, 'beta'));
      } else {
        z = tf.add(z, find(l, 'bias'));
      }
      if (hidden) z = shape.activation === 'relu' ? tf.relu(z) : tf.tanh(z);
      if (hidden && seed !== undefined && keep < 1) {
        const mask = dropoutMask(z.size, keep, layerSeed(seed, l));
        z = tf.mul(z, tf.tensor(mask, z.shape));
      }
      input = z as Tensor2D;
    }
    return input;
  }
}
