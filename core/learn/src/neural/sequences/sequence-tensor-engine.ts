import type { Scalar, Tensor, Tensor2D, Tensor3D } from '@tensorflow/tfjs-core';
import type { Backend } from '../backend.js';
import { dropoutMask, layerSeed } from '../engine.js';
import { crossEntropy, TensorTraining } from '../tensor-training.js';
import { type TextData, takeTexts } from './sequence-kernel-engine.js';
import { ON_ENCODED, ON_TOKENS, type TokenIds } from './sequence-network.js';
import {
  type ConvolutionShape,
  type Direction,
  directionsOf,
  encodedWidth,
  type RecurrentShape,
  type SequenceShape,
  sequenceSlots,
} from './sequence-shape.js';

/** Below all that a filter or a state says: what stands behind the end of a text is never the largest. */
const NEVER = -1e9;

/** Texts as a block: `length` places each, the last ones filled up with padding. */
interface Padded {
  texts: number;
  length: number;
  lengths: Int32Array;
  /** texts x length x 1: 1 where there is a token. */
  mask: Tensor3D;
  /** texts x length x dimension. */
  x: Tensor3D;
}

/**
 * The same training as `SequenceKernelEngine` on TensorFlow.js, for where its native library is wanted, and the reference that
 * the hand-written one is tested with. It pads where the other packs.
 */
export class SequenceTensorEngine extends TensorTraining {
  constructor(
    backend: Backend,
    private readonly shape: SequenceShape,
    private readonly data: TextData,
  ) {
    super(
      backend,
      sequenceSlots(shape).map(({ name, rows, columns, penalised }) => ({
        shape: name.endsWith('bias') ? [columns] : [rows, columns],
        trained: true,
        penalised,
      })),
    );
  }

  protected lossSum(rows: Int32Array, seed: number | undefined): Scalar {
    const { backend, data } = this;
    const { tf } = backend;
    const encoded = this.encode(this.pad(takeTexts(data, rows), seed));
    const z = tf.add(
      tf.matMul(this.drop(encoded, seed, ON_ENCODED), this.find('dense.kernel')),
      this.find('dense.bias'),
    );
    const [y, weight] = [data.y, data.weight].map((values) => tf.tensor1d(Float32Array.from(rows, (i) => values[i]!)));
    return crossEntropy(backend, z, y!, weight!);
  }

  private pad({ ids, offsets }: TokenIds, seed: number | undefined): Padded {
    const { tf } = this.backend;
    const { encoder, dimension } = this.shape;
    const texts = offsets.length - 1;
    const lengths = Int32Array.from({ length: texts }, (_, i) => offsets[i + 1]! - offsets[i]!);
    const length = lengths.reduce((most, own) => Math.max(most, own), 0);
    const blockIds = new Int32Array(texts * length);
    const mask = new Float32Array(texts * length);
    for (let i = 0; i < texts; i++) {
      blockIds.set(ids.subarray(offsets[i]!, offsets[i + 1]!), i * length);
      mask.fill(1, i * length, i * length + lengths[i]!);
    }
    const masked = tf.tensor3d(mask, [texts, length, 1]);
    const looked = tf.gather(this.find('embedding'), tf.tensor1d(blockIds, 'int32'));
    // Padding has a vector of zeros that is not trained.
    let x = tf.mul(tf.reshape(looked, [texts, length, dimension]), masked);
    const keep = 1 - this.shape.dropout;
    if (encoder.kind === 'recurrent' && seed !== undefined && keep < 1) {
      // The mask is drawn for packed tokens.
      const packed = dropoutMask(ids.length * dimension, keep, layerSeed(seed, ON_TOKENS));
      const block = new Float32Array(texts * length * dimension);
      for (let i = 0; i < texts; i++) {
        block.set(packed.subarray(offsets[i]! * dimension, offsets[i + 1]! * dimension), i * length * dimension);
      }
      x = tf.mul(x, tf.tensor(block, x.shape));
    }
    return { texts, length, lengths, mask: masked, x: x as Tensor3D };
  }

  private drop(x: Tensor2D, seed: number | undefined, layer: number): Tensor2D {
    const { tf } = this.backend;
    const keep = 1 - this.shape.dropout;
    if (seed === undefined || keep === 1) return x;
    return tf.mul(x, tf.tensor(dropoutMask(x.size, keep, layerSeed(seed, layer)), x.shape));
  }

  private encode(input: Padded): Tensor2D {
    const { encoder } = this.shape;
    return encoder.kind === 'convolution' ? this.convolve(input, encoder) : this.recur(input, encoder);
  }

  private convolve({ texts, length, mask, x }: Padded, { widths, filters }: ConvolutionShape): Tensor2D {
    const { tf } = this.backend;
    const { dimension } = this.shape;
    const best = widths.map((width) => {
      const kernel = tf.transpose(tf.reshape(this.find(`filters.${width}`), [filters, width, dimension]), [1, 2, 0]);
      const z = tf.conv1d(
        tf.pad(x, [
          [0, 0],
          [0, width - 1],
          [0, 0],
        ]) as Tensor3D,
        kernel as Tensor3D,
        1,
        'valid',
      );
      return this.largest(z, mask, [texts, length, filters]);
    });
    return tf.relu(tf.add(tf.concat(best, 1), this.find('filters.bias')));
  }

  /** The largest of each column over the tokens of a text; the first of equals has the gradient. */
  private largest(z: Tensor, mask: Tensor3D, [texts, length, columns]: [number, number, number]): Tensor2D {
    const { tf } = this.backend;
    const behind = tf.mul(tf.sub(1, mask), NEVER);
    const rows = tf.reshape(tf.transpose(tf.add(tf.reshape(z, [texts, length, columns]), behind), [0, 2, 1]), [
      -1,
      length,
    ]);
    const chosen = tf.oneHot(tf.argMax(rows, 1) as never, length);
    return tf.reshape(tf.sum(tf.mul(rows, tf.cast(chosen, 'float32')), 1), [texts, columns]);
  }

  private recur(input: Padded, shape: RecurrentShape): Tensor2D {
    const { tf } = this.backend;
    const { texts, length, lengths, mask } = input;
    const width = encodedWidth(shape);
    const states = directionsOf(shape).map((direction) => this.read(input, shape, direction));
    const all = tf.concat(states, 2);
    if (shape.pooling === 'max') return this.largest(all, mask, [texts, length, width]);
    if (shape.pooling === 'mean') {
      const sums = tf.sum(tf.mul(all, mask), 1);
      return tf.div(sums, tf.tensor2d(Float32Array.from(lengths), [texts, 1])) as Tensor2D;
    }
    const last = directionsOf(shape).map((direction, d) => {
      const places = Int32Array.from(lengths, (own, i) => i * length + (direction === 'forward' ? own - 1 : 0));
      return tf.gather(tf.reshape(states[d]!, [texts * length, shape.units]), tf.tensor1d(places, 'int32'));
    });
    return tf.concat(last, 1) as Tensor2D;
  }

  /** The states of one direction, texts x length x units. Reading from the end, a text's state stays zero until it begins. */
  private read({ texts, length, mask, x }: Padded, shape: RecurrentShape, direction: Direction): Tensor {
    const { tf } = this.backend;
    const { units, cell } = shape;
    const { dimension } = this.shape;
    const added = tf.add(
      tf.matMul(tf.reshape(x, [texts * length, dimension]), this.find(`${direction}.input`)),
      this.find(`${direction}.bias`),
    );
    const gates = tf.unstack(tf.reshape(added, [texts, length, -1]), 1);
    const present = tf.unstack(mask, 1);
    const recurrent = this.find(`${direction}.recurrent`);
    const states: Tensor[] = new Array(length);
    let hidden: Tensor = tf.zeros([texts, units]);
    let memory: Tensor = tf.zeros([texts, units]);
    for (let step = 0; step < length; step++) {
      const t = direction === 'forward' ? step : length - 1 - step;
      const z = tf.add(gates[t]!, tf.matMul(hidden as Tensor2D, recurrent));
      if (cell === 'lstm') {
        const [input, forget, candidate, output] = tf.split(z, 4, 1);
        memory = tf.add(tf.mul(tf.sigmoid(forget!), memory), tf.mul(tf.sigmoid(input!), tf.tanh(candidate!)));
        memory = tf.mul(memory, present[t]!);
        hidden = tf.mul(tf.sigmoid(output!), tf.tanh(memory));
      } else hidden = tf.tanh(z);
      hidden = tf.mul(hidden, present[t]!);
      states[t] = hidden;
    }
    return tf.stack(states, 1);
  }

  private find(name: string): Tensor2D {
    return this.variables[sequenceSlots(this.shape).findIndex((slot) => slot.name === name)] as unknown as Tensor2D;
  }
}
