import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import { type DataSource, type EntityManager, In, IsNull } from 'typeorm';
import { PLATFORM, platformRows } from '../access/scope.js';
import { type Solution, solutionEntity } from '../solutions/solution.entity.js';
import { OPEN_RUN, type Run, runEntity } from '../training/run.entity.js';
import type { TrainingService } from '../training/training.service.js';
import { DUE_SLOTS } from './due-slots.js';
import { MOST_CAUGHT_UP, planSlots } from './plan-slots.js';
import { type Schedule, scheduleEntity } from './schedule.entity.js';
import { type ScheduleSlot, scheduleSlotEntity } from './schedule-slot.entity.js';
import { SCHEDULER, type SlotDecisions } from './slot-decisions.js';
import { trainOn } from './train-on.js';

/** Missed slots that are written down at most; of what lies before them nothing is said. */
const MOST_DUE = 50;
/** Slots that wait for an earlier run at most. */
const MOST_WAITING = MOST_CAUGHT_UP;

/**
 * Starts runs when they are due, and writes down what became of them. Any number of processes may tick at any time: a schedule
 * is looked at by one of them at a moment, and the ledger takes one row a slot.
 */
export class Scheduler {
  constructor(
    private readonly source: DataSource,
    private readonly training: TrainingService,
    private readonly decisions: SlotDecisions,
    private readonly log: Logger,
  ) {}

  /** Does what is to be done at `now`. A schedule that cannot be dealt with does not keep the others waiting. */
  async tick(now: Date): Promise<void> {
    await this.decisions.write(now);
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
    const schedules = await platformRows(manager, scheduleEntity).find({ enabled: true, endedAt: IsNull() });
    const waiting = new Set(
      (await platformRows(manager, scheduleSlotEntity).find({ status: 'waiting' })).map(({ scheduleId }) => scheduleId),
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
      return (await DUE_SLOTS[schedule.trigger](this.source.manager, schedule, now, 1)).length > 0;
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
    const solution = await platformRows(manager, solutionEntity).get({ id: schedule.solutionId }, schedule.solutionId);
    const retired = solution.stage === 'retired';
    if (!retired)
      await enter(manager, schedule, await DUE_SLOTS[schedule.trigger](manager, schedule, now, MOST_DUE), now);
    // An upload may be entered a moment after the time that it bears, so that for new data the ledger alone says what was dealt
    // with. A solution that is archived lets its slots pass: nothing is made up for when it comes back.
    if (now > schedule.dueAfter && (retired || schedule.trigger === 'cron')) {
      await platformRows(manager, scheduleEntity).update({ id }, { dueAfter: now });
    }
    return retired ? [] : this.startWaiting(manager, schedule, solution, now);
  }

  private async startWaiting(
    manager: EntityManager,
    schedule: Schedule,
    solution: Solution,
    now: Date,
  ): Promise<Run[]> {
    const slots = platformRows(manager, scheduleSlotEntity);
    const order = { order: { slotAt: 'ASC' } } as const;
    const waiting = await slots.find({ scheduleId: schedule.id, status: 'waiting' }, order);
    if (waiting.length === 0) return [];
    const busy = await this.openRuns(manager, schedule);
    if (schedule.overlap === 'queue') {
      const tooMany = waiting.slice(MOST_WAITING);
      await skip(manager, tooMany, `${MOST_WAITING} earlier slots wait already.`);
      return busy.length > 0 ? [] : this.start(manager, schedule, solution, waiting[0]!, now);
    }
    const newest = waiting.pop()!;
    await skip(manager, waiting, 'A later slot of this schedule was due as well, and is run in its place.');
    if (busy.length > 0 && schedule.overlap === 'skip') {
      await skip(manager, [newest], `Run ${busy[0]!.id} of an earlier slot had not ended.`);
      return [];
    }
    return this.start(manager, schedule, solution, newest, now, busy);
  }

  private async openRuns(manager: EntityManager, schedule: Schedule): Promise<Run[]> {
    const started = await platformRows(manager, scheduleSlotEntity).find({
      scheduleId: schedule.id,
      status: 'started',
    });
    const ids = started.flatMap(({ runId }) => runId ?? []);
    return platformRows(manager, runEntity).find({ id: In(ids), status: In([...OPEN_RUN]) });
  }

  /** Starts what a slot is for, where there is something to train on; ends runs that go on before. */
  private async start(
    manager: EntityManager,
    schedule: Schedule,
    solution: Solution,
    slot: ScheduleSlot,
    now: Date,
    before: readonly Run[] = [],
  ): Promise<Run[]> {
    const { dataset, why } = await trainOn(manager, schedule, solution, now);
    if (dataset === undefined) {
      await skip(manager, [slot], why);
      return [];
    }
    for (const run of before) await this.training.stop(manager, PLATFORM, SCHEDULER, run.id);
    const run = await this.training.enter(manager, PLATFORM, SCHEDULER, solution, dataset);
    await platformRows(manager, scheduleSlotEntity).update({ id: slot.id }, { status: 'started', runId: run.id });
    return [run];
  }
}

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
      promotionId: null,
      decision: null,
      why: skipped ?? null,
      enteredAt: now,
      decidedAt: null,
      decidedBy: null,
    };
    await manager.createQueryBuilder().insert().into(scheduleSlotEntity).values(slot).orIgnore().execute();
  }
}

async function skip(manager: EntityManager, slots: readonly ScheduleSlot[], why: string): Promise<void> {
  for (const { id } of slots)
    await platformRows(manager, scheduleSlotEntity).update({ id }, { status: 'skipped', why });
}
