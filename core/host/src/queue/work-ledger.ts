import { type Json, ProoflineError } from '@proofline/learn';
import {
  type DataSource,
  type EntityManager,
  type EntitySchema,
  type FindOptionsWhere,
  In,
  type ObjectLiteral,
} from 'typeorm';
import { type Owned, PLATFORM, type Scope, ScopedRows } from '../access/scope.js';
import type { Page, PageWanted } from '../persistence/page.js';
import { type Failure, OPEN_RUN, type RunStatus } from '../training/run.entity.js';
import { addSoon, type WorkQueue } from './work-queue.js';

/** A row that a worker works off, with how it stands. */
export interface Worked extends Owned {
  status: RunStatus;
  /** Done of the whole, 0 to 1. */
  fraction: number;
  /** Why it failed. */
  problem: Json | null;
  failure: Failure | null;
  /** How often a worker began it. */
  attempts: number;
  createdAt: Date;
  startedAt: Date | null;
  finishedAt: Date | null;
}

/** How such a row begins. */
export function waiting() {
  return {
    status: 'queued' as RunStatus,
    fraction: 0,
    problem: null,
    failure: null,
    attempts: 0,
    createdAt: new Date(),
    startedAt: null,
    finishedAt: null,
  };
}

/** The columns of `Worked`, for an entity. */
export const WORKED_COLUMNS = {
  status: { type: 'text' },
  fraction: { type: 'real' },
  problem: { type: 'jsonb', nullable: true },
  failure: { type: 'text', nullable: true },
  attempts: { type: 'integer' },
  createdAt: { type: 'timestamptz', name: 'created_at' },
  startedAt: { type: 'timestamptz', name: 'started_at', nullable: true },
  finishedAt: { type: 'timestamptz', name: 'finished_at', nullable: true },
} as const;

/** The ledger of one lane of work. The queue may forget or repeat a job; what happened to it is written here, once. */
export class WorkLedger<T extends Worked & ObjectLiteral> {
  constructor(
    private readonly source: DataSource,
    private readonly entity: EntitySchema<T>,
    private readonly noun: string,
    private readonly queue: Pick<WorkQueue<unknown>, 'add' | 'has'>,
  ) {}

  rows(manager: EntityManager = this.source.manager, scope: Scope = PLATFORM): ScopedRows<T> {
    return new ScopedRows(manager, this.entity, scope, this.noun);
  }

  /** After the commit. It does not wait long for a queue that is away: `enqueueForgotten` adds what is not in it by then. */
  enqueue(id: string): Promise<void> {
    return addSoon(this.queue, id);
  }

  /** Marks it as begun, with what `more` adds, and returns it; undefined where there is nothing to do any more. */
  begin(
    id: string,
    more: (manager: EntityManager, row: T) => Promise<Partial<T>> = async () => ({}),
  ): Promise<T | undefined> {
    return this.source.transaction(async (manager) => {
      const row = await this.rows(manager).get(this.one(id), id, true);
      if (row.status === 'cancelling') await this.close(id, { status: 'cancelled' } as Partial<T>, manager);
      if (row.status !== 'queued' && row.status !== 'running') return undefined;
      const begun = {
        ...(await more(manager, row)),
        status: 'running',
        attempts: row.attempts + 1,
        startedAt: new Date(),
        fraction: 0,
      } as unknown as Partial<T>;
      await this.rows(manager).update(this.one(id), begun);
      return { ...row, ...begun };
    });
  }

  /** Notes how far it is; false where it is to stop. */
  async progress(id: string, fraction: number): Promise<boolean> {
    return (await this.rows().update(this.one(id, 'running'), { fraction } as Partial<T>)) === 1;
  }

  /** Ends it; false, and nothing changed, where somebody was first. */
  async close(id: string, end: Partial<T>, manager: EntityManager = this.source.manager): Promise<boolean> {
    const change = { ...end, finishedAt: new Date() };
    return (await this.rows(manager).update(this.one(id, 'running', 'cancelling'), change)) === 1;
  }

  /** Lets it wait again; false where somebody cancelled it. */
  async putBack(id: string): Promise<boolean> {
    const change = { status: 'queued', fraction: 0 } as Partial<T>;
    return (await this.rows().update(this.one(id, 'running'), change)) === 1;
  }

  /** Asks it to stop; one that has not begun is cancelled at once. `undefined` where it was asked to before. */
  async stop(manager: EntityManager, scope: Scope, id: string): Promise<T | undefined> {
    const row = await this.rows(manager, scope).get(this.one(id), id, true);
    if (row.status === 'cancelling' || row.status === 'cancelled') return undefined;
    if (!OPEN_RUN.includes(row.status)) {
      const code = `${this.noun.toUpperCase()}_OVER`;
      throw new ProoflineError('conflict', code, `The ${this.noun} '${id}' is over: it ${row.status}.`);
    }
    const change = (
      row.status === 'queued' ? { status: 'cancelled', finishedAt: new Date() } : { status: 'cancelling' }
    ) as Partial<T>;
    await this.rows(manager, scope).update(this.one(id), change);
    return { ...row, ...change };
  }

  /** Lets it begin anew where it failed through no fault of its input; `enqueue` it after the commit. */
  async restart(manager: EntityManager, scope: Scope, id: string): Promise<T> {
    const row = await this.rows(manager, scope).get(this.one(id), id, true);
    if (row.status !== 'failed' || row.failure === 'input' || row.failure === null) {
      const state = row.failure === 'input' ? 'failed for its input; change that, and ask anew' : `is ${row.status}`;
      throw new ProoflineError(
        'conflict',
        'NOT_A_DEAD_LETTER',
        `Only what failed because something was away, or for a fault of ours, can be tried anew. The ${this.noun} '${id}' ${state}.`,
      );
    }
    const change = {
      status: 'queued',
      problem: null,
      failure: null,
      finishedAt: null,
      fraction: 0,
    } as unknown as Partial<T>;
    await this.rows(manager, scope).update(this.one(id), change);
    return { ...row, ...change };
  }

  /** What was given up though nothing is wrong with its input, the latest first. */
  deadLetters(scope: Scope, wanted: PageWanted): Promise<Page<T>> {
    const where = { status: 'failed', failure: In(['outage', 'defect']) } as unknown as FindOptionsWhere<T>;
    return this.rows(this.source.manager, scope).page(where, { by: 'finishedAt', direction: 'DESC' }, wanted);
  }

  /** Puts what is open and what no queue will give to a worker any more into the queue again. */
  async enqueueForgotten(): Promise<void> {
    const open = { status: In([...OPEN_RUN]) } as unknown as FindOptionsWhere<T>;
    for (const { id, status } of await this.rows().find(open)) {
      if (status !== 'queued') {
        if (await this.queue.has(id)) continue;
        if (status === 'cancelling') await this.close(id, { status: 'cancelled' } as Partial<T>);
        if (!(await this.putBack(id))) continue;
      }
      await this.queue.add(id);
    }
  }

  private one(id: string, ...statuses: RunStatus[]): FindOptionsWhere<T> {
    return { id, ...(statuses.length === 0 ? {} : { status: In(statuses) }) } as unknown as FindOptionsWhere<T>;
  }
}
