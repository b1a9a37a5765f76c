import {
  And,
  type FindOperator,
  type FindOptionsOrder,
  type FindOptionsSelect,
  type FindOptionsWhere,
  type ObjectLiteral,
  Raw,
  type Repository,
} from 'typeorm';
import { cutPage, type Page, type PageWanted, type PlaceType, placeOf } from './page.js';

export interface ListOrder<T> {
  /** A whole number, a text without spaces, or a time that was written in milliseconds. */
  by: keyof T & string;
  direction: 'ASC' | 'DESC';
}

/**
 * A page in the order of a column and, among equals, of the id: rows that come or go between two pages move no other. `where` may
 * bound that column, by an operator, and `select`, where only some columns are wanted, names it and the id. Throws `invalid-input`
 * for a bad cursor.
 */
export async function findPage<T extends ObjectLiteral & { id: string }>(
  rows: Repository<T>,
  where: FindOptionsWhere<T>,
  { by, direction }: ListOrder<T>,
  { limit, after }: PageWanted,
  select?: FindOptionsSelect<T>,
): Promise<Page<T>> {
  const bounds = [
    where[by] as FindOperator<unknown> | undefined,
    after === undefined ? undefined : beyond(rows, by, direction, after),
  ];
  const within = bounds.filter((bound) => bound !== undefined);
  const found = await rows.find({
    where: { ...where, ...(within.length === 0 ? {} : { [by]: And(...within) }) },
    order: { [by]: direction, id: direction } as FindOptionsOrder<T>,
    take: limit + 1,
    ...(select === undefined ? {} : { select }),
  });
  return cutPage(found, limit, (row) => [row[by], row.id]);
}

function beyond<T extends ObjectLiteral>(rows: Repository<T>, by: string, direction: 'ASC' | 'DESC', after: string) {
  const type = rows.metadata.findColumnWithPropertyName(by)?.type as PlaceType;
  const [value, id] = placeOf(after, [type, 'uuid']);
  const side = direction === 'ASC' ? '>' : '<';
  return Raw((column) => `(${column}, id) ${side} (CAST(:placeValue AS ${type}), CAST(:placeId AS uuid))`, {
    placeValue: value,
    placeId: id,
  });
}
