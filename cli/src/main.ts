import { type Io, processIo } from './io.js';
import { printError } from './output/print-error.js';
import { createProgram } from './program.js';

/** Runs one command and returns its exit code: 0 when it worked, 2 for bad input, 1 for a defect, 130 after Ctrl-C. */
export async function main(argv: readonly string[], io: Io = interruptible()): Promise<number> {
  const result = { exitCode: 0 };
  const json = argv.includes('--json');
  try {
    await createProgram(io, result).parseAsync(argv, { from: 'user' });
    return result.exitCode;
  } catch (error) {
    return printError(io, error, json);
  }
}

/** The first Ctrl-C (or SIGTERM) asks the run to stop at its next step, which leaves nothing half-written; a second one ends at once. */
function interruptible(): Io {
  const controller = new AbortController();
  let asked = false;
  const stop = (): void => {
    if (asked) process.exit(130);
    asked = true;
    process.stderr.write('\nStopping at the next step; press Ctrl-C again to end at once.\n');
    controller.abort();
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  return processIo(controller.signal);
}
