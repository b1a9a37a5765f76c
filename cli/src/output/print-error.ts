import { type ErrorKind, type Problem, ProoflineError } from '@proofline/learn';
import { CommanderError } from 'commander';
import { readEnvironment } from '../config/environment.js';
import { type Io, paint } from '../io.js';
import { asPlatformError } from '../platform/platform-error.js';
import { asInputError } from './system-error.js';

/** What a command's end tells a script: 2 for something the user can put right, 1 for a defect of ours. */
const EXIT_CODES: Record<ErrorKind, number> = {
  'invalid-input': 2,
  'too-large': 2,
  unauthenticated: 2,
  forbidden: 2,
  'not-found': 2,
  conflict: 2,
  incompatible: 2,
  'not-ready': 2,
  'threshold-not-met': 2,
  'rate-limited': 2,
  cancelled: 130,
  unavailable: 1,
  internal: 1,
};

/** Says what went wrong and returns the exit code. With `json` the error is the one object on stdout. */
export function printError(io: Io, error: unknown, json: boolean): number {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return 0;
    // Commander has written the message to stderr already, with 'error: ' before it.
    const message = error.message.replace(/^error: /, '');
    if (json) print(io, { kind: 'invalid-input', code: 'USAGE', message, problems: [{ code: 'USAGE', message }] });
    return 2;
  }
  const known = error instanceof ProoflineError ? error : (asPlatformError(error) ?? asInputError(error));
  if (known !== undefined) {
    const { kind, code, message, problems } = known;
    if (json) print(io, { kind, code, message, problems });
    if (kind === 'cancelled') io.err('Cancelled; nothing was written.\n');
    else io.err(`${paint(io, 'red', 'error')} ${message}\n`);
    return EXIT_CODES[kind];
  }
  const message = error instanceof Error ? error.message : String(error);
  if (json) print(io, { kind: 'internal', code: 'DEFECT', message, problems: [] });
  io.err(`${paint(io, 'red', 'defect')} ${message}\n`);
  if (readEnvironment(io.env).debug && error instanceof Error) io.err(`${error.stack}\n`);
  else io.err('This is a defect of Proofline, not of your input. Set PROOFLINE_DEBUG=1 to see where, and report it.\n');
  return 1;
}

function print(io: Io, error: { kind: ErrorKind; code: string; message: string; problems: readonly Problem[] }): void {
  io.out(`${JSON.stringify({ error }, null, 2)}\n`);
}
