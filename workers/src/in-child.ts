import { type ChildProcess, fork } from 'node:child_process';
import { getPriority, setPriority } from 'node:os';
import { join } from 'node:path';
import type { LogLine } from '@proofline/host';
import { type ErrorKind, type Problem, ProoflineError } from '@proofline/learn';
import { encodersHome } from '@proofline/pipeline';

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

/** A process that works off orders, one after the other, so that neither its work nor its end touches ours. */
export class Child {
  private readonly process: ChildProcess;
  private dead = false;

  constructor(private readonly work: ChildWork) {
    this.process = fork(join(import.meta.dirname, '..', 'dist', work.script), [encodersHome()], {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      // It runs from the build, however we were started.
      execArgv: [],
    });
    const { pid } = this.process;
    // A worker that was made nicer still cannot take that back without the right to.
    if (pid !== undefined) setPriority(pid, Math.max(getPriority(), NICENESS));
    for (const end of ['exit', 'error', 'disconnect'] as const) {
      this.process.on(end, () => {
        this.dead = true;
      });
    }
  }

  /** Whether it can take another order. */
  get isAlive(): boolean {
    return !this.dead;
  }

  /** Throws what the work threw, `cancelled` after the signal, and `internal` where the process died. */
  async run<R>(order: object, { signal, onProgress, onLine }: ChildListener): Promise<R> {
    const child = this.process;
    const stop = (): void => this.stop();
    signal.addEventListener('abort', stop, { once: true });
    let settle: (() => void) | undefined;
    try {
      const end = await new Promise<ChildEnd<R>>((resolve) => {
        const died = (how: string) => resolve(diedOf(this.work.noun, how));
        const onMessage = (message: unknown): void => {
          const report = message as ChildReport<R>;
          if (report.type === 'progress') onProgress?.(report.stage, report.fraction);
          else if (report.type === 'line') onLine?.(report.line);
          else resolve(report);
        };
        const onError = (error: Error): void => died(error.message);
        const onExit = (code: number | null, killedBy: string | null): void =>
          died(`it ended with ${killedBy ?? code}`);
        child.on('message', onMessage).once('error', onError).once('exit', onExit);
        settle = () => child.off('message', onMessage).off('error', onError).off('exit', onExit);
        if (this.dead) died('it had ended before');
        else child.send(order);
      });
      if (end.type === 'done') return end.result;
      const { kind, code, message, problems } = end.problem;
      throw new ProoflineError(signal.aborted ? 'cancelled' : kind, code, message, { problems });
    } finally {
      settle?.();
      signal.removeEventListener('abort', stop);
    }
  }

  /** Takes no more orders; it ends by itself. */
  end(): void {
    this.dead = true;
    if (this.process.connected) this.process.disconnect();
  }

  private stop(): void {
    this.process.kill('SIGTERM');
    const timer = setTimeout(() => this.process.kill('SIGKILL'), GRACE_MS).unref();
    this.process.once('exit', () => clearTimeout(timer));
  }
}

/** Works one order off in a process of its own. */
export async function inChild<R>(work: ChildWork, order: object, listener: ChildListener): Promise<R> {
  const child = new Child(work);
  try {
    return await child.run<R>(order, listener);
  } finally {
    child.end();
  }
}

function diedOf(noun: ChildWork['noun'], how: string): ChildEnd<never> {
  const message = `The process of the ${noun} died: ${how}. Where memory is short, the system ends the largest process.`;
  return { type: 'failed', problem: { kind: 'internal', code: `${noun.toUpperCase()}_DIED`, message, problems: [] } };
}
