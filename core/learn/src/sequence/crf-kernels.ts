import type { KernelModule } from '../kernels/kernel-memory.js';
import { crfTwins } from './twin-crf.js';

/** The hot loops of training and decoding. Pointers are byte offsets; each argument is told in `assembly/crf.ts`. */
export interface CrfKernels {
  score(
    weights: number,
    width: number,
    offsets: number,
    ids: number,
    values: number,
    tokens: number,
    scores: number,
  ): void;
  scoreSparse(
    rows: number,
    features: number,
    tags: number,
    weights: number,
    width: number,
    offsets: number,
    ids: number,
    values: number,
    tokens: number,
    scores: number,
  ): void;
  forwardBackward(
    scores: number,
    tokens: number,
    labels: number,
    width: number,
    open: number,
    span: number,
    starts: number,
    ends: number,
    moves: number,
    links: number,
    sources: number,
    linked: number,
    potential: number,
    alpha: number,
    beta: number,
    incoming: number,
    shifts: number,
    scales: number,
  ): void;
  expectSteps(
    tokens: number,
    labels: number,
    width: number,
    open: number,
    span: number,
    links: number,
    sources: number,
    alpha: number,
    incoming: number,
    moved: number,
    joined: number,
  ): void;
  residuals(alpha: number, beta: number, truth: number, tokens: number, width: number, out: number): void;
  ascend(
    weights: number,
    squares: number,
    decay: number,
    width: number,
    offsets: number,
    ids: number,
    values: number,
    tokens: number,
    residual: number,
    rate: number,
  ): void;
}

export const CRF_KERNELS: KernelModule<CrfKernels> = {
  name: 'crf',
  owner: 'The conditional random field',
  twins: crfTwins,
};
