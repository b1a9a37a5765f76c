import type { Pointer } from '../neural-kernels.js';
import type { EmbeddedTexts, SequenceEncoder } from './encoder.js';
import type { SequenceMemory } from './sequence-memory.js';
import { type Direction, directionsOf, encodedWidth, gatesOf, type RecurrentShape } from './sequence-shape.js';

/** Which texts are read on at each step: the longest first, so that those that go on are always the first ones. */
interface Schedule {
  /** Texts of each step. */
  counts: number[];
  /** Token of each text of each step, step by step. */
  rowsAt: Pointer;
}

/** What one direction keeps for the way back; arrays of tokens where not said otherwise. */
interface Pass {
  schedule: Schedule;
  /** Activated gates, then their gradients. */
  gates: Pointer;
  hiddenBefore: Pointer;
  cellBefore: Pointer;
  tanhCell: Pointer;
}

/**
 * One or two recurrent networks over the tokens and a pooling of their states. What the tokens add to the gates is one product
 * for all steps; a step is one product of the states and one fused kernel.
 */
export class RecurrentEncoder implements SequenceEncoder {
  readonly gap = 0;
  private readonly directions: readonly Direction[];
  private readonly width: number;
  private readonly columns: number;
  private passes: Pass[] = [];
  private winner: Pointer = 0;

  constructor(
    private readonly memory: SequenceMemory,
    private readonly shape: RecurrentShape,
    private readonly dimension: number,
  ) {
    this.directions = directionsOf(shape);
    this.width = encodedWidth(shape);
    this.columns = gatesOf(shape) * shape.units;
  }

  forward(input: EmbeddedTexts): Pointer {
    const states = this.memory.reserve(input.tokens * this.width);
    const order = longestFirst(input.offsets);
    this.passes = this.directions.map((direction, d) =>
      this.read(input, this.schedule(input, order, direction), direction, states + 4 * d * this.shape.units),
    );
    return this.pool(input, states);
  }

  backward(input: EmbeddedTexts, gradient: Pointer): Pointer {
    const { memory, dimension, columns, shape } = this;
    const { kernels, scratch } = memory;
    const { tokens, x } = input;
    const gStates = this.unpool(input, gradient);
    const gX = memory.reserve(tokens * dimension);
    this.directions.forEach((direction, d) => {
      const pass = this.passes[d]!;
      this.readBack(input, pass, direction, gStates + 4 * d * shape.units);
      const { gates, hiddenBefore } = pass;
      const of = (part: string): Pointer => memory.gradient(`${direction}.${part}`);
      kernels.columnSums(gates, tokens, columns, of('bias'));
      kernels.gemm(true, false, dimension, columns, tokens, x, gates, of('input'), false, scratch);
      kernels.gemm(true, false, shape.units, columns, tokens, hiddenBefore, gates, of('recurrent'), false, scratch);
      const w = memory.weight(`${direction}.input`);
      kernels.gemm(false, true, tokens, dimension, columns, gates, w, gX, d > 0, scratch);
    });
    return gX;
  }

  private schedule({ offsets }: EmbeddedTexts, order: Int32Array, direction: Direction): Schedule {
    const rows = new Int32Array(offsets[offsets.length - 1]!);
    const counts: number[] = [];
    let next = 0;
    for (let step = 0; next < rows.length; step++) {
      let count = 0;
      for (const text of order) {
        const [first, end] = [offsets[text]!, offsets[text + 1]!];
        if (end - first <= step) break;
        rows[next++] = direction === 'forward' ? first + step : end - 1 - step;
        count++;
      }
      counts.push(count);
    }
    return { counts, rowsAt: this.memory.placeIntegers(rows) };
  }

  /** Runs one direction; writes its states into its columns of `states`. */
  private read(input: EmbeddedTexts, schedule: Schedule, direction: Direction, states: Pointer): Pass {
    const { memory, dimension, columns, width } = this;
    const { kernels, scratch } = memory;
    const { units, cell } = this.shape;
    const { tokens, texts, x } = input;
    const [gates, hiddenBefore] = [memory.reserve(tokens * columns), memory.reserve(tokens * units)];
    const [cellBefore, tanhCell] =
      cell === 'lstm' ? [memory.reserve(tokens * units), memory.reserve(tokens * units)] : [0, 0];
    kernels.gemm(
      false,
      false,
      tokens,
      columns,
      dimension,
      x,
      memory.weight(`${direction}.input`),
      gates,
      false,
      scratch,
    );
    kernels.biasActivate(gates, memory.weight(`${direction}.bias`), tokens, columns, 0);
    const panels = memory.reserve(units * columns);
    kernels.packPanels(false, columns, units, memory.weight(`${direction}.recurrent`), panels);
    const [hidden, state] = [memory.zeros(texts * units), memory.zeros(texts * units)];
    // Before the first token there is no state, and nothing that it adds.
    const recurrent = memory.zeros(texts * columns);
    let rows = schedule.rowsAt;
    schedule.counts.forEach((count, step) => {
      if (step > 0) kernels.multiply(count, columns, units, hidden, panels, recurrent, false);
      if (cell === 'lstm') {
        kernels.lstmCell(
          count,
          units,
          rows,
          gates,
          recurrent,
          hidden,
          state,
          hiddenBefore,
          cellBefore,
          tanhCell,
          states,
          width,
        );
      } else kernels.elmanCell(count, units, rows, gates, recurrent, hidden, hiddenBefore, states, width);
      rows += 4 * count;
    });
    return { schedule, gates, hiddenBefore, cellBefore, tanhCell };
  }

  /** Back-propagation through time: turns the gates of a pass into their gradients. */
  private readBack({ tokens, texts }: EmbeddedTexts, pass: Pass, direction: Direction, gStates: Pointer): void {
    const { memory, columns, width } = this;
    const { kernels } = memory;
    const { units, cell } = this.shape;
    const { schedule, gates, cellBefore, tanhCell } = pass;
    const panels = memory.reserve(units * columns);
    kernels.packPanels(true, units, columns, memory.weight(`${direction}.recurrent`), panels);
    const [gHidden, gCell] = [memory.zeros(texts * units), memory.zeros(texts * units)];
    const gRecurrent = memory.reserve(texts * columns);
    let rows = schedule.rowsAt + 4 * tokens;
    for (let step = schedule.counts.length - 1; step >= 0; step--) {
      const count = schedule.counts[step]!;
      rows -= 4 * count;
      if (cell === 'lstm') {
        kernels.lstmCellGradient(
          count,
          units,
          rows,
          gates,
          cellBefore,
          tanhCell,
          gStates,
          width,
          gHidden,
          gCell,
          gRecurrent,
        );
      } else kernels.elmanCellGradient(count, units, rows, gates, gStates, width, gHidden, gRecurrent);
      if (step > 0) kernels.multiply(count, units, columns, gRecurrent, panels, gHidden, false);
    }
  }

  private pool(input: EmbeddedTexts, states: Pointer): Pointer {
    const { memory, width } = this;
    const { pooling } = this.shape;
    const { texts, offsetsAt } = input;
    if (pooling === 'none') return states;
    const out = memory.reserve(texts * width);
    if (pooling === 'max') {
      this.winner = memory.reserve(texts * width);
      memory.kernels.maxOverTime(states, offsetsAt, texts, width, out, width, this.winner);
    } else if (pooling === 'mean') memory.kernels.meanRows(states, offsetsAt, texts, width, out);
    else this.copyLast(input, states, out, true);
    return out;
  }

  private unpool(input: EmbeddedTexts, gradient: Pointer): Pointer {
    const { memory, width } = this;
    const { pooling } = this.shape;
    const { texts, tokens, offsetsAt } = input;
    if (pooling === 'none') return gradient;
    const gStates = memory.zeros(tokens * width);
    if (pooling === 'max') memory.kernels.maxOverTimeGradient(gradient, this.winner, texts, width, gStates);
    else if (pooling === 'mean') memory.kernels.meanRowsGradient(gradient, offsetsAt, texts, width, gStates);
    else this.copyLast(input, gStates, gradient, false);
    return gStates;
  }

  /** Each direction's state behind its last token to the rows of texts, or their gradient back. */
  private copyLast({ offsets, texts, tokens }: EmbeddedTexts, states: Pointer, rows: Pointer, out: boolean): void {
    const { memory, width } = this;
    const { units } = this.shape;
    const [ofTokens, ofTexts] = [memory.f32(states, tokens * width), memory.f32(rows, texts * width)];
    for (let i = 0; i < texts; i++) {
      this.directions.forEach((direction, d) => {
        const row = direction === 'forward' ? offsets[i + 1]! - 1 : offsets[i]!;
        const [token, text] = [row * width + d * units, i * width + d * units];
        if (out) ofTexts.set(ofTokens.subarray(token, token + units), text);
        else ofTokens.set(ofTexts.subarray(text, text + units), token);
      });
    }
  }
}

/** Places of the texts, by falling length. */
function longestFirst(offsets: Int32Array): Int32Array {
  const length = (i: number): number => offsets[i + 1]! - offsets[i]!;
  return Int32Array.from({ length: offsets.length - 1 }, (_, i) => i).sort((a, b) => length(b) - length(a));
}
