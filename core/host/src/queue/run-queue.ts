import type { QueueConnection } from './backend.js';
import {
  type Lane,
  openQueue,
  type QueueWorker,
  type Retries,
  startWorker,
  type Work,
  type WorkQueue,
} from './work-queue.js';

export interface RunJob {
  runId: string;
}

export type RunQueue = WorkQueue<RunJob>;

const RUNS: Lane<RunJob> = { name: 'runs', noun: 'run', jobOf: (runId) => ({ runId }) };

export function openRunQueue(
  connection: QueueConnection,
  onError: (error: Error) => void,
  retries?: Retries,
): RunQueue {
  return openQueue(RUNS, connection, onError, retries);
}

export function startRunWorker(
  connection: QueueConnection,
  work: Work<RunJob>,
  onError: (error: Error) => void,
  waitMs?: number,
): QueueWorker {
  return startWorker(RUNS, connection, work, onError, waitMs);
}
