import { ProoflineError } from '@proofline/learn';
import type { GateCheck } from '@proofline/pipeline';
import type { EntityManager } from 'typeorm';
import type { Challenge } from '../challenges/challenge.entity.js';
import type { RegistryService } from '../registry/registry.service.js';
import type { Promotion } from './promotion.entity.js';

export function isOpen({ status }: Pick<Promotion, 'status'>): boolean {
  return status === 'queued' || status === 'judging' || isAgreeable({ status });
}

/** Whether it has passed the gate and a second person may say yes. */
export function isAgreeable({ status }: Pick<Promotion, 'status'>): boolean {
  return status === 'waiting' || status === 'canary';
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

/** Of a version that is to stand beside the champion while another one answers a share. */
export async function canaryOpen(
  registry: RegistryService,
  manager: EntityManager,
  { modelId, share }: Challenge,
): Promise<ProoflineError> {
  const { version } = await registry.byId(manager, modelId);
  return new ProoflineError(
    'conflict',
    'CANARY_OPEN',
    `Version ${version} is the canary and answers a share of ${share}. Approve or reject its promotion first.`,
  );
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
