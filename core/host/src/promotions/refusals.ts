import { ProoflineError } from '@proofline/learn';
import type { GateCheck } from '@proofline/pipeline';
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

function gateFailed(promotion: Promotion): ProoflineError {
  return new ProoflineError(
    'threshold-not-met',
    'GATE_FAILED',
    `The gate has failed, so nobody can approve it. ${whyGateFailed(promotion)}`,
    {
      problems: failedChecks(promotion).map(({ id, text }) => ({
        code: 'GATE_CHECK_FAILED',
        message: text.en,
        where: { path: id },
      })),
    },
  );
}

/** The checks that failed, each with its sentence; why it could not be judged where there are none. */
export function whyGateFailed(promotion: Pick<Promotion, 'checks' | 'problem'>): string {
  const failed = failedChecks(promotion);
  if (failed.length > 0) return failed.map(({ id, text }) => `${id}: ${text.en}`).join(' ');
  return String((promotion.problem as { detail?: string } | null)?.detail);
}

function failedChecks({ checks }: Pick<Promotion, 'checks'>): GateCheck[] {
  return checks?.filter(({ passed }) => !passed) ?? [];
}
