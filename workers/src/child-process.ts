// The other end of `inChild`: a process that computes one order and ends. It has no database and no queue; whoever started it
// hears of its progress and stops it.

import type { LogLine } from '@proofline/host';
import { ProoflineError } from '@proofline/learn';
import { explainFailure } from './failure.js';
import type { ChildReport } from './in-child.js';

/** Progress is told this often at most. */
const TELL_EVERY_MS = 300;

export interface ChildTools {
  signal: AbortSignal;
  progress(stage: string, fraction: number): void;
  line(line: LogLine): void;
}

/** Takes the one order that comes, works it off and tells how it ended. */
export function workOff<O, R>(work: (order: O, tools: ChildTools) => Promise<R>): void {
  process.once('message', (order) => void answer(order as O, work));
  // Nobody would take the result any more.
  process.once('disconnect', () => process.exit(1));
}

async function answer<O, R>(order: O, work: (order: O, tools: ChildTools) => Promise<R>): Promise<void> {
  const stopped = new AbortController();
  process.once('SIGTERM', () => stopped.abort());
  let told = 0;
  const progress = (stage: string, fraction: number): void => {
    if (Date.now() - told < TELL_EVERY_MS) return;
    told = Date.now();
    tell({ type: 'progress', stage, fraction });
  };
  const line = (said: LogLine): void => tell({ type: 'line', line: said });
  try {
    tell({ type: 'done', result: await work(order, { signal: stopped.signal, progress, line }) });
  } catch (thrown) {
    const error = explainFailure(thrown);
    if (error instanceof ProoflineError) {
      const { kind, code, message, problems } = error;
      tell({ type: 'failed', problem: { kind, code, message, problems } });
    } else {
      const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
      tell({ type: 'failed', problem: { kind: 'internal', code: 'DEFECT', message, problems: [] } });
    }
  }
  process.disconnect();
}

function tell(report: ChildReport<unknown>): void {
  if (process.connected) process.send?.(report);
}
