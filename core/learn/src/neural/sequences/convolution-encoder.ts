import type { Pointer } from '../neural-kernels.js';
import type { EmbeddedTexts, SequenceEncoder } from './encoder.js';
import type { SequenceMemory } from './sequence-memory.js';
import { type ConvolutionShape, encodedWidth } from './sequence-shape.js';

const RELU = 1;

/**
 * Kim 2014: every filter looks at each window of a text, one a token, and the largest answer stands for the text. Windows at
 * the end reach into zeros, so a text may be shorter than a filter is wide.
 */
export class ConvolutionEncoder implements SequenceEncoder {
  readonly gap: number;
  private readonly width: number;
  private winners: Pointer[] = [];
  private out: Pointer = 0;

  constructor(
    private readonly memory: SequenceMemory,
    private readonly shape: ConvolutionShape,
    private readonly dimension: number,
  ) {
    this.gap = Math.max(...shape.widths) - 1;
    this.width = encodedWidth(shape);
  }

  forward({ texts, tokens, offsetsAt, rowsAt, x }: EmbeddedTexts): Pointer {
    const { memory, dimension, width } = this;
    const { kernels } = memory;
    const { widths, filters } = this.shape;
    this.out = memory.reserve(texts * width);
    const scores = memory.reserve(tokens * filters);
    this.winners = widths.map((size, k) => {
      const winner = memory.reserve(texts * filters);
      const w = memory.weight(`filters.${size}`);
      kernels.gemmWindows(tokens, filters, size * dimension, x, dimension, rowsAt, w, scores, memory.scratch);
      kernels.maxOverTime(scores, offsetsAt, texts, filters, this.out + 4 * k * filters, width, winner);
      return winner;
    });
    kernels.biasActivate(this.out, memory.weight('filters.bias'), texts, width, RELU);
    return this.out;
  }

  backward({ texts, rows, rowsAt, x }: EmbeddedTexts, gradient: Pointer): Pointer {
    const { memory, dimension, width } = this;
    const { kernels } = memory;
    const { widths, filters } = this.shape;
    const gX = memory.zeros(rows * dimension);
    kernels.activationBackward(gradient, this.out, texts * width, RELU, 1);
    kernels.columnSums(gradient, texts, width, memory.gradient('filters.bias'));
    widths.forEach((size, k) => {
      const name = `filters.${size}`;
      const gW = memory.gradient(name);
      const length = size * dimension;
      memory.f32(gW, filters * length).fill(0);
      kernels.windowGradients(
        texts,
        filters,
        length,
        x,
        dimension,
        rowsAt,
        this.winners[k]!,
        gradient + 4 * k * filters,
        width,
        memory.weight(name),
        gW,
        gX,
      );
    });
    return gX;
  }
}
