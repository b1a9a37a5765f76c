import type { Rng } from '../../random/rng.js';

/** Convolutions over time of several widths, the largest of each over a text (Kim 2014). */
export interface ConvolutionShape {
  kind: 'convolution';
  /** Tokens that a filter sees. */
  widths: readonly number[];
  /** Filters of each width, a multiple of 8. */
  filters: number;
}

/** What of a recurrent network's states stands for a text; `none` keeps one state a token. */
export type Pooling = 'max' | 'mean' | 'last' | 'none';

export interface RecurrentShape {
  kind: 'recurrent';
  /** `lstm`: Hochreiter and Schmidhuber 1997; `rnn`: Elman 1990. */
  cell: 'lstm' | 'rnn';
  /** A second network reads from the end (Schuster and Paliwal 1997); states stand side by side. */
  bidirectional: boolean;
  /** Of each direction, a multiple of 8. */
  units: number;
  pooling: Pooling;
}

/** Embedded tokens, an encoder, dropout and one dense layer. */
export interface SequenceShape {
  /** Rows of the embedding; row 0 is padding and stays zero. */
  vocabulary: number;
  /** Numbers of a token's vector, a multiple of 8. */
  dimension: number;
  encoder: ConvolutionShape | RecurrentShape;
  outputs: number;
  /** Share set to zero in a training step: of what the encoder says, and of token vectors before a recurrent one. */
  dropout: number;
}

/** One array of numbers of a network, row-major. */
export interface SequenceSlot {
  name: string;
  rows: number;
  columns: number;
  /** Whether the L2 penalty counts it; those come first. */
  penalised: boolean;
}

const DIRECTIONS = ['forward', 'backward'] as const;
export type Direction = (typeof DIRECTIONS)[number];

export function directionsOf({ bidirectional }: RecurrentShape): readonly Direction[] {
  return bidirectional ? DIRECTIONS : ['forward'];
}

export function gatesOf({ cell }: RecurrentShape): number {
  return cell === 'lstm' ? 4 : 1;
}

/** Numbers that the encoder says of a text, or of a token. */
export function encodedWidth(encoder: SequenceShape['encoder']): number {
  return encoder.kind === 'convolution'
    ? encoder.widths.length * encoder.filters
    : directionsOf(encoder).length * encoder.units;
}

/** The arrays of a network in the one order every engine keeps. Filters are rows; other products are inputs x outputs. */
export function sequenceSlots({ vocabulary, dimension, encoder, outputs }: SequenceShape): SequenceSlot[] {
  const slot = (name: string, rows: number, columns: number, penalised = false): SequenceSlot => ({
    name,
    rows,
    columns,
    penalised,
  });
  const width = encodedWidth(encoder);
  const [kernels, biases] = encoder.kind === 'convolution' ? ofConvolution(encoder) : ofRecurrent(encoder);
  return [
    ...kernels,
    slot('dense.kernel', width, outputs, true),
    slot('embedding', vocabulary, dimension),
    ...biases,
    slot('dense.bias', 1, outputs),
  ];

  function ofConvolution({ widths, filters }: ConvolutionShape): [SequenceSlot[], SequenceSlot[]] {
    return [
      widths.map((tokens) => slot(`filters.${tokens}`, filters, tokens * dimension, true)),
      [slot('filters.bias', 1, width)],
    ];
  }

  function ofRecurrent(shape: RecurrentShape): [SequenceSlot[], SequenceSlot[]] {
    const columns = gatesOf(shape) * shape.units;
    const directions = directionsOf(shape);
    return [
      directions.flatMap((name) => [
        slot(`${name}.input`, dimension, columns, true),
        slot(`${name}.recurrent`, shape.units, columns, true),
      ]),
      directions.map((name) => slot(`${name}.bias`, 1, columns)),
    ];
  }
}

/** Half the width of the uniform distribution that token vectors start from, as Kim 2014 has it. */
const EMBEDDING_START = 0.25;

/**
 * Starting weights: uniform by Glorot and Bengio 2010; recurrent ones within one over the root of the units; the forget gate is
 * open at first (Jozefowicz et al. 2015). `outputBias` lets the network start from the prior instead of having to learn it.
 */
export function initialSequenceWeights(shape: SequenceShape, rng: Rng, outputBias: ArrayLike<number>): Float32Array[] {
  const { encoder } = shape;
  return sequenceSlots(shape).map(({ name, rows, columns }) => {
    const values = new Float32Array(rows * columns);
    const uniform = (limit: number): void => {
      for (let i = 0; i < values.length; i++) values[i] = limit * (2 * rng.next() - 1);
    };
    if (name === 'embedding') {
      uniform(EMBEDDING_START);
      values.fill(0, 0, columns);
    } else if (name === 'dense.bias') values.set(outputBias);
    else if (name.endsWith('.bias')) {
      if (encoder.kind === 'recurrent' && encoder.cell === 'lstm') values.fill(1, encoder.units, 2 * encoder.units);
    } else if (name.endsWith('.recurrent')) uniform(1 / Math.sqrt(rows));
    else uniform(Math.sqrt(6 / (rows + columns)));
    return values;
  });
}

/** Multiply-adds of one token through the network, the dense layer left out; a training step costs about three times this. */
export function sequenceWork(shape: SequenceShape): number {
  const products = sequenceSlots(shape).filter(({ name }) => !/embedding|bias|dense/.test(name));
  return products.reduce((sum, { rows, columns }) => sum + rows * columns, 0);
}
