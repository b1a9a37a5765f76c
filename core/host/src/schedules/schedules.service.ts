import { randomUUID } from 'node:crypto';
import { type Json, type Problem, ProoflineError } from '@proofline/learn';
import type { DataSource, EntityManager } from 'typeorm';
import { IsNull } from 'typeorm';
import { actorOf, type Principal } from '../access/principal.js';
import { type Scope, ScopedRows } from '../access/scope.js';
import type { AuditTrail } from '../audit/audit-trail.js';
import type { DatasetsService } from '../datasets/datasets.service.js';
import { isUuid } from '../persistence/identifiers.js';
import type { Page, PageWanted } from '../persistence/page.js';
import type { Solution } from '../solutions/solution.entity.js';
import { cronProblem, nextTimes, timeZoneProblem } from './cron.js';
import { type CatchUp, type Overlap, type Schedule, scheduleEntity, type Trigger } from './schedule.entity.js';
import { type ScheduleSlot, scheduleSlotEntity } from './schedule-slot.entity.js';

export interface ScheduleSettings {
  cron?: string | undefined;
  timeZone?: string | undefined;
  catchUp?: CatchUp | undefined;
  overlap?: Overlap | undefined;
  /** Id of a data set of the solution; always its latest where null. */
  dataset?: string | null | undefined;
  pauseHours?: number | undefined;
  enabled?: boolean | undefined;
}

export interface NewSchedule extends ScheduleSettings {
  /** `cron` where absent. */
  trigger?: Trigger | undefined;
}

/** Between two runs that alarms start, where nothing else is said. */
const PAUSE_HOURS = 24;

/** When solutions are trained anew. The scheduler of every worker acts on what is kept here. */
export class SchedulesService {
  constructor(
    private readonly source: DataSource,
    private readonly audit: AuditTrail,
    private readonly datasets: DatasetsService,
    private readonly clock: () => Date = () => new Date(),
  ) {}

  async create(by: Principal, solution: Solution, wanted: NewSchedule): Promise<Schedule> {
    const now = this.clock();
    const trigger = wanted.trigger ?? 'cron';
    const schedule: Schedule = {
      id: randomUUID(),
      clientId: solution.clientId,
      solutionId: solution.id,
      trigger,
      cron: wanted.cron ?? null,
      timeZone: wanted.timeZone ?? 'UTC',
      catchUp: wanted.catchUp ?? 'latest',
      overlap: wanted.overlap ?? 'skip',
      datasetId: wanted.dataset ?? null,
      pauseHours: wanted.pauseHours ?? (trigger === 'drift' ? PAUSE_HOURS : null),
      enabled: wanted.enabled ?? true,
      dueAfter: now,
      createdBy: actorOf(by) as Json,
      owner: by.owner,
      createdAt: now,
      endedAt: null,
    };
    await this.check(by, solution, schedule);
    await this.source.transaction(async (manager) => {
      await this.rows(manager, by).insert(schedule);
      await this.note(manager, by, schedule, 'schedule.created');
    });
    return schedule;
  }

  page(scope: Scope, solution: Solution, wanted: PageWanted): Promise<Page<Schedule>> {
    const oldest = { by: 'createdAt', direction: 'ASC' } as const;
    return this.rows(this.source.manager, scope).page({ solutionId: solution.id, endedAt: IsNull() }, oldest, wanted);
  }

  /** One that was deleted, too: its slots can still be read. */
  async get(scope: Scope, solution: Solution, id: string): Promise<Schedule> {
    return this.find(this.source.manager, scope, solution, id);
  }

  /** Changes what is named; whoever does it answers for it from then on. Slots that passed while it was off, or before its times were changed, are not made up for. */
  async change(by: Principal, solution: Solution, id: string, wanted: ScheduleSettings): Promise<Schedule> {
    return this.source.transaction(async (manager) => {
      const before = await this.find(manager, by, solution, id, true);
      const after = { ...changed(before, wanted), owner: by.owner };
      await this.check(by, solution, after);
      const anew = after.cron !== before.cron || after.timeZone !== before.timeZone || after.enabled !== before.enabled;
      if (anew) after.dueAfter = this.clock();
      await this.rows(manager, by).update({ id }, after);
      await this.note(manager, by, after, 'schedule.changed');
      return after;
    });
  }

  /** Ends it for good. Its slots stay. */
  async end(by: Principal, solution: Solution, id: string): Promise<Schedule> {
    return this.source.transaction(async (manager) => {
      const schedule = await this.find(manager, by, solution, id, true);
      const end = { enabled: false, endedAt: this.clock() };
      await this.rows(manager, by).update({ id }, end);
      await this.note(manager, by, schedule, 'schedule.deleted');
      return { ...schedule, ...end };
    });
  }

  /** What became of its times, the newest first. */
  async slots(scope: Scope, solution: Solution, id: string, wanted: PageWanted): Promise<Page<ScheduleSlot>> {
    const schedule = await this.get(scope, solution, id);
    return new ScopedRows(this.source.manager, scheduleSlotEntity, scope, 'slot').page(
      { scheduleId: schedule.id },
      { by: 'slotAt', direction: 'DESC' },
      wanted,
    );
  }

  /** The next five times; none for one that waits for something else than the clock, or is off. */
  nextSlots({ cron, timeZone, enabled }: Schedule): Date[] {
    return cron === null || !enabled ? [] : nextTimes({ cron, timeZone }, this.clock(), 5);
  }

  private async find(
    manager: EntityManager,
    scope: Scope,
    solution: Solution,
    id: string,
    toChange = false,
  ): Promise<Schedule> {
    if (!isUuid(id)) throw new ProoflineError('not-found', 'SCHEDULE_UNKNOWN', `There is no schedule '${id}'.`);
    const schedule = await this.rows(manager, scope).get({ id, solutionId: solution.id }, id, toChange);
    if (!toChange || schedule.endedAt === null) return schedule;
    throw new ProoflineError('conflict', 'SCHEDULE_ENDED', `Schedule '${id}' was deleted; make another one.`);
  }

  /** Throws `invalid-input` with everything that is wrong. */
  private async check(scope: Scope, solution: Solution, schedule: Schedule): Promise<void> {
    const problems = [
      ...triggerProblems(schedule),
      timeZoneProblem(schedule.timeZone),
      await this.datasetProblem(scope, solution, schedule.datasetId),
    ].filter((problem) => problem !== undefined);
    if (problems.length === 0) return;
    const message =
      problems.length === 1
        ? problems[0]!.message
        : `The schedule cannot be used:\n${problems.map((problem) => `- ${problem.message}`).join('\n')}`;
    throw new ProoflineError('invalid-input', 'SCHEDULE_INVALID', message, { problems });
  }

  private async datasetProblem(scope: Scope, solution: Solution, id: string | null): Promise<Problem | undefined> {
    if (id === null) return undefined;
    const known = await this.datasets.list(scope, solution);
    if (known.some((dataset) => dataset.id === id)) return undefined;
    return {
      code: 'SCHEDULE_DATASET_UNKNOWN',
      message: `'dataset' is no data set of this solution: '${id}'. GET …/datasets lists them; leave it out to train on the latest.`,
      where: { path: 'dataset' },
      got: id,
    };
  }

  private note(manager: EntityManager, by: Principal, schedule: Schedule, action: string): Promise<void> {
    const { cron, timeZone, trigger, catchUp, overlap, datasetId, pauseHours, enabled } = schedule;
    return this.audit.append(manager, {
      clientId: schedule.clientId,
      actor: actorOf(by),
      action,
      subject: { schedule: schedule.id, solution: schedule.solutionId },
      detail: { trigger, cron, timeZone, catchUp, overlap, dataset: datasetId, pauseHours, enabled },
    });
  }

  private rows(manager: EntityManager, scope: Scope): ScopedRows<Schedule> {
    return new ScopedRows(manager, scheduleEntity, scope, 'schedule');
  }
}

function changed(before: Schedule, { dataset, ...wanted }: ScheduleSettings): Schedule {
  const named = Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== undefined));
  return { ...before, ...named, ...(dataset === undefined ? {} : { datasetId: dataset }) };
}

/** What each trigger waits for, in the words of a refusal. */
const WAITS_FOR: Readonly<Record<Exclude<Trigger, 'cron'>, string>> = {
  'new-data': 'for new data',
  drift: 'for an alarm',
};

function triggerProblems(schedule: Schedule): (Problem | undefined)[] {
  const { trigger, cron } = schedule;
  if (trigger !== 'cron') return [...unusedProblems(trigger, schedule), pauseProblem(schedule)];
  if (cron !== null) return [cronProblem(cron), pauseProblem(schedule)];
  const message = "'cron' is missing: when is it to be trained? For example '0 3 * * 1', every Monday at 3:00.";
  return [{ code: 'SCHEDULE_CRON_MISSING', message, where: { path: 'cron' } }, pauseProblem(schedule)];
}

function pauseProblem({ trigger, pauseHours }: Schedule): Problem | undefined {
  if (pauseHours === null || trigger === 'drift') return undefined;
  const message = "'pauseHours' goes with the trigger 'drift'. Leave it out.";
  return { code: 'SCHEDULE_PAUSE_UNUSED', message, where: { path: 'pauseHours' }, got: String(pauseHours) };
}

function unusedProblems(trigger: Exclude<Trigger, 'cron'>, { cron, datasetId }: Schedule): Problem[] {
  const problems: Problem[] = [];
  if (cron !== null) {
    const message = `'cron' goes with the trigger 'cron'; this schedule waits ${WAITS_FOR[trigger]}. Leave it out.`;
    problems.push({ code: 'SCHEDULE_CRON_UNUSED', message, where: { path: 'cron' }, got: cron });
  }
  if (datasetId !== null) {
    const message = `'dataset' cannot be fixed where the schedule waits ${WAITS_FOR[trigger]}: the latest is trained on. Leave it out.`;
    problems.push({ code: 'SCHEDULE_DATASET_FIXED', message, where: { path: 'dataset' }, got: datasetId });
  }
  return problems;
}
