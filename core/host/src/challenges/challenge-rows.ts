import { randomUUID } from 'node:crypto';
import type { Json } from '@proofline/learn';
import { type DataSource, type EntityManager, IsNull } from 'typeorm';
import { PLATFORM, type Scope, ScopedRows } from '../access/scope.js';
import type { Actor, AuditTrail } from '../audit/audit-trail.js';
import { announce } from '../persistence/change-watch.js';
import { type ModelVersion, modelVersionEntity } from '../registry/model-version.entity.js';
import { type Challenge, type ChallengeMode, challengeEntity } from './challenge.entity.js';

export function challengeRows(manager: EntityManager, scope: Scope): ScopedRows<Challenge> {
  return new ScopedRows(manager, challengeEntity, scope, 'challenger');
}

/** The challenge that goes on, within a transaction that holds the solution's lock. */
export function openChallenge(manager: EntityManager, solutionId: string): Promise<Challenge | null> {
  return challengeRows(manager, PLATFORM).findOne({ solutionId, endedAt: IsNull() });
}

/** Puts a version beside the champion, within a transaction that holds the solution's lock; none may stand there yet. */
export async function beginChallenge(
  manager: EntityManager,
  audit: AuditTrail,
  actor: Actor,
  {
    model,
    champion,
    canary,
  }: { model: ModelVersion; champion: ModelVersion; canary?: { share: number; promotionId: string } },
): Promise<Challenge> {
  const challenge: Challenge = {
    id: randomUUID(),
    clientId: model.clientId,
    solutionId: model.solutionId,
    modelId: model.id,
    championId: champion.id,
    mode: canary === undefined ? 'shadow' : 'canary',
    share: canary?.share ?? null,
    promotionId: canary?.promotionId ?? null,
    startedAt: new Date(),
    endedAt: null,
    ending: null,
  };
  await challengeRows(manager, PLATFORM).insert(challenge);
  await models(manager).update({ id: model.id }, { status: 'challenger' });
  await note(manager, audit, challenge, actor, 'challenge.started', {
    version: model.version,
    champion: champion.version,
    mode: challenge.mode,
    share: challenge.share,
  });
  return challenge;
}

/** Widens or narrows a canary. Whom it answers already, it goes on answering where it is widened. */
export async function changeShare(
  manager: EntityManager,
  audit: AuditTrail,
  actor: Actor,
  challenge: Challenge,
  share: number,
): Promise<void> {
  await challengeRows(manager, PLATFORM).update({ id: challenge.id }, { share });
  await note(manager, audit, challenge, actor, 'challenge.share-changed', { before: challenge.share, share });
}

/** Ends the challenge that goes on, if any, or only one of that mode; within a transaction that holds the solution's lock. */
export async function endChallenge(
  manager: EntityManager,
  audit: AuditTrail,
  actor: Actor,
  { solutionId, ending, mode }: { solutionId: string; ending: string; mode?: ChallengeMode },
): Promise<Challenge | null> {
  const challenge = await openChallenge(manager, solutionId);
  if (challenge === null || (mode !== undefined && challenge.mode !== mode)) return null;
  const change = { endedAt: new Date(), ending };
  await challengeRows(manager, PLATFORM).update({ id: challenge.id }, change);
  const { version, promotedAt } = await models(manager).get({ id: challenge.modelId }, challenge.modelId);
  const status = promotedAt === null ? 'candidate' : 'archived';
  await models(manager).update({ id: challenge.modelId, status: 'challenger' }, { status });
  await note(manager, audit, challenge, actor, 'challenge.ended', { version, mode: challenge.mode, ending });
  return { ...challenge, ...change };
}

/** What serving must know of a challenge. */
export interface ServedChallenge extends Pick<Challenge, 'id' | 'mode' | 'share' | 'promotionId'> {
  version: number;
  artifactKey: string;
}

/** The challenge that goes on against this champion. Of a canary the promotion is looked at again: without it, it answers nobody. */
export async function servedChallenge(
  source: DataSource,
  champion: ModelVersion,
): Promise<ServedChallenge | undefined> {
  const [found]: ServedChallenge[] = await source.query(
    `SELECT c.id, c.mode, c.share, c.promotion_id AS "promotionId", m.version, m.artifact_key AS "artifactKey"
       FROM proofline.challenge c
       JOIN proofline.model_version m ON m.id = c.model_id
       LEFT JOIN proofline.promotion p ON p.id = c.promotion_id
      WHERE c.solution_id = $1 AND c.champion_id = $2 AND c.ended_at IS NULL
        AND (c.mode = 'shadow' OR (p.status = 'canary' AND p.model_id = c.model_id))`,
    [champion.solutionId, champion.id],
  );
  return found;
}

function models(manager: EntityManager): ScopedRows<ModelVersion> {
  return new ScopedRows(manager, modelVersionEntity, PLATFORM, 'model');
}

async function note(
  manager: EntityManager,
  audit: AuditTrail,
  { id, clientId, modelId, solutionId }: Challenge,
  actor: Actor,
  action: string,
  detail: Record<string, Json>,
): Promise<void> {
  const subject = { challenge: id, model: modelId, solution: solutionId };
  await audit.append(manager, { clientId, actor, action, subject, detail });
  await announce(manager, 'models', solutionId);
}
