import { BLOCK, type FixedPointKernels, fixedPointKernels, MOST } from './fixed-point-kernels.js';
import { GrowingMemory } from './growing-memory.js';
import type { Pointer } from './neural-kernels.js';
import { ACTIVATION, type TransformerKernels, transformerKernels } from './transformer-kernels.js';

/** A dense layer whose weights lie in a `TransformerMemory`, in fixed point. */
export interface PlacedDense {
  inputs: number;
  outputs: number;
  panels: Pointer;
  /** Eight for each block of a panel. */
  scales: Pointer;
  bias: Pointer;
}

/** Layer normalisation whose weights lie in a `TransformerMemory`. */
export interface PlacedNorm {
  width: number;
  gamma: Pointer;
  beta: Pointer;
  epsilon: number;
}

interface DenseOptions {
  add?: boolean;
  activation?: keyof typeof ACTIVATION;
  mostlyZero?: boolean;
}

/** The memory of one loaded encoder: its weights, put there once, and room to compute in behind them. */
export class TransformerMemory extends GrowingMemory {
  readonly kernels: TransformerKernels & FixedPointKernels = {
    ...transformerKernels(this.memory),
    ...fixedPointKernels(this.memory),
  };
  private widest = 0;
  private rows = { most: 0, integers: 0, scales: 0, ends: 0 };

  /**
   * Weights inputs x outputs, row-major (outputs x inputs where `transposed`), with their bias; inputs are a multiple of
   * 4, outputs of 8. Several are put side by side, as one layer with all their outputs.
   */
  dense(
    parts: readonly { weights: Float32Array; bias: Float32Array }[],
    inputs: number,
    transposed = false,
  ): PlacedDense {
    const outputs = parts.reduce((sum, { bias }) => sum + bias.length, 0);
    const panels = this.reserve((inputs * outputs) / 2);
    const blocks = blocksOf(inputs);
    const scales = this.reserve(blocks * outputs);
    const bias = this.reserve(outputs);
    let column = 0;
    for (const part of parts) {
      const columns = part.bias.length;
      const to = this.i16(panels + 2 * inputs * column, inputs * columns);
      packPanels(
        part.weights,
        inputs,
        columns,
        transposed,
        to,
        this.f32(scales + 4 * blocks * column, blocks * columns),
      );
      this.f32(bias + 4 * column, columns).set(part.bias);
      column += columns;
    }
    this.widest = Math.max(this.widest, inputs);
    return { inputs, outputs, panels, scales, bias };
  }

  /** Room for the inputs of a layer, once all layers are placed. */
  reserveRows(most: number): void {
    const whole = Math.ceil(most / 4) * 4;
    const blocks = whole * blocksOf(this.widest);
    this.rows = {
      most,
      // A pair and its place are as many bytes as two numbers; the last one may be written over.
      integers: this.reserve(whole * this.widest + 2),
      scales: this.reserve(blocks),
      ends: this.reserve(blocks),
    };
  }

  norm(gamma: Float32Array, beta: Float32Array, epsilon: number): PlacedNorm {
    return { width: gamma.length, gamma: this.place(gamma), beta: this.place(beta), epsilon };
  }

  /**
   * out (rows x outputs) = activation(x W + bias), or out += x W + bias, for at most the rows of `reserveRows`. Where x is
   * `mostlyZero`, as after ReLU, only the rest is multiplied, to the same bits.
   */
  applyDense(
    { inputs, outputs, panels, scales, bias }: PlacedDense,
    rows: number,
    x: Pointer,
    out: Pointer,
    { add = false, activation = 'none', mostlyZero = false }: DenseOptions = {},
  ): void {
    const { kernels, rows: fixed } = this;
    const { integers, ends } = fixed;
    if (rows > fixed.most) throw new RangeError(`There is room for ${fixed.most} rows, not for ${rows}.`);
    if (mostlyZero && outputs % 16 === 0) {
      kernels.toPairs(x, rows, inputs, integers, ends, fixed.scales);
      kernels.multiplyPairs(rows, outputs, inputs, integers, ends, fixed.scales, panels, scales, out, add);
    } else {
      kernels.toFixedPoint(x, rows, inputs, integers, fixed.scales);
      kernels.multiplyFixedPoint(rows, outputs, inputs, integers, fixed.scales, panels, scales, out, add);
    }
    kernels.addBias(out, bias, rows, outputs, ACTIVATION[activation]);
  }

  applyNorm({ width, gamma, beta, epsilon }: PlacedNorm, rows: number, x: Pointer, out: Pointer): void {
    this.kernels.layerNorm(x, rows, width, gamma, beta, epsilon, out);
  }
}

/** Blocks with a scale of their own in so many numbers. */
function blocksOf(count: number): number {
  return Math.ceil(count / BLOCK);
}

/** Weights in fixed point, in the order in which `multiplyFixedPoint` reads them. */
function packPanels(
  weights: Float32Array,
  inputs: number,
  outputs: number,
  transposed: boolean,
  panels: Int16Array,
  scales: Float32Array,
): void {
  const down = transposed ? 1 : outputs;
  const across = transposed ? inputs : 1;
  const largest = new Float64Array(8);
  let nextScale = 0;
  for (let panel = 0; panel < outputs; panel += 8) {
    for (let start = 0; start < inputs; start += BLOCK) {
      const end = Math.min(start + BLOCK, inputs);
      largest.fill(0);
      for (let row = start; row < end; row++) {
        let from = row * down + panel * across;
        for (let column = 0; column < 8; column++, from += across) {
          const size = Math.abs(weights[from]!);
          if (size > largest[column]!) largest[column] = size;
        }
      }
      for (const size of largest) scales[nextScale++] = size / MOST;
      for (let row = start; row < end; row++) {
        let from = row * down + panel * across;
        let to = panel * inputs + 16 * (row >> 1) + (row & 1);
        for (let column = 0; column < 8; column++, from += across, to += 2) {
          if (largest[column]! > 0) panels[to] = Math.round((weights[from]! / largest[column]!) * MOST);
        }
      }
    }
  }
}
