import { ProoflineError } from '@proofline/learn';
import type {
  EntityManager,
  EntitySchema,
  FindManyOptions,
  FindOptionsSelect,
  FindOptionsWhere,
  ObjectLiteral,
  Repository,
} from 'typeorm';
import { findPage, type ListOrder } from '../persistence/find-page.js';
import type { Page, PageWanted } from '../persistence/page.js';
import type { Principal } from './principal.js';

/** A row that belongs to a client. */
export interface Owned {
  id: string;
  clientId: string;
}

/** Whose rows may be touched: those of one client, or of all for the platform itself. */
export type Scope = Pick<Principal, 'clientId'>;

/** The platform acting for itself, e.g. a worker. */
export const PLATFORM: Scope = { clientId: null };

/**
 * The one way to rows of clients. Whatever is asked for, the caller's client is part of the condition; a row of another client
 * is not there.
 */
export class ScopedRows<T extends Owned & ObjectLiteral> {
  private readonly rows: Repository<T>;

  constructor(
    manager: EntityManager,
    entity: EntitySchema<T>,
    private readonly scope: Scope,
    /** What such a row is called, e.g. `solution`. */
    private readonly noun: string,
  ) {
    this.rows = manager.getRepository(entity);
  }

  find(where: FindOptionsWhere<T>, options: Omit<FindManyOptions<T>, 'where'> = {}): Promise<T[]> {
    return this.rows.find({ ...options, where: this.mine(where) });
  }

  /** A page of the caller's rows; see `findPage`. */
  page(
    where: FindOptionsWhere<T>,
    order: ListOrder<T>,
    wanted: PageWanted,
    select?: FindOptionsSelect<T>,
  ): Promise<Page<T>> {
    return findPage(this.rows, this.mine(where), order, wanted, select);
  }

  findOne(where: FindOptionsWhere<T>): Promise<T | null> {
    return this.rows.findOne({ where: this.mine(where) });
  }

  /** The row, locked until the transaction ends where asked. Throws `not-found`. */
  async get(where: FindOptionsWhere<T>, name: string, lock = false): Promise<T> {
    const found = await this.rows.findOne({
      where: this.mine(where),
      ...(lock ? { lock: { mode: 'pessimistic_write' as const } } : {}),
    });
    if (found !== null) return found;
    throw new ProoflineError('not-found', `${this.noun.toUpperCase()}_UNKNOWN`, `There is no ${this.noun} '${name}'.`);
  }

  async insert(row: T): Promise<void> {
    if (this.scope.clientId !== null && row.clientId !== this.scope.clientId) {
      throw new ProoflineError('internal', 'SCOPE', `A ${this.noun} of another client was to be written.`);
    }
    await this.rows.insert(row as never);
  }

  /** Number of rows changed. */
  async update(where: FindOptionsWhere<T>, change: Partial<T>): Promise<number> {
    const { affected } = await this.rows.update(this.mine(where), change as never);
    return affected ?? 0;
  }

  async remove(where: FindOptionsWhere<T>): Promise<void> {
    await this.rows.delete(this.mine(where));
  }

  private mine(where: FindOptionsWhere<T>): FindOptionsWhere<T> {
    return this.scope.clientId === null ? where : { ...where, clientId: this.scope.clientId as never };
  }
}

/** Rows of every client, which only the platform itself may touch. */
export function platformRows<T extends Owned & ObjectLiteral>(
  manager: EntityManager,
  entity: EntitySchema<T>,
  noun = entity.options.name,
): ScopedRows<T> {
  return new ScopedRows(manager, entity, PLATFORM, noun);
}
