import { setTimeout as wait } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import type { ChangeWatch } from '../persistence/change-watch.js';
import type { PredictionLog } from '../prediction-log/prediction-log.js';
import type { WorkQueue } from '../queue/work-queue.js';
import type { ServingService } from '../serving/serving.service.js';

export interface Readiness {
  /** Whether requests are served. */
  ready: boolean;
  /** Not all of them are served, or something that is asked for waits. */
  degraded: boolean;
  /** Of each thing that requests depend on: `ok`, or why not. */
  checks: Record<string, string>;
}

/** What asks whether we are ready gives up after a second, as a rule: where the queue alone is away, the answer must not be late. */
const PATIENCE_MS = { database: 2_000, queue: 500 };

/** A spool that is full to this share takes hardly another prediction. */
const SPOOL_FULL = 0.99;

/** What predictions go on with while the database is away. */
export interface WithoutDatabase {
  serving: Pick<ServingService, 'hasModel'>;
  watch: Pick<ChangeWatch, 'mayAnswer'>;
  predictions: Pick<PredictionLog, 'waitingBytes'>;
  spoolBytes: number;
}

export class HealthService {
  private draining = false;

  constructor(
    private readonly source: DataSource,
    private readonly queue: Pick<WorkQueue<unknown>, 'ask'>,
    private readonly without: WithoutDatabase,
  ) {}

  /** From here on no new requests should come; those that are under way are answered. */
  drain(): void {
    this.draining = true;
  }

  /**
   * Without the queue everything is served: predictions need none, and runs and promotions are in their ledgers and begin when it is
   * back. Without the database a process that has models in memory goes on with predictions and nothing else: sent away from it,
   * they would find no other that can do more, for all have the same database.
   */
  async readiness(): Promise<Readiness> {
    const [database, queue] = await Promise.all([
      answers(this.source.query('SELECT 1'), PATIENCE_MS.database),
      answers(this.queue.ask(), PATIENCE_MS.queue),
    ]);
    const lack = database === 'ok' ? undefined : this.lackWithout();
    const predictions = database === 'ok' ? 'ok' : (lack ?? 'are answered from memory');
    const checks = { database, queue, predictions, process: this.draining ? 'is shutting down' : 'ok' };
    const ready = lack === undefined && checks.process === 'ok';
    return { ready, degraded: ready && !(database === 'ok' && queue === 'ok'), checks };
  }

  /** Why predictions cannot be answered without the database; undefined where they are. */
  private lackWithout(): string | undefined {
    const { serving, watch, predictions, spoolBytes } = this.without;
    if (!serving.hasModel) return 'no model is in memory';
    if (!watch.mayAnswer) return 'the database has been away for too long';
    return predictions.waitingBytes >= SPOOL_FULL * spoolBytes ? 'the spool is full' : undefined;
  }
}

function answers(asked: Promise<unknown>, patienceMs: number): Promise<string> {
  const answer = asked.then(
    () => 'ok',
    () => 'does not answer',
  );
  return Promise.race([answer, wait(patienceMs, 'does not answer', { ref: false })]);
}
