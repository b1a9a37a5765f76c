import type { Json } from '@proofline/learn';
import { type EntityManager, In } from 'typeorm';
import { PLATFORM, platformRows, type Scope, ScopedRows } from '../access/scope.js';
import type { Actor, AuditTrail } from '../audit/audit-trail.js';
import { type Solution, solutionEntity } from '../solutions/solution.entity.js';
import { type Promotion, promotionEntity } from './promotion.entity.js';

export function promotionRows(manager: EntityManager, scope: Scope): ScopedRows<Promotion> {
  return new ScopedRows(manager, promotionEntity, scope, 'promotion');
}

/** Whatever changes a solution's champion or judges by it locks the solution's row first, then the promotion's. */
export function lockSolution(manager: EntityManager, id: string): Promise<Solution> {
  return platformRows(manager, solutionEntity).get({ id }, id, true);
}

/** What was judged, or is being judged, by what has changed since must be asked for anew. */
export async function outdate(
  manager: EntityManager,
  which: { id: string } | { solutionId: string },
  detail: string,
): Promise<void> {
  await promotionRows(manager, PLATFORM).update(
    { ...which, status: In(['judging', 'waiting', 'canary']) },
    { status: 'outdated', problem: { code: 'PROMOTION_OUTDATED', detail } },
  );
}

export function notePromotion(
  audit: AuditTrail,
  manager: EntityManager,
  { id, clientId, modelId, solutionId }: Promotion,
  actor: Actor,
  action: string,
  detail: Record<string, Json>,
): Promise<void> {
  const subject = { promotion: id, model: modelId, solution: solutionId };
  return audit.append(manager, { clientId, actor, action, subject, detail });
}
