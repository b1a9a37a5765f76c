import type { Problem } from '@proofline/learn';
import { type Io, paint } from '../io.js';

/** A line for each problem, with what to do. */
export function printProblems(
  io: Io,
  word: string,
  colour: 'red' | 'yellow',
  problems: readonly Pick<Problem, 'code' | 'message' | 'fix'>[],
): void {
  for (const { code, message, fix } of problems) {
    io.out(`${paint(io, colour, word)} ${message}${fix === undefined ? '' : ` ${fix}`} (${code})\n`);
  }
}
