import type { Scalar, Tensor, Tensor1D, Tensor2D, Variable } from '@tensorflow/tfjs-core';
import type { Backend } from './backend.js';
import { dropoutMask, layerSeed, type NetworkData } from './engine.js';
import { BATCH_NORM_EPSILON, BATCH_NORM_MOMENTUM, type NetworkShape, weightSlots } from './network.js';
import { crossEntropy, TensorTraining } from './tensor-training.js';

/**
 * The same training as `KernelEngine` on TensorFlow.js: for native TensorFlow, whose matrix products win on very wide networks,
 * and the reference that the hand-written one is tested with.
 */
export class TensorEngine extends TensorTraining {
  private readonly x: Tensor2D;
  private readonly y: Tensor1D;
  private readonly weight: Tensor1D;

  constructor(
    backend: Backend,
    private readonly shape: NetworkShape,
    data: NetworkData,
  ) {
    const slots = weightSlots(shape).map(({ role, rows, columns }) => ({
      shape: role === 'kernel' ? [rows, columns] : [columns],
      trained: role !== 'mean' && role !== 'variance',
      penalised: role === 'kernel',
    }));
    super(backend, slots);
    const { tf } = backend;
    this.x = tf.tensor2d(data.x, [data.rows, shape.inputs]);
    this.y = tf.tensor1d(data.y);
    this.weight = tf.tensor1d(data.weight);
  }

  override dispose(): void {
    super.dispose();
    this.backend.tf.dispose([this.x, this.y, this.weight]);
  }

  protected lossSum(rows: Int32Array, seed: number | undefined): Scalar {
    const { tf } = this.backend;
    const index = tf.tensor1d(rows.slice(), 'int32');
    const [y, weight] = [tf.gather(this.y, index), tf.gather(this.weight, index)];
    const z = this.forward(tf.gather(this.x, index), seed);
    if (this.shape.loss !== 'squared') return crossEntropy(this.backend, z, y, weight);
    return tf.sum(tf.mul(tf.square(tf.sub(tf.reshape(z, y.shape), y)), weight));
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
