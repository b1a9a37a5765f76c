import { type Problem, ProoflineError } from '@proofline/learn';
import type { LeakageFinding } from '../leakage/leakage-finding.js';

/** Stops a run on leakage that nobody has taken responsibility for: its numbers would mislead. */
export function refuseLeakage(findings: readonly LeakageFinding[]): void {
  const failing = findings.filter(({ severity, overridden }) => severity === 'fail' && overridden === undefined);
  if (failing.length === 0) return;
  const problems: Problem[] = failing.map(({ code, column, finding }) => ({
    code,
    message: finding.en,
    ...(column === undefined ? {} : { where: { column } }),
    fix:
      column === undefined
        ? "A group column is named with --group; to keep the rows, add '*' to leakageOverrides in proofline.yaml with a reason and an author."
        : `Leave the column out with --ignore ${column}; if it is known when the decision is made, add it to leakageOverrides in proofline.yaml with a reason and an author.`,
  }));
  throw new ProoflineError(
    'invalid-input',
    'LEAKAGE_SUSPECTED',
    `The data gives the answer away, so no honest number can come of it:\n${problems.map((p) => `- ${p.message} ${p.fix}`).join('\n')}`,
    { problems },
  );
}
