// The other end of a `Child`: a process that computes what it is ordered. It has no database and no queue; whoever started it
// hears of its progress and stops it.

import type { LogLine } from '@proofline/host';
import { ProoflineError } from '@proofline/learn';
import { useEncodersOf } from '@proofline/pipeline';
import { explainFailure, type Noun } from './failure.js';
import type { ChildReport } from './in-child.js';

/** Progress is told this often at most. */
const TELL_EVERY_MS = 300;

export interface ChildTools {
  signal: AbortSignal;
  progress(stage: string, fraction: number): void;
  line(line: LogLine): void;
}

/** Takes orders, one after the other, works each off and tells how it ended. */
export function workOff<O, R>(noun: Noun, work: (order: O, tools: ChildTools) => Promise<R>): void {
  const [, , home] = process.argv;
  if (home !== undefined) useEncodersOf(home);
  process.on('message', (order) => void answer(noun, order as O, work));
  // Nobody would take a result any more.
  process.once('disconnect', () => process.exit(1));
}

async function answer<O, R>(noun: Noun, order: O, work: (order: O, tools: ChildTools) => Promise<R>): Promise<void> {
  const stopped = new AbortController();
  const stop = (): void => stopped.abort();
  process.once('SIGTERM', stop);
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
    const error = explainFailure(thrown, noun);
    if (error instanceof ProoflineError) {
      const { kind, code, message, problems } = error;
      tell({ type: 'failed', problem: { kind, code, message, problems } });
    } else {
      const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
      tell({ type: 'failed', problem: { kind: 'internal', code: 'DEFECT', message, problems: [] } });
    }
  } finally {
    process.off('SIGTERM', stop);
  }
}

function tell(report: ChildReport<unknown>): void {
  if (process.connected) process.send?.(report);
}
