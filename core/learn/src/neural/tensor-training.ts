import type { Scalar, Tensor, Variable } from '@tensorflow/tfjs-core';
import { ADAM, adamStep } from './adam.js';
import type { Backend } from './backend.js';
import type { StepSettings, TrainingEngine } from './engine.js';

/** One array of numbers of a network. */
export interface TensorSlot {
  shape: number[];
  /** Moved by Adam; running statistics are not. */
  trained: boolean;
  /** Whether the L2 penalty counts it. */
  penalised: boolean;
}

/** Rows whose loss is computed together. */
const BLOCK = 8192;

/** Training operation by operation on TensorFlow.js with its automatic gradients; what is trained says `lossSum`. */
export abstract class TensorTraining implements TrainingEngine {
  protected variables: Variable[] = [];
  private moments: { first: Tensor; second: Tensor }[] = [];
  private steps = 0;

  constructor(
    protected readonly backend: Backend,
    private readonly slots: readonly TensorSlot[],
  ) {
    backend.use();
  }

  /** Sum of weight · loss over these rows; with a seed, as in training. Runs within `tidy`. */
  protected abstract lossSum(rows: Int32Array, seed: number | undefined): Scalar;

  start(weights: readonly Float32Array[]): void {
    this.backend.use();
    this.disposeWeights();
    const { tf } = this.backend;
    this.variables = this.slots.map(({ shape, trained }, i) => {
      const initial = tf.tensor(weights[i]!.slice(), shape);
      const variable = tf.variable(initial, trained);
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
    const penalised = this.slots.filter((slot) => slot.trained).map((slot) => slot.penalised);
    const { rate, epsilon } = adamStep(settings.learningRate, ++this.steps);
    return tf.tidy(() => {
      let total: Scalar | undefined;
      const { grads } = tf.variableGrads(() => {
        const sum = this.lossSum(rows, settings.seed);
        total = tf.keep(sum.clone());
        return tf.div(sum, rows.length) as Scalar;
      }, trained);
      trained.forEach((variable, i) => {
        const plain = grads[variable.name]!;
        const gradient = penalised[i] ? tf.add(plain, tf.mul(variable, settings.l2)) : plain;
        const { first, second } = this.moments[i]!;
        const nextFirst = tf.add(tf.mul(first, ADAM.beta1), tf.mul(gradient, 1 - ADAM.beta1));
        const nextSecond = tf.add(tf.mul(second, ADAM.beta2), tf.mul(tf.square(gradient), 1 - ADAM.beta2));
        const down = tf.div(tf.mul(nextFirst, rate), tf.add(tf.sqrt(nextSecond), epsilon));
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
    for (let i = 0; i < rows.length; i += BLOCK) {
      total += tf.tidy(() => this.lossSum(rows.subarray(i, i + BLOCK), undefined).dataSync()[0]!);
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
  }

  private disposeWeights(): void {
    for (const variable of this.variables) variable.dispose();
    for (const { first, second } of this.moments) this.backend.tf.dispose([first, second]);
    this.variables = [];
    this.moments = [];
  }
}

/** Sum of weight · cross-entropy: softmax, or logistic where there is one output. `y` holds classes. */
export function crossEntropy({ tf }: Backend, z: Tensor, y: Tensor, weight: Tensor): Scalar {
  const outputs = z.shape[1]!;
  if (outputs > 1) {
    const truth = tf.oneHot(tf.cast(y, 'int32'), outputs);
    return tf.sum(tf.mul(tf.neg(tf.sum(tf.mul(tf.logSoftmax(z), truth), 1)), weight));
  }
  const flat = tf.reshape(z, y.shape);
  return tf.sum(tf.mul(tf.sub(tf.softplus(flat), tf.mul(flat, y)), weight));
}
