import type { components } from './api.js';

/** RFC 9457, as every refusal is answered. */
export type ProblemDocument = components['schemas']['Problem'];

/** The API refused: its message says what is wrong, where, and what to do. */
export class Refusal extends Error {
  override readonly name = 'Refusal';

  constructor(
    readonly status: number,
    readonly problem: ProblemDocument,
  ) {
    super(problem.detail);
  }
}

/** Nobody answered at the address, or not Proofline. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer';
}
