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

/** The place of a row in its list: what the list is ordered by, and the row's id among equals. */
export interface Place {
  value: string;
  id: string;
}

/** What a list may be ordered by, as Postgres calls it. */
export type PlaceType = 'timestamptz' | 'integer';

const LARGEST_INTEGER = 2 ** 31 - 1;

export function cursorOf(value: Date | number, id: string): string {
  const text = value instanceof Date ? value.toISOString() : String(value);
  return Buffer.from(`${text} ${id}`).toString('base64url');
}

/** Throws `invalid-input` for what is not the `next` of such a list. */
export function placeOf(cursor: string, type: PlaceType): Place {
  const [value = '', id = '', ...more] = Buffer.from(cursor, 'base64url').toString().split(' ');
  if (more.length === 0 && isUuid(id) && (type === 'integer' ? isInteger(value) : isTime(value))) return { value, id };
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

function isTime(text: string): boolean {
  const at = new Date(text);
  return !Number.isNaN(at.getTime()) && at.toISOString() === text;
}

function isInteger(text: string): boolean {
  return /^\d{1,10}$/.test(text) && Number(text) <= LARGEST_INTEGER;
}
