import { ProoflineError } from '@proofline/learn';
import {
  type EntityManager,
  type EntitySchema,
  type FindManyOptions,
  type FindOptionsOrder,
  type FindOptionsWhere,
  type ObjectLiteral,
  Raw,
  type Repository,
} from 'typeorm';
import { cursorOf, type Page, type PageWanted, type PlaceType, placeOf } from '../persistence/page.js';
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

  /**
   * A page in the order of a column and, among equals, of the id: rows that come or go between two pages move no other. `by` is
   * a whole number, or a time that was written in milliseconds; `where` does not name it. Throws `invalid-input` for a bad cursor.
   */
  async page(
    where: FindOptionsWhere<T>,
    { by, direction }: { by: keyof T & string; direction: 'ASC' | 'DESC' },
    { limit, after }: PageWanted,
  ): Promise<Page<T>> {
    const found = await this.rows.find({
      where: { ...this.mine(where), ...(after === undefined ? {} : { [by]: this.beyond(by, direction, after) }) },
      order: { [by]: direction, id: direction } as FindOptionsOrder<T>,
      take: limit + 1,
    });
    const items = found.slice(0, limit);
    const last = items.at(-1);
    return { items, next: last === undefined || found.length === items.length ? null : cursorOf(last[by], last.id) };
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

  private beyond(by: string, direction: 'ASC' | 'DESC', after: string) {
    const type: PlaceType =
      this.rows.metadata.findColumnWithPropertyName(by)?.type === 'timestamptz' ? 'timestamptz' : 'integer';
    const { value, id } = placeOf(after, type);
    const beyond = direction === 'ASC' ? '>' : '<';
    return Raw((column) => `(${column}, id) ${beyond} (CAST(:placeValue AS ${type}), CAST(:placeId AS uuid))`, {
      placeValue: value,
      placeId: id,
    });
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
