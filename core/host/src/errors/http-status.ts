import type { ErrorKind } from '@proofline/learn';

/** What went wrong, in HTTP: the one table. */
export const HTTP_STATUS: Readonly<Record<ErrorKind, number>> = {
  unauthenticated: 401,
  forbidden: 403,
  'not-found': 404,
  conflict: 409,
  'threshold-not-met': 409,
  'too-large': 413,
  'invalid-input': 422,
  incompatible: 422,
  'rate-limited': 429,
  cancelled: 499,
  internal: 500,
  'not-ready': 503,
  unavailable: 503,
};
