import { fork } from 'node:child_process';
import { setPriority } from 'node:os';
import { join } from 'node:path';
import type { LogLine } from '@proofline/host';
import { type ErrorKind, type Problem, ProoflineError } from '@proofline/learn';

export type ChildReport<R> =
  | { type: 'progress'; stage: string; fraction: number }
  | { type: 'line'; line: LogLine }
  | ChildEnd<R>;

type ChildEnd<R> =
  | { type: 'done'; result: R }
  | { type: 'failed'; problem: { kind: ErrorKind; code: string; message: string; problems: Problem[] } };

export interface ChildListener {
  signal: AbortSignal;
  onProgress?(stage: string, fraction: number): void;
  onLine?(line: LogLine): void;
}

/** What a child process is for: its script, and what its work is called. */
export interface ChildWork {
  script: 'train-child.js' | 'gate-child.js' | 'batch-child.js' | 'dataset-child.js';
  noun: 'training' | 'gate' | 'batch' | 'dataset';
}

/** Requests go first: whoever computes is nicer than whoever answers. */
const NICENESS = 10;
/** A child that was asked to stop and does not is ended. */
const GRACE_MS = 5_000;

/**
 * Computes in a process of its own, so that neither its work nor its end touches ours. Throws what the work threw, `cancelled`
 * after the signal, and `internal` where the process died.
 */
export async function inChild<O extends object, R>(
  { script, noun }: ChildWork,
  order: O,
  { signal, onProgress, onLine }: ChildListener,
): Promise<R> {
  const child = fork(join(import.meta.dirname, '..', 'dist', script), {
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
    const end = await new Promise<ChildEnd<R>>((resolve) => {
      let last: ChildEnd<R> | undefined;
      child.on('message', (message) => {
        const report = message as ChildReport<R>;
        if (report.type === 'progress') onProgress?.(report.stage, report.fraction);
        else if (report.type === 'line') onLine?.(report.line);
        else last = report;
      });
      child.once('error', (error) => resolve(died(noun, error.message)));
      child.once('exit', (code, killedBy) => resolve(last ?? died(noun, `it ended with ${killedBy ?? code}`)));
      child.send(order);
    });
    if (end.type === 'done') return end.result;
    const { kind, code, message, problems } = end.problem;
    throw new ProoflineError(signal.aborted ? 'cancelled' : kind, code, message, { problems });
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

function died(noun: ChildWork['noun'], how: string): ChildEnd<never> {
  const message = `The process of the ${noun} died: ${how}. Where memory is short, the system ends the largest process.`;
  return { type: 'failed', problem: { kind: 'internal', code: `${noun.toUpperCase()}_DIED`, message, problems: [] } };
}
