import type { ServedSolution } from '@proofline/host';
import { ProoflineError } from '@proofline/learn';

/** Throws `not-found` where a path names another task than the solution has. */
export function refuseOtherTask(solution: ServedSolution, task: string): void {
  if (solution.task === task) return;
  throw new ProoflineError(
    'not-found',
    'TASK_UNKNOWN',
    `ServedSolution '${solution.slug}' has no task '${task}'. It has: ${solution.task}.`,
  );
}
