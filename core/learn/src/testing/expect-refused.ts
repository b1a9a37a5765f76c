import { expect } from 'vitest';
import { ProoflineError } from '../errors/proofline-error.js';

/** Expects an attempt to be refused as bad input, this code among its problems. */
export async function expectRefused(attempt: () => unknown, code: string): Promise<void> {
  const error = await Promise.resolve()
    .then(attempt)
    .then(
      () => undefined,
      (reason: unknown) => reason,
    );
  expect(error, `expected the error ${code}`).toBeInstanceOf(ProoflineError);
  const { kind, code: first, problems } = error as ProoflineError;
  expect(kind).toBe('invalid-input');
  expect([first, ...problems.map((problem) => problem.code)]).toContain(code);
}
