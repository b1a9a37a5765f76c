/** The closed list of what can go wrong. Exit codes and HTTP status codes are derived from it, in one table each. */
export const ERROR_KINDS = [
  'invalid-input',
  'too-large',
  'unauthenticated',
  'forbidden',
  'not-found',
  'conflict',
  'incompatible',
  'not-ready',
  'threshold-not-met',
  'rate-limited',
  'cancelled',
  'unavailable',
  'internal',
] as const;

export type ErrorKind = (typeof ERROR_KINDS)[number];

/** One problem of an input: what, where, what was got, what is allowed and what to do about it. */
export interface Problem {
  /** Stable code in words, e.g. `COLUMN_MISSING`. */
  code: string;
  /** One sentence that says what is wrong, readable on its own. */
  message: string;
  /** Where: a file, a column, a 1-based data row (the header is row 0), a path inside a configuration. */
  where?: { file?: string; column?: string; row?: number; path?: string };
  got?: string;
  allowed?: string;
  /** What the reader can do now. */
  fix?: string;
  /** How many places have this problem, when it is reported once for many. */
  count?: number;
}

/**
 * The only error class of Proofline. Everything a user can cause is one of these, with a message that says what, where,
 * got, allowed and what to do; several problems of one input travel together in `problems`.
 */
export class ProoflineError extends Error {
  readonly kind: ErrorKind;
  readonly code: string;
  readonly problems: Problem[];

  constructor(kind: ErrorKind, code: string, message: string, options: { problems?: Problem[]; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'ProoflineError';
    this.kind = kind;
    this.code = code;
    this.problems = options.problems ?? [];
  }
}

/** Throws the `cancelled` error if the signal has been aborted; long loops call it where they also report progress. */
export function throwIfCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new ProoflineError('cancelled', 'CANCELLED', 'Cancelled on request.');
}
