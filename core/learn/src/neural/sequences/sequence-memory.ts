import { descend } from '../adam.js';
import type { StepSettings } from '../engine.js';
import { GrowingMemory } from '../growing-memory.js';
import { neuralKernels, type Pointer } from '../neural-kernels.js';
import { transformerKernels } from '../transformer-kernels.js';
import { sequenceKernels } from './sequence-kernels.js';
import type { SequenceSlot } from './sequence-shape.js';

/**
 * The memory of one network over sequences: its weights, where it is trained their gradients and Adam's two moments, and
 * behind them room that every batch lays out anew.
 */
export class SequenceMemory extends GrowingMemory {
  readonly kernels = {
    ...neuralKernels(this.memory),
    ...transformerKernels(this.memory),
    ...sequenceKernels(this.memory),
  };
  /** For `gemm`. */
  readonly scratch: Pointer;
  private readonly at = new Map<string, Pointer>();
  private readonly weightsAt: Pointer;
  private readonly count: number;
  private readonly penalised: number;
  private readonly workAt: Pointer;
  private steps = 0;

  constructor(
    readonly slots: readonly SequenceSlot[],
    private readonly trained: boolean,
  ) {
    super();
    this.scratch = this.reserve(this.kernels.gemmScratchBytes() / 4);
    const size = (some: readonly SequenceSlot[]): number =>
      some.reduce((sum, { rows, columns }) => sum + rows * columns, 0);
    this.count = size(slots);
    this.penalised = size(slots.filter((slot) => slot.penalised));
    this.weightsAt = this.reserve(this.count * (trained ? 4 : 1));
    let next = this.weightsAt;
    for (const { name, rows, columns } of slots) {
      this.at.set(name, next);
      next += 4 * rows * columns;
    }
    this.workAt = this.mark();
  }

  /** Gives back the room of the batch before. */
  startBatch(): void {
    this.rewind(this.workAt);
  }

  weight(name: string): Pointer {
    return this.at.get(name)!;
  }

  /** Where the gradient of a weight array is written. */
  gradient(name: string): Pointer {
    return this.weight(name) + 4 * this.count;
  }

  /** Room that is zero. */
  zeros(count: number): Pointer {
    const at = this.reserve(count);
    this.f32(at, count).fill(0);
    return at;
  }

  /** Takes these weights, in the order of the slots, and forgets Adam's state. */
  setWeights(weights: readonly Float32Array[]): void {
    weights.forEach((values, i) => {
      this.f32(this.weight(this.slots[i]!.name), values.length).set(values);
    });
    if (this.trained) this.f32(this.weightsAt + 4 * this.count, 3 * this.count).fill(0);
    this.steps = 0;
  }

  weights(): Float32Array[] {
    return this.slots.map(({ name, rows, columns }) => this.f32(this.weight(name), rows * columns).slice());
  }

  /** One step of Adam on the gradients in place. */
  descend(settings: Pick<StepSettings, 'learningRate' | 'l2'>): void {
    const { weightsAt: weights, count, penalised } = this;
    descend(this.kernels, { weights, gradients: weights + 4 * count, count, penalised }, ++this.steps, settings);
  }
}
