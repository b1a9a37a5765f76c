import { randomUUID } from 'node:crypto';
import { type Json, ProoflineError } from '@proofline/learn';
import type { DataSource, EntityManager } from 'typeorm';
import { In } from 'typeorm';
import { actorOf, type Principal } from '../access/principal.js';
import { PLATFORM, type Scope, ScopedRows } from '../access/scope.js';
import type { AuditTrail } from '../audit/audit-trail.js';
import type { StoredDataset } from '../datasets/dataset.entity.js';
import { isUuid } from '../persistence/identifiers.js';
import type { RunQueue } from '../queue/run-queue.js';
import type { Solution } from '../solutions/solution.entity.js';
import { type Run, runEntity } from './run.entity.js';

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
      requestedBy: actorOf(by) as Json,
      attempts: 0,
      createdAt: new Date(),
      startedAt: null,
      finishedAt: null,
    };
    await this.source.transaction(async (manager) => {
      await this.rows(manager, by).insert(run);
      await this.audit.append(manager, {
        clientId: run.clientId,
        actor: actorOf(by),
        action: 'run.requested',
        subject: { run: run.id, solution: solution.id, dataset: dataset.id },
      });
    });
    // After the commit, so that no worker looks for a run that is not there yet. If we end in between, `enqueueForgotten` adds it.
    await this.queue.add(run.id);
    return run;
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
    return this.source.transaction(async (manager) => {
      const rows = this.rows(manager, by);
      const run = await rows.get({ id, solutionId: solution.id }, id, true);
      if (run.status === 'cancelling' || run.status === 'cancelled') return run;
      if (run.status !== 'queued' && run.status !== 'running') {
        throw new ProoflineError('conflict', 'RUN_OVER', `Run '${id}' is over: it ${run.status}.`);
      }
      const change: Partial<Run> =
        run.status === 'queued' ? { status: 'cancelled', finishedAt: new Date() } : { status: 'cancelling' };
      await rows.update({ id }, change);
      await this.audit.append(manager, {
        clientId: run.clientId,
        actor: actorOf(by),
        action: 'run.cancelled',
        subject: { run: id, solution: solution.id },
      });
      return { ...run, ...change };
    });
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
  succeed(run: Run, outcome: Json, more: (manager: EntityManager) => Promise<unknown>): Promise<boolean> {
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
