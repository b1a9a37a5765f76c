import { ProoflineError } from '@proofline/learn';
import { isUuid } from './identifiers.js';

/** Which part of a list is wanted. */
export interface PageWanted {
  /** Rows at most. */
  limit: number;
  /** The `next` of the page before; the first page where absent. */
  after?: string | undefined;
}

export interface Page<T> {
  items: T[];
  /** What to ask for the next page with; null on the last. */
  next: string | null;
}

/** What a list may be ordered by, as Postgres calls it. Texts are those without spaces, as in addresses. */
export type PlaceType = 'timestamptz' | 'integer' | 'bigint' | 'uuid' | 'text';

const LARGEST: Readonly<Record<'integer' | 'bigint', number>> = {
  integer: 2 ** 31 - 1,
  bigint: Number.MAX_SAFE_INTEGER,
};

/** Writes down the place of a row in its list: the values that the list is ordered by, in that order. */
export function cursorOf(...place: readonly (Date | number | string)[]): string {
  const texts = place.map((value) => (value instanceof Date ? value.toISOString() : String(value)));
  return Buffer.from(texts.join(' ')).toString('base64url');
}

/** The values of a place, each of its type. Throws `invalid-input` for what is not the `next` of such a list. */
export function placeOf(cursor: string, types: readonly PlaceType[]): string[] {
  const place = Buffer.from(cursor, 'base64url').toString().split(' ');
  if (place.length === types.length && types.every((type, k) => isOf(type, place[k]!))) return place;
  const message = "'after' is not a place in this list.";
  throw new ProoflineError('invalid-input', 'CURSOR_INVALID', message, {
    problems: [
      {
        code: 'CURSOR_INVALID',
        message,
        where: { path: 'query.after' },
        got: cursor,
        allowed: "the 'next' of a page of the same list",
        fix: "Take 'next' as it was answered, or leave 'after' out to begin anew.",
      },
    ],
  });
}

/** A page of what was found, which is one row more than wanted where there is a next one. */
export function cutPage<T>(
  found: readonly T[],
  limit: number,
  placeOfRow: (row: T) => readonly (Date | number | string)[],
): Page<T> {
  const items = found.slice(0, limit);
  const last = items.at(-1);
  return { items, next: last === undefined || found.length <= limit ? null : cursorOf(...placeOfRow(last)) };
}

function isOf(type: PlaceType, text: string): boolean {
  if (type === 'uuid') return isUuid(text);
  if (type === 'text') return /^[\w-]+$/.test(text);
  if (type === 'timestamptz') return isTime(text);
  return /^\d{1,16}$/.test(text) && Number(text) <= LARGEST[type];
}

/** Postgres knows no year 0 and no signs before years. */
function isTime(text: string): boolean {
  const at = new Date(text);
  return /^(?!0000)\d{4}-/.test(text) && !Number.isNaN(at.getTime()) && at.toISOString() === text;
}
