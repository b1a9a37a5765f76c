import { randomUUID } from 'node:crypto';
import { type Json, ProoflineError } from '@proofline/learn';
import { type DataSource, type EntityManager, type FindOptionsWhere, In } from 'typeorm';
import { actorOf, type Principal } from '../access/principal.js';
import { PLATFORM, type Scope, ScopedRows } from '../access/scope.js';
import type { Actor, AuditTrail } from '../audit/audit-trail.js';
import type { StoredDataset } from '../datasets/dataset.entity.js';
import { isUuid } from '../persistence/identifiers.js';
import type { Page, PageWanted } from '../persistence/page.js';
import type { RunQueue } from '../queue/lanes.js';
import { addSoon } from '../queue/work-queue.js';
import type { Solution } from '../solutions/solution.entity.js';
import { type Failure, OPEN_RUN, type Run, type RunOutcome, runEntity } from './run.entity.js';
import { type LogLine, tellProgress, tellState } from './run-event.js';

const NO_DEAD_LETTER = 'Only a run that failed because something was away, or for a fault of ours, can be tried anew.';

/** The run ledger. The queue may forget or repeat a job; what happened to a run is written here, once. */
export class TrainingService {
  constructor(
    private readonly source: DataSource,
    private readonly audit: AuditTrail,
    private readonly queue: RunQueue,
  ) {}

  async request(
    by: Principal,
    solution: Solution,
    dataset: StoredDataset,
    { promote = false }: { promote?: boolean } = {},
  ): Promise<Run> {
    const run = await this.source.transaction((manager) =>
      this.enter(manager, by, actorOf(by), solution, dataset, promote),
    );
    await this.enqueue(run.id);
    return run;
  }

  /** Enters a run that waits, in a transaction of the caller's, who calls `enqueue` after the commit. */
  async enter(
    manager: EntityManager,
    scope: Scope,
    actor: Actor,
    solution: Solution,
    dataset: StoredDataset,
    promote = false,
  ): Promise<Run> {
    if (dataset.id === solution.frozenSetId) {
      throw new ProoflineError(
        'conflict',
        'DATASET_FROZEN',
        `Data set '${dataset.name}' is the solution's frozen set: models are compared on it, and none is trained on it. Name another data set.`,
      );
    }
    const run: Run = {
      id: randomUUID(),
      clientId: solution.clientId,
      solutionId: solution.id,
      datasetId: dataset.id,
      frozenSetId: solution.frozenSetId,
      promote,
      status: 'queued',
      stage: null,
      fraction: 0,
      config: solution.config,
      schema: solution.schema,
      outcome: null,
      problem: null,
      failure: null,
      requestedBy: actor as Json,
      plan: null,
      attempts: 0,
      createdAt: new Date(),
      startedAt: null,
      finishedAt: null,
    };
    await this.rows(manager, scope).insert(run);
    await tellState(manager, run.id, run);
    await this.audit.append(manager, {
      clientId: run.clientId,
      actor,
      action: 'run.requested',
      subject: { run: run.id, solution: solution.id, dataset: dataset.id },
    });
    return run;
  }

  /** After the commit, so that no worker looks for a run that is not there yet. */
  enqueue(id: string): Promise<void> {
    return addSoon(this.queue, id);
  }

  /** How many runs of all clients have not ended, by their status. */
  async open(): Promise<Record<string, number>> {
    const found: { status: string; count: number }[] = await this.source.query(
      'SELECT status, count(*)::int AS count FROM proofline.run WHERE status = ANY($1) GROUP BY status',
      [OPEN_RUN],
    );
    return Object.fromEntries(found.map(({ status, count }) => [status, count]));
  }

  page(scope: Scope, solution: Solution, wanted: PageWanted): Promise<Page<Run>> {
    const newest = { by: 'createdAt', direction: 'DESC' } as const;
    return this.rows(this.source.manager, scope).page({ solutionId: solution.id }, newest, wanted);
  }

  get(scope: Scope, solution: Solution, id: string): Promise<Run> {
    if (!isUuid(id)) throw new ProoflineError('not-found', 'RUN_UNKNOWN', `There is no run '${id}'.`);
    return this.rows(this.source.manager, scope).get({ id, solutionId: solution.id }, id);
  }

  /** Asks a run to stop; one that has not begun is cancelled at once. */
  async cancel(by: Principal, solution: Solution, id: string): Promise<Run> {
    await this.get(by, solution, id);
    return this.source.transaction((manager) => this.stop(manager, by, actorOf(by), id));
  }

  /** As `cancel`, in a transaction of the caller's. */
  async stop(manager: EntityManager, scope: Scope, actor: Actor, id: string): Promise<Run> {
    const rows = this.rows(manager, scope);
    const run = await rows.get({ id }, id, true);
    if (run.status === 'cancelling' || run.status === 'cancelled') return run;
    if (run.status !== 'queued' && run.status !== 'running') {
      throw new ProoflineError('conflict', 'RUN_OVER', `Run '${id}' is over: it ${run.status}.`);
    }
    const change: Partial<Run> =
      run.status === 'queued' ? { status: 'cancelled', finishedAt: new Date() } : { status: 'cancelling' };
    await rows.update({ id }, change);
    await tellState(manager, id, { ...run, ...change });
    await this.audit.append(manager, {
      clientId: run.clientId,
      actor,
      action: 'run.cancelled',
      subject: { run: id, solution: run.solutionId },
    });
    return { ...run, ...change };
  }

  /** For a worker. */
  byId(id: string): Promise<Run> {
    return this.rows(this.source.manager, PLATFORM).get({ id }, id);
  }

  /** For a worker: marks a run as begun and returns it, or undefined where there is nothing to do any more. */
  async begin(id: string): Promise<Run | undefined> {
    return this.source.transaction(async (manager) => {
      const rows = this.rows(manager, PLATFORM);
      const run = await rows.get({ id }, id, true);
      if (run.status === 'cancelling') {
        await this.close(manager, id, { status: 'cancelled' });
        return undefined;
      }
      if (run.status !== 'queued' && run.status !== 'running') return undefined;
      const begun: Partial<Run> = {
        status: 'running',
        attempts: run.attempts + 1,
        startedAt: new Date(),
        stage: null,
      };
      await rows.update({ id }, begun);
      await tellState(manager, id, { ...run, ...begun });
      return { ...run, ...begun };
    });
  }

  /** Whether a run is to go on: nobody has cancelled it. */
  async goesOn(id: string): Promise<boolean> {
    return (await this.rows(this.source.manager, PLATFORM).findOne({ id, status: 'running' })) !== null;
  }

  /** Notes how far a run is and what it said since; returns false where it is to stop. */
  progress(id: string, stage: string, fraction: number, lines: readonly LogLine[]): Promise<boolean> {
    return this.source.transaction((manager) => tellProgress(manager, id, { stage, fraction }, lines));
  }

  /** Ends a run well and does `more` in the same transaction; false, and nothing done, where another worker was first. */
  succeed(run: Run, outcome: RunOutcome, more: (manager: EntityManager) => Promise<unknown>): Promise<boolean> {
    return this.source.transaction(async (manager) => {
      const first = await this.close(manager, run.id, { status: 'succeeded', fraction: 1, outcome });
      if (first) await more(manager);
      return first;
    });
  }

  /** Ends a run otherwise; where another worker has ended it, that stays. */
  cancelled(id: string): Promise<boolean> {
    return this.source.transaction((manager) => this.close(manager, id, { status: 'cancelled' }));
  }

  failed(id: string, failure: Failure, problem: Json): Promise<boolean> {
    return this.source.transaction((manager) => this.close(manager, id, { status: 'failed', failure, problem }));
  }

  /** Lets a run wait again that was begun and cannot go on here; false where somebody cancelled it. */
  putBack(id: string): Promise<boolean> {
    return this.source.transaction(async (manager) => {
      const waiting = { status: 'queued', stage: null } as const;
      return this.change(manager, { id, status: 'running' }, waiting);
    });
  }

  private async close(manager: EntityManager, id: string, end: Partial<Run> & Pick<Run, 'status'>): Promise<boolean> {
    const open = { id, status: In(['running', 'cancelling']) };
    return this.change(manager, open, { ...end, stage: null, finishedAt: new Date() });
  }

  /** Changes how a run stands and tells of it; false where it does not stand so. */
  private async change(
    manager: EntityManager,
    where: FindOptionsWhere<Run> & { id: string },
    change: Partial<Run>,
  ): Promise<boolean> {
    const rows = this.rows(manager, PLATFORM);
    if ((await rows.update(where, change)) === 0) return false;
    await tellState(manager, where.id, await rows.get({ id: where.id }, where.id));
    return true;
  }

  /**
   * Finds runs that are open and that no queue will give to a worker any more, because it lost them or gave up on them, and puts
   * them into it again. Whoever ends a job has ended its run before, so that a run which is still open then was forgotten.
   */
  async enqueueForgotten(): Promise<void> {
    for (const { id, status } of await this.rows(this.source.manager, PLATFORM).find({ status: In([...OPEN_RUN]) })) {
      if (status !== 'queued') {
        if (await this.queue.has(id)) continue;
        if (status === 'cancelling') await this.cancelled(id);
        if (!(await this.putBack(id))) continue;
      }
      await this.queue.add(id);
    }
  }

  /** Lets a run begin anew that failed through no fault of its input. */
  async replay(by: Principal, id: string): Promise<Run> {
    if (!isUuid(id)) throw new ProoflineError('not-found', 'RUN_UNKNOWN', `There is no run '${id}'.`);
    const replayed = await this.source.transaction(async (manager) => {
      const rows = this.rows(manager, by);
      const run = await rows.get({ id }, id, true);
      if (run.status !== 'failed' || run.failure === 'input' || run.failure === null) {
        throw new ProoflineError('conflict', 'NOT_A_DEAD_LETTER', `${NO_DEAD_LETTER} Run '${id}' ${stateOf(run)}.`);
      }
      const waiting = { status: 'queued', problem: null, failure: null, finishedAt: null, fraction: 0 } as const;
      await rows.update({ id }, waiting);
      // What a schedule decided on its failure is decided anew when it has ended; the trail keeps the first decision.
      await manager.query(
        `UPDATE proofline.schedule_slot SET status = 'started', decision = NULL, why = NULL, decided_at = NULL, decided_by = NULL
          WHERE run_id = $1 AND status = 'decided'`,
        [id],
      );
      await tellState(manager, id, { ...run, ...waiting });
      await this.audit.append(manager, {
        clientId: run.clientId,
        actor: actorOf(by),
        action: 'run.replayed',
        subject: { run: id, solution: run.solutionId },
        detail: { failure: run.failure, problem: run.problem },
      });
      return { ...run, ...waiting };
    });
    await this.enqueue(id);
    return replayed;
  }

  /** Runs that were given up though nothing is wrong with their input, the latest first. */
  deadLetters(scope: Scope, wanted: PageWanted): Promise<Page<Run>> {
    return this.rows(this.source.manager, scope).page(
      { status: 'failed', failure: In(['outage', 'defect']) },
      { by: 'finishedAt', direction: 'DESC' },
      wanted,
    );
  }

  private rows(manager: EntityManager, scope: Scope): ScopedRows<Run> {
    return new ScopedRows(manager, runEntity, scope, 'run');
  }
}

function stateOf({ status, failure }: Run): string {
  return failure === 'input' ? 'failed for its input; change that, and start another run' : `is ${status}`;
}
