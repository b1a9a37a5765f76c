import { Child } from './in-child.js';

/** How long a process is kept that has nothing to do. */
const IDLE_MS = 30_000;

/**
 * The processes that train, each for one run: what is done next of the same run finds its data read. One that is idle is kept
 * for a while, no more.
 */
export class RunChildren {
  private idle: { runId: string; child: Child; timer: NodeJS.Timeout } | undefined;

  /** Does something of a run in a process that is idle, or a new one. A process whose work failed is not used again. */
  async with<R>(runId: string, work: (child: Child) => Promise<R>): Promise<R> {
    const child = this.take(runId);
    try {
      const result = await work(child);
      this.keep(runId, child);
      return result;
    } catch (error) {
      child.end();
      throw error;
    }
  }

  /** Ends what is kept for a run, or for any. */
  end(runId?: string): void {
    if (this.idle === undefined || (runId !== undefined && this.idle.runId !== runId)) return;
    clearTimeout(this.idle.timer);
    this.idle.child.end();
    this.idle = undefined;
  }

  private take(runId: string): Child {
    const { idle } = this;
    if (idle?.runId !== runId || !idle.child.isAlive) return new Child({ script: 'train-child.js', noun: 'training' });
    clearTimeout(idle.timer);
    this.idle = undefined;
    return idle.child;
  }

  private keep(runId: string, child: Child): void {
    if (!child.isAlive) return;
    this.end();
    this.idle = { runId, child, timer: setTimeout(() => this.end(), IDLE_MS).unref() };
  }
}
