import type { Problem } from '@proofline/learn';
import { type Io, paint } from '../io.js';

/** What is left over in a flow, on stderr. */
export function printWarnings(io: Io, warnings: readonly Problem[]): void {
  for (const { message, fix } of warnings) {
    io.err(`${paint(io, 'yellow', 'warning')} ${message}${fix === undefined ? '' : ` ${fix}`}\n`);
  }
}
