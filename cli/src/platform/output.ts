import type { Io } from '../io.js';

/** One object on stdout, for scripts. */
export function printJson(io: Io, answer: unknown): void {
  io.out(`${JSON.stringify(answer, null, 2)}\n`);
}

/** A time as a table shows it: UTC, to the minute. */
export function timeText(time: string | null): string {
  return time === null ? '' : `${time.slice(0, 16).replace('T', ' ')}Z`;
}
