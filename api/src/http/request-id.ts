import { randomUUID } from 'node:crypto';

/** What a caller may name a request: it goes into logs and answers. */
const REQUEST_ID = /^[\w.:-]{1,100}$/;

/** The name that a request came with, or a new one. */
export function requestIdOf(given: string | string[] | undefined): string {
  return typeof given === 'string' && REQUEST_ID.test(given) ? given : randomUUID();
}
