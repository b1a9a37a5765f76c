import type { KernelModule } from '../kernels/kernel-memory.js';
import { logisticTwins } from './twin-logistic.js';

/** The hot loops of a fit. Pointers are byte offsets; each argument is told in `assembly/logistic.ts`. */
export interface LogisticKernels {
  moments(values: number, weight: number, rows: number, origin: number, out: number): number;
  place(values: number, rows: number, mean: number, factor: number, width: number, out: number): void;
  evaluate(
    x: number,
    width: number,
    rows: number,
    every: number,
    y: number,
    weight: number,
    beta: number,
    residual: number,
    curvature: number,
    gradient: number,
  ): number;
  gram(x: number, width: number, rows: number, curvature: number, every: number, scaled: number, out: number): void;
}

export const LOGISTIC_KERNELS: KernelModule<LogisticKernels> = {
  name: 'logistic',
  owner: 'Logistic regression',
  twins: logisticTwins,
};
