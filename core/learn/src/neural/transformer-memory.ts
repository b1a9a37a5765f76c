import { GrowingMemory } from './growing-memory.js';
import type { Pointer } from './neural-kernels.js';
import { ACTIVATION, type TransformerKernels, transformerKernels } from './transformer-kernels.js';

/** A dense layer whose weights lie in a `TransformerMemory`. */
export interface PlacedDense {
  inputs: number;
  outputs: number;
  panels: Pointer;
  bias: Pointer;
}

/** Layer normalisation whose weights lie in a `TransformerMemory`. */
export interface PlacedNorm {
  width: number;
  gamma: Pointer;
  beta: Pointer;
  epsilon: number;
}

/** The memory of one loaded encoder: its weights, put there once, and room to compute in behind them. */
export class TransformerMemory extends GrowingMemory {
  readonly kernels: TransformerKernels = transformerKernels(this.memory);

  /**
   * Weights inputs x outputs, row-major (outputs x inputs where `transposed`), with their bias. Several are put side by
   * side, as one layer with all their outputs.
   */
  dense(
    parts: readonly { weights: Float32Array; bias: Float32Array }[],
    inputs: number,
    transposed = false,
  ): PlacedDense {
    const outputs = parts.reduce((sum, { bias }) => sum + bias.length, 0);
    const panels = this.reserve(inputs * outputs);
    const bias = this.reserve(outputs);
    let column = 0;
    for (const part of parts) {
      const size = inputs * part.bias.length;
      packPanels(part.weights, inputs, part.bias.length, transposed, this.f32(panels + 4 * inputs * column, size));
      this.f32(bias + 4 * column, part.bias.length).set(part.bias);
      column += part.bias.length;
    }
    return { inputs, outputs, panels, bias };
  }

  norm(gamma: Float32Array, beta: Float32Array, epsilon: number): PlacedNorm {
    return { width: gamma.length, gamma: this.place(gamma), beta: this.place(beta), epsilon };
  }

  /** out (rows x outputs) = activation(x W + bias), or out += x W + bias. */
  applyDense(
    { inputs, outputs, panels, bias }: PlacedDense,
    rows: number,
    x: Pointer,
    out: Pointer,
    { add = false, activation = 'none' }: { add?: boolean; activation?: keyof typeof ACTIVATION } = {},
  ): void {
    this.kernels.multiply(rows, outputs, inputs, x, panels, out, add);
    this.kernels.addBias(out, bias, rows, outputs, ACTIVATION[activation]);
  }

  applyNorm({ width, gamma, beta, epsilon }: PlacedNorm, rows: number, x: Pointer, out: Pointer): void {
    this.kernels.layerNorm(x, rows, width, gamma, beta, epsilon, out);
  }
}

/** Panels of 8 columns, all rows each: the order in which `multiply` reads them. `outputs` is a multiple of 8. */
function packPanels(
  weights: Float32Array,
  inputs: number,
  outputs: number,
  transposed: boolean,
  panels: Float32Array,
): void {
  const down = transposed ? 1 : outputs;
  const across = transposed ? inputs : 1;
  let to = 0;
  for (let panel = 0; panel < outputs; panel += 8) {
    for (let row = 0; row < inputs; row++) {
      let from = row * down + panel * across;
      for (let column = 0; column < 8; column++, from += across) panels[to++] = weights[from]!;
    }
  }
}
