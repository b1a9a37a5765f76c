import { randomUUID } from 'node:crypto';
import { type Json, ProoflineError } from '@proofline/learn';
import type { DataSource, EntityManager } from 'typeorm';
import { In } from 'typeorm';
import { actorOf, type Principal } from '../access/principal.js';
import { PLATFORM, type Scope, ScopedRows } from '../access/scope.js';
import type { Actor, AuditTrail } from '../audit/audit-trail.js';
import type { StoredDataset } from '../datasets/dataset.entity.js';
import { isUuid } from '../persistence/identifiers.js';
import type { RunQueue } from '../queue/run-queue.js';
import type { Solution } from '../solutions/solution.entity.js';
import { type Run, type RunOutcome, runEntity } from './run.entity.js';

/** The run ledger. The queue may forget or repeat a job; what happened to a run is written here, once. */
export class TrainingService {
  constructor(
    private readonly source: DataSource,
    private readonly audit: AuditTrail,
    private readonly queue: RunQueue,
  ) {}

  async request(by: Principal, solution: Solution, dataset: StoredDataset): Promise<Run> {
    const run = await this.source.transaction((manager) => this.enter(manager, by, actorOf(by), solution, dataset));
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
  ): Promise<Run> {
    const run: Run = {
      id: randomUUID(),
      clientId: solution.clientId,
      solutionId: solution.id,
      datasetId: dataset.id,
      status: 'queued',
      stage: null,
      fraction: 0,
      config: solution.config,
      schema: solution.schema,
      outcome: null,
      problem: null,
      requestedBy: actor as Json,
      attempts: 0,
      createdAt: new Date(),
      startedAt: null,
      finishedAt: null,
    };
    await this.rows(manager, scope).insert(run);
    await this.audit.append(manager, {
      clientId: run.clientId,
      actor,
      action: 'run.requested',
      subject: { run: run.id, solution: solution.id, dataset: dataset.id },
    });
    return run;
  }

  /** After the commit, so that no worker looks for a run that is not there yet. If we end in between, `enqueueForgotten` adds it. */
  enqueue(id: string): Promise<void> {
    return this.queue.add(id);
  }

  list(scope: Scope, solution: Solution): Promise<Run[]> {
    return this.rows(this.source.manager, scope).find({ solutionId: solution.id }, { order: { createdAt: 'DESC' } });
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
    await this.audit.append(manager, {
      clientId: run.clientId,
      actor,
      action: 'run.cancelled',
      subject: { run: id, solution: run.solutionId },
    });
    return { ...run, ...change };
  }

  /** For a worker: marks a run as begun and returns it, or undefined where there is nothing to do any more. */
  async begin(id: string): Promise<Run | undefined> {
    return this.source.transaction(async (manager) => {
      const rows = this.rows(manager, PLATFORM);
      const run = await rows.get({ id }, id, true);
      if (run.status === 'cancelling') {
        await rows.update({ id }, { status: 'cancelled', finishedAt: new Date() });
        return undefined;
      }
      if (run.status !== 'queued' && run.status !== 'running') return undefined;
      const begun: Partial<Run> = {
        status: 'running',
        attempts: run.attempts + 1,
        startedAt: new Date(),
        stage: null,
        fraction: 0,
      };
      await rows.update({ id }, begun);
      return { ...run, ...begun };
    });
  }

  /** Notes how far a run is; returns false where it is to stop. */
  async progress(id: string, stage: string, fraction: number): Promise<boolean> {
    const changed = await this.rows(this.source.manager, PLATFORM).update(
      { id, status: 'running' },
      { stage, fraction },
    );
    return changed === 1;
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
  async end(id: string, status: 'failed' | 'cancelled', problem: Json = null): Promise<void> {
    await this.close(this.source.manager, id, { status, problem });
  }

  /** Lets a run wait again that was begun and cannot go on here; false where somebody cancelled it. */
  async putBack(id: string): Promise<boolean> {
    const waiting = { status: 'queued', stage: null, fraction: 0 } as const;
    return (await this.rows(this.source.manager, PLATFORM).update({ id, status: 'running' }, waiting)) === 1;
  }

  private async close(manager: EntityManager, id: string, end: Partial<Run>): Promise<boolean> {
    const open = { id, status: In(['running', 'cancelling']) };
    const changed = await this.rows(manager, PLATFORM).update(open, { ...end, stage: null, finishedAt: new Date() });
    return changed === 1;
  }

  /** Puts runs that wait but are in no queue back into it; those that are there stay once. */
  async enqueueForgotten(): Promise<void> {
    const waiting = await this.rows(this.source.manager, PLATFORM).find({ status: 'queued' });
    for (const { id } of waiting) await this.queue.add(id);
  }

  private rows(manager: EntityManager, scope: Scope): ScopedRows<Run> {
    return new ScopedRows(manager, runEntity, scope, 'run');
  }
}
