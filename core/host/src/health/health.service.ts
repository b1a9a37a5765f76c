import { setTimeout as wait } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import type { WorkQueue } from '../queue/work-queue.js';

export interface Readiness {
  /** Whether requests are served. */
  ready: boolean;
  /** Served, but something that is asked for waits. */
  degraded: boolean;
  /** Of each thing that requests depend on: `ok`, or why not. */
  checks: Record<string, string>;
}

/** What asks whether we are ready gives up after a second, as a rule: where the queue alone is away, the answer must not be late. */
const PATIENCE_MS = { database: 2_000, queue: 500 };

export class HealthService {
  private draining = false;

  constructor(
    private readonly source: DataSource,
    private readonly queue: Pick<WorkQueue<unknown>, 'ask'>,
  ) {}

  /** From here on no new requests should come; those that are under way are answered. */
  drain(): void {
    this.draining = true;
  }

  /**
   * Without the database nothing is served. Without the queue everything is: predictions need none, and runs and promotions are in
   * their ledgers and begin when it is back.
   */
  async readiness(): Promise<Readiness> {
    const [database, queue] = await Promise.all([
      answers(this.source.query('SELECT 1'), PATIENCE_MS.database),
      answers(this.queue.ask(), PATIENCE_MS.queue),
    ]);
    const checks = { database, queue, process: this.draining ? 'is shutting down' : 'ok' };
    const ready = checks.database === 'ok' && checks.process === 'ok';
    return { ready, degraded: ready && checks.queue !== 'ok', checks };
  }
}

function answers(asked: Promise<unknown>, patienceMs: number): Promise<string> {
  const answer = asked.then(
    () => 'ok',
    () => 'does not answer',
  );
  return Promise.race([answer, wait(patienceMs, 'does not answer', { ref: false })]);
}
