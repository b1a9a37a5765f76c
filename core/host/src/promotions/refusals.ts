import { ProoflineError } from '@proofline/learn';
import type { Promotion } from './promotion.entity.js';

export function isOpen({ status }: Promotion): boolean {
  return status === 'queued' || status === 'judging' || status === 'waiting';
}

/** Of a promotion that cannot be approved, or not any more. */
export function whyNotDecidable(promotion: Promotion): ProoflineError {
  const { status, problem } = promotion;
  if (status === 'outdated') return outdated(String((problem as { detail?: string } | null)?.detail));
  if (status === 'failed') return gateFailed(promotion);
  return isOpen(promotion)
    ? new ProoflineError('conflict', 'PROMOTION_NOT_JUDGED', 'The gate has not judged it yet; ask again later.')
    : new ProoflineError('conflict', 'PROMOTION_DECIDED', `It is decided: ${status}.`);
}

export function outdated(why: string): ProoflineError {
  return new ProoflineError(
    'conflict',
    'PROMOTION_OUTDATED',
    `${why} Ask for the promotion again, to have it judged anew.`,
  );
}

function gateFailed({ checks, problem }: Promotion): ProoflineError {
  const failed = checks?.filter(({ passed }) => !passed) ?? [];
  const why =
    failed.length === 0
      ? String((problem as { detail?: string } | null)?.detail)
      : failed.map(({ id, text }) => `${id}: ${text.en}`).join(' ');
  return new ProoflineError(
    'threshold-not-met',
    'GATE_FAILED',
    `The gate has failed, so nobody can approve it. ${why}`,
    { problems: failed.map(({ id, text }) => ({ code: 'GATE_CHECK_FAILED', message: text.en, where: { path: id } })) },
  );
}
