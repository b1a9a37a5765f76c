import { QueryFailedError } from 'typeorm';

/** SQLSTATE of a row that a unique index has already. */
const UNIQUE_VIOLATION = '23505';

export function isUniqueViolation(error: unknown): boolean {
  return error instanceof QueryFailedError && (error.driverError as { code?: string }).code === UNIQUE_VIOLATION;
}

/** Of the socket; classes 08 and 57 of SQLSTATE are the connection's end and an operator's. */
const AWAY_CODE = /^(ECONN\w+|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN|08\w{3}|57P0\d)$/;
/** The driver's own words carry no code. */
const AWAY_WORDS = /^(Connection terminated|Client has encountered a connection error|timeout exceeded when trying)/;

/** Whether the database could not be asked, whatever was asked. */
export function isDatabaseAway(error: unknown): boolean {
  if (error instanceof AggregateError) return error.errors.some(isDatabaseAway);
  if (error instanceof QueryFailedError) return isDatabaseAway(error.driverError);
  if (!(error instanceof Error)) return false;
  return AWAY_CODE.test(String((error as { code?: unknown }).code)) || AWAY_WORDS.test(error.message);
}
