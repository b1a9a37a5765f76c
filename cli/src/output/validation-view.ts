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

export interface Validated {
  valid: boolean;
  rows: number;
  columns: readonly unknown[];
  problems: Parameters<typeof printProblems>[3];
  warnings: Parameters<typeof printProblems>[3];
}

/** Everything that was found in a file. */
export function printFindings(io: Io, { problems, warnings }: Pick<Validated, 'problems' | 'warnings'>): void {
  printProblems(io, 'warning', 'yellow', warnings);
  printProblems(io, 'error', 'red', problems);
}

/** The verdict on a file, in a line without its end. */
export function verdictLine(io: Io, file: string, { valid, rows, columns, problems }: Validated): string {
  const size = `${rows.toLocaleString('en-US')} rows, ${columns.length} columns`;
  if (valid) return `${paint(io, 'green', 'valid')} ${file}: ${size}.`;
  return `${paint(io, 'red', 'invalid')} ${file}: ${countOf(problems)}; ${size}.`;
}

export function countOf(problems: readonly unknown[]): string {
  return `${problems.length} problem${problems.length === 1 ? '' : 's'}`;
}
