import { QueryFailedError } from 'typeorm';

/** SQLSTATE of a row that a unique index has already. */
const UNIQUE_VIOLATION = '23505';

export function isUniqueViolation(error: unknown): boolean {
  return error instanceof QueryFailedError && (error.driverError as { code?: string }).code === UNIQUE_VIOLATION;
}

/** SQLSTATEs of a text, by itself or within JSON, with the one character that Postgres keeps in none. */
const NUL = new Set(['22021', '22P05']);

export function isNulRefused(error: unknown): boolean {
  return error instanceof QueryFailedError && NUL.has((error.driverError as { code?: string }).code ?? '');
}

/** SQLSTATE classes of a server that is away, full, or asks to be tried again: connection, resources, shut down, rolled back. */
const PASSING = /^(08|53|57P|40)/;
/** What a driver says whose line is cut. */
const CUT =
  /Connection terminated|connection timeout|timeout exceeded when trying to connect|Client has encountered a connection error/i;
const NETWORK = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);

/** Whether the database did not answer, or could not at that moment: the same is worth another try. */
export function isDatabaseAway(error: unknown): boolean {
  if (error instanceof AggregateError) return error.errors.some(isDatabaseAway);
  const cause = error instanceof QueryFailedError ? error.driverError : error;
  if (!(cause instanceof Error)) return false;
  const { code } = cause as { code?: unknown };
  return (typeof code === 'string' && (NETWORK.has(code) || PASSING.test(code))) || CUT.test(cause.message);
}
