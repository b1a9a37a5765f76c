import type { TextData } from '../neural/sequences/sequence-kernel-engine.js';
import type { SequenceShape } from '../neural/sequences/sequence-shape.js';
import { Rng } from '../random/rng.js';

/** For tests: one of each kind of network. */
export const SEQUENCE_SHAPES: Record<string, Pick<SequenceShape, 'encoder'> & Partial<SequenceShape>> = {
  'convolutions of three widths': { encoder: { kind: 'convolution', widths: [1, 2, 4], filters: 8 } },
  'convolutions with dropout': { encoder: { kind: 'convolution', widths: [3], filters: 8 }, dropout: 0.3 },
  'LSTM of both directions, largest state': recurrent('lstm', true, 'max'),
  'LSTM of both directions with dropout, last state': { ...recurrent('lstm', true, 'last'), dropout: 0.3 },
  'LSTM of one direction, mean state': recurrent('lstm', false, 'mean'),
  'LSTM of both directions, a state a token': recurrent('lstm', true, 'none'),
  'simple recurrent network of both directions, last state': recurrent('rnn', true, 'last'),
  'simple recurrent network of one direction, largest state': recurrent('rnn', false, 'max'),
};

function recurrent(
  cell: 'lstm' | 'rnn',
  bidirectional: boolean,
  pooling: 'max' | 'mean' | 'last' | 'none',
): Pick<SequenceShape, 'encoder'> {
  return { encoder: { kind: 'recurrent', cell, bidirectional, units: 8, pooling } };
}

/** For tests: texts of one to nine tokens, none of which repeats within a text. */
export function textData(
  { vocabulary, outputs }: Pick<SequenceShape, 'vocabulary' | 'outputs'>,
  texts: number,
): TextData {
  const rng = new Rng('texts');
  const offsets = new Int32Array(texts + 1);
  const ids: number[] = [];
  for (let i = 0; i < texts; i++) {
    const words = rng.shuffle(Int32Array.from({ length: vocabulary - 1 }, (_, k) => k + 1));
    ids.push(...words.subarray(0, 1 + ((4 * i) % 9)));
    offsets[i + 1] = ids.length;
  }
  return {
    ids: Int32Array.from(ids),
    offsets,
    y: Float32Array.from({ length: texts }, () => rng.int(Math.max(2, outputs))),
    weight: Float32Array.from({ length: texts }, () => 0.5 + rng.next()),
  };
}
