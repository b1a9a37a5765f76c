import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import { type DataSource, type EntityManager, type EntitySchema, In, IsNull, type ObjectLiteral } from 'typeorm';
import { type Owned, PLATFORM, ScopedRows } from '../access/scope.js';
import type { Actor, AuditTrail } from '../audit/audit-trail.js';
import { datasetEntity, type StoredDataset } from '../datasets/dataset.entity.js';
import { modelVersionEntity } from '../registry/model-version.entity.js';
import { type Solution, solutionEntity } from '../solutions/solution.entity.js';
import { OPEN_RUN, type Run, runEntity } from '../training/run.entity.js';
import type { TrainingService } from '../training/training.service.js';
import { timesBetween } from './cron.js';
import { type Contender, decide } from './decide.js';
import { MOST_CAUGHT_UP, planSlots } from './plan-slots.js';
import { type Schedule, scheduleEntity, type Trigger } from './schedule.entity.js';
import { type ScheduleSlot, scheduleSlotEntity } from './schedule-slot.entity.js';

/** Missed slots that are written down at most; of what lies before them nothing is said. */
const MOST_DUE = 50;
/** Slots that wait for an earlier run at most. */
const MOST_WAITING = MOST_CAUGHT_UP;

/** In the audit trail, and as who asked for a run. */
const SCHEDULER: Actor = { system: 'schedules' };

/**
 * Starts runs when they are due, and writes down what became of them. Any number of processes may tick at any time: a schedule
 * is looked at by one of them at a moment, and the ledger takes one row a slot.
 */
export class Scheduler {
  constructor(
    private readonly source: DataSource,
    private readonly audit: AuditTrail,
    private readonly training: TrainingService,
    private readonly log: Logger,
  ) {}

  /** Does what is to be done at `now`. A schedule that cannot be dealt with does not keep the others waiting. */
  async tick(now: Date): Promise<void> {
    await this.decideEnded(now);
    for (const id of await this.withWork(now)) {
      try {
        const runs = await this.source.transaction((manager) => this.dealWith(manager, id, now));
        for (const run of runs) await this.training.enqueue(run.id);
      } catch (error) {
        this.log.error({ err: error, schedule: id }, 'a schedule could not be dealt with');
      }
    }
  }

  /** Schedules with a slot that is due or waits, without a lock: most of the time there is none. */
  private async withWork(now: Date): Promise<string[]> {
    const { manager } = this.source;
    const schedules = await rowsOf(manager, scheduleEntity).find({ enabled: true, endedAt: IsNull() });
    const waiting = new Set(
      (await rowsOf(manager, scheduleSlotEntity).find({ status: 'waiting' })).map(({ scheduleId }) => scheduleId),
    );
    const found: string[] = [];
    for (const schedule of schedules) {
      const due = waiting.has(schedule.id) || (await this.isDue(schedule, now));
      if (due) found.push(schedule.id);
    }
    return found;
  }

  private async isDue(schedule: Schedule, now: Date): Promise<boolean> {
    try {
      return (await DUE[schedule.trigger](this.source.manager, schedule, now, 1)).length > 0;
    } catch (error) {
      this.log.error({ err: error, schedule: schedule.id }, 'a schedule cannot be read');
      return false;
    }
  }

  /** Enters the slots that are due and starts what may start. Returns the runs that are to be put into the queue after the commit. */
  private async dealWith(manager: EntityManager, id: string, now: Date): Promise<Run[]> {
    const schedule = await manager.getRepository(scheduleEntity).findOne({
      where: { id, enabled: true, endedAt: IsNull() },
      lock: { mode: 'pessimistic_write', onLocked: 'skip_locked' },
    });
    if (schedule === null) return [];
    const solution = await rowsOf(manager, solutionEntity).get({ id: schedule.solutionId }, schedule.solutionId);
    const retired = solution.stage === 'retired';
    if (!retired) await enter(manager, schedule, await DUE[schedule.trigger](manager, schedule, now, MOST_DUE), now);
    // An upload may be entered a moment after the time that it bears, so that for new data the ledger alone says what was dealt
    // with. A solution that is archived lets its slots pass: nothing is made up for when it comes back.
    if (now > schedule.dueAfter && (retired || schedule.trigger === 'cron')) {
      await rowsOf(manager, scheduleEntity).update({ id }, { dueAfter: now });
    }
    return retired ? [] : this.startWaiting(manager, schedule, solution);
  }

  private async startWaiting(manager: EntityManager, schedule: Schedule, solution: Solution): Promise<Run[]> {
    const slots = rowsOf(manager, scheduleSlotEntity);
    const order = { order: { slotAt: 'ASC' } } as const;
    const waiting = await slots.find({ scheduleId: schedule.id, status: 'waiting' }, order);
    if (waiting.length === 0) return [];
    const busy = await this.openRuns(manager, schedule);
    if (schedule.overlap === 'queue') {
      const tooMany = waiting.slice(MOST_WAITING);
      await skip(manager, tooMany, `${MOST_WAITING} earlier slots wait already.`);
      return busy.length > 0 ? [] : this.start(manager, schedule, solution, waiting[0]!);
    }
    const newest = waiting.pop()!;
    await skip(manager, waiting, 'A later slot of this schedule was due as well, and is run in its place.');
    if (busy.length > 0 && schedule.overlap === 'skip') {
      await skip(manager, [newest], `Run ${busy[0]!.id} of an earlier slot had not ended.`);
      return [];
    }
    for (const run of busy) await this.training.stop(manager, PLATFORM, SCHEDULER, run.id);
    return this.start(manager, schedule, solution, newest);
  }

  private async openRuns(manager: EntityManager, schedule: Schedule): Promise<Run[]> {
    const started = await rowsOf(manager, scheduleSlotEntity).find({ scheduleId: schedule.id, status: 'started' });
    const ids = started.flatMap(({ runId }) => runId ?? []);
    return rowsOf(manager, runEntity).find({ id: In(ids), status: In([...OPEN_RUN]) });
  }

  private async start(
    manager: EntityManager,
    schedule: Schedule,
    solution: Solution,
    slot: ScheduleSlot,
  ): Promise<Run[]> {
    const dataset = await datasetOf(manager, schedule);
    if (dataset === null) {
      await skip(manager, [slot], 'The solution has no data set to train on.');
      return [];
    }
    const run = await this.training.enter(manager, PLATFORM, SCHEDULER, solution, dataset);
    await rowsOf(manager, scheduleSlotEntity).update({ id: slot.id }, { status: 'started', runId: run.id });
    return [run];
  }

  /** Writes the decision on every run of a schedule that has ended, once. */
  private async decideEnded(now: Date): Promise<void> {
    const started = await rowsOf(this.source.manager, scheduleSlotEntity).find({ status: 'started' });
    if (started.length === 0) return;
    const over = await rowsOf(this.source.manager, runEntity).find({
      id: In(started.map(({ runId }) => runId!)),
      status: In(['succeeded', 'failed', 'cancelled']),
    });
    for (const run of over) {
      const slot = started.find(({ runId }) => runId === run.id)!;
      try {
        await this.source.transaction((manager) => this.decideOn(manager, slot, run, now));
      } catch (error) {
        this.log.error({ err: error, run: run.id }, 'the decision on a scheduled run could not be written');
      }
    }
  }

  private async decideOn(manager: EntityManager, slot: ScheduleSlot, run: Run, now: Date): Promise<void> {
    const models = rowsOf(manager, modelVersionEntity);
    const made = await contender(manager, await models.findOne({ runId: run.id }));
    const champion = await contender(manager, await models.findOne({ solutionId: run.solutionId, status: 'champion' }));
    const { word, why } = decide(run, made, champion);
    const changed = await rowsOf(manager, scheduleSlotEntity).update(
      { id: slot.id, status: 'started' },
      { status: 'decided', decision: word, why, decidedAt: now },
    );
    // Another process was first.
    if (changed === 0) return;
    await this.audit.append(manager, {
      clientId: slot.clientId,
      actor: SCHEDULER,
      action: 'schedule.decided',
      subject: { schedule: slot.scheduleId, solution: run.solutionId, run: run.id },
      detail: { slot: slot.slotAt.toISOString(), decision: word, why },
    });
  }
}

type Due = (manager: EntityManager, schedule: Schedule, now: Date, most: number) => Promise<Date[]>;

/** The last slots of each trigger that are due at a time, at most so many, in order. Another trigger, such as drift, is another line here. */
const DUE: Readonly<Record<Trigger, Due>> = {
  cron: async (_manager, { cron, timeZone, dueAfter }, now, most) =>
    timesBetween({ cron: cron!, timeZone }, dueAfter, now, most),

  'new-data': async (manager, { id, solutionId, dueAfter }, now, most) => {
    const found: { created_at: Date }[] = await manager.query(
      `SELECT created_at FROM proofline.dataset d
        WHERE solution_id = $1 AND created_at > $2 AND created_at <= $3
          AND NOT EXISTS (SELECT FROM proofline.schedule_slot WHERE schedule_id = $4 AND slot_at = d.created_at)
        ORDER BY created_at DESC LIMIT $5`,
      [solutionId, dueAfter, now, id, most],
    );
    return found.map(({ created_at }) => created_at).reverse();
  },
};

/** Writes the slots that are due into the ledger; those that somebody has written already stay. */
async function enter(manager: EntityManager, schedule: Schedule, due: readonly Date[], now: Date): Promise<void> {
  for (const { at, skipped } of planSlots(due, now, schedule.catchUp)) {
    const slot: ScheduleSlot = {
      id: randomUUID(),
      clientId: schedule.clientId,
      scheduleId: schedule.id,
      slotAt: at,
      status: skipped === undefined ? 'waiting' : 'skipped',
      runId: null,
      decision: null,
      why: skipped ?? null,
      enteredAt: now,
      decidedAt: null,
    };
    await manager.createQueryBuilder().insert().into(scheduleSlotEntity).values(slot).orIgnore().execute();
  }
}

async function skip(manager: EntityManager, slots: readonly ScheduleSlot[], why: string): Promise<void> {
  for (const { id } of slots) await rowsOf(manager, scheduleSlotEntity).update({ id }, { status: 'skipped', why });
}

function datasetOf(manager: EntityManager, { solutionId, datasetId }: Schedule): Promise<StoredDataset | null> {
  const which = datasetId === null ? { solutionId } : { id: datasetId };
  return manager.getRepository(datasetEntity).findOne({ where: which, order: { createdAt: 'DESC' } });
}

/** A model beside another one; a model that was brought has no run, and cannot be compared by what its run said. */
async function contender(
  manager: EntityManager,
  model: (Contender['model'] & { runId: string | null }) | null,
): Promise<Contender | undefined> {
  if (model === null || model.runId === null) return undefined;
  const { outcome } = await rowsOf(manager, runEntity).get({ id: model.runId }, model.runId);
  return outcome === null ? undefined : { model, outcome };
}

/** The platform acts for every client. */
function rowsOf<T extends Owned & ObjectLiteral>(manager: EntityManager, entity: EntitySchema<T>): ScopedRows<T> {
  return new ScopedRows(manager, entity, PLATFORM, entity.options.name);
}
