import { fork } from 'node:child_process';
import { setPriority } from 'node:os';
import { join } from 'node:path';
import type { LogLine } from '@proofline/host';
import { type ErrorKind, type Problem, ProoflineError } from '@proofline/learn';
import type { PocConfig } from '@proofline/pipeline';

export interface ChildOrder {
  /** Modules of the verticals to load. */
  verticals: readonly string[];
  /** Id of the one to run. */
  vertical: string;
  config: PocConfig;
  baseDir: string;
  /** Where report and package are to be written. */
  folder: string;
  productVersion: string;
}

export type ChildReport =
  | { type: 'progress'; stage: string; fraction: number }
  | { type: 'line'; line: LogLine }
  | ChildEnd;

type ChildEnd =
  | { type: 'done' }
  | { type: 'failed'; problem: { kind: ErrorKind; code: string; message: string; problems: Problem[] } };

export interface ChildListener {
  signal: AbortSignal;
  onProgress(stage: string, fraction: number): void;
  onLine(line: LogLine): void;
}

/** Requests go first: whoever computes is nicer than whoever answers. */
const NICENESS = 10;
/** A child that was asked to stop and does not is ended. */
const GRACE_MS = 5_000;

/**
 * Trains in a process of its own, so that neither its work nor its end touches ours. Throws what the run threw, `cancelled`
 * after the signal, and `internal` where the process died.
 */
export async function trainInChild(order: ChildOrder, { signal, onProgress, onLine }: ChildListener): Promise<void> {
  const child = fork(join(import.meta.dirname, '..', 'dist', 'train-child.js'), {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    // It runs from the build, however we were started.
    execArgv: [],
  });
  if (child.pid !== undefined) setPriority(child.pid, NICENESS);
  const stop = (): void => {
    child.kill('SIGTERM');
    setTimeout(() => child.kill('SIGKILL'), GRACE_MS).unref();
  };
  signal.addEventListener('abort', stop, { once: true });
  try {
    const end = await new Promise<ChildEnd>((resolve) => {
      let last: ChildEnd | undefined;
      child.on('message', (message) => {
        const report = message as ChildReport;
        if (report.type === 'progress') onProgress(report.stage, report.fraction);
        else if (report.type === 'line') onLine(report.line);
        else last = report;
      });
      child.once('error', (error) => resolve(died(error.message)));
      child.once('exit', (code, killedBy) => resolve(last ?? died(`it ended with ${killedBy ?? code}`)));
      child.send(order);
    });
    if (end.type === 'failed') {
      const { kind, code, message, problems } = end.problem;
      throw new ProoflineError(signal.aborted ? 'cancelled' : kind, code, message, { problems });
    }
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

function died(how: string): ChildEnd {
  const message = `The training process died: ${how}. Where memory is short, the system ends the largest process.`;
  return { type: 'failed', problem: { kind: 'internal', code: 'TRAINING_DIED', message, problems: [] } };
}
