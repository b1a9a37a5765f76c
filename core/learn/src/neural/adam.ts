import type { NeuralKernels, Pointer } from './neural-kernels.js';

export const ADAM = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 } as const;

/** Step size and epsilon of Adam's `step`-th step, from 1, with the corrections of both moments in them (Kingma and Ba 2015, section 2). */
export function adamStep(learningRate: number, step: number): { rate: number; epsilon: number } {
  const correction = Math.sqrt(1 - ADAM.beta2 ** step);
  return { rate: (learningRate * correction) / (1 - ADAM.beta1 ** step), epsilon: ADAM.epsilon * correction };
}

/** Where numbers that are trained lie: the weights, elsewhere their gradients, and behind those both moments. */
export interface TrainedNumbers {
  weights: Pointer;
  gradients: Pointer;
  count: number;
  /** The first so many have the L2 penalty. */
  penalised: number;
}

/** One step of Adam on gradients in the kernels' memory. */
export function descend(
  kernels: Pick<NeuralKernels, 'adam'>,
  { weights, gradients, count, penalised }: TrainedNumbers,
  step: number,
  { learningRate, l2 }: { learningRate: number; l2: number },
): void {
  const { rate, epsilon } = adamStep(learningRate, step);
  const update = (from: number, to: number, penalty: number): void => {
    const [w, g] = [weights + 4 * from, gradients + 4 * from];
    const [first, second] = [g + 4 * count, g + 8 * count];
    kernels.adam(w, g, first, second, to - from, rate, ADAM.beta1, ADAM.beta2, epsilon, penalty);
  };
  update(0, penalised, l2);
  update(penalised, count, 0);
}
