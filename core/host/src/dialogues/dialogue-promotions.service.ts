import { randomUUID } from 'node:crypto';
import { type Json, ProoflineError } from '@proofline/learn';
import type { DataSource, EntityManager } from 'typeorm';
import { actorOf, type Principal } from '../access/principal.js';
import { PLATFORM, platformRows, type Scope, ScopedRows } from '../access/scope.js';
import type { AuditTrail } from '../audit/audit-trail.js';
import { isUniqueViolation } from '../persistence/postgres-errors.js';
import { refuseSamePerson } from '../promotions/four-eyes.js';
import { lockSolution } from '../promotions/promotion-rows.js';
import { type Solution, solutionEntity } from '../solutions/solution.entity.js';
import { type DialoguePromotion, dialoguePromotionEntity, type StoredDialogue } from './dialogue.entity.js';
import { type DialoguesService, dialogueRows } from './dialogues.service.js';

/**
 * The one way to a live dialogue: somebody asks, somebody else approves. What its stories must do is the gate: where they fail,
 * whoever asks says why it may become live all the same. The solution's row is locked first, as for models.
 */
export class DialoguePromotionsService {
  constructor(
    private readonly source: DataSource,
    private readonly audit: AuditTrail,
    private readonly dialogues: DialoguesService,
  ) {}

  async request(
    by: Principal,
    solution: Solution,
    version: number,
    override: string | null,
  ): Promise<DialoguePromotion> {
    const dialogue = await this.dialogues.get(by, solution, version);
    if (dialogue.status === 'live') throw alreadyLive(version);
    if (dialogue.stories?.passed === false && override === null) {
      const { passedStories, stories } = dialogue.stories;
      throw new ProoflineError(
        'threshold-not-met',
        'STORIES_FAILED',
        `${stories - passedStories} of the ${stories} stories of version ${version} failed. Push one whose stories pass, or say in 'override' why it may become live all the same.`,
      );
    }
    const promotion: DialoguePromotion = {
      id: randomUUID(),
      clientId: dialogue.clientId,
      solutionId: dialogue.solutionId,
      dialogueId: dialogue.id,
      beforeId: null,
      status: 'waiting',
      override: dialogue.stories?.passed === false ? override : null,
      requestedBy: actorOf(by) as Json,
      requestedOwner: by.owner,
      decidedBy: null,
      decidedOwner: null,
      reason: null,
      createdAt: new Date(),
      decidedAt: null,
    };
    try {
      await this.source.transaction(async (manager) => {
        await rowsOf(manager, by).insert(promotion);
        await this.note(manager, by, promotion, 'dialogue.promotion-requested', { version, override });
      });
    } catch (error) {
      if (!isUniqueViolation(error)) throw error;
      throw new ProoflineError(
        'conflict',
        'PROMOTION_OPEN',
        `That version ${version} become live has been asked for and is not decided yet.`,
      );
    }
    return promotion;
  }

  /** The latest request for a version. Throws `not-found` where nobody has asked. */
  async latest(scope: Scope, solution: Solution, version: number): Promise<DialoguePromotion> {
    const dialogue = await this.dialogues.get(scope, solution, version);
    const [latest] = await rowsOf(this.source.manager, scope).find(
      { dialogueId: dialogue.id },
      { order: { createdAt: 'DESC' }, take: 1 },
    );
    if (latest !== undefined) return latest;
    throw new ProoflineError('not-found', 'PROMOTION_UNKNOWN', `Nobody has asked that version ${version} become live.`);
  }

  /** Makes it live; the one before is retired in the same moment. Never by whoever asked. */
  approve(by: Principal, solution: Solution, version: number, reason: string | null): Promise<DialoguePromotion> {
    return this.source.transaction(async (manager) => {
      const { promotion, dialogue } = await this.open(manager, by, solution, version);
      refuseSamePerson(by, promotion);
      const before = await this.liveIn(manager, solution.id);
      const decided = await this.decide(
        manager,
        by,
        { ...promotion, beforeId: before?.id ?? null },
        'approved',
        reason,
      );
      await this.swap(manager, { ...dialogue, promotionId: promotion.id }, before);
      await this.note(manager, by, decided, 'dialogue.promoted', {
        version,
        before: before?.version ?? null,
        fingerprint: dialogue.fingerprint,
        override: promotion.override,
        requestedOwner: promotion.requestedOwner,
        reason,
      });
      return decided;
    });
  }

  reject(by: Principal, solution: Solution, version: number, reason: string): Promise<DialoguePromotion> {
    return this.source.transaction(async (manager) => {
      const { promotion } = await this.open(manager, by, solution, version);
      const decided = await this.decide(manager, by, promotion, 'rejected', reason);
      await this.note(manager, by, decided, 'dialogue.promotion-rejected', { version, reason });
      return decided;
    });
  }

  /** Back to the version that the live one took over from, in one call. */
  rollBack(by: Principal, solution: Solution): Promise<StoredDialogue> {
    return this.source.transaction(async (manager) => {
      await lockSolution(manager, solution.id);
      const live = await this.liveIn(manager, solution.id);
      const made = live?.promotionId ? await rowsOf(manager, by).get({ id: live.promotionId }, live.promotionId) : null;
      if (live === null || made === null || made.beforeId === null) {
        throw new ProoflineError(
          'conflict',
          'NOTHING_TO_ROLL_BACK_TO',
          'There is no live dialogue before the present one.',
        );
      }
      const before = await dialogueRows(manager, by).get({ id: made.beforeId }, made.beforeId);
      const restored = await this.swap(manager, before, live);
      await this.audit.append(manager, {
        clientId: solution.clientId,
        actor: actorOf(by),
        action: 'dialogue.rolled-back',
        subject: { dialogue: before.id, solution: solution.id },
        detail: { version: before.version, before: live.version },
      });
      return restored;
    });
  }

  /** The request that waits for a decision, with solution and request locked. */
  private async open(
    manager: EntityManager,
    by: Principal,
    solution: Solution,
    version: number,
  ): Promise<{ promotion: DialoguePromotion; dialogue: StoredDialogue }> {
    const dialogue = await this.dialogues.get(by, solution, version);
    await lockSolution(manager, solution.id);
    const [promotion] = await rowsOf(manager, by).find({ dialogueId: dialogue.id, status: 'waiting' }, { take: 1 });
    if (promotion !== undefined) return { promotion, dialogue };
    throw new ProoflineError(
      'conflict',
      'PROMOTION_NOT_OPEN',
      `No request that version ${version} become live waits for a decision.`,
    );
  }

  private async decide(
    manager: EntityManager,
    by: Principal,
    promotion: DialoguePromotion,
    status: 'approved' | 'rejected',
    reason: string | null,
  ): Promise<DialoguePromotion> {
    const change = {
      status,
      beforeId: promotion.beforeId,
      decidedBy: actorOf(by) as Json,
      decidedOwner: by.owner,
      reason,
      decidedAt: new Date(),
    };
    await rowsOf(manager, by).update({ id: promotion.id }, change);
    return { ...promotion, ...change };
  }

  /** The database refuses a live dialogue without an approved promotion. */
  private async swap(
    manager: EntityManager,
    dialogue: StoredDialogue,
    before: StoredDialogue | null,
  ): Promise<StoredDialogue> {
    const rows = dialogueRows(manager, PLATFORM);
    if (before !== null) await rows.update({ id: before.id }, { status: 'retired' });
    const change = { status: 'live', liveAt: new Date(), promotionId: dialogue.promotionId } as const;
    await rows.update({ id: dialogue.id }, change);
    await platformRows(manager, solutionEntity).update({ id: dialogue.solutionId }, { stage: 'live' });
    return { ...dialogue, ...change };
  }

  private liveIn(manager: EntityManager, solutionId: string): Promise<StoredDialogue | null> {
    return dialogueRows(manager, PLATFORM).findOne({ solutionId, status: 'live' });
  }

  private note(
    manager: EntityManager,
    by: Principal,
    { id, clientId, solutionId, dialogueId }: DialoguePromotion,
    action: string,
    detail: Record<string, Json>,
  ): Promise<void> {
    const subject = { promotion: id, dialogue: dialogueId, solution: solutionId };
    return this.audit.append(manager, { clientId, actor: actorOf(by), action, subject, detail });
  }
}

function rowsOf(manager: EntityManager, scope: Scope): ScopedRows<DialoguePromotion> {
  return new ScopedRows(manager, dialoguePromotionEntity, scope, 'promotion');
}

function alreadyLive(version: number): ProoflineError {
  return new ProoflineError('conflict', 'ALREADY_LIVE', `Version ${version} is live already.`);
}
