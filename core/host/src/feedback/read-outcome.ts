import type { Problem } from '@proofline/learn';
import { namedOutcome, type PackageReference } from '@proofline/pipeline';

/** One outcome as it is reported: of a prediction, or of a subject's last prediction before a time. */
export interface ReportedOutcome {
  predictionId?: string | undefined;
  subject?: string | number | undefined;
  /** The subject's prediction was made at this time or before; when the outcome was seen, where absent. */
  at?: string | undefined;
  outcome: string | number | boolean;
  observedAt: string;
}

/**
 * The outcome as the training data writes it: one of its classes, or a number where the task has no classes. A problem where
 * it is neither.
 */
export function readOutcome(
  { outcome }: ReportedOutcome,
  row: number,
  { outcomes }: Pick<PackageReference, 'outcomes'>,
): string | Problem {
  const text = String(outcome);
  if (outcomes === undefined) {
    const value = typeof outcome === 'string' && text.trim() === '' ? Number.NaN : Number(outcome);
    if (typeof outcome !== 'boolean' && Number.isFinite(value)) return String(value);
  } else {
    const named = namedOutcome(text, outcomes);
    if (named !== undefined) return named;
  }
  const allowed = outcomes === undefined ? 'a number' : outcomes.join(', ');
  return {
    code: 'OUTCOME_UNKNOWN',
    message: `Item ${row}: '${text}' is no outcome of this task.`,
    where: { row, path: `items.${row - 1}.outcome` },
    got: text,
    allowed,
    fix: 'Write outcomes as the training data did.',
  };
}
