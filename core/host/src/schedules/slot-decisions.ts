import type { Logger } from 'pino';
import { type DataSource, type EntityManager, In } from 'typeorm';
import { platformRows } from '../access/scope.js';
import type { AuditTrail } from '../audit/audit-trail.js';
import { type Promotion, promotionEntity } from '../promotions/promotion.entity.js';
import type { PromotionsService } from '../promotions/promotions.service.js';
import { type ModelVersion, modelVersionEntity } from '../registry/model-version.entity.js';
import { OPEN_RUN, RUN_STATUSES, type Run, runEntity } from '../training/run.entity.js';
import { afterPromotion, kept, type Standing, whyKept } from './decide.js';
import { scheduleEntity } from './schedule.entity.js';
import { type ScheduleSlot, type SlotStatus, scheduleSlotEntity } from './schedule-slot.entity.js';

/** In the audit trail, and as who asked for a run or a promotion. */
export const SCHEDULER = { system: 'schedules' } as const;

const ENDED_RUN = RUN_STATUSES.filter((status) => !OPEN_RUN.includes(status));

/**
 * Brings the slots of runs to a decision: has the gate judge what they made, as it judges every other model, and writes down what
 * came of it. Of any number of processes one changes a slot, the others find it changed.
 */
export class SlotDecisions {
  constructor(
    private readonly source: DataSource,
    private readonly audit: AuditTrail,
    private readonly promotions: PromotionsService,
    private readonly log: Logger,
  ) {}

  async write(now: Date): Promise<void> {
    for (const { id, runId } of await this.withNews()) {
      try {
        const asked = await this.source.transaction((manager) => this.goOn(manager, id, runId, now));
        if (asked !== undefined) await this.promotions.enqueue(asked);
      } catch (error) {
        this.log.error({ err: error, slot: id }, 'the decision on a scheduled run could not be written');
      }
    }
  }

  /** Slots whose run or promotion has gone on since they were written, without a lock: most of the time there is none. */
  private withNews(): Promise<{ id: string; runId: string }[]> {
    return this.source.query(
      `SELECT slot.id, slot.run_id AS "runId" FROM proofline.schedule_slot slot
         JOIN proofline.run ON run.id = slot.run_id
         LEFT JOIN proofline.promotion ON promotion.id = slot.promotion_id
        WHERE (slot.status = 'started' AND run.status = ANY($1))
           OR (slot.status = 'judging' AND promotion.status NOT IN ('queued', 'judging'))
           OR (slot.status = 'proposed' AND promotion.status NOT IN ('waiting', 'canary'))
        ORDER BY slot.slot_at`,
      [ENDED_RUN],
    );
  }

  /** Returns the promotion that is to be put into the queue after the commit, if any. */
  private async goOn(manager: EntityManager, id: string, runId: string, now: Date): Promise<string | undefined> {
    // Whoever changes a slot of a run, or begins the run anew, holds the run's row.
    const run = await platformRows(manager, runEntity).get({ id: runId }, runId, true);
    const open = In<SlotStatus>(['started', 'judging', 'proposed']);
    const slot = await platformRows(manager, scheduleSlotEntity).findOne({ id, status: open });
    // Another process was first.
    if (slot === null) return undefined;
    if (slot.promotionId === null) return this.afterRun(manager, slot, run, now);
    await this.afterPromotion(manager, slot, run, now);
    return undefined;
  }

  private async afterRun(manager: EntityManager, slot: ScheduleSlot, run: Run, now: Date): Promise<string | undefined> {
    // Replayed meanwhile.
    if (OPEN_RUN.includes(run.status)) return undefined;
    const made = await platformRows(manager, modelVersionEntity).findOne({ runId: run.id });
    const why = whyKept(run, made, made === null ? null : await twinOf(manager, made));
    if (made === null || why !== undefined) {
      await this.enter(manager, slot, run, kept(why!, now));
      return undefined;
    }
    const { id } = (await latestOf(manager, made)) ?? (await this.ask(manager, slot, made));
    await platformRows(manager, scheduleSlotEntity).update({ id: slot.id }, { status: 'judging', promotionId: id });
    return id;
  }

  private async afterPromotion(manager: EntityManager, slot: ScheduleSlot, run: Run, now: Date): Promise<void> {
    const promotion = await platformRows(manager, promotionEntity).get({ id: slot.promotionId! }, slot.promotionId!);
    const { version } = await platformRows(manager, modelVersionEntity).get({ id: promotion.modelId }, 'of a slot');
    const standing = afterPromotion(promotion, version, now);
    if (standing !== undefined && standing.status !== slot.status) await this.enter(manager, slot, run, standing);
  }

  /** In the name of who set the schedule up, so that four eyes see what a schedule promotes, too. */
  private async ask(manager: EntityManager, { scheduleId }: ScheduleSlot, model: ModelVersion): Promise<Promotion> {
    const { owner } = await platformRows(manager, scheduleEntity).get({ id: scheduleId }, scheduleId);
    return this.promotions.enter(manager, model, SCHEDULER, owner, null);
  }

  private async enter(manager: EntityManager, slot: ScheduleSlot, run: Run, standing: Standing): Promise<void> {
    await platformRows(manager, scheduleSlotEntity).update({ id: slot.id }, standing);
    if (standing.status !== 'decided') return;
    await this.audit.append(manager, {
      clientId: slot.clientId,
      actor: SCHEDULER,
      action: 'schedule.decided',
      subject: { schedule: slot.scheduleId, solution: run.solutionId, run: run.id },
      detail: {
        slot: slot.slotAt.toISOString(),
        decision: standing.decision,
        why: standing.why,
        promotion: slot.promotionId,
        decidedBy: standing.decidedBy,
      },
    });
  }
}

/** The same model under another number, where it answers or is about to. */
async function twinOf(
  manager: EntityManager,
  made: ModelVersion,
): Promise<Pick<ModelVersion, 'version' | 'status'> | null> {
  const [twin] = await manager.query(
    `SELECT version, status FROM proofline.model_version model
      WHERE solution_id = $1 AND model_hash = $2 AND id <> $3
        AND (status = 'champion' OR EXISTS (
          SELECT FROM proofline.promotion WHERE model_id = model.id AND promotion.status IN ('queued', 'judging', 'waiting', 'canary')))
      ORDER BY status <> 'champion', version DESC LIMIT 1`,
    [made.solutionId, made.modelHash, made.id],
  );
  return twin ?? null;
}

/** Somebody may have asked for the promotion before we could. */
async function latestOf(manager: EntityManager, { id: modelId }: ModelVersion): Promise<Promotion | null> {
  const options = { order: { createdAt: 'DESC' }, take: 1 } as const;
  const [latest] = await platformRows(manager, promotionEntity).find({ modelId }, options);
  return latest ?? null;
}
